"""Somebody is served first, or not at all, or wants something more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from pydantic import ValidationError

from models.scenario import Demand
from scheduler.changes.change import moment_of, refusal, unknown
from scheduler.words import Amount, Said

if TYPE_CHECKING:
    from datetime import date

    from models.material import MaterialPlan
    from models.scenario import Job, JobRow, Scenario

__all__ = ["Drop", "ExtraDemand", "Rush", "served_by"]

_RUSH = Decimal(10)
"""How much heavier than the heaviest demand one is that is rushed."""

_HEAVIEST = Decimal(10**9)
"""No weight grows beyond it, however often something is rushed."""

_WORDING = re.compile("^(Input should be |Value error, |Decimal input should have )")
"""What the checks of a demand begin with before they say what they expect."""


@dataclass(frozen=True, slots=True)
class Rush:
    """A demand, or every demand that an order serves, goes before all others.

    It joins the most urgent class, and a day late of it costs ten times what a day late of the
    heaviest other demand costs.
    """

    name: str

    changes_material: ClassVar[bool] = False
    option: ClassVar[str] = "rush"

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with heavier demands."""
        names = _demands(self.name, scenario, change=self.option)
        heaviest = max(row.weight for row in scenario.demands)
        weight = min(_HEAVIEST, _RUSH * max(Decimal(1), heaviest))
        first = min(row.priority for row in scenario.demands)
        rows = tuple(
            row.model_copy(update={"weight": weight, "priority": first}) if row.id in names else row
            for row in scenario.demands
        )
        return scenario.replaced(demands=rows)

    def told(self) -> Said:
        """Return the change as one line."""
        return Said("{name} goes first", name=self.name)


@dataclass(frozen=True, slots=True)
class Drop:
    """A demand is not served, or a document is cancelled.

    Of a planned order that is no document the demands it serves are dropped: MRP would only plan
    it again. Of a document its demands stay, and MRP plans another order for them.
    """

    name: str

    changes_material: ClassVar[bool] = True
    option: ClassVar[str] = "drop"

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario without it."""
        document = scenario.order_by_id.get(self.name)
        if self.name in scenario.demand_by_id or document is None:
            for name in _demands(self.name, scenario, change=self.option):
                scenario = _without_demand(scenario, name)
            return scenario
        if document.progress:
            phase = document.progress[0].phase
            expected = f"an order that has not begun; of {self.name} phase {phase} has"
            raise refusal("drop", self.name, expected)
        rows = tuple(row for row in scenario.orders if row is not document)
        return _without_reservation(scenario.replaced(orders=rows), self.name)

    def told(self) -> Said:
        """Return the change as one line."""
        return Said("{name} is dropped", name=self.name)


@dataclass(frozen=True, slots=True)
class ExtraDemand:
    """Somebody wants more: a new demand of weight 1, called ``EXTRA-1`` or as is free.

    Parameters
    ----------
    quantity
        Pieces, more than 0.
    due
        A date alone means until the end of that day.
    """

    item: str
    quantity: Decimal
    due: date

    changes_material: ClassVar[bool] = True

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the demand."""
        if self.item not in scenario.item_by_id:
            raise unknown("extra", self.item, "the id of an item", scenario.item_by_id)
        try:
            row = Demand(
                id=self.id_in(scenario), item=self.item, quantity=self.quantity, due=self.due
            )
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            expected = _WORDING.sub("", fault["msg"])
            field = ".".join(map(str, fault["loc"]))
            raise refusal("extra", str(fault["input"]), expected, field=field) from None
        return scenario.replaced(demands=(*scenario.demands, row))

    def id_in(self, scenario: Scenario) -> str:
        """Return what the demand is called in the scenario to which it is added."""
        tables = (scenario.demands, scenario.orders, scenario.forecasts, scenario.jobs)
        taken = {row.id for table in tables for row in table}
        number = 1
        while (name := f"EXTRA-{number}") in taken:
            number += 1
        return name

    def told(self) -> Said:
        """Return the change as one line."""
        return Said(
            "{quantity} more of {item}, due {date}",
            quantity=Amount.of(self.quantity),
            item=self.item,
            date=moment_of(self.due),
        )


def served_by(
    order: str, scenario: Scenario, material: MaterialPlan, *, change: str
) -> tuple[str, ...]:
    """Return the demands that an order of a material plan serves.

    Raises
    ------
    InvalidScenarioFile
        If there is no such order, or it serves none.
    """
    if order not in material.order_by_id:
        known = (*scenario.demand_by_id, *material.order_by_id)
        raise unknown(change, order, "the id of a demand or an order", known)
    demands = material.demands_served[order]
    if not demands:
        expected = "an order that serves a demand; this one only refills stock"
        raise refusal(change, order, expected)
    return demands


def _demands(name: str, scenario: Scenario, *, change: str) -> tuple[str, ...]:
    """Return a demand, or those that an order serves."""
    if name in scenario.demand_by_id:
        return (name,)
    from scheduler.materials import material_plan

    return served_by(name, scenario, material_plan(scenario.dated), change=change)


def _without_demand(scenario: Scenario, name: str) -> Scenario:
    """Return a scenario without a demand, nor anything that names it."""
    demands = tuple(row for row in scenario.demands if row.id != name)
    jobs = tuple(filter(None, (_job_without(job, name) for job in scenario.jobs)))
    gone = {job.id for job in scenario.jobs} - {job.id for job in jobs} | {name}
    orders = tuple(
        row.model_copy(update={"job": None}) if _job_of(row.job) & gone else row
        for row in scenario.orders
    )
    changed = scenario.replaced(demands=demands, jobs=jobs, orders=orders)
    return _without_reservation(changed, name)


def _job_of(reference: str | None) -> set[str]:
    """Return what an order may mean that names a job, or a row of one such as ``J-1/10``."""
    return {reference, reference.rpartition("/")[0]} if reference else set()


def _job_without(job: Job, name: str) -> Job | None:
    """Return a job order without a demand: rows that served nobody else are gone."""
    rows = tuple(filter(None, (_row_without(row, name) for row in job.rows)))
    if rows == job.rows:
        return job
    return job.model_copy(update={"rows": rows}) if rows else None


def _row_without(row: JobRow, name: str) -> JobRow | None:
    if name not in row.demands:
        return row
    left = tuple(demand for demand in row.demands if demand != name)
    return row.model_copy(update={"demands": left}) if left or row.forecasts else None


def _without_reservation(scenario: Scenario, name: str) -> Scenario:
    """Return a scenario in which no stock is kept for somebody: anybody may have it."""
    stock = tuple(
        row.model_copy(update={"reserved_for": None}) if row.reserved_for == name else row
        for row in scenario.stock
    )
    return scenario.replaced(stock=stock)
