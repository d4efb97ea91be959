"""One typed tree to flat tables: nested records to columns, lists of records to child tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.files.cells import join_list
from scheduler.files.shape import COUNT, tables
from scheduler.files.values import as_text

if TYPE_CHECKING:
    from scheduler.files.shape import Column, TableSpec
    from scheduler.files.values import Node, Value

__all__ = ["Grid", "spread"]

Row = dict[str, "Value"]


@dataclass
class Grid:
    """A table with typed cells; a column nobody fills is left out."""

    header: list[str]
    rows: list[Row] = field(default_factory=list)


def spread(tree: dict[str, Node]) -> dict[str, Grid]:
    """Return the flat tables of a scenario's typed tree, without empty ones."""
    rows: dict[str, list[Row]] = {}
    for spec in tables().values():
        if spec.parent is None and spec.name in tree:
            node = tree[spec.name]
            _collect(spec, node if isinstance(node, list) else [node], (), rows)
    specs = tables()
    return {
        name: Grid(_header(specs[name], rows[name]), rows[name]) for name in specs if name in rows
    }


def _collect(
    spec: TableSpec, records: list[Node], keys: tuple[Value, ...], rows: dict[str, list[Row]]
) -> None:
    specs = tables()
    alike: dict[tuple[str, ...], int] = {}
    for record in records:
        if not isinstance(record, dict):
            continue
        named = zip(spec.keys, keys, strict=True)
        row: Row = {column: value for column, value in named if value != ""}
        for column in spec.shape.columns:
            _flatten(column, record, row)
        rows.setdefault(spec.name, []).append(row)
        own = _own_key(spec, row, alike) if spec.shape.children else []
        for name in spec.shape.children:
            children = record.get(name)
            if isinstance(children, list) and children:
                _collect(specs[f"{spec.name}.{name}"], children, (*keys, *own), rows)


def _own_key(spec: TableSpec, row: Row, alike: dict[tuple[str, ...], int]) -> list[Value]:
    """Return what child rows name a row by; a number only from the second row alike."""
    own = [row.get(name, "") for name in spec.shape.key if name != COUNT]
    if COUNT in spec.shape.key:
        texts = tuple(map(as_text, own))
        alike[texts] = alike.get(texts, 0) + 1
        own.append(alike[texts] if alike[texts] > 1 else "")
    return own


def _flatten(column: Column, record: dict[str, Node], row: Row) -> None:
    node: Node | None = record
    for part in column.path:
        node = node.get(part) if isinstance(node, dict) else None
    if node is None:
        return
    if column.is_mapping and isinstance(node, dict):
        for key, value in node.items():
            row[f"{column.name}.{key}"] = _cell(value)
    else:
        row[column.name] = _cell(node)


def _cell(node: Node) -> Value:
    if isinstance(node, list):
        texts = [as_text(value) for value in node if not isinstance(value, (list, dict))]
        return join_list(texts)
    return "" if isinstance(node, dict) else node


def _header(spec: TableSpec, rows: list[Row]) -> list[str]:
    used = {name: None for row in rows for name in row}
    header = [name for name in spec.keys if name in used or name not in spec.optional_keys]
    for column in spec.shape.columns:
        if column.is_mapping:
            header += [name for name in used if name.startswith(f"{column.name}.")]
        elif column.name in used or column.is_required:
            header.append(column.name)
    return header
