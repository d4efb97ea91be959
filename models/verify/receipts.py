"""When a supply may be used: made goods after their last phase, bought goods after their date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.material import SupplyKind
from models.scenario import DayKind, OrderType
from models.verify.tasks import made_here

if TYPE_CHECKING:
    from models.material import Peg, SupplyOrder
    from models.plan import OrderRow
    from models.scenario import Settings
    from models.verify.facts import Facts

__all__ = ["Receipts", "delay_of", "readings_of"]


def delay_of(settings: Settings, kind: OrderType) -> timedelta:
    """Return the days between the receipt of an order and its first use."""
    if kind is OrderType.SUBCONTRACT:
        return settings.shop.subcontract_delay
    return settings.purchase_delay if kind is OrderType.PURCHASE else timedelta(0)


def readings_of(facts: Facts, *, as_planned: bool = True) -> list[Receipts]:
    """Return the ways in which a plan may read receipts, the most usual one first."""
    counted = (False, True) if facts.scenario.settings.shop.subcontract_delay else (False,)
    return [
        Receipts(facts, same_time_of_day=same, counts_made=made, as_planned=as_planned)
        for made in counted
        for same in (True, False)
    ]


class Receipts:
    """Dates at which supplies may be used, from the scenario and the rows of the plan.

    Parameters
    ----------
    same_time_of_day
        A day of delay lasts until the same time of day, not 24 h; the two differ when the clocks
        change, and a plan may mean either.
    counts_made
        Subcontract orders that the plan schedules are receipts too, and delayed like others; a
        plan may mean either.
    as_planned
        Purchases arrive when their rows say; otherwise as soon as they can.
    """

    def __init__(
        self,
        facts: Facts,
        *,
        same_time_of_day: bool = True,
        counts_made: bool = False,
        as_planned: bool = True,
    ) -> None:
        self._facts = facts
        self._same_time_of_day = same_time_of_day
        self._counts_made = counts_made
        self._documents = facts.scenario.order_by_id
        self._planned: dict[str, OrderRow] = {}
        for row in facts.orders if as_planned else ():
            if facts.is_sane(row.start, row.end):
                self._planned.setdefault(row.order, row)

    def usable(self, peg: Peg) -> tuple[int, str] | None:
        """Return from when a pegged supply may be used, and why; None if nothing is known."""
        if peg.supply_kind is SupplyKind.STOCK:
            return 0, "stock on hand"
        order = self._facts.order(peg.supply)
        if order is None or order.id in self._facts.left_out:
            return None
        return self._made(order) if made_here(order) else self.received(order)

    def received(self, order: SupplyOrder) -> tuple[int, str] | None:
        """Return from when what somebody delivers may be used, and why."""
        return self._promised(order) if order.is_document else self._bought(order)

    def _made(self, order: SupplyOrder) -> tuple[int, str] | None:
        facts = self._facts
        if order.id not in facts.phases_of_order:
            return 0, f"order {order.id} is done"
        ends = [
            (row.end + facts.wait_of(task), row.end)
            for task in facts.last_tasks(order.id)
            if (row := facts.rows.get((order.id, task.phase))) is not None
        ]
        if not ends:
            return None
        usable, end = max(ends)
        waiting = f" and waits {facts.span(usable - end)}" if usable > end else ""
        reason = f"order {order.id} ends at {facts.at(end)}{waiting}"
        return self._delayed(usable, order), reason

    def _promised(self, order: SupplyOrder) -> tuple[int, str] | None:
        document = self._documents.get(order.id)
        if document is None:
            return None
        if order.moved_from is not None:  # whether it may be is another rule's business
            return max(0, order.end), f"order {order.id} is moved to {self._facts.at(order.end)}"
        delay = delay_of(self._facts.scenario.settings, order.type)
        tick = self._facts.clock.tick(document.end + delay, round_up=True)
        tick = self._checked(max(0, tick), order)
        return tick, f"order {order.id} is received on {document.end.isoformat()}"

    def _bought(self, order: SupplyOrder) -> tuple[int, str]:
        earliest, days = self.earliest(order)
        planned = self._planned.get(order.id)
        if planned is not None and planned.end > earliest:
            reason = f"order {order.id} is planned to arrive at {self._facts.at(planned.end)}"
            return self._used_after(planned.end, order), reason
        return self._used_after(earliest, order), f"order {order.id}, placed now, takes {days}"

    def _used_after(self, received: int, order: SupplyOrder) -> int:
        """Return when goods of an order received at a tick may be used."""
        return self._checked(self._delayed(received, order), order)

    def _delayed(self, received: int, order: SupplyOrder) -> int:
        """Return when goods of an order received at a tick are delayed to."""
        delay = delay_of(self._facts.scenario.settings, order.type)
        if not delay or (made_here(order) and not self._counts_made):
            return received
        clock = self._facts.clock
        if self._same_time_of_day:
            return clock.tick(clock.moment(received).replace(tzinfo=None) + delay)
        return received + clock.duration(delay)

    def _checked(self, received: int, order: SupplyOrder) -> int:
        """Return when quality checks that begin at a tick are done: whole working days later."""
        item = self._facts.scenario.item_by_id.get(order.item)
        if item is None or not item.analysis_time:
            return received
        days = self._facts.factory_days
        done = days.to_work(received) + item.analysis_time.days * self._facts.clock.ticks_per_day
        # without enough days in sight no row of the plan can be late enough
        return days.to_wall_end(done) if done <= days.total else self._facts.until

    def earliest(self, order: SupplyOrder) -> tuple[int, str]:
        """Return when goods ordered at tick 0 can be received, and the lead time in words."""
        facts = self._facts
        terms = facts.terms_of(order)
        days = terms.days
        if terms.lead_time_days is DayKind.WORKING:
            calendar, done = facts.factory_days, days * facts.clock.ticks_per_day
            # without enough days in sight no row of the plan can be late enough
            tick = calendar.to_wall_end(done) if done <= calendar.total else facts.until
            return (tick if done else 0), f"{days} working days"
        local = facts.clock.tick(facts.clock.origin + timedelta(days=days))
        return min(local, days * facts.clock.ticks_per_day), f"{days} days"
