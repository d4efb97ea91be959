"""What the plan had ordered outside by now: purchases, subcontract orders and transfers.

Nobody declares these on the floor. What a plan wanted placed before now is taken as placed and on
its way, as the plan dated it; everything later is planned anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import OrderStatus, OrderType

if TYPE_CHECKING:
    from datetime import date, datetime

    from models.material import SupplyOrder
    from models.plan import OrderRow
    from models.scenario import Order
    from scheduler.mrp.adopt import DocumentWriter
    from scheduler.progress.floor import Floor

__all__ = ["placed_documents", "placed_orders"]


def placed_orders(floor: Floor) -> list[tuple[SupplyOrder, OrderRow]]:
    """Return the planned orders to others that the plan has placed before now, with their dates."""
    rows = {row.order: row for row in floor.plan.orders}
    seconds = floor.plan.clock.tick_seconds
    return [
        (supply, row)
        for supply in floor.plan.material.orders
        if supply.type is not OrderType.PRODUCTION
        and not (supply.is_document or supply.is_proposal)
        and (row := rows.get(supply.id)) is not None
        and row.start * seconds < floor.now
    ]


def placed_documents(floor: Floor, writer: DocumentWriter) -> list[Order]:
    """Return these orders as confirmed documents, dated as the plan has them."""
    return [
        writer.document(supply).model_copy(
            update={
                "status": OrderStatus.CONFIRMED,
                "start": _local(floor, row.start),
                "end": _received(floor, row),
            }
        )
        for supply, row in placed_orders(floor)
    ]


def _received(floor: Floor, row: OrderRow) -> date | datetime:
    """Return when an order arrives; the day alone where goods are usable from its beginning."""
    moment = _local(floor, row.end)
    return moment if row.type is OrderType.SUBCONTRACT else moment.date()


def _local(floor: Floor, tick: int) -> datetime:
    return floor.plan.clock.moment(tick).replace(tzinfo=None)
