"""`finitecap explain`: why an order or a demand is when it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from models.plan import DemandRow, OrderRow, Plan

__all__ = ["command"]


@click.command("explain")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.argument("name", metavar="ORDER")
def command(plan_folder: Path, name: str) -> None:
    """Say why ORDER (an order or a demand) of a plan folder is late, and what it waits for."""
    from scheduler.outputs import load_plan

    plan = load_plan(plan_folder)
    demands = {row.demand: row for row in plan.demands}
    orders = {row.order: row for row in plan.orders}
    if name in demands:
        _tell_demand(plan, demands[name])
        for order in orders.values():
            if name in order.demands:
                _tell_order(plan, order)
    elif name in orders:
        _tell_order(plan, orders[name])
        for served in orders[name].demands:
            if served in demands:
                _tell_demand(plan, demands[served])
    else:
        raise InvalidScenarioFile((_unknown(plan_folder, name, [*demands, *orders]),))


def _unknown(plan_folder: Path, name: str, known: list[str]) -> Fault:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else ""
    return Fault("ORDER", "", "", name, "an order or demand of the plan", hint, str(plan_folder))


def _tell_demand(plan: Plan, row: DemandRow) -> None:
    at = plan.clock.moment
    days = row.late / plan.clock.ticks_per_day
    state = f"{days:.1f} days late" if row.late else "on time"
    click.echo(
        f"demand {row.demand}: {row.quantity:f} {row.item}, due {at(row.due):%Y-%m-%d %H:%M},"
        f" complete {at(row.completion):%Y-%m-%d %H:%M}, {state}"
    )
    if row.cause:
        click.echo(f"  because {row.cause}")


def _tell_order(plan: Plan, row: OrderRow) -> None:
    at = plan.clock.moment
    click.echo(
        f"order {row.order}: {row.quantity:f} {row.item},"
        f" {at(row.start):%Y-%m-%d %H:%M} to {at(row.end):%Y-%m-%d %H:%M}"
    )
    for operation in sorted(plan.operations, key=lambda operation: operation.start):
        if operation.order == row.order and operation.work_center:
            click.echo(
                f"  phase {operation.phase} on {operation.machine},"
                f" {at(operation.setup_start):%Y-%m-%d %H:%M}"
                f" to {at(operation.end):%Y-%m-%d %H:%M}"
            )
