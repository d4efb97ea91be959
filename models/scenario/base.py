"""The record every scenario table is made of, and the field types they share."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

__all__ = [
    "UNDATED",
    "Day",
    "Duration",
    "Fraction",
    "Id",
    "LeadTime",
    "LocalTime",
    "Moment",
    "Money",
    "NonNegative",
    "Phase",
    "Positive",
    "Quantity",
    "Record",
    "Text",
    "format_duration",
    "parse_duration",
]


class Record(BaseModel):
    """One row of a table: immutable, and a field it does not know is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True
    )

    row_key: ClassVar[tuple[str, ...]] = ()
    """Fields that name a row of a table for its child rows, ``#`` for the number of a row among
    those alike; by default its id, or else its first field."""


_UNIT_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "min": 60, "s": 1}
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(min|[dhms])")
_DURATION = r"\s*([0-9]+(\.[0-9]+)?\s*(min|[dhms])\s*)+"


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
    if not re.fullmatch(_DURATION, text):
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


_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)
_YEARS = range(1900, 3000)


def _moment(value: object) -> date | datetime:
    """Keep a date apart from a date with a time: they do not mean the same instant.

    Stricter than pydantic, which reads ``20260601`` as seconds since 1970.
    """
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    message = "a date '2026-06-01' or a local time '2026-06-01T06:00'"
    if not _MOMENT.fullmatch(text):
        raise ValueError(message)
    try:
        moment = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(message) from None
    if moment.year not in _YEARS:
        message = f"a year from {_YEARS.start} to {_YEARS.stop - 1}"
        raise ValueError(message)
    return moment


def _local_time(value: object) -> datetime:
    moment = _moment(value)
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - local by design


def _day(value: object) -> date:
    moment = _moment(value)
    if isinstance(moment, datetime):
        message = "a date without a time, e.g. '2026-06-01'"
        raise ValueError(message)
    return moment


# capitals are read too, and JSON Schema knows no flag that says so
_ANY_CASE = _DURATION.replace("min", "[mM][iI][nN]").replace("[dhms]", "[dhmsDHMS]")
_DURATION_SCHEMA = WithJsonSchema({"type": "string", "pattern": f"^{_ANY_CASE}$"})

Id = Annotated[
    str,
    Field(min_length=1, max_length=300, pattern=r"^[^\u0000-\u001f\u007f-\u009f\ufffe\uffff]+$"),
]
"""Name of a record; any text on one line."""

Text = Annotated[
    str,
    Field(
        max_length=10_000,
        pattern=r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]*$",
    ),
]
"""Free text; without control characters, which CSV and Excel files do not carry."""

Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration), _DURATION_SCHEMA
]
"""A length of time, written with its unit."""

LeadTime = Annotated[
    timedelta,
    BeforeValidator(lambda value: _whole_days(parse_duration(value))),
    PlainSerializer(format_duration),
    _DURATION_SCHEMA,  # 48h is a whole number of days too
]
"""A whole number of days, working or calendar days by context."""

Moment = Annotated[
    date | datetime,
    BeforeValidator(_moment),
    PlainSerializer(lambda value: value.isoformat()),
    WithJsonSchema({"type": "string", "description": "date, or local date and time, ISO 8601"}),
]
"""A date (a whole day) or a local date and time of the scenario's zone."""

LocalTime = Annotated[
    datetime,
    BeforeValidator(_local_time),
    # not the schema's own date-time format, which insists on an offset
    WithJsonSchema({"type": "string", "description": "local date and time, ISO 8601"}),
]
"""A local date and time of the scenario's zone; a date alone is its midnight."""

Day = Annotated[date, BeforeValidator(_day)]
"""A date."""

_Finite = Field(allow_inf_nan=False, max_digits=18, decimal_places=6)
Positive = Annotated[Decimal, Field(gt=0), _Finite]
NonNegative = Annotated[Decimal, Field(ge=0), _Finite]
Quantity = Annotated[Decimal, _Finite]
"""Pieces; may be negative."""
Money = NonNegative
Fraction = Annotated[Decimal, Field(gt=0, le=1), _Finite]
Phase = Annotated[int, Field(ge=0, le=1_000_000)]

UNDATED = date(2999, 12, 31)
"""The day of documents that name none: after every horizon, so they are left out."""
