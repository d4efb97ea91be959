"""`finitecap bom`: what goes into an item, where it goes, what it costs."""

from __future__ import annotations

import sys
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from scheduler.cli.common import load_scenario, scenario_argument, words_of_run
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from models.scenario import Scenario
    from scheduler.bom import BomRow, Use
    from scheduler.outputs.table import Table
    from scheduler.words import Words

__all__ = ["command"]

_SOURCES = {
    "make": mark("make"),
    "buy": mark("buy"),
    "subcontract": mark("subcontract"),
    "transfer": mark("transfer"),
    "kit": mark("kit"),
}
"""What people read for the source of an item."""


class _Options(TypedDict):
    """What is shown, and of what."""

    version: str | None
    levels: int | None
    summary: bool
    cost: bool
    where_used: bool
    compare: str | None


_MOST_PIECES = 10**12
_SMALLEST_EXPONENT = -6


def _pieces(ctx: click.Context, param: click.Parameter, value: str) -> Decimal:
    expected = f"a number above 0, at most {_MOST_PIECES}, of at most 6 decimals"
    try:
        pieces = Decimal(value)
    except InvalidOperation:
        raise click.BadParameter(f"'{value}' is not {expected}.", ctx, param) from None
    exponent = pieces.normalize().as_tuple().exponent if pieces.is_finite() else None
    fits = isinstance(exponent, int) and exponent >= _SMALLEST_EXPONENT
    if not fits or not 0 < pieces <= _MOST_PIECES:
        raise click.BadParameter(f"'{value}' is not {expected}.", ctx, param)
    return pieces


@click.command("bom")
@scenario_argument
@click.argument("item")
@click.option("--quantity", default="1", show_default=True, callback=_pieces, help="Pieces made.")
@click.option("--version", metavar="V", help="Version of the bill of materials of ITEM.")
@click.option("--levels", type=click.IntRange(min=1, max=10_000), help="How deep, or how far up.")
@click.option("--summary", is_flag=True, help="Totals by component, as CSV.")
@click.option("--cost", is_flag=True, help="Cost roll-up of the lot, as CSV.")
@click.option("--where-used", is_flag=True, help="What ITEM goes into, as a tree.")
@click.option("--compare", metavar="V", help="Changes towards this version, as CSV.")
def command(scenario: Path, item: str, quantity: Decimal, **options: Unpack[_Options]) -> None:
    """Show what ITEM of SCENARIO is made of, as a tree.

    Each line tells the pieces needed there, whatever is on stock.
    """
    _refuse_contradictions(options)
    loaded, _ = load_scenario(scenario)
    words = words_of_run(loaded)
    version, levels = options["version"], options["levels"]
    if options["compare"] is not None:
        _difference(loaded, item, version, options["compare"]).write_csv(sys.stdout)
    elif options["where_used"]:
        _print_uses(loaded, item, levels, words)
    elif options["cost"]:
        _cost(loaded, item, quantity, version).write_csv(sys.stdout)
    else:
        _print_components(loaded, item, quantity, options, words)


def _refuse_contradictions(options: _Options) -> None:
    views = {
        "--summary": options["summary"],
        "--cost": options["cost"],
        "--where-used": options["where_used"],
        "--compare": options["compare"] is not None,
    }
    chosen = [name for name, is_chosen in views.items() if is_chosen]
    if options["version"] is not None and "--where-used" in chosen:
        chosen = ["--version", "--where-used"]
    if options["levels"] is not None and chosen[:1] in (["--cost"], ["--compare"]):
        chosen = ["--levels", *chosen]
    if len(chosen) > 1:
        message = f"{chosen[0]} and {chosen[1]} exclude each other."
        raise click.UsageError(message)


def _print_components(
    scenario: Scenario, item: str, quantity: Decimal, options: _Options, words: Words
) -> None:
    from scheduler.bom import explode_bom, summarise
    from scheduler.outputs.table import Table

    rows = explode_bom(
        scenario, item, quantity, levels=options["levels"], version=options["version"]
    )
    if not rows[0].has_bill:
        day = words.day(scenario.scenario.start)
        told = words.text("{item} has no bill of materials on {date}", item=item, date=day)
        click.echo(told, err=True)
    if options["summary"]:
        columns = ("item", "source", "quantity", "level", "places")
        totals = (
            (total.item, total.source.value, total.quantity, total.level, total.places)
            for total in summarise(rows)
        )
        Table(columns, totals).write_csv(sys.stdout)
        return
    for line in _tree_lines([(row.level, _component_text(row, words)) for row in rows]):
        click.echo(line)


def _component_text(row: BomRow, words: Words) -> str:
    _ = words.text
    told = [f"{row.item}: {words.exact(row.quantity)} {_(_SOURCES[row.source.value])}"]
    if row.is_passed_through and row.source.value != "kit":
        told.append(_("phantom"))
    if row.is_fixed:
        told.append(_("fixed"))
    if row.orders > 1:
        told.append(_("{orders} orders of {lot}", orders=row.orders, lot=words.exact(row.lot)))
    elif row.orders and row.lot != row.quantity:
        told.append(_("ordered {lot}", lot=words.exact(row.lot)))
    return ", ".join([*told, *_place(row, words)])


def _place(row: BomRow | Use, words: Words) -> Iterator[str]:
    if row.version:
        yield words.text("version {version}", version=row.version)
    if row.phase is not None:
        yield words.text("for phase {phase}", phase=row.phase)


def _print_uses(scenario: Scenario, item: str, levels: int | None, words: Words) -> None:
    from scheduler.bom import where_used

    uses = where_used(scenario, item, levels=levels)
    if not uses:
        click.echo(words.text("no bill of materials uses {item}", item=item), err=True)
    for line in _tree_lines([(0, item), *((use.level, _use_text(use, words)) for use in uses)]):
        click.echo(line)


def _use_text(use: Use, words: Words) -> str:
    from models.quantity import from_units, to_units

    _, quantity = words.text, words.exact(use.quantity)
    if use.is_fixed:
        told = [_("{item}: {quantity} for an order", item=use.item, quantity=quantity)]
    else:
        per = words.exact(use.per)
        told = [_("{item}: {quantity} for {pieces}", item=use.item, quantity=quantity, pieces=per)]
    if use.scrap:
        share = words.exact(from_units(to_units(use.scrap * 100)))
        told.append(_("scrap {share} %", share=share))
    if use.is_phantom:
        told.append(_("phantom"))
    if use.is_alternative:
        told.append(_("alternative"))
    return ", ".join([*told, *_place(use, words)])


def _cost(scenario: Scenario, item: str, quantity: Decimal, version: str | None) -> Table:
    from scheduler.bom import roll_up
    from scheduler.outputs.table import Table

    columns = (
        "level", "item", "quantity", "material", "internal", "external", "total", "unit_cost",
    )  # fmt: skip
    return Table(
        columns,
        (
            (
                cost.row.level,
                cost.row.item,
                cost.row.quantity,
                cost.material,
                cost.internal,
                cost.external,
                cost.total,
                cost.unit,
            )
            for cost in roll_up(scenario, item, quantity, version=version).rows
        ),
    )


def _difference(scenario: Scenario, item: str, before: str | None, after: str) -> Table:
    from scheduler.bom import bom_difference
    from scheduler.outputs.table import Table

    columns = ("item", "phase", "fixed", "before", "after")
    changes = bom_difference(scenario, item, before, after)
    return Table(
        columns,
        ((row.item, row.phase, row.is_fixed, row.before, row.after) for row in changes),
    )


def _tree_lines(rows: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield the lines of a tree whose rows stand in its order, each with its level."""
    lines = []
    goes_on: set[int] = set()  # levels on which another branch follows below
    for level, text in reversed(rows):
        goes_on = {other for other in goes_on if other <= level}
        bars = "".join("│  " if other in goes_on else "   " for other in range(1, level))
        fork = ("├─ " if level in goes_on else "└─ ") if level else ""
        lines.append(f"{bars}{fork}{text}")
        goes_on.add(level)
    return reversed(lines)
