"""A machine that may stay idle rather than be set up: the decision of a machine that is free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solvers.dispatch.chronological import Chronological

if TYPE_CHECKING:
    from solvers.dispatch.rules import Rule
    from solvers.dispatch.shop import Placement
    from solvers.dispatch.urgency import Urgency
    from solvers.flat import FlatProblem

__all__ = ["Patience", "Patient"]


@dataclass(frozen=True, slots=True)
class Patience:
    """When a machine may wait for an operation that needs little setup.

    Parameters
    ----------
    low_setup
        An operation whose changeover takes no more is taken at once; working ticks.
    bottleneck_percent
        A machine never waits if the work that may come to it is a larger share of its working
        time until the last due date of that work.
    max_delay
        An operation that starts more than so many ticks after its latest start, see `Urgency`,
        keeps no machine waiting.
    """

    low_setup: int = 0
    bottleneck_percent: int = 90
    max_delay: int = 0


class Patient(Chronological):
    """Go through time, but do not give a machine with setups to just anybody who waits.

    When such a machine becomes free,

    1. operations with a changeover of at most `low_setup` go first;
    2. a bottleneck takes whom the rule puts first;
    3. else operations delayed by more than `max_delay` go first;
    4. else the machine stays idle until an operation with a low changeover comes, or one that
       waits is delayed too much. It does so only for operations whose arrival is known, as what
       precedes them has been placed: else it takes whom the rule puts first.

    Operations wait at their machine if it has setups, even where a crew is more loaded. Those
    that a maximum wait ties are placed wherever there is room.
    """

    def __init__(self, flat: FlatProblem, urgency: Urgency, rule: Rule, patience: Patience) -> None:
        super().__init__(flat, urgency, rule)
        self.patience = patience
        self.is_bottleneck = [
            100 * load > patience.bottleneck_percent for load in self._loads_until_due()
        ]

    def _gate(self, mode: int) -> int:
        machine = self.flat.resource[mode]
        return machine if machine in self.shop.sequences else super()._gate(mode)

    def _loads_until_due(self) -> list[float]:
        """Return how much of its working time until the last due date each resource is needed."""
        last = [1] * len(self.calendars)
        for mode, op in enumerate(self.flat.operation):
            for resource, _ in self._needs(mode):
                last[resource] = max(last[resource], self.urgency.due[op])
        return [
            share * calendar.total / max(1, calendar.to_work(until))
            for share, calendar, until in zip(self._loads(), self.calendars, last, strict=True)
        ]

    def _next_tick(self, resource: int, tick: int, queue: list[int]) -> int:
        later = super()._next_tick(resource, tick, queue)
        return later if later > tick else self._idle_until(resource, tick, queue)

    def _idle_until(self, resource: int, tick: int, queue: list[int]) -> int:
        """Return until when a free machine waits for somebody better; `tick` if it does not."""
        if resource not in self.shop.sequences or self.is_bottleneck[resource]:
            return tick
        waiting = [op for op in queue if self.ask_at[op] <= tick]
        if self._low(resource, tick, waiting) or self._delayed(tick, waiting):
            return tick
        coming = self._low(resource, tick, [op for op in queue if self.ask_at[op] > tick])
        if not coming:
            return tick
        too_late = [self.urgency.latest[op] + self.patience.max_delay + 1 for op in waiting]
        return min(*(self.ask_at[op] for op in coming), *too_late)

    def _find_at(self, op: int, tick: int) -> Placement:
        """Return where an operation ends first, but not before now.

        An idle machine would have been idle for nothing if the gap were filled afterwards. Nor
        has it been set up for an operation that it has kept waiting.
        """
        sequences, resource = self.shop.sequences, self.flat.resource
        is_free = op in self.blocks or all(
            resource[mode] not in sequences for mode in self.flat.modes[op]
        )
        place = None if is_free else self.shop.best(op, not_before=tick)
        has_waited = self.ready_at[op] < tick
        while place is not None and has_waited and self.shop.held_from(place) < tick:
            # with the longest changeover so far, so that this ends
            calendar = sequences[resource[place.mode]].calendar
            first = calendar.worked(tick, place.changeover)
            place = self.shop.best(op, not_before=first) if first >= 0 else None
        return place or super()._find_at(op, tick)

    def _pick(self, resource: int, tick: int, waiting: list[int]) -> int:
        ops = [op for op in waiting if self.ask_at[op] <= tick]
        return super()._pick(resource, tick, self._preferred(resource, tick, ops))

    def _preferred(self, resource: int, tick: int, ops: list[int]) -> list[int]:
        """Return among whom the rule chooses."""
        if resource not in self.shop.sequences:
            return ops
        low = self._low(resource, tick, ops)
        if low or self.is_bottleneck[resource]:
            return low or ops
        return self._delayed(tick, ops) or ops

    def _low(self, resource: int, tick: int, ops: list[int]) -> list[int]:
        """Return the operations with a low changeover on a machine."""
        flat, sequence = self.flat, self.shop.sequences[resource]
        before, most = sequence.state_at(tick), self.patience.low_setup
        preparation = self.shop.preparation
        return [
            op
            for op in ops
            if any(
                preparation[mode] + sequence.changeover(before, flat.state[mode]) <= most
                for mode in flat.modes[op]
                if flat.resource[mode] == resource
            )
        ]

    def _delayed(self, tick: int, ops: list[int]) -> list[int]:
        """Return the operations that must not wait any longer."""
        return [op for op in ops if tick - self.urgency.latest[op] > self.patience.max_delay]
