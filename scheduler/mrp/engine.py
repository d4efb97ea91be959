"""The MRP run: level by level, from demands to orders with their pegging."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.material import DemandKind, MaterialPlan, SupplyKind, Uncovered
from models.quantity import QUANTITY_SCALE, from_units
from models.scenario import Policy
from models.terms import Sku, TermsTable
from scheduler.mrp.advising import Advising
from scheduler.mrp.alternatives import Substitutes
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.collector import collector_at_rest
from scheduler.mrp.documents import DocumentReader
from scheduler.mrp.explode import BomLines
from scheduler.mrp.forecasts import independent_needs
from scheduler.mrp.given import Given
from scheduler.mrp.grid import Grids
from scheduler.mrp.lead_times import LeadTimes
from scheduler.mrp.ledger import Ledger
from scheduler.mrp.low_level_codes import low_level_codes
from scheduler.mrp.names import OrderNames
from scheduler.mrp.needs import Need, Supply, When, need_order, supply_order
from scheduler.mrp.ordering import Ordering
from scheduler.mrp.own_supplies import hold_own
from scheduler.mrp.pegging import Served, match, pegs_of
from scheduler.mrp.rules import RuleTable
from scheduler.mrp.scope import Scope
from scheduler.mrp.skus import skus_of
from scheduler.mrp.suggestions import suggestion_order
from scheduler.mrp.tools import ToolNeeds
from scheduler.mrp.unit import Proposal, Unit, after_reserved
from scheduler.mrp.unit_rows import UnitRows
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.material import Peg, Suggestion
    from models.scenario import Scenario
    from models.terms import Terms
    from scheduler.ddmrp import BufferPlanner
    from scheduler.mrp.advising import Counted
    from scheduler.mrp.documents import Document
    from scheduler.mrp.lead_times import OrderTiming

__all__ = ["plan_materials"]

_MOST_UNITS = 2**62


def plan_materials(scenario: Scenario, *, given: Given | None = None) -> MaterialPlan:
    """Return the orders a scenario needs, with pegging and the MRP grid.

    Items are netted by low-level code, so that every need of an item is known before it is
    netted. The plan does not depend on the order of the rows of the scenario.

    Parameters
    ----------
    given
        What was planned before, for job orders; it is pegged, and only what it leaves open is
        planned.

    Raises
    ------
    InvalidScenarioFile
        If bills of materials form a cycle, or quantities exceed what can be counted.
    """
    with collector_at_rest():
        run = _Run.of(scenario.dated, given or Given())
        for item in sorted(run.scenario.items, key=lambda item: (run.levels[item.id], item.id)):
            for sku in skus_of(run.scenario, run.terms, item):
                run.plan_sku(sku)
        return MaterialPlan(
            orders=tuple(run.ordering.orders),
            pegs=tuple(run.pegs),
            grid=run.grids,
            num_buckets=run.buckets.count,
            suggestions=tuple(sorted(run.suggestions, key=suggestion_order)),
            uncovered=tuple(run.uncovered),
        )


@dataclass
class _Run:
    """One run: what it works with, and the plan it has gathered so far."""

    scenario: Scenario
    terms: TermsTable
    scope: Scope
    levels: dict[str, int]
    buckets: Buckets
    lead_times: LeadTimes
    bom_lines: BomLines
    rules: RuleTable
    names: OrderNames
    grids: Grids
    ledger: Ledger
    ordering: Ordering
    substitutes: Substitutes
    advising: Advising
    tools: ToolNeeds
    buffers: BufferPlanner | None
    given: Given
    pegs: list[Peg] = field(default_factory=list)
    uncovered: list[Uncovered] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)

    @classmethod
    def of(cls, scenario: Scenario, given: Given) -> _Run:
        """Return a run that knows stock, demands and documents, and has planned nothing."""
        levels = low_level_codes(scenario)
        buckets = Buckets.of(scenario)
        lead_times = LeadTimes(scenario, buckets)
        bom_lines = BomLines(scenario)
        terms = TermsTable(scenario)
        reader = DocumentReader(scenario, terms, buckets, lead_times, bom_lines, levels)
        ledger, mrp = Ledger.open(scenario, terms, reader.read()), scenario.settings.mrp
        rules = RuleTable(scenario, lead_times)
        run = cls(
            scenario=scenario,
            terms=terms,
            scope=Scope.of(scenario),
            levels=levels,
            buckets=buckets,
            lead_times=lead_times,
            bom_lines=bom_lines,
            rules=rules,
            names=OrderNames(scenario, (order.id for order in given.orders)),
            given=given,
            grids=Grids(buckets.count),
            ledger=ledger,
            ordering=Ordering(mrp, levels, buckets, lead_times, bom_lines, ledger),
            substitutes=Substitutes(mrp, Scope.of(scenario), terms, rules, ledger, bom_lines),
            advising=Advising(scenario, buckets, reader),
            tools=ToolNeeds(scenario, buckets, ledger),
            buffers=_buffer_planner(scenario),
        )
        needs, uncovered = independent_needs(scenario, buckets)
        run.uncovered = [row for row in uncovered if not run.is_left_to_others(row)]
        run.ledger.add(bom_lines.without_kits(needs))
        run.ledger.hold(given)
        run.ledger.add(given.needs)
        run.ordering.orders.extend(given.orders)
        return run

    def is_left_to_others(self, row: Uncovered) -> bool:
        """Tell whether another planner's run will look at a need; a kit is of all planners."""
        item = self.scenario.item_by_id[row.item]
        return self.scope.is_out(item) and not self.bom_lines.is_passed_through(row.item)

    def plan_sku(self, sku: Sku) -> None:
        """Net one item, peg its supplies, date its orders and explode them."""
        terms = self.terms.of(sku)
        documents = self.ledger.documents(sku)
        self.tools.add(sku, self.ordering.orders)
        needs = self.ledger.take_needs(sku)
        if self.scope.is_out(terms.item):
            self._keep(documents)
            return
        reason = self.scope.reason_against(terms.item) or self.given.reason
        unit, counted = self._unit(terms, self._within_limit(terms, needs), documents, reason)
        self._keep(counted.documents)
        proposals = [] if reason or not self.buckets.count else self._propose(unit)
        served = self._peg(unit, proposals)
        why_open = reason
        if self.buffers is not None:
            self.buffers.note(sku, *served)
            if self.buffers.plans(sku):
                # a document is on order whatever it serves: only new orders are advised
                counted, why_open = counted.without_documents, reason or beyond_horizon(sku.item)
        self._note_uncovered(served, why_open)
        num_orders = len(self.ordering.orders)
        releases = self.ordering.plan(terms, *served)
        if not reason:
            planned = self.ordering.orders[num_orders:]
            self.suggestions += self.advising.advise(unit, counted, served, planned)
        self._show(unit, proposals, releases)

    def _peg(self, unit: Unit, proposals: Sequence[Proposal]) -> Served:
        """Match what there is and what is proposed to the needs, and note the pegs."""
        receipts = [*unit.scheduled, *self._supplies(unit.terms, proposals)]
        receipts.sort(key=supply_order)
        supplies = [self._free_stock(unit), *unit.reserved, *receipts]
        needs = sorted([*unit.needs, *self._refill(unit)], key=need_order)
        matches = match(supplies, needs)
        self.pegs.extend(pegs_of(matches, supplies, needs))
        return Served(supplies, needs, matches)

    def _show(
        self,
        unit: Unit,
        proposals: Sequence[Proposal],
        releases: Sequence[tuple[OrderTiming, int]],
    ) -> None:
        shown = UnitRows(unit, proposals, releases, self.given, self.buckets.clock)
        self.grids.add(
            unit.terms.sku,
            shown.opening,
            shown.rows,
            needs=unit.needs,
            labels=self.bom_lines.labels(unit.terms.item.id),
            past_due=shown.past_due,
        )

    def _unit(
        self, terms: Terms, needs: list[Need], documents: Sequence[Document], reason: str
    ) -> tuple[Unit, Counted]:
        """Return what there is to net, documents on the days on which netting counts them."""
        sku, rule = terms.sku, self.rules.of(terms)
        stock, reserved = self.ledger.stock(sku), self.ledger.reserved(sku)
        is_buffered = self.buffers is not None and self.buffers.plans(sku)
        if self.buffers is not None and is_buffered:
            # a buffer is drawn upon down to nothing, and forecasts only size it
            needs, rule = self.buffers.demand(needs), replace(rule, floor=0, reorder=None)
        gross: dict[int, int] = {}
        for need, quantity in zip(needs, after_reserved(needs, reserved), strict=True):
            gross[need.when.bucket] = gross.get(need.when.bucket, 0) + quantity
        is_planned = not (reason or is_buffered)
        counted = self.advising.count(terms, rule, stock, gross, documents, is_planned=is_planned)
        scheduled = counted.scheduled
        if left_over := self.given.left_over(sku):
            scheduled = sorted([*scheduled, *left_over], key=supply_order)
        fence_end = rule.fence_end
        held, scheduled = hold_own(needs, reserved, scheduled, promised=True, fence_end=fence_end)
        reserved = [*reserved, *held]
        needs, whole = self.substitutes.apply(
            terms, stock - rule.floor, needs, scheduled=scheduled, reserved=reserved
        )
        held, scheduled = hold_own(
            needs, reserved, scheduled, promised=False, whole=whole, fence_end=fence_end
        )
        reserved = [*reserved, *held]
        return Unit(terms, self.rules, rule, stock, needs, scheduled, reserved, whole), counted

    def _keep(self, documents: Iterable[Document]) -> None:
        """Take documents into the plan, and note what they need."""
        for document in documents:
            self.ordering.orders.append(document.order)
            self.ledger.add(document.needs)

    def _within_limit(self, terms: Terms, needs: list[Need]) -> list[Need]:
        """Return the needs before the item's schedule limit; the others are uncovered."""
        limit = terms.item.schedule_limit
        if limit is None:
            return needs
        near = [need for need in needs if need.when.bucket < limit.days]
        reason = Said.plural(
            "{item} is planned {count} day ahead only",
            "{item} is planned {count} days ahead only",
            limit.days,
            item=terms.item.id,
        )
        far = [need for need in needs if need.when.bucket >= limit.days]
        self.uncovered.extend(_uncovered(need, need.quantity, reason) for need in far)
        return near

    def _propose(self, unit: Unit) -> list[Proposal]:
        if self.buffers is not None and self.buffers.plans(unit.terms.sku):
            receipts = self.buffers.receipts(
                unit.terms.sku,
                unit.opening,
                needs=unit.needs,
                scheduled=unit.scheduled,
                reserved=unit.reserved,
            )
            proposals = [Proposal(receipt) for receipt in receipts]
        else:
            proposals = unit.propose(
                is_job_driven=self.scope.is_job_driven(unit.terms.item),
                confirmed_first=self.scope.mrp.confirmed_first,
            )
        supplied = unit.opening + sum(row.quantity for row in unit.scheduled)
        supplied += sum(row.receipt.quantity for row in proposals)
        wanted = sum(need.quantity for need in unit.needs)
        _refuse_beyond_range(unit.terms.item.id, max(supplied, wanted))
        return proposals

    def _supplies(self, terms: Terms, proposals: Sequence[Proposal]) -> list[Supply]:
        """Return the planned receipts with the names of their orders."""
        return [
            Supply(
                When(row.receipt.bucket, self.buckets.start(max(0, row.receipt.bucket))),
                SupplyKind.ORDER,
                self.names.next(terms.order_type, terms.item.id),
                row.receipt.quantity,
                planned=row,
                reserved_for=row.reserved_for,
                line=row.line,
            )
            for row in proposals
        ]

    def _free_stock(self, unit: Unit) -> Supply:
        """Return the stock above safety stock: netting never plans to use the rest."""
        free = max(0, unit.opening - unit.rule.floor)
        return Supply(When(0, 0), SupplyKind.STOCK, unit.terms.item.id, free)

    def _refill(self, unit: Unit) -> list[Need]:
        """Return what is missing to the safety stock at the start, as a need of today.

        Later the stock never falls below: netting orders for every need beyond the free stock.
        """
        missing = unit.rule.floor - unit.opening
        if missing <= 0 or self.buckets.count == 0:
            return []
        sku, end_of_today = unit.terms.sku, When(0, self.buckets.start(1))
        return [
            Need(
                end_of_today,
                DemandKind.SAFETY_STOCK,
                sku.item,
                sku.item,
                missing,
                warehouse=sku.warehouse,
            )
        ]

    def _note_uncovered(self, served: Served, reason: str) -> None:
        """Take note of needs that nothing is planned for; there are none in a plain run."""
        if not reason:
            return
        left = [need.quantity for need in served.needs]
        for _, need, quantity in served.matches:
            left[need] -= quantity
        self.uncovered.extend(
            _uncovered(need, quantity, reason)
            for need, quantity in zip(served.needs, left, strict=True)
            if quantity
        )


def _buffer_planner(scenario: Scenario) -> BufferPlanner | None:
    """Return who plans buffered items; ``None`` if there are none."""
    if not any(item.policy is Policy.DDMRP for item in scenario.items):
        return None
    from scheduler.ddmrp import BufferPlanner  # here: buffers explode and net as MRP does

    return BufferPlanner.of(scenario)


def beyond_horizon(item: str) -> Said:
    """Return why a need of a buffered item may stay uncovered."""
    return Said("the buffer of {item} receives more only after the horizon", item=item)


def _uncovered(need: Need, quantity: int, reason: str) -> Uncovered:
    return Uncovered(
        need.kind,
        need.consumer,
        need.item,
        from_units(quantity),
        reason,
        phase=need.phase,
        warehouse=need.warehouse,
    )


def _refuse_beyond_range(item: str, units: int) -> None:
    """Refuse what the 64-bit integers of the grid cannot add up.

    Raises
    ------
    InvalidScenarioFile
        If the supplies or the requirements of an item exceed some 4.6 million million pieces.
    """
    if units > _MOST_UNITS:
        pieces = f"{from_units(_MOST_UNITS):.3g}"
        fault = Fault(
            "items",
            repr(item),
            "",
            f"{units // QUANTITY_SCALE} pieces",
            f"supplies and requirements of at most {pieces} pieces in the horizon",
            "Maybe a quantity in boms or demands is in the wrong unit.",
        )
        raise InvalidScenarioFile((fault,))
