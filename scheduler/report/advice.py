"""Suggestions, uncovered requirements and pegging as columns of integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.material import DemandKind, SupplyKind
from scheduler.outputs.receipts import wished

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.report.content import Columns, Content, Ints

__all__ = ["DEMAND_KINDS", "advice_columns", "peg_columns", "uncovered_columns"]

DEMAND_KINDS = tuple(DemandKind)
"""The page's scripts know demand kinds by their position here."""


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def peg_columns(content: Content) -> Columns:
    """Return the pegs: where each takes from, what it serves, how many, at which phase.

    ``peg_supply`` is the position of an order, or -1 - position of an item for stock.
    ``peg_demand`` is a position among orders, demands or items, or in the strings, by
    ``peg_kind``; -1 - position in the strings for an order or demand without a row.
    """
    pegs, text = content.plan.material.pegs, content.strings
    orders, items = content.order_index, content.item_index
    known = [
        peg
        for peg in pegs
        if peg.item in items and (peg.supply_kind is SupplyKind.STOCK or peg.supply in orders)
    ]
    return {
        "peg_supply": _column(
            -1 - items[peg.item] if peg.supply_kind is SupplyKind.STOCK else orders[peg.supply]
            for peg in known
        ),
        "peg_kind": _column(DEMAND_KINDS.index(peg.demand_kind) for peg in known),
        "peg_demand": _column(_place(content, peg.demand_kind, peg.demand) for peg in known),
        "peg_item": _column(items[peg.item] for peg in known),
        "peg_quantity": _column(text(f"{peg.quantity:f}") for peg in known),
        "peg_phase": _column(-1 if peg.phase is None else peg.phase for peg in known),
        "peg_warehouse": _column(text(peg.warehouse) for peg in known),
    }


def _place(content: Content, kind: DemandKind, name: str) -> int:
    """Return where a need's name stands; see `peg_columns`."""
    tables = {
        DemandKind.ORDER: content.order_index,
        DemandKind.DEMAND: content.demand_index,
        DemandKind.SAFETY_STOCK: content.item_index,
    }
    found = tables.get(kind, {}).get(name)
    return -1 - content.strings(name) if found is None else found


def advice_columns(content: Content) -> Columns:
    """Return the suggestions; a date that there is not has a 0 in ``advice_has``, bits 1 and 2."""
    rows, text = content.plan.material.suggestions, content.strings
    orders, material, clock = content.order_index, content.plan.material, content.plan.clock
    return {
        "advice_kind": _column(text(str(row.advice)) for row in rows),
        "advice_item": _column(content.item_index.get(row.item, -1) for row in rows),
        "advice_warehouse": _column(text(row.warehouse) for row in rows),
        "advice_order": _column(orders.get(row.order, -1) for row in rows),
        "advice_name": _column(text(row.order) for row in rows),
        "advice_quantity": _column(text(f"{row.quantity:f}") for row in rows),
        "advice_has": _column(
            (row.date is not None) + 2 * (row.new_date is not None) for row in rows
        ),
        "advice_date": _moments(content, [row.date for row in rows]),
        "advice_new": _moments(content, [wished(row, material, clock) for row in rows]),
        "advice_need": _column(text(row.need) for row in rows),
        "advice_reason": _column(text(row.reason) for row in rows),
    }


def _moments(content: Content, ticks: Sequence[int | None]) -> Ints:
    column = _column(0 if tick is None else tick for tick in ticks)
    return content.at(column)


def uncovered_columns(content: Content) -> Columns:
    """Return the requirements without supply."""
    rows, text = content.plan.material.uncovered, content.strings
    return {
        "uncovered_kind": _column(DEMAND_KINDS.index(row.demand_kind) for row in rows),
        "uncovered_demand": _column(_place(content, row.demand_kind, row.demand) for row in rows),
        "uncovered_item": _column(content.item_index.get(row.item, -1) for row in rows),
        "uncovered_warehouse": _column(text(row.warehouse) for row in rows),
        "uncovered_quantity": _column(text(f"{row.quantity:f}") for row in rows),
        "uncovered_phase": _column(-1 if row.phase is None else row.phase for row in rows),
        "uncovered_reason": _column(text(row.reason) for row in rows),
    }
