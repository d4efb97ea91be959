"""JSON in and out, with every number read as the text that stands there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.checks.finding import row_words
from models.errors import Fault
from scheduler.files.tree import RawRecord
from scheduler.files.values import portable_tree

if TYPE_CHECKING:
    from scheduler.files.values import Node

__all__ = ["format_json", "parse_json"]


def parse_json(text: str, file: str) -> tuple[object, list[Fault]]:
    """Return the tree that a JSON text means, and what is wrong with it.

    The tree is None where nothing of it can be read.
    """
    faults: list[Fault] = []

    def record(pairs: list[tuple[str, object]]) -> RawRecord:
        found = RawRecord()
        twice = []
        for key, value in pairs:
            if key in found:
                twice.append(key)
            found[key] = value
        row = row_words(found) or ""
        rule = "each field once in a record"
        faults.extend(Fault("", row, key, key, rule, file=file) for key in twice)
        return found

    try:
        tree = json.loads(
            text, object_pairs_hook=record, parse_int=str, parse_float=str, parse_constant=str
        )
    except json.JSONDecodeError as error:
        row = f"line {error.lineno}, column {error.colno}"
        return None, [Fault("", row, "", "", f"valid JSON; {error.msg}", file=file)]
    return tree, faults


def format_json(tree: dict[str, Node]) -> str:
    """Return a typed tree as JSON."""
    return f"{json.dumps(portable_tree(tree), ensure_ascii=False, indent=2)}\n"
