"""Lead times: when an order must be released, and its phases begin, to be ready in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.quantity import from_units
from models.scenario import DayKind, OrderType
from scheduler.mrp.routing_walk import RoutingWalks
from scheduler.mrp.working_days import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Item, Scenario
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.needs import When

__all__ = ["MADE", "LeadTimes", "OrderTiming"]

MADE = frozenset({OrderType.PRODUCTION, OrderType.SUBCONTRACT})
"""Orders that consume components and may follow a routing."""

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

    With a routing an order that is made starts where a backward walk over its phases arrives.
    All others are released on the day that lies their lead time before the day of the need:
    working days of the factory calendar for what is made, calendar days for what is bought,
    unless the item says otherwise. Purchases arrive earlier by the house's purchase delay.
    """

    def __init__(self, scenario: Scenario, buckets: Buckets) -> None:
        self._scenario = scenario
        self._buckets = buckets
        self._walks = RoutingWalks(scenario, buckets)
        self.factory_days = WorkingDays(scenario.factory_calendar, buckets.clock)

    def timing(
        self, item_id: str, order_type: OrderType, quantity: int, needed: When
    ) -> OrderTiming:
        """Return when an order must begin.

        Parameters
        ----------
        quantity
            Millionths of a piece.
        needed
            When its output must be usable.
        """
        if order_type in MADE:
            phases = self._walks.latest_starts(item_id, from_units(quantity), max(needed.tick, 0))
            self._refuse_generations(item_id, quantity, phases)
            if phases:
                start = min(phases.values())
                return OrderTiming(self._buckets.clock.day(start), start, phases)
        bucket = self._release_bucket(self._scenario.item_by_id[item_id], order_type, needed.bucket)
        return OrderTiming(bucket, self._buckets.start(bucket))

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

    def _release_bucket(self, item: Item, order_type: OrderType, bucket: int) -> int:
        if order_type is OrderType.PURCHASE:
            bucket -= self._scenario.settings.purchase_delay.days
        days = (item.lead_time or timedelta(0)).days
        kind = item.lead_time_days or (DayKind.WORKING if order_type in MADE else DayKind.CALENDAR)
        if kind is DayKind.CALENDAR:
            return bucket - days
        return self.factory_days.before(bucket, days)
