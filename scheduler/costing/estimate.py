"""What the orders of a plan are estimated to cost, piece by piece and from the parts up."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from models.material import DemandKind, SupplyKind
from models.quantity import to_units
from models.scenario import OrderType
from scheduler.costing.actual import actual_rows
from scheduler.costing.amounts import NOTHING, Amounts
from scheduler.costing.materials import WORKED, Materials, Supplied, peg_row
from scheduler.costing.phases import PhaseCosts
from scheduler.costing.rates import Rates
from scheduler.costing.rows import Basis, Piece, own_amounts
from scheduler.mrp.lots import without_scrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from models.material import SupplyOrder
    from models.plan import Plan
    from scheduler.costing.declared import DeclaredPhase
    from scheduler.costing.rows import CostRow

__all__ = ["Estimate", "OrderCost", "actual_costs", "estimate"]


@dataclass(frozen=True, slots=True)
class OrderCost:
    """Cost of one order.

    Parameters
    ----------
    rows
        Its pieces: materials, then phase by phase; they add up to its industrial cost.
    own
        Their sums, without what comes from other orders.
    amounts
        The same with what comes from other orders, as these spent it.
    lacks
        Items without a cost or a supply, and orders that are not scheduled: what is missing in
        these figures.
    """

    order: str
    item: str
    type: OrderType
    quantity: Decimal
    rows: tuple[CostRow, ...]
    own: Amounts
    amounts: Amounts
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Estimate:
    """Costs of the orders of a plan, and of what each need is served with.

    Parameters
    ----------
    orders
        By id, parts before what they go into.
    supplied
        For every peg of the plan, in their order.
    """

    orders: dict[str, OrderCost]
    supplied: tuple[Supplied, ...]

    @property
    def rows(self) -> Iterator[CostRow]:
        """Yield the pieces of all orders."""
        for order in self.orders.values():
            yield from order.rows

    @cached_property
    def own(self) -> Amounts:
        """Return the sum of all orders, each piece once."""
        return Amounts.total([NOTHING, *(order.own for order in self.orders.values())])


def estimate(plan: Plan) -> Estimate:
    """Return what the orders of a plan are estimated to cost.

    Production, subcontract and transfer orders are costed. An order shares its cost among those
    it is held for by their pieces, and keeps the part of what nobody takes; what is lost as
    scrap of its item is paid by those who get the good pieces. Purchases and stock have a price.
    It is made once for a plan.
    """
    return plan.once(_estimated)


def _estimated(plan: Plan) -> Estimate:
    return _Estimator(plan).run()


def actual_costs(plan: Plan, declared: Iterable[DeclaredPhase]) -> Estimate:
    """Return what the orders of a plan have really cost so far.

    Each costs what was declared of it, and its share of what the orders really cost that bring
    its parts; material declared of such a part is not paid twice. Orders nobody declared
    anything of cost nothing yet.

    Raises
    ------
    InvalidScenarioFile
        If declarations name what the scenario does not have, or orders that the plan does not
        cost.
    """
    phases = tuple(declared)
    rows: dict[str, list[CostRow]] = {}
    for row in actual_rows(plan.scenario, phases):
        rows.setdefault(row.order, []).append(row)
    costs = _Estimator(plan, declared=rows).run()
    strange = tuple(
        Fault(
            "declarations",
            f"'{phase.order}' / phase {phase.phase}",
            "order",
            phase.order,
            "an order that the plan costs",
            did_you_mean(phase.order, costs.orders),
        )
        for phase in phases
        if phase.order not in costs.orders
    )
    if strange:
        raise InvalidScenarioFile(strange)
    return costs


@dataclass
class _Estimator:
    """Walks the orders of a plan, parts first.

    Parameters
    ----------
    declared
        Rows of what was declared, by order; ``None`` for an estimate.
    """

    plan: Plan
    declared: dict[str, list[CostRow]] | None = None
    rates: Rates = field(init=False)
    materials: Materials = field(init=False)
    supplied: dict[int, Supplied] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rates = Rates(self.plan.scenario)
        self.materials = Materials(self.plan, self.rates)

    def run(self) -> Estimate:
        found: dict[str, OrderCost] = {}
        for order in self._parts_first():
            cost = self._cost(order)
            found[order.id] = cost
            self._share(cost)
        pegs = range(len(self.plan.material.pegs))
        return Estimate(found, tuple(self._supplied(index) for index in pegs))

    def _supplied(self, index: int) -> Supplied:
        if index not in self.supplied:
            self.supplied[index] = self.materials.priced(self.plan.material.pegs[index])
        return self.supplied[index]

    @cached_property
    def _costed(self) -> dict[str, SupplyOrder]:
        """Return the scheduled orders that work is done for, or that are carried on from here."""
        planned = {row.order for row in self.plan.orders}
        return {
            order.id: order
            for order in self.plan.material.orders
            if order.id in planned
            and (order.type in WORKED or (order.type is OrderType.TRANSFER and self._into(order)))
        }

    def _into(self, order: SupplyOrder) -> list[int]:
        return self._pegs_into.get(order.id, [])

    @cached_property
    def _pegs_into(self) -> dict[str, list[int]]:
        """Return the positions of the pegs that serve each order."""
        found: dict[str, list[int]] = {}
        for index, peg in enumerate(self.plan.material.pegs):
            if peg.demand_kind is DemandKind.ORDER:
                found.setdefault(peg.demand, []).append(index)
        return found

    @cached_property
    def _pegs_from(self) -> dict[str, list[int]]:
        """Return the positions of the pegs of each order."""
        found: dict[str, list[int]] = {}
        for index, peg in enumerate(self.plan.material.pegs):
            if peg.supply_kind is SupplyKind.ORDER:
                found.setdefault(peg.supply, []).append(index)
        return found

    def _parts_first(self) -> Iterator[SupplyOrder]:
        """Yield the costed orders, each after those it takes from."""
        pegs = self.plan.material.pegs
        below = {
            name: [
                pegs[index].supply
                for index in self._into(order)
                if pegs[index].supply_kind is SupplyKind.ORDER
            ]
            for name, order in self._costed.items()
        }
        for name in TopologicalSorter(below).static_order():
            if name in self._costed:
                yield self._costed[name]

    @cached_property
    def _phases(self) -> dict[str, list[CostRow]]:
        return PhaseCosts(self.plan, self.rates).by_order()

    def _cost(self, order: SupplyOrder) -> OrderCost:
        taken = {index: self._supplied(index) for index in self._into(order)}
        found = self._estimated(order, taken) if self.declared is None else self._real(order, taken)
        rows = tuple(row for row in found if row.amount)
        own = own_amounts(rows)
        shares = [supplied.amounts for supplied in taken.values() if supplied.order]
        return OrderCost(
            order=order.id,
            item=order.item,
            type=order.type,
            quantity=order.quantity,
            rows=rows,
            own=own,
            amounts=Amounts.total([own, *shares]),
            lacks=self._lacks(order, found, taken) if self.declared is None else (),
        )

    def _estimated(self, order: SupplyOrder, taken: dict[int, Supplied]) -> list[CostRow]:
        pegs = self.plan.material.pegs
        return [
            *self.materials.outside(order),
            *(peg_row(order.id, pegs[index], supplied) for index, supplied in taken.items()),
            *self.materials.consumed(order),
            *self._phases.get(order.id, []),
        ]

    def _real(self, order: SupplyOrder, taken: dict[int, Supplied]) -> list[CostRow]:
        pegs, declared = self.plan.material.pegs, self.declared or {}
        shares = [
            peg_row(order.id, pegs[index], supplied)
            for index, supplied in taken.items()
            if supplied.order
        ]
        parts = {row.name for row in shares}
        return [
            *shares,
            *(
                row
                for row in declared.get(order.id, ())
                if row.piece is not Piece.MATERIAL or row.name not in parts
            ),
        ]

    def _lacks(
        self, order: SupplyOrder, rows: list[CostRow], taken: dict[int, Supplied]
    ) -> tuple[str, ...]:
        """Return what is missing in the cost of an order."""
        found = [name for supplied in taken.values() for name in supplied.lacks]
        found += self._uncovered.get(order.id, [])
        found += [row.name for row in rows if row.basis is Basis.NONE and not row.supply]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _uncovered(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.plan.material.uncovered:
            if row.demand_kind is DemandKind.ORDER:
                found.setdefault(row.demand, []).append(row.item)
        return found

    def _share(self, cost: OrderCost) -> None:
        """Give the cost of an order to those it is held for; the rest stays on stock."""
        pegs, taken = self.plan.material.pegs, self._pegs_from.get(cost.order, [])
        weights = [to_units(pegs[index].quantity) for index in taken]
        if not sum(weights):
            return
        scrap = to_units(self.plan.scenario.item_by_id[cost.item].scrap)
        brought = without_scrap(to_units(cost.quantity), scrap=scrap)
        left = max(0, brought - sum(weights))
        parts = cost.amounts.split([*weights, left], self.rates.rounder)
        for index, amounts in zip(taken, parts[:-1], strict=True):
            self.supplied[index] = Supplied(
                amounts, Basis.SHARE, order=cost.order, lacks=cost.lacks
            )
