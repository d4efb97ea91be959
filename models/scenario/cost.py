"""What time, outside work and overheads cost, and how a cost becomes a price."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.scenario.base import (
    Id,
    Money,
    NonNegative,
    Phase,
    Positive,
    Quantity,
    Record,
    Text,
)

__all__ = [
    "CostBase",
    "CostItem",
    "CostKind",
    "CostRounding",
    "CostRule",
    "CostSettings",
    "CostType",
    "SubcontractPrice",
]


class CostType(StrEnum):
    """Which cost of an item counts for what is taken from stock or has no price."""

    STANDARD = "standard"
    LAST = "last"
    AVERAGE = "average"


class CostRounding(StrEnum):
    """Which way a total is rounded to a multiple."""

    NONE = "none"
    UP = "up"
    DOWN = "down"


class CostSettings(Record):
    """Parameters of costing."""

    material_cost: CostType = CostType.STANDARD
    """Cost of items on stock, and of those without a price."""
    labour_rates: dict[Id, Money] = Field(default_factory=dict)
    """Skill (labour group) to the cost of an hour of one worker."""
    markup_percent: NonNegative = Decimal(0)
    """Added to the total of direct costs, in percent of it ..."""
    markup_value: Money = Decimal(0)
    """... or as an amount."""
    rounding: CostRounding = CostRounding.NONE
    rounding_to: Positive = Decimal(1)
    """Totals are rounded to a multiple of it."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    """Places of every amount."""


class CostKind(StrEnum):
    """At which step on the way from a cost to a price a cost item is added."""

    DIRECT = "direct"
    GENERAL = "general"
    OTHER = "other"
    CORRECTION = "correction"


class CostRule(StrEnum):
    """How much a cost item is: a percentage, an amount, or so much for a piece."""

    PERCENT = "percent"
    FIXED = "fixed"
    VARIABLE = "variable"


class CostBase(StrEnum):
    """What the percentage of a direct cost item is taken of."""

    MATERIAL = "material"
    MACHINE = "machine"
    LABOUR = "labour"
    WORKING = "working"
    """Machines, labour, setup and overtime: all work of the own shop."""
    INDUSTRIAL = "industrial"
    """Materials, own work and subcontracting."""


class CostItem(Record):
    """A cost beside materials and work: freight, tooling, overheads, a correction by hand.

    A percentage of a ``direct`` one is taken of `applies_to`; of the others of the total of direct
    costs with its mark-up.
    """

    id: Id
    name: Text = ""
    kind: CostKind
    rule: CostRule
    value: Quantity
    """Percent, an amount, or an amount for each piece; below 0 it is taken off."""
    applies_to: CostBase | None = None
    """For a direct percentage; default: ``industrial``."""
    document: Id | None = None
    """The demand, job or order that it is for; default: every one."""


class SubcontractPrice(Record):
    """What the subcontractor of an external center asks for a piece of an item."""

    item: Id
    work_center: Id
    phase: Phase | None = None
    """Default: every phase of the item there."""
    from_quantity: NonNegative = Decimal(0)
    """Of an order of at least so many pieces; the highest that it reaches counts."""
    price: Money
