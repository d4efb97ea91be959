"""Tables as they leave the program: columns, rows of plain values, and CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Cell", "Table"]

Cell = str | int | float | Decimal | datetime | date | None
"""``None`` is an empty cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table; moments are local times with their offset, hours are floats.

    Rows may be made while they are read: a table is read once.
    """

    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]

    def write_csv(self, stream: TextIO) -> None:
        """Write comma-separated values: a header, ISO 8601 times, decimals with a point.

        Texts are written as they are. A spreadsheet that opens the file may take an id such as
        ``=A1`` for a formula, but a program that reads it gets the id.
        """
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_text(value) for value in row] for row in self.rows)


def _text(value: Cell) -> str | int:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return value
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f"{value:.4f}"
