"""What a run of general planning works with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.bills import bom_of
from models.scenario import OrderType, Policy, Source
from models.terms import TermsTable
from scheduler.general.availability import Availability
from scheduler.general.dating import Dating
from scheduler.general.loads import Loads
from scheduler.mrp.documents import DocumentReader
from scheduler.mrp.explode import BomLines
from scheduler.mrp.forecasts import independent_needs
from scheduler.mrp.item_sizing import batch_of, item_sizing
from scheduler.mrp.lead_times import LeadTimes
from scheduler.mrp.ledger import Ledger
from scheduler.mrp.low_level_codes import low_level_codes
from scheduler.mrp.names import OrderNames
from scheduler.mrp.rules import RuleTable
from scheduler.mrp.scope import Scope
from scheduler.mrp.skus import skus_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.material import DemandKind
    from models.scenario import GeneralSettings, Item, Scenario
    from models.terms import Sku, Terms
    from scheduler.general.network import JobOrder
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.documents import Document
    from scheduler.mrp.lots import LotSizing

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """The scenario, its parameters, and what reads it.

    Parameters
    ----------
    scenario
        Without the orders that are planned anew.
    documents
        By receipt.
    """

    scenario: Scenario
    settings: GeneralSettings
    buckets: Buckets
    terms: TermsTable
    levels: dict[str, int]
    bom_lines: BomLines
    rules: RuleTable
    dating: Dating
    scope: Scope
    names: OrderNames
    documents: tuple[Document, ...]

    @classmethod
    def of(cls, scenario: Scenario, settings: GeneralSettings, buckets: Buckets) -> Context:
        """Return the context of a run."""
        levels = low_level_codes(scenario)
        lead_times = LeadTimes(scenario, buckets)
        bom_lines, terms = BomLines(scenario), TermsTable(scenario)
        reader = DocumentReader(scenario, terms, buckets, lead_times, bom_lines, levels)
        scope = Scope.of(scenario)
        return cls(
            scenario=scenario,
            settings=settings,
            buckets=buckets,
            terms=terms,
            levels=levels,
            bom_lines=bom_lines,
            rules=RuleTable(scenario, lead_times),
            dating=Dating(scenario, settings, buckets),
            # whatever MRP leaves to job orders is what this run is for
            scope=replace(scope, mrp=scope.mrp.model_copy(update={"jobs": True})),
            names=OrderNames(scenario),
            documents=tuple(reader.read()),
        )

    def open_demands(self) -> dict[tuple[DemandKind, str], int]:
        """Return what MRP sees of each demand and forecast, in millionths."""
        needs, _ = independent_needs(self.scenario, self.buckets)
        quantities: dict[tuple[DemandKind, str], int] = {}
        for need in needs:
            key = (need.kind, need.consumer)
            quantities[key] = quantities.get(key, 0) + need.quantity
        return quantities

    def availability(self, without: Iterable[str]) -> Availability:
        """Return the running account of stock and receipts.

        Parameters
        ----------
        without
            Demands and forecasts that jobs serve: they claim nothing beside these.
        """
        ledger = Ledger.open(self.scenario, self.terms, self.documents)
        needs, _ = independent_needs(self.scenario, self.buckets, without=frozenset(without))
        ledger.add(self.bom_lines.without_kits(needs))
        for document in self.documents:
            ledger.add(document.needs)
        until = self.buckets.count
        if self.settings.until is not None:
            until = min(until, (self.settings.until - self.buckets.clock.first_day).days + 1)
        return Availability(
            self.scenario,
            ledger,
            floor=self.floor,
            at=self.settings.availability_at,
            until=until,
        )

    def loads(self) -> Loads | None:
        """Return the load that documents put on centers; ``None`` if nobody looks at it.

        A production order that stands in the scenario counts as late as it may run.
        """
        if not self.settings.alternative_phases:
            return None
        loads = Loads(self.scenario, self.buckets, self.settings.occupancy_tolerance)
        for document in self.documents:
            terms = self.terms_of(document.sku, Source.MAKE)
            is_made_here = document.order.type is OrderType.PRODUCTION
            if document.supply is None or not is_made_here or not self.dating.walks(terms):
                continue
            done = {row.phase for row in document.row.progress}
            dates = self.dating.latest(terms, document.ordered, document.supply.when)
            loads.add(row for row in dates.phases if row.phase not in done)
        return loads

    def skus_of(self, item: Item) -> list[Sku]:
        """Return where an item is netted, takers before givers."""
        return skus_of(self.scenario, self.terms, item)

    def floor(self, sku: Sku) -> int:
        """Return the stock of an item that is never used, in millionths."""
        return self.rules.of(self.terms.of(sku)).floor

    def terms_of(self, sku: Sku, source: Source | None) -> Terms:
        """Return the terms of an item, with the source that a job row names."""
        terms = self.terms.of(sku)
        return terms if source is None else replace(terms, source=source)

    def version_of(self, item: str, named: str | None) -> str | None:
        """Return the version of a bill of materials: the one named, the item's, the fallback."""
        record = self.scenario.item_by_id[item]
        fallback = self.settings.version
        if named or record.bom_version or not fallback:
            return named
        return fallback if bom_of(self.scenario, item, fallback) is not None else None

    def sizing(self, terms: Terms, version: str | None) -> LotSizing:
        """Return how the orders of an item are sized."""
        bom = bom_of(self.scenario, terms.item.id, version)
        return item_sizing(terms, batch_of(terms, bom), self.settings)

    def is_left_to_mrp(self, item: Item, consumer: JobOrder | None) -> bool:
        """Tell whether an item is not planned for a job, but left to MRP.

        So is material whose policy is to plan by requirement, or, where it has none, that of an
        order made to assemble (``ato``); and what may not be planned at all.
        """
        if self.scope.is_out(item) or self.scope.reason_against(item):
            return True
        if consumer is None:
            return False
        if item.policy is not None:
            return not item.policy.is_job_driven
        return consumer.terms.item.policy is Policy.ATO

    def is_planned(self, terms: Terms, depth: int) -> bool:
        """Tell whether orders of a type on a level of the job are planned by this run."""
        levels = self.settings.levels
        return (not levels or depth in levels) and terms.order_type in self.settings.orders_for

    def is_exploded(self, depth: int, *, is_planned: bool) -> bool:
        """Tell whether anything below an order may be planned by this run."""
        levels = self.settings.levels
        return is_planned or not levels or max(levels) > depth
