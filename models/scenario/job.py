"""Job orders: what customers or stock want made, before it is planned."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.scenario.base import UNDATED, Id, Moment, Positive, Record, Text
from models.scenario.planning import Source

__all__ = ["Job", "JobKind", "JobOrigin", "JobRow", "JobState"]


class JobKind(StrEnum):
    """One item, or rows of several."""

    MONO = "mono"
    MULTI = "multi"


class JobOrigin(StrEnum):
    """What a job was generated from."""

    SALES = "sales"
    FORECAST = "forecast"
    MPS = "mps"
    LOW_STOCK = "low-stock"
    MANUAL = "manual"


class JobState(StrEnum):
    """How far a job has gone; the last two are set by hand only."""

    NOT_EXAMINED = "not-examined"
    PLANNED = "planned"
    LAUNCHED = "launched"
    EXECUTIVE = "executive"
    CLOSED = "closed"
    HISTORICIZED = "historicized"
    CANCELLED = "cancelled"


class JobRow(Record):
    """What a job asks for: an item, how many, and when."""

    row: Annotated[int, Field(ge=1, le=1_000_000)]
    item: Id
    quantity: Positive
    due: Moment = UNDATED
    """When the goods are to be ready; a date alone means until the end of that day."""
    version: Id | None = None
    """Version of the bill of materials."""
    source: Source | None = None
    """Overrides the item's."""
    state: JobState = JobState.NOT_EXAMINED
    demands: tuple[Id, ...] = ()
    """Demands it serves."""
    forecasts: tuple[Id, ...] = ()
    """Forecasts it serves; a forecast may be spread over several rows."""
    suggested: Moment | None = None
    """Date the availability check found possible."""


class Job(Record):
    """A job order: the top of a chain of planned orders."""

    id: Id
    kind: JobKind = JobKind.MONO
    origin: JobOrigin = JobOrigin.MANUAL
    customer: Text = ""
    project: Text = ""
    mandatory: bool = False
    """Its planned orders are not moved."""
    priority: int = 0
    rows: Annotated[tuple[JobRow, ...], Field(min_length=1)]
