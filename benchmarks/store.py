"""Cells in a file: what the same code and packages did on the same machine is not run again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.cell import Cell
from benchmarks.machine import code_version, describe_machine, describe_versions
from benchmarks.runner import FAILED
from benchmarks.writing import write_json

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.cell import Budget, Method

__all__ = ["Store", "Where", "here"]

_Key = tuple[str, str, int, float | None, int | None]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a cell was measured."""

    code: str
    machine: dict[str, str | int]
    versions: dict[str, str]


def here() -> Where:
    """Return this code and this machine."""
    return Where(code_version(), describe_machine(), describe_versions())


@dataclass
class Store:
    """Cells by what they depend on, kept in a JSON file; written whole after each.

    Parameters
    ----------
    path
        The file; it need not exist.
    where
        What runs now. Cells measured elsewhere stay in the file but are not used.
    any_code
        Use cells of other versions of the code, too; tables name the versions then.
    """

    path: Path
    where: Where
    any_code: bool = False
    _rows: list[dict[str, Any]] = field(default_factory=list)  # Any: what JSON holds

    def __post_init__(self) -> None:
        """Read the file if there is one."""
        if self.path.is_file():
            self._rows = json.loads(self.path.read_text("utf-8"))["cells"]

    def get(self, spec: str, method: Method, budget: Budget) -> Cell | None:
        """Return the cell with these settings; ``None`` if it has to be run."""
        wanted = _key(spec, method, budget)
        for row in reversed(self._rows):
            cell = Cell.of(row["cell"])
            own = (cell.spec, cell.method, cell.seed, cell.time_limit, cell.workers)
            if own == wanted and self._is_usable(row) and cell.status != FAILED:
                return cell
        return None

    def put(self, cell: Cell) -> None:
        """Keep a cell, and write the file."""
        versions = self.where.versions
        place = {"code": self.where.code, "machine": self.where.machine, "versions": versions}
        self._rows.append(place | {"cell": cell.as_dict()})
        write_json(self.path, {"cells": self._rows})

    def cells(self) -> list[Cell]:
        """Return all cells that may be used here, the last of equal settings only."""
        found: dict[_Key, Cell] = {}
        for row in self._rows:
            cell = Cell.of(row["cell"])
            if self._is_usable(row) and cell.status != FAILED:
                key = (cell.spec, cell.method, cell.seed, cell.time_limit, cell.workers)
                found[key] = cell
        return list(found.values())

    def codes(self) -> list[str]:
        """Return the versions of the code that usable cells come from."""
        return sorted({row["code"] for row in self._rows if self._is_usable(row)})

    def _is_usable(self, row: dict[str, Any]) -> bool:
        place = (row["machine"], row["versions"])
        is_same = place == (self.where.machine, self.where.versions)
        is_known = self.where.code != "" and row["code"] == self.where.code
        return is_same and (self.any_code or is_known)


def _key(spec: str, method: Method, budget: Budget) -> _Key:
    if method.is_searching:
        return (spec, str(method), budget.seed, budget.time_limit, budget.workers)
    return (spec, str(method), budget.seed, None, None)
