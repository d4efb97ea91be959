"""From the values of a CP-SAT solution back to a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from models.schedule import Schedule, Status
from solvers.cpsat.windows import end_of
from solvers.units import assign_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from solvers.cpsat.model import ScheduleModel
    from solvers.cpsat.variables import Variables

__all__ = ["extract"]


def extract(problem: Problem, model: ScheduleModel, values: Sequence[int]) -> Schedule:
    """Return the schedule of a solution; its levels are for `models.measures` to say.

    Parameters
    ----------
    problem, model
        What was solved.
    values
        Value of every variable of the model, by index.
    """
    variables = model.variables
    modes = model.chosen_modes(values)
    starts, ends = _starts(variables, modes, values), _work_ends(variables, modes, values)
    _wait_at_ends(variables, modes, ends)
    mode_column = np.array(modes, dtype=np.int64)
    start_column, end_column = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    changeovers = [_changeover(variables, mode, values) for mode in modes]
    return Schedule(
        mode=mode_column,
        unit=assign_units(problem, mode_column, start_column, end_column),
        start=start_column,
        end=end_column,
        changeover=np.array(changeovers, dtype=np.int64),
        status=Status.FEASIBLE,
        provenance="cp-sat",
    )


def _starts(variables: Variables, modes: list[int], values: Sequence[int]) -> list[int]:
    starts: list[int] = []
    for operation, mode in enumerate(modes):
        track, pinned = variables.track_of[mode], variables.pin[operation]
        calendar = variables.problem.calendars[track.calendar]
        work = int(values[track.start.index])
        starts.append(pinned if pinned >= 0 else calendar.to_wall_start(work))
    return starts


def _work_ends(variables: Variables, modes: list[int], values: Sequence[int]) -> list[int]:
    """Return when each operation has worked, which in a session is when the longest has."""
    ends: list[int] = []
    for operation, mode in enumerate(modes):
        track, duration = variables.track_of[mode], variables.duration[mode]
        calendar, pinned = variables.problem.calendars[track.calendar], variables.pin[operation]
        work = int(values[track.start.index])
        lasts = variables.lasts.get(mode)
        is_brief = lasts is not None and not values[lasts.index]
        if mode in variables.stretch and track.end_variable is not None and not is_brief:
            duration = int(values[track.end_variable.index]) - work
        at_once = not duration and pinned >= 0
        ends.append(pinned if at_once else end_of(calendar, work, duration))
    return ends


def _wait_at_ends(variables: Variables, modes: list[int], ends: list[int]) -> None:
    """Let elastic operations end when their predecessors let them."""
    network, elastic = variables.windows.network, variables.problem.op_elastic
    for operation in network.order:
        for edge in network.incoming[operation] if elastic[operation] else ():
            pred, _, kind = network.edges[edge]
            if kind == Precedence.END_END:
                lag = network.lags[edge][modes[pred] - network.modes(pred).start]
                ends[operation] = max(ends[operation], ends[pred] + lag)


def _changeover(variables: Variables, mode: int, values: Sequence[int]) -> int:
    """Return the transition that the tour asks for before a mode, and its preparation."""
    rows = variables.transitions.get(mode, [])
    preparation = int(variables.problem.mode_preparation[mode])
    return preparation + sum(ticks for literal, ticks in rows if values[literal.index])
