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
    from models.verify.facts import Facts

__all__ = ["Receipts"]


class Receipts:
    """Dates at which supplies may be used, from the scenario and the rows of the plan.

    Parameters
    ----------
    same_time_of_day
        A day of purchase delay lasts until the same time of day, not 24 h; the two differ when
        the clocks change, and a plan may mean either.
    """

    def __init__(self, facts: Facts, *, same_time_of_day: bool = True) -> None:
        self._facts = facts
        self._same_time_of_day = same_time_of_day
        self._documents = facts.scenario.order_by_id
        self._planned: dict[str, OrderRow] = {}
        for row in facts.orders:
            if facts.is_sane(row.start, row.end):
                self._planned.setdefault(row.order, row)

    def usable(self, peg: Peg) -> tuple[int, str] | None:
        """Return from when a pegged supply may be used, and why; None if nothing is known."""
        if peg.supply_kind is SupplyKind.STOCK:
            return 0, "stock on hand"
        order = self._facts.order(peg.supply)
        if order is None:
            return None
        if made_here(order):
            return self._made(order)
        if order.is_document:
            return self._promised(order)
        return self._bought(order)

    def _made(self, order: SupplyOrder) -> tuple[int, str] | None:
        rows = self._facts.rows_of_order.get(order.id)
        if not rows:
            closed = order.id not in self._facts.phases_of_order
            return (0, f"order {order.id} is done") if closed else None
        end = max(row.end for row in rows)
        wait = self._facts.wait_of(self._facts.tasks[order.id, rows[-1].phase])
        waiting = f" and waits {self._facts.span(wait)}" if wait else ""
        return end + wait, f"order {order.id} ends at {self._facts.at(end)}{waiting}"

    def _promised(self, order: SupplyOrder) -> tuple[int, str] | None:
        document = self._documents.get(order.id)
        if document is None:
            return None
        if order.moved_from is not None:  # whether it may be is another rule's business
            return max(0, order.end), f"order {order.id} is moved to {self._facts.at(order.end)}"
        bought = order.type is OrderType.PURCHASE
        delay = self._facts.scenario.settings.purchase_delay if bought else timedelta(0)
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
        delay = self._facts.scenario.settings.purchase_delay
        if not delay or order.type is not OrderType.PURCHASE:
            return self._checked(received, order)
        clock = self._facts.clock
        if self._same_time_of_day:
            usable = clock.tick(clock.moment(received).replace(tzinfo=None) + delay)
        else:
            usable = received + clock.duration(delay)
        return self._checked(usable, order)

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
