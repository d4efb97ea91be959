"""Flat tables to one tree and back: child rows find their parents by key columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.checks.finding import row_key, row_words
from models.checks.suggest import did_you_mean
from models.errors import Fault
from scheduler.files.cells import split_list
from scheduler.files.parents import Parents, without_default
from scheduler.files.shape import COUNT, Column, tables
from scheduler.files.tree import Document, RawRecord
from scheduler.files.wording import choice_of

if TYPE_CHECKING:
    from scheduler.files.shape import TableSpec

__all__ = ["Sheet", "assemble"]


@dataclass(frozen=True)
class Sheet:
    """One table as text cells, each row with its line; the header is the first."""

    file: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    header_line: int = 1


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which cell of a row is what."""

    keys: list[int | None]
    """Position of each key column; None if it is absent."""
    cells: list[tuple[int, tuple[str, ...], bool]]
    has_unknown: bool


@dataclass
class _Assembler:
    """Collect the records of all tables, parents before children."""

    sheets: dict[str, Sheet]
    line_word: str
    tree: RawRecord = field(default_factory=RawRecord)
    faults: list[Fault] = field(default_factory=list)
    suspects: set[str] = field(default_factory=set)
    is_partial: bool = False
    parents: Parents = field(default_factory=Parents)

    def add_table(self, spec: TableSpec, sheet: Sheet) -> None:
        layout = self._layout(spec, sheet)
        if layout is None:
            self.is_partial = True
            return
        if not spec.is_single and spec.parent is None:
            self.tree.setdefault(spec.name, [])
        for line, cells in sheet.rows:
            self._add_row(spec, sheet, layout, RawRecord(line, sheet.file), cells)
        top = self.tree.get(spec.name.partition(".")[0])
        if layout.has_unknown and isinstance(top, list):
            self.suspects.update(key for key in map(row_key, top) if key is not None)

    def _layout(self, spec: TableSpec, sheet: Sheet) -> _Layout | None:
        keys: dict[str, int] = {}
        cells: list[tuple[int, tuple[str, ...], bool]] = []
        seen: set[str] = set()
        has_unknown = False
        for position, name in enumerate(sheet.header):
            if not name and not self._is_blank(sheet, position):
                self._header_fault(spec, sheet, "", "a header above every column that is filled")
            elif name in seen:
                self._header_fault(spec, sheet, name, "each column once")
            elif name in spec.keys:
                keys[name] = position
            elif (column := _find_column(spec, name)) is not None:
                path = column.path
                if column.is_mapping:
                    path = (*path, name[len(column.name) + 1 :])
                cells.append((position, path, column.is_list))
            elif name:
                has_unknown = True
                known = [*spec.keys, *spec.shape.column_by_name]
                hint = did_you_mean(name, known)
                self._header_fault(spec, sheet, name, choice_of("columns", known, hint), hint=hint)
            seen.add(name)
        needed = [name for name in spec.keys if name not in spec.optional_keys]
        missing = [name for name in needed if name not in keys]
        for name in missing:
            self._header_fault(spec, sheet, name, "a column that names the parent row", value="")
        if missing:
            return None
        return _Layout([keys.get(name) for name in spec.keys], cells, has_unknown)

    def _is_blank(self, sheet: Sheet, position: int) -> bool:
        return not any(position < len(row) and row[position].strip() for _, row in sheet.rows)

    def _header_fault(
        self,
        spec: TableSpec,
        sheet: Sheet,
        name: str,
        rule: str,
        *,
        hint: str = "",
        value: str | None = None,
    ) -> None:
        row = f"({self.line_word} {sheet.header_line})"
        found = name if value is None else value
        self.faults.append(Fault(spec.name, row, name, found, rule, hint, sheet.file))

    def _add_row(
        self, spec: TableSpec, sheet: Sheet, layout: _Layout, record: RawRecord, cells: list[str]
    ) -> None:
        for position, path, is_list in layout.cells:
            text = cells[position].strip() if position < len(cells) else ""
            if text:
                _put(record, path, split_list(text) if is_list else text)
        extra = [cell.strip() for cell in cells[len(sheet.header) :] if cell.strip()]
        if extra:
            rule = f"at most {len(sheet.header)} cells in a row"
            self._row_fault(spec, record, "", extra[0], rule)
        for name in spec.shape.required_lists:
            record[name] = []
        texts = (
            cells[at].strip() if at is not None and at < len(cells) else "" for at in layout.keys
        )
        keys = tuple(map(without_default, texts, spec.key_defaults))
        if spec.is_single:
            if spec.name in self.tree:
                self._row_fault(spec, record, "", "", "a single row")
            else:
                self.tree[spec.name] = record
            return
        self._attach(spec, record, keys)

    def _attach(self, spec: TableSpec, record: RawRecord, keys: tuple[str, ...]) -> None:
        if spec.parent is None:
            listed = self.tree.setdefault(spec.name, [])
        else:
            parent = self._parent(spec, record, keys)
            if parent is None:
                return
            listed = parent.setdefault(spec.field, [])
        if isinstance(listed, list):
            listed.append(record)
        self.parents.add(spec, record, keys)

    def _parent(
        self, spec: TableSpec, record: RawRecord, keys: tuple[str, ...]
    ) -> RawRecord | None:
        """Return the row that owns a child row; make it up where its table is left out."""
        named = zip(spec.keys, keys, strict=True)
        empty = [name for name, key in named if not key and name not in spec.optional_keys]
        if empty:
            self._row_fault(spec, record, empty[0], "", "the key of its parent row")
        if empty or spec.parent is None:
            return None
        found = self.parents.find(spec.parent, keys)
        if found is None and spec.parent.name not in self.sheets:
            self._make_up(spec.parent, record, keys)
            found = self.parents.find(spec.parent, keys)
        if found is None:
            column, value, rule, hint = self.parents.missing(spec, spec.parent, keys)
            self._row_fault(spec, record, column, value, rule, hint=hint)
            self.suspects.update(key for key in keys if key)
        return found

    def _make_up(self, spec: TableSpec, child: RawRecord, keys: tuple[str, ...]) -> None:
        """Add the row that a child row names, to a table that is left out."""
        record = RawRecord(child.line, child.file)
        width = len(spec.shape.key)
        for name, key in zip(spec.shape.key, keys[-width:], strict=True):
            if key and name != COUNT:
                record[name] = key
        for name in spec.shape.required_lists:
            record[name] = []
        self._attach(spec, record, keys[:-width])

    def _row_fault(
        self,
        spec: TableSpec,
        record: RawRecord,
        name: str,
        value: str,
        rule: str,
        *,
        hint: str = "",
    ) -> None:
        words = row_words(record)
        row = " ".join([*([words] if words else []), f"({self.line_word} {record.line})"])
        self.faults.append(Fault(spec.name, row, name, value, rule, hint, record.file))


def _find_column(spec: TableSpec, name: str) -> Column | None:
    column = spec.shape.column_by_name.get(name)
    if column is not None:
        return None if column.is_mapping else column
    return next(
        (
            column
            for column in spec.shape.columns
            if column.is_mapping and name.startswith(f"{column.name}.")
        ),
        None,
    )


def _put(record: RawRecord, path: tuple[str, ...], value: str | list[str]) -> None:
    target = record
    for part in path[:-1]:
        inner = target.setdefault(part, RawRecord(record.line, record.file))
        if isinstance(inner, RawRecord):
            target = inner
    target[path[-1]] = value


def assemble(sheets: dict[str, Sheet], file: str, line_word: str) -> Document:
    """Return the document that flat tables make.

    Parameters
    ----------
    sheets
        Tables by name.
    file
        What they were read from.
    line_word
        What a line is called: ``line``, ``sheet row``.
    """
    assembler = _Assembler(sheets, line_word)
    for name, spec in tables().items():
        if name in sheets:
            assembler.add_table(spec, sheets[name])
    return Document(
        file,
        assembler.tree,
        assembler.faults,
        assembler.suspects,
        assembler.is_partial,
        line_word,
    )
