"""`finitecap progress`: what the floor declared, against the plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import output_option, refuse_loss, warn, words_of_run
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from models.plan import Plan
    from models.scenario import Remainder
    from scheduler.progress import Floor
    from scheduler.words import Words

__all__ = ["command"]

_LOST = {
    "production": mark("production {minutes} min"),
    "setup": mark("setup {minutes} min"),
    "loss": mark("loss {minutes} min"),
    "maintenance": mark("maintenance {minutes} min"),
}
"""What people read for the reasons of interruptions."""


@click.command("progress")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.option(
    "--declarations",
    "log",
    metavar="FILE.csv",
    type=click.Path(path_type=Path),
    required=True,
    help="What the floor declared since the plan began: one row each.",
)
@output_option
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    help="Local time; default: that of the last declaration.",
)
@click.option(
    "--into",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the scenario as of now to a new file, to be planned with --previous PLAN_FOLDER.",
)
@click.option(
    "--quantity/--time",
    "by_quantity",
    default=None,
    help="Tell progress, and the rest of started work, by pieces or by time."
    "  [default: as the scenario says]",
)
@click.option(
    "--out-of-sequence",
    metavar="CENTER",
    multiple=True,
    help="Its phases may begin before what they follow is closed; may be repeated.",
)
def command(
    plan_folder: Path,
    log: Path,
    output: Path | None,
    now: datetime | None,
    *,
    into: Path | None,
    by_quantity: bool | None,
    out_of_sequence: tuple[str, ...],
) -> None:
    """Check what the floor declared, and compare it with the plan in PLAN_FOLDER.

    Prints one line for each phase as CSV; with -o, writes progress.csv, order_progress.csv,
    oee.csv, spent.csv, adherence.json and the page progress.html to that folder instead. The
    figures go to stderr, with the OEE of each work center that something was declared of.
    """
    from scheduler.cli.actual import oee_lines
    from scheduler.outputs import FolderKind, check_target, load_plan
    from scheduler.progress import (
        center_oees,
        phases_table,
        read_declarations,
        replay,
        write_progress,
    )

    refuse_loss(into)
    if output is not None:
        check_target(output, FolderKind.PROGRESS)
    plan = load_plan(plan_folder)
    _check_centers(plan, out_of_sequence)
    floor = replay(plan, read_declarations(log), now=now, out_of_sequence=out_of_sequence)
    warn(floor.warnings)
    words = words_of_run(plan.scenario)
    rule = _rule(plan, by_quantity=by_quantity)
    told = [*_summary(floor, rule, words), *oee_lines(center_oees(floor), words)]
    if output is not None:
        write_progress(floor, rule, output, words, told)
    if into is not None:
        _save(floor, rule if by_quantity is not None else None, into, words)
    for line in told:
        click.echo(line, err=True)
    if output is None:
        phases_table(floor).write_csv(sys.stdout)
    else:
        click.echo(words.text("wrote {path}", path=output), err=True)


def _rule(plan: Plan, *, by_quantity: bool | None) -> Remainder:
    from models.scenario import Remainder

    if by_quantity is None:
        return plan.scenario.settings.shop.remainder
    return Remainder.QUANTITY if by_quantity else Remainder.TIME


def _check_centers(plan: Plan, names: tuple[str, ...]) -> None:
    from models.checks.suggest import did_you_mean

    known = plan.scenario.work_center_by_id
    rule = f"one of the work centers {', '.join(known)}"
    faults = [
        Fault("--out-of-sequence", "", "", name, rule, did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    if faults:
        raise InvalidScenarioFile(tuple(faults))


def _save(floor: Floor, rule: Remainder | None, into: Path, words: Words) -> None:
    from scheduler.cli.trees import named
    from scheduler.files import save
    from scheduler.progress import current_scenario

    current = current_scenario(floor, rule)
    save(current.scenario, into)
    warn(current.warnings)
    if current.placed:
        placed = named(current.placed, words)
        click.echo(
            words.text("taken as placed, as planned by now: {orders}", orders=placed), err=True
        )
    click.echo(words.text("wrote {path}", path=into), err=True)


def _summary(floor: Floor, rule: Remainder, words: Words) -> Iterator[str]:
    """Yield what a planner wants to know at once."""
    from scheduler.cli.trees import named
    from scheduler.progress import progress_figures

    figures = progress_figures(floor, rule)
    yield words.text(
        "{scenario} at {date}: {closed} of {all} phases closed, {running} running,"
        " {interrupted} interrupted, {late} late; orders closed: {orders_closed} of {orders}",
        scenario=figures.scenario,
        date=words.date(floor.clock.moment(floor.now)),
        closed=figures.phases_closed,
        all=figures.phases,
        running=figures.phases_running,
        interrupted=figures.phases_interrupted,
        late=figures.phases_late,
        orders_closed=figures.orders_closed,
        orders=figures.orders,
    )
    shares = [
        words.text(told, share=words.number(share, 1))
        for told, share in (
            (mark("started on the planned day {share} %"), figures.started_on_day_percent),
            (mark("finished on the planned day {share} %"), figures.finished_on_day_percent),
            (mark("in the planned sequence {share} %"), figures.in_sequence_percent),
        )
        if share is not None
    ]
    if shares:
        yield ", ".join(shares)
    lost = [
        words.text(_LOST[reason], minutes=f"{minutes:g}".replace(".", words.decimal))
        for reason, minutes in figures.lost_minutes.items()
        if minutes
    ]
    if lost:
        yield words.text("lost to interruptions: {reasons}", reasons=", ".join(lost))
    if figures.phases_over:
        phases = named(figures.phases_over, words)
        yield words.text("more declared than planned: {phases}", phases=phases)
