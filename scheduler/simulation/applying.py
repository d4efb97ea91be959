"""Let a snapshot become the plan, and bring back the plan that was there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from scheduler.changes import Move
from scheduler.changes.change import refusal
from scheduler.outputs.folder import FolderKind, our_files, write_folder
from scheduler.outputs.folder_kinds import SIMULATION_FILES
from scheduler.outputs.plan_json import dump_plan, load_plan
from scheduler.outputs.write import plan_files
from scheduler.replanning import previous_plan
from scheduler.simulation.blocking import check_blocks
from scheduler.simulation.difference import changes_table, difference
from scheduler.simulation.moves import movable
from scheduler.simulation.record import APPLIED, FORMAT, SIMULATION, dump_record
from scheduler.simulation.replan import replanned
from scheduler.simulation.snapshot import remove_folder
from scheduler.simulation.tree import Tree, digest, snapshots_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from models.plan import Plan
    from scheduler.changes import Change
    from scheduler.outputs.folder import Writer
    from scheduler.simulation.difference import Difference
    from scheduler.simulation.replan import Manner
    from scheduler.simulation.tree import Snapshot

    Report = Callable[[Plan], str]

__all__ = ["Applied", "apply", "rollback"]

_BEFORE = "before.json"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the main plan.

    Parameters
    ----------
    main
        Its folder.
    kept
        Folder of what it was before.
    difference
        Between the two.
    stayed
        Moves that the main plan does not allow any more, with the reason.
    """

    main: Path
    kept: Path
    difference: Difference
    stayed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _New:
    """The files of the plan to be, and its digest."""

    plan: Plan
    files: dict[str, Writer]
    digest: str
    stayed: tuple[str, ...] = ()


def apply(folder: Path, manner: Manner, report: Report) -> Applied:
    """Write a snapshot over the main plan, whole or not at all, and mark it valid.

    If the main plan is still the one that the snapshot was made of, it becomes exactly the
    snapshot. If not, what the snapshot moved and may still move goes where the snapshot has it,
    or as soon after it as it can; all else stays, and so does what has begun meanwhile.

    Parameters
    ----------
    folder
        Of the snapshot.
    manner
        Limits of the planning that may be needed.
    report
        Makes the report of a plan.

    Raises
    ------
    InvalidScenarioFile
        If it is no snapshot, is applied already, the main plan is of another scenario, or an
        order that it changes is blocked by another snapshot.
    OutputNotWritten
        If the plan cannot be written; then nothing has changed.
    """
    tree = Tree.of(folder)
    snapshot = tree.at(folder)
    if snapshot is None:
        raise refusal("snapshot", str(folder), "the folder of a snapshot; this is no snapshot")
    main, there = load_plan(tree.main), load_plan(folder)
    _check_applicable(snapshot, main, there)
    line = tree.line(folder)
    known = {snapshot.record.base, *(digest(row.folder) for row in line)}
    if digest(tree.main) in known:
        new = _as_it_is(folder, there)
    else:
        new = _merged(_left(line, tree.applied), main, there, manner, report)
    found = difference(main, new.plan)
    orders = {move.order for move in found.phases} | {move.order for move in found.orders}
    check_blocks(tree, folder, orders)
    record = replace(snapshot.record, is_valid=True, log=found.phases)
    new.files[APPLIED] = lambda stream: stream.write(dump_record(record))
    new.files["changes.csv"] = lambda stream: changes_table(found.phases).write_csv(stream)
    kept = _keep(tree.main, new.digest, snapshot.record.name)
    try:
        write_folder(tree.main, new.files)
    except BaseException:
        if digest(tree.main) != new.digest:  # an interrupt may come when it is done
            remove_folder(kept)
        raise
    _mark(snapshot, is_valid=True)
    return Applied(tree.main, kept, found, new.stayed)


def _check_applicable(snapshot: Snapshot, main: Plan, there: Plan) -> None:
    name = snapshot.record.name
    if snapshot.record.is_valid:
        raise refusal("snapshot", name, "a snapshot that is not applied already")
    mine, theirs = main.scenario.scenario.id, there.scenario.scenario.id
    if mine != theirs:
        expected = f"a snapshot of a plan of '{mine}', which the main plan is of"
        raise refusal("snapshot", theirs, expected, field="scenario")


def _as_it_is(folder: Path, plan: Plan) -> _New:
    """Return a snapshot as it is written."""
    files = {
        path.name: _copy(path) for path in our_files(folder) if path.name not in SIMULATION_FILES
    }
    return _New(plan, files, digest(folder))


def _copy(path: Path) -> Writer:
    return lambda stream: stream.buffer.write(path.read_bytes())


def _left(line: Sequence[Snapshot], applied: str) -> Sequence[Snapshot]:
    """Return the part of a line that the main plan does not hold yet."""
    names = [row.record.name for row in line]
    return line[names.index(applied) + 1 :] if applied in names else line


def _merged(
    line: Sequence[Snapshot], main: Plan, there: Plan, manner: Manner, report: Report
) -> _New:
    """Return the main plan as it is now with what a line of snapshots tried."""
    changes, stayed = _possible([row.record.changes for row in line], main)
    moved = {(move.order, move.phase) for row in line for move in row.record.log}
    places = previous_plan(there).places
    near = {key: place for key, place in places.items() if key in moved}
    mine = replace(manner, snap=True, fill=line[-1].record.fill)
    plan = replanned(main, changes, mine, near=near)
    text = report(plan)
    code = hashlib.sha256(dump_plan(plan).encode()).hexdigest()
    return _New(plan, plan_files(plan, report=text), code, stayed)


def _possible(
    tried: Sequence[tuple[Change, ...]], main: Plan
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Return the changes without moves of what may not move any more, and why these are not."""
    rows = {(row.order, row.phase): row for row in main.operations}
    changes: list[Change] = []
    stayed: list[str] = []
    for change in (change for row in tried for change in row):
        if isinstance(change, Move):
            row = rows.get((change.order, change.phase))
            reason = "it is not planned any more" if row is None else movable(main, row)
            if reason:
                stayed.append(f"{change.order} phase {change.phase} stays where it is: {reason}")
                continue
        changes.append(change)
    return tuple(changes), tuple(stayed)


def _keep(main: Path, after: str, name: str) -> Path:
    """Copy the main plan, byte for byte, and return where to.

    Parameters
    ----------
    after
        Digest of the plan that takes its place: only while that stands it may come back.
    """
    home = snapshots_folder(main)
    number = 1
    while (folder := home / f"before-{number}").exists():
        number += 1
    values = {"format": FORMAT, "after": after, "number": number, "snapshot": name}
    files: dict[str, Writer] = {path.name: _copy(path) for path in our_files(main)}
    files[_BEFORE] = lambda stream: stream.write(json.dumps(values, ensure_ascii=False) + "\n")
    write_folder(folder, files, FolderKind.BEFORE)
    return folder


def _mark(snapshot: Snapshot, *, is_valid: bool) -> None:
    """Write into the record of a snapshot whether it is the plan."""
    path = snapshot.folder / SIMULATION
    new = path.with_name(f".{SIMULATION}.new")
    text = dump_record(snapshot.record.replaced(is_valid=is_valid))
    new.write_text(text, encoding="utf-8", newline="")
    new.replace(path)


def rollback(folder: Path) -> tuple[Path, str]:
    """Bring back the plan as it was before the last apply, byte for byte.

    Returns
    -------
    tuple
        Folder of the plan, and the name of the snapshot that it is no more.

    Raises
    ------
    InvalidScenarioFile
        If nothing was applied to the plan, or it was planned again since.
    OutputNotWritten
        If the plan cannot be written; then nothing has changed.
    """
    tree = Tree.of(folder)
    if folder.resolve() != tree.main.resolve():
        expected = f"the plan itself, {tree.main.name}: snapshots stay as they are"
        raise refusal("rollback", folder.name, expected)
    load_plan(tree.main)
    kept = _kept(tree.main)
    if not kept:
        expected = "a plan to which a snapshot was applied"
        raise refusal("rollback", tree.main.name, expected)
    code = digest(tree.main)
    fitting = [row for row in kept if row[1]["after"] == code]
    if not fitting:
        places = ", ".join(path.name for path, _ in kept)
        hint = f"What it was before is in {snapshots_folder(tree.main).name}: {places}."
        expected = "a plan that is still as it was applied; it was planned again since"
        raise refusal("rollback", tree.main.name, expected, hint=hint)
    place, values = max(fitting, key=lambda row: int(str(row[1]["number"])))
    files = {path.name: _copy(path) for path in our_files(place) if path.name != _BEFORE}
    write_folder(tree.main, files)
    name = str(values["snapshot"])
    for snapshot in tree.snapshots:
        if snapshot.record.name == name:
            _mark(snapshot, is_valid=False)
    remove_folder(place)
    return tree.main, name


def _kept(main: Path) -> list[tuple[Path, dict[str, object]]]:
    """Return the folders of what the main plan was, with what they say.

    Raises
    ------
    InvalidScenarioFile
        If one is damaged.
    """
    home, found = snapshots_folder(main), []
    paths = sorted(home.glob(f"before-*/{_BEFORE}")) if home.is_dir() else []
    for path in paths:
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["format"] != FORMAT or not isinstance(values["number"], int):
                raise ValueError
            found.append((path.parent, {"after": values["after"], **values}))
        except (ValueError, KeyError, TypeError):
            expected = "the record of a plan as finitecap keeps it"
            raise InvalidScenarioFile((Fault("", "", "", "", expected, file=str(path)),)) from None
    return found
