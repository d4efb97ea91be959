"""Go through time: whenever something is free, a rule picks among what waits for it.

On plants with calendars, alternatives and due dates such plans (non-delay) had 20 to 60 % less
weighted tardiness than placing operations one by one by a fixed priority.
"""

from __future__ import annotations

import sys
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from solvers.dispatch.generate import Generation
from solvers.dispatch.rules import Queue

if TYPE_CHECKING:
    from solvers.dispatch.rules import Rule
    from solvers.dispatch.shop import Placement, Shop
    from solvers.dispatch.urgency import Urgency
    from solvers.flat import FlatProblem

__all__ = ["Chronological"]

NEVER = sys.maxsize
"""When an operation asks again that can only be woken by others of its family."""


class Chronological(Generation):
    """Place operations in the order in which they can start.

    Every mode of an operation waits at the most loaded resource it needs, machine, crew or tool:
    there the choice between operations matters most. What is chosen but cannot start now,
    because something else it needs is busy or because it ends earlier elsewhere, is asked again
    when it can. Operations that a maximum wait ties wait as one: the first of them.

    Parameters
    ----------
    flat, urgency
        What to plan, and what rules look at.
    rule
        Who goes first.
    """

    def __init__(self, flat: FlatProblem, urgency: Urgency, rule: Rule) -> None:
        super().__init__(flat)
        self.urgency = urgency
        self.rule = rule
        self.ready_at = [0] * flat.num_operations
        self.ask_at = [0] * flat.num_operations
        """When an operation may start: when it is ready, or later if all was taken."""
        self.now = 0
        self.asleep: set[int] = set()
        """Operations that wait for others to share a session with."""
        self.calendars = [
            flat.calendars[calendar] for calendar in flat.problem.resource_calendar.tolist()
        ]
        self.units: list[int] = flat.problem.mode_units.tolist()
        load = self._loads()
        self.rank = sorted(range(len(load)), key=lambda resource: (-load[resource], resource))
        self.rank_of = {resource: rank for rank, resource in enumerate(self.rank)}
        self.gate = [self._gate(mode) for mode in range(len(flat.resource))]
        self.queues: list[list[int]] = [[] for _ in load]
        self.events: list[tuple[int, int]] = []
        """(tick, rank of a resource): the most loaded first."""
        self.wake = [-1] * len(load)
        """By rank: tick of the event that counts, -1 for none."""

    def _loads(self) -> list[float]:
        """Return how much of its working time each resource is needed, in shares."""
        flat, problem = self.flat, self.flat.problem
        load = [0.0] * problem.num_resources
        for modes in flat.modes:
            for mode in modes:
                work = flat.duration[mode] / len(modes)
                for resource, units in self._needs(mode):
                    load[resource] += work * units
        capacity: list[int] = problem.resource_capacity.tolist()
        return [
            need / max(1, units * calendar.total)
            for need, units, calendar in zip(load, capacity, self.calendars, strict=True)
        ]

    def _needs(self, mode: int) -> list[tuple[int, int]]:
        machine, uses = self.flat.resource[mode], self.flat.uses[mode]
        return [(machine, self.units[mode]), *uses] if machine >= 0 else uses

    def _gate(self, mode: int) -> int:
        """Return the resource a mode waits at, -1 if it needs none."""
        needs = self._needs(mode)
        return min(needs, key=lambda need: self.rank_of[need[0]])[0] if needs else -1

    def run(self) -> Shop:
        """Place every operation; return the shop.

        Raises
        ------
        Impossible
            If one fits nowhere, or a session should have waited.
        """
        self.place_for_pinned(self.urgency.latest)
        self._admit(
            [op for op, n in enumerate(self.waiting) if not n and not self.is_placed[op]], 0
        )
        while self.events or self._wake_in_vain():
            tick, rank = heappop(self.events)
            if tick != self.wake[rank]:
                continue
            self.wake[rank] = -1
            if tick == NEVER:
                continue
            self.now = tick
            resource = self.rank[rank]
            queue = [op for op in self.queues[resource] if not self.is_placed[op]]
            self.queues[resource] = queue
            if queue:
                self._serve(resource, tick, queue)
        self.gathering.check()
        return self.shop

    def _serve(self, resource: int, tick: int, queue: list[int]) -> None:
        """Start one operation at a resource, or find out when that is possible."""
        later = self._next_tick(resource, tick, queue)
        if later == tick:
            op = self._pick(resource, tick, queue)
            gathers = self.may_gather(op)
            place = self._find_at(op, tick)
            begin = self.shop.held_from(place)
            if gathers and begin <= tick and self.gathering.opens(place):
                self._open_session(op, place)
            elif begin > tick and not (gathers and self.gathering.joins(place)):
                self.ask_at[op] = begin
                self._wake_gates(op)
            else:
                self._admit(self.place(op, place), tick)
        self._wake_up(resource, later)

    def _find_at(self, op: int, tick: int) -> Placement:
        """Return where an operation ends first; not in the past if others may run with it."""
        place = self.shop.best(op, not_before=tick) if self.may_gather(op) else None
        return place or self.find(op)

    def _open_session(self, op: int, place: Placement) -> None:
        """Start a session with those of its family that the rule chooses, or let it wait."""
        rivals = self._by_rule(self._rivals(op, self.urgency.latest))
        # a place in the past is the last there is
        group = self.gathering.form(op, place, rivals, at_once=place.start < self.now)
        if group:
            self._admit(self._place_group(group), self.now)
        else:
            again = self.gathering.asks_again_at(op, place, rivals)
            self.ask_at[op] = again if again >= 0 else NEVER
            self.asleep.add(op)
            self._wake_gates(op)

    def _wake_in_vain(self) -> bool:
        """Start sessions whose families wait for nobody any more; tell if there is more to do."""
        latest = self.urgency.latest
        while self.asleep and not self.events:
            op = min(self.asleep, key=lambda op: (latest[op], op))
            rivals = self._by_rule(self._rivals(op, latest))
            group = self.gathering.last_session(op, self.find(op), rivals)
            self._admit(self._place_group(group), group[0][1].start)
        return bool(self.events)

    def place(self, op: int, place: Placement | None = None) -> list[int]:
        """Run an operation; let its family look again once nobody else of it can come."""
        freed = super().place(op, place)
        if not self.asleep:
            return freed
        for member in self.blocks.get(op, [op]):
            self.asleep.discard(member)
            relatives = self.gathering.relatives(member)
            if not any(self.waiting[other] for other in relatives):
                for other in self.asleep.intersection(relatives):
                    self.ask_at[other] = max(self.now, self.ready_at[other])
                    self._wake_gates(other)
        return freed

    def _by_rule(self, ops: list[int]) -> list[int]:
        """Return operations of a family, the one that the rule puts first first."""
        ready, latest = self.ready_at, self.urgency.latest
        queue = Queue(ops, self.now, [ready[op] for op in ops], [0] * len(ops))
        numbers = self.rule.index(self.urgency, queue)
        order = sorted(zip(ops, numbers, strict=True), key=lambda row: (-row[1], latest[row[0]]))
        return [op for op, _ in order]

    def _admit(self, freed: list[int], tick: int) -> None:
        """Let operations wait at their gates; place at once what has a mode without any."""
        while freed:
            op = freed.pop()
            gates = {self.gate[mode] for mode in self.flat.modes[op]}
            place = self._find_at(op, tick) if self.may_gather(op) else None
            if place is not None and self.gathering.opens(place):
                gates.discard(-1)  # it waits at the others for those it may share a session with
            is_bound = place is not None and self.gathering.joins(place)
            if -1 in gates or is_bound or self.flat.fixed_start[op] >= 0:
                freed.extend(self.place(op, place))
                continue
            self.ready_at[op] = self._soonest(op)
            self.ask_at[op] = max(tick, self.ready_at[op])
            for gate in gates:
                self.queues[gate].append(op)
            self._wake_gates(op)

    def _wake_gates(self, op: int) -> None:
        for mode in self.flat.modes[op]:
            if self.gate[mode] >= 0:
                self._wake_up(self.gate[mode], self.ask_at[op])

    def _wake_up(self, resource: int, tick: int) -> None:
        """Look at a resource at a tick, if that is not planned already."""
        rank = self.rank_of[resource]
        if self.wake[rank] < 0 or tick < self.wake[rank]:
            self.wake[rank] = tick
            heappush(self.events, (tick, rank))

    def _soonest(self, op: int) -> int:
        """Return the earliest start over the modes; the horizon if there is none."""
        ready = self.ready(op)
        ticks = [self.flat.first_tick(mode, ready) for mode in self.flat.modes[op]]
        return min((tick for tick in ticks if tick >= 0), default=self.flat.horizon)

    def _next_tick(self, resource: int, tick: int, queue: list[int]) -> int:
        """Return when a unit of a resource is free, working, and waited for: `tick` if now."""
        free = max(tick, self.shop.timelines[resource].next_free(tick, tick + 1, 1, 1))
        start, _ = self.calendars[resource].earliest(free, 1)
        return max(start, free, min(self.ask_at[op] for op in queue))

    def _pick(self, resource: int, tick: int, waiting: list[int]) -> int:
        """Return the operation the rule puts first among those that could start."""
        ready, latest = self.ready_at, self.urgency.latest
        ops = [op for op in waiting if self.ask_at[op] <= tick]
        if len(ops) == 1:
            return ops[0]
        queue = Queue(ops, tick, [ready[op] for op in ops], self._setups(resource, tick, ops))
        numbers = self.rule.index(self.urgency, queue)
        best = max(numbers)
        # equals: the one that must start first, then the first in the problem
        return min(
            (latest[op], op) for op, number in zip(ops, numbers, strict=True) if number == best
        )[1]

    def _setups(self, resource: int, tick: int, ops: list[int]) -> list[int]:
        """Return the changeover each operation would cause on a machine."""
        sequence = self.shop.sequences.get(resource)
        if sequence is None:
            return [0] * len(ops)
        flat, before = self.flat, sequence.state_at(tick)
        return [
            min(
                sequence.changeover(before, flat.state[mode])
                for mode in flat.modes[op]
                if self.gate[mode] == resource
            )
            for op in ops
        ]
