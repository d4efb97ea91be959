r"""Capacity: never more units in use than a resource has.

Counted along the working time of the resource. Whatever holds it pauses with it, so two
operations that overlap in its closed time overlap in its working time too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solvers.cpsat.setups import add_setups

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.intervals import Intervals
    from solvers.cpsat.variables import Variables

__all__ = ["add_capacities"]


@dataclass(frozen=True, slots=True)
class _Use:
    mode: int
    units: int


def add_capacities(variables: Variables, intervals: Intervals) -> None:
    """Limit the use of every resource: machines, pools, crews and tools."""
    for resource, uses in sorted(_uses(variables).items()):
        variables.recorder.check_time()
        if variables.problem.resource_setup[resource] >= 0:
            add_setups(variables, intervals, resource, [use.mode for use in uses])
        else:
            _add_resource(variables, intervals, resource, uses)


def _uses(variables: Variables) -> dict[int, list[_Use]]:
    """Return which possible modes hold how much of each resource."""
    problem = variables.problem
    uses: dict[int, list[_Use]] = defaultdict(list)
    main: list[int] = problem.mode_resource.tolist()
    for mode in (mode for modes in variables.windows.possible for mode in modes):
        if main[mode] >= 0:
            uses[main[mode]].append(_Use(mode, 1))
    possible = set(variables.track_of)
    rows = (problem.use_mode.tolist(), problem.use_resource.tolist(), problem.use_units.tolist())
    for mode, resource, units in zip(*rows, strict=True):
        if mode in possible:
            uses[resource].append(_Use(mode, units))
    return uses


def _add_resource(
    variables: Variables, intervals: Intervals, resource: int, uses: list[_Use]
) -> None:
    r""":math:`\sum_{i: start_i \le t < end_i} units_i \le capacity(t)` at each working tick t."""
    problem, model = variables.problem, variables.model
    capacity = int(problem.resource_capacity[resource])
    axis = intervals.axis(resource, (use.mode for use in uses))
    blocked = _profile(intervals, resource, axis)
    fits = [use for use in uses if use.units <= capacity]
    for use in uses:
        if use.units > capacity:
            literal = variables.present[use.mode]
            model.add_bool_or([] if literal is None else [~literal])
    rows = [
        (intervals.interval(use.mode, axis, always=always), use.units)
        for use, always in _merged(variables, fits)
        if variables.duration[use.mode]
    ]
    if len(rows) < 2 and not blocked:
        return
    rows += blocked
    if all(2 * units > capacity for _, units in rows):
        model.add_no_overlap([interval for interval, _ in rows])
        return
    model.add_cumulative([row[0] for row in rows], [row[1] for row in rows], capacity)


def _merged(variables: Variables, uses: list[_Use]) -> list[tuple[_Use, bool]]:
    """Return uses, one for all modes of an operation if they hold the same, with that fact."""
    groups: dict[tuple[int, int, int, int], list[_Use]] = defaultdict(list)
    for use in uses:
        track = variables.track_of[use.mode]
        duration = variables.duration[use.mode]
        groups[track.operation, track.calendar, duration, use.units].append(use)
    rows: list[tuple[_Use, bool]] = []
    for (operation, *_), group in groups.items():
        modes = {use.mode for use in group}
        if len(group) == len(modes) == len(variables.windows.possible[operation]):
            rows.append((group[0], True))
        else:
            rows.extend((use, False) for use in group)
    return rows


def _profile(
    intervals: Intervals, resource: int, axis: int
) -> list[tuple[cp_model.IntervalVar, int]]:
    """Return the units that are missing in some stretches, as intervals that hold them."""
    problem, model = intervals.problem, intervals.variables.model
    rows: list[tuple[cp_model.IntervalVar, int]] = []
    for row in np.flatnonzero(problem.profile_resource == resource).tolist():
        start = intervals.along(int(problem.profile_start[row]), axis)
        end = intervals.along(int(problem.profile_end[row]), axis)
        missing = int(problem.resource_capacity[resource] - problem.profile_capacity[row])
        if end > start and missing > 0:
            interval = model.new_fixed_size_interval_var(start, end - start, f"off[{resource}]")
            rows.append((interval, missing))
    return rows
