"""Plan buffered items within an MRP run: receipts from the net flow instead of from shortages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.scenario import OrderStatus, Policy
from models.terms import TermsTable
from scheduler.ddmrp.buffers import Buffers
from scheduler.ddmrp.projection import buffer_proposals
from scheduler.mrp.receipts import PlannedReceipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.scenario import Scenario
    from models.terms import Sku
    from scheduler.mrp.needs import Need, Supply
    from scheduler.mrp.pegging import Match

__all__ = ["BufferPlanner"]


class BufferPlanner:
    """Knows which netting units are buffered, and what their buffers order.

    A buffer stands where rows without warehouse count: in the first warehouse, if these are
    planned apart. The others are netted.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._buffers = Buffers(scenario)
        terms = TermsTable(scenario)
        self._skus = frozenset(terms.sku(item, None) for item in self._buffers.items)
        self._num_buckets = scenario.scenario.horizon.days
        self._confirmed = frozenset(
            order.id for order in scenario.orders if order.status is not OrderStatus.PLANNED
        )
        self._internal: set[str] = set()

    @classmethod
    def of(cls, scenario: Scenario) -> BufferPlanner | None:
        """Return the planner of a scenario; ``None`` if no item has the policy ``ddmrp``.

        Raises
        ------
        InvalidScenarioFile
            If an item is planned by a buffer it does not have.
        """
        is_buffered = any(item.policy is Policy.DDMRP for item in scenario.items)
        return cls(scenario) if is_buffered else None

    def plans(self, sku: Sku) -> bool:
        """Tell whether a buffer, and not netting, orders for a netting unit."""
        return sku in self._skus

    def demand(self, needs: Iterable[Need]) -> list[Need]:
        """Return the needs without forecasts, which size a buffer but take nothing from it."""
        return [need for need in needs if need.kind is not DemandKind.FORECAST]

    def receipts(
        self,
        sku: Sku,
        opening: int,
        *,
        needs: Sequence[Need],
        scheduled: Iterable[Supply],
        reserved: Iterable[Supply] = (),
    ) -> tuple[PlannedReceipt, ...]:
        """Return what the buffer orders and receives within the horizon.

        Every document counts as on order, a planned one too: another order beside it would be
        one too many. What planned orders of other buffers need, directly or through what they are
        made of, is no demand before tomorrow: see `note`.

        Parameters
        ----------
        opening
            Stock on hand that anybody may use, in millionths of a piece.
        needs
            Without forecasts.
        reserved
            Stock that is held for one consumer each; what it serves is no demand.
        """
        gross, planned = self._split(needs, reserved)
        sizing = self._buffers.sizing(sku.item)
        sized: list[Sequence[tuple[int, int]]] = []

        def supplied(need: int) -> int:
            sized.append(sizing.orders(need))
            return sum(quantity for quantity, _ in sized[-1])

        proposals = buffer_proposals(
            opening,
            gross=gross,
            scheduled=_totals(scheduled),
            zones=self._buffers.zones(sku.item),
            dlt_days=self._buffers.decoupled_days(sku.item),
            num_buckets=self._num_buckets,
            round_up=supplied,
            changes=self._buffers.zone_changes(sku.item),
            spikes=self._buffers.spikes(sku.item),
            planned=planned,
        )
        return tuple(
            PlannedReceipt(proposal.receipt_bucket, supplies, quantity)
            for proposal, orders in zip(proposals, sized, strict=True)
            if proposal.receipt_bucket < self._num_buckets
            for supplies, quantity in orders
        )

    def note(
        self,
        sku: Sku,
        supplies: Sequence[Supply],
        served: Sequence[Need],
        matches: Iterable[Match],
    ) -> None:
        """Take note of the orders that are only planned because a buffer will order.

        These are the planned orders of buffered items, and those of other items that serve
        nothing but such orders. To be told of each netting unit once it is pegged.
        """
        if self.plans(sku):
            self._internal.update(row.id for row in supplies if self._is_planned(row))
            return
        serves_only_these: dict[str, bool] = {}
        for row in matches:
            supply = supplies[row.supply]
            if self._is_planned(supply):
                internal = self._is_internal(served[row.need])
                serves_only_these[supply.id] = internal and serves_only_these.get(supply.id, True)
        self._internal.update(order for order, only in serves_only_these.items() if only)

    def _is_internal(self, need: Need) -> bool:
        return need.kind is DemandKind.ORDER and need.consumer in self._internal

    def _is_planned(self, supply: Supply) -> bool:
        return supply.kind is SupplyKind.ORDER and supply.id not in self._confirmed

    def _split(
        self, needs: Iterable[Need], reserved: Iterable[Supply]
    ) -> tuple[dict[int, int], dict[int, int]]:
        """Return demand, and what planned orders of buffers need, by bucket."""
        held: dict[str, int] = {}
        for supply in reserved:
            held[supply.reserved_for] = held.get(supply.reserved_for, 0) + supply.quantity
        gross: dict[int, int] = {}
        planned: dict[int, int] = {}
        for need in needs:
            served = min(held.get(need.consumer, 0), need.quantity)
            if served:
                held[need.consumer] -= served
            rows = planned if self._is_internal(need) else gross
            bucket = need.when.bucket
            rows[bucket] = rows.get(bucket, 0) + need.quantity - served
        return gross, planned


def _totals(supplies: Iterable[Supply]) -> dict[int, int]:
    totals: dict[int, int] = {}
    for supply in supplies:
        totals[supply.when.bucket] = totals.get(supply.when.bucket, 0) + supply.quantity
    return totals
