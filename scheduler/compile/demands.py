"""Due dates with their weights, and what holding material costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from math import gcd
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from scheduler.compile.deadlines import must_end_by
from scheduler.compile.operations import first_rows, last_rows
from scheduler.compile.receipts import is_made

if TYPE_CHECKING:
    from models.material import MaterialPlan, Peg, SupplyOrder
    from models.problem_builder import ProblemBuilder
    from models.scenario import Demand, Scenario
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.operations import CompiledOperation, OperationTable
    from scheduler.compile.receipts import Receipts

__all__ = ["DemandTable", "weight_scale"]

_CENTS = 100
_NOBODY_WAITS = (DemandKind.SAFETY_STOCK, DemandKind.FORECAST, DemandKind.JOB)
"""What refills stock: no customer has ordered it."""


def weight_scale(weights: list[Decimal]) -> tuple[list[int], Decimal]:
    """Return weights as the smallest integers in the same ratios, and what 1 stands for."""
    scaled = [int(weight * 1_000_000) for weight in weights]
    divisor = gcd(*scaled) or 1
    return [value // divisor for value in scaled], Decimal(divisor) / 1_000_000


@dataclass
class DemandTable:
    """Add the demands of the scenario, then the orders that only refill stock."""

    scenario: Scenario
    material: MaterialPlan
    table: OperationTable
    receipts: Receipts
    calendars: ScenarioCalendars
    builder: ProblemBuilder
    left_out: frozenset[str] = frozenset()
    """Orders that are not scheduled; what they would complete is no demand of the problem."""
    ids: list[str] = field(default_factory=list)
    num_demands: int = 0
    _rows: dict[str, int] = field(default_factory=dict)

    def add(self) -> None:
        """Add every demand that the material plan serves."""
        served = [demand for demand in self.scenario.demands if self._is_served(demand)]
        refills = [order for order in self.material.orders if self._only_refills(order)]
        refill_weight = self.scenario.settings.replenishment_weight
        weights, unit = weight_scale(
            [demand.weight for demand in served] + [refill_weight for _ in refills]
        )
        self.builder.weight_unit = float(unit) / self.calendars.clock.ticks_per_day
        self.num_demands = len(served)
        for demand, weight in zip(served, weights, strict=False):
            self._add_demand(demand, weight)
        last_class = max((demand.priority for demand in served), default=0)
        for order, weight in zip(refills, weights[len(served) :], strict=True):
            self.builder.demand(
                max(0, order.end),
                _completing(self.table.by_order[order.id]),
                f"stock {order.id}",
                weight=weight,
                priority=last_class,
            )
        self._add_flow_cost()

    def _is_served(self, demand: Demand) -> bool:
        """Tell whether the plan completes a demand: nothing that serves it is left out."""
        pegs = self.material.pegs_by_consumer.get((DemandKind.DEMAND, demand.id), ())
        return bool(pegs) and not any(peg.supply in self.left_out for peg in pegs)

    def _only_refills(self, order: SupplyOrder) -> bool:
        """Tell whether (part of) an order serves no demand: somebody must still want it done."""
        if not is_made(order) or not self.table.by_order.get(order.id):
            return False
        pegs = self.material.pegs_by_supply_order.get(order.id, ())
        return not pegs or any(peg.demand_kind in _NOBODY_WAITS for peg in pegs)

    def _add_demand(self, demand: Demand, weight: int) -> None:
        links: list[tuple[int, int]] = []
        release = 0
        for peg in self.material.pegs_by_consumer[DemandKind.DEMAND, demand.id]:
            if peg.supply_kind is SupplyKind.STOCK:
                continue
            order = self.material.order_by_id[peg.supply]
            rows = self._made(peg)
            if rows:
                links.extend(_completing(rows))
            elif not is_made(order):
                release = max(release, self.receipts.usable(order))
        due = self.calendars.clock.end_of_day(demand.due)
        index = self.builder.demand(
            due, links, demand.id, weight=weight, release=release, priority=demand.priority
        )
        if demand.hard or self.scenario.settings.shop.hard_deadlines:
            for operation, wait in links:
                must_end_by(self.table, operation, due - wait)
        self._rows[demand.id] = index
        self.ids.append(demand.id)

    def _made(self, peg: Peg) -> tuple[CompiledOperation, ...]:
        if peg.supply_kind is SupplyKind.STOCK:
            return ()
        order = self.material.order_by_id[peg.supply]
        return self.table.by_order.get(order.id, ()) if is_made(order) else ()

    def _add_flow_cost(self) -> None:
        r"""Charge the value that is held, tick by tick.

        An order worth v holds v from its start until its end, and each pegged share from then
        until its consumer starts or its demand is delivered (not before it is due). The terms in
        between cancel, so :math:`-v \cdot start + \sum_i v_i \cdot use_i + (v - \sum_i v_i)
        \cdot end` is left. Of several first or last phases each counts for an equal part.
        Material on hand or promised is held until its consumer starts; a planned purchase is
        dated by its consumers and costs nothing here. Amounts are cents.
        """
        percent = float(self.scenario.settings.stock_cost_percent)
        per_tick = percent / 100 / 365 / self.calendars.clock.ticks_per_day
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        delivered: dict[int, int] = {}
        for order in self.material.orders:
            rows = self.table.by_order.get(order.id)
            if not rows or not is_made(order):
                continue
            value = self._cents(order.item, order.quantity)
            pegs = self.material.pegs_by_supply_order.get(order.id, ())
            held = sum(self._charge_use(peg, starts, delivered) for peg in pegs)
            _share(starts, first_rows(rows), -value)
            _share(ends, last_rows(rows), value - held)
        for peg in self.material.pegs:
            supply = self.material.order_by_id.get(peg.supply)
            promised = supply is not None and supply.is_document and not is_made(supply)
            if peg.supply_kind is SupplyKind.STOCK or promised:
                self._charge_use(peg, starts, delivered)
        amounts = [*starts.values(), *ends.values(), *delivered.values()]
        divisor = gcd(*amounts) or 1
        for index, amount in starts.items():
            self.builder.add_flow(index, start=amount // divisor)
        for index, amount in ends.items():
            self.builder.add_flow(index, end=amount // divisor)
        for index, amount in delivered.items():
            self.builder.add_demand_flow(index, amount // divisor)
        self.builder.flow_unit = per_tick * divisor / _CENTS

    def _charge_use(self, peg: Peg, starts: dict[int, int], delivered: dict[int, int]) -> int:
        """Charge a share until its use, and return it; 0 if nobody in the plan uses it."""
        value = self._cents(peg.item, peg.quantity)
        if peg.demand_kind is DemandKind.DEMAND and peg.demand in self._rows:
            _add_to(delivered, self._rows[peg.demand], value)
            return value
        if peg.demand_kind is DemandKind.ORDER:
            rows = self.table.by_order.get(peg.demand, ())
            users = first_rows(rows)
            if peg.phase is not None:
                users = tuple(row for row in rows if row.phase == peg.phase)
            if users:
                _share(starts, users, value)
                return value
        return 0

    def _cents(self, item: str, quantity: Decimal) -> int:
        return round(quantity * self.scenario.item_by_id[item].standard_cost * _CENTS)


def _completing(rows: tuple[CompiledOperation, ...]) -> list[tuple[int, int]]:
    """Return the operations, with the lag after each, that complete an order."""
    return [(row.index, row.wait) for row in last_rows(rows)]


def _share(amounts: dict[int, int], rows: tuple[CompiledOperation, ...], value: int) -> None:
    """Add a value to operations, to each its part: of parallel phases each brings or takes one."""
    for number, row in enumerate(rows):
        _add_to(amounts, row.index, value // len(rows) + (number < value % len(rows)))


def _add_to(amounts: dict[int, int], index: int, amount: int) -> None:
    amounts[index] = amounts.get(index, 0) + amount
