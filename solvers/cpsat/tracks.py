"""Modes of one operation that share a start variable."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.problem import Problem
    from solvers.cpsat.recorder import Known, Rule
    from solvers.cpsat.windows import Windows

__all__ = ["Track", "start_domain", "work_start"]


@dataclass(slots=True)
class Track:
    """The modes of one operation that share a calendar, and so one start variable.

    Parameters
    ----------
    start
        Start in work coordinates; any value of its domain if no mode of the track is taken.
    end_variable
        Created when needed, where durations differ.
    """

    operation: int
    calendar: int
    modes: list[int]
    start: cp_model.IntVar
    low: int
    high: int
    durations: list[int] = field(default_factory=list)
    end_variable: cp_model.IntVar | None = None


def start_domain(problem: Problem, windows: Windows, mode: int) -> cp_model.Domain:
    """Return where a mode can start, in work coordinates of its calendar."""
    low, high = windows.earliest[mode], windows.latest[mode]
    if problem.mode_interruptible[mode]:
        return cp_model.Domain(low, high)
    calendar = problem.calendars[int(problem.mode_calendar[mode])]
    duration = max(int(problem.mode_duration[mode]), 1)
    bounds: list[int] = calendar.cumulative.tolist()
    pieces = [[max(begin, low), min(end - duration, high)] for begin, end in pairwise(bounds)]
    return cp_model.Domain.from_intervals([piece for piece in pieces if piece[0] <= piece[1]])


def work_start(operation: int, modes: set[int], calendar: WorkingTime, low: int) -> Rule:
    """Return how to read the start of a track; `low` where another is taken."""

    def rule(known: Known) -> int:
        return calendar.to_work(known.start[operation]) if known.mode[operation] in modes else low

    return rule
