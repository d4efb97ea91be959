"""`finitecap explain`: why an order or a demand is when it is."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import seed_option, words_of_run
from scheduler.cli.running import INTERRUPTED, run_interruptible
from scheduler.words import ENGLISH, Said
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from models.plan import DemandRow, OrderRow, Plan, Unscheduled
    from scheduler.explanation import Story
    from scheduler.words import Words

__all__ = ["command", "lines_of_unscheduled"]


@click.command("explain")
@click.argument("plan_folder", type=click.Path(path_type=Path))
@click.argument("name", metavar="[ORDER]", required=False)
@click.option("--late", is_flag=True, help="All late demands, the worst first, in place of ORDER.")
@click.option("--limit", type=click.IntRange(min=1), help="With --late: only so many.")
@click.option(
    "--remedies/--no-remedies",
    "wants_remedies",
    default=True,
    help="Plan again to find what would help, or only tell the cause.  [default: remedies]",
)
@click.option(
    "--trials",
    type=click.IntRange(min=1, max=10_000),
    help="Look anew, with at most so many plans for one demand.  [default: 60, or what is kept]",
)
@click.option("--json", "is_json", is_flag=True, help="Print the demands as JSON, for programs.")
@seed_option
def command(
    *,
    plan_folder: Path,
    name: str | None,
    late: bool,
    limit: int | None,
    wants_remedies: bool,
    trials: int | None,
    is_json: bool,
    seed: int,
) -> None:
    """Say why ORDER (an order or a demand) of a plan folder is late, and what would help.

    Told are the chain of what decides when it is complete, the latest first, the parts of its
    lateness with their sum, and what would bring it on time, the cheapest first; of what is not
    scheduled the cause, and what would help. Nothing is written.
    """
    from scheduler.outputs import load_plan
    from scheduler.words.of_plan import plan_in

    if (name is None) != late:
        message = "Name an order or a demand, or ask for all late demands with --late."
        raise click.UsageError(message)
    if limit is not None and not late:
        message = "--limit goes with --late."
        raise click.UsageError(message)
    plan = load_plan(plan_folder)
    words = words_of_run(plan.scenario)
    told = _late_demands(plan, limit) if name is None else _demands_of(plan, name, plan_folder)
    options = SolveOptions(seed=seed, workers=1)
    if wants_remedies:
        plan = _with_remedies(plan, plan_folder, told, trials, options)
    else:
        plan = replace(plan, remedies=())
    plan = plan_in(plan, words)
    if is_json:
        from scheduler.explanation import as_json

        click.echo(as_json(plan, told, words))
    elif name is None:
        _tell_demands(plan, told, words)
        if not told:
            click.echo(words.text("No late demand"), err=True)
    else:
        _tell(plan, name, words)
    if options.stop.is_set():
        sys.exit(INTERRUPTED)


def _late_demands(plan: Plan, limit: int | None) -> list[str]:
    from scheduler.remedies import worst_late

    return [row.demand for row in worst_late(plan)[:limit]]


def _demands_of(plan: Plan, name: str, folder: Path) -> list[str]:
    """Return the demand of a name, or those that the order of that name serves.

    Raises
    ------
    InvalidScenarioFile
        If there is neither.
    """
    demands = [row.demand for row in plan.demands]
    if name in demands:
        return [name]
    orders = {row.order: row for row in plan.orders}
    left_out = [row.order for row in plan.unscheduled]
    if name not in orders and name not in left_out:
        raise InvalidScenarioFile((_unknown(str(folder), name, [*demands, *orders, *left_out]),))
    served = orders[name].demands if name in orders else ()
    return [row for row in demands if row in served]


def _with_remedies(
    plan: Plan, folder: Path, names: list[str], trials: int | None, options: SolveOptions
) -> Plan:
    """Return a plan with the remedies of some demands that are late.

    Parameters
    ----------
    trials
        Plans made for each; ``None``: as usual, and those that the plan has are kept.
    """
    from scheduler.cli.progress_line import ProgressLine
    from scheduler.plan_check import check_sound
    from scheduler.remedies import MOST_TRIALS, remedies_for, worst_late

    known = {row.demand for row in plan.remedies} if trials is None else set()
    most = trials or MOST_TRIALS
    wanted = [row.demand for row in worst_late(plan) if row.demand in {*names} - known]
    if not wanted:
        return plan
    check_sound(plan, folder)
    with ProgressLine(len(wanted) * most) as line:
        return run_interruptible(
            lambda: remedies_for(plan, wanted, options, most=most, progress=line.step),
            options.stop,
            said=words_of_run(plan.scenario).text("stopping; what was found is told"),
        )


def _tell(plan: Plan, name: str, words: Words) -> None:
    """Tell a demand with its orders, an order with its demands, or what is not scheduled."""
    orders = {row.order: row for row in plan.orders}
    left_out = {row.order: row for row in plan.unscheduled}
    if name in {row.demand for row in plan.demands}:
        _tell_demands(plan, [name], words)
        for order in orders.values():
            if name in order.demands:
                _tell_order(plan, order, words)
        for missing in left_out.values():
            if name in plan.material.demands_served.get(missing.order, ()):
                _tell_unscheduled(missing, words)
    elif name in orders:
        _tell_order(plan, orders[name], words)
        _tell_demands(plan, orders[name].demands, words)
    else:
        while name in left_out:  # on to the root of the trouble
            _tell_unscheduled(left_out[name], words)
            name = left_out[name].waits_for


def _unknown(plan_folder: str, name: str, known: list[str]) -> Fault:
    hint = did_you_mean(name, known)
    return Fault("ORDER", "", "", name, "an order or demand of the plan", hint, plan_folder)


def _tell_demands(plan: Plan, names: Collection[str], words: Words) -> None:
    from scheduler.explanation import Story

    rows = {row.demand: row for row in plan.demands}
    known = [rows[name] for name in names if name in rows]
    if known:
        story = Story(plan, words)
        for row in known:
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
        on_time = _("on time: nothing to remedy")
        state = _("{days} days late", days=days) if row.late else on_time
        click.echo(f"{text}, {complete}, {state}")
    else:
        click.echo(f"{text}, {_('not scheduled')}")
    if row.cause:
        click.echo("  " + _("because {cause}", cause=row.cause))
    _tell_lines("  " + _("made up of"), story.parts(row))
    _tell_remedies(plan, row.demand, words)
    _tell_lines("  " + _("decided by, the latest first"), story.chain(row))


def _tell_remedies(plan: Plan, demand: str, words: Words) -> None:
    """Tell what would bring a demand on time; nothing if nobody has looked for it."""
    rows = [row for row in plan.remedies if row.demand == demand]
    if rows:
        from scheduler.remedies import advice, lines_of

        click.echo("  " + words.say(advice(rows, plan.clock)))
        title = words.text("what would help, the cheapest first")
        _tell_lines(f"  {title}", lines_of(rows, plan.clock, words))


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
