"""Which operations of a plan may move in a window, and when; the rest is frozen where it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["Cut", "cut_of"]

_MARGIN = 4
"""A window reaches beyond its operations by their time, both ways, over this."""


@dataclass(frozen=True, eq=False)
class Cut:
    """A plan of which some operations may move.

    Parameters
    ----------
    problem, schedule
        The whole, and its plan.
    is_live
        (N,): what may move; the rest stays exactly as it is.
    since, until
        What moves starts and ends within; ticks.
    """

    problem: Problem
    schedule: Schedule
    is_live: Bools
    since: int
    until: int

    @cached_property
    def live(self) -> Ints:
        """Return the operations that may move, ascending."""
        return np.flatnonzero(self.is_live).astype(np.int64)

    @cached_property
    def main(self) -> Ints:
        """Return the main resource of each operation; shape (N,), -1 for none."""
        return self.problem.mode_resource[self.schedule.mode]

    @cached_property
    def begin(self) -> Ints:
        """Return since when each operation holds its machine, changeover included."""
        problem, begin = self.problem, self.schedule.start.copy()
        changed = np.flatnonzero((self.schedule.changeover > 0) & (self.main >= 0))
        setup = problem.resource_setup_calendar[self.main[changed]]
        for index in np.unique(setup).tolist():
            calendar, ops = problem.calendars[index], changed[setup == index]
            work = calendar.to_work(begin[ops]) - self.schedule.changeover[ops]
            begin[ops] = calendar.to_wall_start(work)
        return begin

    @cached_property
    def lag(self) -> Ints:
        """Return the lag of each edge in the mode its predecessor takes; shape (E,)."""
        return _lags(self.problem, self.schedule)

    def worked(self, op: int, work: int) -> int:
        """Return the tick at which a frozen operation has worked so much."""
        start = int(self.schedule.start[op])
        if not work:
            return start
        calendar = self.problem.calendars[int(self.problem.mode_calendar[self.schedule.mode[op]])]
        return max(start, calendar.to_wall_end(calendar.to_work(start) + work))


def cut_of(
    problem: Problem, schedule: Schedule, ops: Ints, span: tuple[int, int] | None = None
) -> Cut:
    """Return the cut in which some operations may move, as far as that can be told apart.

    Pinned work stays, and what may be in a session. Operations that a maximum wait ties move
    together or not at all. What tells when frozen work ends, or whether a session could start
    without being full, stays too.

    Parameters
    ----------
    problem, schedule
        The whole, and a plan that keeps all its rules.
    ops
        Rows of operations that should move.
    span
        Ticks before and after which nothing of it runs, widened to what the operations take; by
        default somewhat more than that.
    """
    live = np.zeros(problem.num_operations, dtype=np.bool_)
    live[ops] = True
    live &= problem.op_fixed_start < 0
    live[problem.mode_op[problem.mode_family >= 0]] = False
    live[_watched(problem, schedule)] = False
    _freeze_tied(problem, schedule, live)
    first = int(schedule.start[live].min(initial=problem.horizon))
    last = int(schedule.end[live].max(initial=0))
    margin = max(0, last - first) // _MARGIN
    since, until = span or (first - margin, last + margin)
    since, until = max(0, min(since, first)), min(problem.horizon, max(until, last))
    return Cut(problem, schedule, live, since, until)


def _lags(problem: Problem, schedule: Schedule) -> Ints:
    position = schedule.mode[problem.pred] - problem.mode_ptr[problem.pred]
    return problem.lags[problem.lag_ptr[:-1] + position]


def _watched(problem: Problem, schedule: Schedule) -> Ints:
    """Return what runs before members of sessions that need not be full: they have waited."""
    main, family = problem.mode_resource[schedule.mode], problem.mode_family[schedule.mode]
    members = np.flatnonzero(family >= 0)
    if not members.size:
        return members
    keys = np.column_stack((main, family, schedule.start))[members]
    session = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    fill = np.bincount(session, weights=problem.mode_fill[schedule.mode[members]])
    waits = np.zeros(problem.num_operations, dtype=np.bool_)
    waits[members] = fill[session] < problem.session_least[main[members]]
    return problem.pred[waits[problem.succ]]


def _freeze_tied(problem: Problem, schedule: Schedule, live: Bools) -> None:
    """Freeze what cannot move without something frozen; changes `live`."""
    pred, succ = problem.pred, problem.succ
    waits = problem.kind == Precedence.MAX_WAIT
    ends = (problem.kind == Precedence.END_END) & problem.op_elastic[succ]
    telling = np.flatnonzero(
        ends & (schedule.end[pred] + _lags(problem, schedule) >= schedule.end[succ])
    )
    is_told = np.zeros(live.size, dtype=np.bool_)
    elastic = np.unique(succ[telling])
    is_told[elastic] = _work_ends(problem, schedule, elastic) >= schedule.end[elastic]
    while True:
        tied = waits & (live[pred] != live[succ])
        # of a frozen operation that waits at its end, who tells until when
        told = is_told.copy()
        told[succ[telling[~live[pred[telling]]]]] = True
        tells = telling[live[pred[telling]] & ~live[succ[telling]] & ~told[succ[telling]]]
        if not tied.any() and not tells.size:
            return
        live[pred[tied]] = False
        live[succ[tied]] = False
        live[pred[tells]] = False


def _work_ends(problem: Problem, schedule: Schedule, ops: Ints) -> Ints:
    """Return when operations have worked, whatever they wait for at their end."""
    ends = schedule.start[ops].copy()
    calendars = problem.mode_calendar[schedule.mode[ops]]
    duration = problem.mode_duration[schedule.mode[ops]]
    for index in np.unique(calendars).tolist():
        rows, calendar = (calendars == index) & (duration > 0), problem.calendars[index]
        ends[rows] = calendar.to_wall_end(calendar.to_work(ends[rows]) + duration[rows])
    return ends
