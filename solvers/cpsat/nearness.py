"""How far a plan is from the previous one: operations that are moved, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.recorder import Rule
    from solvers.cpsat.variables import Variables

    Row = tuple[cp_model.LinearExprT, int]

__all__ = ["moved_terms", "shift_terms"]


def moved_terms(variables: Variables) -> list[Row]:
    """Return 1, or a literal, for each operation that is, or may be, moved.

    A literal may be true without need, never false without right: what is not moved starts where
    it did, in a mode on the same resource.
    """
    before: list[int] = variables.problem.op_previous_start.tolist()
    return [
        (_moved(variables, operation, start), 1)
        for operation, start in enumerate(before)
        if start >= 0
    ]


def _moved(variables: Variables, operation: int, before: int) -> cp_model.LinearExprT:
    variables.recorder.check_time()
    modes = variables.windows.possible[operation]
    keeping = [mode for mode in modes if _can_keep(variables, mode, before)]
    if not keeping:
        return 1
    pinned = variables.pin[operation] >= 0  # at the same start, or nothing could be kept
    if pinned and len(keeping) == len(modes):
        return 0
    name = f"moved[{variables.name(operation)}]"
    moved = variables.recorder.boolean(name, _is_moved(operation, before, set(keeping)))
    for mode in modes:
        literal, track = variables.present[mode], variables.track_of[mode]
        if mode not in keeping:
            if literal is not None:
                variables.model.add_implication(literal, moved)
            continue
        if not pinned:
            work = variables.problem.calendars[track.calendar].to_work(before)
            kept = [~moved] if literal is None else [~moved, literal]
            variables.model.add(track.start == work).only_enforce_if(kept)
    return moved


def _can_keep(variables: Variables, mode: int, before: int) -> bool:
    """Tell whether a mode can start at a tick, on the resource it was on."""
    problem, windows = variables.problem, variables.windows
    track = variables.track_of[mode]
    old = int(problem.op_previous_mode[track.operation])
    if old >= 0 and problem.mode_resource[mode] != problem.mode_resource[old]:
        return False
    pinned = variables.pin[track.operation]
    if pinned >= 0:
        return pinned == before
    calendar = problem.calendars[track.calendar]
    work = calendar.to_work(before)
    is_within = windows.earliest[mode] <= work <= windows.latest[mode]
    return is_within and calendar.to_wall_start(work) == before


def _is_moved(operation: int, before: int, keeping: set[int]) -> Rule:
    return lambda known: int(
        known.start[operation] != before or known.mode[operation] not in keeping
    )


def shift_terms(variables: Variables) -> list[Row]:
    r""":math:`|start_i - previous_i|` for each operation of the previous plan."""
    windows = variables.windows
    before = variables.problem.op_previous_start
    rows: list[Row] = []
    for operation in np.flatnonzero(before >= 0).tolist():
        variables.recorder.check_time()
        tick, start = int(before[operation]), variables.wall_start(operation)
        if isinstance(start, int):
            rows.append((abs(start - tick), 1))
            continue
        earliest, latest = windows.earliest_start[operation], windows.latest_start[operation]
        furthest = max(tick - earliest, latest - tick)
        nearest = max(0, earliest - tick, tick - latest)
        name = f"shift[{variables.name(operation)}]"
        shift = variables.recorder.integer(nearest, furthest, name, _distance(operation, tick))
        variables.model.add(shift >= start - tick)
        variables.model.add(shift >= tick - start)
        rows.append((shift, 1))
    return rows


def _distance(operation: int, tick: int) -> Rule:
    return lambda known: abs(known.start[operation] - tick)
