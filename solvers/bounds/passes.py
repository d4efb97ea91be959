"""Earliest and latest times of every mode in kernels, as if capacity were infinite.

The rules are those of `solvers.cpsat.windows`; here they run once for every deadline that a bound
asks about, so they are compiled. Maximum waits are ignored, hence times are safe: no plan within
the deadlines lies outside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.problem import Precedence
from solvers.cpsat.network import outlasting
from solvers.search import clock as clocks
from solvers.search.jit import inner, lean, outlined
from solvers.search.precedence import topological

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.search.arrays import Arrays

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = [
    "NEVER",
    "Deadlines",
    "Heads",
    "earliest_times",
    "heads_of",
    "latest_times",
]

NEVER = 2**40
"""Beyond every tick: no mode is possible."""

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _WORK_WORK = int(Precedence.END_END), int(Precedence.WORK_WORK)
_MAX_WAIT = int(Precedence.MAX_WAIT)


class Heads(NamedTuple):
    """Earliest times in ticks, `NEVER` where there is none."""

    order: Ints
    """(N,): operations, predecessors first; shorter if precedences run in a circle."""
    outlasts: Bools
    """(N,): may end later than its work takes: it waits at its end, or shares a session."""
    start: Ints
    """(N,): over the possible modes, like `end`."""
    end: Ints
    mode_start: Ints
    """(M,): `NEVER` for a mode that is impossible or not allowed."""
    mode_end: Ints

    @property
    def earliest_start(self) -> Ints:
        """Return `start`, as `solvers.cpsat.floors` knows it."""
        return self.start

    @property
    def earliest_end(self) -> Ints:
        """Return `end`, as `solvers.cpsat.floors` knows it."""
        return self.end

    @property
    def is_possible(self) -> bool:
        """Tell whether every operation has a mode; if not, there is no plan at all."""
        return self.order.size == self.start.size and bool((self.start < NEVER).all())


class Deadlines(NamedTuple):
    """What `latest_times` reads and fills."""

    owner: Ints
    """(N,): operations push back only predecessors of the same owner."""
    start: Ints
    """(N,): latest start over the modes, ticks; filled."""
    end: Ints
    """(N,): deadline when it is called, latest end afterwards."""
    mode_start: Ints
    """(M,): latest start, -1 if the mode is too late; filled."""


def heads_of(problem: Problem, arrays: Arrays) -> Heads:
    """Return the earliest times of a problem."""
    count, modes = problem.num_operations, problem.num_modes
    heads = Heads(
        topological(arrays.in_ptr, arrays.out_ptr, arrays.succ[arrays.out_edge]),
        np.array(outlasting(problem), dtype=np.bool_),
        np.full(count, NEVER, dtype=np.int64),
        np.full(count, NEVER, dtype=np.int64),
        np.full(modes, NEVER, dtype=np.int64),
        np.full(modes, NEVER, dtype=np.int64),
    )
    earliest_times(arrays, heads)
    return heads


@outlined
def _worked(arrays: Arrays, heads: Heads, edge: int) -> int:
    """Return when the predecessor of an edge has worked its lag at the earliest."""
    pred, soonest = arrays.pred[edge], NEVER
    for mode in range(arrays.mode_first[pred], arrays.mode_last[pred]):
        start = heads.mode_start[mode]
        if start < NEVER:
            lag = arrays.lags[arrays.lag_first[edge] + mode]
            tick = clocks.worked(arrays.clock, arrays.calendar[mode], start, lag)
            if tick >= 0:
                soonest = min(soonest, tick)
    return soonest


@inner
def _ended(arrays: Arrays, heads: Heads, edge: int) -> int:
    """Return when the predecessor of an edge has ended, plus lag, at the earliest."""
    pred, soonest = arrays.pred[edge], NEVER
    for mode in range(arrays.mode_first[pred], arrays.mode_last[pred]):
        end = heads.mode_end[mode]
        if end < NEVER:
            soonest = min(soonest, end + arrays.lags[arrays.lag_first[edge] + mode])
    return soonest


@inner
def _paced(arrays: Arrays, heads: Heads, op: int, mode: int) -> int:
    """Return when a mode may start that works on only as predecessors do (WORK_WORK)."""
    calendar, start = arrays.calendar[mode], 0
    for row in range(arrays.in_ptr[op], arrays.in_ptr[op + 1]):
        edge = arrays.in_edge[row]
        if arrays.kind[edge] != _WORK_WORK:
            continue
        tick = _worked(arrays, heads, edge)
        if tick >= NEVER:
            return NEVER
        lead = arrays.leads[arrays.lead_first[edge] + mode]
        work = clocks.to_work(arrays.clock, calendar, tick) - lead
        if work > 0:
            begins = clocks.begin(arrays.clock, calendar, work)
            start = max(start, begins if begins >= 0 else NEVER)
    return start


@inner
def _enter(arrays: Arrays, heads: Heads, mode: int, ready: int, done: int) -> None:
    """Fill the earliest times of a mode from those that predecessors allow."""
    op = arrays.mode_op[mode]
    calendar, duration = arrays.calendar[mode], arrays.duration[mode]
    start = max(ready, _paced(arrays, heads, op, mode))
    if done > 0 and not heads.outlasts[op]:
        tick = clocks.earliest_ending(
            arrays.clock, calendar, done, duration, arrays.interruptible[mode]
        )
        start = max(start, tick) if tick >= 0 else NEVER
    if start >= NEVER:
        return
    if arrays.fixed_start[op] >= 0:  # kept wherever it is, even in closed time
        start = arrays.fixed_start[op]
        end = clocks.worked(arrays.clock, calendar, start, duration)
    else:
        start, end = clocks.earliest(
            arrays.clock, calendar, start, duration, arrays.interruptible[mode]
        )
    if start < 0 or end < 0:
        return
    if heads.outlasts[op]:
        end = max(end, done)
    heads.mode_start[mode], heads.mode_end[mode] = start, end
    heads.start[op], heads.end[op] = min(heads.start[op], start), min(heads.end[op], end)


@lean
def earliest_times(arrays: Arrays, heads: Heads) -> None:
    """Fill the earliest times, in topological order."""
    for place in range(heads.order.size):
        op = heads.order[place]
        ready, done = arrays.release[op], 0
        for row in range(arrays.in_ptr[op], arrays.in_ptr[op + 1]):
            edge = arrays.in_edge[row]
            if arrays.kind[edge] == _END_START:
                ready = max(ready, _ended(arrays, heads, edge))
            elif arrays.kind[edge] == _END_END:
                done = max(done, _ended(arrays, heads, edge))
            elif arrays.kind[edge] == _WORK_START:
                ready = max(ready, _worked(arrays, heads, edge))
        if ready < NEVER and done < NEVER:
            for mode in range(arrays.mode_first[op], arrays.mode_last[op]):
                _enter(arrays, heads, mode, ready, done)


@inner
def _latest_progress(arrays: Arrays, heads: Heads, deadlines: Deadlines, edge: int) -> int:
    """Return by when the predecessor of a WORK_WORK edge must have worked its lag."""
    succ, latest = arrays.succ[edge], -1
    for mode in range(arrays.mode_first[succ], arrays.mode_last[succ]):
        if heads.mode_start[mode] >= NEVER or deadlines.mode_start[mode] < 0:
            continue
        start, calendar = deadlines.mode_start[mode], arrays.calendar[mode]
        lead = arrays.leads[arrays.lead_first[edge] + mode]
        work = clocks.to_work(arrays.clock, calendar, start) + lead
        tick = clocks.begin(arrays.clock, calendar, work)
        latest = max(latest, tick if tick >= 0 else NEVER, start)
    return latest


@inner
def _limits(
    arrays: Arrays, heads: Heads, deadlines: Deadlines, op: int, mode: int
) -> tuple[int, int]:
    """Return the latest start and end of a mode that the successors of its owner allow."""
    last_start, last_end = NEVER, deadlines.end[op]
    calendar = arrays.calendar[mode]
    for row in range(arrays.out_ptr[op], arrays.out_ptr[op + 1]):
        edge = arrays.out_edge[row]
        succ, kind = arrays.succ[edge], arrays.kind[edge]
        if deadlines.owner[succ] != deadlines.owner[op]:
            continue
        lag = arrays.lags[arrays.lag_first[edge] + mode]
        if kind == _END_START:
            last_end = min(last_end, deadlines.start[succ] - lag)
        elif kind == _END_END:
            last_end = min(last_end, deadlines.end[succ] - lag)
        elif kind != _MAX_WAIT:
            moment = deadlines.start[succ]
            if kind == _WORK_WORK:
                moment = _latest_progress(arrays, heads, deadlines, edge)
            if lag > 0 and moment < NEVER:
                work = clocks.to_work(arrays.clock, calendar, max(moment, 0)) - lag
                moment = clocks.begin(arrays.clock, calendar, work) if work >= 0 else -1
            last_start = min(last_start, moment)
    return last_start, last_end


@lean
def latest_times(arrays: Arrays, heads: Heads, deadlines: Deadlines) -> bool:
    """Fill the latest times, against topological order; tell whether all operations have room."""
    has_room = True
    for place in range(heads.order.size - 1, -1, -1):
        op = heads.order[place]
        start, end = -1, -1
        for mode in range(arrays.mode_first[op], arrays.mode_last[op]):
            deadlines.mode_start[mode] = -1
            if heads.mode_start[mode] >= NEVER:
                continue
            last_start, last_end = _limits(arrays, heads, deadlines, op, mode)
            if heads.mode_end[mode] > last_end or heads.mode_start[mode] > last_start:
                continue
            duration = arrays.duration[mode]
            latest = heads.mode_start[mode]
            if arrays.fixed_start[op] < 0:
                work = (duration, arrays.interruptible[mode])
                latest = clocks.latest(
                    arrays.clock, arrays.calendar[mode], last_start, last_end, work
                )
            if latest < heads.mode_start[mode]:
                continue
            deadlines.mode_start[mode] = latest
            start = max(start, latest)
            if heads.outlasts[op]:
                end = max(end, last_end)
            else:
                ended = clocks.worked(arrays.clock, arrays.calendar[mode], latest, duration)
                end = max(end, ended)
        deadlines.start[op], deadlines.end[op] = start, end
        has_room = has_room and start >= 0
    return has_room
