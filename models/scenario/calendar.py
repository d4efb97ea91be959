"""Calendars as the user writes them: weekly shifts, exceptions, public holidays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import core_schema

from models.scenario.base import Day, Id, Record, Text

__all__ = ["WEEKDAYS", "Calendar", "CalendarException", "Shift", "expand_days"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})(?:\s*x\s*(\d+))?")


@dataclass(frozen=True, slots=True)
class Shift:
    """A working period of one day.

    Parameters
    ----------
    start, end
        Minutes after local midnight of the day the shift starts on, ``0 <= start < 1440`` and
        ``start < end <= start + 1440``; an end above 1440 lies on the next day.
    count
        Number of machines or people present; ``None`` for all of them.
    """

    start: int
    end: int
    count: int | None = None

    @classmethod
    def parse(cls, value: object) -> Shift:
        """Return the shift that a text such as ``08:00-12:00`` or ``22:00-06:00 x2`` means."""
        if isinstance(value, Shift):
            return value
        match = _SHIFT.fullmatch(str(value).strip())
        if match is None:
            message = "a shift 'HH:MM-HH:MM' or 'HH:MM-HH:MM xN', e.g. '08:00-12:00 x2'"
            raise ValueError(message)
        hours, minutes, end_hours, end_minutes = (int(part) for part in match.groups()[:4])
        start, end = hours * 60 + minutes, end_hours * 60 + end_minutes
        if minutes > 59 or end_minutes > 59 or start >= 1440 or end > 1440:
            message = "times of day from 00:00 to 24:00"
            raise ValueError(message)
        if end == start:
            message = "a shift that ends after it starts; a full day is '00:00-24:00'"
            raise ValueError(message)
        if end < start:  # crosses midnight
            end += 1440
            if end == start + 1440 or end_hours == 24:
                message = "a shift that ends after it starts"
                raise ValueError(message)
        return cls(start, end, None if match[5] is None else int(match[5]))

    def __str__(self) -> str:
        """Return the text that `parse` reads back as the same shift."""
        end = self.end if self.end <= 1440 else self.end - 1440
        times = f"{self.start // 60:02d}:{self.start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
        return times if self.count is None else f"{times} x{self.count}"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Let pydantic read and write a shift as its text."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )


def expand_days(key: str) -> tuple[int, ...]:
    """Return the weekdays (0 = Monday) that ``mon``, ``mon-fri`` or ``mon,wed,fri`` names.

    A range may wrap around the week: ``sat-mon`` is Saturday, Sunday and Monday.
    """
    days: list[int] = []
    for part in key.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            message = f"weekdays {', '.join(WEEKDAYS)}, or a range such as mon-fri"
            raise ValueError(message)
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.extend((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return tuple(days)


def _days_key(value: object) -> str:
    text = str(value)
    expand_days(text)
    return text


_SHIFT_SCHEMA = WithJsonSchema({"type": "string", "pattern": _SHIFT.pattern})
Shifts = tuple[Annotated[Shift, _SHIFT_SCHEMA], ...]
DaysKey = Annotated[str, BeforeValidator(_days_key)]


def _open_days(shifts: dict[str, tuple[Shift, ...]]) -> dict[str, tuple[Shift, ...]]:
    """Drop days without shifts: they are closed anyway, and a table cannot show them."""
    return {days: listed for days, listed in shifts.items() if listed}


class CalendarException(Record):
    """Shifts that replace the weekly ones on a date, or from a date to another inclusive."""

    date: Day | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    shifts: Shifts = ()
    reason: Text = ""


class Calendar(Record):
    """When a machine, a crew or the whole plant works.

    ``holidays`` is an ISO 3166 country code, with a subdivision after a dash where wished
    (``IT``, ``DE-BY``): its public holidays are closed days unless an exception says otherwise.
    """

    id: Id
    name: Text = ""
    shifts: Annotated[dict[DaysKey, Shifts], AfterValidator(_open_days)] = Field(
        default_factory=dict
    )
    exceptions: tuple[CalendarException, ...] = ()
    overtime: tuple[CalendarException, ...] = ()
    """Shifts beside the others, at extra cost."""
    holidays: Id | None = None
