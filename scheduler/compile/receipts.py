"""When bought, transferred and promised goods can be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from models.scenario import DayKind, OrderType, Source

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.scenario import Item
    from scheduler.compile.calendars import ScenarioCalendars

__all__ = ["Receipts", "is_made"]


def is_made(order: SupplyOrder) -> bool:
    """Tell whether the plan schedules the work of an order.

    Purchases and transfers are receipts; so is a subcontract order that exists already: its date
    is the subcontractor's promise.
    """
    if order.type is OrderType.PRODUCTION:
        return True
    return order.type is OrderType.SUBCONTRACT and not order.is_document


@dataclass
class Receipts:
    """Dates of goods from outside, in ticks."""

    calendars: ScenarioCalendars
    _earliest: dict[str, int] = field(default_factory=dict)

    def usable(self, order: SupplyOrder) -> int:
        """Return the first tick at which what an order brings may be used.

        A document keeps its date. A planned one is placed now at the earliest, whatever date
        MRP wished for.
        """
        if order.is_document:
            return max(0, order.end)
        if order.id not in self._earliest:
            self._earliest[order.id] = self.usable_after(order, self._received_at_once(order))
        return self._earliest[order.id]

    def _received_at_once(self, order: SupplyOrder) -> int:
        """Return when goods ordered at tick 0 arrive."""
        clock, item = self.calendars.clock, self._item(order)
        days = item.lead_time.days if item.lead_time else 0
        if counts_working_days(item):
            return self.calendars.days(None).to_wall_end(days * clock.ticks_per_day)
        return clock.tick(clock.origin + timedelta(days=days), round_up=True)

    def usable_after(self, order: SupplyOrder, received: int) -> int:
        """Return when goods received at a tick may be used: purchases after the house's delay."""
        return self._shifted(received, self._delay(order))

    def received(self, order: SupplyOrder, usable: int) -> int:
        """Return when goods must be received to be usable at a tick."""
        return self._shifted(usable, -self._delay(order))

    def placed(self, order: SupplyOrder, received: int) -> int:
        """Return the latest tick to place an order whose goods arrive at tick `received`."""
        clock, item = self.calendars.clock, self._item(order)
        days = item.lead_time.days if item.lead_time else 0
        if counts_working_days(item):
            working = self.calendars.days(None)
            start = working.to_work(received) - days * clock.ticks_per_day
            # without a lead time it is placed when it arrives, be it in closed time
            return min(received, working.to_wall_start(max(0, start)))
        return self._shifted(received, -timedelta(days=days))

    def _item(self, order: SupplyOrder) -> Item:
        return self.calendars.scenario.item_by_id[order.item]

    def _delay(self, order: SupplyOrder) -> timedelta:
        if order.type is OrderType.PURCHASE:
            return self.calendars.scenario.settings.purchase_delay
        return timedelta(0)

    def _shifted(self, tick: int, days: timedelta) -> int:
        """Return the same local time of day some days later; a tick stays exact without days."""
        clock = self.calendars.clock
        return clock.tick(clock.moment(tick).replace(tzinfo=None) + days) if days else tick


def counts_working_days(item: Item) -> bool:
    """Tell which days an item's lead time counts: calendar days for what is bought, by default."""
    if item.lead_time_days is not None:
        return item.lead_time_days is DayKind.WORKING
    return item.source in (Source.MAKE, Source.SUBCONTRACT)
