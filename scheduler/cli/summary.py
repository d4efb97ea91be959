"""What a planner wants to know at once, as tables on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from models.plan import Plan, SolveReport
    from models.schedule import LevelResult

__all__ = ["print_summary"]

_MAX_LATE = 15
_CARDS = (
    ("demands", "demands"),
    ("late_demands", "late"),
    ("on_time_percent", "on time %"),
    ("weighted_tardiness_days", "weighted days late"),
    ("makespan_days", "makespan d"),
    ("setup_hours", "setup h"),
    ("flow_cost", "flow cost"),
    ("bottleneck", "bottleneck"),
    ("bottleneck_load_percent", "its load %"),
)


def print_summary(plan: Plan) -> None:
    """Print the KPIs, how the plan came about and which demands are late."""
    console = Console(stderr=True)
    solve = plan.solve
    levels = ", ".join(_level(solve, level) for level in solve.levels)
    console.print(
        f"{plan.scenario.scenario.id}: {solve.mode} plan, {solve.status}, verified;"
        f" {len(plan.operations)} operations in {solve.seconds:.1f} s by {solve.provenance}",
        markup=False,
        highlight=False,
    )
    if levels:
        console.print(f"objective: {levels}", markup=False, highlight=False)
    table = Table(show_header=True, header_style="bold")
    shown = [(key, label) for key, label in _CARDS if plan.kpis.get(key) is not None]
    for _, label in shown:
        table.add_column(label, justify="right")
    table.add_row(*(Text(_number(plan.kpis[key])) for key, _ in shown))
    console.print(table)
    late = sorted((row for row in plan.demands if row.late), key=lambda row: -row.late)
    if not late:
        console.print("every demand is on time")
        return
    table = Table("late demand", "item", "due", "days late", "cause", header_style="bold")
    for row in late[:_MAX_LATE]:
        days = row.late / plan.clock.ticks_per_day
        due = plan.clock.moment(row.due)
        table.add_row(
            Text(row.demand),
            Text(row.item),
            f"{due:%Y-%m-%d %H:%M}",
            f"{days:.1f}",
            Text(row.cause),
        )
    console.print(table)
    if len(late) > _MAX_LATE:
        console.print(f"... and {len(late) - _MAX_LATE} more in demands.csv")


def _level(solve: SolveReport, level: LevelResult) -> str:
    value, unit = solve.measured(level.objective, level.value)
    text = f"{level.objective} {value:,.2f} {unit}".rstrip()
    if level.bound is None:
        return f"{text} (no bound)"
    if level.bound == level.value:
        return f"{text} (proven)"
    bound, _ = solve.measured(level.objective, level.bound)
    return f"{text} (bound {bound:,.2f})"


def _number(value: float | str | None) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
