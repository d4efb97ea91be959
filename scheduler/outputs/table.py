"""Tables as they leave the program: columns, rows of plain values, and CSV."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Cell", "Table", "is_formula", "neutral", "original"]

Cell = str | int | float | Decimal | datetime | date | None
"""``None`` is an empty cell."""

# what spreadsheets take for the begin of a formula, as OWASP lists it: full-width forms, tab and
# line breaks too; behind apostrophes, so that what `neutral` adds can be told from what was there
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")
_NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet might take a text for a formula; a number is none."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def neutral(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs: behind an apostrophe if it might be one."""
    return f"'{text}" if is_formula(text) else text


def original(text: str) -> str:
    """Return the text that `neutral` made a cell of."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table; moments are local times with their offset, hours are floats.

    Rows may be made while they are read: a table is read once.
    """

    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]

    def write_csv(self, stream: TextIO) -> None:
        """Write comma-separated values: a header, ISO 8601 times, decimals with a point.

        A spreadsheet that opens the file must not run an id such as ``=A1``: texts that it could
        take for a formula begin with an apostrophe, which `original` takes away.
        """
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_text(value) for value in row] for row in self.rows)


def _text(value: Cell) -> str | int:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, int):
        return value
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f"{value:.4f}"
