"""What is bought comes earlier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from models.scenario import OrderType
from scheduler.changes.change import refusal, unknown
from scheduler.words import Said

if TYPE_CHECKING:
    from models.errors import InvalidScenarioFile
    from models.material import SupplyOrder
    from models.scenario import Order, Scenario

__all__ = ["EarlierReceipt"]


@dataclass(frozen=True, slots=True)
class EarlierReceipt:
    """A purchase order is received some calendar days earlier, or another document from outside.

    A purchase that MRP plans becomes a document, as a date that a supplier confirms would make
    it. It comes earlier than it could if it were ordered now: that is what plans count on,
    whatever date MRP wishes for.

    Parameters
    ----------
    order
        Id of a purchase order, or of a transfer or subcontract order that is a document.
    days
        At least 1; not so many that it would have been received before the plan begins.
    """

    order: str
    days: int

    changes_material: ClassVar[bool] = True

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the earlier date."""
        if self.days < 1:
            raise refusal("receipt", f"{self.days}", "1 day or more", field=self.order)
        if self.order not in scenario.order_by_id:
            scenario = self._adopted(scenario)
        document = scenario.order_by_id[self.order]
        if document.type is OrderType.PRODUCTION:
            raise self._unknown(scenario, ())
        end = self._end(document, scenario)
        changed = document.model_copy(update={"end": end, "start": None})
        orders = tuple(changed if row is document else row for row in scenario.orders)
        return scenario.replaced(orders=orders)

    def _adopted(self, scenario: Scenario) -> Scenario:
        """Return a scenario in which a purchase that MRP plans is a document."""
        from scheduler.materials import material_plan
        from scheduler.mrp.adopt import adopt

        material = material_plan(scenario.dated)
        order = material.order_by_id.get(self.order)
        if order is None or order.type is not OrderType.PURCHASE:
            names = [row.id for row in material.orders if row.type is OrderType.PURCHASE]
            raise self._unknown(scenario, names)
        changed = adopt(scenario, replace(material, orders=(order,)))
        document = changed.order_by_id[order.id]
        soonest = document.model_copy(update={"end": _soonest(order, scenario)})
        orders = (*scenario.orders, soonest)
        return scenario.replaced(orders=orders)

    def _unknown(
        self, scenario: Scenario, names: list[str] | tuple[str, ...]
    ) -> InvalidScenarioFile:
        documents = [row.id for row in scenario.orders if row.type is not OrderType.PRODUCTION]
        expected = "a purchase order, or a transfer or subcontract order that is a document"
        return unknown("receipt", self.order, expected, [*documents, *names])

    def _end(self, document: Order, scenario: Scenario) -> date:
        """Return the new date, with a time of day where the old one had one."""
        if document.is_undated:
            raise refusal("receipt", self.order, "an order with a date")
        end = document.end - timedelta(days=self.days)
        first = scenario.scenario.start.date()
        if _day(end) < first:
            most = max(0, (_day(document.end) - first).days)
            expected = f"at most {most} days: the plan begins on {first}"
            raise refusal("receipt", f"{self.days}", expected, field=self.order)
        return end

    def told(self) -> Said:
        """Return the change as one line."""
        return Said.plural(
            "{order} comes {count} day earlier",
            "{order} comes {count} days earlier",
            self.days,
            order=self.order,
        )


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _soonest(order: SupplyOrder, scenario: Scenario) -> datetime:
    """Return the local time at which goods are received that are ordered now."""
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.receipts import Receipts

    dated = scenario.dated
    calendars = ScenarioCalendars(dated, 0)
    days = calendars.terms.of_order(order).days
    far = calendars.clock.ticks_per_day * (2 * days + 60)
    receipts = Receipts(ScenarioCalendars(dated, far))
    tick = receipts.received(order, receipts.usable(order))
    return calendars.clock.moment(tick).replace(tzinfo=None)
