"""Follow the pegging down: from a demand to the last bought part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind

if TYPE_CHECKING:
    from decimal import Decimal

    from models.material import MaterialPlan, Peg

__all__ = ["NodeKind", "PegNode", "peg_tree"]


class NodeKind(StrEnum):
    """What a node of the tree is."""

    DEMAND = "demand"
    ORDER = "order"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class PegNode:
    """A demand, or a supply held for the node above it.

    Parameters
    ----------
    id
        Of the demand or order; of the item for stock.
    quantity
        Pieces held for the node above; of the root, its own.
    phase
        Phase of the order above that consumes it; ``None`` for its start.
    supplies
        What serves it. Of an order: the material of the whole order, even if the node above
        takes only a part of it.
    """

    kind: NodeKind
    id: str
    item: str
    quantity: Decimal
    phase: int | None
    supplies: tuple[PegNode, ...]


def peg_tree(plan: MaterialPlan, root: str) -> PegNode:
    """Return the tree of supplies below a demand, or below an order.

    Parameters
    ----------
    root
        Id of a demand that the plan serves, or of an order; a demand comes first.

    Raises
    ------
    LookupError
        If the plan knows neither.
    """
    below: dict[str, tuple[PegNode, ...]] = {}
    pegs = plan.pegs_by_consumer.get((DemandKind.DEMAND, root))
    if pegs:
        quantity = sum((peg.quantity for peg in pegs[1:]), start=pegs[0].quantity)
        supplies = tuple(_supply(plan, peg, below) for peg in pegs)
        return PegNode(NodeKind.DEMAND, root, pegs[0].item, quantity, None, supplies)
    order = plan.order_by_id.get(root)
    if order is None:
        message = f"no demand and no order {root!r} in the material plan"
        raise LookupError(message)
    supplies = _material(plan, root, below)
    return PegNode(NodeKind.ORDER, root, order.item, order.quantity, None, supplies)


def _supply(plan: MaterialPlan, peg: Peg, below: dict[str, tuple[PegNode, ...]]) -> PegNode:
    if peg.supply_kind is SupplyKind.STOCK:
        return PegNode(NodeKind.STOCK, peg.supply, peg.item, peg.quantity, peg.phase, ())
    supplies = _material(plan, peg.supply, below)
    return PegNode(NodeKind.ORDER, peg.supply, peg.item, peg.quantity, peg.phase, supplies)


def _material(
    plan: MaterialPlan, order: str, below: dict[str, tuple[PegNode, ...]]
) -> tuple[PegNode, ...]:
    """Return the nodes below an order; orders that serve many share theirs."""
    if order not in below:
        pegs = plan.pegs_by_consumer.get((DemandKind.ORDER, order), ())
        below[order] = tuple(_supply(plan, peg, below) for peg in pegs)
    return below[order]
