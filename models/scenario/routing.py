"""How an item is made: the operations of its routing."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from models.scenario.base import Duration, Id, LeadTime, NonNegative, Phase, Positive, Record, Text

__all__ = [
    "Alternative",
    "Operation",
    "Overlap",
    "OverlapType",
    "ResourceUse",
    "Routing",
]


class OverlapType(StrEnum):
    """What the earlier phase must have done before the later one may start."""

    PIECES = "pieces"
    TIME = "time"
    PERCENT = "percent"
    TOTAL = "total"


class Overlap(Record):
    """May start once the earlier phase has made ``value`` pieces, run ``value`` minutes, done
    ``value`` percent of its work, or started (``total``); never ends before it.
    """  # noqa: D205 - one sentence

    type: OverlapType
    value: NonNegative | None = None


class ResourceUse(Record):
    """Units of a further resource held from setup to end."""

    resource: Id
    quantity: int = Field(default=1, ge=1)


class Alternative(Record):
    """Another center the operation may run on, with its own times.

    A time left out is the one of the main center; resources are the operation's own.
    """

    work_center: Id
    setup: Duration | None = None
    run: Duration | None = None
    pieces: Positive | None = None


class Operation(Record):
    """One step of a routing."""

    phase: Phase
    name: Text = ""
    work_center: Id
    setup: Duration | None = None
    """Once per order."""
    run: Duration | None = None
    """Per execution of ``pieces`` pieces; executions are rounded up."""
    pieces: Positive = Decimal(1)
    lead_time: LeadTime | None = None
    """For an external center: working days of its calendar, whatever the quantity."""
    wait: Duration | None = None
    """Elapsed time after the phase before the next may start; holds nobody."""
    overlap: Overlap | None = None
    """With the phase before this one."""
    state: dict[Id, Id] = Field(default_factory=dict)
    """Property to value the machine must be set to."""
    resources: tuple[ResourceUse, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class Routing(Record):
    """The operations of an item, in the order of their phase numbers."""

    item: Id
    operations: tuple[Operation, ...]
