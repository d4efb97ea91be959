"""Declarations from a CSV file: rows, and everything that is wrong with single ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from models.checks.suggest import did_you_mean
from models.errors import Fault
from scheduler.files.cells import split_list
from scheduler.files.csv_folder import read_table
from scheduler.files.wording import choice_of, shown, to_finding
from scheduler.outputs.table import original
from scheduler.progress.words import TABLE, DeclarationRow, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from scheduler.files.sheets import Sheet

__all__ = ["DeclarationFile", "ReadRow", "read_declarations"]

_LISTS = ("order", "phase", "good", "scrapped", "workers")
_REQUIRED = ("time", "order", "kind")
_COLUMNS = tuple(DeclarationRow.model_fields)
_IDLE = (Kind.OPENING, Kind.RESUMPTION)
"""Kinds that begin work: nothing is made by them yet."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that is sound by itself, and its line in the file."""

    line: int
    row: DeclarationRow


@dataclass
class DeclarationFile:
    """What a file of declarations says.

    Parameters
    ----------
    rows
        In the order of the file; rows that are wrong by themselves are not among them.
    faults
        What is wrong with the file, its header and single rows.
    suspects
        What rows that were lost to a fault name as their order: what else seems wrong there may
        only follow from it.
    """

    file: str
    rows: list[ReadRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    suspects: set[str] = field(default_factory=set)

    def fault(
        self, line: int, order: str, name: str, value: str, expected: str, *, hint: str = ""
    ) -> Fault:  # fmt: skip
        """Return what is wrong in a row as messages tell it."""
        place = f"'{shown(order)}' (line {line})" if order else f"(line {line})"
        return Fault(TABLE, place, name, shown(value), expected, hint, self.file)

    def add(
        self, line: int, order: str, name: str, value: str, expected: str, *, hint: str = ""
    ) -> None:  # fmt: skip
        """Take note of something wrong in a row."""
        self.faults.append(self.fault(line, order, name, value, expected, hint=hint))


def read_declarations(path: Path) -> DeclarationFile:
    """Return the declarations in a CSV file, with all that is wrong in single rows."""
    result = DeclarationFile(str(path))
    sheet, fault = read_table(path, TABLE)
    layout = _layout(sheet, result)
    for line, cells in sheet.rows if layout else ():
        _read_row(line, cells, layout, len(sheet.header), result)
    if fault is not None:
        result.faults.append(fault)
    return result


def _layout(sheet: Sheet, result: DeclarationFile) -> dict[str, int]:
    """Return where each column is; nothing where a column is missing that every row needs."""
    found: dict[str, int] = {}
    for position, name in enumerate(sheet.header):
        if name in found:
            result.add(sheet.header_line, "", name, name, "each column once")
        elif name in _COLUMNS:
            found[name] = position
        elif name or _is_filled(sheet, position):
            rule = choice_of("columns", _COLUMNS, hint="")
            hint = did_you_mean(name, _COLUMNS)
            result.add(sheet.header_line, "", shown(name), name, rule, hint=hint)
    missing = [name for name in _REQUIRED if name not in found] if sheet.header else []
    for name in missing:
        result.add(sheet.header_line, "", name, "", "the column; it is missing")
    return {} if missing else found


def _is_filled(sheet: Sheet, position: int) -> bool:
    return any(position < len(cells) and cells[position].strip() for _, cells in sheet.rows)


def _read_row(
    line: int, cells: list[str], layout: dict[str, int], width: int, result: DeclarationFile
) -> None:
    texts = {
        name: original(cells[position].strip())
        for name, position in layout.items()
        if position < len(cells) and cells[position].strip()
    }
    order, num_before = texts.get("order", ""), len(result.faults)
    extra = [cell for cell in cells[width:] if cell.strip()]
    if extra:
        result.add(line, order, "", extra[0], f"at most {width} cells in a row")
    tree = {name: split_list(text) if name in _LISTS else text for name, text in texts.items()}
    try:
        row = DeclarationRow.model_validate(tree)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _add_error(line, order, details, result)
    else:
        for name, value, expected in _contradictions(row):
            result.add(line, order, name, value, expected)
        if len(result.faults) == num_before:
            result.rows.append(ReadRow(line, row))
    if len(result.faults) > num_before:
        result.suspects.update(split_list(order))


def _add_error(line: int, order: str, error: ErrorDetails, result: DeclarationFile) -> None:
    located: ErrorDetails = {**error, "loc": (TABLE, line, *error["loc"])}
    found = to_finding(located, {TABLE: []})
    result.add(line, order, found.field, found.value, found.expected, hint=found.hint)


def _contradictions(row: DeclarationRow) -> Iterator[tuple[str, str, str]]:
    """Yield what the cells of a row say against each other: field, value, what was expected."""
    if not row.order:  # nothing but separators
        yield "order", "", "an order, or barcodes"
    if row.kind is Kind.INTERRUPTION and row.reason is None:
        yield "reason", "", "production, setup, loss or maintenance: why work was interrupted"
    if row.kind is not Kind.INTERRUPTION and row.reason is not None:
        yield "reason", row.reason.value, f"no reason: this is no interruption, but {_a(row.kind)}"
    if row.defect and not any(row.scrapped):
        yield "defect", row.defect, "scrapped pieces that have the defect"
    if row.kind in _IDLE:
        for name in ("good", "scrapped", "machine_time", "labour_time"):
            if getattr(row, name):
                value = str(_first(getattr(row, name)))
                yield name, value, f"nothing: {_a(row.kind)} only begins work"


def _first(value: object) -> object:
    return value[0] if isinstance(value, tuple) else value


def _a(kind: Kind) -> str:
    return f"an {kind.value}" if kind.value[0] in "aeiou" else f"a {kind.value}"
