r"""Walk back from the completion of a demand to the start of the plan.

Two walks answer two questions. The *binding chain* follows whatever decides a start, across
orders: before an operation that waited for its machine comes the operation that held it. The
*waiting path* stays with what the demand is made from, and shows how long each operation waited
between being ready and starting. In both, links lie end to end, so that their parts add up to the
completion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from models.measures import completion_times
from solvers.explain.bound import Bound
from solvers.explain.bounds import Bounds
from solvers.explain.link import ROOTS, Link, Parts, Reason

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.explain.timed import TimedSchedule

__all__ = ["Explainer", "binding_chain", "spent_on_work", "waiting_path"]


def binding_chain(problem: Problem, schedule: Schedule, demand: int) -> tuple[Link, ...]:
    """Return what decides when a demand is complete, latest link first.

    Use an `Explainer` to ask about several demands.
    """
    return Explainer(problem, schedule).binding_chain(demand)


def waiting_path(problem: Problem, schedule: Schedule, demand: int) -> tuple[Link, ...]:
    """Return how a demand's own operations spend the time, latest link first."""
    return Explainer(problem, schedule).waiting_path(demand)


class Explainer:
    """Explain the demands of one schedule, which must be a plan.

    Parameters
    ----------
    problem, schedule
        What was planned, and the plan.
    dated
        Operations whose release is a date, not a receipt.
    """

    def __init__(
        self, problem: Problem, schedule: Schedule, *, dated: Collection[int] = ()
    ) -> None:
        self._problem = problem
        self._bounds = Bounds(problem, schedule, dated)
        self._timed = self._bounds.timed
        self._completion: list[int] = completion_times(problem, schedule).tolist()

    def binding_chain(self, demand: int) -> tuple[Link, ...]:
        """Return what decides when a demand is complete, latest link first.

        Every link begins where the next one ends; the last is a root and begins at tick 0. An
        operation that is held back for its follower hands over to whatever that one waits for.
        """
        walk, op = self._enter(demand)
        while op >= 0:
            walk.visited.add(op)
            bound = self._end_bound(walk, op)
            if bound is None:
                own, capacity = self._strongest(walk, op)
                bound = own
                if capacity is not None and self._decides(capacity, own):
                    bound = capacity
                if not self._leaves_by_end(walk, op, bound):
                    self._work(walk, op, bound)
            op = self._follow(walk, op, bound)
        return tuple(walk.links)

    def waiting_path(self, demand: int) -> tuple[Link, ...]:
        """Return how a demand's own operations spend the time, latest link first.

        As `binding_chain`, but a link that waits for a machine, a further resource or a session
        lasts from the moment the operation was ready, and the walk goes on with what made it ready.
        """
        walk, op = self._enter(demand)
        while op >= 0:
            walk.visited.add(op)
            bound = self._end_bound(walk, op)
            if bound is None:
                bound, capacity = self._strongest(walk, op)
                if capacity is not None and capacity.at == self._timed.start[op]:
                    walk.pushed = op, capacity
                if capacity is not None and capacity.at <= bound.at:
                    capacity = None
                if capacity is not None or not self._leaves_by_end(walk, op, bound):
                    self._work(walk, op, capacity or bound)
                if capacity is not None:
                    self._queue(walk, op, bound, capacity)
            op = self._follow(walk, op, bound)
        return tuple(walk.links)

    @property
    def timed(self) -> TimedSchedule:
        """Return the schedule as lists."""
        return self._timed

    def start_bound(self, op: int) -> Bound:
        """Return what decides when an operation starts; what holds as long as nothing else does."""
        own, capacity = self._strongest(_Walk(0), op)
        return capacity if capacity is not None and self._decides(capacity, own) else own

    def spare(self, bound: Bound) -> int:
        """Return by how much what causes a bound could have been earlier itself, in ticks."""
        return self._bounds.spare(bound)

    def let_by_followers(self, op: int, tick: int) -> tuple[int, int]:
        """Return when an operation that may start at a tick starts, and for which follower."""
        return self._bounds.let_by_followers(op, tick)

    def _enter(self, demand: int) -> tuple[_Walk, int]:
        """Return a walk at the completion of a demand, and the operation that completes it."""
        problem, completion = self._problem, self._completion[demand]
        walk = _Walk(completion)
        rows = slice(int(problem.demand_ptr[demand]), int(problem.demand_ptr[demand + 1]))
        served = list(
            zip(problem.demand_op[rows].tolist(), problem.demand_lag[rows].tolist(), strict=True)
        )
        last = [(op, lag) for op, lag in served if self._timed.end[op] + lag == completion]
        if not last:
            reason = Reason.MATERIAL if completion > 0 else Reason.START
            walk.add(reason, -1, 0, Parts(material=completion), always=True)
            return walk, -1
        op, lag = max(last, key=lambda row: (-row[1], -row[0]))
        walk.add(Reason.PREDECESSOR, -1, completion - lag, Parts(lag=lag), others=(op,))
        return walk, op

    def _strongest(self, walk: _Walk, op: int) -> tuple[Bound, Bound | None]:
        """Return the strongest bound by itself and by others, but never back to a visited one.

        Of own bounds that hold as long the one comes first that had the least time to spare.
        """
        own = [row for row in self._bounds.own(op) if row.root.op not in walk.visited]
        equal = [row for row in own if row.at == own[0].at]
        rows = (row for row in self._bounds.capacity(op) if row.root.op not in walk.visited)
        return min(equal, key=self._bounds.spare) if len(equal) > 1 else own[0], next(rows, None)

    def _decides(self, capacity: Bound, own: Bound) -> bool:
        """Tell whether others decide when an operation starts, rather than what it follows."""
        if capacity.at == own.at:
            spare = self._bounds.spare(capacity), self._bounds.spare(own)
            if spare[0] != spare[1]:
                return spare[0] < spare[1]
        return capacity.key > own.key

    def _end_bound(self, walk: _Walk, op: int) -> Bound | None:
        """Return the predecessor for which an operation waits at its end, if the walk is there."""
        if walk.cursor != self._timed.end[op]:
            return None
        rows = (row for row in self._bounds.at_its_end(op) if row.op not in walk.visited)
        return next(rows, None)

    def _leaves_by_end(self, walk: _Walk, op: int, bound: Bound) -> bool:
        """Tell whether the operation ends as soon as its predecessor lets it."""
        is_end = walk.cursor == self._timed.end[op]
        return bound.at_end and is_end and bound.at == self._timed.start[op]

    def _work(self, walk: _Walk, op: int, bound: Bound) -> None:
        """Add the operation's work, and the time it could have started before it did.

        Where a predecessor let it go on, only the work from then on is told.
        """
        timed, start = self._timed, self._timed.start[op]
        begin = start
        if bound.within and bound.at == start:
            begin = max(start, min(bound.since, walk.cursor))
        walk.add(Reason.WORK, op, begin, spent_on_work(timed, op, begin, walk.cursor))
        if begin == start and bound.at < walk.cursor:
            self._spare(walk, op, bound.at)

    def _spare(self, walk: _Walk, op: int, ready: int) -> None:
        """Add the time in which it could have started but for its followers, or at all."""
        until, follower = self._bounds.let_by_followers(op, ready)
        until = min(until, walk.cursor)
        if walk.pushed is not None and until < walk.cursor:
            self._in_time_for(walk, op, until)
        walk.add(Reason.FREE, op, until, Parts(free=walk.cursor - until))
        closed = Parts(closed=until - ready)
        walk.add(Reason.MAX_WAIT, op, ready, closed, others=(follower,))

    def _in_time_for(self, walk: _Walk, op: int, until: int) -> None:
        """Add time to spare of what is in time for a follower that has to wait for others."""
        if walk.pushed is not None:
            via, capacity = walk.pushed
            begin = Bound(Reason.START, 0, until)
            self._queue(
                walk, op, begin, replace(capacity, reason=Reason.MAX_WAIT, op=via, behind=capacity)
            )

    def _follow(self, walk: _Walk, op: int, bound: Bound) -> int:
        """Add what a bound tells, through followers if need be; return the operation behind it."""
        while True:
            if bound.behind is not None:
                walk.add(
                    bound.reason, op, walk.cursor, Parts(), others=bound.others, always=True
                )  # fmt: skip
                op, bound = bound.op, bound.behind
            elif bound.op < 0 and bound.reason not in ROOTS:
                # nobody holds it: go on with the operation
                own, _ = self._strongest(walk, op)
                self._queue(walk, op, own, bound)
                bound = own
            else:
                return self._wait(walk, op, bound)

    def _queue(self, walk: _Walk, op: int, own: Bound, capacity: Bound) -> None:
        """Add the time between being ready and being let on the machine."""
        length = max(0, walk.cursor - own.at)
        root, via = capacity, -1
        after = min(length, max(0, walk.cursor - capacity.since))
        while root.behind is not None:
            root, via, after = root.behind, root.op, 0
        changeover = min(capacity.changeover, after)
        waiting = length - after
        parts = Parts(
            changeover=changeover,
            closed=after - changeover,
            machine=waiting if root.reason is Reason.MACHINE else 0,
            resource=waiting if root.reason is Reason.RESOURCE else 0,
            session=waiting if root.reason is Reason.SESSION else 0,
        )
        others = self._awaited(root, own.at, {op, via})
        walk.add(root.reason, op, own.at, parts, others=others, resource=root.resource, via=via)

    def _awaited(self, root: Bound, since: int, apart: set[int]) -> tuple[int, ...]:
        """Return who held what an operation waited for, the longest first, or who had to join."""
        if root.reason is Reason.SESSION:
            return root.others
        until, share = root.since, Counter[int]()
        holds = self._bounds.holders(root.resource).during(since, until) if since < until else []
        for hold in holds:
            if hold.op not in apart:
                share[hold.op] += min(hold.end, until) - max(hold.begin, since)
        if not share:
            return (root.op,) if root.op >= 0 else ()
        return tuple(sorted(share, key=lambda other: (-share[other], other)))

    def _wait(self, walk: _Walk, op: int, bound: Bound) -> int:
        """Add the time between a cause and the start it allows; return the operation behind it."""
        length = max(0, walk.cursor - bound.since)
        spent = min(length, max(bound.lag, bound.changeover))
        is_lag = bound.lag > 0
        parts = Parts(
            lag=spent if is_lag else 0,
            changeover=0 if is_lag else spent,
            closed=length - spent,
        )
        if bound.reason in ROOTS:
            self._root(walk, op, bound, parts)
            return -1
        walk.add(
            bound.reason, op, bound.since, parts,
            others=bound.others or (bound.op,), resource=bound.resource, always=True,
        )  # fmt: skip
        return bound.op

    @staticmethod
    def _root(walk: _Walk, op: int, bound: Bound, parts: Parts) -> None:
        before = min(bound.since, walk.cursor)
        parts = Parts(
            closed=parts.closed,
            material=before if bound.reason is Reason.MATERIAL else 0,
            release=before if bound.reason is Reason.RELEASE else 0,
            pinned=before if bound.reason is Reason.PINNED else 0,
        )
        walk.add(bound.reason, op, 0, parts, always=True)


def spent_on_work(timed: TimedSchedule, op: int, begin: int, end: int) -> Parts:
    """Return on what an operation spends a stretch of the time between its start and its end."""
    if begin >= end:
        return Parts()
    calendar, limit = timed.calendar[op], timed.duration[op]
    before = calendar.to_work(timed.start[op])
    first, last = calendar.to_work(begin) - before, calendar.to_work(end) - before
    worked = min(last, limit) - min(first, limit)
    setup = min(last, timed.setup[op]) - min(first, timed.setup[op])
    return Parts(
        run=worked - setup,
        setup=setup,
        idle=last - first - worked,
        closed=end - begin - (last - first),
    )


@dataclass
class _Walk:
    """Links so far; everything after `cursor` is explained."""

    cursor: int
    links: list[Link] = field(default_factory=list)
    visited: set[int] = field(default_factory=set)
    pushed: tuple[int, Bound] | None = None
    """The last operation that others kept from starting earlier, and how."""

    def add(
        self,
        reason: Reason,
        op: int,
        begin: int,
        parts: Parts,
        *,
        others: tuple[int, ...] = (),
        resource: int = -1,
        via: int = -1,
        always: bool = False,
    ) -> None:
        """Add what happened from a tick until the cursor; `always` even if no time passed."""
        begin = max(0, begin)
        if begin < self.cursor or always:
            begin = min(begin, self.cursor)
            self.links.append(Link(reason, op, begin, self.cursor, parts, others, resource, via))
            self.cursor = begin
