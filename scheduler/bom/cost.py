"""Cost roll-up: materials, own work and outside work of an item, over all levels."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE, from_units
from models.scenario import Source
from models.terms import TermsTable
from scheduler.bom.explosion import explode_bom
from scheduler.bom.known import known_item
from scheduler.costing.rates import Rates
from scheduler.costing.work import routing_work, time_cost, work_rows

if TYPE_CHECKING:
    from models.scenario import Operation, Scenario, WorkCenter
    from scheduler.bom.explosion import BomRow

__all__ = ["CostRollUp", "CostRow", "roll_up"]

_NOTHING = Decimal(0)
_BOUGHT = frozenset({Source.BUY, Source.TRANSFER})


@dataclass(frozen=True, slots=True)
class CostRow:
    """What one place of an item in the product costs.

    Parameters
    ----------
    material, internal, external
        Added here: bought parts, hours of own centers and resources, outside work.
    total
        The three together, with all that is below.
    """

    row: BomRow
    material: Decimal
    internal: Decimal
    external: Decimal
    total: Decimal

    @property
    def unit(self) -> Decimal:
        """Return the total of one piece needed here, rounded to a millionth."""
        return _money(Fraction(self.total) / Fraction(self.row.quantity))


@dataclass(frozen=True, slots=True)
class CostRollUp:
    """What a quantity of an item costs; the rows are those of its explosion."""

    rows: tuple[CostRow, ...]

    @property
    def material(self) -> Decimal:
        """Return the cost of all bought parts."""
        return sum((row.material for row in self.rows), _NOTHING)

    @property
    def internal(self) -> Decimal:
        """Return the cost of the hours of own centers and resources."""
        return sum((row.internal for row in self.rows), _NOTHING)

    @property
    def external(self) -> Decimal:
        """Return the cost of outside work."""
        return sum((row.external for row in self.rows), _NOTHING)

    @property
    def total(self) -> Decimal:
        """Return the industrial cost: the three together."""
        return self.material + self.internal + self.external

    @property
    def unit(self) -> Decimal:
        """Return the cost of one piece, rounded to a millionth."""
        return self.rows[0].unit


def roll_up(
    scenario: Scenario, item: str, quantity: Decimal = Decimal(1), *, version: str | None = None
) -> CostRollUp:
    """Return what a lot of an item costs from the bought parts up.

    Setups, scrap and fixed quantities are those of one lot, made with all its parts for it alone;
    `CostRow.unit` spreads them. Rates and prices are those of `scheduler.costing`: an own phase
    costs its unit cost, or its machines, people and resources for its setup and run time; one
    outside its unit cost, the price list, or the rate of its center for that time. A bought part
    costs its supplier's price, or else what it costs on stock; a subcontracted item the price of
    its supplier. What has neither parts nor phases nor a price costs what it does on stock.

    Parameters
    ----------
    quantity
        Pieces in the lot.

    Raises
    ------
    InvalidScenarioFile
        If there is no such item or version, or the bills of materials form a cycle.
    """
    known_item(scenario, item)
    rates = _Rates(scenario)
    # what is bought is not made of the parts that its bill may name
    levels = 0 if scenario.item_by_id[item].source in _BOUGHT else None
    rows = explode_bom(scenario, item, quantity, levels=levels, version=version)
    own = [rates.of(row) for row in rows]
    totals = _with_parts(rows, [sum(parts, _NOTHING) for parts in own])
    priced = zip(rows, own, totals, strict=True)
    return CostRollUp(tuple(CostRow(row, *parts, total) for row, parts, total in priced))


def _with_parts(rows: tuple[BomRow, ...], own: list[Decimal]) -> list[Decimal]:
    """Return the costs of rows with all below; a row's parts follow it, one level deeper."""
    totals = list(own)
    below: dict[int, Decimal] = {}
    for index in range(len(rows) - 1, -1, -1):
        level = rows[index].level
        totals[index] += below.pop(level + 1, _NOTHING)
        below[level] = below.get(level, _NOTHING) + totals[index]
    return totals


class _Rates:
    """Prices and hourly rates of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._terms = TermsTable(scenario)
        self._rates = Rates(scenario)

    def of(self, row: BomRow) -> tuple[Decimal, Decimal, Decimal]:
        """Return what a row adds: material, own work, outside work."""
        if row.is_passed_through:
            return _NOTHING, _NOTHING, _NOTHING
        ordered = row.orders * Fraction(row.lot)
        price = self._supplier_price(row.item)
        if row.source in _BOUGHT:
            cost = price or self._rates.item(row.item).amount
            return _money(ordered * Fraction(cost)), _NOTHING, _NOTHING
        internal, external = self._work(row)
        material = Fraction(0)
        is_subcontract = row.source is Source.SUBCONTRACT
        if is_subcontract:
            external += ordered * Fraction(price)
        if not (price or row.has_bill or row.item in self._scenario.routing_by_item):
            known = ordered * Fraction(self._rates.item(row.item).amount)
            external, material = (known, material) if is_subcontract else (external, known)
        return _money(material), _money(internal), _money(external)

    def _supplier_price(self, item: str) -> Decimal:
        """Return the price of the supplier that planning orders from; 0 for none."""
        chosen = self._terms.of(self._terms.sku(item, None)).supplier
        suppliers = self._scenario.item_by_id[item].suppliers
        return next((row.price for row in suppliers if row.supplier == chosen), _NOTHING)

    def _work(self, row: BomRow) -> tuple[Fraction, Fraction]:
        """Return what the phases of the orders cost on own centers, and on external ones."""
        internal = external = Fraction(0)
        routing = self._scenario.routing_by_item.get(row.item)
        for operation in routing.operations if routing else ():
            center = self._scenario.work_center_by_id[operation.work_center]
            cost = row.orders * self._phase(row, operation, center)
            if center.external:
                external += cost
            else:
                internal += cost
        return internal, external

    def _phase(self, row: BomRow, operation: Operation, center: WorkCenter) -> Fraction:
        """Return what a phase of one of the orders costs, exactly."""
        price = None
        if center.external or operation.unit_cost:
            price = self._rates.outside(operation, row.item, center, row.lot)
        if price is not None:
            return Fraction(price.amount) * Fraction(row.lot)
        work = routing_work(self._scenario, operation, center, row.lot)
        total = Fraction(0)
        for paid in work_rows(work, self._rates):
            if paid.hours is not None and paid.units is not None and paid.rate is not None:
                total += time_cost(paid.hours, paid.units, paid.rate)  # not rounded to cents yet
        return total


def _money(amount: Fraction) -> Decimal:
    """Return an amount rounded half up to a millionth."""
    return from_units(floor(amount * QUANTITY_SCALE + Fraction(1, 2)))
