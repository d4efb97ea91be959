"""Names of planned orders: readable, and the same in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import OrderType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["OrderNames"]

_PREFIX = {
    OrderType.PRODUCTION: "MO",
    OrderType.PURCHASE: "PO",
    OrderType.SUBCONTRACT: "SC",
    OrderType.TRANSFER: "TO",
}


class OrderNames:
    """Number the planned orders of each item, around the names that documents have."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = frozenset(taken)

    def of_item(self, order_type: OrderType, item: str) -> Iterator[str]:
        """Yield ``MO-<item>-1``, ``MO-<item>-2`` and so on, leaving out what is taken."""
        number = 0
        while True:
            number += 1
            name = f"{_PREFIX[order_type]}-{item}-{number}"
            if name not in self._taken:
                yield name
