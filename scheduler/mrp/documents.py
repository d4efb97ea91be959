"""Existing orders: what they will bring, and which material they still need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind, SupplyOrder
from models.quantity import QUANTITY_SCALE, to_units
from models.scenario import Area, OrderStatus, OrderType
from scheduler.mrp.needs import Need, Supply, When, supply_order

if TYPE_CHECKING:
    from models.scenario import Order, Scenario
    from models.terms import Sku, TermsTable
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.explode import BomLines
    from scheduler.mrp.lead_times import LeadTimes, OrderTiming

__all__ = ["Document", "DocumentReader", "supplied"]

_NOT_YET_SENT = frozenset({OrderStatus.PLANNED, OrderStatus.FIRM})
_AREAS = {
    OrderType.PRODUCTION: (Area.PRODUCTION, Area.PLANNED_PRODUCTION),
    OrderType.PURCHASE: (Area.PURCHASES, Area.PLANNED_PURCHASES),
    OrderType.SUBCONTRACT: (Area.SUBCONTRACT, Area.PLANNED_SUBCONTRACT),
    OrderType.TRANSFER: (Area.TRANSFERS, Area.PLANNED_TRANSFERS),
}
"""Areas of the documents of a type that are under way, and of planned ones."""


def supplied(ordered: int, scrap: int) -> int:
    """Return what is left of an order's quantity after scrap, all in millionths, rounded down."""
    return ordered * QUANTITY_SCALE // (QUANTITY_SCALE + scrap) if scrap else ordered


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

    @property
    def ordered(self) -> int:
        """Return the quantity ordered, in millionths of a piece."""
        return to_units(self.order.quantity)


@dataclass(frozen=True)
class DocumentReader:
    """Read the documents of a scenario."""

    scenario: Scenario
    terms: TermsTable
    buckets: Buckets
    lead_times: LeadTimes
    bom_lines: BomLines
    levels: dict[str, int]

    def read(self) -> list[Document]:
        """Return the documents received within the horizon, by receipt and id.

        What is overdue is expected in bucket 0, unless the past counts. Production that is
        released or begun is work whenever it ends: it holds machines now.
        """
        found = []
        for order in self.scenario.orders:
            received = self.buckets.overdue(_received(order, self.scenario, self.buckets))
            if received.bucket < self.buckets.count or _on_the_floor(order):
                item = self.scenario.item_by_id[order.item]
                usable = self.lead_times.after_checks(item, received)
                found.append((self._supply(order, usable), self._document(order, received, usable)))
        found.sort(key=lambda pair: supply_order(pair[0]))
        return [document for _, document in found]

    def _supply(self, order: Order, usable: When) -> Supply:
        scrap = to_units(self.scenario.item_by_id[order.item].scrap)
        quantity = supplied(to_units(order.quantity), scrap)
        return Supply(usable, SupplyKind.ORDER, order.id, quantity)

    def _document(self, order: Order, received: When, usable: When) -> Document:
        sku = self.terms.sku(order.item, order.warehouse)
        terms = self.terms.of(sku)
        quantity = to_units(order.quantity)
        timing = self.lead_times.timing(terms, order.type, quantity, usable)
        start = timing.start if order.start is None else self.buckets.clock.tick(order.start)
        counts = self._counts(order, usable, terms.item.schedule_limit)
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
                end=received.tick if is_work else usable.tick,
                is_document=True,
                level=self.levels[order.item],
                warehouse=sku.warehouse,
                supplier=order.supplier or "",
                version=order.version or "",
                job=order.job or "",
            ),
            supply=self._supply(order, usable) if counts else None,
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
            order=replace(order, start=timing.start, end=end, moved_from=order.end),
            supply=replace(supply, when=usable),
            needs=tuple(self._needs(without_start, document.sku, document.ordered, timing)),
        )

    def _counts(self, order: Order, usable: When, limit: timedelta | None) -> bool:
        """Tell whether MRP counts on what a document brings."""
        is_planned = order.status is OrderStatus.PLANNED
        area, planned_area = _AREAS[order.type]
        ignored = self.scenario.settings.mrp.ignore
        if area in ignored or (is_planned and planned_area in ignored):
            return False
        last = self.buckets.count if limit is None else min(self.buckets.count, limit.days)
        return usable.bucket < last

    def _needs(self, order: Order, sku: Sku, quantity: int, timing: OrderTiming) -> list[Need]:
        dates = _MaterialDates(order, timing, self.buckets)
        if order.type is OrderType.TRANSFER:
            if not order.from_ or order.status not in _NOT_YET_SENT or not sku.warehouse:
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
    purchases are usable after the house's delay.
    """
    if order.type is OrderType.PRODUCTION:
        return buckets.due(order.end)
    bought = order.type is OrderType.PURCHASE
    delay = scenario.settings.purchase_delay if bought else timedelta(0)
    return buckets.received(order.end, delay)


@dataclass(frozen=True, slots=True)
class _MaterialDates:
    """When a document needs the material of its phases."""

    order: Order
    timing: OrderTiming
    buckets: Buckets

    def needed(self, phase: int | None) -> When | None:
        """Return when material is needed, ``None`` if it is not, or no longer.

        A pinned phase says its start itself; otherwise the order's own start counts, and
        without one the latest start that keeps its end.
        """
        if self._is_consumed(phase):
            return None
        clock = self.buckets.clock
        for pinned in self.order.pinned:
            if pinned.phase == phase:
                return self.buckets.at(clock.tick(pinned.start))
        if self.order.start is not None:
            return self.buckets.at(clock.tick(self.order.start))
        return self.buckets.at(self.timing.needs_material_at(phase))

    def sent(self) -> When:
        """Return when a transfer leaves."""
        if self.order.start is not None:
            return self.buckets.at(self.buckets.clock.tick(self.order.start))
        return self.buckets.at(self.timing.start)

    def _is_consumed(self, phase: int | None) -> bool:
        """Tell whether material left the stock: declared phases consumed theirs.

        Material linked to no phase goes with the first declaration. Documents for a
        subcontractor take their material along when they are sent.
        """
        if self.order.type is OrderType.SUBCONTRACT:
            return self.order.status not in _NOT_YET_SENT
        if self.order.type is not OrderType.PRODUCTION:
            return True
        declared = {progress.phase for progress in self.order.progress}
        return bool(declared) if phase is None else phase in declared
