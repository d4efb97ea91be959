"""Instances of the user's: a folder of job shops as text, with what is known of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.jobshops import best_known
from benchmarks.registry import JOBSHOP_OBJECTIVES, BenchSpec

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario

__all__ = ["folder_specs", "is_flexible"]

_SUFFIXES = {".txt", ".jsp", ".fjs"}


def folder_specs(folder: Path) -> tuple[BenchSpec, ...]:
    """Return a spec for each JSPLIB or FJSPLIB file below a folder, named after the file.

    A ``bounds.csv`` in the folder, with the columns of `benchmarks.jobshops.best_known`, says
    what is known of them.
    """
    bounds = folder / "bounds.csv"
    known = best_known(bounds) if bounds.is_file() else {}
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES)
    return tuple(
        BenchSpec(
            path.stem,
            path.relative_to(folder).as_posix(),
            partial(_load, path),
            JOBSHOP_OBJECTIVES,
            known.get(path.stem),
        )
        for path in paths
    )


def is_flexible(text: str) -> bool:
    """Tell FJSPLIB from JSPLIB, whose job lines hold one machine and one time per machine."""
    rows = [line.split() for line in text.splitlines() if line.strip() and line[0] != "#"]
    num_machines = int(rows[0][1])
    return any(len(row) != 2 * num_machines for row in rows[1:])


def _load(path: Path) -> Scenario:
    from scheduler.files.jobshop import load_jobshop

    return load_jobshop(path, flexible=is_flexible(path.read_text("utf-8")))
