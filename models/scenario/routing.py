"""How an item is made: the operations of its routing."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from models.scenario.base import (
    Day,
    Duration,
    Id,
    LeadTime,
    Money,
    NonNegative,
    Phase,
    Positive,
    Record,
    Text,
)
from models.scenario.resource import SkillUse

__all__ = [
    "Alternative",
    "Equipment",
    "MachineTimes",
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
    idle: bool = False
    """May start before it could run through, and then waits for the earlier phase at its machine;
    otherwise it starts late enough to end with or after it."""


class ResourceUse(Record):
    """Units of a further resource held from start to end."""

    row_key: ClassVar[tuple[str, ...]] = ("resource", "#")

    resource: Id
    quantity: int = Field(default=1, ge=1)
    machine: Id | None = None
    """Needed on that machine only."""


class MachineTimes(Record):
    """A machine the operation may run on, with its own times there; those left out are the
    operation's.
    """  # noqa: D205 - one sentence

    row_key: ClassVar[tuple[str, ...]] = ("machine",)

    machine: Id
    setup: Duration | None = None
    run: Duration | None = None
    pieces: Positive | None = None


class Equipment(Record):
    """An item of nature tool that the operation needs: a mould, a gauge.

    ``scheduled``, the pieces on stock are a finite resource. Where stock holds fewer than one
    operation needs, ``to_reorder`` plans an order for the rest; without it the work waits.
    """

    row_key: ClassVar[tuple[str, ...]] = ("item",)

    item: Id
    quantity: int = Field(default=1, ge=1)
    scheduled: bool = True
    to_reorder: bool = False


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
    valid_from: Day | None = None
    valid_to: Day | None = None
    """Last day. On a day of planning outside, the phase is left out."""
    after: tuple[Phase, ...] | None = None
    """Phases it follows; default: the one before it, and none for an empty list."""
    setup: Duration | None = None
    """Once per order."""
    run: Duration | None = None
    """Machine time of an execution of ``pieces`` pieces; executions are rounded up."""
    worker_run: Duration | None = None
    """Worker time of an execution; the longer of the two counts."""
    pieces: Positive = Decimal(1)
    fixed_time: bool | None = None
    """One execution, whatever the quantity; default: as its center."""
    retool: Duration | None = None
    """Setup between two executions."""
    machine_count: int = Field(default=1, ge=1)
    """Machines of the center held at once; the time is not divided."""
    machines: tuple[MachineTimes, ...] = ()
    """Machines of the center it may run on; default: any."""
    lead_time: LeadTime | None = None
    """For an external center: working days of its calendar, whatever the quantity."""
    wait: Duration | None = None
    """Elapsed time after the phase before the next may start; holds nobody."""
    wait_each: bool = False
    """The wait follows every execution, not the phase as a whole."""
    wait_commits: bool = False
    """The wait is working time that holds the center."""
    max_wait: Duration | None = None
    """Elapsed time after the phase within which the next must start; ``0m``: at once."""
    overlap: Overlap | None = None
    """With the phase it follows."""
    state: dict[Id, Id] = Field(default_factory=dict)
    """Property to value the machine must be set to."""
    skills: tuple[SkillUse, ...] = ()
    """Who works at it; default: as its center."""
    resources: tuple[ResourceUse, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    aggregation: Id | None = None
    """Code of what may share a session with it, at a center with an aggregation rule."""
    fill: NonNegative = Decimal(1)
    """How much of a session one piece (or the order, as the rule says) takes."""
    alternatives: tuple[Alternative, ...] = ()
    unit_cost: Money = Decimal(0)
    """Of one piece; above 0, it is what the phase is estimated to cost, instead of any rates."""


class Routing(Record):
    """The operations of an item, in the order of their phase numbers."""

    row_key: ClassVar[tuple[str, ...]] = ("item", "cycle")

    item: Id
    cycle: int = Field(default=1, ge=1)
    """1 is the standard cycle; an item may name another of its cycles."""
    operations: tuple[Operation, ...]
