"""In which rows and fields two scenarios differ."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from models.scenario.base import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.scenario import Scenario

__all__ = ["InputChange", "input_changes"]


@dataclass(frozen=True, slots=True)
class InputChange:
    """One field that differs, or a row that only one scenario has.

    Parameters
    ----------
    row
        Name of the row in its table; ``#2`` tells the second of those alike. Empty for tables that
        are one row.
    field
        Path of the field, such as ``operations[20].run``; empty for a whole row.
    before, after
        Values as a scenario file has them; empty where a scenario has no such row or field.
    """

    table: str
    row: str
    field: str
    before: str
    after: str


def input_changes(before: Scenario, after: Scenario) -> tuple[InputChange, ...]:
    """Return what differs between two scenarios, table by table in their order."""
    changes: list[InputChange] = []
    for table in type(before).model_fields:
        old, new = getattr(before, table), getattr(after, table)
        if old == new:
            continue
        if isinstance(old, Record):
            found = _fields(old, new, "")
            changes += (InputChange(table, "", *change) for change in found)
        else:
            changes += (
                InputChange(table, row, *change)
                for row, first, second in _paired(old, new)
                for change in _row(first, second, "")
            )
    return tuple(changes)


_Field = tuple[str, str, str]
"""Path, value before, value after."""


def _paired(
    before: Sequence[Record], after: Sequence[Record]
) -> Iterator[tuple[str, Record | None, Record | None]]:
    """Yield the rows of both by name, those of the second first, in their order."""
    old, new = _named(before), _named(after)
    for name in dict.fromkeys((*new, *old)):
        yield name, old.get(name), new.get(name)


def _named(rows: Sequence[Record]) -> dict[str, Record]:
    """Return rows by what names them, and by a number from the second of those alike."""
    alike: Counter[str] = Counter()
    named = {}
    for row in rows:
        name = _name(row)
        alike[name] += 1
        named[name if alike[name] == 1 else f"{name} #{alike[name]}"] = row
    return named


def _name(row: Record) -> str:
    fields = type(row).model_fields
    key = row.row_key or (("id",) if "id" in fields else tuple(fields)[:1])
    values = [getattr(row, name) for name in key if name != "#"]
    return " ".join(str(value) for value in values if value is not None)


def _row(before: Record | None, after: Record | None, path: str) -> Iterator[_Field]:
    if before is None or after is None:
        yield (path, _text(_dumped(before)), _text(_dumped(after)))
    else:
        yield from _fields(before, after, f"{path}." if path else "")


def _dumped(row: Record | None) -> object:
    return (
        None if row is None else row.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    )


def _fields(before: Record, after: Record, prefix: str) -> Iterator[_Field]:
    """Yield the fields in which two records differ, those of records in them one by one."""
    texts = [row.model_dump(mode="json", by_alias=True) for row in (before, after)]
    for name, info in type(before).model_fields.items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        alias = info.alias or name
        path = f"{prefix}{alias}"
        if isinstance(old, Record) and isinstance(new, Record):
            yield from _fields(old, new, f"{path}.")
        elif _are_rows(old) and _are_rows(new):
            for row, first, second in _paired(old, new):
                yield from _row(first, second, f"{path}[{row}]")
        elif isinstance(old, dict) and isinstance(new, dict):
            values = [text[alias] for text in texts]
            for key in dict.fromkeys((*values[1], *values[0])):
                was, now = (value.get(key) for value in values)
                if was != now:
                    yield (f"{path}.{key}", _text(was), _text(now))
        else:
            was, now = (text[alias] for text in texts)
            yield (path, _text(was), _text(now))


def _are_rows(value: object) -> TypeGuard[tuple[Record, ...]]:
    return isinstance(value, tuple) and all(isinstance(row, Record) for row in value)


def _text(value: object) -> str:
    """Return a value of JSON as a text; one that is a text as it is, nothing as nothing."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
