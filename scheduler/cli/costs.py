"""`finitecap costs`: what a plan, or one of its jobs, demands or orders, costs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import terminal_words
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from scheduler.costing import CostRow, Estimate, Valuation, ValuedDocument
    from scheduler.words import Words

    Line = tuple[str, Decimal | None]

__all__ = ["command"]

_KINDS = {
    "material": mark("material"),
    "machine": mark("machine"),
    "labour": mark("labour"),
    "setup": mark("setup"),
    "overtime": mark("overtime"),
    "subcontract": mark("subcontract"),
}
_NOTHING = Decimal(0)
_PIECES = {**_KINDS, "component": mark("component")}
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
_BASES = {
    "plan": mark("as planned"),
    "routing": mark("as in the routing"),
    "unit-cost": mark("cost of a piece of the phase"),
    "price-list": mark("price list"),
    "order-price": mark("price of the order"),
    "supplier-price": mark("price of the supplier"),
    "standard": mark("standard cost"),
    "last": mark("last cost"),
    "average": mark("average cost"),
    "share": mark("share of its cost"),
    "declared": mark("as declared"),
    "invoice": mark("invoice"),
    "none": mark("without a price"),
}
"""What people read for the codes of costs.csv."""


@click.command("costs")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.argument("name", metavar="[NAME]", required=False)
def command(plan_folder: Path, name: str | None) -> None:
    """Say what the plan in a folder costs, or the job, demand or order NAME of it.

    Of NAME the way from its cost to its price is told, and of an order also every piece with its
    time, or its quantity, and its rate.
    """
    from scheduler.costing import estimate, valuations
    from scheduler.costing.amounts import Rounder
    from scheduler.outputs import load_plan

    plan = load_plan(plan_folder)
    words = terminal_words(plan.scenario)
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


def _unknown(plan_folder: Path, name: str, known: list[str]) -> Fault:
    from models.checks.suggest import did_you_mean

    rule = "a job, a demand or a costed order of the plan"
    return Fault("NAME", "", "", name, rule, did_you_mean(name, known), str(plan_folder))


def _plan_lines(plan: Plan, costs: Estimate, words: Words) -> Iterator[Line]:
    from scheduler.costing import plan_cost
    from scheduler.kpi import flow_cost

    cost = plan_cost(plan, flow_cost(plan).total, costs)
    for name, told in _KINDS.items():
        yield f"  {words.text(told)}", getattr(cost.amounts, name)
    yield "  " + words.text("lateness"), cost.lateness
    yield "  " + words.text("stock and work in progress"), cost.flow
    yield "  = " + words.text("total"), cost.total


def _document_lines(document: ValuedDocument, costs: Estimate, words: Words) -> Iterator[Line]:
    _, found = words.text, document.valuation
    what = _(_DOCUMENTS[document.document], name=document.id)
    yield f"{what}: {words.exact(document.quantity)} {document.item}".rstrip(), None
    for name, told in _KINDS.items():
        if amount := getattr(found.amounts, name):
            yield f"  {_(told)}", amount
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
    _ = words.text
    what = f"{_(_PIECES[row.piece])} {row.name}"
    if row.phase is not None:
        what = _("phase {phase} {what}", phase=row.phase, what=what)
    if row.hours is not None:
        hours = f"{float(row.hours):.4g}".replace(".", words.decimal)
        units, rate = (
            words.exact(number) for number in (row.units or _NOTHING, row.rate or _NOTHING)
        )
        return f"{what}: {hours} {words.unit('h')} x {units} x {rate} ({_(_BASES[row.basis])})"
    quantity = words.exact(row.quantity or _NOTHING)
    if row.rate is None:
        source = row.supply or _("stock")
        return _("{what}: {quantity} from {source}", what=what, quantity=quantity, source=source)
    return f"{what}: {quantity} x {words.exact(row.rate)} ({_(_BASES[row.basis])})"
