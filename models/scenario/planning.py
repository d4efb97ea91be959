"""How an item is planned: what drives it, lots, thresholds, suppliers, warehouses, buffers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from models.scenario.base import Fraction, Id, LeadTime, Money, NonNegative, Positive, Record, Text

__all__ = [
    "Buffer",
    "BufferKind",
    "DayKind",
    "ForecastMode",
    "Lot",
    "LotRule",
    "Policy",
    "Source",
    "Supplier",
    "Threshold",
    "UsageMethod",
    "WarehouseRecord",
]

NO_DAYS = timedelta(0)


class Source(StrEnum):
    """How an item is replenished; a ``kit`` never is: its needs pass to its components."""

    MAKE = "make"
    BUY = "buy"
    SUBCONTRACT = "subcontract"
    TRANSFER = "transfer"
    KIT = "kit"


class Policy(StrEnum):
    """What drives an item's replenishment.

    ``requirement``: MRP nets all needs and may merge them. ``mts``: as that, from forecasts,
    reorder level and safety stock. ``mto``: each demand has orders of its own. ``ato``: the item
    itself is made to order, its components by requirement. ``eto``: as ``mto``, after a bill of
    materials and a routing drawn for the order. ``ddmrp``: by the net flow of its buffer.
    """

    REQUIREMENT = "requirement"
    MTO = "mto"
    MTS = "mts"
    ATO = "ato"
    ETO = "eto"
    DDMRP = "ddmrp"

    @property
    def is_job_driven(self) -> bool:
        """Tell whether every demand of the item is a job with orders of its own."""
        return self in (Policy.MTO, Policy.ATO, Policy.ETO)


class DayKind(StrEnum):
    """Which days a lead time counts."""

    WORKING = "working"
    CALENDAR = "calendar"


class ForecastMode(StrEnum):
    """What is planned of a period's forecast and its sales orders."""

    MAX = "max"
    FORECAST = "forecast"
    MIN = "min"
    ORDERS = "orders"
    SUM = "sum"


class Threshold(StrEnum):
    """A stock level that material planning defends."""

    SAFETY_STOCK = "safety-stock"
    REORDER_LEVEL = "reorder-level"


class LotRule(StrEnum):
    """How a net need becomes an order quantity; see `scheduler.mrp.lots`."""

    LOT_FOR_LOT = "lot-for-lot"
    FIXED = "fixed"
    MINIMUM = "minimum"
    AT_LEAST = "at-least"
    PERIODS = "periods"
    STORAGE_TIME = "storage-time"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Lot(Record):
    """Lot sizing of an item: the rule and the numbers it needs.

    After the rule, whatever it is: at least `minimum`, in steps of `rounding`, and what exceeds
    `maximum` becomes several orders.
    """

    rule: LotRule = LotRule.LOT_FOR_LOT
    size: Positive | None = None
    """Pieces; for ``fixed``, ``minimum``, ``at-least``."""
    multiple: NonNegative | None = None
    """Pieces; step above ``size`` for ``minimum``; 0 is no step."""
    periods: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Daily buckets pooled from the first need; for ``periods``."""
    days: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Working days pooled from the first need; for ``storage-time``."""
    minimum: Positive | None = None
    maximum: Positive | None = None
    rounding: Positive | None = None
    use_size: bool = True
    """``False``: an economic lot (``minimum``) is ignored, the need is ordered as it is."""
    use_multiple: bool = True
    """``False``: the steps above an economic lot are ignored."""


class Supplier(Record):
    """Who delivers an item, and on what terms; these come before the item's own."""

    supplier: Id
    preferred: bool = False
    blocked: bool = False
    """No orders to this supplier."""
    procurement_time: LeadTime = NO_DAYS
    """From order to dispatch, calendar days."""
    shipping_time: LeadTime = NO_DAYS
    """From dispatch to receipt, calendar days."""
    lot: Lot | None = None
    """Replaces the lot rule of the item."""
    price: Money = Decimal(0)


class WarehouseRecord(Record):
    """What holds for an item in one warehouse; a field left out is the item's own."""

    warehouse: Id
    source: Source | None = None
    from_: Id | None = Field(default=None, alias="from")
    """Warehouse that a transfer comes from."""
    supplier: Id | None = None
    lead_time: LeadTime | None = None
    safety_stock: NonNegative | None = None
    max_stock: NonNegative | None = None
    reorder_level: NonNegative | None = None
    replenish_quantity: NonNegative | None = None
    lot: Lot | None = None


class BufferKind(StrEnum):
    """How a DDMRP buffer is sized."""

    REPLENISHED = "replenished"
    OVERRIDE = "override"
    MIN_MAX = "min-max"


class UsageMethod(StrEnum):
    """Where the average daily usage of a buffer comes from; see `scheduler.ddmrp.usage`."""

    GIVEN = "given"
    PAST = "past"
    WEIGHTED_PAST = "weighted-past"
    AHEAD = "ahead"
    PAST_AND_AHEAD = "past-and-ahead"
    WEIGHTED_PAST_AND_AHEAD = "weighted-past-and-ahead"


def _span(value: str) -> str:
    """Return the span as two dates: the key that tells two spans apart."""
    message = "a date '2026-06-01', or two, '2026-06-01/2026-08-31', the earlier first"
    try:
        days = [date.fromisoformat(part.strip()) for part in value.split("/")]
    except ValueError:
        raise ValueError(message) from None
    if len(days) > 2 or days[0] > days[-1]:
        raise ValueError(message)
    return "/".join(day.isoformat() for day in days)


DateSpan = Annotated[str, Field(max_length=30), AfterValidator(_span)]
"""A date, or the first and the last one of a span with a slash between them."""


class Buffer(Record):
    """A DDMRP buffer: stock that decouples what comes before an item from what follows."""

    kind: BufferKind = BufferKind.REPLENISHED
    usage: UsageMethod = UsageMethod.GIVEN
    """How the average daily usage (ADU) is found."""
    daily_usage: NonNegative = Decimal(0)
    """Average pieces a day; for ``given``, and where the others find no usage at all."""
    past_days: LeadTime = timedelta(days=90)
    """Days before the start whose delivered demands count."""
    ahead_days: LeadTime = timedelta(days=90)
    """Days from the start whose forecasts and demands count."""
    usage_factors: dict[DateSpan, NonNegative] = Field(default_factory=dict)
    """Factor on the daily usage by date or span; where spans meet, factors multiply."""
    lead_time: LeadTime | None = None
    """Decoupled lead time (DLT), calendar days; without it, computed along the bills."""
    lead_time_factor: Fraction = Decimal("0.5")
    variability_factor: NonNegative = Decimal("0.5")
    minimum_order: NonNegative = Decimal(0)
    """Pieces (MOQ)."""
    order_cycle: LeadTime = NO_DAYS
    """Days between orders wished for (DOC)."""
    spike_threshold: Annotated[NonNegative, Field(le=100)] = Decimal(50)
    """Percent of the red zone beyond which the demand of a day is a spike (OST)."""
    spike_horizon: LeadTime | None = None
    """Days ahead in which spikes count (OSH); without it, the decoupled lead time."""
    red: NonNegative | None = None
    """Pieces; zones of an ``override`` buffer. One left out is computed."""
    yellow: NonNegative | None = None
    green: NonNegative | None = None
    red_on: dict[DateSpan, NonNegative] = Field(default_factory=dict)
    """Pieces by date or span, in place of the zone; where spans meet, the later start holds."""
    yellow_on: dict[DateSpan, NonNegative] = Field(default_factory=dict)
    green_on: dict[DateSpan, NonNegative] = Field(default_factory=dict)
    note: Text = ""
