"""Explosion: what goes into an item, level by level, and in total."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.bills import bom_of, bom_used_in_place, valid_components
from models.quantity import QUANTITY_SCALE, from_units, to_units
from models.scenario import Source
from scheduler.bom.known import known_item, known_version
from scheduler.mrp.explode import BomLines
from scheduler.mrp.low_level_codes import low_level_codes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from models.scenario import Bom, Component, Scenario

__all__ = ["BomRow", "BomTotal", "explode_bom", "summarise"]

_HAS_COMPONENTS = frozenset({Source.MAKE, Source.SUBCONTRACT})


@dataclass(frozen=True, slots=True)
class BomRow:
    """One place of an item in a product, in the order of the bills from the top.

    Parameters
    ----------
    level
        0 for the item asked for.
    parent
        The item it goes into; empty on level 0.
    quantity
        Pieces needed there.
    orders, lot
        So many orders of so many pieces bring them: scrap of the item is added, and a bill of a
        fixed quantity makes just that. No orders for what is passed through.
    is_passed_through
        A phantom or a kit: its components are used in its place.
    version
        Version of its bill of materials that is exploded; empty without one, or if unnamed.
    phase
        Phase of the parent that uses it; ``None`` for the start.
    """

    level: int
    parent: str
    item: str
    quantity: Decimal
    source: Source
    orders: int
    lot: Decimal
    is_passed_through: bool = False
    is_fixed: bool = False
    version: str = ""
    phase: int | None = None
    has_bill: bool = False


@dataclass(frozen=True, slots=True)
class BomTotal:
    """All of an item that goes into a product; `level` is the deepest at which it does."""

    item: str
    quantity: Decimal
    source: Source
    level: int
    places: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item is used: so many orders of the parent take `per_order` pieces each."""

    level: int
    item: str
    orders: int
    per_order: Fraction
    version: str | None
    parent: str = ""
    line: Component | None = None

    @property
    def units(self) -> int:
        """Return all that is needed here, in millionths of a piece; orders round up each."""
        return self.orders * ceil(self.per_order * QUANTITY_SCALE)


def explode_bom(
    scenario: Scenario,
    item: str,
    quantity: Decimal,
    *,
    levels: int | None = None,
    version: str | None = None,
) -> tuple[BomRow, ...]:
    """Return what goes into a quantity of an item, over all levels, whatever is on stock.

    Every place of an item is made for itself, lot for lot. Bought parts are not taken apart,
    unless they are what is asked for.

    Parameters
    ----------
    levels
        How deep to go; all the way by default.
    version
        Version of the item's own bill of materials.

    Raises
    ------
    InvalidScenarioFile
        If there is no such item or version, or the bills of materials form a cycle.
    """
    known_item(scenario, item)
    known_version(scenario, item, version)
    low_level_codes(scenario)  # refuses cycles, in which the walk would not end
    walk = _Walk(scenario)
    rows = []
    stack = [_Place(0, item, 1, Fraction(quantity), version)]
    while stack:
        place = stack.pop()
        row, components = walk.visit(place)
        rows.append(row)
        if levels is None or place.level < levels:
            stack.extend(reversed(components))
    return tuple(rows)


def summarise(rows: Iterable[BomRow]) -> tuple[BomTotal, ...]:
    """Return the totals of what goes into the item on level 0, by level and id.

    What is passed through is left out: its components are there.
    """
    totals: dict[str, BomTotal] = {}
    for row in rows:
        if row.level and not row.is_passed_through:
            so_far = totals.get(row.item, BomTotal(row.item, from_units(0), row.source, 0, 0))
            totals[row.item] = BomTotal(
                row.item,
                so_far.quantity + row.quantity,
                row.source,
                max(so_far.level, row.level),
                so_far.places + 1,
            )
    return tuple(sorted(totals.values(), key=lambda total: (total.level, total.item)))


class _Walk:
    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._bills = BomLines(scenario)

    def visit(self, place: _Place) -> tuple[BomRow, list[_Place]]:
        """Return the row of a place, and the places of its components."""
        record = self._scenario.item_by_id[place.item]
        phantom = place.line is not None and place.line.phantom
        bom = bom_used_in_place(self._scenario, place.item, place.version, phantom=phantom)
        is_passed_through = bom is not None
        orders, lot = (0, 0) if is_passed_through else self._orders(place)
        if not is_passed_through and (not place.level or record.source in _HAS_COMPONENTS):
            bom = bom_of(self._scenario, place.item, place.version)
        row = BomRow(
            level=place.level,
            parent=place.parent,
            item=place.item,
            quantity=from_units(place.units),
            source=record.source,
            orders=orders,
            lot=from_units(lot),
            is_passed_through=is_passed_through,
            is_fixed=place.line is not None and place.line.fixed,
            version=(bom.version or "") if bom else "",
            phase=place.line.phase if place.line else None,
            has_bill=bom is not None,
        )
        if bom is None:
            return row, []
        if is_passed_through:
            scrapped = place.per_order * (1 + Fraction(record.scrap))
            return row, self._components(place, bom, place.orders, scrapped)
        return row, self._components(place, bom, orders, Fraction(lot, QUANTITY_SCALE))

    def _orders(self, place: _Place) -> tuple[int, int]:
        """Return how many orders bring what is needed, and their quantity in millionths."""
        scrap = to_units(self._scenario.item_by_id[place.item].scrap)
        ordered = -(-place.units * (QUANTITY_SCALE + scrap) // QUANTITY_SCALE)
        lots = self._bills.order_quantities(place.item, place.version, ordered)
        return len(lots), lots[0] if lots else 0

    def _components(
        self, place: _Place, bom: Bom, orders: int, per_order: Fraction
    ) -> list[_Place]:
        places = []
        for line in valid_components(self._scenario, bom):
            share = Fraction(1) if line.fixed else per_order / Fraction(bom.quantity)
            needed = share * Fraction(line.quantity) * (1 + Fraction(line.scrap))
            level = place.level + 1
            places.append(_Place(level, line.item, orders, needed, line.version, place.item, line))
        return places
