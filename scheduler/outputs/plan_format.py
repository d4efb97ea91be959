"""Versions of the layout of `plan.json`, and how an older one is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORMAT", "READABLE", "upgraded"]

FORMAT = 2
"""Version of the layout that is written."""

READABLE = (1, 2)
"""Versions that are read."""

_ADDED: Mapping[str, Mapping[str, object]] = {
    "supplies": {
        "warehouse": "", "transfer_from": "", "supplier": "", "version": "", "job": "",
        "confirmed": None, "moved_from": None, "is_proposal": False, "bucket": None,
    },
    "pegs": {"warehouse": ""},
    "grid": {"warehouse": ""},
}  # fmt: skip
"""Fields of format 2 that rows of format 1 lack, with what they meant there."""


def upgraded(values: dict[str, object]) -> dict[str, object]:
    """Return the values of a file of any readable version as those of the version written.

    Rows that are damaged stay as they are: reading them tells what is wrong.
    """
    if values["format"] != 1:
        return values
    tables = {name: _filled(values.get(name), added) for name, added in _ADDED.items()}
    return {"suggestions": [], "uncovered": []} | values | tables


def _filled(table: object, added: Mapping[str, object]) -> object:
    if not isinstance(table, list):
        return table
    return [{**added, **row} if isinstance(row, dict) else row for row in table]
