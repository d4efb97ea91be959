"""Existing orders: what they will bring, and which material they still need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from models.material import SupplyKind, SupplyOrder
from models.quantity import to_units
from models.scenario import OrderStatus, OrderType
from scheduler.mrp.needs import Supply, supply_order

if TYPE_CHECKING:
    from models.scenario import Order, Scenario
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.explode import BomLines
    from scheduler.mrp.lead_times import LeadTimes, OrderTiming
    from scheduler.mrp.needs import Need, When

__all__ = ["Document", "read_documents"]

_NOT_YET_SENT = frozenset({OrderStatus.PLANNED, OrderStatus.FIRM})


@dataclass(frozen=True, slots=True)
class Document:
    """An existing order as MRP sees it: never re-dated, never resized."""

    order: SupplyOrder
    supply: Supply
    needs: tuple[Need, ...]


def read_documents(
    scenario: Scenario,
    *,
    buckets: Buckets,
    lead_times: LeadTimes,
    bom_lines: BomLines,
    levels: dict[str, int],
) -> list[Document]:
    """Return the documents received within the horizon, by receipt and id.

    What is overdue is expected in bucket 0. Production that is released or begun counts whenever
    it ends: it holds machines now.
    """
    documents = []
    for order in scenario.orders:
        received = buckets.overdue_is_now(_received(order, scenario, buckets))
        if received.bucket >= buckets.count and not _on_the_floor(order):
            continue
        quantity = to_units(order.quantity)
        timing = lead_times.timing(order.item, order.type, quantity, received)
        start = timing.start if order.start is None else buckets.clock.tick(order.start)
        dates = _MaterialDates(order, timing, buckets)
        documents.append(
            Document(
                SupplyOrder(
                    id=order.id,
                    type=order.type,
                    item=order.item,
                    quantity=order.quantity,
                    status=order.status,
                    start=start,
                    end=received.tick,
                    is_document=True,
                    level=levels[order.item],
                ),
                Supply(received, SupplyKind.ORDER, order.id, quantity),
                tuple(bom_lines.needs(order.id, order.item, quantity, dates.needed)),
            )
        )
    return sorted(documents, key=lambda document: supply_order(document.supply))


def _on_the_floor(order: Order) -> bool:
    """Tell whether a document is work that machines do, or may begin any time."""
    released = order.status in (OrderStatus.LAUNCHED, OrderStatus.EXECUTIVE)
    return order.type is OrderType.PRODUCTION and (released or bool(order.progress))


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
