"""What was planned before an MRP run: its orders, what they need, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from models.material import SupplyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.material import SupplyOrder
    from models.terms import Sku
    from scheduler.mrp.documents import Document
    from scheduler.mrp.needs import Need, Supply

    Supplies = Mapping[Sku, tuple[Supply, ...]]

__all__ = ["Given"]


@dataclass(frozen=True)
class Given:
    """What an MRP run finds planned, and neither nets nor pegs anew.

    Parameters
    ----------
    orders
        Orders planned before, e.g. for jobs.
    needs
        What these orders need, and what jobs need that serve no demand.
    held
        What consumers hold of stock and documents, each for the consumer it is reserved for.
    planned
        What the orders bring: parts that are reserved for a consumer, and what is left.
    decided
        Documents that jobs use: whether they move or go is for these to say.
    reason
        Why MRP plans nothing beside them; empty if it does.
    """

    orders: tuple[SupplyOrder, ...] = ()
    needs: tuple[Need, ...] = ()
    held: Supplies = field(default_factory=dict)
    planned: Supplies = field(default_factory=dict)
    decided: frozenset[str] = frozenset()
    reason: str = ""

    @cached_property
    def _held_of_documents(self) -> dict[str, int]:
        held: dict[str, int] = {}
        for parts in self.held.values():
            for part in parts:
                if part.kind is SupplyKind.ORDER:
                    held[part.id] = held.get(part.id, 0) + part.quantity
        return held

    @cached_property
    def order_by_id(self) -> dict[str, SupplyOrder]:
        """Return the orders by id."""
        return {order.id: order for order in self.orders}

    def reserved(self, sku: Sku) -> list[Supply]:
        """Return what consumers hold of a netting unit, whatever it is."""
        parts = [part for part in self.planned.get(sku, ()) if part.reserved_for]
        return [*self.held.get(sku, ()), *parts]

    def left_over(self, sku: Sku) -> list[Supply]:
        """Return what the orders planned before bring beyond what is reserved."""
        return [part for part in self.planned.get(sku, ()) if not part.reserved_for]

    def stock_held(self, sku: Sku) -> int:
        """Return what consumers hold of the stock on hand, in millionths of a piece."""
        held = self.held.get(sku, ())
        return sum(part.quantity for part in held if part.kind is SupplyKind.STOCK)

    def left_of(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield documents with what nobody holds of them; without a supply if that is nothing."""
        for document in documents:
            supply, taken = document.supply, self._held_of_documents.get(document.order.id, 0)
            is_decided = bool(taken) or document.order.id in self.decided
            if supply is None or not is_decided:
                yield document
            elif taken >= supply.quantity:
                yield replace(document, supply=None, is_decided=True)
            else:
                left = replace(supply, quantity=supply.quantity - taken)
                yield replace(document, supply=left, is_decided=True)
