"""What keeps an operation from starting earlier: every bound on its start, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.explain.holders import Hold, Holders
from solvers.explain.link import Reason
from solvers.flat import FlatProblem

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.flat import Edge

__all__ = ["Bound", "Bounds"]

_END_START, _END_END = int(Precedence.END_START), int(Precedence.END_END)
# of bounds that hold until the same tick, name the one a planner knows best
_RANK = {
    reason: rank
    for rank, reason in enumerate(
        (Reason.START, Reason.MATERIAL, Reason.RESOURCE, Reason.MACHINE, Reason.PREDECESSOR)
    )
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One reason why an operation does not start earlier.

    Parameters
    ----------
    since
        Tick at which the cause itself is over: a predecessor has ended, a machine is left, the
        material has come.
    at
        Earliest start that it allows: lag, changeover and closed time lie in between.
    op
        The operation that causes it, -1 for none: a first changeover, or absent units.
    lag, changeover
        Ticks between `since` and `at`.
    resource
        What is full.
    at_end
        It binds the end of the operation, not its start.
    """

    reason: Reason
    since: int
    at: int
    op: int = -1
    lag: int = 0
    changeover: int = 0
    resource: int = -1
    at_end: bool = False

    @property
    def key(self) -> tuple[int, int, int, int]:
        """Return what to sort by: the latest start, then the latest cause."""
        return self.at, self.since, _RANK.get(self.reason, 0), -self.op


class Bounds:
    """The bounds of all operations of a schedule, found when asked for and kept."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.flat = FlatProblem(problem)
        self.mode: list[int] = schedule.mode.tolist()
        self.start: list[int] = schedule.start.tolist()
        self.end: list[int] = schedule.end.tolist()
        self.setup: list[int] = problem.mode_setup.tolist()
        self._changeover: list[int] = schedule.changeover.tolist()
        self._unit: list[int] = schedule.unit.tolist()
        self._is_infinite = any(
            unit < 0 <= self.flat.resource[mode]
            for unit, mode in zip(self._unit, self.mode, strict=True)
        )
        self._resource_calendar = [
            self.flat.calendars[index] for index in problem.resource_calendar.tolist()
        ]
        self._holders = [] if self._is_infinite else self._all_holders(problem)
        self._own: dict[int, list[Bound]] = {}
        self._capacity: dict[int, list[Bound]] = {}

    def own(self, op: int) -> list[Bound]:
        """Return what binds an operation at infinite capacity, the strongest first."""
        if op not in self._own:
            self._own[op] = self._sorted(op, self._find_own(op))
        return self._own[op]

    def capacity(self, op: int) -> list[Bound]:
        """Return which full resources bind an operation, the strongest first."""
        if op not in self._capacity:
            self._capacity[op] = self._sorted(op, self._find_capacity(op))
        return self._capacity[op]

    def holders(self, resource: int) -> Holders:
        """Return who holds a resource."""
        return self._holders[resource]

    def _sorted(self, op: int, bounds: list[Bound]) -> list[Bound]:
        """Drop what the schedule did not obey (history), and sort the rest."""
        kept = [bound for bound in bounds if 0 <= bound.at <= self.start[op]]
        return sorted(kept, key=lambda bound: bound.key, reverse=True)

    def _earliest(self, op: int, tick: int) -> int:
        return self.flat.earliest(self.mode[op], tick)[0]

    def _find_own(self, op: int) -> list[Bound]:
        flat = self.flat
        if flat.fixed_start[op] >= 0:
            return [Bound(Reason.PINNED, self.start[op], self.start[op])]
        bounds = [Bound(Reason.START, 0, max(0, min(self._earliest(op, 0), self.start[op])))]
        if flat.release[op] > 0:
            tick = flat.release[op]
            bounds.append(Bound(Reason.MATERIAL, tick, self._earliest(op, tick)))
        bounds += [self._edge(op, edge) for edge in flat.incoming[op]]
        return bounds

    def _edge(self, op: int, edge: Edge) -> Bound:
        flat, pred = self.flat, edge.pred
        lag = edge.lag(self.mode[pred])
        if edge.kind == _END_START:
            since = self.end[pred]
            at = self._earliest(op, since + lag)
            return Bound(Reason.PREDECESSOR, since, at, pred, lag=lag)
        if edge.kind == _END_END:
            since = self.end[pred]
            tick = flat.first_tick(self.mode[op], (0, since + lag))
            at = self._earliest(op, tick)
            return Bound(Reason.PREDECESSOR, since, at, pred, lag=lag, at_end=True)
        since = flat.calendar[self.mode[pred]].worked(self.start[pred], lag)
        return Bound(Reason.PREDECESSOR, since, self._earliest(op, since), pred)

    def _find_capacity(self, op: int) -> list[Bound]:
        if self._is_infinite or self.flat.fixed_start[op] >= 0:
            return []
        mode = self.mode[op]
        bounds = [self._full(op, resource, units) for resource, units in self.flat.uses[mode]]
        if self.flat.resource[mode] >= 0:
            bounds.append(self._machine(op))
        return [bound for bound in bounds if bound is not None]

    def _full(self, op: int, resource: int, units: int) -> Bound | None:
        since = self._holders[resource].blocked_until(self.start[op], units)
        if since < 0:
            return None
        blocker = self._blocker(resource, since)
        return Bound(Reason.RESOURCE, since, self._earliest(op, since), blocker, resource=resource)

    def _machine(self, op: int) -> Bound | None:
        machine = self.flat.resource[self.mode[op]]
        since = self._holders[machine].blocked_until(self._hold_begin(op), 1)
        changeover = self._changeover[op]
        if since < 0 and not changeover:
            return None
        blocker = self._blocker(machine, since) if since >= 0 else -1
        since = max(0, since)
        tick = since
        if changeover:
            calendar = self._resource_calendar[machine]
            tick = calendar.begin(calendar.to_work(since) + changeover)
        at = self._earliest(op, tick)
        return Bound(Reason.MACHINE, since, at, blocker, changeover=changeover, resource=machine)

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

    def _hold_begin(self, op: int) -> int:
        """Return from when an operation holds its machine: its changeover comes before it."""
        if not self._changeover[op]:
            return self.start[op]
        calendar = self._resource_calendar[self.flat.resource[self.mode[op]]]
        return calendar.begin(calendar.to_work(self.start[op]) - self._changeover[op])

    def _all_holders(self, problem: Problem) -> list[Holders]:
        holds: list[list[Hold]] = [[] for _ in range(problem.num_resources)]
        for op, mode in enumerate(self.mode):
            if (machine := self.flat.resource[mode]) >= 0:
                holds[machine].append(Hold(self._hold_begin(op), self.end[op], 1, op))
            for resource, units in self.flat.uses[mode]:
                holds[resource].append(Hold(self.start[op], self.end[op], units, op))
        profiles: list[list[tuple[int, int, int]]] = [[] for _ in holds]
        rows = zip(
            problem.profile_resource.tolist(),
            problem.profile_start.tolist(),
            problem.profile_end.tolist(),
            problem.profile_capacity.tolist(),
            strict=True,
        )
        for resource, start, end, units in rows:
            profiles[resource].append((start, end, units))
        capacity: list[int] = problem.resource_capacity.tolist()
        return [
            Holders(*row)
            for row in zip(holds, capacity, profiles, self._resource_calendar, strict=True)
        ]
