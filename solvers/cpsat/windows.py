"""Between which ticks every mode of every operation can start, before any search.

Precedences and releases push forward from tick 0, deadlines push back from the horizon.
Capacity and maximum waits are ignored, so the windows are safe: no plan within the deadlines lies
outside them. Work may end later than its own duration says (`outlasting`); then only its deadline
bounds its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from solvers.cpsat.network import Network, outlasting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.calendar import WorkingTime
    from models.problem import Problem

__all__ = [
    "NEVER",
    "Network",
    "Windows",
    "end_of",
    "next_fitting",
    "progress_limit",
    "propagate",
]

NEVER = 2**40
"""Beyond every tick; an earliest start of `NEVER` means that a mode is impossible."""


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


def progress_limit(
    calendar: WorkingTime, start_work: int, lead: int, pinned: int = -1
) -> int | None:
    """Return by when a predecessor must have worked enough for a successor that starts somewhere.

    Parameters
    ----------
    calendar, start_work
        Calendar of the successor's mode, and its start in it.
    lead
        Ticks it may work before.
    pinned
        Its pinned start, if any.

    Returns
    -------
    int or None
        Tick; ``None`` where the calendar ends before the lead is worked.
    """
    if not lead and pinned >= 0:  # kept wherever it is, even in closed time
        return pinned
    work = start_work + lead
    return calendar.to_wall_start(work) if work < calendar.total else None


class _Pass:
    """What both passes read."""

    def __init__(self, problem: Problem, network: Network, windows: Windows) -> None:
        self.problem, self.network, self.windows = problem, network, windows
        self.calendar = [problem.calendars[index] for index in problem.mode_calendar.tolist()]
        self.duration: list[int] = problem.mode_duration.tolist()
        self.fixed: list[int] = problem.op_fixed_start.tolist()
        self.deadline: list[int] = np.where(
            problem.op_deadline < 0, problem.horizon, problem.op_deadline
        ).tolist()
        self.outlasts = outlasting(problem)


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
            progress = self._progress(operation)
            if max([ready, *(moment for moment, _ in progress)]) >= NEVER:
                continue
            for position, mode in enumerate(self.network.modes(operation)):
                leads = [(moment, leads[position]) for moment, leads in progress]
                if allowed[operation] in (-1, mode):
                    self._enter(mode, ready, done, leads)

    def _ready(self, operation: int, release: int) -> tuple[int, int]:
        """Return the earliest start and earliest end that predecessors allow."""
        ready, done = release, 0
        for edge in self.network.incoming[operation]:
            pred, _, kind = self.network.edges[edge]
            lags = self.network.lags[edge]
            if kind == Precedence.WORK_START:
                ready = max(ready, self._worked(pred, lags))
            elif kind == Precedence.END_START:
                ready = max(ready, self.windows.earliest_end[pred] + min(lags))
            elif kind == Precedence.END_END:
                done = max(done, self.windows.earliest_end[pred] + min(lags))
        return ready, done

    def _progress(self, operation: int) -> list[tuple[int, list[int]]]:
        """Return when predecessors have worked enough at the earliest, and the leads till then."""
        network = self.network
        return [
            (self._worked(network.edges[edge][0], network.lags[edge]), network.leads[edge])
            for edge in network.incoming[operation]
            if network.edges[edge][2] == Precedence.WORK_WORK
        ]

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

    def _enter(self, mode: int, ready: int, done: int, leads: list[tuple[int, int]]) -> None:
        """Fill the earliest times of a mode.

        Parameters
        ----------
        ready, done
            Earliest start and end that predecessors allow.
        leads
            Ticks, and how much it may work until then.
        """
        operation = int(self.problem.mode_op[mode])
        calendar, duration = self.calendar[mode], self.duration[mode]
        outlasts, pinned = self.outlasts[operation], self.fixed[operation]
        work = calendar.to_work(ready)
        if done and not outlasts:
            first = _first_end(calendar, done) - duration if duration else calendar.to_work(done)
            work = max(work, first)
        work = max([work, *(calendar.to_work(moment) - lead for moment, lead in leads)])
        if pinned >= 0:  # kept wherever it is, even in closed time
            work = calendar.to_work(pinned)
        latest = calendar.total - max(duration, 1)
        if pinned < 0 and not self.problem.mode_interruptible[mode]:
            work = next_fitting(calendar, work, duration)
        if work > latest:
            return
        start = pinned if pinned >= 0 else calendar.to_wall_start(work)
        end = end_of(calendar, work, duration) if duration else start
        if outlasts:
            end = max(end, done)
        if pinned >= 0 and not (
            ready <= start and done <= end and self._can_pin(mode, work, end, leads)
        ):
            return
        windows = self.windows
        windows.earliest[mode], windows.latest[mode] = work, latest if pinned < 0 else work
        windows.earliest_start[operation] = min(windows.earliest_start[operation], start)
        windows.earliest_end[operation] = min(windows.earliest_end[operation], end)

    def _can_pin(self, mode: int, work: int, end: int, leads: list[tuple[int, int]]) -> bool:
        """Tell whether a mode can run where its operation is pinned."""
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
        limits = [(moment, progress_limit(calendar, work, lead, pinned)) for moment, lead in leads]
        is_led = all(limit is None or moment <= limit for moment, limit in limits)
        return in_one_window and is_led and end <= self.deadline[operation]


class _Backward(_Pass):
    """Latest times, against topological order."""

    def run(self, deadlines: Sequence[int]) -> None:
        """Fill the latest times."""
        windows = self.windows
        windows.latest_end = [min(pair) for pair in zip(deadlines, self.deadline, strict=True)]
        windows.latest_start = list(windows.latest_end)
        for operation in reversed(self.network.order):
            starts, ends = [-1], [-1]
            for position, mode in enumerate(self.network.modes(operation)):
                if windows.earliest[mode] > windows.latest[mode]:
                    continue
                pinned, work = self.fixed[operation], windows.latest[mode]
                deadline = self._deadline(operation, position)
                if pinned < 0:  # coordinates cannot tell where in closed time a pin lies
                    work = min(work, self._latest_work(operation, mode, position, deadline))
                    if windows.earliest_end[operation] > deadline:
                        work = -1  # it would have to wait at its end for too long
                windows.latest[mode] = work
                if windows.earliest[mode] <= work:
                    start = pinned if pinned >= 0 else self.calendar[mode].to_wall_start(work)
                    starts.append(start)
                    end = end_of(self.calendar[mode], work, self.duration[mode])
                    end = end if self.duration[mode] else start
                    if self.outlasts[operation]:
                        end = max(end, deadline, windows.earliest_end[operation])
                    ends.append(end)
            windows.latest_start[operation] = max(starts)
            windows.latest_end[operation] = max(ends)

    def _deadline(self, operation: int, position: int) -> int:
        """Return by when a mode must have ended for its deadline and its successors."""
        windows, deadline = self.windows, self.windows.latest_end[operation]
        for edge in self.network.outgoing[operation]:
            _, succ, kind = self.network.edges[edge]
            lag = self.network.lags[edge][position]
            if kind == Precedence.END_START:
                deadline = min(deadline, windows.latest_start[succ] - lag)
            elif kind == Precedence.END_END:
                deadline = min(deadline, windows.latest_end[succ] - lag)
        return deadline

    def _latest_work(self, operation: int, mode: int, position: int, deadline: int) -> int:
        """Return the latest start of a mode that its deadline and its successors allow."""
        calendar, latest = self.calendar[mode], NEVER
        for edge in self.network.outgoing[operation]:
            lag = self.network.lags[edge][position]
            moment = self._latest_progress(edge)
            if moment is None:
                continue
            if lag:
                latest = min(latest, calendar.to_work(moment) - lag)
            else:
                latest = min(latest, _last_start(calendar, moment))
        if self.duration[mode]:
            latest = min(latest, calendar.to_work(deadline) - self.duration[mode])
        else:
            latest = min(latest, _last_start(calendar, deadline))
        if not self.problem.mode_interruptible[mode]:
            latest = _last_fitting(calendar, latest, self.duration[mode])
        return latest

    def _latest_progress(self, edge: int) -> int | None:
        """Return by when the predecessor of an overlap must have worked its lag."""
        windows = self.windows
        _, succ, kind = self.network.edges[edge]
        if kind == Precedence.WORK_START:
            return windows.latest_start[succ]
        if kind != Precedence.WORK_WORK:
            return None
        limits = [
            progress_limit(self.calendar[mode], windows.latest[mode], lead, self.fixed[succ])
            for mode, lead in zip(self.network.modes(succ), self.network.leads[edge], strict=True)
            if windows.earliest[mode] <= windows.latest[mode]
        ]
        # the lag must be worked before the calendars end, however late it is needed
        return max((NEVER if limit is None else limit for limit in limits), default=-1)


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
