"""When the operations of a schedule work, looked up for all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.problem import Precedence

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["WorkTimes", "end_bounds", "incoming_edges", "work_times"]


class WorkTimes(NamedTuple):
    """What work does that begins where a schedule says; each of shape (N,)."""

    is_open: Bools
    """It starts in working time."""
    is_endless: Bools
    """The calendar is over before the work is done."""
    end: Ints
    """Tick at which it is done, where it ever is."""
    is_whole: Bools
    """Start and end are in one window."""


def work_times(problem: Problem, schedule: Schedule, duration: Ints) -> WorkTimes:
    """Return when work is done that begins at the starts of a schedule.

    Parameters
    ----------
    problem, schedule
        Calendars of the modes, and starts.
    duration
        (N,): working ticks.
    """
    calendars, starts = problem.mode_calendar[schedule.mode], schedule.start
    is_open, is_endless, is_whole = (np.zeros(starts.size, dtype=np.bool_) for _ in range(3))
    end = starts.copy()
    for index in np.unique(calendars).tolist():
        calendar, rows = problem.calendars[index], np.flatnonzero(calendars == index)
        # the window that each start is in or behind, -1 for none
        window = calendar.starts.searchsorted(starts[rows], "right") - 1
        closes = np.append(calendar.ends, 0)[window]
        is_open[rows] = (window >= 0) & (starts[rows] < closes)
        done = calendar.to_work(starts[rows]) + duration[rows]
        is_endless[rows] = (duration[rows] > 0) & (done > calendar.total)
        works = (duration[rows] > 0) & ~is_endless[rows]
        if works.any():
            end[rows[works]] = calendar.to_wall_end(done[works])
        is_whole[rows] = (window >= 0) & (end[rows] <= closes)
    return WorkTimes(is_open, is_endless, end, is_whole)


def end_bounds(problem: Problem, schedule: Schedule) -> Ints:
    """Return before which tick the predecessors of an operation do not let it end; shape (N,)."""
    edges = np.flatnonzero(problem.kind == Precedence.END_END)
    pred = problem.pred[edges]
    position = schedule.mode[pred] - problem.mode_ptr[pred]
    bounds = np.full(problem.num_operations, -1, dtype=np.int64)
    ticks = schedule.end[pred] + problem.lags[problem.lag_ptr[edges] + position]
    np.maximum.at(bounds, problem.succ[edges], ticks)
    return bounds


def incoming_edges(problem: Problem) -> list[Ints]:
    """Return the edges into each operation."""
    order = np.argsort(problem.succ, kind="stable")
    ends = np.cumsum(np.bincount(problem.succ, minlength=problem.num_operations))
    return np.split(order, ends[:-1]) if problem.num_operations else []
