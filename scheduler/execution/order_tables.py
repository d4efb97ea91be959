"""The execution tables of orders: bought, made outside, made here, carried, sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind
from models.scenario import OrderStatus, OrderType
from scheduler.natural import natural
from scheduler.outputs.columns import DECIMAL, MOMENT, NUMBER, TEXT, WHOLE
from scheduler.outputs.dispatch import Dispatches
from scheduler.outputs.plan_tables import hours
from scheduler.outputs.subcontracts import document_name, subcontracted
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import SupplyOrder
    from models.plan import DemandRow, OperationRow, OrderRow
    from models.scenario import Demand
    from scheduler.execution.execution import Execution
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell

    Row = tuple[Cell, ...]

__all__ = [
    "INTERNAL_COLUMNS",
    "PRODUCTION_COLUMNS",
    "PURCHASE_COLUMNS",
    "SALES_COLUMNS",
    "SUBCONTRACT_COLUMNS",
    "internal_orders",
    "production_orders",
    "purchase_orders",
    "sales_orders",
    "subcontract_orders",
]

PURCHASE_COLUMNS: Columns = {
    "order": TEXT, "document": TEXT, "status": TEXT, "item": TEXT, "quantity": DECIMAL,
    "warehouse": TEXT, "supplier": TEXT, "placed": MOMENT, "dispatched": MOMENT,
    "delivery": MOMENT, "delay_days": WHOLE, "available": MOMENT, "due": MOMENT,
    "late_hours": NUMBER, "demands": TEXT, "moved_from": MOMENT,
}  # fmt: skip
SUBCONTRACT_COLUMNS: Columns = {
    "document": TEXT, "order": TEXT, "phase": WHOLE, "item": TEXT, "quantity": DECIMAL,
    "supplier": TEXT, "start": MOMENT, "end": MOMENT, "delay_days": WHOLE, "available": MOMENT,
    "due": MOMENT, "late_hours": NUMBER, "demands": TEXT, "warning": TEXT,
}  # fmt: skip
PRODUCTION_COLUMNS: Columns = {
    "order": TEXT, "status": TEXT, "item": TEXT, "quantity": DECIMAL, "warehouse": TEXT,
    "version": TEXT, "job": TEXT, "start": MOMENT, "end": MOMENT, "due": MOMENT,
    "late_hours": NUMBER, "operations": WHOLE, "demands": TEXT, "warning": TEXT,
}  # fmt: skip
INTERNAL_COLUMNS: Columns = {
    "order": TEXT, "status": TEXT, "item": TEXT, "quantity": DECIMAL, "from": TEXT, "to": TEXT,
    "start": MOMENT, "delivery": MOMENT, "due": MOMENT, "late_hours": NUMBER, "demands": TEXT,
    "warning": TEXT,
}  # fmt: skip
SALES_COLUMNS: Columns = {
    "demand": TEXT, "customer": TEXT, "item": TEXT, "quantity": DECIMAL, "due": MOMENT,
    "delivery": MOMENT, "late_hours": NUMBER, "missing": DECIMAL, "weight": DECIMAL, "cause": TEXT,
}  # fmt: skip


def _of_type(run: Execution, kind: OrderType) -> Iterator[tuple[SupplyOrder, OrderRow | None]]:
    """Yield the orders of a type as the plan has them, by start; those left out last."""
    supplies = [order for order in run.plan.material.orders if order.type is kind]
    wanted = [
        (order, run.orders.get(order.id))
        for order in supplies
        if order.id in run.orders or order.id in run.left_out
    ]

    def place(pair: tuple[SupplyOrder, OrderRow | None]) -> tuple[object, ...]:
        order, row = pair
        return (row is None, 0 if row is None else row.start, natural(order.id))

    yield from sorted(wanted, key=place)


def _dates(run: Execution, row: OrderRow | None) -> tuple[Cell, Cell]:
    return (None, None) if row is None else (run.at(row.start), run.at(row.end))


def _due(run: Execution, row: OrderRow | None) -> tuple[Cell, Cell]:
    """Return when an order is due, and by how much it is late."""
    if row is None or row.due < 0:
        return None, None
    return run.at(row.due), hours(run.plan.clock, row.late)


def _demands(run: Execution, order: SupplyOrder) -> str:
    return "; ".join(run.plan.material.demands_served[order.id])


def _warning(run: Execution, order: str) -> str:
    return run.left_out[order].cause if order in run.left_out else ""


def purchase_document(order: SupplyOrder) -> str:
    """Return what kind of document a purchase is: ``planned``, ``request`` or ``order``.

    Firm ones are requests: nobody has confirmed them yet. A scenario has no delivery notes: what
    has arrived is stock.
    """
    if order.status is OrderStatus.PLANNED or not order.is_document:
        return "planned"
    return "request" if order.status is OrderStatus.FIRM else "order"


def purchase_orders(run: Execution) -> Table:
    """Return what is bought: delivery, and when it may be used after delay and checks."""
    sent = Dispatches(run.plan.scenario)
    delay = run.plan.scenario.settings.receipt_delay(OrderType.PURCHASE).days

    def cells(order: SupplyOrder, row: OrderRow | None) -> Row:
        available = None if row is None else run.at(run.time.available(order, row.end))
        placed, delivery = _dates(run, row)
        dispatched = None if row is None else sent.of(order, row.start)
        moved = None if order.moved_from is None else run.at(order.moved_from)
        return (
            order.id, purchase_document(order), str(order.status), order.item, order.quantity,
            order.warehouse, order.supplier, placed, dispatched, delivery, delay, available,
            *_due(run, row), _demands(run, order), moved,
        )  # fmt: skip

    pairs = _of_type(run, OrderType.PURCHASE)
    return Table(tuple(PURCHASE_COLUMNS), [cells(*pair) for pair in pairs])


def subcontract_orders(run: Execution) -> Table:
    """Return what is made outside: whole orders, then single phases of orders made here.

    The start is when the material is withdrawn for it, all of it; the goods may be used from
    ``available`` on, the delay of subcontractors after the end.
    """
    delay = run.plan.scenario.settings.receipt_delay(OrderType.SUBCONTRACT).days

    def whole(order: SupplyOrder, row: OrderRow | None) -> Row:
        available = None if row is None else run.at(run.time.available(order, row.end))
        return (
            order.id, order.id, None, order.item, order.quantity, order.supplier,
            *_dates(run, row), delay, available, *_due(run, row), _demands(run, order),
            _warning(run, order.id),
        )  # fmt: skip

    def phase(row: OperationRow) -> Row:
        end = run.at(row.end)
        demands = "; ".join(run.orders[row.order].demands) if row.order in run.orders else ""
        return (
            document_name(row), row.order, row.phase, row.item, row.quantity, row.work_center,
            run.at(row.start), end, 0, end, None, None, demands, "",
        )  # fmt: skip

    outside = {order.id for order, _ in _of_type(run, OrderType.SUBCONTRACT)}
    return Table(
        tuple(SUBCONTRACT_COLUMNS),
        [
            *(whole(*pair) for pair in _of_type(run, OrderType.SUBCONTRACT)),
            *(phase(row) for row in subcontracted(run.plan) if row.order not in outside),
        ],
    )


def production_orders(run: Execution) -> Table:
    """Return what is made here, with how many operations each order has in the plan."""

    def cells(order: SupplyOrder, row: OrderRow | None) -> Row:
        return (
            order.id, str(order.status), order.item, order.quantity, order.warehouse,
            order.version, order.job, *_dates(run, row), *_due(run, row),
            len(run.operations_of.get(order.id, ())), _demands(run, order),
            _warning(run, order.id),
        )  # fmt: skip

    pairs = _of_type(run, OrderType.PRODUCTION)
    return Table(tuple(PRODUCTION_COLUMNS), [cells(*pair) for pair in pairs])


def internal_orders(run: Execution) -> Table:
    """Return what is carried from one warehouse to another."""

    def cells(order: SupplyOrder, row: OrderRow | None) -> Row:
        document = run.plan.scenario.order_by_id.get(order.id)
        origin = order.transfer_from or (document.from_ or "" if document is not None else "")
        return (
            order.id, str(order.status), order.item, order.quantity, origin, order.warehouse,
            *_dates(run, row), *_due(run, row), _demands(run, order), _warning(run, order.id),
        )  # fmt: skip

    pairs = _of_type(run, OrderType.TRANSFER)
    return Table(tuple(INTERNAL_COLUMNS), [cells(*pair) for pair in pairs])


def sales_orders(run: Execution) -> Table:
    """Return the demands with their simulated delivery: never before they are due.

    Demands for which nothing at all is planned come last, without a delivery.
    """
    lacking = run.plan.material.lacking

    def missing(demand: str) -> Cell:
        own = [
            row.quantity
            for row in lacking.get(demand, ())
            if row.demand_kind is DemandKind.DEMAND and row.demand == demand
        ]
        return sum(own[1:], own[0]) if own else None

    def planned(row: DemandRow) -> Row:
        late = hours(run.plan.clock, row.late) if row.is_scheduled else None
        delivery = run.at(max(row.due, row.completion)) if row.is_scheduled else None
        return (
            row.demand, row.customer, row.item, row.quantity, run.at(row.due), delivery, late,
            missing(row.demand), row.weight, row.cause,
        )  # fmt: skip

    def unplanned(row: Demand) -> Row:
        due = run.at(run.plan.clock.end_of_day(row.due))
        return (
            row.id, row.customer, row.item, row.quantity, due, None, None, missing(row.id),
            row.weight, lacking[row.id][0].reason,
        )  # fmt: skip

    known = {row.demand for row in run.plan.demands}
    left = [row for row in run.plan.scenario.demands if row.id in lacking and row.id not in known]
    demands = sorted(run.plan.demands, key=lambda row: (row.due, natural(row.demand)))
    return Table(tuple(SALES_COLUMNS), [*map(planned, demands), *map(unplanned, left)])
