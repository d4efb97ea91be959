"""Unit costs for the capital that buffers tie up: materials and work from outside only."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE
from scheduler.ddmrp.structure import Node

if TYPE_CHECKING:
    from scheduler.ddmrp.structure import Structure

__all__ = ["unit_costs"]


def unit_costs(structure: Structure) -> dict[str, Fraction]:
    """Return the cost of one piece of each item.

    The standard cost where the item has one. Otherwise the price of the supplier it is ordered
    from, which for subcontracted items is work from outside, and the cost of its components with
    the scrap of both. What the plant's own work costs does not count.
    """
    costs: dict[Node, Fraction] = {}
    for node in reversed(structure.nodes):
        item = structure.terms(node.item).item
        cost = Fraction(item.standard_cost)
        if not cost:
            cost = _price(structure, node.item) + _materials(structure, node, costs)
        costs[node] = cost
    return {node.item: cost for node, cost in costs.items() if node.version is None}


def _price(structure: Structure, item: str) -> Fraction:
    terms = structure.terms(item)
    prices = (row.price for row in terms.item.suppliers if row.supplier == terms.supplier)
    return Fraction(next(prices, 0))


def _materials(structure: Structure, node: Node, costs: dict[Node, Fraction]) -> Fraction:
    sizing = structure.sizing(node.item)
    ordered = Fraction(QUANTITY_SCALE + sizing.scrap, QUANTITY_SCALE)
    total = Fraction(0)
    for line in structure.lines(node):
        share = Fraction(line.usage, line.per)
        if line.is_fixed:
            # so much for each order, of which a piece bears that of a usual order
            share *= Fraction(QUANTITY_SCALE, sizing.orders(QUANTITY_SCALE)[0][1])
        total += ordered * share * costs[Node(line.item, line.version)]
    return total
