"""Items and the stock of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from models.scenario.base import (
    Day,
    Id,
    LeadTime,
    Money,
    NonNegative,
    Quantity,
    Record,
    Text,
)
from models.scenario.planning import (
    NO_DAYS,
    Buffer,
    DayKind,
    ForecastMode,
    Lot,
    Policy,
    Source,
    Supplier,
    Threshold,
    WarehouseRecord,
)

__all__ = ["Item", "Stock"]


class Item(Record):
    """Something that is made, bought or held in stock."""

    id: Id
    name: Text = ""
    source: Source
    policy: Policy | None = None
    """Default: ``requirement``."""
    unit: Text = "pcs"
    planner: Text = ""
    """Who plans it; a run may be restricted to one planner's items."""
    lead_time: LeadTime | None = None
    """``buy``, ``transfer``: calendar days; ``make``, ``subcontract``: working days, used only
    without a routing."""
    lead_time_days: DayKind | None = None
    """Overrides which days the lead time counts."""
    fixed_lead_time: bool = False
    """The lead time holds although there is a routing, in material planning."""
    analysis_time: LeadTime = NO_DAYS
    """Quality checks after receipt before first use; working days of the factory calendar."""
    lot: Lot = Lot()
    scrap: NonNegative = Decimal(0)
    """Added to what is ordered: need x (1 + scrap)."""
    safety_stock: NonNegative = Decimal(0)
    reorder_level: NonNegative = Decimal(0)
    """A projected stock below it makes that day the order date; 0 is none."""
    replenish_quantity: NonNegative = Decimal(0)
    """What is ordered below the reorder level; 0: what brings the stock back to it."""
    replenish_up_to: bool = False
    """Read `replenish_quantity` as the stock to order up to."""
    max_stock: NonNegative = Decimal(0)
    """For information; material planning does not look at it."""
    reorder_days: NonNegative = Decimal(0)
    """Days in which the stock falls from the reorder level to the safety stock."""
    thresholds: tuple[Threshold, ...] = (Threshold.SAFETY_STOCK, Threshold.REORDER_LEVEL)
    """Which of the two levels material planning defends."""
    coverage_weeks: Annotated[int, Field(ge=1, le=520)] | None = None
    """A shortage is ordered together with the demand of so many weeks ..."""
    coverage_index: NonNegative = Decimal(100)
    """... or this percentage of it."""
    forecast_mode: ForecastMode = ForecastMode.MAX
    fence: LeadTime = NO_DAYS
    """Working days after the first day in which nothing new is proposed."""
    grouping: LeadTime = NO_DAYS
    """Working days from a first need whose orders are merged into one."""
    advance_tolerance: LeadTime = NO_DAYS
    """Days a supply may come later than needed without a word."""
    postpone_tolerance: LeadTime = NO_DAYS
    """Days a supply may come earlier than needed without a word."""
    reschedule_tolerance: LeadTime | None = None
    """Days by which a document may be asked to move; beyond it, cancel and create."""
    reschedule_percent: NonNegative | None = None
    """The same as a percentage of the lead time."""
    schedule_limit: LeadTime | None = None
    """Days from the start beyond which needs and documents of the item are left out."""
    blocked: bool = False
    """Not planned: nothing is proposed."""
    blocked_until: Day | None = None
    """With `blocked`: planned again from that day on."""
    excluded: bool = False
    """Left out of material planning altogether."""
    consider_in_mrp: bool = False
    """A job-driven item that MRP nets like any other."""
    job_generation: bool = True
    """Its sales lines may become job orders."""
    generates_orders: bool = True
    """``False``: MRP only proposes, no orders are planned."""
    exclude_negative_stock: bool = False
    """A negative stock on hand counts as none."""
    reference_bom: Id | None = None
    """Item whose bills of materials it borrows."""
    cycle: int = Field(default=1, ge=1)
    """Number of the routing it is made by."""
    transfer_lot: NonNegative = Decimal(0)
    """Pieces passed on to the next order while the rest is being made; 0: all at the end."""
    withdrawal_lot: NonNegative = Decimal(0)
    """Pieces an order takes at a time while it works; 0: all at its start."""
    bom_version: Id | None = None
    """Version of its bill of materials to use, where nothing else names one."""
    use_alternatives: bool = False
    """Alternative materials of bills of materials may replace it."""
    occupancy_tolerance: Annotated[NonNegative, Field(le=1000)] | None = None
    """Percent load of a center above which planning takes an alternative phase."""
    supplier: Id | None = None
    """The one of `suppliers` to order from; default: the preferred one, else the first."""
    suppliers: tuple[Supplier, ...] = ()
    warehouses: tuple[WarehouseRecord, ...] = ()
    buffer: Buffer | None = None
    standard_cost: Money = Decimal(0)
    """Cost of one piece."""
    last_cost: Money | None = None
    """Cost of one piece when it last came in; default: the standard cost."""
    average_cost: Money | None = None
    """Mean cost of a piece; default: the standard cost."""


class Stock(Record):
    """Quantity on hand at the start; several rows of one item add up."""

    item: Id
    quantity: Quantity
    """Below 0 where more was booked out than in."""
    warehouse: Id | None = None
    available: bool = True
    """``False``: a lot in a state in which it may not be used."""
    reserved_for: Id | None = None
    """The demand or order that alone may use it."""
