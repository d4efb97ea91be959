"""When bought, transferred and promised goods can be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from models.scenario import DayKind, OrderType

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.scenario import Item
    from scheduler.compile.calendars import ScenarioCalendars

__all__ = ["Receipts", "is_made"]


def is_made(order: SupplyOrder) -> bool:
    """Tell whether the plan schedules the work of an order.

    Purchases and transfers from outside are receipts; so is a subcontract order that exists
    already: its date is the subcontractor's promise. A planned transfer between warehouses waits
    for what it takes along, and is on its way for its lead time.
    """
    if order.type is OrderType.PRODUCTION:
        return True
    if order.type is OrderType.TRANSFER:
        return not order.is_document and bool(order.transfer_from)
    return order.type is OrderType.SUBCONTRACT and not order.is_document


@dataclass
class Receipts:
    """Dates of goods from outside, in ticks."""

    calendars: ScenarioCalendars
    _earliest: dict[str, int] = field(default_factory=dict)

    def usable(self, order: SupplyOrder) -> int:
        """Return the first tick at which what an order brings may be used.

        A document keeps its date; its quality checks last whole working days from when it is
        received, where MRP counts by the day. A planned one is placed now at the earliest,
        whatever date MRP wished for.
        """
        if order.is_document:
            return self._promised(order) if self._check_ticks(order) else max(0, order.end)
        if order.id not in self._earliest:
            self._earliest[order.id] = self.usable_after(order, self._received_at_once(order))
        return self._earliest[order.id]

    def _promised(self, order: SupplyOrder) -> int:
        """Return when the checks of a document are done that are yet to begin."""
        document = self.calendars.scenario.dated.order_by_id.get(order.id)
        if document is None or order.moved_from is not None:
            return max(0, order.end)
        received = self.calendars.clock.tick(document.end + self._delay(order), round_up=True)
        return self._checked(max(0, received), order)

    def _received_at_once(self, order: SupplyOrder) -> int:
        """Return when goods ordered at tick 0 arrive."""
        clock, terms = self.calendars.clock, self.calendars.terms.of_order(order)
        days = terms.days
        if terms.lead_time_days is DayKind.WORKING:
            return self.calendars.days(None).to_wall_end(days * clock.ticks_per_day)
        return clock.tick(clock.origin + timedelta(days=days), round_up=True)

    def usable_after(self, order: SupplyOrder, received: int) -> int:
        """Return when goods received at a tick may be used: after the delay, then the checks.

        Purchases and subcontract orders wait for the house's delays, and everything for its
        quality checks.
        """
        return self._checked(self._shifted(received, self._delay(order)), order)

    def _checked(self, received: int, order: SupplyOrder) -> int:
        """Return when quality checks that begin at a tick are done."""
        checks = self._check_ticks(order)
        if not checks:
            return received
        days = self.calendars.days(None)
        return days.to_wall_end(days.to_work(received) + checks)

    def received(self, order: SupplyOrder, usable: int) -> int:
        """Return when goods must be received to be usable at a tick."""
        checks = self._check_ticks(order)
        if checks:
            days = self.calendars.days(None)
            usable = days.to_wall_start(max(0, days.to_work(usable) - checks))
        return self._shifted(usable, -self._delay(order))

    def _check_ticks(self, order: SupplyOrder) -> int:
        return self._item(order).analysis_time.days * self.calendars.clock.ticks_per_day

    def placed(self, order: SupplyOrder, received: int) -> int:
        """Return the latest tick to place an order whose goods arrive at tick `received`."""
        clock, terms = self.calendars.clock, self.calendars.terms.of_order(order)
        days = terms.days
        if terms.lead_time_days is DayKind.WORKING:
            working = self.calendars.days(None)
            start = working.to_work(received) - days * clock.ticks_per_day
            # without a lead time it is placed when it arrives, be it in closed time
            return min(received, working.to_wall_start(max(0, start)))
        return self._shifted(received, -timedelta(days=days))

    def _item(self, order: SupplyOrder) -> Item:
        return self.calendars.scenario.item_by_id[order.item]

    def _delay(self, order: SupplyOrder) -> timedelta:
        return self.calendars.scenario.settings.receipt_delay(order.type)

    def _shifted(self, tick: int, days: timedelta) -> int:
        """Return the same local time of day some days later; a tick stays exact without days."""
        clock = self.calendars.clock
        return clock.tick(clock.moment(tick).replace(tzinfo=None) + days) if days else tick
