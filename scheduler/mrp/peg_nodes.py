"""Nodes of a pegging tree, and how it grows without end or recursion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

__all__ = ["NodeKind", "PegNode", "grown"]


class NodeKind(StrEnum):
    """What a node of the tree is."""

    DEMAND = "demand"
    FORECAST = "forecast"
    JOB = "job"
    SAFETY_STOCK = "safety-stock"
    ORDER = "order"
    STOCK = "stock"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PegNode:
    """A need, or a supply held for the node above it.

    Parameters
    ----------
    id
        Of the demand, forecast, job row or order; of the item for stock and safety stock, and for
        what is missing.
    item
        Empty for a job of several rows.
    quantity
        Pieces of `item` that pass between it and the node above; of the root, its own.
    phase
        Phase of the consuming order that needs the item; ``None`` for its start.
    supplies
        What serves it. Of an order: the material of the whole order, even if the node above
        takes only a part of it. In a tree that goes up: what it serves.
    note
        Why something is missing.
    """

    kind: NodeKind
    id: str
    item: str
    quantity: Decimal
    phase: int | None
    supplies: tuple[PegNode, ...]
    warehouse: str = ""
    note: str = ""


def grown(
    nodes: Iterable[PegNode], branches: Callable[[str], Sequence[PegNode]]
) -> tuple[PegNode, ...]:
    """Return nodes with all that is below them; orders that occur again share theirs.

    Trees may be deeper than Python's stack. An order that would come below itself stays bare.
    """
    top = list(nodes)
    done: dict[str, tuple[PegNode, ...]] = {}
    begun: dict[str, Sequence[PegNode]] = {}
    stack = [node.id for node in top if node.kind is NodeKind.ORDER]
    while stack:
        order = stack[-1]
        if order not in begun:
            begun[order] = branches(order)
            stack += [
                node.id
                for node in begun[order]
                if node.kind is NodeKind.ORDER and node.id not in begun
            ]
            continue
        stack.pop()
        if order not in done:
            done[order] = tuple(_with(node, done) for node in begun[order])
    return tuple(_with(node, done) for node in top)


def _with(node: PegNode, done: dict[str, tuple[PegNode, ...]]) -> PegNode:
    if node.kind is not NodeKind.ORDER:
        return node
    return replace(node, supplies=done.get(node.id, ()))
