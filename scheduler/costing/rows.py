"""The pieces a cost is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.costing.amounts import Amounts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from fractions import Fraction

__all__ = ["Basis", "CostRow", "Piece", "own_amounts"]


class Piece(StrEnum):
    """What a row of costs is for."""

    MATERIAL = "material"
    COMPONENT = "component"
    """Comes from another order, whose rows say what it costs."""
    MACHINE = "machine"
    LABOUR = "labour"
    SETUP = "setup"
    OVERTIME = "overtime"
    SUBCONTRACT = "subcontract"


class Basis(StrEnum):
    """Where the figures of a row come from."""

    PLAN = "plan"
    """A rate x the time planned."""
    ROUTING = "routing"
    """A rate x the time of the routing: the phase is begun or done, or outside without a price."""
    UNIT_COST = "unit-cost"
    """The cost of a piece that the phase names."""
    PRICE_LIST = "price-list"
    ORDER_PRICE = "order-price"
    SUPPLIER_PRICE = "supplier-price"
    STANDARD = "standard"
    LAST = "last"
    AVERAGE = "average"
    SHARE = "share"
    """The part of another order's cost that goes in."""
    DECLARED = "declared"
    """A rate x the time, or the quantity, that was declared."""
    INVOICE = "invoice"
    NONE = "none"
    """Nobody says what it costs."""


@dataclass(frozen=True, slots=True)
class CostRow:
    """One piece of the cost of an order.

    Parameters
    ----------
    phase
        ``None`` for what goes with the order as a whole.
    name
        The item; the machine, or machines; the skill, worker or resource.
    work_center
        Where; empty for materials.
    supply
        The order that brings the item; empty for stock.
    quantity
        Pieces, where pieces are paid.
    hours, units
        Hours of so many machines or workers, where time is paid; a part of a worker's time is
        a part of a unit.
    rate
        Of a piece or an hour; ``None`` for a share of another order.
    amount
        quantity x rate, or hours x units x rate, rounded.
    """

    order: str
    piece: Piece
    name: str
    amount: Decimal
    basis: Basis
    phase: int | None = None
    work_center: str = ""
    supply: str = ""
    quantity: Decimal | None = None
    hours: Fraction | None = None
    units: Decimal | None = None
    rate: Decimal | None = None


def own_amounts(rows: Iterable[CostRow]) -> Amounts:
    """Return the sums of rows by kind, without what comes from other orders."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row.piece is not Piece.COMPONENT:
            sums[row.piece] = sums[row.piece] + row.amount if row.piece in sums else row.amount
    return Amounts(**sums)
