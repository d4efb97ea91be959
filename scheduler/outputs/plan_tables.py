"""The tables of a plan: phase sequence, orders, demands and load."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from scheduler.natural import natural
from scheduler.outputs.columns import DATE, DECIMAL, FLAG, MOMENT, NUMBER, TEXT, WHOLE
from scheduler.outputs.dispatch import Dispatches
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from models.calendar import Clock
    from models.material import SupplyOrder
    from models.plan import OperationRow, OrderRow, Plan
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell

__all__ = [
    "DEMAND_COLUMNS",
    "LOAD_COLUMNS",
    "OPERATION_COLUMNS",
    "ORDER_COLUMNS",
    "UNSCHEDULED_COLUMNS",
    "demands_table",
    "hours",
    "load_table",
    "moments",
    "operations_table",
    "orders_table",
    "supply_cells",
    "unscheduled_table",
]

OPERATION_COLUMNS: Columns = {
    "work_center": TEXT, "machine": TEXT, "sequence": WHOLE, "order": TEXT, "item": TEXT,
    "phase": WHOLE, "quantity": DECIMAL, "setup_start": MOMENT, "start": MOMENT, "end": MOMENT,
    "state": TEXT, "operation_start": MOMENT, "changeover_minutes": NUMBER, "idle_minutes": NUMBER,
    "session": WHOLE, "also": TEXT,
}  # fmt: skip
ORDER_COLUMNS: Columns = {
    "order": TEXT, "type": TEXT, "item": TEXT, "quantity": DECIMAL, "start": MOMENT, "end": MOMENT,
    "due": MOMENT, "late_hours": NUMBER, "demands": TEXT, "is_document": FLAG, "past_due": FLAG,
    "warehouse": TEXT, "supplier": TEXT, "version": TEXT, "job": TEXT, "confirmed": DECIMAL,
    "moved_from": MOMENT, "is_proposal": FLAG, "transfer_from": TEXT, "dispatched": MOMENT,
}  # fmt: skip
DEMAND_COLUMNS: Columns = {
    "demand": TEXT, "item": TEXT, "quantity": DECIMAL, "due": MOMENT, "completion": MOMENT,
    "late_hours": NUMBER, "cause": TEXT, "weight": DECIMAL, "customer": TEXT,
    "promised": MOMENT,
}  # fmt: skip
UNSCHEDULED_COLUMNS: Columns = {
    "order": TEXT, "item": TEXT, "quantity": DECIMAL, "phase": WHOLE, "cause": TEXT, "facts": TEXT,
    "remedy": TEXT, "waits_for": TEXT,
}  # fmt: skip
LOAD_COLUMNS: Columns = {
    "work_center": TEXT, "date": DATE, "capacity_minutes": WHOLE, "load_minutes": WHOLE,
    "setup_minutes": WHOLE, "overload_minutes": WHOLE,
}  # fmt: skip


def moments(clock: Clock) -> Callable[[int], datetime]:
    """Return `Clock.moment` that remembers: many operations share a moment."""
    return cache(clock.moment)


def operations_table(plan: Plan) -> Table:
    """Return the phase sequence: operations by work center, machine and position on it.

    Centers come as the scenario lists them, machine 2 before machine 10. ``start`` is the first
    piece; the machine is held from ``setup_start``, the crew from ``operation_start``.
    """
    at, seconds = moments(plan.clock), plan.clock.tick_seconds
    position = {center.id: index for index, center in enumerate(plan.scenario.work_centers)}

    def place(row: OperationRow) -> tuple[object, ...]:
        center = position.get(row.work_center, len(position))
        return (center, natural(row.machine), row.sequence, row.start, row.order, row.phase)

    return Table(
        tuple(OPERATION_COLUMNS),
        [
            (
                row.work_center, row.machine, row.sequence, row.order, row.item, row.phase,
                row.quantity, at(row.setup_start), at(row.run_start), at(row.end), str(row.state),
                at(row.start), row.changeover * seconds / 60, row.idle * seconds / 60,
                row.session or None, "; ".join(row.also),
            )
            for row in sorted(plan.operations, key=place)
        ],
    )  # fmt: skip


def orders_table(plan: Plan) -> Table:
    """Return the orders by start; `due` and `late_hours` are empty where nobody waits.

    What MRP only proposes follows, with the dates of MRP.
    """
    at = moments(plan.clock)
    supplies, sent = plan.material.order_by_id, Dispatches(plan.scenario)
    scheduled = sorted(plan.orders, key=lambda row: (row.start, row.end, row.order))
    known = {row.order for row in scheduled}
    proposals = sorted(
        (row for row in plan.material.orders if row.is_proposal and row.id not in known),
        key=lambda row: (row.start, row.end, row.id),
    )
    return Table(
        tuple(ORDER_COLUMNS),
        [
            *(
                (
                    *_order_cells(plan.clock, row, at),
                    *supply_cells(supplies.get(row.order), at),
                    sent.of(supplies.get(row.order), row.start),
                )
                for row in scheduled
            ),
            *(
                (
                    row.id, str(row.type), row.item, row.quantity, at(row.start), at(row.end),
                    None, None, "; ".join(plan.material.demands_served[row.id]), row.is_document,
                    row.past_due, *supply_cells(row, at), sent.of(row, row.start),
                )
                for row in proposals
            ),
        ],
    )  # fmt: skip


def _order_cells(clock: Clock, row: OrderRow, at: Callable[[int], datetime]) -> tuple[Cell, ...]:
    return (
        row.order, str(row.type), row.item, row.quantity, at(row.start), at(row.end),
        at(row.due) if row.due >= 0 else None,
        hours(clock, row.late) if row.due >= 0 else None,
        "; ".join(row.demands), row.is_document, row.past_due,
    )  # fmt: skip


def supply_cells(order: SupplyOrder | None, at: Callable[[int], datetime]) -> tuple[Cell, ...]:
    """Return what MRP says of an order beyond its dates, as ``orders.csv`` has it after these."""
    if order is None:
        return ("", "", "", "", None, None, False, "")
    moved_from = None if order.moved_from is None else at(order.moved_from)
    return (
        order.warehouse, order.supplier, order.version, order.job, order.confirmed, moved_from,
        order.is_proposal, order.transfer_from,
    )  # fmt: skip


def demands_table(plan: Plan) -> Table:
    """Return the demands by due date; what is not scheduled has no completion."""
    at = moments(plan.clock)
    return Table(
        tuple(DEMAND_COLUMNS),
        [
            (
                row.demand, row.item, row.quantity, at(row.due),
                at(row.completion) if row.is_scheduled else None,
                hours(plan.clock, row.late) if row.is_scheduled else None,
                row.cause, row.weight, row.customer,
                None if row.promised is None else at(row.promised),
            )
            for row in sorted(plan.demands, key=lambda row: (row.due, row.demand))
        ],
    )  # fmt: skip


def unscheduled_table(plan: Plan) -> Table:
    """Return the orders that the plan leaves out: first the roots of the trouble, then by id."""
    supplies = plan.material.order_by_id
    return Table(
        tuple(UNSCHEDULED_COLUMNS),
        [
            (
                row.order, supplies[row.order].item, supplies[row.order].quantity, row.phase,
                row.cause, "; ".join(row.facts), row.remedy, row.waits_for,
            )
            for row in sorted(
                plan.unscheduled, key=lambda row: (bool(row.waits_for), natural(row.order))
            )
        ],
    )  # fmt: skip


def load_table(plan: Plan) -> Table:
    """Return capacity and load by center and local day, in the order of the plan."""
    first = plan.clock.first_day
    return Table(
        tuple(LOAD_COLUMNS),
        [
            (
                row.work_center, first + timedelta(days=row.day), row.capacity, row.load,
                row.setup, row.overload,
            )
            for row in plan.load
        ],
    )  # fmt: skip


def hours(clock: Clock, ticks: int) -> float:
    """Return ticks as hours, to four decimals: one second is still more than nothing."""
    return round(ticks * clock.tick_seconds / 3600, 4)
