"""The words of a declaration: what a row that the shop floor writes may say."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from models.scenario.base import Duration, Id, LocalTime, NonNegative, Phase, Record, Text

__all__ = ["TABLE", "DeclarationRow", "Distribution", "Kind", "Reason"]

TABLE = "declarations"
"""What messages call the table."""


class Kind(StrEnum):
    """What happened to a phase."""

    OPENING = "opening"
    PROGRESS = "progress"
    INTERRUPTION = "interruption"
    RESUMPTION = "resumption"
    CLOSING = "closing"


class Reason(StrEnum):
    """Why work was interrupted: something outside, a setup, something inside, maintenance."""

    PRODUCTION = "production"
    SETUP = "setup"
    LOSS = "loss"
    MAINTENANCE = "maintenance"


class Distribution(StrEnum):
    """How the pieces of a row for several phases are shared out."""

    SEQUENCE = "sequence"
    PROPORTIONAL = "proportional"
    MANUAL = "manual"


_HOURS = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)


def _with_hours(value: object) -> object:
    """Refuse a day alone: nobody declares at midnight by leaving out the hour."""
    if isinstance(value, datetime) or _HOURS.match(str(value).strip()):
        return value
    message = "a local time with hours and minutes, e.g. '2026-06-01T08:00'"
    raise ValueError(message)


class DeclarationRow(Record):
    """One row of the floor's log, about one phase or several."""

    time: Annotated[LocalTime, BeforeValidator(_with_hours)]
    order: tuple[Id, ...]
    """An order, a barcode of one, or barcodes of phases."""
    phase: tuple[Phase, ...] = ()
    kind: Kind
    good: tuple[NonNegative, ...] = ()
    """Pieces made since the row before: of all phases together, or of each."""
    scrapped: tuple[NonNegative, ...] = ()
    defect: Text = ""
    machine_time: Duration | None = None
    """Since the row before; with neither of the two times, the time that has passed."""
    labour_time: Duration | None = None
    machine: Id | None = None
    workers: tuple[Id, ...] = ()
    setup: bool = False
    """The time was spent on setting up."""
    reason: Reason | None = None
    """Of an interruption."""
    distribution: Distribution | None = None
    """Default: ``manual`` where each phase has a number of its own, else ``sequence``."""
    note: Text = ""

    @property
    def is_counted(self) -> bool:
        """Tell whether it says how many pieces were made or scrapped."""
        return bool(self.good or self.scrapped)
