"""What modes need of a shop, where they wait for it, and what of it is gone from the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.held_steps import HeldUnits, absences, in_windows, joined, steps

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = [
    "Gates",
    "Needs",
    "first_modes",
    "gates_of",
    "held_of",
    "needs_of",
    "pinned_ends",
    "pointer",
    "pointer_of_sizes",
    "ranks_of",
    "units_of",
]


class Needs(NamedTuple):
    """Units of resources that modes need; by mode, one row for each resource."""

    mode: Ints
    resource: Ints
    units: Ints
    calendar: Ints
    """When it counts; -1 always."""


class Gates(NamedTuple):
    """Where operations wait."""

    pointer: Ints
    gate: Ints
    mode: Ints
    is_ungated: Bools
    queue_ptr: Ints


def first_modes(problem: Problem) -> Ints:
    """Return the mode of pinned operations, the first of the others; shape (N,)."""
    fixed = problem.op_fixed_mode
    return np.where(fixed >= 0, fixed, problem.mode_ptr[:-1])


def pointer(owner: Ints, count: int) -> Ints:
    """Return where each owner's rows begin, in order of owner; shape (count + 1,)."""
    return pointer_of_sizes(np.bincount(owner, minlength=count))


def pointer_of_sizes(sizes: Ints) -> Ints:
    """Return where each group begins, one after the other; one longer than there are groups."""
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def needs_of(problem: Problem) -> Needs:
    """Return all that modes need, each pair of mode and resource once."""
    main = np.flatnonzero(problem.mode_resource >= 0)
    mode = np.concatenate([main, problem.use_mode])
    resource = np.concatenate([problem.mode_resource[main], problem.use_resource])
    units = np.concatenate([problem.mode_units[main], problem.use_units])
    calendar = np.concatenate([np.full(main.size, -1), problem.use_calendar])
    order = np.lexsort((calendar, resource, mode))
    mode, resource, units, calendar = (row[order] for row in (mode, resource, units, calendar))
    first = np.flatnonzero((np.diff(mode, prepend=-1) != 0) | (np.diff(resource, prepend=-1) != 0))
    total = np.add.reduceat(units, first) if first.size else units
    # held in several calendars, it counts always: never less than it is
    differs = np.maximum.reduceat(calendar, first) != calendar[first] if first.size else first > 0
    return Needs(
        mode[first].astype(np.int64),
        resource[first].astype(np.int64),
        total.astype(np.int64),
        np.where(differs, -1, calendar[first]).astype(np.int64),
    )


def ranks_of(problem: Problem, needs: Needs) -> Ints:
    """Return the place of each resource by the part of its time that it is needed."""
    mode, resource, units = needs.mode, needs.resource, needs.units
    share = np.diff(problem.mode_ptr)[problem.mode_op[mode]]
    work = problem.mode_duration[mode] * units / share
    load = np.bincount(resource, weights=work, minlength=problem.num_resources)
    total = np.array([calendar.total for calendar in problem.calendars], dtype=np.int64)
    there = problem.resource_capacity * total[problem.resource_calendar]
    order = np.argsort(-load / np.maximum(1, there), kind="stable")
    rank = np.empty(problem.num_resources, dtype=np.int64)
    rank[order] = np.arange(problem.num_resources)
    return rank


def gates_of(problem: Problem, needs: Needs, rank: Ints) -> Gates:
    """Return where operations wait: each mode at the most loaded resource it needs."""
    mode, resource = needs.mode, needs.resource
    worst = np.full(problem.num_modes, problem.num_resources)
    np.minimum.at(worst, mode, rank[resource])
    fixed = problem.op_fixed_mode[problem.mode_op]
    allowed = (fixed < 0) | (fixed == np.arange(problem.num_modes))
    is_ungated = np.zeros(problem.num_operations, dtype=np.bool_)
    is_ungated[problem.mode_op[allowed & (worst == problem.num_resources)]] = True
    rows = np.flatnonzero(allowed & (worst < problem.num_resources))
    gate = np.argsort(rank)[worst[rows]]
    keys = problem.mode_op[rows] * max(1, problem.num_resources) + gate
    first = np.unique(keys, return_index=True)[1]
    rows, gate = rows[first], gate[first]
    return Gates(
        pointer(problem.mode_op[rows], problem.num_operations),
        gate.astype(np.int64),
        rows.astype(np.int64),
        is_ungated,
        pointer(gate, problem.num_resources),
    )


def units_of(problem: Problem, needs: Needs) -> Ints:
    """Return how many units of each resource matter: no more than all modes need at once."""
    wanted = np.zeros(problem.num_resources, dtype=np.int64)
    np.add.at(wanted, needs.resource, needs.units)
    return np.minimum(problem.resource_capacity, wanted)


def held_of(problem: Problem, needs: Needs, pins: Ints) -> HeldUnits:
    """Return when how many of the units that matter are away or held by pinned work."""
    first, modes = pointer(needs.mode, problem.num_modes), first_modes(problem)[pins]
    sizes = np.diff(first)[modes]
    owner = np.repeat(np.arange(pins.size), sizes)
    rows = np.arange(owner.size) + np.repeat(first[modes] - np.cumsum(sizes) + sizes, sizes)
    starts = problem.op_fixed_start[pins][owner]
    ends = pinned_ends(problem, pins, modes)[owner]
    holds = HeldUnits(needs.resource[rows], needs.units[rows], starts, ends)
    always = needs.calendar[rows] < 0
    some = in_windows(problem, needs.calendar[rows][~always], holds.only(~always))
    whole = steps(joined(absences(problem), holds.only(always), some))
    spare = (problem.resource_capacity - units_of(problem, needs))[whole.resource]
    fewer = whole._replace(units=whole.units - spare)
    return fewer.only(fewer.units > 0)


def pinned_ends(problem: Problem, pins: Ints, modes: Ints) -> Ints:
    """Return when pinned work ends; past the horizon if it never does."""
    ends = problem.op_fixed_start[pins].copy()
    calendars, duration = problem.mode_calendar[modes], problem.mode_duration[modes]
    for index in np.unique(calendars).tolist():
        times = problem.calendars[index]
        rows = np.flatnonzero((calendars == index) & (duration > 0))
        work = times.to_work(ends[rows]) + duration[rows]
        is_done = work <= times.total
        ends[rows[is_done]] = times.to_wall_end(work[is_done])
        ends[rows[~is_done]] = problem.horizon + 1
    return ends
