r"""Recognise job shops: machines, durations, precedences and one calendar, nothing else.

Where everything works in the same windows, time counts in *work coordinates*, and breaks are
gone: an operation is one interval :math:`[s, s + d)` on its machine, and an order of the
operations on every machine tells the earliest starts by longest paths in a disjunctive graph
(Roy and Sussmann 1964). The makespan in ticks grows with the makespan in work, so the one is
minimal where the other is; a lateness only without breaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.level import Objective
from models.measures import of_class
from models.problem import Precedence
from models.schedule import Schedule, Status

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.level import Level, Term
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = [
    "NO_TAIL",
    "Disjunctive",
    "disjunctive_of",
    "level_value",
    "schedule_of",
    "starts_of",
]

NO_TAIL = -(2**60)
"""Tail of an operation that nobody waits for."""


class Disjunctive(NamedTuple):
    """A job shop, flexible or not; all int64 and contiguous, times in ticks of work.

    Durations on machines are positive. Minimised is the largest end plus `tail`; `level_value`
    turns it into the level.
    """

    mode_ptr: Ints
    """(N + 1,): as in `Problem`; rows of modes are its rows."""
    mode_first: Ints
    """(N,): first row that may be taken ..."""
    mode_last: Ints
    """(N,): ... and one past the last; a pinned mode is alone."""
    mode_machine: Ints
    """(M,): resource, -1 for nobody's capacity, as of all work without length."""
    mode_duration: Ints
    """(M,): ticks of work."""
    pred_ptr: Ints
    """(N + 1,): rows of `pred` by operation."""
    pred: Ints
    pred_lag: Ints
    """(E,): least distance from the end of the predecessor."""
    succ_ptr: Ints
    succ: Ints
    succ_lag: Ints
    release: Ints
    """(N,): earliest start."""
    tail: Ints
    """(N,): what follows the end, `NO_TAIL` if nothing counts; negative for a due date."""
    num_machines: int


def disjunctive_of(problem: Problem, level: Level) -> Disjunctive | None:
    """Return a problem and one level of its objective as a job shop; ``None`` if it is none.

    Parameters
    ----------
    problem
        What is planned.
    level
        Resolved; makespan, or largest lateness where nothing pauses.
    """
    used = _used_modes(problem)
    if not used.size or not _is_plain(problem, used):
        return None
    calendar = _shared_calendar(problem, used)
    if calendar is None or not _is_whole(problem, used, calendar):
        return None
    tail = _tails(problem, level, calendar)
    lag = _lags(problem)
    if tail is None or lag is None or (lag.any() and calendar.starts.size > 1):
        return None
    first, last = _rows(problem)
    pred_ptr, pred, pred_lag = _by_operation(problem.succ, problem.pred, lag, first.size)
    succ_ptr, succ, succ_lag = _by_operation(problem.pred, problem.succ, lag, first.size)
    release = np.asarray(calendar.to_work(np.maximum(problem.op_release, 0)))
    is_held = (problem.mode_resource >= 0) & (problem.mode_duration > 0)
    return Disjunctive(
        mode_ptr=np.ascontiguousarray(problem.mode_ptr, dtype=np.int64),
        mode_first=first,
        mode_last=last,
        mode_machine=np.where(is_held, problem.mode_resource, -1).astype(np.int64),
        mode_duration=np.ascontiguousarray(problem.mode_duration, dtype=np.int64),
        pred_ptr=pred_ptr,
        pred=pred,
        pred_lag=pred_lag,
        succ_ptr=succ_ptr,
        succ=succ,
        succ_lag=succ_lag,
        release=release.astype(np.int64),
        tail=tail,
        num_machines=problem.num_resources,
    )


def level_value(problem: Problem, level: Level, length: int) -> int | None:
    """Return the level of a plan whose largest end plus tail is `length`; grows with `length`.

    ``None`` if the calendar ends before.
    """
    term = level.terms[0]
    if term.objective is Objective.MAKESPAN:
        calendar = _calendar(problem)
        return term.weight * calendar.to_wall_end(length) if length <= calendar.total else None
    late = of_class(problem, term.demand_class)
    least = int((problem.demand_release - problem.demand_due)[late].max(initial=0))
    return term.weight * max(least, length)


def schedule_of(problem: Problem, modes: Ints, starts: Ints) -> Schedule | None:
    """Return a plan in ticks; ``None`` if it ends after the horizon.

    Parameters
    ----------
    problem
        One that `disjunctive_of` recognises.
    modes
        Rows of the mode table; shape (N,).
    starts
        Work coordinates; shape (N,).
    """
    calendar, duration = _calendar(problem), problem.mode_duration[modes]
    done = starts + duration
    if (done > calendar.total).any() or (starts >= calendar.total).any():
        return None
    start = calendar.to_wall_start(starts)
    end = np.where(duration > 0, calendar.to_wall_end(done), start)
    if int(end.max()) > problem.horizon:
        return None
    return Schedule(
        mode=modes.copy(),
        unit=np.where(problem.mode_resource[modes] >= 0, 0, -1).astype(np.int64),
        start=start,
        end=end,
        changeover=np.zeros_like(start),
        status=Status.FEASIBLE,
    )


def starts_of(problem: Problem, schedule: Schedule) -> Ints:
    """Return the starts of a plan in work coordinates; shape (N,)."""
    return np.asarray(_calendar(problem).to_work(schedule.start)).astype(np.int64)


def _rows(problem: Problem) -> tuple[Ints, Ints]:
    """Return the first row of each operation's modes and one past the last, pinned ones alone."""
    pinned = problem.op_fixed_mode
    first = np.where(pinned >= 0, pinned, problem.mode_ptr[:-1])
    last = np.where(pinned >= 0, pinned + 1, problem.mode_ptr[1:])
    return first.astype(np.int64), last.astype(np.int64)


def _used_modes(problem: Problem) -> Ints:
    first, last = _rows(problem)
    row = np.arange(problem.num_modes)
    return row[(row >= first[problem.mode_op]) & (row < last[problem.mode_op])]


def _is_plain(problem: Problem, used: Ints) -> bool:
    """Tell whether no operation, machine or mode has a rule that a job shop does not know."""
    machine = problem.mode_resource[used]
    machine = np.unique(machine[machine >= 0])
    return not (
        (problem.kind != Precedence.END_START).any()
        or (problem.op_fixed_start >= 0).any()
        or (problem.op_deadline >= 0).any()
        or (problem.resource_capacity[machine] > 1).any()
        or (problem.resource_setup[machine] >= 0).any()
        or (problem.session_most[machine] > 0).any()
        or np.isin(problem.profile_resource, machine).any()
        or (problem.mode_units[used] > 1).any()
        or (problem.mode_preparation[used] > 0).any()
        or np.isin(problem.use_mode, used).any()
    )


def _calendar(problem: Problem) -> WorkingTime:
    """Return the calendar of a job shop."""
    return problem.calendars[problem.mode_calendar[_rows(problem)[0][0]]]


def _shared_calendar(problem: Problem, used: Ints) -> WorkingTime | None:
    """Return the windows that all modes have; ``None`` if they differ, or there are none."""
    first, *others = (problem.calendars[row] for row in np.unique(problem.mode_calendar[used]))
    if not first.starts.size or not all(first.same_windows(other) for other in others):
        return None
    return first


def _is_whole(problem: Problem, used: Ints, calendar: WorkingTime) -> bool:
    """Tell whether each operation is one interval of work, wherever it starts.

    With breaks, work without length would end when it starts, at the end of a break, and other
    work that is done at the same coordinate at its beginning.
    """
    has_length = bool((problem.mode_duration[used] > 0).all())
    may_pause = bool(problem.mode_interruptible[used].all())
    return calendar.starts.size == 1 or (has_length and may_pause)


def _lags(problem: Problem) -> Ints | None:
    """Return the lag of each edge; ``None`` if it depends on the mode of the predecessor."""
    first, last = _rows(problem)
    origin = problem.lag_ptr[:-1] - problem.mode_ptr[problem.pred]
    begin, count = origin + first[problem.pred], (last - first)[problem.pred]
    lag = problem.lags[begin]
    edge = np.repeat(np.arange(count.size), count)
    row = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)
    is_same = np.array_equal(problem.lags[begin[edge] + row], lag[edge])
    return lag.astype(np.int64) if is_same else None


def _by_operation(key: Ints, other: Ints, lag: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Return edges sorted by the operation at one end: rows, operation at the other end, lag."""
    order = np.argsort(key, kind="stable")
    pointer = np.searchsorted(key[order], np.arange(size + 1)).astype(np.int64)
    return pointer, other[order].astype(np.int64), lag[order].astype(np.int64)


def _tails(problem: Problem, level: Level, calendar: WorkingTime) -> Ints | None:
    """Return what counts after each end; ``None`` if the level is not a largest end plus tail."""
    if len(level.terms) != 1:
        return None
    term = level.terms[0]
    if term.objective is Objective.MAKESPAN:
        return np.zeros(problem.num_operations, dtype=np.int64)
    if term.objective is not Objective.MAX_LATENESS or calendar.starts.size > 1:
        return None
    return _lateness_tails(problem, term, int(calendar.starts[0]))


def _lateness_tails(problem: Problem, term: Term, opening: int) -> Ints:
    tail = np.full(problem.num_operations, NO_TAIL, dtype=np.int64)
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    counts = of_class(problem, term.demand_class)[demand]
    after = opening + problem.demand_lag - problem.demand_due[demand]
    np.maximum.at(tail, problem.demand_op[counts], after[counts])
    return tail
