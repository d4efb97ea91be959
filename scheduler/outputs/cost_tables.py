"""Costs as tables: piece by piece, from cost to price, estimate beside actual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import CostKind
from scheduler.costing.amounts import KINDS, Rounder
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from models.plan import Plan
    from scheduler.costing.deviation import Deviation
    from scheduler.costing.documents import ValuedDocument
    from scheduler.costing.estimate import Estimate
    from scheduler.outputs.table import Cell

__all__ = ["VALUATION_COLUMNS", "costs_table", "deviations_table", "valuations_table"]

COST_COLUMNS = (
    "order", "item", "piece", "phase", "name", "work_center", "supply", "quantity", "hours",
    "units", "rate", "amount", "basis",
)  # fmt: skip
VALUATION_COLUMNS = (
    "document", "id", "item", "quantity", *KINDS, "industrial", "direct", "total_direct", "markup",
    "marked_up", "general", "other", "correction", "rounding", "total", "unit", "lacks",
)  # fmt: skip
DEVIATION_COLUMNS = (
    "order", "phase", "piece", "item", "estimate", "actual", "deviation", "percent", "is_over",
    "estimated_at", "actual_at",
)  # fmt: skip


def costs_table(plan: Plan, costs: Estimate) -> Table:
    """Return the pieces of every order: one row per order and piece, orders as in the plan."""
    position = {row.order: index for index, row in enumerate(plan.orders)}
    orders = sorted(costs.orders.values(), key=lambda cost: position[cost.order])
    return Table(
        COST_COLUMNS,
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
    return Table(VALUATION_COLUMNS, [_valuation_cells(row, shown) for row in documents])


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
        DEVIATION_COLUMNS,
        [
            (
                row.order, row.phase, str(row.piece), row.item, row.estimate, row.actual,
                row.deviation, row.percent, row.is_over, row.estimated_at, row.actual_at,
            )
            for row in rows
        ],
    )  # fmt: skip
