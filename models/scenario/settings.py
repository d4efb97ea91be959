"""Rules of the house: the parameters of material planning, job orders and general planning."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.scenario.base import Day, Duration, Id, LeadTime, Money, NonNegative, Record, Text
from models.scenario.calendar import DaysKey
from models.scenario.cost import CostSettings
from models.scenario.job import JobKind
from models.scenario.order import OrderType
from models.scenario.planning import NO_DAYS

__all__ = [
    "PLANNED_AREA",
    "Alternatives",
    "Area",
    "AvailabilityAt",
    "Criterion",
    "Direction",
    "Executions",
    "ForecastTiming",
    "GeneralSettings",
    "GroupDate",
    "JobGrouping",
    "JobSettings",
    "MissingDate",
    "MrpSettings",
    "Remainder",
    "ReorderReading",
    "Settings",
    "ShopSettings",
]


class Area(StrEnum):
    """Documents, or stock, that planning may leave out."""

    SALES = "sales"
    FORECASTS = "forecasts"
    STOCK = "stock"
    PURCHASES = "purchases"
    SUBCONTRACT = "subcontract"
    PRODUCTION = "production"
    TRANSFERS = "transfers"
    PLANNED_PURCHASES = "planned-purchases"
    PLANNED_SUBCONTRACT = "planned-subcontract"
    PLANNED_PRODUCTION = "planned-production"
    PLANNED_TRANSFERS = "planned-transfers"


PLANNED_AREA = {
    OrderType.PURCHASE: Area.PLANNED_PURCHASES,
    OrderType.SUBCONTRACT: Area.PLANNED_SUBCONTRACT,
    OrderType.PRODUCTION: Area.PLANNED_PRODUCTION,
    OrderType.TRANSFER: Area.PLANNED_TRANSFERS,
}
"""Area of the planned orders of a type."""


class Alternatives(StrEnum):
    """How alternative materials stand in for a component that is short."""

    NONE = "none"
    MIX = "mix"
    SINGLE = "single"


class ReorderReading(StrEnum):
    """What crossing the reorder level means: order that day, or a level never to fall below."""

    ORDER_DATE = "order-date"
    FLOOR = "floor"


class MrpSettings(Record):
    """Parameters of an MRP run. A switch that an item has too must be on in both."""

    planner: Text = ""
    """Plan only this planner's items."""
    by_warehouse: bool = False
    """Plan each warehouse by itself, with the items' records of it."""
    ignore: tuple[Area, ...] = ()
    """Documents or stock to leave out."""
    undated_orders: Day | None = None
    """Date of orders that have none; without it they are left out."""
    undated_demands: Day | None = None
    """Date of demands that have none; without it they are left out."""
    unavailable_stock: bool = False
    """Count lots that may not be used."""
    consider_past: bool = False
    """Overdue documents keep their dates instead of counting today."""
    safety_stock: bool = True
    reorder_level: bool = True
    reorder_reading: ReorderReading = ReorderReading.ORDER_DATE
    coverage: bool = True
    economic_lots: bool = True
    economic_multiples: bool = True
    alternatives: Alternatives = Alternatives.NONE
    alternatives_first: bool = False
    """Try alternatives before the component itself."""
    confirmed_first: bool = False
    """Plan the needs of executive documents first, in orders of their own."""
    jobs: bool = True
    """Plan job-driven items too; otherwise only those that `consider_in_mrp`."""
    generate_orders: bool = True
    """``False``: proposals only."""
    suggestions: bool = True
    move_documents: bool = False
    """Re-date movable documents within their tolerance, instead of only advising it."""
    material_advance: LeadTime = NO_DAYS
    """Working days by which material is wanted before it is used."""


class JobGrouping(StrEnum):
    """Which lines share a multi-product job."""

    NONE = "none"
    CUSTOMER = "customer"
    PROJECT = "project"
    BOTH = "both"


class ForecastTiming(StrEnum):
    """On which day a job from a forecast is due."""

    MONTHLY = "monthly"
    WEEKLY = "weekly"
    REAL = "real"
    ZONE = "zone"


class MissingDate(StrEnum):
    """What happens to a line without a date."""

    IGNORE = "ignore"
    START = "start"
    END = "end"


class JobSettings(Record):
    """Parameters of job-order generation."""

    kind: JobKind = JobKind.MONO
    grouping: JobGrouping = JobGrouping.NONE
    priority: int = 0
    forecast_timing: ForecastTiming = ForecastTiming.MONTHLY
    month_day: Annotated[int, Field(ge=1, le=31)] = 1
    """Due day of monthly jobs; in shorter months the last one."""
    weekday: DaysKey = "fri"
    """Due day of weekly jobs, or the production days of the delivery zone."""
    group_by_customer: bool = False
    """Forecasts of one item and date are separate jobs for each customer."""
    missing_date: MissingDate = MissingDate.IGNORE
    given_date: Day | None = None
    """Due date of lines without one; default: today for ``start``, `until` for ``end``."""
    availability: bool = False
    """Generate only what stock and receipts leave open on the due date."""
    economic_lots: bool = True
    economic_multiples: bool = True
    safety_stock: bool = True
    reorder_level: bool = True
    exclude_delayed: bool = False
    """Leave out sales lines that are due before today."""
    until: Day | None = None
    """Low stock is refilled to last until that day; default: the horizon."""


class Direction(StrEnum):
    """As soon as possible from today, or as late as possible for the due date."""

    ASAP = "asap"
    ALAP = "alap"


class AvailabilityAt(StrEnum):
    """Which availability counts: on the day of need, or the least from then on."""

    NEED_DATE = "need-date"
    MINIMUM = "minimum"


class GroupDate(StrEnum):
    """Date of a merged order: that of its first or its last need."""

    EARLY = "early"
    LATE = "late"


class GeneralSettings(Record):
    """Parameters of general planning: job orders to planned orders at infinite capacity."""

    direction: Direction = Direction.ALAP
    until: Day | None = None
    """Documents after it are left out; default: the horizon."""
    orders_for: tuple[OrderType, ...] = (
        OrderType.PRODUCTION,
        OrderType.PURCHASE,
        OrderType.SUBCONTRACT,
        OrderType.TRANSFER,
    )
    """Types of order planned for jobs; what is left out falls to MRP, without a job."""
    levels: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    """Levels of the bill of materials to plan, 1 being the product; none: all."""
    group: bool = False
    """Merge orders of one item and version; merged orders belong to no job."""
    group_date: GroupDate = GroupDate.EARLY
    group_period: LeadTime = timedelta(days=1)
    """Calendar days from a first need whose orders are merged."""
    economic_lots: bool = True
    economic_multiples: bool = True
    separate: bool = False
    """A working day between the end of a child order and the start of its parent."""
    mrp_after: bool = True
    """Net what jobs leave open by MRP."""
    stock_items: bool = False
    """That MRP also refills items to their thresholds."""
    delivery_weekday: DaysKey | None = None
    """Deliveries leave on that weekday; jobs are planned for the last one before their date."""
    check_atp: bool = False
    """If an order is late, plan all again as soon as possible and suggest dates."""
    atp_start: Day | None = None
    """Start of that plan; default: today."""
    replan_released: bool = False
    """Plan what is not released yet of launched and executive jobs again."""
    version: Text = ""
    """Version of bills of materials where nobody names one."""
    availability: bool = True
    """Use stock and receipts; otherwise everything is made and bought anew."""
    availability_at: AvailabilityAt = AvailabilityAt.NEED_DATE
    first_level: bool = False
    """Use the stock of the jobs' own items too."""
    negative: bool = False
    """Count negative availability of the jobs' own items; with `first_level`."""
    alternatives: Alternatives = Alternatives.NONE
    alternatives_first: bool = False
    alternative_phases: bool = False
    """Use alternative centers where the main one is loaded beyond its tolerance."""
    occupancy_tolerance: Annotated[NonNegative, Field(le=1000)] = Decimal(100)
    """Percent; of items that name none."""


class Remainder(StrEnum):
    """What is left of a started phase."""

    QUANTITY = "quantity"
    TIME = "time"


class Executions(StrEnum):
    """How many executions a quantity takes: whole ones, or its share."""

    CEIL = "ceil"
    PROPORTIONAL = "proportional"


class Criterion(StrEnum):
    """What a list of priorities may look at, one after the other."""

    CLASS = "class"
    """Started, not started, executive, launched, planned."""
    CUSTOMER = "customer"
    """Critical customers, in the order given."""
    CENTER = "center"
    """Critical work centers, in the order given."""
    PRIORITY = "priority"
    """Of the demand or the order, the lowest first."""
    DUE = "due"
    LEVEL = "level"
    """The deepest components first."""
    START = "start"
    """Of the order."""
    END = "end"
    PHASE = "phase"
    ID = "id"


DEFAULT_PRIORITIES = (
    Criterion.CLASS,
    Criterion.LEVEL,
    Criterion.START,
    Criterion.END,
    Criterion.ID,
)


class ShopSettings(Record):
    """Parameters of the shop floor: finite plans, and what they aim at."""

    objective: Text = ""
    """Levels, e.g. ``tardiness, flow, makespan`` or ``5*late + setup-cost``; as ``--objective``."""
    delay_cost: Money = Decimal(100)
    """Cost of one day late at weight 1, where an objective counts money."""
    hard_deadlines: bool = False
    """No demand may be late."""
    priorities: tuple[Criterion, ...] = DEFAULT_PRIORITIES
    """The planner's list: who goes first, by one criterion after the other."""
    critical_customers: tuple[Text, ...] = ()
    critical_centers: tuple[Id, ...] = ()
    executions: Executions = Executions.CEIL
    remainder: Remainder = Remainder.QUANTITY
    """How the rest of a started phase is told: pieces left, or time left."""
    frozen_days: LeadTime = NO_DAYS
    """Work of the previous plan that starts within so many days stays where it was."""
    release_advance: int | None = None
    """Days before its order's start (after it, if negative) from which on a phase may begin."""
    wait_for_material: bool = True
    wait_until: Day | None = None
    """Receipts after that day are not waited for; default: all are."""
    critical_only: bool = False
    """Only critical components are waited for."""
    subcontract_delay: LeadTime = NO_DAYS
    """Calendar days between the date of a subcontract receipt and its first use."""
    low_setup: Duration = timedelta(0)
    """Changeovers up to it are taken at once; of the rule ``setup-patient``, as the next two."""
    bottleneck_percent: NonNegative = Decimal(100)
    """A machine loaded more than that never stays idle for a better setup."""
    max_delay: LeadTime = timedelta(days=1)
    """Work that is later than that starts whatever its setup."""


class Settings(Record):
    """Rules of the house that hold for the whole scenario."""

    purchase_delay: LeadTime = NO_DAYS
    """Calendar days between the date of a purchase receipt and its first use."""
    stock_cost_percent: NonNegative = Decimal(10)
    """Yearly cost of holding stock and work in progress, in percent of its value."""
    replenishment_weight: NonNegative = Decimal("0.1")
    """Cost of one day of lateness of an order that only refills stock."""
    mrp: MrpSettings = MrpSettings()
    jobs: JobSettings = JobSettings()
    general: GeneralSettings = GeneralSettings()
    shop: ShopSettings = ShopSettings()
    costing: CostSettings = CostSettings()

    def receipt_delay(self, order_type: OrderType) -> timedelta:
        """Return how long after its receipt goods of a type of order may be used."""
        if order_type is OrderType.PURCHASE:
            return self.purchase_delay
        if order_type is OrderType.SUBCONTRACT:
            return self.shop.subcontract_delay
        return timedelta(0)
