"""Names of planned orders: readable, and the same in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import OrderType

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        self._numbers: dict[tuple[OrderType, str], int] = {}

    def next(self, order_type: OrderType, item: str) -> str:
        """Return ``MO-<item>-1``, then ``MO-<item>-2`` and so on, leaving out what is taken."""
        number = self._numbers.get((order_type, item), 0) + 1
        while (name := f"{_PREFIX[order_type]}-{item}-{number}") in self._taken:
            number += 1
        self._numbers[order_type, item] = number
        return name
