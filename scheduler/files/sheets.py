"""Flat tables to one tree and back: child rows find their parents by key columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.checks.finding import row_key, row_words
from models.checks.suggest import Suggester, did_you_mean
from models.errors import Fault
from scheduler.files.shape import Column, tables
from scheduler.files.tree import Document, RawRecord

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

    keys: list[int]
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
                rule = f"one of the columns {', '.join(known)}"
                self._header_fault(spec, sheet, name, rule, hint=did_you_mean(name, known))
            seen.add(name)
        missing = [name for name in spec.keys if name not in keys]
        for name in missing:
            self._header_fault(spec, sheet, name, "a column that names the parent row", value="")
        if missing:
            return None
        return _Layout([keys[name] for name in spec.keys], cells, has_unknown)

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
        keys = tuple(cells[at].strip() if at < len(cells) else "" for at in layout.keys)
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
        own = record.get(spec.shape.key)
        if spec.shape.children and isinstance(own, str):
            self.index.setdefault(spec.name, {}).setdefault((*keys, own), record)

    def _parent(
        self, spec: TableSpec, record: RawRecord, keys: tuple[str, ...]
    ) -> RawRecord | None:
        """Return the row that owns a child row; make it up where its table is left out."""
        empty = [name for name, key in zip(spec.keys, keys, strict=True) if not key]
        if empty:
            self._row_fault(spec, record, empty[0], "", "the key of its parent row")
        if empty or spec.parent is None:
            return None
        known = self.index.setdefault(spec.parent.name, {})
        if keys in known:
            return known[keys]
        if spec.parent.name not in self.sheets:
            made_up = RawRecord(record.line, record.file)
            made_up[spec.parent.shape.key] = keys[-1]
            for name in spec.parent.shape.required_lists:
                made_up[name] = []
            self._attach(spec.parent, made_up, keys[:-1])
            return known.get(keys)
        siblings = {key[-1]: None for key in known if key[:-1] == keys[:-1]}
        kind = f"{spec.parent.name} {keys[:-1]}"
        hint = self.suggester.hint(keys[-1], siblings, kind)
        rule = f"a row of the table {spec.parent.name}"
        self._row_fault(spec, record, spec.keys[-1], keys[-1], rule, hint=hint)
        self.suspects.update(keys)
        return None

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
    return [part.strip() for part in text.split(";") if part.strip()]


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
