"""Between which ticks every mode of every operation can start, before any search.

Precedences and releases push forward from tick 0, deadlines push back from the horizon.
Capacity is ignored, so the windows are safe: no plan within the deadlines lies outside them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from models.errors import InvalidProblem
from models.problem import Precedence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.calendar import WorkingTime
    from models.problem import Problem

__all__ = ["NEVER", "Network", "Windows", "end_of", "next_fitting", "propagate"]

NEVER = 2**40
"""Beyond every tick; an earliest start of `NEVER` means that a mode is impossible."""


class Network:
    """The precedences of a problem as lists, operations in topological order."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        count = problem.num_operations
        self.edges = list(
            zip(problem.pred.tolist(), problem.succ.tolist(), problem.kind.tolist(), strict=True)
        )
        self.incoming: list[list[int]] = [[] for _ in range(count)]
        self.outgoing: list[list[int]] = [[] for _ in range(count)]
        for edge, (pred, succ, _) in enumerate(self.edges):
            self.outgoing[pred].append(edge)
            self.incoming[succ].append(edge)
        pointer, lags = problem.lag_ptr.tolist(), problem.lags.tolist()
        self.lags: list[list[int]] = [
            lags[pointer[e] : pointer[e + 1]] for e in range(len(pointer) - 1)
        ]
        self.mode_ptr: list[int] = problem.mode_ptr.tolist()
        self.order = self._topological_order()

    def modes(self, operation: int) -> range:
        """Return the rows of an operation in the mode table."""
        return range(self.mode_ptr[operation], self.mode_ptr[operation + 1])

    def _topological_order(self) -> list[int]:
        waiting = [len(edges) for edges in self.incoming]
        order = [operation for operation, count in enumerate(waiting) if not count]
        for operation in order:
            for edge in self.outgoing[operation]:
                succ = self.edges[edge][1]
                waiting[succ] -= 1
                if not waiting[succ]:
                    order.append(succ)
        if len(order) < len(waiting):
            stuck = next(op for op, count in enumerate(waiting) if count)
            message = f"precedences run in a circle through {self.problem.op_names[stuck]}"
            raise InvalidProblem(message)
        return order


@dataclass(eq=False)
class Windows:
    """Earliest and latest times; an impossible mode has ``earliest > latest``.

    Parameters
    ----------
    earliest, latest
        (M,): start in work coordinates of the mode's calendar.
    earliest_start, latest_start, earliest_end, latest_end
        (N,): ticks, over the possible modes.
    """

    network: Network
    earliest: list[int] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)
    earliest_start: list[int] = field(default_factory=list)
    earliest_end: list[int] = field(default_factory=list)
    latest_start: list[int] = field(default_factory=list)
    latest_end: list[int] = field(default_factory=list)

    @cached_property
    def possible(self) -> list[list[int]]:
        """Return the modes each operation can still run in."""
        return [
            [mode for mode in self.network.modes(op) if self.earliest[mode] <= self.latest[mode]]
            for op in range(len(self.earliest_start))
        ]


def propagate(problem: Problem, network: Network, deadlines: Sequence[int]) -> Windows:
    """Return the windows of every mode and operation.

    Parameters
    ----------
    problem, network
        What to plan.
    deadlines
        (N,): tick by which each operation must have ended.
    """
    windows = Windows(network)
    _Forward(problem, network, windows).run()
    _Backward(problem, network, windows).run(deadlines)
    return windows


def end_of(calendar: WorkingTime, start_work: int, duration: int) -> int:
    """Return the tick at which work is done that starts at a work coordinate."""
    if duration == 0:
        return calendar.to_wall_start(start_work)
    return calendar.to_wall_end(start_work + duration)


class _Pass:
    """What both passes read."""

    def __init__(self, problem: Problem, network: Network, windows: Windows) -> None:
        self.problem, self.network, self.windows = problem, network, windows
        self.calendar = [problem.calendars[index] for index in problem.mode_calendar.tolist()]
        self.duration: list[int] = problem.mode_duration.tolist()
        self.fixed: list[int] = problem.op_fixed_start.tolist()


class _Forward(_Pass):
    """Earliest times, in topological order."""

    def run(self) -> None:
        """Fill the earliest times."""
        problem, windows = self.problem, self.windows
        windows.earliest = [NEVER] * problem.num_modes
        windows.latest = [-1] * problem.num_modes
        windows.earliest_start = [NEVER] * problem.num_operations
        windows.earliest_end = [NEVER] * problem.num_operations
        release: list[int] = problem.op_release.tolist()
        allowed: list[int] = problem.op_fixed_mode.tolist()
        for operation in self.network.order:
            ready, done = self._ready(operation, max(0, release[operation]))
            for mode in self.network.modes(operation):
                if allowed[operation] in (-1, mode) and ready < NEVER:
                    self._enter(operation, mode, ready, done)

    def _ready(self, operation: int, release: int) -> tuple[int, int]:
        """Return the earliest start and earliest end that predecessors allow."""
        ready, done = release, 0
        for edge in self.network.incoming[operation]:
            pred, _, kind = self.network.edges[edge]
            lags = self.network.lags[edge]
            if kind == Precedence.WORK_START:
                ready = max(ready, self._worked(pred, lags))
                continue
            moment = self.windows.earliest_end[pred] + min(lags)
            if kind == Precedence.END_START:
                ready = max(ready, moment)
            else:
                done = max(done, moment)
        return ready, done

    def _worked(self, pred: int, lags: list[int]) -> int:
        """Return when the predecessor has worked its lag, at the earliest."""
        moments = [NEVER]
        for mode, lag in zip(self.network.modes(pred), lags, strict=True):
            work = self.windows.earliest[mode]
            if work < NEVER and self.fixed[pred] >= 0 and not lag:
                moments.append(self.fixed[pred])
            elif work < NEVER and work + lag <= self.calendar[mode].total:
                moments.append(end_of(self.calendar[mode], work, lag))
        return min(moments)

    def _enter(self, operation: int, mode: int, ready: int, done: int) -> None:
        calendar, duration = self.calendar[mode], self.duration[mode]
        pinned = self.fixed[operation]
        work = max(calendar.to_work(ready), _first_end(calendar, done) - duration)
        if not duration:
            work = calendar.to_work(max(ready, done))
        if pinned >= 0:  # kept wherever it is, even in closed time
            work = calendar.to_work(pinned)
        latest = calendar.total - max(duration, 1)
        if pinned < 0 and not self.problem.mode_interruptible[mode]:
            work = next_fitting(calendar, work, duration)
        if work > latest or (pinned >= 0 and not self._can_pin(mode, work, ready, done)):
            return
        windows = self.windows
        windows.earliest[mode], windows.latest[mode] = work, latest if pinned < 0 else work
        start = pinned if pinned >= 0 else calendar.to_wall_start(work)
        end = end_of(calendar, work, duration) if duration else start
        windows.earliest_start[operation] = min(windows.earliest_start[operation], start)
        windows.earliest_end[operation] = min(windows.earliest_end[operation], end)

    def _can_pin(self, mode: int, work: int, ready: int, done: int) -> bool:
        """Tell whether a mode can start where its operation is pinned."""
        operation = int(self.problem.mode_op[mode])
        pinned, calendar, duration = self.fixed[operation], self.calendar[mode], self.duration[mode]
        in_one_window = (
            duration == 0
            or bool(self.problem.mode_interruptible[mode])
            or (
                next_fitting(calendar, work, duration) == work
                and calendar.to_wall_start(work) == pinned
            )
        )
        end = end_of(calendar, work, duration) if duration else pinned
        return pinned >= ready and end >= done and in_one_window


class _Backward(_Pass):
    """Latest times, against topological order."""

    def run(self, deadlines: Sequence[int]) -> None:
        """Fill the latest times."""
        windows, horizon = self.windows, self.problem.horizon
        windows.latest_end = [min(deadline, horizon) for deadline in deadlines]
        windows.latest_start = list(windows.latest_end)
        for operation in reversed(self.network.order):
            starts, ends = [-1], [-1]
            for position, mode in enumerate(self.network.modes(operation)):
                if windows.earliest[mode] > windows.latest[mode]:
                    continue
                pinned, work = self.fixed[operation], windows.latest[mode]
                if pinned < 0:  # coordinates cannot tell where in closed time a pin lies
                    work = min(work, self._latest_work(operation, mode, position))
                windows.latest[mode] = work
                if windows.earliest[mode] <= work:
                    start = pinned if pinned >= 0 else self.calendar[mode].to_wall_start(work)
                    starts.append(start)
                    end = end_of(self.calendar[mode], work, self.duration[mode])
                    ends.append(end if self.duration[mode] else start)
            windows.latest_start[operation] = max(starts)
            windows.latest_end[operation] = max(ends)

    def _latest_work(self, operation: int, mode: int, position: int) -> int:
        """Return the latest start of a mode that its deadline and its successors allow."""
        windows, calendar = self.windows, self.calendar[mode]
        deadline, latest = windows.latest_end[operation], NEVER
        for edge in self.network.outgoing[operation]:
            _, succ, kind = self.network.edges[edge]
            lag = self.network.lags[edge][position]
            if kind == Precedence.END_START:
                deadline = min(deadline, windows.latest_start[succ] - lag)
            elif kind == Precedence.END_END:
                deadline = min(deadline, windows.latest_end[succ] - lag)
            elif lag:
                latest = min(latest, calendar.to_work(windows.latest_start[succ]) - lag)
            else:
                latest = min(latest, _last_start(calendar, windows.latest_start[succ]))
        if self.duration[mode]:
            latest = min(latest, calendar.to_work(deadline) - self.duration[mode])
        else:
            latest = min(latest, _last_start(calendar, deadline))
        if not self.problem.mode_interruptible[mode]:
            latest = _last_fitting(calendar, latest, self.duration[mode])
        return latest


def _first_end(calendar: WorkingTime, tick: int) -> int:
    """Return the first work coordinate at which work is not done before a tick."""
    work = calendar.to_work(tick)
    if calendar.starts.size and work <= calendar.total and calendar.to_wall_end(work) < tick:
        work += 1
    return work


def _last_start(calendar: WorkingTime, tick: int) -> int:
    """Return the last work coordinate whose start is not after a tick."""
    return calendar.to_work(tick + 1) - 1


def next_fitting(calendar: WorkingTime, work: int, duration: int) -> int:
    """Return the first coordinate from `work` on at which a window has room in one piece."""
    bounds: list[int] = calendar.cumulative.tolist()
    for begin, end in pairwise(bounds):
        if end > work and end - max(begin, work) >= max(duration, 1):
            return max(begin, work)
    return NEVER


def _last_fitting(calendar: WorkingTime, work: int, duration: int) -> int:
    """Return the last coordinate up to `work` at which a window has room in one piece."""
    bounds: list[int] = calendar.cumulative.tolist()
    for begin, end in reversed(list(pairwise(bounds))):
        if begin <= work and end - begin >= max(duration, 1):
            return min(work, end - max(duration, 1))
    return -1
