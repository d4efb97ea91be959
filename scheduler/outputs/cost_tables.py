"""Costs as tables: piece by piece, from cost to price, estimate beside actual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import CostKind
from scheduler.costing.amounts import KINDS, Rounder
from scheduler.outputs.columns import DECIMAL, FLAG, NUMBER, TEXT, WHOLE
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from models.plan import Plan
    from scheduler.costing.deviation import Deviation
    from scheduler.costing.documents import ValuedDocument
    from scheduler.costing.estimate import Estimate
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell

__all__ = [
    "COST_COLUMNS",
    "DEVIATION_COLUMNS",
    "VALUATION_COLUMNS",
    "costs_table",
    "deviations_table",
    "valuations_table",
]

COST_COLUMNS: Columns = {
    "order": TEXT, "item": TEXT, "piece": TEXT, "phase": WHOLE, "name": TEXT, "work_center": TEXT,
    "supply": TEXT, "quantity": DECIMAL, "hours": NUMBER, "units": DECIMAL, "rate": DECIMAL,
    "amount": DECIMAL, "basis": TEXT,
}  # fmt: skip
_MONEY = (
    *KINDS, "industrial", "direct", "total_direct", "markup", "marked_up", "general", "other",
    "correction", "rounding", "total", "unit",
)  # fmt: skip
VALUATION_COLUMNS: Columns = {
    "document": TEXT, "id": TEXT, "item": TEXT, "quantity": DECIMAL,
    **dict.fromkeys(_MONEY, DECIMAL), "lacks": TEXT,
}  # fmt: skip
DEVIATION_COLUMNS: Columns = {
    "order": TEXT, "phase": WHOLE, "piece": TEXT, "item": TEXT, "estimate": DECIMAL,
    "actual": DECIMAL, "deviation": DECIMAL, "percent": DECIMAL, "is_over": FLAG,
    "estimated_at": TEXT, "actual_at": TEXT,
}  # fmt: skip


def costs_table(plan: Plan, costs: Estimate) -> Table:
    """Return the pieces of every order: one row per order and piece, orders as in the plan."""
    position = {row.order: index for index, row in enumerate(plan.orders)}
    orders = sorted(costs.orders.values(), key=lambda cost: position[cost.order])
    return Table(
        tuple(COST_COLUMNS),
        [
            (
                row.order, cost.item, str(row.piece), row.phase, row.name, row.work_center,
                row.supply, row.quantity, None if row.hours is None else float(row.hours),
                row.units, row.rate, row.amount, str(row.basis),
            )
            for cost in orders
            for row in cost.rows
        ],
    )  # fmt: skip


def valuations_table(plan: Plan, documents: Iterable[ValuedDocument]) -> Table:
    """Return the way from cost to price of jobs, demands and orders: one row for each."""
    shown = Rounder(plan.scenario.settings.costing.decimals).shown
    return Table(tuple(VALUATION_COLUMNS), [_valuation_cells(row, shown) for row in documents])


def _valuation_cells(row: ValuedDocument, shown: Callable[[Decimal], Decimal]) -> tuple[Cell, ...]:
    found = row.valuation
    money = (
        *found.amounts, found.amounts.industrial, found.of(CostKind.DIRECT), found.total_direct,
        found.markup, found.marked_up, found.of(CostKind.GENERAL), found.of(CostKind.OTHER),
        found.of(CostKind.CORRECTION), found.rounding, found.total, row.unit,
    )  # fmt: skip
    lacks = "; ".join(row.lacks)
    return (str(row.document), row.id, row.item, row.quantity, *map(shown, money), lacks)


def deviations_table(rows: Iterable[Deviation]) -> Table:
    """Return estimate and actual side by side, with where the work was done if it differs."""
    return Table(
        tuple(DEVIATION_COLUMNS),
        [
            (
                row.order, row.phase, str(row.piece), row.item, row.estimate, row.actual,
                row.deviation, row.percent, row.is_over, row.estimated_at, row.actual_at,
            )
            for row in rows
        ],
    )  # fmt: skip
