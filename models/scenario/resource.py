"""Work centers, further resources and sequence-dependent setups."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from models.scenario.base import Duration, Fraction, Id, Money, Record, Text

__all__ = ["Resource", "SetupRule", "SetupTransition", "WorkCenter"]

Capacity = Annotated[int, Field(ge=0, le=10_000)]


class WorkCenter(Record):
    """Where operations run.

    ``capacity`` identical machines are called ``WELD-1``, ``WELD-2`` in plans. ``infinite`` lifts
    the capacity limit. An ``external`` center belongs to a subcontractor: its phases take a lead
    time in working days of its calendar and load nobody. ``utilisation`` divides run time, not
    setup. ``interruptible: false`` asks each operation to fit into one working window.
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
    setup_rule: Id | None = None
    hourly_rate: Money = Decimal(0)


class Resource(Record):
    """A crew, a tool or a fixture that operations hold beside their machine.

    Without a calendar it is there whenever the machine is.
    """

    id: Id
    name: Text = ""
    calendar: Id | None = None
    capacity: Capacity = 1
    hourly_rate: Money = Decimal(0)


class SetupTransition(Record):
    """Time a machine takes from one state to another."""

    from_: Id = Field(alias="from")
    to: Id
    time: Duration


class SetupRule(Record):
    """Sequence-dependent setup by the value of one property.

    The time is looked up in ``matrix``; a pair not listed takes ``default``; no time when the
    state is unchanged. ``initial`` is the state of each machine at the start; without it the
    first setup is free.
    """

    id: Id
    property: Id
    default: Duration
    matrix: tuple[SetupTransition, ...] = ()
    initial: Id | None = None
    states: tuple[Id, ...] = ()
    """All values of the property, where the matrix names some that no operation needs today."""
