"""Names of planned orders: readable, and the same in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import OrderType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Scenario

__all__ = ["OrderNames"]

_PREFIX = {
    OrderType.PRODUCTION: "MO",
    OrderType.PURCHASE: "PO",
    OrderType.SUBCONTRACT: "SC",
    OrderType.TRANSFER: "TO",
}

_LONGEST = 288
"""Letters of an item in a name: with prefix and number it has at most the 300 that ids may have."""


class OrderNames:
    """Number the planned orders of each item, around names that are taken.

    Parameters
    ----------
    scenario
        Its documents, whatever they are, have names that no planned order may have.
    also
        Further names.
    """

    def __init__(self, scenario: Scenario, also: Iterable[str] = ()) -> None:
        tables = (scenario.demands, scenario.forecasts, scenario.orders, scenario.jobs)
        beginnings = tuple(f"{prefix}-" for prefix in _PREFIX.values())
        names = (row.id for table in tables for row in table)
        # few of a million demands are called like an order
        self._taken = frozenset(name for name in names if name.startswith(beginnings)).union(also)
        self._numbers: dict[str, int] = {}

    def next(self, order_type: OrderType, item: str) -> str:
        """Return ``MO-<item>-1``, then ``MO-<item>-2`` and so on, leaving out what is taken."""
        stem = f"{_PREFIX[order_type]}-{item[:_LONGEST]}"  # items that begin alike count together
        number = self._numbers.get(stem, 0) + 1
        while (name := f"{stem}-{number}") in self._taken:
            number += 1
        self._numbers[stem] = number
        return name
