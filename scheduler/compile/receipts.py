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
            item = self.calendars.scenario.item_by_id[order.item]
            self._earliest[order.id] = self.after_lead_time(item)
        return self._earliest[order.id]

    def after_lead_time(self, item: Item) -> int:
        """Return when goods ordered at tick 0 may be used."""
        clock = self.calendars.clock
        days = item.lead_time.days if item.lead_time else 0
        delay = self.calendars.scenario.settings.purchase_delay
        if counts_working_days(item):
            received = self.calendars.days(None).to_wall_end(days * clock.ticks_per_day)
            local = clock.moment(received).replace(tzinfo=None)
        else:
            local = clock.origin + timedelta(days=days)
        return clock.tick(local + delay, round_up=True)

    def usable_after(self, received: int) -> int:
        """Return when goods received at a tick may be used: after the delay of the house."""
        clock = self.calendars.clock
        delay = self.calendars.scenario.settings.purchase_delay
        return (
            clock.tick(clock.moment(received).replace(tzinfo=None) + delay) if delay else received
        )

    def received(self, usable: int) -> int:
        """Return when goods must be received to be usable at a tick."""
        clock = self.calendars.clock
        delay = self.calendars.scenario.settings.purchase_delay
        return clock.tick(clock.moment(usable).replace(tzinfo=None) - delay) if delay else usable

    def placed(self, item: Item, received: int) -> int:
        """Return the latest tick to place an order whose goods arrive at tick `received`."""
        clock = self.calendars.clock
        days = item.lead_time.days if item.lead_time else 0
        if counts_working_days(item):
            working = self.calendars.days(None)
            start = working.to_work(received) - days * clock.ticks_per_day
            return working.to_wall_start(max(0, start))
        return clock.tick(clock.moment(received).replace(tzinfo=None) - timedelta(days=days))


def counts_working_days(item: Item) -> bool:
    """Tell which days an item's lead time counts: calendar days for what is bought, by default."""
    if item.lead_time_days is not None:
        return item.lead_time_days is DayKind.WORKING
    return item.source in (Source.MAKE, Source.SUBCONTRACT)
