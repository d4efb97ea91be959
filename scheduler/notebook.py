"""What a notebook shows of scenarios and plans; the libraries behind load with the first call."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from scheduler.report import gantt_figure as gantt
from scheduler.report import load_figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from models.plan import Plan
    from models.scenario import Scenario

__all__ = ["execution", "frame", "gantt", "load_figure", "plan_html", "scenario_html"]

_MOST_LATE = 10
_LONGEST = 80

_FIGURES = (
    "demands", "late_demands", "on_time_percent", "weighted_tardiness_days",
    "max_lateness_days", "unscheduled_orders", "orders", "operations", "makespan_days",
    "setup_hours", "flow_cost", "bottleneck", "bottleneck_load_percent", "verified",
)  # fmt: skip


def frame(plan: Plan, table: str = "operations") -> pd.DataFrame:
    """Return a table of the plan as a pandas data frame, as the CSV file of that name has it.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    from scheduler.outputs.frames import table_frame

    return table_frame(plan, table)


def execution(plan: Plan, table: str) -> pd.DataFrame:
    """Return an execution table of the plan as a pandas data frame.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    from scheduler.execution import EXECUTION_TABLES
    from scheduler.outputs.frames import table_frame

    return table_frame(plan, table, EXECUTION_TABLES)


def plan_html(plan: Plan) -> str:
    """Return key figures of a plan and its late demands, the latest first; names are escaped."""
    header, solve = plan.scenario.scenario, plan.solve
    head = f"{header.name or header.id}: {solve.mode} plan, {solve.status}"
    figures = [
        (name.replace("_", " "), _text(plan.kpis[name]))
        for name in _FIGURES
        if plan.kpis.get(name) is not None
    ]
    late = sorted((row for row in plan.demands if row.late), key=lambda row: -row.late)
    day = plan.clock.ticks_per_day
    rows = [
        (row.demand, f"{plan.clock.moment(row.due):%Y-%m-%d %H:%M}", f"{row.late / day:.1f} d",
         row.cause)
        for row in late[:_MOST_LATE]
    ]  # fmt: skip
    never = sum(not row.is_scheduled for row in plan.demands)
    notes = [f"{never} demands are not scheduled."] if never else []
    if len(late) > _MOST_LATE:
        notes.append(f"The latest {_MOST_LATE} of {len(late)} late demands.")
    if not plan.demands:
        notes.append("No demand is planned.")
    elif not late and not never:
        notes.append("Every demand is on time.")
    return _box(
        head,
        _table(("figure", "value"), figures),
        _table(("late demand", "due", "late", "because"), rows) if rows else "",
        *(f"<p>{escape(note)}</p>" for note in notes),
    )


def scenario_html(scenario: Scenario) -> str:
    """Return what a scenario is, and how many rows its tables have; names are escaped."""
    header = scenario.scenario
    sizes = {
        name: len(getattr(scenario, name))
        for name in type(scenario).model_fields
        if isinstance(getattr(scenario, name), tuple)
    }
    rows = [(name, str(size)) for name, size in sizes.items() if size]
    head = f"{header.name or header.id}: from {header.start:%Y-%m-%d %H:%M} {header.timezone}"
    return _box(f"{head}, {header.horizon.days} days", _table(("table", "rows"), rows))


def _box(head: str, *parts: str) -> str:
    title = f'<strong dir="auto">{escape(_short(head))}</strong>'
    return f'<div style="overflow-x:auto">{title}{"".join(parts)}</div>'


def _table(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f'<td dir="auto">{escape(_short(cell))}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _text(value: float | str | None) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
