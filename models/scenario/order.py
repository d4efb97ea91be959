"""Existing documents, what the floor declared about them, and what is demanded."""

from __future__ import annotations

from calendar import monthrange
from datetime import date as calendar_date
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from models.scenario.base import (
    UNDATED,
    Day,
    Duration,
    Id,
    LocalTime,
    Moment,
    Money,
    NonNegative,
    Phase,
    Positive,
    Record,
    Text,
)

__all__ = [
    "Demand",
    "Forecast",
    "ForecastKind",
    "ForecastPeriod",
    "Order",
    "OrderStatus",
    "OrderType",
    "PinnedPhase",
    "Progress",
    "ProgressState",
]


class OrderType(StrEnum):
    """What kind of document an order is."""

    PRODUCTION = "production"
    PURCHASE = "purchase"
    SUBCONTRACT = "subcontract"
    TRANSFER = "transfer"


class OrderStatus(StrEnum):
    """How far an order has gone; one that is ``closed`` is history, and keeps its id."""

    PLANNED = "planned"
    FIRM = "firm"
    CONFIRMED = "confirmed"
    LAUNCHED = "launched"
    EXECUTIVE = "executive"
    CLOSED = "closed"


class ProgressState(StrEnum):
    """What the floor declared of a phase."""

    STARTED = "started"
    INTERRUPTED = "interrupted"
    CLOSED = "closed"


class Progress(Record):
    """A declaration: ``closed`` phases are done, a ``started`` one holds its machine now.

    A started phase has the rest to run, by its quantity or by its time as `ShopSettings.remainder`
    says; its setup is done. An ``interrupted`` one has that rest to run too, but holds no machine:
    it goes on when and where it can, and is set up again.
    """

    phase: Phase
    state: ProgressState
    good: NonNegative = Decimal(0)
    """Pieces made so far."""
    worked: Duration | None = None
    """Run time spent so far."""
    start: LocalTime | None = None
    """When it began, local time; for information."""
    machine: Id | None = None
    """The machine it holds, e.g. ``WELD-2``; default: any of the center. Of an interrupted phase
    for information."""


class PinnedPhase(Record):
    """Where a frozen order runs one phase: start in local time, and the machine if it matters."""

    phase: Phase
    start: LocalTime
    work_center: Id | None = None
    machine: Id | None = None


class Order(Record):
    """An existing order: a receipt for MRP, and for the shop floor work that is to be done.

    A ``frozen`` production order keeps its dates: its phases run as ``pinned`` says, or, without
    that, one after the other from ``start``.
    """

    id: Id
    type: OrderType
    item: Id
    quantity: Positive
    start: Moment | None = None
    end: Moment = UNDATED
    """Receipt date (usable from the start of that day), or the day production is due."""
    status: OrderStatus = OrderStatus.PLANNED
    warehouse: Id | None = None
    """Where it is received."""
    from_: Id | None = Field(default=None, alias="from")
    """Warehouse that a transfer comes from."""
    supplier: Id | None = None
    unit_price: Money | None = None
    """Agreed price of a piece bought or subcontracted; default: that of the supplier."""
    version: Id | None = None
    """Version of the bill of materials it is made from."""
    job: Id | None = None
    """Job order it was planned for."""
    printed: bool = False
    """A subcontract order that went out on paper is not moved."""
    priority: int = 0
    """In lists of priorities: the lowest first."""
    hold_end: bool = False
    """Never later than its `end`."""
    frozen: bool = False
    pinned: tuple[PinnedPhase, ...] = ()
    progress: tuple[Progress, ...] = ()

    @property
    def is_undated(self) -> bool:
        """Tell whether nobody said when it will be received or is due."""
        return self.end == UNDATED


class Demand(Record):
    """Who wants what, and when."""

    id: Id
    item: Id
    quantity: Positive
    due: Moment = UNDATED
    """A date alone means until the end of that day."""
    weight: NonNegative = Decimal(1)
    """Cost of one day of lateness."""
    priority: int = 0
    """Strict class: objectives may serve the lowest first, whatever that costs the others."""
    hard: bool = False
    """Never late."""
    customer: Text = ""
    project: Text = ""
    warehouse: Id | None = None
    """Where it is shipped from."""
    version: Id | None = None
    """Version of the bill of materials it asks for."""
    confirmed: bool = True
    printed: bool = True
    """Job orders are generated for lines that are confirmed and printed."""
    fulfilled: bool = False
    """Delivered already: nothing is planned for it."""

    @property
    def is_undated(self) -> bool:
        """Tell whether nobody said when it is due."""
        return self.due == UNDATED


class ForecastKind(StrEnum):
    """Where a forecast line comes from."""

    FORECAST = "forecast"
    MPS = "mps"


class ForecastPeriod(StrEnum):
    """How long a forecast line lasts, from its date."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Forecast(Record):
    """What will be wanted of an item in a period, before anybody orders it."""

    id: Id
    item: Id
    quantity: Positive
    date: Day
    """First day of the period; what is left of it by sales orders is needed from then on."""
    period: ForecastPeriod = ForecastPeriod.MONTH
    kind: ForecastKind = ForecastKind.FORECAST
    consolidated: bool = True
    """``False``: a draft, nothing is planned for it."""
    customer: Text = ""
    warehouse: Id | None = None

    @property
    def last_day(self) -> calendar_date:
        """Return the last day of the period: its first, 7 days on, or a month on.

        A month from the 31st ends before the last day of a shorter one, where the next begins.
        """
        first = self.date
        match self.period:
            case ForecastPeriod.DAY:
                return first
            case ForecastPeriod.WEEK:
                return first + timedelta(days=6)
            case ForecastPeriod.MONTH:
                year, month = first.year + first.month // 12, first.month % 12 + 1
                day = min(first.day, monthrange(year, month)[1])
                return calendar_date(year, month, day) - timedelta(days=1)
