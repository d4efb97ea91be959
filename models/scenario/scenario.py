"""The scenario: everything a plan is made from."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from models.scenario.base import Id, LeadTime, LocalTime, NonNegative, Record, Text
from models.scenario.calendar import Calendar
from models.scenario.item import Bom, Item, Stock
from models.scenario.order import Demand, Order
from models.scenario.resource import Resource, SetupRule, WorkCenter
from models.scenario.routing import Routing

__all__ = ["Header", "Scenario", "Settings"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        message = "a time zone of the IANA database, e.g. 'Europe/Rome' or 'UTC'"
        raise ValueError(message) from None
    return name


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        message = "a local time without offset, e.g. '2026-06-01T06:00'"
        raise ValueError(message)
    return moment


class Header(Record):
    """Name, moment and horizon of a scenario."""

    id: Id
    name: Text = ""
    start: Annotated[LocalTime, AfterValidator(_naive)]
    """The moment of planning, local time of `timezone`; nothing new starts before it."""
    horizon: LeadTime
    """Calendar days from `start`; demands and documents beyond it are not planned."""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    factory_calendar: Id | None = None
    """Calendar that counts working days; default: the first one listed."""
    tick: Literal["1m", "1s"] = "1m"
    """Resolution of the plan."""


class Settings(Record):
    """Rules of the house that hold for the whole scenario."""

    purchase_delay: LeadTime = timedelta(0)
    """Calendar days between the date of a purchase receipt and its first use."""
    stock_cost_percent: NonNegative = Decimal(10)
    """Yearly cost of holding stock and work in progress, in percent of its value."""
    replenishment_weight: NonNegative = Decimal("0.1")
    """Cost of one day of lateness of an order that only refills stock."""


class Scenario(Record):
    """What the user says: immutable, validated, knows nothing of solvers."""

    scenario: Header
    settings: Settings = Settings()
    calendars: Annotated[tuple[Calendar, ...], Field(min_length=1)]
    work_centers: tuple[WorkCenter, ...] = ()
    resources: tuple[Resource, ...] = ()
    setup_rules: tuple[SetupRule, ...] = ()
    items: tuple[Item, ...] = ()
    boms: tuple[Bom, ...] = ()
    routings: tuple[Routing, ...] = ()
    stock: tuple[Stock, ...] = ()
    orders: tuple[Order, ...] = ()
    demands: tuple[Demand, ...] = ()

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
    def bom_by_parent(self) -> dict[str, Bom]:
        """Return the bills of materials by the item they make."""
        return {bom.parent: bom for bom in self.boms}

    @cached_property
    def routing_by_item(self) -> dict[str, Routing]:
        """Return the routings by the item they make, operations in the order of their phases."""
        return {
            routing.item: routing.model_copy(
                update={"operations": tuple(sorted(routing.operations, key=lambda op: op.phase))}
            )
            for routing in self.routings
        }

    @cached_property
    def order_by_id(self) -> dict[str, Order]:
        """Return the existing orders by id."""
        return {order.id: order for order in self.orders}

    @cached_property
    def demand_by_id(self) -> dict[str, Demand]:
        """Return the demands by id."""
        return {demand.id: demand for demand in self.demands}

    @cached_property
    def factory_calendar(self) -> Calendar:
        """Return the calendar that counts working days."""
        name = self.scenario.factory_calendar
        return self.calendars[0] if name is None else self.calendar_by_id[name]
