"""Make a snapshot of a plan, and drop one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from scheduler.changes import Move
from scheduler.changes.change import local, refusal, unknown
from scheduler.outputs.folder import (
    FolderKind,
    OutputNotWritten,
    check_target,
    may_write,
    our_files,
    write_folder,
)
from scheduler.outputs.write import plan_files
from scheduler.simulation.blocking import check_blocks, included_orders
from scheduler.simulation.difference import changes_table, difference, phase_moves
from scheduler.simulation.record import SIMULATION, SimulationRecord, dump_record
from scheduler.simulation.replan import replanned
from scheduler.simulation.tree import Tree, digest, folder_name, relative, snapshots_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.plan import Plan
    from scheduler.changes import Change
    from scheduler.difference import Difference
    from scheduler.simulation.replan import Manner

__all__ = ["Author", "Simulated", "discard", "remove_folder", "simulate", "write_snapshot"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who tries something, when, and what it is called; without a name, by who and when."""

    user: str
    time: datetime
    name: str = ""

    @property
    def called(self) -> str:
        """Return the name of the snapshot."""
        return self.name or f"{self.user} {self.time:%Y-%m-%d %H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Simulated:
    """What changes make of a plan; nothing is written yet."""

    plan: Plan
    folder: Path
    record: SimulationRecord
    difference: Difference


def simulate(
    parent: Path,
    plan: Plan,
    changes: Sequence[Change],
    manner: Manner,
    author: Author,
    *,
    output: Path | None = None,
    blocks: bool = False,
) -> Simulated:
    """Try changes of a plan, or of a snapshot of one.

    Parameters
    ----------
    parent, plan
        Folder of either, and the plan in it.
    output
        Folder for the snapshot; default: called like it, in the folder for the snapshots.
    blocks
        Whether no other snapshot may change the same orders.

    Raises
    ------
    InvalidScenarioFile
        If a change is not possible, or its orders are blocked.
    OutputNotWritten
        If the folder cannot be written.
    """
    if not parent.is_dir():
        raise refusal("plan", str(parent), "the folder of a plan")
    tree = Tree.of(parent)
    folder = _target(tree, author, output, blocks=blocks)
    check_blocks(tree, parent, included_orders(changes, (), plan.material))
    result = replanned(plan, changes, manner)
    found = difference(plan, result)
    log = phase_moves(found)
    included = included_orders(changes, log, plan.material)
    check_blocks(tree, parent, included)
    line = tree.line(parent)
    record = SimulationRecord(
        name=author.called,
        number=tree.next_number,
        user=author.user,
        time=author.time,
        main=relative(tree.main, folder),
        parent=relative(parent, folder),
        base=line[0].record.base if line else digest(tree.main),
        is_full=manner.is_full,
        snap=manner.snap,
        fill=manner.fill,
        blocks=blocks,
        is_valid=False,
        included=included,
        changes=tuple(_led(change, result) for change in changes),
        log=log,
    )
    return Simulated(result, folder, record, found)


def _led(change: Change, result: Plan) -> Change:
    """Return a move with the moment that it led to, where that is another than it asked for."""
    if not isinstance(change, Move) or change.start is None:
        return change
    key, at = (change.order, change.phase), result.clock.moment
    for row in result.operations:
        if (row.order, row.phase) == key:
            start = at(row.start).replace(tzinfo=None)
            asked = change.start
            if isinstance(asked, datetime) and local(asked, result.scenario) == start:
                return change
            return replace(change, led_to=start)
    return change


def _target(tree: Tree, author: Author, output: Path | None, *, blocks: bool) -> Path:
    """Return the folder for a snapshot, refused before any time is spent on a plan."""
    tree.check_name(author.called)
    home = snapshots_folder(tree.main)
    folder = (output or folder_name(author.called, home)).resolve()
    if blocks and folder.parent not in (home, tree.main.parent):
        expected = f"a folder in {home.name}, or beside the plan: nobody would see the block"
        raise refusal("output", str(output), expected)
    check_target(folder, FolderKind.SNAPSHOT)
    return folder


def write_snapshot(simulated: Simulated, *, report: str | None = None) -> None:
    """Write the folder of a snapshot, whole or not at all.

    Raises
    ------
    OutputNotWritten
        If something is in the way, or the folder cannot be written.
    """
    record = simulated.record
    files = plan_files(simulated.plan, report=report)
    files[SIMULATION] = lambda stream: stream.write(dump_record(record))
    files["changes.csv"] = lambda stream: changes_table(record.log).write_csv(stream)
    write_folder(simulated.folder, files, FolderKind.SNAPSHOT)


def discard(tree: Tree, name: str) -> Path:
    """Delete a snapshot, and return its folder; files in it that are not ours stay.

    Raises
    ------
    InvalidScenarioFile
        If there is none of the name, or others are its children.
    OutputNotWritten
        If its folder is write-protected.
    """
    by_name = {row.record.name: row for row in tree.snapshots}
    if name not in by_name:
        raise unknown("discard", name, "the name of a snapshot", by_name)
    folder = by_name[name].folder
    if children := tree.children(folder):
        names = ", ".join(f"'{row.record.name}'" for row in children)
        fault = Fault("discard", "", "", name, f"a snapshot without children; it has {names}")
        raise InvalidScenarioFile((fault,))
    if not may_write(folder):
        message = f"{folder} cannot be deleted: it is write-protected"
        raise OutputNotWritten(message)
    remove_folder(folder)
    return folder


def remove_folder(folder: Path) -> None:
    """Delete our files in a folder, and the folder if nothing else is in it.

    The record goes first: what is left after an interrupt is no snapshot any more.
    """
    (folder / SIMULATION).unlink(missing_ok=True)
    for path in our_files(folder):
        path.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()
