"""Instances of the user's: a folder of job shops and projects, with what is known of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.jobshops import best_known
from benchmarks.registry import JOBSHOP_OBJECTIVES, BenchSpec

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario

__all__ = ["folder_specs", "is_flexible", "tiny_instance"]

_PROJECTS = {".rcp", ".sm"}
_SUFFIXES = {".txt", ".jsp", ".fjs"} | _PROJECTS


def folder_specs(folder: Path) -> tuple[BenchSpec, ...]:
    """Return a spec for each instance below a folder, named after its file.

    JSPLIB and FJSPLIB job shops, and projects of PSPLIB or in Patterson's form. A ``bounds.csv``
    in the folder, with the columns of `benchmarks.jobshops.best_known`, says what is known of
    them.
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
            partial(tiny_instance, path),
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
    from scheduler.files.psplib import load_project

    if path.suffix in _PROJECTS:
        return load_project(path)
    return load_jobshop(path, flexible=is_flexible(path.read_text("utf-8")))


def tiny_instance(path: Path) -> Scenario:
    """Return something small of the kind of a file, without reading it."""
    from scheduler.files.jobshop import jobshop_scenario
    from scheduler.files.projects import Activity, project_scenario

    if path.suffix in _PROJECTS:
        free = [Activity(3, (1, 2), (3,)), Activity(2, (2, 1), (3,)), Activity(4, (1, 1), ())]
        return project_scenario("tiny", [*free, Activity(1, (2, 2), ())], (2, 2))
    jobs = [[[(0, 3), (1, 4)], [(1, 2)]], [[(1, 3)], [(0, 2), (1, 2)]], [[(0, 1)], [(1, 5)]]]
    return jobshop_scenario("tiny", jobs)
