"""What a planner wants to know at once, as tables on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from scheduler.cli.common import terminal_words
from scheduler.cli.console import console_of_run, line
from scheduler.objectives import level_name
from scheduler.words import ENGLISH, Listed, Said
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from models.plan import DemandRow, Plan, SolveReport, Unscheduled
    from models.remedy import Remedy
    from models.schedule import LevelResult
    from scheduler.words import Words

__all__ = ["print_summary"]

_MAX_LATE = 15
_MAX_ROOTS = 10
_MAX_HELPED = 5
_CARDS = (
    ("demands", mark("demands")),
    ("late_demands", mark("late")),
    ("on_time_percent", mark("on time %")),
    ("weighted_tardiness_days", mark("weighted days late")),
    ("makespan_days", mark("makespan d")),
    ("setup_hours", mark("own setup and changeovers h")),
    ("idle_hours", mark("idle h")),
    ("setup_cost", mark("setup cost")),
    ("overtime_hours", mark("overtime h")),
    ("overtime_cost", mark("overtime cost")),
    ("subcontracted_phases", mark("phases outside")),
    ("flow_cost", mark("flow cost")),
    ("bottleneck", mark("bottleneck")),
    ("bottleneck_load_percent", mark("its load %")),
    ("bottleneck_buffer_hours", mark("queue before it h")),
)
_ONLY_IF_ANY = {
    "idle_hours", "setup_cost", "overtime_hours", "overtime_cost", "subcontracted_phases",
}  # fmt: skip


def print_summary(plan: Plan, words: Words = ENGLISH) -> None:
    """Print the KPIs, how the plan came about and which demands are late."""
    words, console = terminal_words(words), console_of_run()
    solve = plan.solve
    levels = ", ".join(_level(solve, level, words) for level in solve.levels)
    told = words.plural(
        "{scenario}: {mode} plan, {status}, verified; {count} operation in {seconds} s by {who}",
        "{scenario}: {mode} plan, {status}, verified; {count} operations in {seconds} s by {who}",
        len(plan.operations),
        scenario=plan.scenario.scenario.id,
        mode=words.term(solve.mode),
        status=words.term(solve.status),
        seconds=words.number(solve.seconds, 1, grouped=False),
        who=solve.provenance,
    )
    line(console, told)
    if levels:
        line(console, words.text("objective: {levels}", levels=levels))
    figures = [
        f"{words.text(label)} {_number(plan.kpis[key], words)}"
        for key, label in _CARDS
        if plan.kpis.get(key) is not None and (plan.kpis[key] or key not in _ONLY_IF_ANY)
    ]
    line(console, ", ".join(figures))
    _print_lacking(console, plan, words)
    _print_unscheduled(console, plan, words)
    late = sorted((row for row in plan.demands if row.late), key=lambda row: -row.late)
    if not late:
        lacking = plan.material.lacking
        if not (lacking or plan.unscheduled) or not plan.demands:
            line(
                console,
                words.text("every demand is on time")
                if plan.demands
                else words.text("no demand is planned"),
            )
        return
    console.print(_late_table(plan, late, words))
    if len(late) > _MAX_LATE:
        line(
            console,
            words.plural(
                "... and {count} more in demands.csv",
                "... and {count} more in demands.csv",
                len(late) - _MAX_LATE,
            ),
        )
    _print_help(console, plan, words)


def _print_help(console: Console, plan: Plan, words: Words) -> None:
    """Say what would bring the worst late demands on time, as far as that was looked for."""
    by_demand: dict[str, list[Remedy]] = {}
    for row in plan.remedies:
        by_demand.setdefault(row.demand, []).append(row)
    if not by_demand:
        return
    from scheduler.remedies import advice

    line(console, words.text("what would help"))
    for demand, rows in list(by_demand.items())[:_MAX_HELPED]:
        line(console, f"  {demand}: {words.say(advice(rows, plan.clock))}")
    where = words.text(
        "what it costs and who is later for it: finitecap explain PLAN_FOLDER {demand}",
        demand=next(iter(by_demand)),
    )
    line(console, f"  {where}")


def _late_table(plan: Plan, late: Sequence[DemandRow], words: Words) -> Table:
    _ = words.text
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name, width in ((_("late demand"), 11), (_("due"), 16), (_("days late"), 9)):
        table.add_column(name, min_width=width, overflow="fold")
    table.add_column(_("because"), no_wrap=True, overflow="ellipsis")
    for row in late[:_MAX_LATE]:
        days = words.number(row.late / plan.clock.ticks_per_day, 1, grouped=False)
        due = words.date(plan.clock.moment(row.due))
        table.add_row(Text(row.demand), due, days, Text(_first_fact(row.cause, words)))
    return table


def _first_fact(cause: str, words: Words) -> str:
    """Return the most important of the facts that a cause names."""
    if isinstance(cause, Said) and isinstance(reasons := cause.values.get("reasons"), Listed):
        return _first_fact(reasons.parts[0], words)
    if isinstance(cause, Said) and isinstance(facts := cause.values.get("facts"), Listed):
        return words.say(facts.parts[0])
    if isinstance(cause, Said):
        return words.say(cause)
    return (cause.partition(": ")[2] or cause).partition("; ")[0]


def _print_lacking(console: Console, plan: Plan, words: Words) -> None:
    """Say that needs are left open: a plan that is on time for the rest must not hide them."""
    rows = plan.material.uncovered
    if not rows:
        return
    first, demands = rows[0], len(plan.material.lacking)
    requirements = words.plural(
        "{count} requirement has no supply", "{count} requirements have no supply", len(rows)
    )
    lacking = words.plural(
        "{count} demand lacks something", "{count} demands lack something", demands
    )
    example = words.text(
        "{quantity} {item} for {kind} {name}, {reason}; all of them in uncovered.csv",
        quantity=words.exact(first.quantity),
        item=first.item,
        kind=words.term(first.demand_kind),
        name=first.demand,
        reason=words.say(first.reason),
    )
    line(console, f"{requirements}, {lacking}: {example}")


def _print_unscheduled(console: Console, plan: Plan, words: Words) -> None:
    """Say which orders are left out, and why: first of all what a planner must decide."""
    roots = [row for row in plan.unscheduled if not row.waits_for]
    if not roots:
        return
    demands = sum(not row.is_scheduled for row in plan.demands)
    followers = len(plan.unscheduled) - len(roots)
    told = words.text("orders not scheduled: {count}", count=len(roots))
    if followers:
        waiting = words.text("and {followers} waiting for such", followers=followers)
        told = f"{told}, {waiting}"
    demands_told = words.text("demands that wait: {count}", count=demands)
    line(console, f"{told}; {demands_told}")
    for row in roots[:_MAX_ROOTS]:
        line(console, f"  {_root(row, words)}")
    if len(roots) > _MAX_ROOTS:
        more = words.plural(
            "... and {count} more in unscheduled.csv",
            "... and {count} more in unscheduled.csv",
            len(roots) - _MAX_ROOTS,
        )
        line(console, f"  {more}")


def _root(row: Unscheduled, words: Words) -> str:
    """Say why an order is left out, and what would help."""
    cause = words.say(row.cause)
    if not row.cause.startswith(f"order {row.order}"):  # which would name it twice
        name = Said("order {order}", order=row.order)
        if row.phase is not None:
            name = Said("order {order} phase {phase}", order=row.order, phase=str(row.phase))
        cause = f"{words.say(name)}: {cause}"
    if not row.remedy:
        return cause
    return words.text("{cause}; {remedy} would help", cause=cause, remedy=words.say(row.remedy))


def _level(solve: SolveReport, level: LevelResult, words: Words) -> str:
    value, unit = solve.measured(level.objective, level.value)
    name, amount = level_name(level.objective, words), words.number(value, 2)
    told = f"{name} {amount} {words.unit(unit)}".rstrip()
    if level.bound is None:
        return words.text("{level} (no bound)", level=told)
    if level.bound == level.value:
        return words.text("{level} (proven)", level=told)
    bound = words.number(solve.measured(level.objective, level.bound)[0], 2)
    return words.text("{level} (bound {bound})", level=told, bound=bound)


def _number(value: float | str | None, words: Words) -> str:
    return words.number(value, 1) if isinstance(value, float) else str(value)
