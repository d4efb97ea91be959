"""`finitecap promise`: when more of an item can be had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.changes_text import quantity_of
from scheduler.cli.common import seed_option, words_of_run, workers_option
from scheduler.cli.named import named_options
from scheduler.cli.running import run_interruptible

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["command"]


def _quantity(ctx: click.Context, param: click.Parameter, value: str) -> Decimal:
    """Read a number of pieces."""
    try:
        return quantity_of(value.strip())
    except ValueError as error:
        message = f"found {value!r}, expected a number of pieces, e.g. 12: {error}"
        raise click.BadParameter(message, ctx, param) from None


@click.command("promise")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.option("--item", required=True, help="What is asked for.")
@click.option("--quantity", required=True, callback=_quantity, help="How many pieces of it.")
@click.option(
    "--may-move",
    multiple=True,
    metavar="ORDER",
    help="An order that may be later for it; may be given several times."
    "  [default: up to five that hold what it waits for]",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1, max=604_800),
    default=10.0,
    show_default=True,
    help="Seconds for each date.",
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON, for programs.")
@workers_option
@seed_option
def command(
    *,
    plan_folder: Path,
    item: str,
    quantity: Decimal,
    may_move: tuple[str, ...],
    time_limit: float,
    is_json: bool,
    workers: int,
    seed: int,
) -> None:
    """Say when more of an item can be complete, and who would have to make way for an earlier date.

    First the earliest date for which nothing in PLAN_FOLDER moves; then the dates if one order, or
    all of them, may be later, with what becomes later. Nothing is written.
    """
    from scheduler.plan_check import sound_plan
    from scheduler.promise import Request, promised
    from scheduler.promise.words import as_json, lines_of
    from solvers.options import SolveOptions

    plan = sound_plan(plan_folder)
    options = SolveOptions(time_limit=time_limit, workers=workers, seed=seed)
    with named_options(plan_folder):
        found = run_interruptible(
            lambda: promised(plan, Request(item, quantity), options, may_move=may_move),
            options.stop,
            said=words_of_run(plan.scenario).text("stopping; nothing is promised"),
        )
    if options.stop.is_set():  # dates that were not looked for promise nothing
        raise KeyboardInterrupt
    if is_json:
        click.echo(as_json(plan, found))
        return
    words = words_of_run(plan.scenario)
    for line in lines_of(plan, found):
        click.echo(words.say(line))
