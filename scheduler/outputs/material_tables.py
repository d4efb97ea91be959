"""The tables of a material plan: the MRP grid, orders at infinite capacity, pegging, advice."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import Clock
from models.quantity import from_units
from scheduler.outputs.columns import DATE, DECIMAL, MOMENT, TEXT, WHOLE
from scheduler.outputs.dispatch import Dispatches
from scheduler.outputs.due import DueDates
from scheduler.outputs.plan_tables import ORDER_COLUMNS, hours, moments, supply_cells
from scheduler.outputs.receipts import received, wished
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from models.material import ItemGrid, MaterialPlan, Units
    from models.scenario import Scenario
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell

__all__ = [
    "GRID_AMOUNTS",
    "MRP_COLUMNS",
    "PEGGING_COLUMNS",
    "SUGGESTION_COLUMNS",
    "UNCOVERED_COLUMNS",
    "busy_days",
    "grid_rows",
    "grid_table",
    "material_orders_table",
    "mrp_table",
    "pegging_table",
    "suggestions_table",
    "uncovered_table",
]

MRP_COLUMNS: Columns = {
    "item": TEXT, "bucket": DATE, "gross": DECIMAL, "scheduled_receipts": DECIMAL,
    "projected_on_hand": DECIMAL, "net": DECIMAL, "planned_receipts": DECIMAL,
    "planned_releases": DECIMAL, "period": WHOLE, "past_due_releases": DECIMAL,
    "requirements": TEXT, "warehouse": TEXT,
}  # fmt: skip
GRID_AMOUNTS = tuple(MRP_COLUMNS)[2:8]
"""Quantities of the grid, as fields of `ItemGrid` and as columns of ``mrp.csv``."""
PEGGING_COLUMNS: Columns = {
    "supply": TEXT, "demand": TEXT, "item": TEXT, "quantity": DECIMAL, "supply_kind": TEXT,
    "demand_kind": TEXT, "phase": WHOLE, "warehouse": TEXT,
}  # fmt: skip
SUGGESTION_COLUMNS: Columns = {
    "advice": TEXT, "item": TEXT, "warehouse": TEXT, "order": TEXT, "quantity": DECIMAL,
    "date": MOMENT, "new_date": MOMENT, "need": TEXT, "reason": TEXT,
}  # fmt: skip
UNCOVERED_COLUMNS: Columns = {
    "demand": TEXT, "demand_kind": TEXT, "item": TEXT, "warehouse": TEXT, "quantity": DECIMAL,
    "phase": WHOLE, "reason": TEXT,
}  # fmt: skip
_REMEMBERED = 50_000


def mrp_table(material: MaterialPlan, scenario: Scenario, *, every_day: bool = True) -> Table:
    """Return the grid with one row for each item and local day; its rows are made as they are read.

    ``period`` counts the days from 1; ``past_due_releases`` is the part of the first day's planned
    releases that should have been released before; ``requirements`` splits the gross requirement
    by its source.

    Parameters
    ----------
    every_day
        ``False``: only the first day of each item and those of `busy_days`. In between the stock
        stays as it is.
    """
    first = Clock.of(scenario.scenario).first_day
    dates = [first + timedelta(days=bucket) for bucket in range(material.num_buckets)]
    pieces = lru_cache(_REMEMBERED)(from_units)  # zero, above all, comes again and again

    def rows() -> Iterator[tuple[Cell, ...]]:
        for grid in material.grid:
            amounts = np.stack([getattr(grid, name) for name in GRID_AMOUNTS])
            days = range(material.num_buckets) if every_day else busy_days(grid)
            for bucket, values in zip(days, amounts[:, days].T.tolist(), strict=True):
                yield (
                    grid.item, dates[bucket], *map(pieces, values), bucket + 1,
                    pieces(grid.past_due_releases if bucket == 0 else 0),
                    _sources(grid, bucket) if values[0] else "", grid.warehouse,
                )  # fmt: skip

    return Table(tuple(MRP_COLUMNS), rows())


def _sources(grid: ItemGrid, bucket: int) -> str:
    return "; ".join(
        f"{source} {from_units(int(row[bucket])):f}"
        for source, row in grid.requirements.items()
        if row[bucket]
    )


def busy_days(grid: ItemGrid) -> list[int]:
    """Return the buckets of a grid on which something happens, and the first, in their order."""
    is_busy = np.diff(grid.projected_on_hand, prepend=grid.opening) != 0
    for name in GRID_AMOUNTS:
        if name != "projected_on_hand":
            is_busy |= getattr(grid, name) != 0
    is_busy[:1] = True
    days: list[int] = np.flatnonzero(is_busy).tolist()
    return days


def grid_table(
    material: MaterialPlan, items: Collection[str] | None = None, *, by_warehouse: bool = False
) -> Table:
    """Return the grid as planners read it: a row for each quantity, a column for each day.

    Column ``p0`` is what was before: the stock on hand. Rows are made as they are read.

    Parameters
    ----------
    items
        Items to show; default: all.
    by_warehouse
        Add a column for the warehouse.
    """
    periods = tuple(f"p{bucket}" for bucket in range(material.num_buckets + 1))
    pieces = lru_cache(_REMEMBERED)(from_units)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for grid in material.grid:
            if items is None or grid.item in items:
                names = (grid.item, grid.warehouse) if by_warehouse else (grid.item,)
                for name, opening, values in grid_rows(grid):
                    yield (*names, name, opening, *map(pieces, values.tolist()))

    head = ("item", "warehouse", "row") if by_warehouse else ("item", "row")
    return Table((*head, *periods), rows())


def grid_rows(grid: ItemGrid) -> Iterator[tuple[str, Cell, Units]]:
    """Yield name, opening stock (of ``poh`` only) and units per day of each row of a grid."""
    for source, values in grid.requirements.items():
        yield f"req:{source}", None, values
    yield "gross", None, grid.gross
    yield "sr", None, grid.scheduled_receipts
    yield "poh", from_units(grid.opening), grid.projected_on_hand
    yield "net", None, grid.net
    yield "rec", None, grid.planned_receipts
    yield "rel", None, grid.planned_releases


def material_orders_table(material: MaterialPlan, scenario: Scenario) -> Table:
    """Return the orders as MRP dates them, at infinite capacity.

    An order is due when its first consumer needs it; ``late_hours`` tells by how much a document
    misses that.
    """
    clock = Clock.of(scenario.scenario)
    at, dates = moments(clock), DueDates(material, scenario)
    served, sent = material.demands_served, Dispatches(scenario)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for order in sorted(material.orders, key=lambda row: (row.start, row.end, row.id)):
            due = dates.first_need(order.id)
            yield (
                order.id, str(order.type), order.item, order.quantity, at(order.start),
                at(received(order, clock)), None if due is None else at(due),
                None if due is None else hours(clock, max(0, order.end - due)),
                "; ".join(served[order.id]), order.is_document, order.past_due,
                *supply_cells(order, at), sent.of(order, order.start),
            )  # fmt: skip

    return Table(tuple(ORDER_COLUMNS), rows())


def pegging_table(material: MaterialPlan) -> Table:
    """Return which supply serves which demand; stock has the id of its item."""
    pegs = sorted(
        material.pegs,
        key=lambda peg: (
            peg.demand_kind, peg.demand, peg.supply_kind, peg.supply, peg.warehouse,
            -1 if peg.phase is None else peg.phase,
        ),
    )  # fmt: skip
    return Table(
        tuple(PEGGING_COLUMNS),
        (
            (
                peg.supply, peg.demand, peg.item, peg.quantity, str(peg.supply_kind),
                str(peg.demand_kind), peg.phase, peg.warehouse,
            )
            for peg in pegs
        ),
    )  # fmt: skip


def suggestions_table(material: MaterialPlan, scenario: Scenario) -> Table:
    """Return what MRP asks the planner to do, in the plan's order."""
    clock = Clock.of(scenario.scenario)
    at = _optional(moments(clock))
    return Table(
        tuple(SUGGESTION_COLUMNS),
        (
            (
                str(row.advice), row.item, row.warehouse, row.order, row.quantity, at(row.date),
                at(wished(row, material, clock)), row.need, row.reason,
            )
            for row in material.suggestions
        ),
    )  # fmt: skip


def _optional(at: Callable[[int], Cell]) -> Callable[[int | None], Cell]:
    return lambda tick: None if tick is None else at(tick)


def uncovered_table(material: MaterialPlan) -> Table:
    """Return the requirements for which nothing is planned, with their reasons."""
    return Table(
        tuple(UNCOVERED_COLUMNS),
        (
            (
                row.demand, str(row.demand_kind), row.item, row.warehouse, row.quantity, row.phase,
                row.reason,
            )
            for row in material.uncovered
        ),
    )  # fmt: skip
