"""Why a session does not start earlier: whom it waits for, and when it may stop waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.explain.bound import Bound
from solvers.explain.link import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.explain.bounds import Bounds
    from solvers.explain.timed import TimedSchedule

__all__ = ["waits_in_session"]


def waits_in_session(bounds: Bounds, op: int) -> Iterator[Bound]:
    """Yield how its session keeps an operation from starting earlier.

    All members start together, so each waits for the last that could. A session that is not full
    enough waits, besides, until one of them was ready for long enough, or until the rest of the
    family has started, whichever the schedule reached first.
    """
    timed = bounds.timed
    if not timed.members[op]:
        return
    own_at = bounds.own(op)[0].at
    arrivals = {row: _could_start(bounds, row) for row in timed.members[op] if row != op}
    awaited = sorted(
        (row for row in arrivals if arrivals[row] > own_at), key=lambda row: (-arrivals[row], row)
    )
    if awaited:
        at = arrivals[awaited[0]]
        yield Bound(Reason.SESSION, at, at, awaited[0], tuple(awaited), resource=timed.machine[op])
    problem, machine = timed.problem, timed.machine[op]
    fill = sum(int(problem.mode_fill[timed.mode[row]]) for row in timed.members[op])
    if fill < problem.session_least[machine]:
        ways = [*_patience(timed, op), *_last_of_family(timed, op)]
        kept = [bound for bound in ways if 0 <= bound.at <= timed.start[op]]
        if kept:
            yield min(kept, key=lambda bound: bound.at)


def _could_start(bounds: Bounds, op: int) -> int:
    """Return when an operation could start but for its session."""
    return max(bound.at for rows in (bounds.own(op), bounds.full(op)) for bound in rows[:1])


def _patience(timed: TimedSchedule, op: int) -> Iterator[Bound]:
    """Yield from when on a session may start because a member has waited long enough."""
    machine = timed.machine[op]
    patience = int(timed.problem.session_patience[machine])
    if patience < 0:
        return
    calendar = timed.resource_calendar[machine]
    ready = min(_ready(timed, row) for row in timed.members[op])
    tick = calendar.done(calendar.to_work(ready) + patience) if patience else ready
    if tick >= 0:
        at = timed.earliest(op, max(tick, ready))
        yield Bound(Reason.SESSION, tick, at, resource=machine)


def _ready(timed: TimedSchedule, op: int) -> int:
    """Return since when an operation waits in the sense of a session's patience."""
    ready = timed.flat.release[op]
    for edge in timed.flat.incoming[op]:
        lag = edge.lag(timed.mode[edge.pred])
        if edge.kind == Precedence.END_START:
            ready = max(ready, timed.end[edge.pred] + lag)
        elif edge.kind in (Precedence.WORK_START, Precedence.WORK_WORK):
            ready = max(ready, timed.worked(edge.pred, lag))
    return ready


def _last_of_family(timed: TimedSchedule, op: int) -> Iterator[Bound]:
    """Yield from when on a session may start because no other of its family starts later."""
    rest = [
        row
        for row, family in enumerate(timed.family)
        if family == timed.family[op] and row not in timed.members[op]
    ]
    last = max(rest, key=lambda row: (timed.start[row], -row), default=-1)
    tick = timed.start[last] if last >= 0 else 0
    others, at = (last,) if last >= 0 else (), timed.earliest(op, tick)
    yield Bound(Reason.SESSION, tick, at, last, others, resource=timed.machine[op])
