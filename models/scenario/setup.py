"""What machines are set to and how long that takes; what may share an oven."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from pydantic import Field

from models.scenario.base import Duration, Id, NonNegative, Positive, Record, Text

__all__ = [
    "AggregationRule",
    "Combination",
    "MountTimes",
    "SetupProperty",
    "SetupRecord",
    "SetupRule",
    "SetupTransition",
    "WeightedProperty",
]


class SetupTransition(Record):
    """Time a machine takes from one state to another."""

    from_: Id = Field(alias="from")
    to: Id
    time: Duration


class MountTimes(Record):
    """Time to put a value on the machine, and to take it off."""

    row_key: ClassVar[tuple[str, ...]] = ("value",)

    value: Id
    mount: Duration | None = None
    dismount: Duration | None = None


class SetupProperty(Record):
    """Something a machine is set to: a colour, a die, a temperature.

    A change takes what ``matrix`` says; a pair not listed takes the dismounting of the old value
    plus the mounting of the new one, where ``mounting`` knows both; else ``default``. A
    ``numeric`` one takes ``per_unit`` x change + ``constant``. No change takes no time.
    """

    id: Id
    name: Text = ""
    numeric: bool = False
    """Values are numbers."""
    per_unit: Duration | None = None
    constant: Duration | None = None
    signed: bool = False
    """Only a rise counts as change; a fall takes ``constant`` alone."""
    values: tuple[Id, ...] = ()
    """Admitted values; default: whatever is used."""
    matrix: tuple[SetupTransition, ...] = ()
    mounting: tuple[MountTimes, ...] = ()
    default: Duration | None = None


class Combination(StrEnum):
    """How the times of several properties become one."""

    MAX = "max"
    MIN = "min"
    SUM = "sum"
    AVERAGE = "average"


class WeightedProperty(Record):
    """A property whose time counts so many times."""

    row_key: ClassVar[tuple[str, ...]] = ("property",)

    property: Id
    coefficient: NonNegative = Decimal(1)


class SetupRecord(Record):
    """Properties that are set at the same time, or one after the other."""

    row_key: ClassVar[tuple[str, ...]] = ("#",)

    properties: tuple[WeightedProperty, ...]
    combine: Combination = Combination.MAX
    coefficient: NonNegative = Decimal(1)
    """Multiplies the combined time."""


class SetupRule(Record):
    """Sequence-dependent setup by the value of one property, or by ``records`` of several.

    Of one property, the time is looked up in ``matrix``; a pair not listed takes ``default``; no
    time when the state is unchanged. With ``records``, their times add up, and `property`,
    `default` and `matrix` are not given. A phase gives all the properties of the rule or none:
    without any it neither needs nor changes the state.
    """

    id: Id
    property: Id | None = None
    default: Duration | None = None
    matrix: tuple[SetupTransition, ...] = ()
    initial: Id | None = None
    """State of each machine at the start; without it the first setup is free."""
    initial_states: dict[Id, Id] = Field(default_factory=dict)
    """The same for several properties: property to value."""
    states: tuple[Id, ...] = ()
    """All values of the property, where the matrix names some that no operation needs today."""
    records: tuple[SetupRecord, ...] = ()

    @cached_property
    def properties(self) -> tuple[Id, ...]:
        """Return the properties that decide about the setup, in the order they are named."""
        if self.property is not None:
            return (self.property,)
        named = [row.property for record in self.records for row in record.properties]
        return tuple(dict.fromkeys(named))


class AggregationRule(Record):
    """How operations share a session of an oven or a tank.

    Phases of one ``aggregation`` code may share a session up to ``most``; below ``least`` it waits
    until more come, somebody has waited for ``max_wait``, or nobody is left to come. A session
    lasts as long as its longest operation.
    """

    id: Id
    name: Text = ""
    measure: Text = ""
    """What a session is filled with, e.g. ``dm3`` or ``pieces``; for information."""
    most: Positive
    least: NonNegative = Decimal(0)
    per_order: bool = False
    """A phase's ``fill`` is that of its order, not of one piece."""
    same_quantity: bool = False
    """Only orders of one quantity share a session."""
    max_wait: Duration | None = None
    """In working time of the machine; default: without limit."""
