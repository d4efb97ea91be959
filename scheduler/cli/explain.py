"""`finitecap explain`: why an order or a demand is when it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import words_of_run
from scheduler.words import ENGLISH, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.plan import DemandRow, OrderRow, Plan, Unscheduled
    from scheduler.explanation import Story
    from scheduler.words import Words

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
    from scheduler.words.of_plan import plan_in

    plan = load_plan(plan_folder)
    words = words_of_run(plan.scenario)
    plan = plan_in(plan, words)
    demands = {row.demand: row for row in plan.demands}
    orders = {row.order: row for row in plan.orders}
    left_out = {row.order: row for row in plan.unscheduled}
    if name in demands:
        _tell_demand(plan, Story(plan, words), demands[name], words)
        for order in orders.values():
            if name in order.demands:
                _tell_order(plan, order, words)
        for missing in left_out.values():
            if name in plan.material.demands_served.get(missing.order, ()):
                _tell_unscheduled(missing, words)
    elif name in orders:
        _tell_order(plan, orders[name], words)
        served = (demands[row] for row in orders[name].demands if row in demands)
        _tell_demands(plan, served, words)
    elif name in left_out:
        while name in left_out:  # on to the root of the trouble
            _tell_unscheduled(left_out[name], words)
            name = left_out[name].waits_for
    else:
        raise InvalidScenarioFile((_unknown(plan_folder, name, [*demands, *orders, *left_out]),))


def _unknown(plan_folder: Path, name: str, known: list[str]) -> Fault:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else ""
    return Fault("ORDER", "", "", name, "an order or demand of the plan", hint, str(plan_folder))


def _tell_demands(plan: Plan, rows: Iterable[DemandRow], words: Words) -> None:
    from scheduler.explanation import Story

    story = None
    for row in rows:
        story = story or Story(plan, words)
        _tell_demand(plan, story, row, words)


def _tell_demand(plan: Plan, story: Story, row: DemandRow, words: Words) -> None:
    _, at = words.text, plan.clock.moment
    days = words.number(row.late / plan.clock.ticks_per_day, 1)
    text = _(
        "demand {demand}: {quantity} {item}, due {date}",
        demand=row.demand,
        quantity=words.exact(row.quantity),
        item=row.item,
        date=words.date(at(row.due)),
    )
    if row.is_scheduled:
        complete = _("complete {date}", date=words.date(at(row.completion)))
        state = _("{days} days late", days=days) if row.late else _("on time")
        click.echo(f"{text}, {complete}, {state}")
    else:
        click.echo(f"{text}, {_('not scheduled')}")
    if row.cause:
        click.echo("  " + _("because {cause}", cause=row.cause))
    _tell_lines("  " + _("made up of"), story.parts(row))
    _tell_lines("  " + _("decided by, the latest first"), story.chain(row))


def _tell_lines(title: str, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        if not number:
            click.echo(title)
        click.echo(f"    {line}")


def lines_of_unscheduled(row: Unscheduled, words: Words = ENGLISH) -> Iterator[str]:
    """Yield what is known of an order that is not scheduled: cause, facts, and what would help."""
    name = Said("order {order}", order=row.order)
    if row.phase is not None:
        name = Said("order {order} phase {phase}", order=row.order, phase=str(row.phase))
    yield words.text(
        "{order}: not scheduled, because {cause}",
        order=words.say(name),
        cause=words.say(row.cause),
    )
    for fact in row.facts:
        yield f"  {words.say(fact)}"
    if row.remedy:
        yield "  " + words.text("{remedy} would help", remedy=words.say(row.remedy))


def _tell_unscheduled(row: Unscheduled, words: Words) -> None:
    for line in lines_of_unscheduled(row, words):
        click.echo(line)


def _tell_order(plan: Plan, row: OrderRow, words: Words) -> None:
    def date(tick: int) -> str:
        return words.date(plan.clock.moment(tick))

    told = words.text(
        "order {order}: {quantity} {item}, {start} to {end}",
        order=row.order,
        quantity=words.exact(row.quantity),
        item=row.item,
        start=date(row.start),
        end=date(row.end),
    )
    click.echo(told)
    for operation in sorted(plan.operations, key=lambda operation: operation.start):
        if operation.order == row.order and operation.work_center:
            line = words.text(
                "phase {phase} on {machine}, {start} to {end}",
                phase=operation.phase,
                machine=operation.machine,
                start=date(operation.setup_start),
                end=date(operation.end),
            )
            click.echo(f"  {line}")
