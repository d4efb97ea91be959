"""What netting rules say about existing orders: what they bring, and until when they count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.quantity import to_units
from scheduler.mrp.lots import without_scrap
from scheduler.mrp.rules import RuleTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.scenario import Order, Scenario
    from models.terms import Sku, Terms, TermsTable
    from scheduler.mrp.lead_times import LeadTimes
    from scheduler.mrp.netting import NettingRule

__all__ = ["DocumentRules"]


@dataclass(frozen=True)
class DocumentRules:
    """The netting rules of a scenario, as far as its documents are concerned.

    Parameters
    ----------
    num_buckets
        Days of the horizon.
    """

    scenario: Scenario
    terms: TermsTable
    lead_times: LeadTimes
    num_buckets: int
    _last: dict[Sku, int] = field(default_factory=dict)

    def last_bucket(self, sku: Sku) -> int:
        """Return the last bucket in which a run may plan a receipt of an item.

        Beyond the horizon, or the item's schedule limit, lie the receipts of needs within the
        frozen fence, and of what is ordered now because of the reorder level. Documents count as
        far: otherwise every run would order that once more.
        """
        if sku not in self._last:
            self._last[sku] = self._find_last(self.terms.of(sku))
        return self._last[sku]

    def _find_last(self, terms: Terms) -> int:
        limit = terms.item.schedule_limit
        last = (self.num_buckets if limit is None else min(self.num_buckets, limit.days)) - 1
        if last < 0 or not (terms.item.fence or terms.reorder_level):
            return last
        rule = RuleTable(self.scenario, self.lead_times).of(terms)
        found = last
        if rule.fence_end is not None:
            found = max(found, rule.fence_end)
        if rule.reorder is not None:
            found = max(found, rule.reorder.received(last))
        return found

    def supplied(self, orders: Iterable[Order], buckets: Mapping[str, int]) -> dict[str, int]:
        """Return what each order brings after scrap, in millionths, by id.

        Orders of one day into which a maximum lot has split a need lose less than a millionth
        together, as they did when they were planned.

        Parameters
        ----------
        buckets
            Day on which each order counts, by id.
        """
        runs: dict[tuple[object, ...], tuple[int, int]] = {}
        found = {}
        for order in sorted(orders, key=lambda order: (len(order.id), order.id)):
            scrap = to_units(self.scenario.item_by_id[order.item].scrap)
            quantity = to_units(order.quantity)
            if not scrap:
                found[order.id] = quantity
                continue
            sku = self.terms.sku(order.item, order.warehouse)
            key = (sku, buckets[order.id], order.job, order.version)
            before, given = runs.pop(key, (0, 0))
            found[order.id] = without_scrap(before + quantity, scrap=scrap) - given
            if quantity == self.of(sku, order.version or "").sizing.largest:
                runs[key] = (before + quantity, given + found[order.id])
        return found

    def of(self, sku: Sku, version: str) -> NettingRule:
        """Return how orders of an item that are made from a version are netted."""
        return RuleTable(self.scenario, self.lead_times).of(self.terms.of(sku), version)
