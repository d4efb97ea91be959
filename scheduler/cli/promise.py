"""`finitecap promise`: when more of an item can be had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import seed_option, workers_option

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["command"]


def _decimal(ctx: click.Context, param: click.Parameter, value: str) -> Decimal:
    """Read a number of pieces; whether it is one that can be had is not asked here."""
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        message = f"found {value!r}, expected a number of pieces, e.g. 12"
        raise click.BadParameter(message, ctx, param)
    return number


@click.command("promise")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.option("--item", required=True, help="What is asked for.")
@click.option("--quantity", required=True, callback=_decimal, help="How many pieces of it.")
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
    from scheduler.outputs import load_plan
    from scheduler.promise import Request, promised
    from scheduler.promise.words import as_json, lines_of
    from solvers.options import SolveOptions

    plan = load_plan(plan_folder)
    options = SolveOptions(time_limit=time_limit, workers=workers, seed=seed)
    found = promised(plan, Request(item, quantity), options, may_move=may_move)
    if is_json:
        click.echo(as_json(plan, found))
    else:
        for line in lines_of(plan, found):
            click.echo(line)
