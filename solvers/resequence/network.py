"""What follows what if a plan runs in another order, and why an order may be impossible."""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.errors import SchedulingError
from models.problem import Precedence
from solvers.blocks import blocks_of
from solvers.flat import FlatProblem
from solvers.neighbourhoods.partial_order import with_pairs
from solvers.ordering import by_key
from solvers.resequence.lanes import groups, holders_in_turn, lanes_of, pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.resequence.lanes import Lane

    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = [
    "CircularOrderError",
    "Step",
    "Why",
    "around",
    "downstream",
    "extended",
    "holder_steps",
    "in_order",
    "lane_steps",
]

_MOST_STARTS = 50
"""From so many steps of a circle a shorter one is looked for."""


class Why(StrEnum):
    """Why one operation comes before another."""

    PRECEDENCE = "precedence"
    """It must, by the problem."""
    WANTED = "wanted"
    """The order asked for says so."""
    KEPT = "kept"
    """It did in the plan, where the order is to stay."""


class Step(NamedTuple):
    """One operation before another."""

    before: int
    after: int
    why: Why
    kind: Precedence = Precedence.END_START


class CircularOrderError(SchedulingError):
    """An order runs in a circle: `steps` lead from an operation back to it."""

    def __init__(self, steps: tuple[Step, ...], names: Sequence[str]) -> None:
        self.steps = steps
        path = " > ".join(names[step.before] for step in (*steps, steps[0]))
        super().__init__(f"the order runs in a circle: {path}")


def lane_steps(
    problem: Problem, plan: Schedule, lanes: Mapping[Lane, Sequence[int]], why: Why
) -> list[Step]:
    """Return the steps along some lanes."""
    found = []
    for lane, ops in lanes.items():
        # members of two sessions may still come to share one, so only ends are ordered
        shares = problem.session_most[lane[0]] > 0
        kind = Precedence.END_END if shares else Precedence.END_START
        found += [Step(*pair, why, kind) for pair in pairs_of(problem, plan, lane, ops)]
    return found


def holder_steps(problem: Problem, plan: Schedule, members: Bools) -> list[Step]:
    """Return the steps along further resources: who takes over from whom."""
    return [Step(*pair, Why.KEPT) for pair in holders_in_turn(problem, plan, members)]


def extended(problem: Problem, steps: Sequence[Step]) -> Problem:
    """Return a problem with an edge for each step."""
    for kind in (Precedence.END_START, Precedence.END_END):
        pairs = {(step.before, step.after) for step in steps if step.kind is kind}
        problem = with_pairs(problem, sorted(pairs), kind)
    return problem


def in_order(problem: Problem, steps: Sequence[Step], key: Sequence[float]) -> list[int]:
    """Return the operations so that all edges and steps lead forward, else the lowest key first.

    Raises
    ------
    CircularOrderError
        If they run in a circle.
    """
    count = problem.num_operations
    order = by_key(((before, after) for before, after, *_ in _all_steps(problem, steps)), key)
    if len(order) < count:
        raise CircularOrderError(
            _circle(problem, steps, set(range(count)) - set(order)), _names(problem)
        )
    return order


def _names(problem: Problem) -> Sequence[str]:
    return problem.op_names or [str(op) for op in range(problem.num_operations)]


def _all_steps(problem: Problem, steps: Sequence[Step]) -> list[Step]:
    edges = zip(problem.pred.tolist(), problem.succ.tolist(), strict=True)
    return [*(Step(*pair, Why.PRECEDENCE) for pair in edges), *steps]


def _circle(problem: Problem, steps: Sequence[Step], stuck: set[int]) -> tuple[Step, ...]:
    """Return a short circle among operations that wait for each other, or for such."""
    outgoing: dict[int, list[Step]] = {}
    for step in _all_steps(problem, steps):
        if step.before in stuck and step.after in stuck:
            outgoing.setdefault(step.before, []).append(step)
    everything = [step for rows in outgoing.values() for step in rows]
    wanted = [step for step in everything if step.why is Why.WANTED] or everything
    found: tuple[Step, ...] = ()
    for number, first in enumerate(wanted):
        if found and number >= _MOST_STARTS:
            break
        way = _way(outgoing, first.after, first.before)
        if way is not None and (not found or len(way) + 1 < len(found)):
            found = (first, *way)
    return found


def _way(outgoing: Mapping[int, list[Step]], start: int, goal: int) -> list[Step] | None:
    """Return the fewest steps from one operation to another."""
    came: dict[int, Step | None] = {start: None}
    queue = deque([start])
    while queue:
        op = queue.popleft()
        if op == goal:
            break
        for step in outgoing.get(op, ()):
            if step.after not in came:
                came[step.after] = step
                queue.append(step.after)
    if goal not in came:
        return None
    way, last = [], came[goal]
    while last is not None:
        way.append(last)
        last = came[last.before]
    return way[::-1]


def around(problem: Problem, plan: Schedule, stays: Bools) -> Iterator[Problem]:
    """Yield problems in which some operations stay where they are in a plan.

    First one in which they do not move at all; then one in which they do not move to the left,
    for where who comes first of two at one moment, or who is free in a break, is not told.
    """
    fixed = np.where(stays, plan.start, problem.op_fixed_start)
    yield problem.replace(op_fixed_start=fixed)
    release = np.where(stays, np.maximum(problem.op_release, plan.start), problem.op_release)
    yield problem.replace(op_release=release)


def downstream(problem: Problem, plan: Schedule, steps: Sequence[Step], roots: Bools) -> Bools:
    """Return which operations may have to move if some do: those, and all that follow.

    Who shares a session with one of them, or is tied to it by a longest wait, may too.
    """
    followers: dict[int, set[int]] = {}
    for before, after, *_ in _all_steps(problem, steps):
        followers.setdefault(before, set()).add(after)
    for block in blocks_of(FlatProblem(problem)):
        if len(block) > 1:
            _tie(followers, block)
    for lane, ops in lanes_of(problem, plan).items():
        for group in groups(problem, plan, ops) if problem.session_most[lane[0]] else ():
            _tie(followers, group)
    found = roots.copy()
    queue = deque(np.flatnonzero(roots).tolist())
    while queue:
        for after in followers.get(queue.popleft(), ()):
            if not found[after]:
                found[after] = True
                queue.append(after)
    return found


def _tie(followers: dict[int, set[int]], ops: Sequence[int]) -> None:
    for op in ops:
        followers.setdefault(op, set()).update(other for other in ops if other != op)
