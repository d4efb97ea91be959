"""The tables of a material plan: the MRP grid, orders at infinite capacity, pegging."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.material import DemandKind
from models.quantity import from_units
from scheduler.outputs.plan_tables import ORDER_COLUMNS, hours, moments
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.material import ItemGrid, MaterialPlan, Units
    from models.scenario import Scenario
    from scheduler.outputs.table import Cell

__all__ = ["grid_table", "material_orders_table", "mrp_table", "pegging_table"]

MRP_COLUMNS = (
    "item", "bucket", "gross", "scheduled_receipts", "projected_on_hand", "net",
    "planned_receipts", "planned_releases", "period", "past_due_releases", "requirements",
)  # fmt: skip
PEGGING_COLUMNS = (
    "supply", "demand", "item", "quantity", "supply_kind", "demand_kind", "phase",
)  # fmt: skip


def mrp_table(material: MaterialPlan, scenario: Scenario) -> Table:
    """Return the grid with one row for each item and local day.

    ``period`` counts the days from 1; ``past_due_releases`` is the part of the first day's planned
    releases that should have been released before; ``requirements`` splits the gross requirement
    by its source.
    """
    first = Clock.of(scenario.scenario).first_day
    return Table(
        MRP_COLUMNS,
        [
            (
                grid.item, first + timedelta(days=bucket),
                *(from_units(int(row[bucket])) for row in _amounts(grid).values()),
                bucket + 1, from_units(grid.past_due_releases if bucket == 0 else 0),
                "; ".join(
                    f"{source} {from_units(int(row[bucket])):f}"
                    for source, row in grid.requirements.items()
                    if row[bucket]
                ),
            )
            for grid in material.grid
            for bucket in range(material.num_buckets)
        ],
    )  # fmt: skip


def _amounts(grid: ItemGrid) -> Mapping[str, Units]:
    return {name: getattr(grid, name) for name in MRP_COLUMNS[2:8]}


def grid_table(material: MaterialPlan) -> Table:
    """Return the grid as planners read it: a row for each quantity, a column for each day.

    Column ``p0`` is what was before: the stock on hand.
    """
    periods = tuple(f"p{bucket}" for bucket in range(material.num_buckets + 1))
    rows = [
        (grid.item, name, opening, *(from_units(value) for value in values.tolist()))
        for grid in material.grid
        for name, opening, values in _grid_rows(grid)
    ]
    return Table(("item", "row", *periods), rows)


def _grid_rows(grid: ItemGrid) -> Iterator[tuple[str, Cell, Units]]:
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
    at, due_by_demand = moments(clock), {row.id: row.due for row in scenario.demands}
    served = material.demands_served
    rows: list[tuple[Cell, ...]] = []
    for order in sorted(material.orders, key=lambda row: (row.start, row.end, row.id)):
        needs = []
        for peg in material.pegs_by_supply_order.get(order.id, ()):
            if peg.demand_kind is DemandKind.DEMAND:
                needs.append(clock.end_of_day(due_by_demand[peg.demand]))
            elif peg.demand_kind is DemandKind.ORDER:
                needs.append(material.order_by_id[peg.demand].start)
        due = min(needs, default=None)
        rows.append(
            (
                order.id, str(order.type), order.item, order.quantity, at(order.start),
                at(order.end), None if due is None else at(due),
                None if due is None else hours(clock, max(0, order.end - due)),
                "; ".join(served[order.id]), order.is_document, order.past_due,
            )
        )  # fmt: skip
    return Table(ORDER_COLUMNS, rows)


def pegging_table(material: MaterialPlan) -> Table:
    """Return which supply serves which demand; stock has the id of its item."""
    rows = [
        (
            peg.supply, peg.demand, peg.item, peg.quantity, str(peg.supply_kind),
            str(peg.demand_kind), peg.phase,
        )
        for peg in material.pegs
    ]  # fmt: skip
    rows.sort(key=lambda row: (row[5], row[1], row[4], row[0], -1 if row[6] is None else row[6]))
    return Table(PEGGING_COLUMNS, rows)
