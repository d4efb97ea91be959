"""Where the snapshots of a plan are, and who is a child of whom.

::

    plans/shop-finite/                      the main plan
    plans/shop-finite.snapshots/late-shift/ a snapshot of it, or of another snapshot
    plans/shop-finite.snapshots/before-1/   what the plan was before the first apply
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from scheduler.changes.change import refusal
from scheduler.simulation.record import APPLIED, SIMULATION, SimulationRecord, load_record

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Snapshot", "Tree", "digest", "folder_name", "relative", "snapshots_folder"]

_MOST_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder, and its record."""

    folder: Path
    record: SimulationRecord

    @property
    def parent(self) -> Path:
        """Return the folder of what it is a child of."""
        return (self.folder / self.record.parent).resolve()

    @property
    def main(self) -> Path:
        """Return the folder of the main plan."""
        return (self.folder / self.record.main).resolve()


@dataclass(frozen=True)
class Tree:
    """A main plan and its snapshots, by their numbers."""

    main: Path
    snapshots: tuple[Snapshot, ...]
    applied: str = ""
    """Name of the snapshot that the main plan was last made; empty if it was none."""

    @classmethod
    def of(cls, folder: Path) -> Tree:
        """Return the tree that a plan or a snapshot belongs to.

        Raises
        ------
        InvalidScenarioFile
            If the record of a snapshot is damaged, or its main plan is gone.
        """
        folder = folder.resolve()
        main = folder
        if (folder / SIMULATION).exists():
            main = Snapshot(folder, load_record(folder / SIMULATION)).main
            if not (main / "plan.json").exists():
                expected = "the folder of the plan that the snapshot belongs to; it is gone"
                fault = Fault("simulation", "", "main", main.name, expected)
                raise InvalidScenarioFile((fault,))
        applied = _applied(main)
        found = []
        for place in _candidates(main):
            snapshot = Snapshot(place, load_record(place / SIMULATION))
            if snapshot.main != main:
                continue
            if snapshot.record.name == applied:
                snapshot = Snapshot(place, snapshot.record.replaced(is_valid=True))
            found.append(snapshot)
        return cls(main, tuple(sorted(found, key=lambda row: row.record.number)), applied)

    def at(self, folder: Path) -> Snapshot | None:
        """Return the snapshot in a folder; ``None`` for the main plan."""
        place = folder.resolve()
        return next((row for row in self.snapshots if row.folder == place), None)

    def line(self, folder: Path) -> tuple[Snapshot, ...]:
        """Return a snapshot and what it is a child of, the child of the main plan first.

        Raises
        ------
        InvalidScenarioFile
            If one of them is gone.
        """
        line: list[Snapshot] = []
        place = folder.resolve()
        while place != self.main:
            snapshot = self.at(place)
            if snapshot is None or snapshot in line:
                expected = "the folder of the snapshot that it is a child of; it is gone"
                fault = Fault("simulation", "", "parent", place.name, expected)
                raise InvalidScenarioFile((fault,))
            line.insert(0, snapshot)
            place = snapshot.parent
        return tuple(line)

    def children(self, folder: Path) -> tuple[Snapshot, ...]:
        """Return the snapshots that are children of a plan or a snapshot."""
        place = folder.resolve()
        return tuple(row for row in self.snapshots if row.parent == place)

    @property
    def next_number(self) -> int:
        """Return the number of the next snapshot."""
        return max((row.record.number for row in self.snapshots), default=0) + 1

    def check_name(self, name: str) -> None:
        """Refuse a name that is taken, or that is none.

        Raises
        ------
        InvalidScenarioFile
            With the name.
        """
        if not name.strip() or len(name) > 300 or not name.isprintable():
            raise refusal(
                "name", name, "1 to 300 characters on one line, no sign that cannot be seen"
            )
        if any(row.record.name == name for row in self.snapshots):
            raise refusal("name", name, "a name that no other snapshot of the plan has")


def snapshots_folder(main: Path) -> Path:
    """Return the folder for the snapshots of a plan, beside it."""
    return main.with_name(f"{main.name}.snapshots")


def folder_name(name: str, parent: Path) -> Path:
    """Return a folder for a snapshot that does not exist yet, called like it as far as may be.

    Whatever the name is, the folder is directly in its parent: other characters than letters,
    digits, dots and dashes become underscores, and no dot comes first.
    """
    safe = "".join(char if char.isalnum() or char in "-_." else "_" for char in name)
    safe = safe.strip("._ ")[:_MOST_CHARACTERS].rstrip(".") or "snapshot"
    folder, number = parent / safe, 1
    while folder.exists():
        number += 1
        folder = parent / f"{safe}-{number}"
    return folder


def digest(folder: Path) -> str:
    """Return the SHA-256 of the plan in a folder."""
    return hashlib.sha256((folder / "plan.json").read_bytes()).hexdigest()


def relative(target: Path, folder: Path) -> str:
    """Return the path of a folder as another one names it, with slashes."""
    return Path(os.path.relpath(target.resolve(), folder.resolve())).as_posix()


def _candidates(main: Path) -> Iterator[Path]:
    """Yield the folders that may be snapshots of a plan: in its own folder for them, or beside."""
    for parent in (snapshots_folder(main), main.parent):
        if not parent.is_dir():
            continue
        for folder in sorted(parent.iterdir()):
            is_hidden = folder.name.startswith(".")
            if not is_hidden and folder.is_dir() and (folder / SIMULATION).exists():
                yield folder


def _applied(main: Path) -> str:
    """Return the name of the snapshot that became the main plan, empty if it is none."""
    path = main / APPLIED
    return load_record(path).name if path.exists() else ""
