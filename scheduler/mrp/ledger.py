"""What MRP starts from: stock, independent needs and documents, by netting unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.material import SupplyKind
from models.quantity import to_units
from models.scenario import Area
from models.terms import Sku
from scheduler.mrp.needs import Supply, When, need_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Scenario
    from models.terms import TermsTable
    from scheduler.mrp.documents import Document
    from scheduler.mrp.given import Given
    from scheduler.mrp.needs import Need

__all__ = ["Ledger"]


@dataclass
class Ledger:
    """Stock, documents and the needs known so far; explosion adds needs of lower levels."""

    _stock: dict[Sku, int] = field(default_factory=dict)
    _reserved: dict[Sku, list[Supply]] = field(default_factory=dict)
    _needs: dict[Sku, list[Need]] = field(default_factory=dict)
    _documents: dict[Sku, list[Document]] = field(default_factory=dict)
    _netted: set[Sku] = field(default_factory=set)

    @classmethod
    def open(cls, scenario: Scenario, terms: TermsTable, documents: Iterable[Document]) -> Ledger:
        """Return the ledger of a scenario, without independent needs.

        Parameters
        ----------
        documents
            In the order in which they are received.
        """
        ledger = cls()
        mrp = scenario.settings.mrp
        for stock in scenario.stock:
            if Area.STOCK in mrp.ignore or not (stock.available or mrp.unavailable_stock):
                continue
            sku, quantity = terms.sku(stock.item, stock.warehouse), to_units(stock.quantity)
            if stock.reserved_for is None:
                ledger._stock[sku] = ledger._stock.get(sku, 0) + quantity
            else:
                ledger._reserve(sku, quantity, stock.reserved_for)
        for rows in ledger._reserved.values():
            rows.sort(key=lambda row: (row.reserved_for, row.quantity))
        for sku, quantity in ledger._stock.items():
            if quantity < 0 and scenario.item_by_id[sku.item].exclude_negative_stock:
                ledger._stock[sku] = 0
        for document in documents:
            ledger._documents.setdefault(document.sku, []).append(document)
        return ledger

    def _reserve(self, sku: Sku, quantity: int, consumer: str) -> None:
        if quantity > 0:
            row = Supply(When(0, 0), SupplyKind.STOCK, sku.item, quantity, reserved_for=consumer)
            self._reserved.setdefault(sku, []).append(row)

    def hold(self, given: Given) -> None:
        """Keep what was planned before for its consumers: nobody else may use it."""
        for sku in {*given.held, *given.planned}:
            held = given.stock_held(sku)
            if held:
                self._stock[sku] = self._stock.get(sku, 0) - held
            self._reserved.setdefault(sku, []).extend(given.reserved(sku))
        for sku, documents in self._documents.items():
            self._documents[sku] = list(given.left_of(documents))

    def add(self, needs: Iterable[Need]) -> None:
        """Take note of needs of items that are still to be netted."""
        for need in needs:
            self._needs.setdefault(Sku(need.item, need.warehouse), []).append(need)

    def stock(self, sku: Sku) -> int:
        """Return the stock on hand that anybody may use, in millionths of a piece."""
        return self._stock.get(sku, 0)

    def reserved(self, sku: Sku) -> list[Supply]:
        """Return what is held for one consumer each: stock, and what was planned before."""
        return self._reserved.get(sku, [])

    def take_needs(self, sku: Sku) -> list[Need]:
        """Return the needs of a netting unit by time, and forget them: it is netted once."""
        self._netted.add(sku)
        return sorted(self._needs.pop(sku, ()), key=need_order)

    def is_netted(self, sku: Sku) -> bool:
        """Tell whether the needs of a unit were taken already; more would come too late."""
        return sku in self._netted

    def known_quantity(self, sku: Sku, until: When) -> int:
        """Return what is needed of a unit until a moment, as far as is known yet."""
        return sum(need.quantity for need in self._needs.get(sku, ()) if need.when <= until)

    def documents(self, sku: Sku) -> tuple[Document, ...]:
        """Return the documents of a netting unit by receipt."""
        return tuple(self._documents.get(sku, ()))
