"""Existing orders: what they will bring, and which material they still need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind, SupplyKind, SupplyOrder
from models.quantity import to_units
from models.scenario import Area, OrderStatus, OrderType
from models.scenario.settings import PLANNED_AREA
from scheduler.mrp.document_rules import DocumentRules
from scheduler.mrp.material_dates import NOT_YET_SENT, MaterialAdvance, MaterialDates
from scheduler.mrp.needs import Need, Supply, When, supply_order

if TYPE_CHECKING:
    from models.scenario import Order, Scenario
    from models.terms import Sku, TermsTable
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.explode import BomLines
    from scheduler.mrp.lead_times import LeadTimes, OrderTiming

__all__ = ["Document", "DocumentReader"]

_AREA = {
    OrderType.PRODUCTION: Area.PRODUCTION,
    OrderType.PURCHASE: Area.PURCHASES,
    OrderType.SUBCONTRACT: Area.SUBCONTRACT,
    OrderType.TRANSFER: Area.TRANSFERS,
}
"""Area of the documents of a type that are more than planned."""


@dataclass(frozen=True, slots=True)
class Document:
    """An existing order as MRP sees it.

    Parameters
    ----------
    supply
        What it brings; ``None`` if its area is left out, or it is received too late to count.
    """

    row: Order
    sku: Sku
    order: SupplyOrder
    supply: Supply | None
    needs: tuple[Need, ...]
    is_decided: bool = False
    """Jobs planned before use it, and say what becomes of it; `supply` is what they leave."""

    @property
    def ordered(self) -> int:
        """Return the quantity ordered, in millionths of a piece."""
        return to_units(self.order.quantity)


class _Dates(NamedTuple):
    """When an order is received, when it can be used, and when netting counts it."""

    received: When
    usable: When
    counted: When


@dataclass(frozen=True)
class DocumentReader:
    """Read the documents of a scenario."""

    scenario: Scenario
    terms: TermsTable
    buckets: Buckets
    lead_times: LeadTimes
    bom_lines: BomLines
    levels: dict[str, int]

    @cached_property
    def rules(self) -> DocumentRules:
        """Return what the netting rules say about documents."""
        return DocumentRules(self.scenario, self.terms, self.lead_times, self.buckets.count)

    @cached_property
    def advance(self) -> MaterialAdvance:
        """Return how long before its use the run wants material."""
        days = self.scenario.settings.mrp.material_advance.days
        return MaterialAdvance(days, self.buckets, self.lead_times.factory_days)

    def read(self) -> list[Document]:
        """Return the documents received within the horizon, by receipt and id.

        What is overdue is expected in bucket 0, unless the past counts. Production that is
        released or begun is work whenever it ends: it holds machines now. What is closed brings
        nothing more.
        """
        living = [row for row in self.scenario.orders if row.status is not OrderStatus.CLOSED]
        dates = {order.id: self._dates(order) for order in living}
        kept = [order for order in living if self._is_read(order, dates[order.id])]
        buckets = {order.id: dates[order.id].counted.bucket for order in kept}
        supplied = self.rules.supplied(kept, buckets)
        found = []
        for order in kept:
            counted, is_promised = dates[order.id].counted, order.status is not OrderStatus.PLANNED
            supply = Supply(
                counted,
                SupplyKind.ORDER,
                order.id,
                supplied[order.id],
                is_promised=is_promised,
                job=order.job or "",
                version=order.version or "",
            )
            found.append((supply, self._document(order, dates[order.id], supply)))
        found.sort(key=lambda pair: supply_order(pair[0]))
        return [document for _, document in found]

    def _is_read(self, order: Order, dates: _Dates) -> bool:
        if dates.received.bucket < self.buckets.count or _on_the_floor(order):
            return True
        return self._counts(order, dates.counted)

    def _dates(self, order: Order) -> _Dates:
        """Return when an order is received, can be used, and counts.

        What is only planned counts when it was planned for, though it may be too late for that:
        otherwise every run would plan it once more.
        """
        item = self.scenario.item_by_id[order.item]
        date = _received(order, self.scenario, self.buckets)
        received = self.buckets.overdue(date)
        usable = counted = self.lead_times.after_checks(item, received)
        if order.status is OrderStatus.PLANNED:
            if order.type is OrderType.SUBCONTRACT:
                date = self.buckets.due(order.end)
            counted = self.buckets.overdue(self.lead_times.after_checks(item, date))
        return _Dates(received, usable, counted)

    def _document(self, order: Order, dates: _Dates, supply: Supply) -> Document:
        sku = self.terms.sku(order.item, order.warehouse)
        terms = self.terms.of(sku)
        quantity = to_units(order.quantity)
        timing = self.lead_times.timing(terms, order.type, quantity, dates.counted)
        start = timing.start if order.start is None else self.buckets.clock.tick(order.start)
        counts = self._counts(order, dates.counted)
        is_work = order.type is OrderType.PRODUCTION
        return Document(
            row=order,
            sku=sku,
            order=SupplyOrder(
                id=order.id,
                type=order.type,
                item=order.item,
                quantity=order.quantity,
                status=order.status,
                start=start,
                end=dates.received.tick if is_work else dates.usable.tick,
                is_document=True,
                level=self.levels[order.item],
                warehouse=sku.warehouse,
                supplier=order.supplier or "",
                version=order.version or "",
                job=order.job or "",
                bucket=dates.counted.bucket if counts else None,
            ),
            supply=supply if counts else None,
            needs=tuple(self._needs(order, sku, quantity, timing)),
        )

    def moved_to(self, document: Document, bucket: int) -> Document:
        """Return a document as it is when it is received, or due, in another bucket."""
        order, supply = document.order, document.supply
        if supply is None:
            return document
        usable = self.buckets.on_day(supply.when, bucket)
        terms = self.terms.of(document.sku)
        timing = self.lead_times.timing(terms, order.type, document.ordered, usable)
        end = self.buckets.on_day(When(supply.when.bucket, order.end), bucket).tick
        without_start = document.row.model_copy(update={"start": None})
        return replace(
            document,
            order=replace(order, start=timing.start, end=end, moved_from=order.end, bucket=bucket),
            supply=replace(supply, when=usable),
            needs=tuple(self._needs(without_start, document.sku, document.ordered, timing)),
        )

    def _counts(self, order: Order, counted: When) -> bool:
        """Tell whether MRP counts on what a document brings."""
        is_planned = order.status is OrderStatus.PLANNED
        area = PLANNED_AREA[order.type] if is_planned else _AREA[order.type]
        if area in self.scenario.settings.mrp.ignore:
            return False
        return counted.bucket <= self.rules.last_bucket(self.terms.sku(order.item, order.warehouse))

    def _needs(self, order: Order, sku: Sku, quantity: int, timing: OrderTiming) -> list[Need]:
        dates = MaterialDates(order, timing, self.buckets, self.advance)
        if order.type is OrderType.TRANSFER:
            if not order.from_ or order.status not in NOT_YET_SENT or not sku.warehouse:
                return []
            when = dates.sent()
            kind, label = DemandKind.ORDER, f"to {sku.warehouse}"
            return [
                Need(
                    when,
                    kind,
                    order.id,
                    order.item,
                    quantity,
                    label=label,
                    warehouse=order.from_,
                    job=order.job or "",
                )
            ]
        return self.bom_lines.needs(
            order.id,
            order.item,
            quantity,
            dates.needed,
            version=order.version,
            warehouse=sku.warehouse,
            job=order.job or "",
            is_confirmed=order.frozen or order.status is OrderStatus.EXECUTIVE,
        )


def _on_the_floor(order: Order) -> bool:
    """Tell whether a document is work that machines do, or may begin any time."""
    released = order.status in (OrderStatus.LAUNCHED, OrderStatus.EXECUTIVE)
    is_work = released or bool(order.progress)
    return order.type is OrderType.PRODUCTION and is_work and not order.is_undated


def _received(order: Order, scenario: Scenario, buckets: Buckets) -> When:
    """Return when a document's quantity is usable.

    Production is due by the end of its day; goods from outside are there when it begins, and
    usable after the house's delay.
    """
    if order.type is OrderType.PRODUCTION:
        return buckets.due(order.end)
    return buckets.received(order.end, scenario.settings.receipt_delay(order.type))
