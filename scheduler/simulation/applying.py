"""Let a snapshot become the plan, and bring back the plan that was there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.changes import Move
from scheduler.changes.change import refusal
from scheduler.outputs.folder import (
    FolderKind,
    OutputNotWritten,
    may_write,
    our_files,
    write_folder,
)
from scheduler.outputs.folder_kinds import SIMULATION_FILES
from scheduler.outputs.plan_json import dump_plan, load_plan
from scheduler.outputs.write import plan_files
from scheduler.plan_check import sound_plan
from scheduler.replanning import previous_plan
from scheduler.simulation.blocking import check_blocks
from scheduler.simulation.difference import changes_table, difference, order_moves, phase_moves
from scheduler.simulation.moves import movable
from scheduler.simulation.record import APPLIED, FORMAT, SIMULATION, dump_record
from scheduler.simulation.replan import replanned
from scheduler.simulation.snapshot import remove_folder
from scheduler.simulation.tree import Tree, digest, relative, snapshots_folder
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.plan import Plan
    from scheduler.changes import Change
    from scheduler.difference import Difference
    from scheduler.outputs.folder import Writer
    from scheduler.simulation.replan import Manner
    from scheduler.simulation.tree import Snapshot

    Report = Callable[[Plan], str]

__all__ = ["Applied", "Prepared", "apply", "prepared", "rollback", "written"]

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


@dataclass(frozen=True)
class Prepared:
    """What an apply writes when it is decided on; until then nothing has changed.

    Parameters
    ----------
    difference
        Between the main plan as it was read and as it will be.
    stayed
        Moves that the main plan does not allow any more, with the reason.
    """

    tree: Tree
    snapshot: Snapshot
    read: str
    """Digest of the main plan as it was read."""
    new: _New
    difference: Difference

    @property
    def stayed(self) -> tuple[str, ...]:
        """Return what the main plan does not allow any more."""
        return self.new.stayed


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
        If it is no snapshot, is applied already, breaks a rule, the main plan is of another
        scenario, or an order that it changes is blocked by another snapshot.
    OutputNotWritten
        If the plan cannot be written; then nothing has changed.
    """
    return written(prepared(folder, manner, report))


def prepared(folder: Path, manner: Manner, report: Report) -> Prepared:
    """Return what `apply` would write; parameters and errors are those of it."""
    tree = Tree.of(folder)
    snapshot = tree.at(folder)
    if snapshot is None:
        raise _no_snapshot(folder, tree)
    read = digest(tree.main) if (tree.main / "plan.json").exists() else ""
    main, there = load_plan(tree.main), sound_plan(folder)
    _check_applicable(snapshot, main, there)
    line = tree.line(folder)
    known = {snapshot.record.base, *(digest(row.folder) for row in line)}
    if read in known:
        new = _as_it_is(folder, there)
    else:
        new = _merged(_left(line, tree.applied), main, there, manner, report)
    found = difference(main, new.plan)
    log = phase_moves(found)
    orders = {move.order for move in log} | {row.row.order for row in order_moves(found)}
    check_blocks(tree, folder, orders)
    record = replace(snapshot.record, is_valid=True, log=log)
    new.files[APPLIED] = lambda stream: stream.write(dump_record(record))
    new.files["changes.csv"] = lambda stream: changes_table(log).write_csv(stream)
    return Prepared(tree, snapshot, read, new, found)


def written(ready: Prepared) -> Applied:
    """Write what was prepared, whole or not at all.

    Raises
    ------
    InvalidScenarioFile
        If somebody else has written the main plan since it was read.
    OutputNotWritten
        If it cannot be written; then nothing has changed.
    """
    main, new = ready.tree.main, ready.new
    if digest(main) != ready.read:
        expected = "the plan as it was when the apply began; somebody else has written it since"
        raise refusal("plan", str(main), expected, hint="Apply the snapshot again.")
    _check_may_mark(ready.snapshot)
    kept = _keep(main, new.digest, ready.snapshot.record.name)
    try:
        write_folder(main, new.files)
    except BaseException:
        if digest(main) != new.digest:  # an interrupt may come when it is done
            remove_folder(kept)
        raise
    _mark(ready.snapshot, is_valid=True)
    return Applied(main, kept, ready.difference, ready.stayed)


def _no_snapshot(folder: Path, tree: Tree) -> InvalidScenarioFile:
    """Return the error that a folder is no snapshot, with what is one."""
    rule, hint = "the folder of a snapshot", ""
    if not folder.exists():
        rule = f"{rule}; there is no such folder"
        home = folder.parent
        there = sorted(home.glob(f"*/{SIMULATION}")) if home.is_dir() else []
        hint = did_you_mean(str(folder), [str(path.parent) for path in there])
    elif not (folder / "plan.json").exists():
        rule = f"{rule}; this folder holds no plan"
    elif tree.snapshots:
        rule = f"{rule}; this is the plan itself"
        names = ", ".join(row.folder.name for row in tree.snapshots)
        hint = f"Its snapshots are in {snapshots_folder(folder)} or beside it: {names}."
    else:
        rule = f"{rule}; this is a plan that has none"
        hint = f"Make one with: finitecap simulate {folder}"
    return refusal("SNAPSHOT", str(folder), rule, hint=hint)


def _check_applicable(snapshot: Snapshot, main: Plan, there: Plan) -> None:
    name = snapshot.record.name
    if snapshot.record.is_valid:
        expected = "a snapshot that is not applied already"
        raise refusal("SNAPSHOT", str(snapshot.folder), f"{expected}; '{name}' is the plan")
    mine, theirs = main.scenario.scenario.id, there.scenario.scenario.id
    if mine != theirs:
        expected = f"a snapshot of a plan of '{mine}', which the main plan is of"
        raise refusal("SNAPSHOT", theirs, expected, field="scenario")


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
                stayed.append(_stays(change, reason))
                continue
        changes.append(change)
    return tuple(changes), tuple(stayed)


def _stays(change: Move, reason: str) -> Said:
    return Said(
        "{order} phase {phase} stays where it is: {reason}",
        order=change.order,
        phase=str(change.phase),
        reason=reason,
    )


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


def _check_may_mark(snapshot: Snapshot) -> None:
    """Refuse before anything is written what would fail when the plan is.

    Raises
    ------
    OutputNotWritten
        If the folder of the snapshot is write-protected.
    """
    if not may_write(snapshot.folder):
        message = f"{snapshot.folder} cannot be marked: it is write-protected"
        raise OutputNotWritten(message)


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
        main = relative(tree.main, Path())
        hint = f"Roll it back with: finitecap rollback {main}"
        raise refusal("PLAN_FOLDER", str(folder), expected, hint=hint)
    load_plan(tree.main)
    kept = _kept(tree.main)
    if not kept:
        expected = "a plan to which a snapshot was applied"
        raise refusal("PLAN_FOLDER", str(folder), expected)
    code = digest(tree.main)
    fitting = [row for row in kept if row[1]["after"] == code]
    if not fitting:
        places = ", ".join(path.name for path, _ in kept)
        hint = f"What it was before is in {snapshots_folder(tree.main).name}: {places}."
        expected = "a plan that is still as it was applied; it was planned again since"
        raise refusal("PLAN_FOLDER", str(folder), expected, hint=hint)
    place, values = max(fitting, key=lambda row: int(str(row[1]["number"])))
    files = {path.name: _copy(path) for path in our_files(place) if path.name != _BEFORE}
    name = str(values["snapshot"])
    applied = [row for row in tree.snapshots if row.record.name == name]
    for snapshot in applied:
        _check_may_mark(snapshot)
    write_folder(tree.main, files)
    for snapshot in applied:
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
