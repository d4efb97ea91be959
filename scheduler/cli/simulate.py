"""`finitecap simulate`: try something beside a plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.changes_text import change_options
from scheduler.cli.common import seed_option, words_of_run, workers_option
from scheduler.cli.named import named_options
from scheduler.cli.recorded import RecordedCommand, note_plan
from scheduler.cli.running import INTERRUPTED, run_interruptible
from solvers.dispatch.rules import RULES
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.cli.changes_text import AskedChanges
    from scheduler.simulation.record import SimulationRecord
    from scheduler.simulation.replan import Manner
    from scheduler.simulation.snapshot import Author
    from scheduler.simulation.tree import Snapshot, Tree
    from scheduler.words import Words

__all__ = ["author_of", "command", "limit_option", "shown"]

limit_option = click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1, max=604_800),
    default=10.0,
    show_default=True,
    help="Seconds, where a search is needed.",
)


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
def command(
    plan_folder: Path,
    *,
    asked: AskedChanges,
    full: bool,
    snap: bool,
    drop_rule: str | None,
    name: str,
    block: bool,
    is_list: bool,
    discard: str | None,
    output: Path | None,
    time_limit: float,
    workers: int,
    seed: int,
    rule: str | None,
) -> None:
    """Try changes of a plan, and write what becomes of it as a snapshot beside it.

    PLAN_FOLDER is a plan or a snapshot of one; neither is changed. The snapshot is a plan folder
    of its own, by default in PLAN_FOLDER.snapshots; `finitecap apply` lets it become the plan.
    """
    from scheduler.simulation.replan import Manner

    _check_options(asked, rule, is_full=full, is_list=is_list, discard=discard)
    if is_list:
        _list(plan_folder)
        return
    with named_options(plan_folder):
        if discard is not None:
            _discard(plan_folder, discard)
            return
        options = SolveOptions(time_limit=time_limit, workers=workers, seed=seed, rule=rule or "")
        manner = Manner(options, is_full=full, snap=snap, fill=drop_rule is not None)
        _simulate(plan_folder, asked, manner, author_of(name), output=output, block=block)


def _check_options(
    asked: AskedChanges, rule: str | None, *, is_full: bool, is_list: bool, discard: str | None
) -> None:
    """Refuse options that contradict each other.

    Raises
    ------
    UsageError
        With which do.
    """
    if is_list and discard is not None:
        message = "--list and --discard are two things; choose one."
        raise click.UsageError(message)
    other = "--list" if is_list else "--discard"
    if (is_list or discard is not None) and not asked.is_empty:
        message = f"{other} tries nothing: leave the changes away, or leave {other} away."
        raise click.UsageError(message)
    if rule and not is_full:
        message = "--rule plans everything again: add --full."
        raise click.UsageError(message)


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


def _simulate(
    folder: Path,
    asked: AskedChanges,
    manner: Manner,
    author: Author,
    *,
    output: Path | None,
    block: bool,
) -> None:
    from scheduler.cli.differences import print_difference
    from scheduler.plan_check import sound_plan
    from scheduler.report import render_report
    from scheduler.simulation.outcome import outcomes
    from scheduler.simulation.snapshot import simulate, write_snapshot

    plan = sound_plan(folder)
    words = words_of_run(plan.scenario)
    changes = asked.of(plan)
    found = run_interruptible(
        lambda: simulate(folder, plan, changes, manner, author, output=output, blocks=block),
        manner.options.stop,
    )
    write_snapshot(found, report=render_report(found.plan, words.language))
    note_plan(found.plan, found.folder, beside=found.folder / found.record.main)
    told = (*found.record.told, *outcomes(changes, found.difference, is_full=manner.is_full))
    print_difference(found.difference, told, words)
    click.echo(shown(found.folder))
    if found.plan.solve.interrupted:
        sys.exit(INTERRUPTED)


def shown(folder: Path) -> Path:
    """Return a folder as seen from here, if it is below."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _list(folder: Path) -> None:
    """Print the tree, the main plan first."""
    from scheduler.outputs import load_plan
    from scheduler.simulation.tree import Tree

    tree = Tree.of(folder)
    words = words_of_run(load_plan(tree.main).scenario)
    click.echo(tree.main.name)
    _echo_children(tree, tree.main, words)


def _echo_children(tree: Tree, folder: Path, words: Words, indent: str = "") -> None:
    rows = tree.children(folder)
    for row in rows:
        is_last = row is rows[-1]
        click.echo(f"{indent}{'└─' if is_last else '├─'} {_told(row, words)}")
        _echo_children(tree, row.folder, words, f"{indent}{'   ' if is_last else '│  '}")


def _told(snapshot: Snapshot, words: Words) -> str:
    _, record = words.text, snapshot.record
    states = [_("applied")] if record.is_valid else [_("blocks")] if record.blocks else []
    state = f" [{', '.join(states)}]" if states else ""
    return words.plural(
        "{number} {name}{state}: {changes}; by {user} {date}, {count} phase moved",
        "{number} {name}{state}: {changes}; by {user} {date}, {count} phases moved",
        len(record.log),
        number=record.number,
        name=record.name,
        state=state,
        changes="; ".join(_changes(record, words)),
        user=record.user,
        date=words.date(record.time),
    )


def _changes(record: SimulationRecord, words: Words) -> list[str]:
    told = [words.say(sentence) for sentence in record.told]
    if record.is_full:
        return [*told, words.text("all is planned again")]
    return told or [words.text("no changes")]


def _discard(folder: Path, name: str) -> None:
    from scheduler.simulation.snapshot import discard
    from scheduler.simulation.tree import Tree

    gone = shown(discard(Tree.of(folder), name))
    click.echo(words_of_run().text("deleted {folder}", folder=gone), err=True)
