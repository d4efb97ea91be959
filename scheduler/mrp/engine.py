"""The MRP run: level by level, from demands to orders with their pegging."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.material import DemandKind, MaterialPlan, SupplyKind, SupplyOrder
from models.quantity import QUANTITY_SCALE, from_units, to_units
from models.scenario import OrderStatus, OrderType, Source
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.documents import read_documents
from scheduler.mrp.explode import BomLines
from scheduler.mrp.grid import GridRows
from scheduler.mrp.lead_times import MADE, LeadTimes, OrderTiming
from scheduler.mrp.ledger import Ledger
from scheduler.mrp.lots import lot_sizing
from scheduler.mrp.low_level_codes import low_level_codes
from scheduler.mrp.names import OrderNames
from scheduler.mrp.needs import Need, Supply, When, need_order, supply_order
from scheduler.mrp.netting import Netting, net_item, total_by_bucket
from scheduler.mrp.pegging import match_in_order, pegs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.material import ItemGrid, Peg
    from models.scenario import Item, Scenario
    from scheduler.mrp.pegging import Match

__all__ = ["plan_materials"]

_ORDER_TYPE = {
    Source.MAKE: OrderType.PRODUCTION,
    Source.BUY: OrderType.PURCHASE,
    Source.SUBCONTRACT: OrderType.SUBCONTRACT,
    Source.TRANSFER: OrderType.TRANSFER,
}

_MOST_UNITS = 2**62


def plan_materials(scenario: Scenario) -> MaterialPlan:
    """Return the orders a scenario needs, with pegging and the MRP grid.

    Items are netted by low-level code, so that every need of an item is known before it is
    netted. The plan does not depend on the order of the rows of the scenario.

    Raises
    ------
    InvalidScenarioFile
        If bills of materials form a cycle, or quantities exceed what can be counted.
    """
    run = _Run.of(scenario)
    for item in sorted(scenario.items, key=lambda item: (run.levels[item.id], item.id)):
        run.plan_item(item)
    return MaterialPlan(
        orders=tuple(run.orders),
        pegs=tuple(run.pegs),
        grid=tuple(run.grids),
        num_buckets=run.buckets.count,
    )


@dataclass
class _Run:
    """One run: what it works with, and the plan it has gathered so far."""

    levels: dict[str, int]
    buckets: Buckets
    lead_times: LeadTimes
    bom_lines: BomLines
    names: OrderNames
    rows: GridRows
    ledger: Ledger
    orders: list[SupplyOrder] = field(default_factory=list)
    pegs: list[Peg] = field(default_factory=list)
    grids: list[ItemGrid] = field(default_factory=list)

    @classmethod
    def of(cls, scenario: Scenario) -> _Run:
        """Return a run that knows stock, demands and documents, and has planned nothing."""
        levels = low_level_codes(scenario)
        buckets = Buckets.of(scenario)
        lead_times = LeadTimes(scenario, buckets)
        bom_lines = BomLines(scenario)
        documents = read_documents(
            scenario, buckets=buckets, lead_times=lead_times, bom_lines=bom_lines, levels=levels
        )
        return cls(
            levels=levels,
            buckets=buckets,
            lead_times=lead_times,
            bom_lines=bom_lines,
            names=OrderNames(order.id for order in scenario.orders),
            rows=GridRows(buckets.count),
            ledger=Ledger.open(scenario, buckets, documents),
        )

    def plan_item(self, item: Item) -> None:
        """Net one item, peg its supplies, date its orders and explode them."""
        needs = self.ledger.needs(item.id)
        documents = self.ledger.documents(item.id)
        scheduled = [
            document.supply
            for document in documents
            if document.supply.when.bucket < self.buckets.count
        ]
        netting = self._net(item, needs, scheduled)
        receipts = [*scheduled, *self._planned(item, netting)]
        supplies = [self._free_stock(item), *sorted(receipts, key=supply_order)]
        served = sorted([*needs, *self._refill(item)], key=need_order)
        matches = match_in_order(supplies, served)
        self.pegs.extend(pegs_of(matches, supplies, served))
        self.orders.extend(document.order for document in documents)
        self.grids.append(
            self.rows.item_grid(
                item.id,
                self.ledger.stock(item.id),
                needs=needs,
                labels=self.bom_lines.labels(item.id),
                scheduled=scheduled,
                netting=netting,
                releases=self._propose(item, supplies, served, matches),
            )
        )

    def _net(self, item: Item, needs: Sequence[Need], scheduled: Sequence[Supply]) -> Netting:
        if self.buckets.count == 0:
            return Netting({}, {})
        opening = self.ledger.stock(item.id)
        gross = total_by_bucket(needs)
        receipts = total_by_bucket(scheduled)
        netting = net_item(
            opening,
            to_units(item.safety_stock),
            gross=gross,
            scheduled=receipts,
            sizing=lot_sizing(item.lot, self.lead_times.factory_days),
        )
        planned = sum(netting.receipts.values())
        supplied = opening + sum(receipts.values()) + planned
        _refuse_beyond_range(item.id, max(supplied, sum(gross.values())))
        return netting

    def _planned(self, item: Item, netting: Netting) -> list[Supply]:
        """Return the planned receipts with the names of their orders."""
        names = self.names.of_item(_ORDER_TYPE[item.source], item.id)
        return [
            Supply(
                When(bucket, self.buckets.start(bucket)),
                SupplyKind.ORDER,
                name,
                quantity,
                is_planned=True,
            )
            for (bucket, quantity), name in zip(netting.receipts.items(), names, strict=False)
        ]

    def _free_stock(self, item: Item) -> Supply:
        """Return the stock above safety stock: netting never plans to use the rest."""
        free = max(0, self.ledger.stock(item.id) - to_units(item.safety_stock))
        return Supply(When(0, 0), SupplyKind.STOCK, item.id, free)

    def _refill(self, item: Item) -> list[Need]:
        """Return what is missing to the safety stock at the start, as a need of today.

        Later the stock never falls below: netting orders for every need beyond the free stock.
        """
        missing = to_units(item.safety_stock) - self.ledger.stock(item.id)
        if missing <= 0 or self.buckets.count == 0:
            return []
        end_of_today = When(0, self.buckets.start(1))
        return [Need(end_of_today, DemandKind.SAFETY_STOCK, item.id, item.id, missing)]

    def _propose(
        self,
        item: Item,
        supplies: Sequence[Supply],
        served: Sequence[Need],
        matches: Sequence[Match],
    ) -> list[tuple[OrderTiming, int]]:
        """Add a planned order for each planned supply; return their timings and quantities.

        An order must be ready for the first need it serves, which lies in its own bucket.
        """
        first: dict[int, When] = {}
        for match in matches:
            first.setdefault(match.supply, served[match.need].when)
        releases = []
        for index, supply in enumerate(supplies):
            if supply.is_planned:
                timing = self._propose_order(item, supply, first[index])
                releases.append((timing, supply.quantity))
        return releases

    def _propose_order(self, item: Item, supply: Supply, needed: When) -> OrderTiming:
        order_type = _ORDER_TYPE[item.source]
        timing = self.lead_times.timing(item.id, order_type, supply.quantity, needed)
        self.orders.append(
            SupplyOrder(
                id=supply.id,
                type=order_type,
                item=item.id,
                quantity=from_units(supply.quantity),
                status=OrderStatus.PLANNED,
                start=timing.start,
                end=max(0, needed.tick),
                is_document=False,
                past_due=timing.past_due,
                level=self.levels[item.id],
            )
        )
        if order_type in MADE:
            self.ledger.add(
                self.bom_lines.needs(
                    supply.id,
                    item.id,
                    supply.quantity,
                    lambda phase: self.buckets.at(timing.needs_material_at(phase)),
                )
            )
        return timing


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
