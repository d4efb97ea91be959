"""What a rule finds: a place in the scenario, the value there and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from models.errors import Fault

__all__ = [
    "Finding",
    "Path",
    "node_at",
    "row_key",
    "row_keys",
    "row_words",
    "table_name",
    "to_fault",
]

Path: TypeAlias = tuple[str | int, ...]
"""Where a record stands: ``("boms", 3, "components", 0)``; the scenario itself is ``()``."""

_KEYS = (
    "id", "parent", "row", "item", "phase", "resource", "work_center", "warehouse", "supplier",
    "machine", "skill", "property", "value",
)  # fmt: skip
"""Fields that name a row, the first one it has."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule, before it is put into the words of a file.

    Parameters
    ----------
    path
        The record.
    field
        Name of the field as the user writes it, dotted inside the record; empty for all of it.
    value
        The value found, as text.
    expected
        The rule, as "expected ..." without the word "expected".
    hint
        A way out; may be empty.
    about
        Ids of other rows, or names of whole tables, that the rule looked at: if one of them is
        wrong itself, this finding may only follow from it.
    """

    path: Path
    field: str
    value: str
    expected: str
    hint: str = ""
    about: tuple[str, ...] = ()


def node_at(root: object, path: Path) -> object:
    """Return what stands at a path of records or of plain mappings and lists; None if nothing."""
    node = root
    for part in path:
        if isinstance(part, int):
            listed = node if isinstance(node, (list, tuple)) else ()
            node = listed[part] if part < len(listed) else None
        else:
            node = _member(node, part)
    return node


def _member(node: object, name: str) -> object:
    return node.get(name) if isinstance(node, Mapping) else getattr(node, name, None)


def row_key(node: object) -> str | None:
    """Return the value that names a row; None if it has no such field."""
    for name in _KEYS:
        value = _member(node, name)
        if isinstance(value, (str, int)):
            return str(value)
    return None


def row_keys(root: object, path: Path) -> list[str]:
    """Return what names each row from the table down to the record, where it has a name."""
    keys = (
        row_key(node_at(root, path[: depth + 1]))
        for depth, part in enumerate(path)
        if isinstance(part, int)
    )
    return [key for key in keys if key is not None]


def row_words(node: object) -> str | None:
    """Return what messages call a row: its key, quoted; None if it has none."""
    for name in _KEYS:
        value = _member(node, name)
        if not isinstance(value, (str, int)):
            continue
        version = _member(node, "version") if name == "parent" else None
        if isinstance(version, str):
            return f"'{value}' version '{version}'"
        cycle = _member(node, "cycle") if name == "item" else None
        if cycle is not None and str(cycle) != "1":
            return f"'{value}' cycle {cycle}"
        return f"{name} {value}" if name in ("phase", "row") else f"'{value}'"
    return None


def table_name(path: Path) -> str:
    """Return the table a path lies in, e.g. ``boms.components``."""
    return ".".join(part for part in path if isinstance(part, str))


def to_fault(finding: Finding, root: object, *, file: str = "", place: str = "") -> Fault:
    """Return a finding in the user's words.

    Parameters
    ----------
    root
        The scenario, or the plain mapping it was read from: it names the rows.
    file
        The file that holds the row.
    place
        Where in the file, e.g. ``line 41``.
    """
    words = [
        row_words(node_at(root, finding.path[: depth + 1])) or f"row {part + 1}"
        for depth, part in enumerate(finding.path)
        if isinstance(part, int)
    ]
    row = " / ".join(words)
    if place:
        row = f"{row} ({place})" if row else f"({place})"
    table = table_name(finding.path)
    return Fault(table, row, finding.field, finding.value, finding.expected, finding.hint, file)
