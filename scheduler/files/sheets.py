"""Flat tables to one tree and back: child rows find their parents by key columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.checks.finding import row_key, row_words
from models.checks.suggest import Suggester, did_you_mean
from models.errors import Fault
from scheduler.files.shape import COUNT, Column, tables
from scheduler.files.tree import Document, RawRecord
from scheduler.files.wording import choice_of

if TYPE_CHECKING:
    from scheduler.files.shape import TableSpec

__all__ = ["Sheet", "assemble"]

_VALUE = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^;]*))(?:;|$)')
"""A value of a list: in quotes, doubled inside, if it has a semicolon in it."""

_Siblings = dict[str, list[str]]
"""First key field of the rows of one parent row, and what their further key fields hold."""


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
    index: dict[str, dict[tuple[str, ...], RawRecord]] = field(default_factory=dict)
    alike: dict[tuple[str, ...], int] = field(default_factory=dict)
    siblings: dict[str, dict[tuple[str, ...], _Siblings]] = field(default_factory=dict)
    suggester: Suggester = field(default_factory=Suggester)

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
                _put(record, path, _split(text) if is_list else text)
        extra = [cell.strip() for cell in cells[len(sheet.header) :] if cell.strip()]
        if extra:
            rule = f"at most {len(sheet.header)} cells in a row"
            self._row_fault(spec, record, "", extra[0], rule)
        for name in spec.shape.required_lists:
            record[name] = []
        keys = tuple(
            cells[at].strip() if at is not None and at < len(cells) else "" for at in layout.keys
        )
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
        if spec.shape.children and isinstance(record.get(spec.shape.key[0]), str):
            self._index(spec, record, keys)

    def _index(self, spec: TableSpec, record: RawRecord, keys: tuple[str, ...]) -> None:
        own = [str(record.get(name, "")) for name in spec.shape.key if name != COUNT]
        known = self.index.setdefault(spec.name, {})
        if COUNT in spec.shape.key:
            among = (spec.name, *keys, *own)
            self.alike[among] = self.alike.get(among, 0) + 1
            known[*keys, *own, str(self.alike[among])] = record
            own.append("")  # without a number, the first is meant
        known.setdefault((*keys, *own), record)

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
        known = self.index.setdefault(spec.parent.name, {})
        if keys in known:
            return known[keys]
        if spec.parent.name not in self.sheets:
            made_up = RawRecord(record.line, record.file)
            width = len(spec.parent.shape.key)
            for name, key in zip(spec.parent.shape.key, keys[-width:], strict=True):
                if key and name != COUNT:
                    made_up[name] = key
            for name in spec.parent.shape.required_lists:
                made_up[name] = []
            self._attach(spec.parent, made_up, keys[:-width])
            if keys in known:
                return known[keys]
        self._parent_fault(spec, spec.parent, record, keys)
        return None

    def _parent_fault(
        self, spec: TableSpec, parent: TableSpec, record: RawRecord, keys: tuple[str, ...]
    ) -> None:
        """Blame the first part of a parent's key that none of the rows there has."""
        width = len(parent.shape.key)
        outer, first, further = keys[:-width], keys[-width], keys[len(keys) - width + 1 :]
        if parent.name not in self.siblings:
            groups: dict[tuple[str, ...], _Siblings] = {}
            for key in self.index.get(parent.name, {}):
                rows = groups.setdefault(key[:-width], {})
                rows.setdefault(key[-width], []).extend(key[len(key) - width + 1 :])
            self.siblings[parent.name] = groups
        siblings = self.siblings[parent.name].get(outer, {})
        if first in siblings and further:
            column = spec.keys[-1]
            noun = column.rpartition("_")[2]
            known = ", ".join(key for key in siblings[first] if key)
            rule = f"a {noun} that '{first}' has in the table {parent.name}: {known}"
            self._row_fault(spec, record, column, further[-1], rule)
        else:
            hint = self.suggester.hint(first, siblings, f"{parent.name} {outer}")
            rule = f"a row of the table {parent.name}"
            self._row_fault(spec, record, spec.keys[-width], first, rule, hint=hint)
        self.suspects.update(key for key in keys if key)

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


def _split(text: str) -> list[str]:
    """Return the values of a list; a lone semicolon is a list without any."""
    if '"' not in text:
        return [part.strip() for part in text.split(";") if part.strip()]
    values = [quoted.replace('""', '"') or plain for quoted, plain in _VALUE.findall(text)]
    return [value.strip() for value in values if value.strip()]


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
