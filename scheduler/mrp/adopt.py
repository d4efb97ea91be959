"""Make a material plan the documents of its scenario, so that the next run finds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from models.quantity import to_units
from models.scenario import Order, OrderStatus, OrderType
from models.terms import TermsTable
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.lead_times import LeadTimes
from scheduler.mrp.needs import When

if TYPE_CHECKING:
    from datetime import date, datetime

    from models.material import MaterialPlan, SupplyOrder
    from models.scenario import Scenario

__all__ = ["DocumentWriter", "adopt"]


def adopt(scenario: Scenario, material: MaterialPlan) -> Scenario:
    """Return the scenario with the planned orders of its material plan as documents.

    They keep their ids and have the status ``planned``. A run over the result sees the same
    receipts and the same material needs, so it plans nothing new. Documents that the run moved
    have their new dates, and planned orders that it planned anew are replaced. What is only
    proposed stays a proposal.
    """
    writer = DocumentWriter.of(scenario)
    moved = {order.id: order for order in material.orders if order.moved_from is not None}
    kept = [
        writer.moved(order, moved[order.id]) if order.id in moved else order
        for order in scenario.orders
        if order.id not in scenario.planned_anew
    ]
    new = [
        writer.document(order)
        for order in material.orders
        if not (order.is_document or order.is_proposal)
    ]
    return scenario.replaced(orders=(*kept, *new))


@dataclass(frozen=True)
class DocumentWriter:
    """Write planned orders as documents that are read back alike."""

    scenario: Scenario
    terms: TermsTable
    buckets: Buckets
    lead_times: LeadTimes

    @classmethod
    def of(cls, scenario: Scenario) -> DocumentWriter:
        """Return the writer for a scenario."""
        buckets = Buckets.of(scenario)
        return cls(scenario, TermsTable(scenario), buckets, LeadTimes(scenario, buckets))

    def document(self, order: SupplyOrder) -> Order:
        """Return a planned order as a document."""
        item = self.scenario.item_by_id[order.item]
        clock = self.buckets.clock
        bucket = clock.day(order.end) if order.bucket is None else order.bucket
        # what was needed before the start ends at tick 0 in the plan: here, on its day
        end = order.end if bucket >= 0 else clock.end_of_day(self._day(bucket))
        checked = self.lead_times.before_checks(item, When(bucket, end))
        received = self.lead_times.before_delay(order.type, checked)
        return Order(
            id=order.id,
            type=order.type,
            item=order.item,
            quantity=order.quantity,
            start=self._start(order, When(bucket, end)),
            end=self._end(order, received),
            status=OrderStatus.PLANNED,
            warehouse=order.warehouse or None,
            from_=order.transfer_from or None,
            supplier=order.supplier or None,
            version=order.version or None,
            job=order.job or None,
        )

    def _end(self, order: SupplyOrder, received: When) -> date | datetime:
        """Return the date of a receipt; with the time of day where work is dated back from it."""
        day = self._day(received.bucket)
        if order.type in (
            OrderType.PURCHASE,
            OrderType.TRANSFER,
        ) or received.tick == self.buckets.clock.end_of_day(day):
            return day
        return self._moment(received.tick)

    def _day(self, bucket: int) -> date:
        return self.buckets.clock.first_day + timedelta(days=bucket)

    def _start(self, order: SupplyOrder, needed: When) -> date | datetime | None:
        """Return the release of an order, unless its end tells it."""
        terms = self.terms.of_order(order)
        quantity = to_units(order.quantity)
        told = self.lead_times.timing(terms, order.type, quantity, needed).start
        return None if told == order.start else self._moment(order.start)

    def _moment(self, tick: int) -> datetime:
        """Return the local time of a tick, with its offset only where it would be another one."""
        clock = self.buckets.clock
        aware = clock.moment(tick)
        local = aware.replace(tzinfo=None, fold=0)
        return local if clock.tick(local) == tick else aware

    def moved(self, document: Order, order: SupplyOrder) -> Order:
        """Return a document with the date to which the run moved it."""
        clock = self.buckets.clock
        days = clock.day(order.end) - clock.day(order.moved_from or 0)
        end = self.scenario.dated.order_by_id[document.id].end + timedelta(days=days)
        return document.model_copy(update={"end": end, "start": None})
