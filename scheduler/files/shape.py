"""The tables of a scenario, read off its types: nothing here knows a table by name.

A list of records is a table of its own, a single record inside a row becomes dotted columns
(``lot.rule``), a mapping becomes one dotted column per key (``shifts.mon-fri``), a list of plain
values one cell, joined with "; ".
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, NamedTuple, Union, get_args, get_origin

from models.scenario import Scenario
from models.scenario.base import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["COUNT", "Column", "Shape", "TableSpec", "field_names", "shape_of", "tables"]

COUNT = "#"
"""In place of a key field: the number of a row among those alike, from 1."""


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of a row.

    Parameters
    ----------
    path
        Where its value goes in the record; for a mapping, the key is appended.
    attributes
        The same path in names of the Python attributes.
    is_list
        The cell holds values joined with "; ".
    is_mapping
        The column's name is a prefix, its key follows after a dot.
    is_required
        Every row of the table must fill it.
    """

    path: tuple[str, ...]
    attributes: tuple[str, ...]
    is_list: bool = False
    is_mapping: bool = False
    is_required: bool = False

    @property
    def name(self) -> str:
        """Return the column's header."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Shape:
    """How the records of one type spread over columns and child tables."""

    columns: tuple[Column, ...]
    children: dict[str, Shape]
    records: dict[str, Shape]
    """Single records inside the record."""
    fields: tuple[str, ...]
    required_lists: frozenset[str]
    key: tuple[str, ...]
    """Fields that child rows name their parent by; all but the first may be empty."""
    key_defaults: tuple[str, ...]
    """What an empty key means, as text: the default of its field, and the first row alike."""

    @cached_property
    def column_by_name(self) -> dict[str, Column]:
        """Return the columns by header."""
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class TableSpec:
    """One table: its name, its columns, and how its rows name their parents.

    Parameters
    ----------
    keys
        Columns with the keys of the parent rows, outermost first; none for a top-level table.
    optional_keys
        Those that may be empty or absent.
    key_defaults
        For each key the text that means the same as an empty cell; may be empty.
    is_single
        The table has one row.
    """

    name: str
    shape: Shape
    parent: TableSpec | None = None
    keys: tuple[str, ...] = ()
    optional_keys: frozenset[str] = frozenset()
    key_defaults: tuple[str, ...] = ()
    is_single: bool = False

    @property
    def field(self) -> str:
        """Return the field of the parent that holds the rows."""
        return self.name.rpartition(".")[2]


class _Key(NamedTuple):
    """A column that names a row above, whether it may be empty and what it means then."""

    column: str
    is_optional: bool
    default: str


def _plain(annotation: object) -> object:
    """Return a type without its validators and without None."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            members = [arg for arg in get_args(annotation) if arg is not type(None)]
            if len(members) != 1:
                return annotation
            annotation = members[0]
        else:
            return annotation


def _as_record(annotation: object) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return None


@cache
def shape_of(model: type[Record]) -> Shape:
    """Return the shape of a record type."""
    columns: list[Column] = []
    children: dict[str, Shape] = {}
    records: dict[str, Shape] = {}
    required_lists: set[str] = set()
    for attribute, info in model.model_fields.items():
        name = info.alias or attribute
        annotation = _plain(info.annotation)
        element = _plain(get_args(annotation)[0]) if get_origin(annotation) is tuple else None
        if (child := _as_record(element)) is not None:
            children[name] = shape_of(child)
            if info.is_required():
                required_lists.add(name)
        elif (nested := _as_record(annotation)) is not None:
            records[name] = shape_of(nested)
            columns += _inside(name, attribute, records[name])
        elif get_origin(annotation) is dict:
            value = _plain(get_args(annotation)[1])
            is_list = get_origin(value) is tuple
            columns.append(Column((name,), (attribute,), is_list=is_list, is_mapping=True))
        else:
            column = Column(
                (name,),
                (attribute,),
                is_list=element is not None,
                is_required=info.is_required(),
            )
            columns.append(column)
    fields = tuple(info.alias or name for name, info in model.model_fields.items())
    key = model.row_key or (("id",) if "id" in fields else fields[:1])
    defaults = tuple(_key_default(model, name) for name in key)
    return Shape(
        tuple(columns), children, records, fields, frozenset(required_lists), key, defaults
    )


def _key_default(model: type[Record], name: str) -> str:
    if name == COUNT:
        return "1"
    info = next(info for field, info in model.model_fields.items() if name in (field, info.alias))
    value = None if info.is_required() else info.get_default()
    return "" if value is None else str(value)


def _inside(name: str, attribute: str, nested: Shape) -> Iterator[Column]:
    for column in nested.columns:
        yield Column(
            (name, *column.path),
            (attribute, *column.attributes),
            is_list=column.is_list,
            is_mapping=column.is_mapping,
        )


@cache
def tables() -> dict[str, TableSpec]:
    """Return every table by name, parents before their children."""
    found: dict[str, TableSpec] = {}
    root = shape_of(Scenario)
    for name in root.fields:
        if name in root.records:
            found[name] = TableSpec(name, root.records[name], is_single=True)
        else:
            for spec in _family(TableSpec(name, root.children[name])):
                found[spec.name] = spec
    return found


def _family(spec: TableSpec) -> Iterator[TableSpec]:
    yield spec
    for field, shape in spec.shape.children.items():
        keys = tuple(_key_columns(spec, shape))
        child = TableSpec(
            name=f"{spec.name}.{field}",
            shape=shape,
            parent=spec,
            keys=tuple(key.column for key in keys),
            optional_keys=frozenset(key.column for key in keys if key.is_optional),
            key_defaults=tuple(key.default for key in keys),
        )
        yield from _family(child)


def _key_columns(spec: TableSpec, child: Shape) -> Iterator[_Key]:
    """Yield what a child table of a table names the rows above it by, outermost first.

    A key that the child table has a column of its own for is named after the table above.
    """
    if spec.parent is not None:
        yield from _key_columns(spec.parent, child)
    first, *further = spec.shape.key
    noun = re.sub("ies$", "y", spec.field).removesuffix("s")
    is_taken = first in ("id", COUNT) or first in child.column_by_name
    column = noun if is_taken else first
    yield _Key(column, first == COUNT, spec.shape.key_defaults[0] if first == COUNT else "")
    for name, default in zip(further, spec.shape.key_defaults[1:], strict=True):
        yield _Key(f"{column}_{'number' if name == COUNT else name}", True, default)


def field_names(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the fields of the record at a path of a scenario; none if it is no record."""
    shape = shape_of(Scenario)
    for part in path:
        if isinstance(part, int):
            continue
        nested = shape.children.get(part) or shape.records.get(part)
        if nested is None:
            return ()
        shape = nested
    return shape.fields
