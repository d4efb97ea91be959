"""Hand the orders of jobs to MRP, which pegs them and plans what they leave open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.material import DemandKind, MaterialPlan, SupplyKind, SupplyOrder
from models.quantity import from_units
from models.scenario import JobOrigin, OrderStatus
from scheduler.general.network import Portion
from scheduler.mrp import plan_materials
from scheduler.mrp.given import Given
from scheduler.mrp.needs import Need, Supply, When
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.scenario import Scenario
    from models.terms import Sku
    from scheduler.general.availability import Availability
    from scheduler.general.context import Context
    from scheduler.general.network import JobOrder, Offer, Want
    from scheduler.general.outcome import Outcome
    from scheduler.general.placing import Network

__all__ = ["material_of"]

_NOW = When(0, 0)
_NOBODY = "nobody: safety stock"
"""Consumer of the stock that MRP may neither use nor refill; no demand has such an id."""


def material_of(
    context: Context, network: Network, availability: Availability, outcome: Outcome
) -> MaterialPlan:
    """Return all orders with their pegging: documents, those of jobs, those of MRP for the rest."""
    hand_over = _HandOver(context, outcome)
    for wants in network.tops.values():
        for want in wants:
            hand_over.product(want)
    for order in network.orders:
        if order.is_planned:
            hand_over.order(order)
    for order in network.orders:
        if order.is_planned:
            hand_over.rest(order, availability)
    of_jobs = dict.fromkeys(row.sku for row in context.documents if row.order.job)
    for offer, quantity, consumer in availability.kept(of_jobs):
        hand_over.held[offer.sku].append(
            Supply(offer.when, offer.kind, offer.id, quantity, reserved_for=consumer)
        )
    if not context.settings.stock_items:
        hand_over.keep_safety_stock(availability)
    return plan_materials(_scenario_after(context), given=hand_over.given())


def _scenario_after(context: Context) -> Scenario:
    """Return the scenario that MRP plans: without refilling stock, unless that is wished."""
    scenario = context.scenario
    if context.settings.stock_items:
        return scenario
    mrp = scenario.settings.mrp.model_copy(update={"safety_stock": False, "reorder_level": False})
    return scenario.replaced(settings=scenario.settings.model_copy(update={"mrp": mrp}))


@dataclass
class _HandOver:
    """What MRP is given, gathered want by want."""

    context: Context
    outcome: Outcome
    orders: list[SupplyOrder] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    held: dict[Sku, list[Supply]] = field(default_factory=lambda: defaultdict(list))
    planned: dict[Sku, list[Supply]] = field(default_factory=lambda: defaultdict(list))
    decided: set[str] = field(default_factory=set)
    _reserved: dict[JobOrder, int] = field(default_factory=lambda: defaultdict(int))
    _made_up: dict[Sku, int] = field(default_factory=lambda: defaultdict(int))

    def given(self) -> Given:
        """Return what was gathered."""
        reason = (
            "" if self.context.settings.mrp_after else Said("MRP after general planning is off")
        )
        return Given(
            orders=tuple(self.orders),
            needs=tuple(self.needs),
            held={sku: tuple(rows) for sku, rows in self.held.items()},
            planned={sku: tuple(rows) for sku, rows in self.planned.items()},
            decided=frozenset(self.decided),
            reason=reason,
        )

    def product(self, want: Want) -> None:
        """Hand over what a job row asks for, and who gets what of it.

        What a job makes to refill stock is anybody's.
        """
        job = self.context.scenario.job_named(want.row)
        is_refill = job is not None and job.origin is JobOrigin.LOW_STOCK
        takers = [row for row in want.portions if not (is_refill and row.kind is DemandKind.JOB)]
        for portion in takers:
            if portion.kind is DemandKind.JOB:
                self.needs.append(
                    Need(
                        want.when,
                        portion.kind,
                        portion.id,
                        want.sku.item,
                        portion.quantity,
                        warehouse=want.sku.warehouse,
                        version=want.version or "",
                    )
                )
        self._reserve(want, takers)

    def order(self, order: JobOrder) -> None:
        """Hand over an order and what it needs."""
        dates, terms = self.outcome.dates(order), order.terms
        self.orders.append(
            SupplyOrder(
                id=order.id,
                type=terms.order_type,
                item=order.item,
                quantity=from_units(order.quantity),
                status=OrderStatus.PLANNED,
                start=dates.start,
                end=dates.usable,
                is_document=False,
                past_due=dates.start < 0,
                level=self.context.levels[order.item],
                warehouse=terms.sku.warehouse,
                transfer_from=terms.transfer_from,
                supplier=terms.supplier,
                version=order.version or "",
                job=order.row,
                bucket=self._usable(order.offer).bucket,
            )
        )
        for want in order.wants:
            when = self.context.dating.wanted(dates.material_at(want.phase))
            self.needs.extend(_needs(order, want, when))
            self._reserve(want, (Portion(DemandKind.ORDER, order.id, want.quantity),))

    def rest(self, order: JobOrder, availability: Availability) -> None:
        """Hand over what nobody holds of an order.

        What makes up for a negative stock counts as there today, lest MRP orders it again.
        """
        quantity = order.supplies - self._reserved[order]
        sku, settings = order.terms.sku, self.context.settings
        overdrawn = 0
        if order.depth == 1 and settings.first_level and settings.negative:
            overdrawn = max(0, -availability.stock(sku) - self._made_up[sku])
            overdrawn = min(quantity, overdrawn)
            self._made_up[sku] += overdrawn
        parts = ((_NOW, overdrawn), (self._usable(order.offer), quantity - overdrawn))
        self.planned[sku].extend(
            Supply(when, SupplyKind.ORDER, order.id, part) for when, part in parts if part
        )

    def keep_safety_stock(self, availability: Availability) -> None:
        """Hold the safety stock that is there: MRP does not refill it, nor may it use it."""
        for item in self.context.scenario.items:
            for sku in self.context.skus_of(item):
                held = self.held.get(sku, ())
                taken = sum(row.quantity for row in held if row.kind is SupplyKind.STOCK)
                kept = min(self.context.floor(sku), availability.stock(sku) - taken)
                if kept > 0:
                    self.held[sku].append(
                        Supply(_NOW, SupplyKind.STOCK, item.id, kept, reserved_for=_NOBODY)
                    )

    def _reserve(self, want: Want, portions: Sequence[Portion]) -> None:
        """Hold what a want takes for those who get it, the first ones first."""
        takers = list(portions)
        for offer, quantity in want.links:
            if offer.order is not None and not offer.order.is_planned:
                continue
            place = self.held if offer.order is None else self.planned
            when, left = self._usable(offer), quantity
            while left and takers:
                taker = takers[0]
                # of an alternative material other quantities are taken than are wanted
                part = left if want.consumer else min(left, taker.quantity)
                place[offer.sku].append(
                    Supply(when, offer.kind, offer.id, part, reserved_for=taker.id)
                )
                left -= part
                if not want.consumer:
                    takers[0] = taker._replace(quantity=taker.quantity - part)
                    takers = [row for row in takers if row.quantity]
            if offer.order is not None:
                self._reserved[offer.order] += quantity - left
            elif offer.kind is SupplyKind.ORDER:
                self.decided.add(offer.id)

    def _usable(self, offer: Offer) -> When:
        """Return when a supply is there; what is done when a day ends is there on that day."""
        order = offer.order
        if order is None:
            return offer.when
        usable = self.outcome.dates(order).usable
        return order.needed if usable == order.needed.tick else self.context.buckets.at(usable)


def _needs(order: JobOrder, want: Want, when: When) -> Iterator[Need]:
    """Yield what an order needs of a material and of those that stand in for it."""
    main = want.quantity - sum(row.covered for row in want.stand_ins)
    if main > 0:
        yield Need(
            when,
            DemandKind.ORDER,
            order.id,
            want.sku.item,
            main,
            phase=want.phase,
            label=want.label,
            warehouse=want.sku.warehouse,
            version=want.version or "",
            alternatives=() if want.links else want.alternatives,
        )
    for row in want.stand_ins:
        yield Need(
            when,
            DemandKind.ORDER,
            order.id,
            row.sku.item,
            row.taken,
            phase=want.phase,
            label=f"for {want.sku.item}",
            warehouse=row.sku.warehouse,
        )
