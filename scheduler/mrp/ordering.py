"""Turn proposals into planned orders with dates, and explode them to needs of the next level."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyOrder
from models.quantity import from_units
from models.scenario import OrderStatus
from scheduler.mrp.lead_times import MADE
from scheduler.mrp.material_dates import MaterialAdvance
from scheduler.mrp.needs import Need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import MrpSettings
    from models.terms import Terms
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.explode import BomLines
    from scheduler.mrp.lead_times import LeadTimes, OrderTiming
    from scheduler.mrp.ledger import Ledger
    from scheduler.mrp.needs import Supply, When
    from scheduler.mrp.pegging import Match
    from scheduler.mrp.unit import Proposal

__all__ = ["Ordering"]


@dataclass(frozen=True)
class Ordering:
    """Plan the orders of a run, and take note of what they need."""

    mrp: MrpSettings
    levels: dict[str, int]
    buckets: Buckets
    lead_times: LeadTimes
    bom_lines: BomLines
    ledger: Ledger
    orders: list[SupplyOrder] = field(default_factory=list)

    def plan(
        self,
        terms: Terms,
        supplies: Sequence[Supply],
        served: Sequence[Need],
        matches: Sequence[Match],
    ) -> list[tuple[OrderTiming, int]]:
        """Plan an order for each proposal; return their timings and quantities.

        An order must be ready for the first need it serves, if that lies in its own bucket.
        """
        first: dict[int, When] = {}
        for row in matches:
            first.setdefault(row.supply, served[row.need].when)
        releases = []
        for index, supply in enumerate(supplies):
            if supply.planned is not None:
                needed = first.get(index, supply.when)
                if needed.bucket != supply.when.bucket:
                    needed = supply.when
                releases.append(self._plan_order(terms, supply, supply.planned, needed))
        return releases

    def _plan_order(
        self, terms: Terms, supply: Supply, proposal: Proposal, needed: When
    ) -> tuple[OrderTiming, int]:
        quantity = proposal.receipt.order_quantity
        timing = self.lead_times.timing(terms, terms.order_type, quantity, needed)
        if proposal.receipt.order_bucket is not None:
            timing = self._placed_on(timing, proposal.receipt.order_bucket)
        pieces = from_units(quantity)
        self.orders.append(
            SupplyOrder(
                id=supply.id,
                type=terms.order_type,
                item=terms.item.id,
                quantity=pieces,
                status=OrderStatus.PLANNED,
                start=timing.start,
                end=max(0, needed.tick),
                is_document=False,
                past_due=timing.past_due,
                level=self.levels[terms.item.id],
                warehouse=terms.sku.warehouse,
                transfer_from=terms.transfer_from,
                supplier=terms.supplier,
                version=proposal.version,
                job=proposal.job,
                confirmed=pieces if proposal.is_confirmed else None,
                is_proposal=not (self.mrp.generate_orders and terms.item.generates_orders),
                bucket=supply.when.bucket,
            )
        )
        if terms.order_type in MADE:
            self._explode(terms, supply, proposal, timing)
        elif terms.transfer_from:
            self._take_from_source(terms, supply.id, proposal, timing)
        return timing, quantity

    def _placed_on(self, timing: OrderTiming, bucket: int) -> OrderTiming:
        """Return the timing of an order whose day of release is given, phases as they are."""
        if timing.phases or timing.release_bucket == bucket:
            return timing
        return replace(timing, release_bucket=bucket, start=self.buckets.start(bucket))

    def _explode(
        self, terms: Terms, supply: Supply, proposal: Proposal, timing: OrderTiming
    ) -> None:
        advance = MaterialAdvance(
            self.mrp.material_advance.days, self.buckets, self.lead_times.factory_days
        )

        def wanted(phase: int | None) -> When:
            return advance.before(self.buckets.at(timing.needs_material_at(phase)))

        self.ledger.add(
            self.bom_lines.needs(
                supply.id,
                terms.item.id,
                proposal.receipt.order_quantity,
                wanted,
                version=proposal.version or None,
                warehouse=terms.sku.warehouse,
                job=proposal.job,
            )
        )

    def _take_from_source(
        self, terms: Terms, order: str, proposal: Proposal, timing: OrderTiming
    ) -> None:
        """Want a transfer's quantity where it comes from, on the day it leaves."""
        need = Need(
            self.buckets.at(timing.start),
            DemandKind.ORDER,
            order,
            terms.item.id,
            proposal.receipt.order_quantity,
            warehouse=terms.transfer_from,
            label=f"to {terms.sku.warehouse}",
            job=proposal.job,
        )
        self.ledger.add([need])
