"""`finitecap simulate`: try something beside a plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from scheduler.cli.changes_text import change_options, moves_of
from scheduler.cli.common import seed_option, workers_option
from scheduler.cli.recorded import RecordedCommand, note_plan
from scheduler.cli.running import INTERRUPTED, run_interruptible
from solvers.dispatch.rules import RULES
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import Plan
    from scheduler.changes import Change
    from scheduler.cli.changes_text import MachineText, MoveText
    from scheduler.simulation.snapshot import Author
    from scheduler.simulation.tree import Snapshot, Tree

__all__ = ["author_of", "command", "limit_option"]

limit_option = click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1, max=604_800),
    default=10.0,
    show_default=True,
    help="Seconds, where a search is needed.",
)


class _Asked(TypedDict):
    """What a planner asks for: changes, one list of each kind, and how to try them."""

    moves: tuple[MoveText, ...]
    machines: tuple[MachineText, ...]
    shifts: tuple[Change, ...]
    breakdowns: tuple[Change, ...]
    earlier: tuple[Change, ...]
    extra: tuple[Change, ...]
    rushed: tuple[str, ...]
    dropped: tuple[str, ...]
    full: bool
    snap: bool
    drop_rule: str | None
    name: str
    block: bool
    output: Path | None
    time_limit: float
    workers: int
    seed: int
    rule: str | None


def _writes(params: Mapping[str, object]) -> bool:
    """Tell whether a run makes a snapshot."""
    return not params["is_list"] and params["discard"] is None


@click.command("simulate", cls=RecordedCommand, writes=_writes)
@click.argument("plan_folder", type=click.Path(path_type=Path))
@change_options
@click.option(
    "--full/--minimal",
    "full",
    default=False,
    help="Plan everything again, or move only what must.  [default: minimal]",
)
@click.option("--snap", is_flag=True, help="Take a move into closed time to the next working time.")
@click.option(
    "--drop-rule",
    type=click.Choice(["fill"]),
    help="Read moves to a day as drops on it, at infinite capacity: fill the day, spread the rest.",
)
@click.option("--name", default="", help="Of the snapshot.  [default: user and time]")
@click.option("--block", is_flag=True, help="Nobody else changes its orders until it is applied.")
@click.option("--list", "is_list", is_flag=True, help="Show the tree of snapshots.")
@click.option("--discard", metavar="NAME", help="Delete a snapshot.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder for the snapshot.")
@limit_option
@workers_option
@seed_option
@click.option("--rule", type=click.Choice(list(RULES)), help="With --full: by this rule alone.")
def command(plan_folder: Path, *, is_list: bool, discard: str | None, **options: object) -> None:
    """Try changes of a plan, and write what becomes of it as a snapshot beside it.

    PLAN_FOLDER is a plan or a snapshot of one; neither is changed. The snapshot is a plan folder
    of its own, by default in PLAN_FOLDER.snapshots; `finitecap apply` lets it become the plan.
    """
    asked = _Asked(**options)  # type: ignore[typeddict-item]  # click knows their names and types
    if is_list and discard is not None:
        message = "--list and --discard are two things; choose one."
        raise click.UsageError(message)
    if asked["rule"] and not asked["full"]:
        message = "--rule plans everything again: add --full."
        raise click.UsageError(message)
    if is_list:
        _list(plan_folder)
    elif discard is not None:
        _discard(plan_folder, discard)
    else:
        _simulate(plan_folder, asked)


def author_of(name: str = "") -> Author:
    """Return who calls the command, now."""
    import getpass
    from datetime import datetime

    from scheduler.simulation.snapshot import Author

    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        user = "somebody"
    return Author(user, datetime.now().astimezone().replace(microsecond=0), name)


def _changes(plan: Plan, asked: _Asked) -> tuple[Change, ...]:
    from scheduler.changes import Drop, Rush

    return (
        *asked["breakdowns"],
        *asked["shifts"],
        *asked["earlier"],
        *asked["extra"],
        *map(Rush, asked["rushed"]),
        *map(Drop, asked["dropped"]),
        *moves_of(plan, asked["moves"], asked["machines"]),
    )


def _simulate(folder: Path, asked: _Asked) -> None:
    from scheduler.cli.differences import print_difference
    from scheduler.outputs import load_plan
    from scheduler.report import render_report
    from scheduler.simulation.replan import Manner
    from scheduler.simulation.snapshot import simulate, write_snapshot

    plan = load_plan(folder)
    changes = _changes(plan, asked)
    options = SolveOptions(
        time_limit=asked["time_limit"],
        workers=asked["workers"],
        seed=asked["seed"],
        rule=asked["rule"] or "",
    )
    manner = Manner(
        options, is_full=asked["full"], snap=asked["snap"], fill=asked["drop_rule"] is not None
    )
    author = author_of(asked["name"])
    found = run_interruptible(
        lambda: simulate(
            folder, plan, changes, manner, author, output=asked["output"], blocks=asked["block"]
        ),
        options.stop,
    )
    write_snapshot(found, report=render_report(found.plan))
    note_plan(found.plan, found.folder, beside=found.folder / found.record.main)
    print_difference(found.difference, found.record.told)
    click.echo(_shown(found.folder))
    if found.plan.solve.interrupted:
        sys.exit(INTERRUPTED)


def _shown(folder: Path) -> Path:
    """Return a folder as seen from here, if it is below."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _list(folder: Path) -> None:
    """Print the tree, the main plan first."""
    from scheduler.outputs import load_plan
    from scheduler.simulation.tree import Tree

    tree = Tree.of(folder)
    load_plan(tree.main)
    click.echo(tree.main.name)
    _echo_children(tree, tree.main, "")


def _echo_children(tree: Tree, folder: Path, indent: str) -> None:
    rows = tree.children(folder)
    for row in rows:
        is_last = row is rows[-1]
        click.echo(f"{indent}{'└─' if is_last else '├─'} {_told(row)}")
        _echo_children(tree, row.folder, f"{indent}{'   ' if is_last else '│  '}")


def _told(snapshot: Snapshot) -> str:
    record = snapshot.record
    states = [
        name
        for name, holds in (
            ("applied", record.is_valid),
            ("blocks", record.blocks and not record.is_valid),
        )
        if holds
    ]
    state = f" [{', '.join(states)}]" if states else ""
    told = "; ".join(record.told) or "no changes"
    return (
        f"{record.number} {record.name}{state}: {told};"
        f" by {record.user} {record.time:%Y-%m-%d %H:%M}, {len(record.log)} phases moved"
    )


def _discard(folder: Path, name: str) -> None:
    from scheduler.simulation.snapshot import discard
    from scheduler.simulation.tree import Tree

    click.echo(f"deleted {_shown(discard(Tree.of(folder), name))}", err=True)
