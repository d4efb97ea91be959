"""The scenario: everything a plan is made from."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from models.scenario.base import Id, LeadTime, LocalTime, Record, Text
from models.scenario.bom import Bom
from models.scenario.calendar import Calendar
from models.scenario.cost import CostItem, SubcontractPrice
from models.scenario.item import Item, Stock
from models.scenario.job import Job
from models.scenario.order import Demand, Forecast, Order, OrderStatus
from models.scenario.resource import Downtime, Machine, Resource, WorkCenter, Worker
from models.scenario.routing import Operation, Routing
from models.scenario.settings import PLANNED_AREA, Settings
from models.scenario.setup import AggregationRule, SetupProperty, SetupRule
from models.views import html

__all__ = ["Header", "Scenario", "Warehouse", "default_plan_until"]


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        message = "a time zone of the IANA database, e.g. 'Europe/Rome' or 'UTC'"
        raise ValueError(message) from None
    return name


def _language_code(code: str) -> str:
    if _LANGUAGE.fullmatch(code) is None:
        message = "the code of a language, e.g. 'it'"
        raise ValueError(message)
    return code


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        message = "a local time without offset, e.g. '2026-06-01T06:00'"
        raise ValueError(message)
    return moment


def default_plan_until(today: date) -> date:
    """Return the last day planned by default: the end of this year, from July of the next."""
    return date(today.year + (today.month > 6), 12, 31)


def _default_horizon(fields: dict[str, object]) -> timedelta:
    start = fields.get("start")
    if not isinstance(start, datetime):  # it is wrong itself, and told so
        return timedelta(days=1)
    return default_plan_until(start.date()) - start.date() + timedelta(days=1)


class Header(Record):
    """Name, moment and horizon of a scenario."""

    id: Id
    name: Text = ""
    start: Annotated[LocalTime, AfterValidator(_naive)]
    """The moment of planning, local time of `timezone`; nothing new starts before it."""
    horizon: LeadTime = Field(default_factory=_default_horizon)
    """Calendar days from `start`; demands and documents beyond it are not planned.
    Default: to the end of the year, from July on of the next."""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    factory_calendar: Id | None = None
    """Calendar that counts working days; default: the first one listed."""
    tick: Literal["1m", "1s"] = "1m"
    """Resolution of the plan."""
    language: Annotated[str, AfterValidator(_language_code)] | None = None
    """Of report and messages, unless the command asks for another; default: English."""


class Warehouse(Record):
    """A place where stock is held, planned by itself if `Settings.mrp.by_warehouse` says so."""

    id: Id
    name: Text = ""


class Scenario(Record):
    """What the user says: immutable, validated, knows nothing of solvers."""

    scenario: Header
    settings: Settings = Settings()
    calendars: Annotated[tuple[Calendar, ...], Field(min_length=1)]
    work_centers: tuple[WorkCenter, ...] = ()
    machines: tuple[Machine, ...] = ()
    resources: tuple[Resource, ...] = ()
    workers: tuple[Worker, ...] = ()
    downtimes: tuple[Downtime, ...] = ()
    setup_properties: tuple[SetupProperty, ...] = ()
    setup_rules: tuple[SetupRule, ...] = ()
    aggregation_rules: tuple[AggregationRule, ...] = ()
    warehouses: tuple[Warehouse, ...] = ()
    items: tuple[Item, ...] = ()
    boms: tuple[Bom, ...] = ()
    routings: tuple[Routing, ...] = ()
    stock: tuple[Stock, ...] = ()
    orders: tuple[Order, ...] = ()
    jobs: tuple[Job, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    demands: tuple[Demand, ...] = ()
    subcontract_prices: tuple[SubcontractPrice, ...] = ()
    cost_items: tuple[CostItem, ...] = ()

    @cached_property
    def calendar_by_id(self) -> dict[str, Calendar]:
        """Return the calendars by id."""
        return {calendar.id: calendar for calendar in self.calendars}

    @cached_property
    def work_center_by_id(self) -> dict[str, WorkCenter]:
        """Return the work centers by id."""
        return {center.id: center for center in self.work_centers}

    @cached_property
    def resource_by_id(self) -> dict[str, Resource]:
        """Return the further resources by id."""
        return {resource.id: resource for resource in self.resources}

    @cached_property
    def setup_rule_by_id(self) -> dict[str, SetupRule]:
        """Return the setup rules by id."""
        return {rule.id: rule for rule in self.setup_rules}

    @cached_property
    def item_by_id(self) -> dict[str, Item]:
        """Return the items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def boms_by_parent(self) -> dict[str, tuple[Bom, ...]]:
        """Return all versions of the bills of materials by the item they make."""
        groups: dict[str, list[Bom]] = {}
        for bom in self.boms:
            groups.setdefault(bom.parent, []).append(bom)
        return {parent: tuple(boms) for parent, boms in groups.items()}

    @cached_property
    def setup_property_by_id(self) -> dict[str, SetupProperty]:
        """Return the setup properties by id."""
        return {row.id: row for row in self.setup_properties}

    @cached_property
    def aggregation_rule_by_id(self) -> dict[str, AggregationRule]:
        """Return the aggregation rules by id."""
        return {rule.id: rule for rule in self.aggregation_rules}

    @cached_property
    def machines_by_center(self) -> dict[str, tuple[Machine, ...]]:
        """Return the active machines of every finite center, those that differ by name alone too.

        A center without rows in ``machines`` has ``capacity`` machines called ``WELD-1`` and so
        on; one that is infinite or external has none.
        """
        named: dict[str, list[Machine]] = {}
        for machine in self.machines:
            named.setdefault(machine.work_center, []).append(machine)
        return {
            center.id: ()
            if center.infinite or center.external
            else tuple(row for row in named[center.id] if row.active)
            if center.id in named
            else tuple(
                Machine.model_construct(id=f"{center.id}-{number}", work_center=center.id)
                for number in range(1, center.capacity + 1)
            )
            for center in self.work_centers
        }

    @cached_property
    def routing_by_item(self) -> dict[str, Routing]:
        """Return the routing each item is made by: its cycle, valid phases, in their order."""
        cycles = {item.id: item.cycle for item in self.items}
        chosen: dict[str, Routing] = {}
        for routing in self.routings:
            valid = [row for row in routing.operations if self._is_valid(row)]
            if valid and routing.cycle == cycles.get(routing.item, 1):
                ordered = tuple(sorted(valid, key=lambda row: row.phase))
                chosen[routing.item] = routing.model_copy(update={"operations": ordered})
        return chosen

    def _is_valid(self, operation: Operation) -> bool:
        today = self.scenario.start.date()
        begun = operation.valid_from is None or operation.valid_from <= today
        return begun and (operation.valid_to is None or today <= operation.valid_to)

    @cached_property
    def order_by_id(self) -> dict[str, Order]:
        """Return the existing orders by id."""
        return {order.id: order for order in self.orders}

    @cached_property
    def demand_by_id(self) -> dict[str, Demand]:
        """Return the demands by id."""
        return {demand.id: demand for demand in self.demands}

    @cached_property
    def job_by_id(self) -> dict[str, Job]:
        """Return the job orders by id."""
        return {job.id: job for job in self.jobs}

    def job_named(self, reference: str | None) -> Job | None:
        """Return the job order that an order names: the job itself, or a row such as ``J-1/10``."""
        if not reference:
            return None
        by_row = self.job_by_id.get(reference.rpartition("/")[0])
        return self.job_by_id.get(reference) or by_row

    @cached_property
    def planned_anew(self) -> frozenset[str]:
        """Return the planned orders that a run forgets and plans anew, by id.

        These are the ones in areas that it ignores. What is frozen, begun or planned for a job
        order stays, and so do orders of items that it does not plan.
        """
        return frozenset(order.id for order in self.orders if self._is_planned_anew(order))

    def _is_planned_anew(self, order: Order) -> bool:
        is_planned = order.status is OrderStatus.PLANNED
        if not is_planned or PLANNED_AREA[order.type] not in self.settings.mrp.ignore:
            return False
        item = self.item_by_id.get(order.item)
        planner = self.settings.mrp.planner
        if item is None or item.excluded or (planner and item.planner != planner):
            return False
        return not (order.frozen or order.progress or self.job_named(order.job))

    @cached_property
    def dated(self) -> Scenario:
        """Return the scenario as a run reads it.

        Undated documents have the dates that the settings give them, and planned orders that the
        run plans anew are gone.
        """
        mrp = self.settings.mrp
        if mrp.undated_orders is None and mrp.undated_demands is None and not self.planned_anew:
            return self
        orders = tuple(
            order.model_copy(update={"end": mrp.undated_orders or order.end})
            if order.is_undated
            else order
            for order in self.orders
            if order.id not in self.planned_anew
        )
        demands = tuple(
            demand.model_copy(update={"due": mrp.undated_demands or demand.due})
            if demand.is_undated
            else demand
            for demand in self.demands
        )
        return self.replaced(orders=orders, demands=demands)

    def replaced(self, **tables: object) -> Scenario:
        """Return a copy with other tables; its look-ups are made anew, as model_copy would not."""
        same = {name: getattr(self, name) for name in type(self).model_fields}
        return Scenario.model_construct(**same | tables)

    @cached_property
    def factory_calendar(self) -> Calendar:
        """Return the calendar that counts working days."""
        name = self.scenario.factory_calendar
        return self.calendars[0] if name is None else self.calendar_by_id[name]

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows: what it is, and how many rows its tables have."""
        return html("scenario", self)
