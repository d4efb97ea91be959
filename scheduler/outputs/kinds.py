"""Fields of `plan.json`: how each kind of value is written, and read back with its faults."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from models.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

__all__ = [
    "DECIMAL",
    "FLAG",
    "NAMES",
    "NUMBER",
    "OPTIONAL_DECIMAL",
    "OPTIONAL_WHOLE",
    "TEXT",
    "UNITS",
    "UNITS_BY_NAME",
    "WHOLE",
    "Faults",
    "Kind",
    "Record",
    "choice",
    "rows_of",
]

T = TypeVar("T")
_MAX_SHOWN = 60
_INT64 = 2**63


class _WrongKindError(ValueError):
    """A value is not of its kind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what it is in words, how to write it, how to read it.

    `decode` raises `ValueError` for anything else. Values are of any type: the tables that use
    this say which.
    """

    expected: str
    decode: Callable[[object], Any]
    encode: Callable[[Any], object] = lambda value: value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongKindError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -_INT64 <= value < _INT64:
        raise _WrongKindError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongKindError
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < _INT64:
        raise _WrongKindError
    return float(value)


def _decimal(value: object) -> Decimal:
    try:
        number = Decimal(_text(value))
    except InvalidOperation:
        raise _WrongKindError from None
    if not number.is_finite():
        raise _WrongKindError
    return number


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _WrongKindError
    return tuple(_text(name) for name in value)


def _units(value: object) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if not isinstance(value, list):
        raise _WrongKindError
    return np.array([_whole(number) for number in value], dtype=np.int64)


def _units_by_name(value: object) -> dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    if not isinstance(value, dict):
        raise _WrongKindError
    return {name: _units(row) for name, row in value.items()}


TEXT = Kind("a text", _text)
WHOLE = Kind("a whole number", _whole)
OPTIONAL_WHOLE = Kind("a whole number or null", lambda v: None if v is None else _whole(v))
NUMBER = Kind("a number", _number)
FLAG = Kind("true or false", _flag)
DECIMAL = Kind("a decimal number in quotes", _decimal, str)
OPTIONAL_DECIMAL = Kind(
    "a decimal number in quotes or null",
    lambda v: None if v is None else _decimal(v),
    lambda v: None if v is None else str(v),
)
NAMES = Kind("a list of texts", _names, list)
UNITS = Kind("a list of whole numbers", _units, lambda row: row.tolist())
UNITS_BY_NAME = Kind(
    "lists of whole numbers by name",
    _units_by_name,
    lambda rows: {name: row.tolist() for name, row in rows.items()},
)


def choice(members: type[StrEnum]) -> Kind:
    """Return the kind of the members of an enumeration."""
    return Kind("one of " + ", ".join(members), lambda value: members(_text(value)), str)


class Faults(list[Fault]):
    """Faults of one file, collected while it is read."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def add(self, expected: str, *place: str, value: object = None) -> None:
        """Add what was expected at a table, row and field, and what was found."""
        table, row, field = (*place, "", "", "")[:3]
        found = "" if value is None else repr(value)
        if len(found) > _MAX_SHOWN:
            found = found[: _MAX_SHOWN - 3] + "..."
        self.append(Fault(table, row, field, found, expected, file=self.file))


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """One row of a table as an object of its fields, in this order."""

    make: Callable[..., T]
    fields: Mapping[str, Kind]

    def encode(self, row: T) -> dict[str, object]:
        """Return the row as JSON values."""
        return {name: kind.encode(getattr(row, name)) for name, kind in self.fields.items()}

    def decode(self, value: object, faults: Faults, *place: str) -> T | None:
        """Return the row, or add what is wrong with it to the faults."""
        if not isinstance(value, dict):
            faults.add("an object with the fields " + ", ".join(self.fields), *place, value=value)
            return None
        before = len(faults)
        values: dict[str, Any] = {}
        where = (*place, "")[:2]
        for name, kind in self.fields.items():
            if name not in value:
                faults.add(f"{kind.expected}; the field is missing", *where, name)
                continue
            try:
                values[name] = kind.decode(value[name])
            except ValueError:
                faults.add(kind.expected, *where, name, value=value[name])
        for name in value.keys() - self.fields.keys():
            faults.add("no such field", *where, str(name))
        return None if len(faults) > before else self.make(**values)


def rows_of(record: Record[T], value: object, faults: Faults, table: str) -> tuple[T, ...]:
    """Return all rows of a table; those with faults are left out."""
    if not isinstance(value, list):
        faults.add("a list of rows", table, value=value)
        return ()
    rows = (
        record.decode(row, faults, table, f"row {number}")
        for number, row in enumerate(value, start=1)
    )
    return tuple(row for row in rows if row is not None)
