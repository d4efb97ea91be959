"""Items, their lot rules and bills of materials, and the stock of them."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.scenario.base import Id, LeadTime, Money, NonNegative, Phase, Positive, Record, Text

__all__ = [
    "Bom",
    "Component",
    "DayKind",
    "Item",
    "Lot",
    "LotRule",
    "Policy",
    "Source",
    "Stock",
]


class Source(StrEnum):
    """How an item is replenished."""

    MAKE = "make"
    BUY = "buy"
    SUBCONTRACT = "subcontract"
    TRANSFER = "transfer"


class Policy(StrEnum):
    """What drives an item's replenishment; MRP treats all alike so far."""

    MTO = "mto"
    MTS = "mts"
    ATO = "ato"
    ETO = "eto"


class DayKind(StrEnum):
    """Which days a lead time counts."""

    WORKING = "working"
    CALENDAR = "calendar"


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
    """Lot sizing of an item: the rule and the numbers it needs."""

    rule: LotRule = LotRule.LOT_FOR_LOT
    size: Positive | None = None
    """Pieces; for ``fixed``, ``minimum``, ``at-least``."""
    multiple: Positive | None = None
    """Pieces; step above ``size`` for ``minimum``."""
    periods: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Daily buckets pooled from the first need; for ``periods``."""
    days: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Working days pooled from the first need; for ``storage-time``."""


class Item(Record):
    """Something that is made, bought or held in stock."""

    id: Id
    name: Text = ""
    source: Source
    policy: Policy | None = None
    unit: Text = "pcs"
    lead_time: LeadTime | None = None
    """``buy``, ``transfer``: calendar days; ``make``, ``subcontract``: working days, used only
    without a routing."""
    lead_time_days: DayKind | None = None
    """Overrides which days the lead time counts."""
    lot: Lot = Lot()
    safety_stock: NonNegative = Decimal(0)
    standard_cost: Money = Decimal(0)
    """Cost of one piece."""


class Component(Record):
    """One line of a bill of materials."""

    item: Id
    quantity: Positive
    """Per piece of the parent."""
    scrap: NonNegative = Decimal(0)
    """Added: need = quantity x (1 + scrap)."""
    phase: Phase | None = None
    """Consumed when that phase starts, otherwise when the order starts."""


class Bom(Record):
    """What one piece of an item is made of."""

    parent: Id
    components: tuple[Component, ...]


class Stock(Record):
    """Quantity on hand at the start; several rows of one item add up."""

    item: Id
    quantity: NonNegative
