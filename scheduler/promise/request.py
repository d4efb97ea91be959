"""What is asked for, as demand of a scenario and as orders of a material plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.errors import InvalidScenarioFile
from models.plan import Mode
from models.scenario import OrderType, Source
from scheduler.changes import ExtraDemand
from scheduler.changes.change import refusal, unknown
from scheduler.materials import material_plan
from scheduler.mrp.adopt import adopt

if TYPE_CHECKING:
    from decimal import Decimal

    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario

__all__ = ["Request", "Wanted", "wanted"]


@dataclass(frozen=True, slots=True)
class Request:
    """So many pieces of an item, as soon as they can be had."""

    item: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """A scenario with the demand in it, and the orders that serve it and all others.

    Parameters
    ----------
    demand, demand_class
        Id of the new demand, and its class, in which it is alone.
    scenario
        In which it is due at the start of the plan, so that every hour counts.
    material
        Netted as if it were due on the last day of the horizon: whatever serves others does so
        still, and it gets what is left.
    """

    demand: str
    demand_class: int
    scenario: Scenario
    material: MaterialPlan


def wanted(plan: Plan, request: Request) -> Wanted:
    """Return a request as demand of a plan's scenario, after all others.

    Raises
    ------
    InvalidScenarioFile
        If the plan is one at infinite capacity, or its scenario does not know how to get the item.
    """
    _check(plan, request)
    made = [row for row in plan.material.orders if _stays(row.type, is_document=row.is_document)]
    scenario = adopt(plan.scenario, replace(plan.material, orders=tuple(made)))
    now = scenario.scenario.start
    extra = ExtraDemand(request.item, request.quantity, now)
    name = extra.id_in(scenario)
    own = max((0, *(row.priority for row in scenario.demands))) + 1  # no other demand is in it
    asked = _applied(extra, scenario).dated
    demands = tuple(
        row.model_copy(update={"priority": own}) if row.id == name else row for row in asked.demands
    )
    asked = asked.replaced(demands=demands)
    return Wanted(name, own, asked, material_plan(asked, last={name}))


def _applied(extra: ExtraDemand, scenario: Scenario) -> Scenario:
    """Return a scenario with what is asked for.

    Raises
    ------
    InvalidScenarioFile
        If it cannot be asked for, said of the request.
    """
    try:
        return extra.applied(scenario)
    except InvalidScenarioFile as error:
        faults = (replace(row, table=row.field or "item", field="") for row in error.faults)
        raise InvalidScenarioFile(tuple(faults)) from None


def _stays(order_type: OrderType, *, is_document: bool) -> bool:
    """Tell whether an order is a document, or becomes one so that it keeps its name and place.

    What is bought is planned anew: as a document it would come when MRP wishes, be that sooner
    than anybody can deliver.
    """
    return is_document or order_type is OrderType.PRODUCTION


def _check(plan: Plan, request: Request) -> None:
    """Refuse what has no answer.

    Raises
    ------
    InvalidScenarioFile
        With what was expected.
    """
    if plan.solve.mode is not Mode.FINITE:
        expected = (
            "a plan at finite capacity; dates of a plan at infinite capacity (asap, alap) promise"
            " nothing, as no work has a machine of its own"
        )
        raise refusal("mode", plan.solve.mode.value, expected)
    items = plan.scenario.item_by_id
    if request.item not in items:
        raise unknown("item", request.item, "the id of an item", items)
    item = items[request.item]
    if item.source is Source.KIT and not any(bom.parent == item.id for bom in plan.scenario.boms):
        expected = "an item that is made or bought; this one is a kit without components"
        raise refusal("item", item.id, expected)
    timeless = item.source is Source.MAKE and item.lead_time is None
    if timeless and not any(row.item == item.id for row in plan.scenario.routings):
        expected = "an item that is made or bought; this one has neither a routing nor a lead time"
        raise refusal("item", item.id, expected)
    if request.quantity <= 0:
        raise refusal("quantity", f"{request.quantity:f}", "more than 0", field=request.item)
