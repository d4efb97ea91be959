"""`finitecap costs`: what a plan, or one of its jobs, demands or orders, costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from models.plan import Plan
    from scheduler.costing import CostRow, Estimate, Valuation, ValuedDocument

    Line = tuple[str, Decimal | None]

__all__ = ["command"]

_KINDS = ("material", "machine", "labour", "setup", "overtime", "subcontract")


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
    costs = estimate(plan)
    if name is None:
        lines = _plan_lines(plan, costs)
    else:
        known = {row.id: row for row in valuations(plan, costs)}
        if name not in known:
            raise InvalidScenarioFile((_unknown(plan_folder, name, list(known)),))
        lines = _document_lines(known[name], costs)
    shown = Rounder(plan.scenario.settings.costing.decimals).shown
    for words, amount in lines:
        figure = "" if amount is None else f" {shown(amount):>14,f}"
        click.echo(f"{words:<62}{figure}".rstrip())


def _unknown(plan_folder: Path, name: str, known: list[str]) -> Fault:
    from models.checks.suggest import did_you_mean

    rule = "a job, a demand or a costed order of the plan"
    return Fault("NAME", "", "", name, rule, did_you_mean(name, known), str(plan_folder))


def _plan_lines(plan: Plan, costs: Estimate) -> Iterator[Line]:
    from scheduler.costing import plan_cost
    from scheduler.kpi import flow_cost

    cost = plan_cost(plan, flow_cost(plan).total, costs)
    for name in _KINDS:
        yield f"  {name}", getattr(cost.amounts, name)
    yield "  lateness", cost.lateness
    yield "  stock and work in progress", cost.flow
    yield "  = total", cost.total


def _document_lines(document: ValuedDocument, costs: Estimate) -> Iterator[Line]:
    found = document.valuation
    item = f" {document.item}" if document.item else ""
    yield f"{document.document} {document.id}: {document.quantity:f}{item}", None
    for name in _KINDS:
        if amount := getattr(found.amounts, name):
            yield f"  {name}", amount
    yield "  = industrial cost", found.amounts.industrial
    yield from _additions(found, direct=True)
    yield "  = total direct", found.total_direct
    if found.markup:
        yield "  mark-up", found.markup
    yield from _additions(found, direct=False)
    if found.rounding:
        yield "  rounding", found.rounding
    yield "  = total", found.total
    yield "  of one piece", document.unit
    if document.lacks:
        yield f"  without what is missing: {', '.join(document.lacks)}", None
    order = costs.orders.get(document.id)
    if order is not None:
        yield "pieces of its own", None
        for piece in order.rows:
            yield f"  {_piece_words(piece)}", piece.amount


def _additions(found: Valuation, *, direct: bool) -> Iterator[Line]:
    for row in found.additions:
        if (row.item.kind == "direct") is direct:
            yield f"  {row.item.id} ({row.item.kind})", row.amount


def _piece_words(row: CostRow) -> str:
    place = "" if row.phase is None else f"phase {row.phase} "
    words = f"{place}{row.piece} {row.name}"
    if row.hours is not None:
        return f"{words}: {float(row.hours):.4g} h x {row.units:f} x {row.rate:f} ({row.basis})"
    if row.rate is None:
        return f"{words}: {row.quantity:f} from {row.supply}"
    return f"{words}: {row.quantity:f} x {row.rate:f} ({row.basis})"
