"""`finitecap costs`: what a plan, or one of its jobs, demands or orders, costs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import terminal_words, warn, words_of_run
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from scheduler.costing import CostRow, Estimate, Valuation, ValuedDocument
    from scheduler.words import Words

    Line = tuple[str, Decimal | None]

__all__ = ["command"]

_NOTHING = Decimal(0)
_ADDED = {
    "direct": mark("direct"),
    "general": mark("general"),
    "other": mark("other"),
    "correction": mark("correction"),
}
_DOCUMENTS = {
    "job": mark("job {name}"),
    "demand": mark("demand {name}"),
    "order": mark("order {name}"),
}


@click.command("costs")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--declarations",
    "log",
    metavar="FILE.csv",
    type=click.Path(path_type=Path),
    help="What the floor declared: tell what it cost beside the estimate, of NAME only an order.",
)
def command(plan_folder: Path, name: str | None, log: Path | None) -> None:
    """Say what the plan in a folder costs, or the job, demand or order NAME of it.

    Of NAME the way from its cost to its price is told, and of an order also every piece with its
    time, or its quantity, and its rate.
    """
    from scheduler.costing import estimate, valuations
    from scheduler.costing.amounts import Rounder
    from scheduler.outputs import load_plan

    plan = load_plan(plan_folder)
    words = terminal_words(words_of_run(plan.scenario))
    costs = estimate(plan)
    if name is None:
        lines = _plan_lines(plan, costs, words)
    else:
        known = {row.id: row for row in valuations(plan, costs)}
        if name not in known:
            raise InvalidScenarioFile((_unknown(plan_folder, name, list(known)),))
        lines = _document_lines(known[name], costs, words)
    shown = Rounder(plan.scenario.settings.costing.decimals).shown
    for told, amount in lines:
        figure = "" if amount is None else f" {words.money(shown(amount)):>14}"
        click.echo(f"{told:<62}{figure}".rstrip())
    if log is not None:
        _print_actual(plan, log, name, words)


def _print_actual(plan: Plan, log: Path, order: str | None, words: Words) -> None:
    from scheduler.cli.actual import actual_lines
    from scheduler.progress import read_declarations, replay

    floor = replay(plan, read_declarations(log))
    warn(floor.warnings)
    for line in actual_lines(floor, words, order):
        click.echo(line)


def _unknown(plan_folder: Path, name: str, known: list[str]) -> Fault:
    from models.checks.suggest import did_you_mean

    rule = "a job, a demand or a costed order of the plan"
    return Fault("NAME", "", "", name, rule, did_you_mean(name, known), str(plan_folder))


def _plan_lines(plan: Plan, costs: Estimate, words: Words) -> Iterator[Line]:
    from scheduler.costing import Piece, plan_cost
    from scheduler.costing.amounts import KINDS
    from scheduler.costing.words import PIECE_WORDS
    from scheduler.kpi import flow_cost

    cost = plan_cost(plan, flow_cost(plan).total, costs)
    for name in KINDS:
        yield f"  {words.text(PIECE_WORDS[Piece(name)])}", getattr(cost.amounts, name)
    yield "  " + words.text("lateness"), cost.lateness
    yield "  " + words.text("stock and work in progress"), cost.flow
    yield "  = " + words.text("total"), cost.total


def _document_lines(document: ValuedDocument, costs: Estimate, words: Words) -> Iterator[Line]:
    from scheduler.costing import Piece
    from scheduler.costing.amounts import KINDS
    from scheduler.costing.words import PIECE_WORDS

    _, found = words.text, document.valuation
    what = _(_DOCUMENTS[document.document], name=document.id)
    yield f"{what}: {words.exact(document.quantity)} {document.item}".rstrip(), None
    for name in KINDS:
        if amount := getattr(found.amounts, name):
            yield f"  {_(PIECE_WORDS[Piece(name)])}", amount
    yield "  = " + _("industrial cost"), found.amounts.industrial
    yield from _additions(found, words, direct=True)
    yield "  = " + _("total direct"), found.total_direct
    if found.markup:
        yield "  " + _("mark-up"), found.markup
    yield from _additions(found, words, direct=False)
    if found.rounding:
        yield "  " + _("rounding"), found.rounding
    yield "  = " + _("total"), found.total
    yield "  " + _("of one piece"), document.unit
    if document.lacks:
        yield "  " + _("without what is missing: {items}", items=", ".join(document.lacks)), None
    order = costs.orders.get(document.id)
    if order is not None:
        yield _("pieces of its own"), None
        for piece in order.rows:
            yield f"  {_piece_text(piece, words)}", piece.amount


def _additions(found: Valuation, words: Words, *, direct: bool) -> Iterator[Line]:
    for row in found.additions:
        if (row.item.kind == "direct") is direct:
            yield f"  {row.item.id} ({words.text(_ADDED[row.item.kind])})", row.amount


def _piece_text(row: CostRow, words: Words) -> str:
    from scheduler.costing.words import BASIS_WORDS, PIECE_WORDS

    _ = words.text
    what = f"{_(PIECE_WORDS[row.piece])} {row.name}"
    if row.phase is not None:
        what = _("phase {phase} {what}", phase=row.phase, what=what)
    if row.hours is not None:
        hours = f"{float(row.hours):.4g}".replace(".", words.decimal)
        units, rate = (
            words.exact(number) for number in (row.units or _NOTHING, row.rate or _NOTHING)
        )
        return f"{what}: {hours} {words.unit('h')} x {units} x {rate} ({_(BASIS_WORDS[row.basis])})"
    quantity = words.exact(row.quantity or _NOTHING)
    if row.rate is None:
        source = row.supply or _("stock")
        return _("{what}: {quantity} from {source}", what=what, quantity=quantity, source=source)
    return f"{what}: {quantity} x {words.exact(row.rate)} ({_(BASIS_WORDS[row.basis])})"
