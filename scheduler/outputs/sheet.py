"""A table as a sheet of an Excel workbook, row after row."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from scheduler.outputs.table import is_formula
from scheduler.report.palette import CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl import Workbook

    from scheduler.outputs.table import Cell, Table

__all__ = ["MOST_ROWS", "SheetWriter", "write_sheet"]

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header included; Excel opens no more."""

_LONGEST_TEXT = 32_767
_SAMPLE = 300
_WIDTHS = (8, 48)
_SPECIAL = frozenset("#'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What begins a text that Excel might take for something else."""
_LATE: tuple[tuple[Literal["greaterThan", "greaterThanOrEqual"], str], ...] = (
    ("greaterThan", "72"), ("greaterThanOrEqual", "24"), ("greaterThan", "0"),
)  # fmt: skip
"""From how many hours each class of lateness is, the latest first; see `late_class`."""
_DARK, _PALE = "1D2733", "FFFFFF"
_MOMENT, _DATE = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
_FIRST_YEAR = 1901
"""Excel counts days from 1900, which it takes for a leap year."""


class SheetWriter:
    """One sheet that is written from top to bottom.

    Parameters
    ----------
    widths
        Width of each column, in letters.
    freeze
        First cell that scrolls.
    """

    def __init__(
        self, book: Workbook, name: str, widths: Sequence[int], *, freeze: str = "A2"
    ) -> None:
        # the stubs lack what a write-only sheet has in common with others
        self.sheet: Any = book.create_sheet(name)
        self.sheet.freeze_panes = freeze
        self._bold, self._fill = Font(bold=True), PatternFill("solid", fgColor="E4EAF1")
        self._columns = len(widths)
        self.num_rows = 0
        for number, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def header(self, names: Iterable[str | date], moments: str = _MOMENT) -> None:
        """Write the first row; ``moments`` is how Excel shows a date with a time."""
        cells = []
        for name in names:
            cell = self._text(name) if isinstance(name, str) else self._date(name)
            cell.font, cell.fill = self._bold, self._fill
            if isinstance(name, datetime):
                cell.number_format = moments
            cells.append(cell)
        self.append(cells)

    def row(self, values: Iterable[Cell]) -> None:
        """Write a row."""
        self.append([self.cell(value) for value in values])

    def note(self, text: str) -> None:
        """Write a remark of the program below the rows."""
        cell = self._text(text)
        cell.font = self._bold
        self.append([cell])

    def filter(self) -> None:
        """Give every column its filter, over the rows written so far."""
        last = get_column_letter(max(1, self._columns))
        self.sheet.auto_filter.ref = f"A1:{last}{max(1, self.num_rows)}"

    def append(self, cells: Sequence[object]) -> None:
        """Write a row of cells made before, see `cell` and `styled`."""
        self.sheet.append(cells)
        self.num_rows += 1

    def cell(self, value: Cell) -> object:
        """Return a value as Excel takes it: moments in local time, texts never as formulas."""
        if isinstance(value, str):
            if not value:
                return None
            is_plain = value[0] not in _SPECIAL and len(value) <= _LONGEST_TEXT
            if is_plain and not ILLEGAL_CHARACTERS_RE.search(value):
                return value  # takes half the time of a cell
            return self._text(value)
        if isinstance(value, date):
            return self._date(value)
        return value

    def styled(
        self, value: Cell, *, fill: PatternFill | None = None, font: Font | None = None
    ) -> ExcelCell:
        """Return a value, if any, in a cell with a look of its own."""
        made = self.cell(value)
        if isinstance(made, ExcelCell):
            cell = made
        else:
            cell = WriteOnlyCell(self.sheet)
            cell.value = value
        if fill is not None:
            cell.fill = fill
        if font is not None:
            cell.font = font
        return cell

    def _date(self, value: date) -> ExcelCell:
        if value.year < _FIRST_YEAR:
            return self._text(value.isoformat())
        is_moment = isinstance(value, datetime)
        cell: ExcelCell = WriteOnlyCell(self.sheet)
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        cell.number_format = _MOMENT if is_moment else _DATE
        return cell

    def _text(self, text: str) -> ExcelCell:
        cell = WriteOnlyCell(
            self.sheet, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST_TEXT]
        )
        cell.data_type = "s"
        # Excel asks for this when somebody edits the cell: without it, the text would run then
        cell.quotePrefix = is_formula(text)
        return cell


def write_sheet(
    book: Workbook, name: str, table: Table, most_rows: int = MOST_ROWS, *, late: str = ""
) -> None:
    """Write a table as a sheet: header that stays, filter, columns as wide as what they hold.

    Parameters
    ----------
    most_rows
        A longer table is cut, and the last row says so.
    late
        Column of hours late, coloured by how many days that is.
    """
    rows = iter(table.rows)
    sample = list(islice(rows, _SAMPLE))
    writer = SheetWriter(book, name, _widths(table.columns, sample))
    writer.header(table.columns)
    rows = chain(sample, rows)
    for row in islice(rows, most_rows - 2):
        writer.row(row)
    rest = list(islice(rows, 2))
    if len(rest) == 1:  # the last row has room for it
        writer.row(rest[0])
    writer.filter()
    if late:
        _colour_lateness(writer, get_column_letter(table.columns.index(late) + 1))
    if len(rest) > 1:
        num_left = len(rest) + sum(1 for _ in rows)
        writer.note(f"{num_left:,} more rows: Excel takes {MOST_ROWS:,}. {name}.csv has them all.")


def _colour_lateness(writer: SheetWriter, column: str) -> None:
    """Colour the hours of a column as reports colour lateness, the latest first."""
    area = f"{column}2:{column}{max(2, writer.num_rows)}"
    for late, (operator, hours) in zip(reversed(CLASSES[1:]), _LATE, strict=True):
        ink = _PALE if late.colour == CLASSES[-1].colour else _DARK
        look = DifferentialStyle(
            font=Font(bold=True, color=ink), fill=PatternFill(bgColor=late.colour.lstrip("#"))
        )
        rule = Rule(type="cellIs", operator=operator, formula=[hours], dxf=look, stopIfTrue=True)
        writer.sheet.conditional_formatting.add(area, rule)


def _widths(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> list[int]:
    """Return widths for a header with its filter button, and for what the first rows show."""
    least, most = _WIDTHS
    widths = [len(name) + 4 for name in columns]
    for row in sample:
        widths = [max(width, _shown(value) + 2) for width, value in zip(widths, row, strict=True)]
    return [min(most, max(least, width)) for width in widths]


def _shown(value: Cell) -> int:
    if isinstance(value, datetime):
        return len(_MOMENT)
    return 0 if value is None else len(str(value))
