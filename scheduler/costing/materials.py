"""What is taken from stock, bought, used up already or made outside as a whole, and its price."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from models.bills import bom_of
from models.material import SupplyKind
from models.quantity import from_units, to_units
from models.scenario import OrderType
from scheduler.costing.amounts import NOTHING, Amounts
from scheduler.costing.rows import Basis, CostRow, Piece
from scheduler.mrp.explode import BomLines
from scheduler.mrp.material_dates import is_consumed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from models.material import Peg, SupplyOrder
    from models.plan import Plan
    from scheduler.costing.rates import Price, Rates

__all__ = ["WORKED", "Materials", "Supplied", "peg_row"]

WORKED = (OrderType.PRODUCTION, OrderType.SUBCONTRACT)
"""Types of order that work is done for."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a peg brings costs, and what of it nobody could tell.

    Parameters
    ----------
    basis
        Where the price comes from.
    rate
        Of a piece; ``None`` for a share of an order.
    order
        The order whose cost it is a share of; empty for a price.
    lacks
        Items without a cost or a supply, and orders that are not scheduled.
    """

    amounts: Amounts
    basis: Basis
    rate: Decimal | None = None
    order: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Materials:
    """Prices of materials in a plan."""

    plan: Plan
    rates: Rates

    def priced(self, peg: Peg) -> Supplied:
        """Return the cost of what is taken from stock, bought, or not scheduled."""
        order = None
        if peg.supply_kind is SupplyKind.ORDER:
            order = self.plan.material.order_by_id.get(peg.supply)
        if order is not None and order.type in WORKED:
            return Supplied(NOTHING, Basis.NONE, lacks=(order.id,))
        price = self._price(peg.item, order)
        amount = self.rates.rounder(Fraction(peg.quantity) * Fraction(price.amount))
        lacks = (peg.item,) if price.basis is Basis.NONE else ()
        return Supplied(Amounts(material=amount), price.basis, price.amount, lacks=lacks)

    def _price(self, item: str, order: SupplyOrder | None) -> Price:
        if order is not None and order.type is OrderType.PURCHASE:
            agreed = self.rates.ordered(order)
            if agreed is not None:
                return agreed
        return self.rates.item(item)

    def consumed(self, order: SupplyOrder) -> Iterator[CostRow]:
        """Yield the material that left the stock already, by the bill of the order."""
        document = self.plan.scenario.order_by_id.get(order.id)
        if document is None or order.type not in WORKED:
            return
        for line in self._bills.of(order.item, order.version or None):
            phase = line.phase if self._bills.has_phase(order.item, line.phase) else None
            if is_consumed(document, phase):
                quantity = from_units(line.quantity(to_units(order.quantity)))
                price = self.rates.item(line.item)
                yield self._row(order, line.item, quantity, price, phase=phase)

    @cached_property
    def _bills(self) -> BomLines:
        return BomLines(self.plan.scenario)

    def outside(self, order: SupplyOrder) -> Iterator[CostRow]:
        """Yield what a subcontractor asks; of what nobody describes, what the item costs."""
        is_outside = order.type is OrderType.SUBCONTRACT
        price = self.rates.ordered(order) if is_outside else None
        if price is None:
            scenario = self.plan.scenario
            has_bill = bom_of(scenario, order.item, order.version or None) is not None
            if has_bill or order.item in scenario.routing_by_item or order.type not in WORKED:
                return
            price = self.rates.item(order.item)
        piece = Piece.SUBCONTRACT if is_outside else Piece.MATERIAL
        yield self._row(order, order.item, order.quantity, price, piece=piece)

    def _row(
        self,
        order: SupplyOrder,
        item: str,
        quantity: Decimal,
        price: Price,
        *,
        phase: int | None = None,
        piece: Piece = Piece.MATERIAL,
    ) -> CostRow:
        return CostRow(
            order=order.id,
            piece=piece,
            name=item,
            amount=self.rates.rounder(Fraction(quantity) * Fraction(price.amount)),
            basis=price.basis,
            phase=phase,
            quantity=quantity,
            rate=price.amount,
        )


def peg_row(order: str, peg: Peg, found: Supplied) -> CostRow:
    """Return what a peg brings to an order as a row of its costs."""
    return CostRow(
        order=order,
        piece=Piece.COMPONENT if found.order else Piece.MATERIAL,
        name=peg.item,
        amount=found.amounts.industrial,
        basis=found.basis,
        phase=peg.phase,
        supply=peg.supply if peg.supply_kind is SupplyKind.ORDER else "",
        quantity=peg.quantity,
        rate=found.rate,
    )
