"""On what terms an item is replenished: the supplier's over the warehouse's over its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from models.scenario import DayKind, OrderType, Source, WarehouseRecord

if TYPE_CHECKING:
    from datetime import timedelta
    from decimal import Decimal

    from models.material import SupplyOrder
    from models.scenario import Item, Lot, Scenario, Supplier

__all__ = ["CHECK_PHASE", "ORDER_TYPE", "Sku", "Terms", "TermsTable"]

ORDER_TYPE = {
    Source.MAKE: OrderType.PRODUCTION,
    Source.BUY: OrderType.PURCHASE,
    Source.SUBCONTRACT: OrderType.SUBCONTRACT,
    Source.TRANSFER: OrderType.TRANSFER,
}
"""What kind of order replenishes an item; a kit is never replenished."""


CHECK_PHASE = 1_000_001
"""Number of the pseudo phase of quality checks: after every phase a routing may have."""


class Sku(NamedTuple):
    """What is netted by itself: an item, in one warehouse where these are planned apart."""

    item: str
    warehouse: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for an item in a warehouse.

    Parameters
    ----------
    supplier
        Who delivers it; empty if nobody is named.
    lead_time
        ``None`` if nobody gives one.
    lead_time_days
        Which days the lead time counts.
    transfer_from
        Warehouse that transfers come from; empty for a transfer from outside.
    """

    sku: Sku
    item: Item
    source: Source
    supplier: str
    lead_time: timedelta | None
    lead_time_days: DayKind
    lot: Lot
    safety_stock: Decimal
    reorder_level: Decimal
    replenish_quantity: Decimal
    max_stock: Decimal
    transfer_from: str

    @property
    def order_type(self) -> OrderType:
        """Return the kind of order that replenishes it."""
        return ORDER_TYPE[self.source]

    @property
    def days(self) -> int:
        """Return the lead time in days, 0 if nobody gives one."""
        return self.lead_time.days if self.lead_time else 0


_NO_RECORD = WarehouseRecord(warehouse="none")
"""Changes nothing: what holds where an item has no record of a warehouse."""


class TermsTable:
    """The terms of every item and warehouse of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._by_warehouse = scenario.settings.mrp.by_warehouse
        self._known: dict[Sku, Terms] = {}

    def sku(self, item: str, warehouse: str | None) -> Sku:
        """Return where a row counts: its warehouse, the first one listed if it names none.

        Without planning by warehouse every item is one.
        """
        if not self._by_warehouse:
            return Sku(item)
        first = self._scenario.warehouses[0].id if self._scenario.warehouses else ""
        return Sku(item, warehouse or first)

    def of_order(self, order: SupplyOrder) -> Terms:
        """Return the terms on which an order replenishes its item."""
        return self.of(self.sku(order.item, order.warehouse or None))

    def of(self, sku: Sku) -> Terms:
        """Return the terms of an item in a warehouse."""
        if sku not in self._known:
            self._known[sku] = self._terms(sku)
        return self._known[sku]

    def _terms(self, sku: Sku) -> Terms:
        item = self._scenario.item_by_id[sku.item]
        records = item.warehouses if self._by_warehouse else ()
        local = next((row for row in records if row.warehouse == sku.warehouse), _NO_RECORD)
        source = local.source or item.source
        supplier = _supplier(item, local, source)
        lead_time, counts = _lead_time(item, local, source, supplier)
        return Terms(
            sku=sku,
            item=item,
            source=source,
            supplier=supplier.supplier if supplier else "",
            lead_time=lead_time,
            lead_time_days=counts,
            lot=_lot(item, local, supplier),
            safety_stock=_local(local.safety_stock, item.safety_stock),
            reorder_level=_local(local.reorder_level, item.reorder_level),
            replenish_quantity=_local(local.replenish_quantity, item.replenish_quantity),
            max_stock=_local(local.max_stock, item.max_stock),
            transfer_from=(local.from_ or "") if source is Source.TRANSFER else "",
        )


def _local(value: Decimal | None, default: Decimal) -> Decimal:
    return default if value is None else value


def _supplier(item: Item, local: WarehouseRecord, source: Source) -> Supplier | None:
    """Return the supplier chosen by name, else the preferred one, else the first not blocked."""
    if source not in (Source.BUY, Source.SUBCONTRACT):
        return None
    wanted = local.supplier or item.supplier
    open_ones = [row for row in item.suppliers if not row.blocked]
    named = [row for row in open_ones if row.supplier == wanted]
    preferred = [row for row in open_ones if row.preferred]
    return next(iter([*named, *preferred, *open_ones]), None)


def _lead_time(
    item: Item, local: WarehouseRecord, source: Source, supplier: Supplier | None
) -> tuple[timedelta | None, DayKind]:
    made = source in (Source.MAKE, Source.SUBCONTRACT)
    usual = DayKind.WORKING if made else DayKind.CALENDAR
    if supplier is not None:
        total = supplier.procurement_time + supplier.shipping_time
        if total:
            return total, DayKind.CALENDAR
    own = item.lead_time if local.lead_time is None else local.lead_time
    return own, item.lead_time_days or usual


def _lot(item: Item, local: WarehouseRecord, supplier: Supplier | None) -> Lot:
    if supplier is not None and supplier.lot is not None:
        return supplier.lot
    return item.lot if local.lot is None else local.lot
