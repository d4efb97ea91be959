"""What a planner wants to know at once, as tables on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scheduler.objectives import level_name

if TYPE_CHECKING:
    from models.plan import Plan, SolveReport
    from models.schedule import LevelResult

__all__ = ["print_summary"]

_MAX_LATE = 15
_MAX_ROOTS = 10
_WIDTH = 160
"""Columns where nobody tells: a log file."""
_CARDS = (
    ("demands", "demands"),
    ("late_demands", "late"),
    ("on_time_percent", "on time %"),
    ("weighted_tardiness_days", "weighted days late"),
    ("makespan_days", "makespan d"),
    ("setup_hours", "own setup and changeovers h"),
    ("idle_hours", "idle h"),
    ("setup_cost", "setup cost"),
    ("overtime_hours", "overtime h"),
    ("overtime_cost", "overtime cost"),
    ("subcontracted_phases", "phases outside"),
    ("flow_cost", "flow cost"),
    ("bottleneck", "bottleneck"),
    ("bottleneck_load_percent", "its load %"),
    ("bottleneck_buffer_hours", "queue before it h"),
)
_ONLY_IF_ANY = {
    "idle_hours", "setup_cost", "overtime_hours", "overtime_cost", "subcontracted_phases",
}  # fmt: skip


def print_summary(plan: Plan) -> None:
    """Print the KPIs, how the plan came about and which demands are late."""
    console = Console(stderr=True)
    if not console.is_terminal:
        console = Console(stderr=True, width=_WIDTH)
    solve = plan.solve
    levels = ", ".join(_level(solve, level) for level in solve.levels)
    _line(
        console,
        f"{plan.scenario.scenario.id}: {solve.mode} plan, {solve.status}, verified;"
        f" {len(plan.operations)} operations in {solve.seconds:.1f} s by {solve.provenance}",
    )
    if levels:
        _line(console, f"objective: {levels}")
    figures = [
        f"{label} {_number(plan.kpis[key])}"
        for key, label in _CARDS
        if plan.kpis.get(key) is not None and (plan.kpis[key] or key not in _ONLY_IF_ANY)
    ]
    _line(console, ", ".join(figures))
    _print_lacking(console, plan)
    _print_unscheduled(console, plan)
    late = sorted((row for row in plan.demands if row.late), key=lambda row: -row.late)
    if not late:
        lacking = plan.material.lacking
        if not (lacking or plan.unscheduled) or not plan.demands:
            console.print("every demand is on time" if plan.demands else "no demand is planned")
        return
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name, width in (("late demand", 11), ("due", 16), ("days late", 9)):
        table.add_column(name, min_width=width, overflow="fold")
    table.add_column("because", no_wrap=True, overflow="ellipsis")
    for row in late[:_MAX_LATE]:
        days = row.late / plan.clock.ticks_per_day
        due = plan.clock.moment(row.due)
        cause = (row.cause.partition(": ")[2] or row.cause).partition("; ")[0]
        table.add_row(Text(row.demand), f"{due:%Y-%m-%d %H:%M}", f"{days:.1f}", Text(cause))
    console.print(table)
    if len(late) > _MAX_LATE:
        console.print(f"... and {len(late) - _MAX_LATE} more in demands.csv")


def _print_lacking(console: Console, plan: Plan) -> None:
    """Say that needs are left open: a plan that is on time for the rest must not hide them."""
    rows = plan.material.uncovered
    if not rows:
        return
    first, demands = rows[0], len(plan.material.lacking)
    _line(
        console,
        f"{len(rows)} requirements have no supply, {demands} demands lack something:"
        f" {first.quantity:f} {first.item} for {first.demand_kind} {first.demand},"
        f" {first.reason}; all of them in uncovered.csv",
    )


def _print_unscheduled(console: Console, plan: Plan) -> None:
    """Say which orders are left out, and why: first of all what a planner must decide."""
    roots = [row for row in plan.unscheduled if not row.waits_for]
    if not roots:
        return
    demands = sum(not row.is_scheduled for row in plan.demands)
    followers = len(plan.unscheduled) - len(roots)
    waiting = f", and {followers} waiting for such" if followers else ""
    _line(console, f"orders not scheduled: {len(roots)}{waiting}; demands that wait: {demands}")
    for row in roots[:_MAX_ROOTS]:
        phase = "" if row.phase is None else f" phase {row.phase}"
        remedy = f"; {row.remedy} would help" if row.remedy else ""
        name = f"order {row.order}"
        named = row.cause if row.cause.startswith(name) else f"{name}{phase}: {row.cause}"
        _line(console, f"  {named}{remedy}")
    if len(roots) > _MAX_ROOTS:
        _line(console, f"  ... and {len(roots) - _MAX_ROOTS} more in unscheduled.csv")


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False)


def _level(solve: SolveReport, level: LevelResult) -> str:
    value, unit = solve.measured(level.objective, level.value)
    text = f"{level_name(level.objective)} {value:,.2f} {unit}".rstrip()
    if level.bound is None:
        return f"{text} (no bound)"
    if level.bound == level.value:
        return f"{text} (proven)"
    bound, _ = solve.measured(level.objective, level.bound)
    return f"{text} (bound {bound:,.2f})"


def _number(value: float | str | None) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
