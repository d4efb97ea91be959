"""JSON as results are kept: a line for each event, so that a change of one shows as one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["json_text", "write_json"]

_NESTED = (dict, list, tuple)


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON, whole or not at all: a run may be broken off.

    Raises
    ------
    TypeError
        If JSON cannot hold the value; the file stays as it was.
    """
    text = json_text(value) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def json_text(value: object, margin: str = "") -> str:
    """Return a value as JSON, one line for each entry, but one for an array of plain values.

    Parameters
    ----------
    margin
        What lines after the first begin with.
    """
    deeper = margin + " "
    if isinstance(value, dict) and value:
        rows = [f"{json.dumps(key)}: {json_text(entry, deeper)}" for key, entry in value.items()]
        return _block("{", rows, "}", margin)
    if isinstance(value, list | tuple) and any(isinstance(entry, _NESTED) for entry in value):
        return _block("[", [json_text(entry, deeper) for entry in value], "]", margin)
    return json.dumps(value)


def _block(opening: str, rows: list[str], closing: str, margin: str) -> str:
    inner = f",\n{margin} ".join(rows)
    return f"{opening}\n{margin} {inner}\n{margin}{closing}"
