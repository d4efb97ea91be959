"""`finitecap explain`: why an order or a demand is when it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.plan import DemandRow, OrderRow, Plan, Unscheduled
    from scheduler.explanation import Story

__all__ = ["command", "lines_of_unscheduled"]


@click.command("explain")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.argument("name", metavar="ORDER")
def command(plan_folder: Path, name: str) -> None:
    """Say why ORDER (an order or a demand) of a plan folder is late, and what it waits for.

    Told are the chain of what decides when it is complete, the latest first, and the parts of its
    lateness with their sum; of what is not scheduled the cause, and what would help.
    """
    from scheduler.explanation import Story
    from scheduler.outputs import load_plan

    plan = load_plan(plan_folder)
    demands = {row.demand: row for row in plan.demands}
    orders = {row.order: row for row in plan.orders}
    left_out = {row.order: row for row in plan.unscheduled}
    if name in demands:
        _tell_demand(plan, Story(plan), demands[name])
        for order in orders.values():
            if name in order.demands:
                _tell_order(plan, order)
        for missing in left_out.values():
            if name in plan.material.demands_served.get(missing.order, ()):
                _tell_unscheduled(missing)
    elif name in orders:
        _tell_order(plan, orders[name])
        _tell_demands(plan, (demands[row] for row in orders[name].demands if row in demands))
    elif name in left_out:
        while name in left_out:  # on to the root of the trouble
            _tell_unscheduled(left_out[name])
            name = left_out[name].waits_for
    else:
        raise InvalidScenarioFile((_unknown(plan_folder, name, [*demands, *orders, *left_out]),))


def _unknown(plan_folder: Path, name: str, known: list[str]) -> Fault:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else ""
    return Fault("ORDER", "", "", name, "an order or demand of the plan", hint, str(plan_folder))


def _tell_demands(plan: Plan, rows: Iterable[DemandRow]) -> None:
    from scheduler.explanation import Story

    story = None
    for row in rows:
        story = story or Story(plan)
        _tell_demand(plan, story, row)


def _tell_demand(plan: Plan, story: Story, row: DemandRow) -> None:
    at = plan.clock.moment
    days = row.late / plan.clock.ticks_per_day
    text = f"demand {row.demand}: {row.quantity:f} {row.item}, due {at(row.due):%Y-%m-%d %H:%M},"
    if row.is_scheduled:
        state = f"{days:.1f} days late" if row.late else "on time"
        click.echo(f"{text} complete {at(row.completion):%Y-%m-%d %H:%M}, {state}")
    else:
        click.echo(f"{text} not scheduled")
    if row.cause:
        click.echo(f"  because {row.cause}")
    _tell_lines("  made up of", story.parts(row))
    _tell_lines("  decided by, the latest first", story.chain(row))


def _tell_lines(title: str, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        if not number:
            click.echo(title)
        click.echo(f"    {line}")


def lines_of_unscheduled(row: Unscheduled) -> Iterator[str]:
    """Yield what is known of an order that is not scheduled: cause, facts, and what would help."""
    phase = "" if row.phase is None else f" phase {row.phase}"
    yield f"order {row.order}{phase}: not scheduled, because {row.cause}"
    for fact in row.facts:
        yield f"  {fact}"
    if row.remedy:
        yield f"  {row.remedy} would help"


def _tell_unscheduled(row: Unscheduled) -> None:
    for line in lines_of_unscheduled(row):
        click.echo(line)


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
