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
    from scheduler.costing import CostRow, Estimate, ValuedDocument

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
    for line in lines:
        click.echo(line)


def _unknown(plan_folder: Path, name: str, known: list[str]) -> Fault:
    from models.checks.suggest import did_you_mean

    rule = "a job, a demand or a costed order of the plan"
    return Fault("NAME", "", "", name, rule, did_you_mean(name, known), str(plan_folder))


def _plan_lines(plan: Plan, costs: Estimate) -> Iterator[str]:
    from scheduler.costing import plan_cost
    from scheduler.kpi import flow_cost

    cost = plan_cost(plan, flow_cost(plan), costs)
    for name in _KINDS:
        yield _line(name, getattr(cost.amounts, name))
    yield _line("lateness", cost.lateness)
    yield _line("stock and work in progress", cost.flow)
    yield _line("= total", cost.total)


def _document_lines(document: ValuedDocument, costs: Estimate) -> Iterator[str]:
    found = document.valuation
    item = f" {document.item}" if document.item else ""
    yield f"{document.document} {document.id}: {document.quantity:f}{item}"
    for name in _KINDS:
        if amount := getattr(found.amounts, name):
            yield _line(name, amount)
    yield _line("= industrial cost", found.amounts.industrial)
    later = []
    for row in found.additions:
        line = _line(f"{row.item.id} ({row.item.kind})", row.amount)
        if row.item.kind == "direct":
            yield line
        else:
            later.append(line)
    yield _line("= total direct", found.total_direct)
    if found.markup:
        yield _line("mark-up", found.markup)
    yield from later
    if found.rounding:
        yield _line("rounding", found.rounding)
    yield _line("= total", found.total)
    yield _line("of one piece", document.unit)
    if document.lacks:
        yield f"  without what is missing: {', '.join(document.lacks)}"
    order = costs.orders.get(document.id)
    if order is not None:
        yield "pieces of its own"
        for piece in order.rows:
            yield _line(_piece_words(piece), piece.amount)


def _line(words: str, amount: Decimal) -> str:
    return f"  {words:<60} {amount:>14,f}"


def _piece_words(row: CostRow) -> str:
    place = "" if row.phase is None else f"phase {row.phase} "
    words = f"{place}{row.piece} {row.name}"
    if row.hours is not None:
        return f"{words}: {float(row.hours):.4g} h x {row.units:f} x {row.rate:f} ({row.basis})"
    if row.rate is None:
        return f"{words}: {row.quantity:f} from {row.supply}"
    return f"{words}: {row.quantity:f} x {row.rate:f} ({row.basis})"
