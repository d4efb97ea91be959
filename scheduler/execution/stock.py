"""Stock records: everything that comes and goes in the plan, item by item."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind, SupplyKind
from models.quantity import from_units
from scheduler.execution.lots import deposits, withdrawals
from scheduler.natural import natural
from scheduler.outputs.columns import DECIMAL, MOMENT, TEXT, WHOLE
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.execution.execution import Execution
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell

__all__ = ["STOCK_COLUMNS", "StockRecord", "stock_history", "stock_records"]

STOCK_COLUMNS: Columns = {
    "item": TEXT, "warehouse": TEXT, "record": WHOLE, "time": MOMENT, "movement": TEXT,
    "quantity": DECIMAL, "stock": DECIMAL, "document": TEXT, "document_kind": TEXT, "phase": WHOLE,
    "supply": TEXT,
}  # fmt: skip

Sku = tuple[str, str]
"""Item and warehouse."""


class StockRecord(NamedTuple):
    """One movement.

    Parameters
    ----------
    tick
        When; 0 for what was there before.
    rank
        Of one moment the opening stock comes first, then what is put in, then what is taken out.
    document
        The order that brings or takes it, the demand, forecast or job that takes it.
    supply
        Of what is taken: the order that brought it; empty for what was on stock.
    """

    tick: int
    rank: int
    quantity: Decimal
    document: str = ""
    kind: str = ""
    phase: int | None = None
    supply: str = ""


_MOVEMENTS = ("opening", "deposit", "withdrawal")


def stock_records(run: Execution) -> Table:
    """Return opening stock, deposits and withdrawals, with the stock after each."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for (item, warehouse), records in stock_history(run).items():
            stock = Decimal(0)
            for number, record in enumerate(records):
                stock += record.quantity
                yield (
                    item, warehouse, number, run.at(record.tick), _MOVEMENTS[record.rank],
                    record.quantity, stock, record.document, record.kind, record.phase,
                    record.supply,
                )  # fmt: skip

    return Table(tuple(STOCK_COLUMNS), list(rows()))


def stock_history(run: Execution) -> dict[Sku, list[StockRecord]]:
    """Return the movements of each item and warehouse in the order in which they happen.

    Each begins with its opening stock, that of 0 too. What an order that is not scheduled would
    bring or take does not move, neither does what is held as safety stock.
    """
    found: dict[Sku, list[StockRecord]] = defaultdict(list)
    for sku, quantity in _opening(run).items():
        found[sku].append(StockRecord(0, 0, quantity, kind="stock"))
    for sku, record in (*_deposits(run), *_withdrawals(run)):
        if sku not in found:
            found[sku].append(StockRecord(0, 0, Decimal(0), kind="stock"))
        found[sku].append(record)
    names = sorted(found, key=lambda sku: (natural(sku[0]), natural(sku[1])))
    return {sku: sorted(found[sku], key=lambda row: (row.tick, row.rank)) for sku in names}


def _opening(run: Execution) -> dict[Sku, Decimal]:
    """Return the stock that material planning began with."""
    return {
        (grid.item, grid.warehouse): from_units(grid.opening) for grid in run.plan.material.grid
    }


def _deposits(run: Execution) -> Iterator[tuple[Sku, StockRecord]]:
    for row in run.plan.orders:
        supply = run.supply(row.order)
        warehouse = "" if supply is None else supply.warehouse
        for tick, quantity in deposits(run, row):
            record = StockRecord(tick, 1, quantity, row.order, str(row.type))
            yield (row.item, warehouse), record


def _withdrawals(run: Execution) -> Iterator[tuple[Sku, StockRecord]]:
    for peg in run.plan.material.pegs:
        kind = str(peg.demand_kind)
        consumer = run.supply(peg.demand) if peg.demand_kind is DemandKind.ORDER else None
        if consumer is not None:
            kind = str(consumer.type)
        supply = "" if peg.supply_kind is SupplyKind.STOCK else peg.supply
        for tick, quantity in withdrawals(run, peg):
            record = StockRecord(tick, 2, -quantity, peg.demand, kind, peg.phase, supply)
            yield (peg.item, peg.warehouse), record
