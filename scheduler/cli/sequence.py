"""`finitecap sequence`: what a work center runs after what, and another order of it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import terminal_words, words_of_run
from scheduler.cli.recorded import RecordedCommand, note_plan
from solvers.dispatch.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import Plan
    from scheduler.sequence import Change
    from scheduler.words import Words

__all__ = ["command"]

_KEYS = ("due", "start", "order", "item", "state")


def _starts(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[str, datetime]:
    """Read ORDER=MOMENT; an order may have an = in its name, a moment has none."""
    found: dict[str, datetime] = {}
    for value in values:
        order, sign, text = value.rpartition("=")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if not (order and sign and moment):
            message = f"found {value!r}, expected ORDER=MOMENT, e.g. MO-1=2026-06-09T08:00"
            raise click.BadParameter(message, ctx, param)
        if order in found:
            message = f"found {order!r} twice, expected each order once"
            raise click.BadParameter(message, ctx, param)
        found[order] = moment
    return found


def _writes(params: Mapping[str, object]) -> bool:
    """Tell whether a run writes a plan."""
    return params["output"] is not None


@click.command("sequence", cls=RecordedCommand, writes=_writes)
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.option("--work-center", "center", help="Work center of which the sequence is wanted.")
@click.option("--machine", default="", help="One of its machines alone.")
@click.option(
    "--rule",
    type=click.Choice([*RULES, *_KEYS]),
    help="Dispatching rule, or column to sort by, that gives the order.",
)
@click.option(
    "--from",
    "wanted",
    type=click.Path(path_type=Path),
    help="CSV file with the order wanted: columns order, phase and, to move work, machine.",
)
@click.option(
    "--lock",
    type=click.IntRange(min=0),
    default=0,
    help="So many positions of each machine stay first.",
)
@click.option(
    "--start",
    "starts",
    multiple=True,
    callback=_starts,
    metavar="ORDER=MOMENT",
    help="Begin an order no earlier than so; instead of a work center.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Plan folder to write the result to."
)
def command(
    *,
    plan_folder: Path,
    center: str | None,
    machine: str,
    rule: str | None,
    wanted: Path | None,
    lock: int,
    starts: dict[str, datetime],
    output: Path | None,
) -> None:
    """Print the phase sequence of a work center of a plan, or give it another one.

    The sequence goes to stdout as CSV; with its rows in another order it can be handed back by
    --from. All times of the plan follow from the new order; what that costs goes to stderr.
    """
    from scheduler.outputs import check_target, load_plan

    _check_options(center, rule, wanted, starts)
    if lock and not (rule or wanted):
        message = "--lock keeps positions in a new order: give --rule or --from"
        raise click.UsageError(message)
    if output is not None:
        if not (rule or wanted or starts):
            message = "-o writes a changed plan: give --rule, --from or --start"
            raise click.UsageError(message)
        if output.resolve() == plan_folder.resolve():
            message = f"-o {output} is the plan itself, which stays: name another folder"
            raise click.UsageError(message)
        check_target(output)
    plan = load_plan(plan_folder)
    change = _changed(plan, center, rule, wanted, machine=machine, lock=lock, starts=starts)
    words = terminal_words(words_of_run(plan.scenario))
    if change is not None:
        _tell(change, words)
        plan = change.after
    if center is not None:
        from scheduler.sequence import sequence_table
        from scheduler.sequence.words import totals

        click.echo(totals(plan, center, machine, words), err=True)
        sequence_table(plan, center, machine).write_csv(sys.stdout)
    if change is not None and output is not None:
        from scheduler.outputs import write_plan
        from scheduler.report import render_report
        from scheduler.words.of_plan import plan_in

        page = render_report(plan, words.language)
        write_plan(plan_in(plan, words), output, report=page)
        note_plan(plan, output)
        click.echo(words.text("wrote {path}", path=output), err=True)


def _check_options(
    center: str | None, rule: str | None, wanted: Path | None, starts: dict[str, datetime]
) -> None:
    """Refuse options that contradict each other.

    Raises
    ------
    UsageError
        With what is to be left out or given.
    """
    if starts and (center or rule or wanted):
        message = "--start moves an order: give it without --work-center, --rule and --from"
        raise click.UsageError(message)
    if not (starts or center):
        message = "give --work-center, or --start to move an order"
        raise click.UsageError(message)
    if rule and wanted:
        message = "--rule and --from both tell the order: give one of them"
        raise click.UsageError(message)


def _changed(
    plan: Plan,
    center: str | None,
    rule: str | None,
    wanted: Path | None,
    *,
    machine: str,
    lock: int,
    starts: dict[str, datetime],
) -> Change | None:
    """Return the plan with what is asked for, ``None`` if nothing is."""
    from scheduler.sequence import read_wanted, resequenced, resequenced_by, restarted

    if starts:
        return restarted(plan, starts)
    if center is None:
        return None
    if wanted is not None:
        return resequenced(plan, center, read_wanted(wanted), machine=machine, lock=lock)
    if rule is not None:
        return resequenced_by(plan, center, rule, machine=machine, lock=lock)
    return None


def _tell(change: Change, words: Words) -> None:
    from scheduler.sequence.words import lines_of

    for line in lines_of(change, words):
        click.echo(line, err=True)
