"""One Excel workbook, one sheet per table."""

from __future__ import annotations

import io
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from models.checks.suggest import did_you_mean
from models.errors import Fault
from models.scenario.base import format_duration
from scheduler.files.shape import tables
from scheduler.files.sheets import Sheet, assemble
from scheduler.files.spread import spread
from scheduler.files.tree import Document, RawRecord
from scheduler.files.values import as_text, portable

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from scheduler.files.spread import Grid
    from scheduler.files.values import Node, Value

__all__ = ["format_workbook", "read_workbook", "sheet_name"]

_LONGEST_NAME = 31  # Excel's limit
_WIDEST = 40
_FIRST_DATE = date(1900, 3, 1)  # Excel believes that 1900 was a leap year


def sheet_name(table: str) -> str:
    """Return the name of a table's sheet: the inner words cut to four letters if it is long."""
    if len(table) <= _LONGEST_NAME:
        return table
    first, *inner, last = table.split(".")
    return ".".join([first, *(word[:4] for word in inner), last])[:_LONGEST_NAME]


def read_workbook(content: bytes, file: str) -> Document:
    """Return the document that a workbook makes; formulas count by their last values."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it leaves out: charts, styles
            sheets, faults = _read_sheets(content, file)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        # SyntaxError: broken XML inside the archive
        rule = f"an Excel workbook (.xlsx) that opens; {error}"
        return Document(
            file, RawRecord(), [Fault("", "", "", "", rule, file=file)], is_partial=True
        )
    if not sheets and not faults:
        rule = f"sheets named like the tables: {', '.join(tables())}"
        faults.append(Fault("", "", "", "", rule, file=file))
    document = assemble(sheets, file, "sheet row")
    document.is_partial |= bool(faults)
    document.faults[:0] = faults
    return document


def _read_sheets(content: bytes, file: str) -> tuple[dict[str, Sheet], list[Fault]]:
    names = {sheet_name(table).casefold(): table for table in tables()}
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for worksheet in book.worksheets:
        title = worksheet.title.strip()
        if title.startswith("_"):
            continue
        worksheet.reset_dimensions()
        rows = []
        for number, cells in enumerate(worksheet.iter_rows(), start=1):
            texts = [_text(cell.value, getattr(cell, "number_format", "")) for cell in cells]
            if any(texts):
                rows.append((number, texts))
        table = names.get(title.casefold())
        if table is None and rows:
            rule = f"one of the sheets {', '.join(map(sheet_name, tables()))}"
            hint = did_you_mean(title, [sheet_name(name) for name in tables()])
            hint = hint or "A sheet whose name begins with _ is left alone."
            faults.append(Fault(title, "", "", title, rule, hint, file))
        elif table is not None and rows:
            header_line, header = rows[0]
            sheets[table] = Sheet(file, header, rows[1:], header_line)
    book.close()
    return sheets, faults


def _text(value: object, number_format: str) -> str:
    """Return the text of a cell, as another format would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        has_time = "h" in number_format.lower() or value.time() != time(0)
        return as_text(value) if has_time else value.date().isoformat()
    if isinstance(value, timedelta):
        return format_duration(value)
    return str(value).strip()


def format_workbook(tree: dict[str, Node]) -> bytes:
    """Return a typed tree as a workbook: numbers and dates typed, all else as text."""
    book = Workbook(write_only=True)
    for name, grid in spread(tree).items():
        _write_sheet(book.create_sheet(sheet_name(name)), grid)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(worksheet: WriteOnlyWorksheet, grid: Grid) -> None:
    worksheet.freeze_panes = "A2"
    for number, name in enumerate(grid.header, start=1):
        longest = max((len(as_text(row[name])) for row in grid.rows if name in row), default=0)
        width = min(_WIDEST, max(longest, len(name)) + 2)
        dimensions = worksheet.column_dimensions  # type: ignore[attr-defined]  # the stubs lack it
        dimensions[get_column_letter(number)].width = width
    header = [_text_cell(worksheet, name) for name in grid.header]
    for cell in header:
        cell.font = Font(bold=True)
    worksheet.append(header)
    for row in grid.rows:
        worksheet.append(
            [_cell(worksheet, row[name]) if name in row else None for name in grid.header]
        )


def _text_cell(worksheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Return a cell that stays text, whatever it looks like: ``007``, ``=A1``, ``-x``, ``#N/A``."""
    cell = WriteOnlyCell(worksheet, text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _cell(worksheet: WriteOnlyWorksheet, value: Value) -> Cell | bool | float:
    if isinstance(value, datetime):
        if value.tzinfo is None and not value.microsecond and value.date() >= _FIRST_DATE:
            cell = WriteOnlyCell(worksheet, value)
            cell.number_format = "yyyy-mm-dd hh:mm:ss" if value.second else "yyyy-mm-dd hh:mm"
            return cell
    elif isinstance(value, date):
        if value >= _FIRST_DATE:
            cell = WriteOnlyCell(worksheet, datetime.combine(value, time(0)))
            cell.number_format = "yyyy-mm-dd"
            return cell
    elif not isinstance(value, str):
        plain = portable(value)
        return _text_cell(worksheet, plain) if isinstance(plain, str) else plain
    return _text_cell(worksheet, as_text(value))
