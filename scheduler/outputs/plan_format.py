"""Versions of the layout of `plan.json`, and how an older one is read."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FORMAT", "READABLE", "upgraded"]

FORMAT = 6
"""Version of the layout that is written."""

READABLE = (1, 2, 3, 4, 5, 6)
"""Versions that are read."""

_Tables = Mapping[str, Mapping[str, object]]

_ADDED: Mapping[int, _Tables] = {
    2: {
        "supplies": {
            "warehouse": "", "transfer_from": "", "supplier": "", "version": "", "job": "",
            "confirmed": None, "moved_from": None, "is_proposal": False, "bucket": None,
        },
        "pegs": {"warehouse": ""},
        "grid": {"warehouse": ""},
        "suggestions": {},
        "uncovered": {},
    },
    3: {"operations": {"also": [], "idle": 0, "session": 0}, "unscheduled": {}},
    5: {"said": {}},
    6: {"demands": {"promised": None, "lost": []}},
}  # fmt: skip
"""Fields that rows of older formats lack, with what they meant there, by the format that brought
them; tables that were new with it are empty before."""


def upgraded(values: dict[str, object]) -> dict[str, object]:
    """Return the values of a file of any readable version as those of the version written.

    Rows that are damaged stay as they are: reading them tells what is wrong.
    """
    written = values["format"]
    for version, tables in _ADDED.items():
        if isinstance(written, int) and written < version:
            filled = {name: _filled(values.get(name, []), added) for name, added in tables.items()}
            values = values | filled
    if isinstance(written, int) and written < FORMAT:
        values = values | {"solve": _of_old_solve(values.get("solve"))}
    return values


def _of_old_solve(solve: object) -> object:
    """Return how the schedule came about, with what formats 3 and 4 brought."""
    return {"cost_unit": 1.0, "history": [], **solve} if isinstance(solve, dict) else solve


def _filled(table: object, added: Mapping[str, object]) -> object:
    if not isinstance(table, list):
        return table
    return [{**added, **row} if isinstance(row, dict) else row for row in table]
