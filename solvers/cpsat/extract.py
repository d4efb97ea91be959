"""From the values of a CP-SAT solution back to a schedule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.schedule import Schedule, Status
from solvers.cpsat.sequences import changeovers
from solvers.cpsat.windows import end_of
from solvers.units import assign_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from solvers.cpsat.model import ScheduleModel

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
    starts: list[int] = []
    ends: list[int] = []
    for operation, mode in enumerate(modes):
        track, duration = variables.track_of[mode], variables.duration[mode]
        calendar = problem.calendars[track.calendar]
        work, pinned = int(values[track.start.index]), variables.pin[operation]
        start = pinned if pinned >= 0 else calendar.to_wall_start(work)
        starts.append(start)
        ends.append(end_of(calendar, work, duration) if duration else start)
    mode_column = np.array(modes, dtype=np.int64)
    start_column, end_column = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    bare = Schedule(
        mode=mode_column,
        unit=assign_units(problem, mode_column, start_column, end_column),
        start=start_column,
        end=end_column,
        changeover=np.zeros_like(start_column),
        status=Status.FEASIBLE,
        provenance="cp-sat",
    )
    return replace(bare, changeover=changeovers(problem, bare))
