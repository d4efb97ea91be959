"""`finitecap dispatch`: the work lists of a plan, to be printed and handed out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from scheduler.cli.common import words_of_run

__all__ = ["command"]


@click.command("dispatch")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.option(
    "--work-center", "centers", multiple=True, help="Only this work center; may be repeated."
)
@click.option(
    "--days",
    type=click.IntRange(min=1),
    help="Only what begins within so many days of the start of the plan.",
)
@click.option(
    "-o",
    "--output",
    "directory",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder to write; work lists that are there are replaced.",
)
def command(
    *, plan_folder: Path, centers: tuple[str, ...], days: int | None, directory: Path
) -> None:
    """Write what each machine of a plan runs next: CSV tables, and a page to print with barcodes.

    dispatch.html has a machine a sheet, dispatch.csv all of them, list-*.csv each a work center.
    """
    from scheduler.outputs import FolderKind, check_target, load_plan
    from scheduler.sequence.lists import machine_lists, write_lists
    from scheduler.sequence.table import center_rows

    plan = load_plan(plan_folder)
    check_target(directory, FolderKind.DISPATCH)
    for center in centers:
        center_rows(plan, center)  # refuses one that is not there
    until = None
    if days is not None:
        until = plan.clock.moment(0).replace(tzinfo=None) + timedelta(days=days)
    lists = machine_lists(plan, centers=tuple(dict.fromkeys(centers)), until=until)
    words = words_of_run(plan.scenario)
    write_lists(plan, directory, lists, words)
    phases = sum(len(entry.rows) for entry in lists)
    machines = words.plural("{count} machine", "{count} machines", len(lists))
    told = words.plural("{count} phase", "{count} phases", phases)
    click.echo(f"{machines}, {told}", err=True)
    click.echo(directory)
