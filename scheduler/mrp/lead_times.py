"""Lead times: when an order must be released, and its phases begin, to be ready in time."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.quantity import from_units
from models.scenario import DayKind, OrderType
from scheduler.mrp.needs import When
from scheduler.mrp.routing_walk import RoutingWalks
from scheduler.mrp.working_days import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Item, Scenario
    from models.terms import Terms
    from scheduler.mrp.buckets import Buckets

__all__ = ["MADE", "LeadTimes", "OrderTiming"]

MADE = frozenset({OrderType.PRODUCTION, OrderType.SUBCONTRACT})
"""Orders that consume components and may follow a routing."""

_FARTHEST_DAYS = 4096
_GENERATIONS = 200
"""Years; a longer order is a slip of the pen, and beyond what calendars count."""


@dataclass(frozen=True, slots=True)
class OrderTiming:
    """When an order begins.

    Parameters
    ----------
    release_bucket
        Day of the release; may lie before day 0.
    start
        Tick of the release; before tick 0 exactly if the release is past due.
    phases
        Start of each phase by its number; empty for a lead time without routing.
    """

    release_bucket: int
    start: int
    phases: Mapping[int, int] = field(default_factory=dict)

    def needs_material_at(self, phase: int | None) -> int:
        """Return the tick at which the material of a phase, or of the order, is needed."""
        return self.start if phase is None else self.phases.get(phase, self.start)

    @property
    def past_due(self) -> bool:
        """Tell whether the release should have happened before the scenario starts."""
        return self.start < 0


class LeadTimes:
    """Date the orders of a scenario backwards from their need, at infinite capacity.

    With a routing an order that is made starts where a backward walk over its phases arrives,
    unless the item's lead time is fixed. All others are released on the day that lies their lead
    time before the day of the need: working days of the factory calendar for what is made,
    calendar days for what is bought, unless the terms say otherwise. Purchases and subcontract
    orders arrive earlier by the house's delays, and everything by the time its quality checks take.
    """

    def __init__(self, scenario: Scenario, buckets: Buckets) -> None:
        self._delay = {kind: scenario.settings.receipt_delay(kind).days for kind in OrderType}
        self._buckets = buckets
        self._walks = RoutingWalks(scenario, buckets)
        self.factory_days = WorkingDays(scenario.factory_calendar, buckets.clock)

    def timing(
        self, terms: Terms, order_type: OrderType, quantity: int, needed: When
    ) -> OrderTiming:
        """Return when an order must begin.

        Parameters
        ----------
        quantity
            Millionths of a piece.
        needed
            When its output must be usable.
        """
        item = terms.item
        needed = self.before_delay(order_type, self.before_checks(item, needed))
        if order_type in MADE and not item.fixed_lead_time:
            due = max(needed.tick, 0)
            phases = self._walks.latest_starts(item.id, from_units(quantity), due)
            self._refuse_generations(item.id, quantity, phases)
            if phases:
                start = min(phases.values())
                return OrderTiming(self._buckets.clock.day(start), start, phases)
        bucket = self._release_bucket(terms, needed.bucket)
        return OrderTiming(bucket, self._buckets.start(bucket))

    def before_delay(self, order_type: OrderType, needed: When) -> When:
        """Return when an order must be received for the house's delay to be over in time."""
        days = self._delay[order_type]
        return self._buckets.on_day(needed, needed.bucket - days) if days else needed

    def before_checks(self, item: Item, needed: When) -> When:
        """Return when an order must be received for its quality checks to end in time."""
        days = item.analysis_time.days
        if not days:
            return needed
        return self._buckets.on_day(needed, self.factory_days.before(needed.bucket, days))

    def after_checks(self, item: Item, received: When) -> When:
        """Return when what is received can be used: after its quality checks."""
        days = item.analysis_time.days
        if not days:
            return received
        return self._buckets.on_day(received, self.factory_days.after(received.bucket, days))

    def receipt_bucket(self, terms: Terms, quantity: int, order_bucket: int) -> int:
        """Return the first day on which an order placed on a day can be used.

        Found by trying days ever farther away, as lead times are only known backwards.
        """

        def is_in_time(bucket: int) -> bool:
            needed = When(bucket, self._buckets.start(bucket))
            timing = self.timing(terms, terms.order_type, quantity, needed)
            return timing.release_bucket >= order_bucket

        days = 0
        step = 1
        while not is_in_time(order_bucket + days + step) and step < _FARTHEST_DAYS:
            days += step
            step *= 2
        if days == 0 and is_in_time(order_bucket):
            return order_bucket
        candidates = range(order_bucket + days + 1, order_bucket + days + step)
        return order_bucket + days + 1 + bisect_left(candidates, True, key=is_in_time)

    def _refuse_generations(self, item_id: str, quantity: int, phases: Mapping[int, int]) -> None:
        """Refuse an order that would have had to begin before anybody counted days.

        Raises
        ------
        InvalidScenarioFile
            With the item and its quantity.
        """
        ticks = _GENERATIONS * 365 * self._buckets.clock.ticks_per_day
        if phases and min(phases.values()) < -ticks:
            fault = Fault(
                table="items",
                row=f"'{item_id}'",
                field="",
                value=f"{from_units(quantity):f} pieces in one order",
                expected=f"a quantity that its routing makes in at most {_GENERATIONS} years",
            )
            raise InvalidScenarioFile((fault,))

    def _release_bucket(self, terms: Terms, bucket: int) -> int:
        if terms.lead_time_days is DayKind.CALENDAR:
            return bucket - terms.days
        return self.factory_days.before(bucket, terms.days)
