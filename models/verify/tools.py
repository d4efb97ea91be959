"""Items of nature tool that operations hold: how many pieces there are, and since when."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from models.verify.receipts import Receipts
from models.verify.tasks import made_here

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.scenario import Operation, Stock
    from models.verify.facts import Facts

__all__ = ["reordered_tools", "tool_arrivals", "tools_of"]


def tools_of(operation: Operation) -> dict[str, int]:
    """Return the pieces of scheduled equipment that an operation holds, by item."""
    held: dict[str, int] = {}
    for row in operation.equipment:
        if row.scheduled:
            held[row.item] = held.get(row.item, 0) + row.quantity
    return held


def reordered_tools(operation: Operation) -> set[str]:
    """Return the equipment of an operation that is ordered where there are too few."""
    return {row.item for row in operation.equipment if row.to_reorder}


def tool_arrivals(facts: Facts) -> dict[str, list[tuple[int, int]]]:
    """Return since when how many whole pieces of each tool are there, ascending.

    They are those on usable stock, and, where too few are to be ordered, those of its orders
    from their receipts on. Nobody consumes them.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    steps = [row for routing in facts.scenario.routings for row in routing.operations]
    reordered = {item for operation in steps for item in reordered_tools(operation)}
    for item in {item for operation in steps for item in tools_of(operation)}:
        there = sum((Fraction(row.quantity) for row in _usable(facts, item)), Fraction(0))
        changes = [(0, there)]
        if item in reordered:
            orders = (order for order in facts.material.orders if order.item == item)
            changes += [
                (tick, Fraction(order.quantity))
                for order in orders
                if (tick := _received(facts, order)) is not None
            ]
        total = Fraction(0)
        counts: dict[int, int] = {}
        for tick, more in sorted(changes):
            total += more
            counts[tick] = max(0, floor(total))
        found[item] = list(counts.items())
    return found


def _usable(facts: Facts, item: str) -> list[Stock]:
    unavailable = facts.scenario.settings.mrp.unavailable_stock
    return [
        row for row in facts.scenario.stock if row.item == item and (row.available or unavailable)
    ]


def _received(facts: Facts, order: SupplyOrder) -> int | None:
    if made_here(order):
        rows = facts.rows_of_order.get(order.id, ())
        return max((row.end for row in rows), default=None)
    readings = (Receipts(facts, same_time_of_day=same) for same in (True, False))
    ticks = [found[0] for reading in readings if (found := reading.received(order)) is not None]
    return min(ticks, default=None)
