"""What MRP starts from: stock, demands and documents, by item."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.quantity import to_units
from scheduler.mrp.needs import Need, need_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Scenario
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.documents import Document

__all__ = ["Ledger"]


@dataclass
class Ledger:
    """Stock, documents and the needs known so far; explosion adds needs of lower levels."""

    _stock: dict[str, int] = field(default_factory=dict)
    _needs: dict[str, list[Need]] = field(default_factory=dict)
    _documents: dict[str, list[Document]] = field(default_factory=dict)

    @classmethod
    def open(cls, scenario: Scenario, buckets: Buckets, documents: Iterable[Document]) -> Ledger:
        """Return the ledger of a scenario; demands beyond the horizon are left out.

        Parameters
        ----------
        documents
            In the order in which they are received.
        """
        ledger = cls()
        for stock in scenario.stock:
            ledger._stock[stock.item] = ledger.stock(stock.item) + to_units(stock.quantity)
        for demand in scenario.demands:
            when = buckets.overdue_is_now(buckets.due(demand.due))
            if when.bucket < buckets.count:
                quantity = to_units(demand.quantity)
                ledger.add((Need(when, DemandKind.DEMAND, demand.id, demand.item, quantity),))
        for document in documents:
            ledger._documents.setdefault(document.order.item, []).append(document)
            ledger.add(document.needs)
        return ledger

    def add(self, needs: Iterable[Need]) -> None:
        """Take note of needs of items that are still to be netted."""
        for need in needs:
            self._needs.setdefault(need.item, []).append(need)

    def stock(self, item: str) -> int:
        """Return the stock on hand in millionths of a piece."""
        return self._stock.get(item, 0)

    def needs(self, item: str) -> list[Need]:
        """Return the needs of an item by time."""
        return sorted(self._needs.get(item, ()), key=need_order)

    def documents(self, item: str) -> tuple[Document, ...]:
        """Return the documents of an item by receipt."""
        return tuple(self._documents.get(item, ()))
