"""Proposed jobs to files, written whole or not at all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

from models.errors import Fault, InvalidScenarioFile
from scheduler.jobs.tables import excluded_table, jobs_table, low_stock_table

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.jobs.generation import JobProposal
    from scheduler.outputs.table import Table

__all__ = ["write_proposal"]

_FILES = frozenset({"jobs.csv", "excluded.csv", "low_stock.csv"})


def write_proposal(proposal: JobProposal, target: Path) -> None:
    """Write the jobs to a ``.csv`` file, or all tables of the proposal to a folder.

    A file of this name is replaced; a folder only if nothing but these tables is in it.

    Raises
    ------
    InvalidScenarioFile
        If the place cannot be written to, or holds something else.
    """
    if not target.absolute().parent.is_dir():
        raise _refusal(target, f"an existing folder {target.parent} to write into")
    try:
        if target.suffix.lower() == ".csv":
            _write_file(jobs_table(proposal.jobs), target)
        else:
            _write_folder(proposal, target)
    except OSError as error:
        rule = f"a place that can be written to; {error.strerror}"
        raise _refusal(target, rule) from error


def _refusal(target: Path, rule: str) -> InvalidScenarioFile:
    return InvalidScenarioFile((Fault("", "", "", str(target), rule, file="-o"),))


def _beside(target: Path) -> Path:
    """Return a name next to a path: a rename within one folder is never half done."""
    return target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")


def _write_file(table: Table, target: Path) -> None:
    if target.is_dir():
        raise _refusal(target, "a file; there is a folder of this name")
    part = _beside(target)
    try:
        _write_table(table, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write_table(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        table.write_csv(stream)


def _write_folder(proposal: JobProposal, target: Path) -> None:
    if target.is_file():
        raise _refusal(target, "a folder, or a file that ends in .csv")
    if target.is_dir() and not _FILES.issuperset(entry.name for entry in target.iterdir()):
        raise _refusal(target, f"an empty folder, or one with nothing but {_named()}")
    part, old = _beside(target), _beside(target)
    try:
        part.mkdir()
        _write_table(jobs_table(proposal.jobs), part / "jobs.csv")
        _write_table(excluded_table(proposal.excluded), part / "excluded.csv")
        _write_table(low_stock_table(proposal.low_stock), part / "low_stock.csv")
        _swap(part, target, old)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _swap(part: Path, target: Path, old: Path) -> None:
    """Let the new folder take the place of the old one, which comes back if that fails."""
    if not target.is_dir():
        part.rename(target)
        return
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise


def _named() -> str:
    return ", ".join(sorted(_FILES))
