"""What an hour, a piece and outside work cost, by the words of the scenario."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from models.scenario import CostType
from models.terms import TermsTable
from scheduler.costing.amounts import Rounder
from scheduler.costing.rows import Basis

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.scenario import Item, Operation, Scenario, SubcontractPrice, WorkCenter

__all__ = ["Price", "Rates"]

_NOTHING = Decimal(0)


class Price(NamedTuple):
    """Cost of a piece, and where it comes from."""

    amount: Decimal
    basis: Basis


class Rates:
    """Rates and prices of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.rounder = Rounder(scenario.settings.costing.decimals)
        self._machines = {row.id: row.hourly_rate for row in scenario.machines}
        self._workers = {row.id: row for row in scenario.workers}
        self._terms = TermsTable(scenario)
        self._lists = defaultdict[tuple[str, str], list["SubcontractPrice"]](list)
        for row in scenario.subcontract_prices:
            self._lists[row.item, row.work_center].append(row)

    def machine(self, center: WorkCenter, machine: str) -> Decimal:
        """Return the rate of a machine: its own, or that of its center."""
        own = self._machines.get(machine)
        return center.hourly_rate if own is None else own

    def skill(self, skill: str) -> Decimal:
        """Return the rate of the workers with a skill; 0 where nobody gives one."""
        return self.scenario.settings.costing.labour_rates.get(skill, _NOTHING)

    def worker(self, worker: str, skill: str) -> Decimal:
        """Return the rate of a worker: the own one, else that of the skill worked with.

        Without a skill it is that of the first one of the worker that has a rate.
        """
        record = self._workers.get(worker)
        if record is not None and record.hourly_rate is not None:
            return record.hourly_rate
        if skill or record is None:
            return self.skill(skill)
        rates = (self.skill(name) for name in record.skills)
        return next((rate for rate in rates if rate), _NOTHING)

    def outside(
        self, operation: Operation, item: str, center: WorkCenter, quantity: Decimal
    ) -> Price | None:
        """Return the price of a phase outside: its unit cost, else the price list.

        Of rows of the list one for the phase counts before one for every phase, and then the
        highest quantity that the order reaches.
        """
        if operation.unit_cost:
            return Price(operation.unit_cost, Basis.UNIT_COST)
        return self.listed(item, center.id, operation.phase, quantity)

    def listed(self, item: str, center: str, phase: int, quantity: Decimal) -> Price | None:
        """Return what the price list says of a phase of an item at a subcontractor."""
        rows = [
            row
            for row in self._lists.get((item, center), ())
            if row.phase in (None, phase) and row.from_quantity <= quantity
        ]
        if not rows:
            return None
        best = max(rows, key=lambda row: (row.phase is not None, row.from_quantity))
        return Price(best.price, Basis.PRICE_LIST)

    def item(self, name: str) -> Price:
        """Return what a piece on stock costs: by the type of cost wanted, else its standard."""
        item = self.scenario.item_by_id[name]
        wanted = self.scenario.settings.costing.material_cost
        cost = _cost_of_type(item, wanted)
        if cost is not None:
            return Price(cost, Basis(wanted.value))
        basis = Basis.STANDARD if item.standard_cost else Basis.NONE
        return Price(item.standard_cost, basis)

    def ordered(self, order: SupplyOrder) -> Price | None:
        """Return the price of an order: agreed on it, or of the supplier; ``None`` without one."""
        document = self.scenario.order_by_id.get(order.id)
        if document is not None and document.unit_price is not None:
            return Price(document.unit_price, Basis.ORDER_PRICE)
        supplier = order.supplier or self._terms.of_order(order).supplier
        suppliers = self.scenario.item_by_id[order.item].suppliers
        price = next((row.price for row in suppliers if row.supplier == supplier), _NOTHING)
        return Price(price, Basis.SUPPLIER_PRICE) if price else None


def _cost_of_type(item: Item, wanted: CostType) -> Decimal | None:
    if wanted is CostType.LAST:
        return item.last_cost
    return item.average_cost if wanted is CostType.AVERAGE else None
