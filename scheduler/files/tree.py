"""What every format is read to: plain mappings and lists with text as leaves.

Ids such as ``007``, ``NO`` or ``1e3`` stay what was written, whatever the format would make of
them; empty and null mean absent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from models.checks.finding import node_at

if TYPE_CHECKING:
    from models.checks.finding import Path
    from models.errors import Fault

__all__ = ["MAX_DEPTH", "Document", "RawRecord", "Tree", "clean"]

Tree: TypeAlias = "RawRecord | list[Tree] | str"
"""A `RawRecord` holds trees; until it is cleaned, whatever its format knows."""

MAX_DEPTH = 50
"""Nested levels a file may have; a scenario has seven."""


class RawRecord(dict[str, object]):
    """A mapping that knows its line (0 if unknown) and, in a folder, its file."""

    __slots__ = ("file", "line")

    def __init__(self, line: int = 0, file: str = "") -> None:
        super().__init__()
        self.line = line
        self.file = file


@dataclass
class Document:
    """A scenario file as it was read, before it is validated.

    Parameters
    ----------
    faults
        What is wrong with the file as such.
    suspects
        Names of rows that lost something to a fault: what else is wrong with them is noise.
    is_partial
        A whole table was lost, so nothing can be said about references.
    line_word
        What a line is called in the format.
    """

    file: str
    tree: RawRecord
    faults: list[Fault] = field(default_factory=list)
    suspects: set[str] = field(default_factory=set)
    is_partial: bool = False
    line_word: str = "line"

    def place(self, path: Path) -> tuple[str, str]:
        """Return the file and the place in it of the record at a path."""
        for length in range(len(path), 0, -1):
            node = node_at(self.tree, path[:length])
            if isinstance(node, RawRecord) and node.line:
                return node.file or self.file, f"{self.line_word} {node.line}"
        return self.file, ""


def clean(node: object) -> Tree | None:
    """Return a tree with stripped text and without what is null or empty.

    Parameters
    ----------
    node
        Text, booleans, None, lists and mappings; `RawRecord` keeps its line.
    """
    if isinstance(node, str):
        return node.replace("\r\n", "\n").replace("\r", "\n").strip() or None
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, list):
        return [value for value in map(clean, node) if value is not None]
    if isinstance(node, dict):
        line, file = (node.line, node.file) if isinstance(node, RawRecord) else (0, "")
        record = RawRecord(line, file)
        for key, value in node.items():
            if (cleaned := clean(value)) is not None:
                record[str(key).strip()] = cleaned
        return record
    return None
