r"""Walk back from the completion of a demand to the start of the plan.

Two walks answer two questions. The *binding chain* follows whatever decides a start, across
orders: before an operation that waited for its machine comes the operation that held it. The
*waiting path* stays with what the demand is made from, and shows how long each operation waited
between being ready and starting. In both, links lie end to end, so that their parts add up to the
completion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.measures import completion_times
from solvers.explain.bounds import Bounds
from solvers.explain.link import ROOTS, Link, Parts, Reason

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.explain.bounds import Bound

__all__ = ["Explainer", "binding_chain", "waiting_path"]


def binding_chain(problem: Problem, schedule: Schedule, demand: int) -> tuple[Link, ...]:
    """Return what decides when a demand is complete, latest link first.

    Use an `Explainer` to ask about several demands.
    """
    return Explainer(problem, schedule).binding_chain(demand)


def waiting_path(problem: Problem, schedule: Schedule, demand: int) -> tuple[Link, ...]:
    """Return how a demand's own operations spend the time, latest link first."""
    return Explainer(problem, schedule).waiting_path(demand)


class Explainer:
    """Explain the demands of one schedule, which must be a plan."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self._problem = problem
        self._bounds = Bounds(problem, schedule)
        self._completion: list[int] = completion_times(problem, schedule).tolist()

    def binding_chain(self, demand: int) -> tuple[Link, ...]:
        """Return what decides when a demand is complete, latest link first.

        Every link begins where the next one ends; the last is a root and begins at tick 0.
        """
        walk, op = self._enter(demand)
        while op >= 0:
            walk.visited.add(op)
            own, capacity = self._strongest(walk, op)
            bound = max((row for row in (own, capacity) if row), key=lambda row: row.key)
            if not self._leaves_by_end(walk, op, bound):
                self._work(walk, op, bound.at)
            if bound is capacity and bound.op < 0:  # nobody holds it: go on with the operation
                self._queue(walk, op, own, bound)
                bound = own
            op = self._wait(walk, op, bound)
        return tuple(walk.links)

    def waiting_path(self, demand: int) -> tuple[Link, ...]:
        """Return how a demand's own operations spend the time, latest link first.

        As `binding_chain`, but a link that waits for a machine or a further resource lasts from
        the moment the operation was ready, and the walk goes on with what made it ready.
        """
        walk, op = self._enter(demand)
        while op >= 0:
            walk.visited.add(op)
            own, capacity = self._strongest(walk, op)
            if capacity is not None and capacity.at <= own.at:
                capacity = None
            if capacity is not None or not self._leaves_by_end(walk, op, own):
                self._work(walk, op, capacity.at if capacity else own.at)
            if capacity is not None:
                self._queue(walk, op, own, capacity)
            op = self._wait(walk, op, own)
        return tuple(walk.links)

    def _enter(self, demand: int) -> tuple[_Walk, int]:
        """Return a walk at the completion of a demand, and the operation that completes it."""
        problem, completion = self._problem, self._completion[demand]
        walk = _Walk(completion)
        rows = slice(int(problem.demand_ptr[demand]), int(problem.demand_ptr[demand + 1]))
        served = list(
            zip(problem.demand_op[rows].tolist(), problem.demand_lag[rows].tolist(), strict=True)
        )
        last = [(op, lag) for op, lag in served if self._bounds.end[op] + lag == completion]
        if not last:
            reason = Reason.MATERIAL if completion > 0 else Reason.START
            walk.add(reason, -1, 0, Parts(material=completion), always=True)
            return walk, -1
        op, lag = max(last, key=lambda row: (-row[1], -row[0]))
        walk.add(Reason.PREDECESSOR, -1, completion - lag, Parts(lag=lag), others=(op,))
        return walk, op

    def _strongest(self, walk: _Walk, op: int) -> tuple[Bound, Bound | None]:
        """Return the strongest bound by itself and by capacity, but never back to a visited one."""
        own = next(row for row in self._bounds.own(op) if row.op not in walk.visited)
        rows = (row for row in self._bounds.capacity(op) if row.op not in walk.visited)
        return own, next(rows, None)

    def _leaves_by_end(self, walk: _Walk, op: int, bound: Bound) -> bool:
        """Tell whether the operation ends as soon as its predecessor lets it."""
        is_end = walk.cursor == self._bounds.end[op]
        return bound.at_end and is_end and bound.at == self._bounds.start[op]

    def _work(self, walk: _Walk, op: int, bound: int) -> None:
        """Add the operation's work, and the time it could have started before it did."""
        bounds, start = self._bounds, self._bounds.start[op]
        mode = bounds.mode[op]
        calendar = bounds.flat.calendar[mode]
        worked = max(0, calendar.to_work(walk.cursor) - calendar.to_work(start))
        setup = min(worked, bounds.setup[mode])
        closed = walk.cursor - start - worked
        parts = Parts(run=worked - setup, setup=setup, closed=closed)
        walk.add(Reason.WORK, op, start, parts)
        walk.add(Reason.FREE, op, bound, Parts(free=walk.cursor - bound))

    def _queue(self, walk: _Walk, op: int, own: Bound, capacity: Bound) -> None:
        """Add the time between being ready and being let on the machine."""
        length = max(0, walk.cursor - own.at)
        after = min(length, max(0, walk.cursor - capacity.since))
        changeover = min(capacity.changeover, after)
        waiting = length - after
        is_machine = capacity.reason is Reason.MACHINE
        parts = Parts(
            changeover=changeover,
            closed=after - changeover,
            machine=waiting if is_machine else 0,
            resource=0 if is_machine else waiting,
        )
        others = self._holding(capacity, own.at, op)
        walk.add(capacity.reason, op, own.at, parts, others=others, resource=capacity.resource)

    def _holding(self, capacity: Bound, since: int, op: int) -> tuple[int, ...]:
        """Return who held what an operation waited for, the longest first."""
        until = capacity.since
        holds = (
            self._bounds.holders(capacity.resource).during(since, until) if since < until else []
        )
        share = {hold.op: min(hold.end, until) - max(hold.begin, since) for hold in holds}
        share.pop(op, None)
        if not share:
            return (capacity.op,) if capacity.op >= 0 else ()
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
            others=(bound.op,), resource=bound.resource, always=True,
        )  # fmt: skip
        return bound.op

    @staticmethod
    def _root(walk: _Walk, op: int, bound: Bound, parts: Parts) -> None:
        before = min(bound.since, walk.cursor)
        parts = Parts(
            closed=parts.closed,
            material=before if bound.reason is Reason.MATERIAL else 0,
            pinned=before if bound.reason is Reason.PINNED else 0,
        )
        walk.add(bound.reason, op, 0, parts, always=True)


@dataclass
class _Walk:
    """Links so far; everything after `cursor` is explained."""

    cursor: int
    links: list[Link] = field(default_factory=list)
    visited: set[int] = field(default_factory=set)

    def add(
        self,
        reason: Reason,
        op: int,
        begin: int,
        parts: Parts,
        *,
        others: tuple[int, ...] = (),
        resource: int = -1,
        always: bool = False,
    ) -> None:
        """Add what happened from a tick until the cursor; `always` even if no time passed."""
        begin = max(0, begin)
        if begin < self.cursor or always:
            begin = min(begin, self.cursor)
            self.links.append(Link(reason, op, begin, self.cursor, parts, others, resource))
            self.cursor = begin
