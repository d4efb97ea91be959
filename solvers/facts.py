"""Say in words why no schedule can exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.schedule import Schedule, Status

if TYPE_CHECKING:
    from solvers.flat import Edge, FlatProblem

__all__ = [
    "Impossible",
    "cannot_run",
    "ends_too_late",
    "infeasible",
    "misses_deadline",
    "pinned_clash",
    "pinned_too_early",
    "waits_too_long",
]


class Impossible(Exception):  # noqa: N818 - never leaves the package
    """An operation cannot be placed; says why.

    Parameters
    ----------
    fact
        In words.
    is_proof
        Whether no schedule exists at all, or merely this way to go led nowhere.
    """

    def __init__(self, fact: str, *, is_proof: bool) -> None:
        self.fact = fact
        self.is_proof = is_proof
        super().__init__(fact)


def infeasible(fact: str, provenance: str) -> Schedule:
    """Return the answer that no schedule exists, and why."""
    return Schedule.none(Status.INFEASIBLE, provenance, (fact,))


def cannot_run(flat: FlatProblem, op: int, tick: int) -> str:
    """Say why an operation that may start at `tick` fits nowhere."""
    name = flat.problem.op_names[op]
    shortest = min(flat.duration[mode] for mode in flat.modes[op])
    if all(
        not flat.interruptible[mode] and flat.duration[mode] > flat.calendar[mode].longest
        for mode in flat.modes[op]
    ):
        # the mode that comes closest, so that both figures are of one calendar
        nearest = min(flat.modes[op], key=lambda m: flat.duration[m] - flat.calendar[m].longest)
        return (
            f"{name} works {flat.duration[nearest]} ticks without a break, but the longest window"
            f" of its calendar has {flat.calendar[nearest].longest} ticks"
        )
    lacking = [_lack(flat, mode) for mode in flat.modes[op]]
    if all(lacking):
        return f"{name} needs {lacking[0]}"
    short = [_short_crew(flat, mode) for mode in flat.modes[op]]
    if all(short):
        return (
            f"{name} works {shortest} ticks and holds {short[0]} throughout: it cannot span a"
            " stretch where fewer are there, and no stretch without is long enough"
        )
    return (
        f"{name} cannot start before tick {tick} and works {shortest} ticks: it does not fit before"
        f" the horizon at tick {flat.horizon}"
    )


def _short_crew(flat: FlatProblem, mode: int) -> str:
    """Say of which resource a mode needs more than there are at times; empty if of none."""
    problem = flat.problem
    for resource, units in flat.uses[mode]:
        fewer = problem.profile_capacity[problem.profile_resource == resource]
        if (fewer < units).any():
            return f"{units} units of {problem.resource_names[resource]}"
    return ""


def _lack(flat: FlatProblem, mode: int) -> str:
    """Say of which resource a mode needs more units than there ever are; empty if of none."""
    problem = flat.problem
    for resource, units in flat.uses[mode]:
        there = int(problem.resource_capacity[resource])
        if units > there:
            return f"{units} units of {problem.resource_names[resource]}, which has {there}"
    return ""


def pinned_too_early(flat: FlatProblem, op: int, tick: int) -> str:
    """Say that an operation is pinned before its material or its predecessors."""
    name, pin = flat.problem.op_names[op], flat.fixed_start[op]
    if tick < 0:
        return f"{name} is pinned to start at tick {pin}, and so ends before its predecessor"
    return (
        f"{name} is pinned to start at tick {pin}, but what it waits for"
        f" is not there before tick {tick}"
    )


def pinned_clash(flat: FlatProblem, op: int) -> str:
    """Say that what an operation is pinned to is taken by others that are pinned."""
    names = flat.problem.resource_names
    wanted = sorted(
        {
            names[resource]
            for mode in flat.modes[op]
            for resource in (flat.resource[mode], *(use for use, _ in flat.uses[mode]))
            if resource >= 0
        }
    )
    return (
        f"{flat.problem.op_names[op]} is pinned to start at tick {flat.fixed_start[op]},"
        f" but other pinned work or a changeover holds {', '.join(wanted)} then"
    )


def ends_too_late(flat: FlatProblem, op: int, end: int) -> str:
    """Say that a plan was made in which an operation misses its deadline."""
    return (
        f"{flat.problem.op_names[op]} must end by its deadline at tick {flat.deadline[op]}, but at"
        f" finite capacity no way was found to end it before tick {end}"
    )


def misses_deadline(flat: FlatProblem, op: int, end: int) -> str:
    """Say that an operation cannot end by its deadline, but at `end` at the earliest."""
    return (
        f"{flat.problem.op_names[op]} must end by its deadline at tick {flat.deadline[op]}, but"
        f" does not end before tick {end}"
    )


def waits_too_long(flat: FlatProblem, edge: Edge, tick: int = -1) -> str:
    """Say that an operation does not start within its longest wait for another.

    Either whenever they run, or, as its predecessor is pinned, because it cannot start before
    `tick`.
    """
    pred, succ = (flat.problem.op_names[op] for op in (edge.pred, edge.succ))
    wait = max(edge.lag(mode) for mode in flat.modes[edge.pred])
    must = f"{succ} must start {f'at most {wait} ticks' if wait else 'at once'} after {pred}"
    if tick >= 0:
        pin = flat.fixed_start[edge.pred]
        return f"{must}, which is pinned to start at tick {pin}, but not before tick {tick}"
    return f"{must}, but there is no such time before the horizon at tick {flat.horizon}"
