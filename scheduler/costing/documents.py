"""Valuations of the orders, demands and jobs of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from scheduler.costing.amounts import NOTHING, Amounts, Rounder
from scheduler.costing.estimate import estimate
from scheduler.costing.valuation import valued

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.material import Peg
    from models.plan import Plan
    from models.scenario import Job
    from scheduler.costing.estimate import Estimate
    from scheduler.costing.materials import Supplied
    from scheduler.costing.valuation import Valuation

__all__ = ["Document", "ValuedDocument", "estimated_documents", "valuations"]


_MILLIONTHS = Rounder(6)


class Document(StrEnum):
    """What is valued."""

    JOB = "job"
    DEMAND = "demand"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class ValuedDocument:
    """What an order, a demand or a job costs, and its price.

    Parameters
    ----------
    item
        Empty for a job of several items.
    lacks
        What its cost does not tell: items without a cost or a supply, orders not scheduled.
    served
        Of a job or a demand: what serves it, and what of its cost that is.
    """

    document: Document
    id: str
    item: str
    quantity: Decimal
    valuation: Valuation
    lacks: tuple[str, ...] = ()
    served: tuple[tuple[Peg, Supplied], ...] = ()

    @property
    def unit(self) -> Decimal:
        """Return the price of a piece, rounded half up to a millionth."""
        return _MILLIONTHS(Fraction(self.valuation.total) / Fraction(self.quantity))


def estimated_documents(plan: Plan) -> tuple[ValuedDocument, ...]:
    """Return the `valuations` of a plan by its `estimate`; they are made once for a plan."""
    return plan.once(_estimated)


def _estimated(plan: Plan) -> tuple[ValuedDocument, ...]:
    return valuations(plan, estimate(plan))


def valuations(plan: Plan, costs: Estimate) -> tuple[ValuedDocument, ...]:
    """Return the valuations of all jobs, of all demands served, and of all orders costed.

    A demand costs what its supplies cost: its share of the orders that serve it, with all that
    went into them, and what it takes from stock or purchases. A job costs what its rows and the
    demands of its rows are served with. Cost items count once for each document: those of the
    orders of a job are not part of that job.
    """
    return tuple(_Documents(plan, costs).all())


@dataclass(frozen=True)
class _Documents:
    plan: Plan
    costs: Estimate

    def all(self) -> Iterator[ValuedDocument]:
        served = self._served()
        for job in self.plan.scenario.jobs:
            yield self._job(job, served)
        lacking = self.plan.material.lacking
        for row in self.plan.demands:
            pegs = served.get((DemandKind.DEMAND, row.demand), [])
            missing = [lack.item for lack in lacking.get(row.demand, ())]
            name = row.demand
            yield self._valued(Document.DEMAND, name, row.item, row.quantity, pegs, missing)
        for cost in self.costs.orders.values():
            yield ValuedDocument(
                Document.ORDER,
                cost.order,
                cost.item,
                cost.quantity,
                self._valuation(cost.amounts, cost.quantity, cost.order),
                cost.lacks,
            )

    def _served(self) -> dict[tuple[DemandKind, str], list[tuple[Peg, Supplied]]]:
        """Return the pegs that serve each need, and what they cost."""
        found: dict[tuple[DemandKind, str], list[tuple[Peg, Supplied]]] = {}
        for pair in zip(self.plan.material.pegs, self.costs.supplied, strict=True):
            found.setdefault((pair[0].demand_kind, pair[0].demand), []).append(pair)
        return found

    def _job(
        self, job: Job, served: dict[tuple[DemandKind, str], list[tuple[Peg, Supplied]]]
    ) -> ValuedDocument:
        needs = [(DemandKind.JOB, f"{job.id}/{row.row}") for row in job.rows]
        needs += [(DemandKind.DEMAND, name) for row in job.rows for name in row.demands]
        found = [pair for need in needs for pair in served.get(need, ())]
        forecasts = [(DemandKind.FORECAST, name) for row in job.rows for name in row.forecasts]
        for need in dict.fromkeys(forecasts):  # several jobs may serve one forecast
            pairs = served.get(need, ())
            found += [pair for pair in pairs if self._is_of(job, pair[0])]
        items = {row.item for row in job.rows}
        quantity = sum((row.quantity for row in job.rows), Decimal(0))
        item = next(iter(items)) if len(items) == 1 else ""
        return self._valued(Document.JOB, job.id, item, quantity, found)

    def _is_of(self, job: Job, peg: Peg) -> bool:
        order = self.plan.material.order_by_id.get(peg.supply)
        if peg.supply_kind is not SupplyKind.ORDER or order is None:
            return False
        return self.plan.scenario.job_named(order.job) is job

    def _valued(
        self,
        document: Document,
        name: str,
        item: str,
        quantity: Decimal,
        served: list[tuple[Peg, Supplied]],
        missing: Iterable[str] = (),
    ) -> ValuedDocument:
        amounts = Amounts.total([NOTHING, *(supplied.amounts for _, supplied in served)])
        lacks = [name for _, supplied in served for name in supplied.lacks]
        return ValuedDocument(
            document,
            name,
            item,
            quantity,
            self._valuation(amounts, quantity, name),
            tuple(dict.fromkeys([*lacks, *missing])),
            tuple(served),
        )

    def _valuation(self, amounts: Amounts, quantity: Decimal, name: str) -> Valuation:
        scenario = self.plan.scenario
        settings = scenario.settings.costing
        return valued(amounts, quantity, settings, scenario.cost_items, document=name)
