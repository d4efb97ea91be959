"""Work centers and their machines, crews, tools, and when they are down."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from models.scenario.base import Duration, Fraction, Id, LocalTime, Money, Record, Text

__all__ = [
    "Downtime",
    "Machine",
    "Resource",
    "ResourceKind",
    "SkillUse",
    "WorkCenter",
    "Worker",
]

Capacity = Annotated[int, Field(ge=0, le=10_000)]
Crew = Annotated[int, Field(ge=1, le=1_000)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=6)]
Efficiency = Annotated[Decimal, Field(gt=0, le=100, decimal_places=6)]


class SkillUse(Record):
    """Workers of a skill who work at one operation together.

    They are there whenever the operation works, and free in its breaks.
    """

    row_key: ClassVar[tuple[str, ...]] = ("skill",)

    skill: Id
    quantity: Crew = 1
    most: Crew | None = None
    """Up to so many may join; the run takes ``quantity / crew`` of its time then."""
    share: Fraction = Decimal(1)
    """Part of each one's time; with less than 1 a worker tends several machines."""


class WorkCenter(Record):
    """Where operations run.

    ``capacity`` identical machines are called ``WELD-1``, ``WELD-2`` in plans, unless the table
    ``machines`` names them. ``infinite`` lifts the capacity limit. An ``external`` center belongs
    to a subcontractor: its phases take a lead time in working days of its calendar and load
    nobody. ``utilisation`` divides run time, not setup. ``interruptible: false`` asks each
    operation to fit into one working window.
    """

    id: Id
    name: Text = ""
    calendar: Id | None = None
    """Default: the factory calendar."""
    capacity: Capacity = 1
    infinite: bool = False
    external: bool = False
    utilisation: Fraction = Decimal(1)
    interruptible: bool = True
    fixed_time: bool = False
    """Its phases take one execution, whatever the quantity."""
    setup_rule: Id | None = None
    setup_skills: tuple[SkillUse, ...] = ()
    """Who sets up: the phases' own setups then belong to the changeover before they start."""
    skills: tuple[SkillUse, ...] = ()
    """Who works here, at phases that name nobody."""
    aggregation_rule: Id | None = None
    """Its machines take several operations at once, in sessions: ovens, tanks."""
    max_tasks: Crew | None = None
    """Operations at once, however many machines there are."""
    min_free: Percent = Decimal(0)
    """Percent of its machines that must be free to accept another operation."""
    wanted_buffer: Duration | None = None
    """Hours of work that should wait in front of it, so that it never runs dry."""
    hourly_rate: Money = Decimal(0)
    overtime_rate: Money = Decimal(0)
    """Extra cost of an hour of work in overtime."""
    setup_rate: Money = Decimal(0)
    """Cost of an hour of changeover."""


class Machine(Record):
    """One machine of a work center, called by its name.

    Where a center has rows here, they are its machines and its ``capacity`` is not read. Of a
    shift with fewer machines, the first ones listed work.
    """

    id: Id
    work_center: Id
    name: Text = ""
    active: bool = True
    """``False``: not used."""
    calendar: Id | None = None
    """Works only while its center does too; default: whenever its center does."""
    efficiency: Efficiency = Decimal(1)
    """Divides run time: 0.5 doubles it."""
    setup_rule: Id | None = None
    """Default: that of its center."""
    initial: dict[Id, Id] = Field(default_factory=dict)
    """Property to value it is set to at the start; default: as its setup rule says."""
    hourly_rate: Money | None = None
    """Default: that of its center."""


class ResourceKind(StrEnum):
    """What becomes of a resource while the operation that holds it pauses."""

    TOOL = "tool"
    CREW = "crew"


class Resource(Record):
    """A crew, a tool or a fixture that operations hold beside their machine.

    Without a calendar it is there whenever the machine is. A ``tool`` stays on the machine from
    start to end; a ``crew`` is free while the operation pauses.
    """

    id: Id
    name: Text = ""
    kind: ResourceKind = ResourceKind.TOOL
    calendar: Id | None = None
    capacity: Capacity = 1
    hourly_rate: Money = Decimal(0)


class Worker(Record):
    """A person with skills; a labour group is a skill that all its members have."""

    id: Id
    name: Text = ""
    skills: tuple[Id, ...] = ()
    calendar: Id | None = None
    """Default: the factory calendar."""
    active: bool = True
    hourly_rate: Money | None = None
    """Of actual costs; default: that of the skill he or she works with."""


class Downtime(Record):
    """When a machine, a center, a further resource or a worker is not there, whatever its shifts:
    a breakdown, maintenance, an absence.
    """  # noqa: D205 - one sentence

    row_key: ClassVar[tuple[str, ...]] = ("resource", "#")

    resource: Id
    """Id of a machine (``WELD-2``), work center, resource or worker."""
    from_: LocalTime = Field(alias="from")
    to: LocalTime
    reason: Text = ""
