"""The record every scenario table is made of, and the field types they share."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

__all__ = [
    "Duration",
    "Fraction",
    "Id",
    "LeadTime",
    "Moment",
    "Money",
    "NonNegative",
    "Phase",
    "Positive",
    "Record",
    "format_duration",
    "parse_duration",
]


class Record(BaseModel):
    """One row of a table: immutable, and a field it does not know is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True
    )


_UNIT_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "min": 60, "s": 1}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(min|[dhms])")
DURATION_PATTERN = r"^\s*(\d+(\.\d+)?\s*(min|[dhms])\s*)+$"


def parse_duration(value: object) -> timedelta:
    """Return the duration that a text such as ``20m``, ``1h30m``, ``90s`` or ``3d`` means.

    Parameters
    ----------
    value
        The text; units are ``d`` (24 h), ``h``, ``m`` or ``min``, ``s``. A ``timedelta`` passes.

    Raises
    ------
    ValueError
        If the value is no text, has no unit, or is longer than 10,000 days.
    """
    if isinstance(value, timedelta):
        return value
    text = str(value).strip().lower()
    if not re.fullmatch(DURATION_PATTERN, text):
        message = "a duration with a unit, e.g. '20m', '1h30m', '90s' or '3d'"
        raise ValueError(message)
    seconds = sum(Decimal(n) * _UNIT_SECONDS[unit] for n, unit in _PART.findall(text))
    if seconds > 10_000 * 86_400:
        message = "a duration of at most 10000d"
        raise ValueError(message)
    return timedelta(microseconds=int(seconds * 1_000_000))


def format_duration(value: timedelta) -> str:
    """Return the shortest text that `parse_duration` reads back as the same duration."""
    microseconds = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    parts = []
    for unit in ("d", "h", "m"):
        whole, microseconds = divmod(microseconds, _UNIT_SECONDS[unit] * 1_000_000)
        if whole:
            parts.append(f"{whole}{unit}")
    if microseconds or not parts:
        seconds = Decimal(microseconds) / 1_000_000
        parts.append(f"{seconds.normalize():f}s")
    return "".join(parts)


def _whole_days(value: timedelta) -> timedelta:
    if value.seconds or value.microseconds:
        message = "a whole number of days, e.g. '3d'"
        raise ValueError(message)
    return value


def _moment(value: object) -> object:
    """Keep a date apart from a date with a time: they do not mean the same instant."""
    if isinstance(value, (datetime, date)):
        return value
    text = str(value).strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text)
    except ValueError:
        message = "a date '2026-06-01' or a local time '2026-06-01T06:00'"
        raise ValueError(message) from None


_DURATION_SCHEMA = WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN})

Id = Annotated[str, Field(min_length=1, max_length=300)]
"""Name of a record; any text."""

Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration), _DURATION_SCHEMA
]
"""A length of time, written with its unit."""

LeadTime = Annotated[
    timedelta,
    BeforeValidator(lambda value: _whole_days(parse_duration(value))),
    PlainSerializer(format_duration),
    WithJsonSchema({"type": "string", "pattern": r"^\s*\d+\s*d\s*$"}),
]
"""A whole number of days, working or calendar days by context."""

Moment = Annotated[
    date | datetime,
    BeforeValidator(_moment),
    PlainSerializer(lambda value: value.isoformat()),
    WithJsonSchema({"type": "string", "description": "date, or local date and time, ISO 8601"}),
]
"""A date (a whole day) or a local date and time of the scenario's zone."""

_Finite = Field(allow_inf_nan=False, max_digits=18, decimal_places=6)
Positive = Annotated[Decimal, Field(gt=0), _Finite]
NonNegative = Annotated[Decimal, Field(ge=0), _Finite]
Money = NonNegative
Fraction = Annotated[Decimal, Field(gt=0, le=1), _Finite]
Phase = Annotated[int, Field(ge=0, le=1_000_000)]
