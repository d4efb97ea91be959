"""A folder of CSV tables, one file per table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault
from scheduler.files.shape import tables
from scheduler.files.sheets import Sheet, assemble
from scheduler.files.spread import spread
from scheduler.files.text import decode
from scheduler.files.tree import Document, RawRecord
from scheduler.files.values import as_text

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.files.values import Node

__all__ = ["csv_files", "format_csv", "parse_csv", "read_csv_folder", "read_table"]

_DELIMITERS = (",", ";", "\t")


def csv_files(directory: Path) -> list[Path]:
    """Return the files of a folder that are tables; names that begin with _ or . are not."""
    return sorted(
        path
        for path in directory.iterdir()
        if path.is_file() and path.suffix.lower() == ".csv" and not path.name.startswith(("_", "."))
    )


def read_csv_folder(directory: Path) -> Document:
    """Return the document that a folder of CSV tables makes."""
    file = str(directory)
    faults: list[Fault] = []
    sheets: dict[str, Sheet] = {}
    paths = csv_files(directory)
    if not paths:
        rule = "a folder with CSV tables: scenario.csv, calendars.csv, ..."
        return Document(
            file, RawRecord(), [Fault("", "", "", "", rule, file=file)], is_partial=True
        )
    for path in paths:
        name = path.name[: -len(path.suffix)]
        if name not in tables():
            rule = f"one of the tables {', '.join(tables())}"
            hint = did_you_mean(name, tables())
            faults.append(Fault(name, "", "", path.name, rule, hint, file))
            continue
        text, fault = decode(path.read_bytes(), str(path))
        if fault is None:
            sheet, fault = parse_csv(text, str(path), name)
            sheets[name] = sheet
        if fault is not None:
            faults.append(fault)
    document = assemble(sheets, file, "line")
    document.faults[:0] = faults
    document.is_partial |= bool(faults)
    return document


def read_table(path: Path, table: str) -> tuple[Sheet, Fault | None]:
    """Return the rows of one CSV file by line, and what breaks it off before its end.

    Parameters
    ----------
    table
        What messages call it.
    """
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        rule = f"a file that can be read; {error.strerror}"
        return Sheet(file, [], []), Fault("", "", "", "", rule, file=file)
    text, fault = decode(content, file)
    return (Sheet(file, [], []), fault) if fault is not None else parse_csv(text, file, table)


def parse_csv(text: str, file: str, table: str) -> tuple[Sheet, Fault | None]:
    """Return the rows of a CSV table by line, and what breaks it off before its end.

    Commas, semicolons or tabs part the cells: what makes most of the first line.
    """
    first, _, _ = text.partition("\n")
    delimiter = max(_DELIMITERS, key=lambda sign: len(_cells(first, sign)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line, fault = 1, None
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault(table, f"(line {line})", "", "", f"a valid CSV table; {error}", file=file)
    if not rows:
        fault = fault or Fault(table, "", "", "", "a header row", file=file)
        return Sheet(file, [], []), fault
    header_line, header = rows[0]
    return Sheet(file, [name.strip() for name in header], rows[1:], header_line), fault


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def format_csv(tree: dict[str, Node]) -> dict[str, str]:
    """Return a typed tree as the text of each CSV file, by file name."""
    files: dict[str, str] = {}
    for name, grid in spread(tree).items():
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(grid.header)
        for row in grid.rows:
            writer.writerow(as_text(row[name]) if name in row else "" for name in grid.header)
        files[f"{name}.csv"] = out.getvalue()
    return files
