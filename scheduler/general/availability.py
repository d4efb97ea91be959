"""The running account of stock and receipts that all jobs share."""

from __future__ import annotations

from bisect import insort
from itertools import accumulate
from typing import TYPE_CHECKING

from models.material import SupplyKind
from models.scenario import AvailabilityAt
from scheduler.general.network import Link, Offer
from scheduler.mrp.needs import When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from models.scenario import Scenario
    from models.terms import Sku
    from scheduler.general.network import Want
    from scheduler.mrp.ledger import Ledger

__all__ = ["Availability"]

_NOW = When(0, 0)


class Availability:
    """Stock, documents and what jobs leave of their orders, less what is promised.

    What is available at a moment is the stock and all receipts until then, less the needs of
    documents and of demands without a job until then, and less what jobs took. Jobs never take
    what an earlier need of others needs. Receipts of documents that belong to a job serve that
    job alone, whenever they come.

    Parameters
    ----------
    floor
        Returns the stock of an item that is never used, in millionths.
    at
        Whether the availability on the day of need counts, or the least from then on.
    until
        First day on which nothing counts any more.
    """

    def __init__(
        self,
        scenario: Scenario,
        ledger: Ledger,
        *,
        floor: Callable[[Sku], int],
        at: AvailabilityAt,
        until: int,
    ) -> None:
        self._scenario = scenario
        self._ledger = ledger
        self._floor = floor
        self._is_minimum = at is AvailabilityAt.MINIMUM
        self._until = until
        self._offers: dict[Sku, list[Offer]] = {}
        self._kept: list[tuple[Offer, int, str]] = []
        self._promised: dict[Sku, list[tuple[When, int]]] = {}

    def stock(self, sku: Sku) -> int:
        """Return the stock on hand that anybody may use, in millionths."""
        return self._ledger.stock(sku)

    def kept(self, skus: Iterable[Sku]) -> list[tuple[Offer, int, str]]:
        """Return what documents of jobs hold for others of the same job, with their consumer."""
        for sku in skus:
            self._of(sku)
        return self._kept

    def available(self, sku: Sku, when: When) -> int:
        """Return what anybody may use by then, in millionths; below 0 if too much is promised.

        Without regard to safety stock.
        """
        when = max(when, _NOW)
        moments, totals = self._projection(sku, when)
        return min(total for at, total in zip(moments, totals, strict=True) if at >= when)

    def take_own(self, want: Want, quantity: int) -> int:
        """Let a want draw on the documents of its own job; return how much it got."""
        own = [offer for offer in self._of(want.sku) if _is_for(want.row, offer)]
        return _draw(want, own, quantity)

    def take(self, want: Want, quantity: int, sku: Sku | None = None) -> int:
        """Let a want draw on what anybody may use by then; return how much it got.

        Parameters
        ----------
        sku
            What it draws on; an alternative to what it wants.
        """
        sku = sku or want.sku
        needed = max(want.when, _NOW)
        moments, totals = self._projection(sku, needed)
        floor = self._floor(sku)
        taken = 0
        for offer in self._of(sku):
            if offer.row or offer.when > needed or not offer.free or taken >= quantity:
                continue
            # taken from here on: the least of what is available then bounds it
            room = min(total for at, total in zip(moments, totals, strict=True) if at >= offer.when)
            allowed = min(quantity - taken, room - floor - taken)
            if allowed > 0:
                taken += _draw(want, [offer], allowed)
        return taken

    def reach(self, sku: Sku, when: When) -> int:
        """Return how much a want could take by then."""
        return max(0, self.available(sku, when) - self._floor(sku))

    def add(self, offer: Offer) -> None:
        """Take note of what an order of this run leaves to others."""
        insort(self._of(offer.sku), offer, key=_when)

    def _projection(self, sku: Sku, when: When) -> tuple[list[When], list[int]]:
        """Return moments and what is available at them.

        Up to the need, which is one of them, and after it if the least from then on counts.
        """
        changes = {when: 0}
        rows = [(row.when, row.free) for row in self._of(sku) if not row.row]
        for at, quantity in [*rows, *self._promised[sku]]:
            if at <= when or (self._is_minimum and at.bucket < self._until):
                changes[at] = changes.get(at, 0) + quantity
        moments = sorted(changes)
        return moments, list(accumulate(changes[at] for at in moments))

    def _of(self, sku: Sku) -> list[Offer]:
        if sku not in self._offers:
            self._open(sku)
        return self._offers[sku]

    def _open(self, sku: Sku) -> None:
        """Read stock, documents and promises of an item in one place."""
        stock = self._ledger.stock(sku)
        offers = [Offer(sku, SupplyKind.STOCK, sku.item, _NOW, stock)]
        for document in self._ledger.documents(sku):
            supply = document.supply
            if supply is not None:
                row = document.order.job if self._scenario.job_named(document.order.job) else ""
                offers.append(Offer(sku, supply.kind, supply.id, supply.when, supply.quantity, row))
        promised = []
        for need in self._ledger.take_needs(sku):
            left = need.quantity
            for offer in offers if need.job else ():
                kept = min(left, offer.free) if _is_for(need.job, offer) else 0
                if kept > 0:
                    offer.free -= kept
                    left -= kept
                    self._kept.append((offer, kept, need.consumer))
            promised.append((need.when, -left))
        self._offers[sku] = sorted(offers, key=_when)
        self._promised[sku] = promised


def _is_for(row: str, offer: Offer) -> bool:
    """Tell whether a document is for a row of a job; either may name the job only."""
    if not row or not offer.row:
        return False
    return (
        row == offer.row
        or row.rpartition("/")[0] == offer.row
        or (row == offer.row.rpartition("/")[0])
    )


def _when(offer: Offer) -> tuple[When, str]:
    return (offer.when, offer.id)


def _draw(want: Want, offers: list[Offer], quantity: int) -> int:
    """Link a want to offers, in order, up to a quantity; return how much that is."""
    taken = 0
    for offer in offers:
        drawn = min(offer.free, quantity - taken)
        if drawn > 0:
            offer.free -= drawn
            want.links.append(Link(offer, drawn))
            taken += drawn
    return taken
