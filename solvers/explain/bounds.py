"""What keeps an operation from starting earlier: every bound on its start, each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.explain.bound import Bound
from solvers.explain.holders import all_holders
from solvers.explain.link import Reason
from solvers.explain.timed import TimedSchedule
from solvers.explain.waiting_session import waits_in_session

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.explain.holders import Holders
    from solvers.flat import Edge

__all__ = ["Bounds"]

_DEPTH = 100
"""How many steps back, or on through followers, are looked at for one answer."""


class Bounds:
    """The bounds of all operations of a schedule, found when asked for and kept.

    Parameters
    ----------
    dated
        Operations whose release is a date, not a receipt.
    """

    def __init__(self, problem: Problem, schedule: Schedule, dated: Collection[int] = ()) -> None:
        self.timed = TimedSchedule(problem, schedule)
        self._dated = frozenset(dated)
        self._units: list[int] = problem.mode_units.tolist()
        self._holders = [] if self.timed.is_infinite else all_holders(self.timed)
        self._own: dict[int, list[Bound]] = {}
        self._capacity: dict[int, list[Bound]] = {}
        self._spare: dict[int, int] = {}
        self._let: dict[tuple[int, int], tuple[int, int]] = {}

    def own(self, op: int) -> list[Bound]:
        """Return what binds an operation at infinite capacity, the strongest first."""
        for row in self._with_followers(op, self._own):
            self._own[row] = self._sorted(row, self._find_own(row))
        return self._own[op]

    def capacity(self, op: int) -> list[Bound]:
        """Return what of others binds an operation, the strongest first.

        That is full resources, its session, and the same of a follower that must start soon
        after it.
        """
        for row in self._with_followers(op, self._capacity):
            self._capacity[row] = []
            if not self._is_free_of_others(row):
                found = [*self.full(row), *waits_in_session(self, row)]
                found += self._followers(row, is_own=False)
                self._capacity[row] = self._sorted(row, found)
        return self._capacity[op]

    def _with_followers(self, op: int, known: Mapping[int, list[Bound]]) -> list[int]:
        """Return whose bounds are asked for those of an operation, mostly followers first."""
        found: dict[int, None] = {} if op in known else {op: None}
        waiting = list(found)
        for row in waiting:
            new = {edge.succ: None for edge in self._max_waits(row) if edge.succ not in known}
            waiting += [succ for succ in new if succ not in found]
            found |= new
        return waiting[::-1]

    def full(self, op: int) -> list[Bound]:
        """Return which full resources bind an operation, the strongest first."""
        return [] if self._is_free_of_others(op) else self._sorted(op, self._find_full(op))

    def at_its_end(self, op: int) -> list[Bound]:
        """Return what keeps an operation at its end when its work is done; mostly nothing."""
        if not self.timed.waits_at_end(op):
            return []
        bounds = (self._edge(op, edge) for edge in self.timed.flat.incoming[op])
        end = self.timed.end[op]
        return [
            bound for bound in bounds if bound and bound.at_end and bound.since + bound.lag == end
        ]

    def spare(self, bound: Bound, depth: int = _DEPTH) -> int:
        """Return by how much what causes a bound could have been earlier itself, in ticks.

        Where work ends just in time for what could not start sooner for other reasons, it is not
        the cause, however well it fits.
        """
        op = bound.root.op
        if op < 0 or not depth:
            return 0
        if op not in self._spare:
            self._spare[op] = 0  # of operations that bind each other nobody could be earlier
            rows = [*self.own(op), *self.capacity(op)]
            # what is held back for a follower is not why that one waits
            at = max(row.at for row in rows if row.behind is None)
            own = self.timed.start[op] - at
            equal = (self.spare(row, depth - 1) for row in rows if row.at == at)
            self._spare[op] = own if own > 0 else min(equal)
        return self._spare[op]

    def holders(self, resource: int) -> Holders:
        """Return who holds a resource."""
        return self._holders[resource]

    def _is_free_of_others(self, op: int) -> bool:
        return self.timed.is_infinite or self.timed.flat.fixed_start[op] >= 0

    def _sorted(self, op: int, bounds: list[Bound]) -> list[Bound]:
        """Drop what the schedule did not obey (history), and sort the rest."""
        kept = [bound for bound in bounds if 0 <= bound.at <= self.timed.start[op]]
        return sorted(kept, key=lambda bound: bound.key, reverse=True)

    def _find_own(self, op: int) -> list[Bound]:
        timed, start = self.timed, self.timed.start[op]
        if timed.flat.fixed_start[op] >= 0:
            return [Bound(Reason.PINNED, start, start)]
        bounds = [Bound(Reason.START, 0, max(0, min(timed.earliest(op, 0), start)))]
        if (tick := timed.flat.release[op]) > 0:
            reason = Reason.RELEASE if op in self._dated else Reason.MATERIAL
            bounds.append(Bound(reason, tick, timed.earliest(op, tick)))
        edges = (self._edge(op, edge) for edge in timed.flat.incoming[op])
        bounds += [bound for bound in edges if bound and not self._is_at_end_only(op, bound)]
        return bounds + list(self._followers(op, is_own=True))

    def _is_at_end_only(self, op: int, bound: Bound) -> bool:
        return bound.at_end and self.timed.flat.elastic[op]

    def let_by_followers(self, op: int, tick: int, depth: int = _DEPTH) -> tuple[int, int]:
        """Return when an operation that may start at a tick starts, and for which follower.

        One that must start soon after it may be closed when it would end, or may have to wait
        for a follower of its own; -1 if none puts it off.
        """
        timed = self.timed
        is_bound = timed.flat.fixed_start[op] >= 0 or timed.waits_at_end(op)
        if is_bound or not depth or tick >= timed.start[op]:
            return tick, -1
        if (op, tick) not in self._let:
            put_off, reason = tick, -1
            span = tick, timed.calendar[op].worked(tick, timed.duration[op])
            for edge in self._max_waits(op):
                soonest = self._soonest(edge.succ, op, span, depth - 1)
                needed = soonest - edge.lag(timed.mode[op])
                begin = timed.earliest_ending(op, needed) if needed > span[1] else tick
                if put_off < begin <= timed.start[op]:
                    put_off, reason = begin, edge.succ
            if reason >= 0:  # later it may meet something else
                later, other = self.let_by_followers(op, put_off, depth - 1)
                put_off, reason = later, other if other >= 0 else reason
            self._let[op, tick] = put_off, reason
        return self._let[op, tick]

    def _max_waits(self, op: int) -> list[Edge]:
        edges = self.timed.flat.outgoing[op]
        return [edge for edge in edges if edge.kind == Precedence.MAX_WAIT]

    def _soonest(self, op: int, pred: int, span: tuple[int, int], depth: int) -> int:
        """Return when an operation could start by itself if a predecessor ran at another time."""
        bounds = [bound for bound in self.own(op) if bound.op != pred]
        for edge in self.timed.flat.incoming[op]:
            bound = self._edge(op, edge, span) if edge.pred == pred else None
            if bound is not None and not self._is_at_end_only(op, bound):
                bounds.append(bound)
        return self.let_by_followers(op, max(bound.at for bound in bounds), depth)[0]

    def _edge(self, op: int, edge: Edge, span: tuple[int, int] | None = None) -> Bound | None:
        """Return how a predecessor binds an operation, if it does.

        `span` is when the predecessor runs, by default as in the schedule.
        """
        timed, pred = self.timed, edge.pred
        began, since = span or (timed.start[pred], timed.end[pred])
        lag = edge.lag(timed.mode[pred])
        match edge.kind:
            case Precedence.END_START:
                at = timed.earliest(op, since + lag)
                return Bound(Reason.PREDECESSOR, since, at, pred, lag=lag)
            case Precedence.END_END:
                at = timed.earliest_ending(op, since + lag)
                return Bound(Reason.PREDECESSOR, since, at, pred, lag=lag, at_end=True)
            case Precedence.MAX_WAIT:
                return None
        since = timed.calendar[pred].worked(began, lag)
        if since < 0:
            return None
        if edge.kind == Precedence.WORK_WORK and edge.lead(timed.mode[op]):
            return self._progress(op, edge, since)
        return Bound(Reason.PREDECESSOR, since, timed.earliest(op, since), pred)

    def _progress(self, op: int, edge: Edge, since: int) -> Bound:
        """Return how a predecessor that has worked enough at a tick lets an operation go on."""
        timed, calendar = self.timed, self.timed.calendar[op]
        work = calendar.to_work(since) - edge.lead(timed.mode[op])
        at = timed.earliest(op, calendar.done(work) if work > 0 else 0)
        return Bound(Reason.PREDECESSOR, since, at, edge.pred, within=True)

    def _followers(self, op: int, *, is_own: bool) -> Iterator[Bound]:
        """Yield how followers that cannot start sooner hold an operation back.

        What they wait for by themselves holds it back at any capacity, what they wait for because
        of others does not.
        """
        timed = self.timed
        for edge in [] if timed.waits_at_end(op) else self._max_waits(op):
            succ, lag = edge.succ, edge.lag(timed.mode[op])
            bounds = self.own(succ) if is_own else self.capacity(succ)
            behind = next((bound for bound in bounds if bound.op != op), None)
            if behind is not None and behind.at > lag:
                at = timed.earliest_ending(op, behind.at - lag)
                yield Bound(Reason.MAX_WAIT, at, at, succ, (succ,), behind=behind)

    def _find_full(self, op: int) -> list[Bound]:
        timed, machine = self.timed, self.timed.machine[op]
        bounds = []
        # of whom it needs for its changeover, too, its own hold is not in its way
        before = {row for row, _ in timed.crews[machine]} if timed.changeover[op] else set()
        for resource, units, calendar in timed.uses[timed.mode[op]]:
            begin = timed.hold_begin(op) if resource in before else timed.start[op]
            since = self._holders[resource].blocked_until(begin, units, calendar)
            if since >= 0:
                blocker = self._blocker(resource, since)
                at = timed.earliest(op, since)
                bounds.append(Bound(Reason.RESOURCE, since, at, blocker, resource=resource))
        if machine >= 0:
            bounds += self._machine(op, machine)
        return bounds

    def _machine(self, op: int, machine: int) -> Iterator[Bound]:
        """Yield how its machine, and who changes it over, bind an operation."""
        timed = self.timed
        begin, changeover = timed.hold_begin(op), timed.changeover[op]
        units = self._units[timed.mode[op]]
        calendar = timed.resource_calendar[machine]
        since = self._holders[machine].blocked_until(begin, units, calendar)
        if since >= 0 or changeover:
            blocker = self._blocker(machine, since) if since >= 0 else -1
            before = timed.before[op]
            if changeover and before >= 0 and timed.end[before] > since:
                since, blocker = timed.end[before], before  # it may have held nothing
            at = self._changed_over(op, max(0, since))
            yield Bound(
                Reason.MACHINE, max(0, since), at, blocker, changeover=changeover, resource=machine
            )
        if changeover:
            calendar = timed.setup_calendar[machine]
            for crew, units in timed.crews[machine]:
                since = self._holders[crew].blocked_until(begin, units, calendar)
                if since >= 0:
                    yield Bound(
                        Reason.RESOURCE, since, self._changed_over(op, since),
                        self._blocker(crew, since), changeover=changeover, resource=crew,
                    )  # fmt: skip

    def _changed_over(self, op: int, tick: int) -> int:
        """Return when it may start if its changeover begins at a tick at the earliest."""
        timed, changeover = self.timed, self.timed.changeover[op]
        if changeover:
            calendar = timed.setup_calendar[timed.machine[op]]
            tick = calendar.done(calendar.to_work(tick) + changeover)
        return timed.earliest(op, tick) if tick >= 0 else -1

    def _blocker(self, resource: int, tick: int) -> int:
        """Return who leaves a full resource at a tick; else who took it last; -1 for nobody.

        Nobody holds a further resource of which too few units are present.
        """
        holds = self._holders[resource].during(tick - 1, tick)
        last = max(
            holds,
            key=lambda hold: (hold.end == tick, hold.units, hold.begin, -hold.op),
            default=None,
        )
        return -1 if last is None else last.op
