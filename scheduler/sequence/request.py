"""What a planner asks for: the phases of a work center in the order wanted, from a CSV file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.files.csv_folder import read_table
from scheduler.outputs.table import original
from scheduler.sequence.columns import SEQUENCE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scheduler.files.sheets import Sheet

__all__ = ["TABLE", "WantedRow", "read_wanted"]

TABLE = "sequence"

_REQUIRED = ("order", "phase")


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A phase, and the machine it is to run on; where it stands in the file.

    Parameters
    ----------
    machine
        Empty for the one it is on.
    place
        E.g. ``line 3``; empty where it comes from a program.
    file
        Empty likewise.
    """

    order: str
    phase: int
    machine: str = ""
    place: str = ""
    file: str = ""

    def fault(self, field: str, value: str, expected: str, hint: str = "") -> Fault:
        """Return a fault of this row."""
        return Fault(TABLE, self.place, field, value, expected, hint, self.file)


def read_wanted(path: Path) -> tuple[WantedRow, ...]:
    """Read the order wanted: columns ``order`` and ``phase``, and ``machine`` if one is to change.

    A file that `finitecap sequence` printed may be handed back: its other columns are not read.

    Raises
    ------
    InvalidScenarioFile
        With every fault.
    """
    sheet, broken = read_table(path, TABLE)
    file = sheet.file
    faults = [broken] if broken is not None else [*_header_faults(sheet)]
    if not faults and not sheet.rows:
        faults = [Fault(TABLE, "", "", "", "at least one row with an order and a phase", file=file)]
    if faults:
        raise InvalidScenarioFile(tuple(faults))
    rows = [_row(sheet, line, cells) for line, cells in sheet.rows]
    if wrong := tuple(row for row in rows if isinstance(row, Fault)):
        raise InvalidScenarioFile(wrong)
    return tuple(row for row in rows if isinstance(row, WantedRow))


def _header_faults(sheet: Sheet) -> Iterator[Fault]:
    place = f"line {sheet.header_line}"
    seen: set[str] = set()
    for name in filter(None, sheet.header):
        if name not in SEQUENCE_COLUMNS:
            hint = did_you_mean(name, SEQUENCE_COLUMNS)
            expected = "one of the columns order, phase, machine, or of a printed sequence"
            yield Fault(TABLE, place, "", name, expected, hint, sheet.file)
        elif name in seen:
            yield Fault(TABLE, place, "", name, "each column once", "", sheet.file)
        seen.add(name)
    for name in _REQUIRED:
        if name not in seen:
            yield Fault(TABLE, place, name, "", "the column; it is required", "", sheet.file)


def _row(sheet: Sheet, line: int, cells: Sequence[str]) -> WantedRow | Fault:
    values = {
        name: original(cells[position].strip()) if position < len(cells) else ""
        for position, name in enumerate(sheet.header)
    }
    row = WantedRow(values["order"], 0, values.get("machine", ""), f"line {line}", sheet.file)
    if not row.order:
        return row.fault("order", "", "a value; the field is required")
    text = values["phase"]
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        return row.fault("phase", text, "a whole number")
    return WantedRow(row.order, int(text), row.machine, row.place, row.file)
