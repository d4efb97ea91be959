"""The difference of two plans as one self-contained page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.difference.figure import difference_figure
from scheduler.difference.figures import Verdict
from scheduler.difference.tables import machine_text
from scheduler.difference.words import input_tables, summary, value_text
from scheduler.report.simple import simple_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from models.plan import Plan
    from scheduler.difference.difference import Difference
    from scheduler.difference.figures import FigureChange
    from scheduler.difference.operations import OperationChange
    from scheduler.difference.orders import DemandChange, OrderChange

    At = Callable[[int], str]
    Row = dict[str, object]

__all__ = ["MOST_ROWS", "difference_page"]

MOST_ROWS = 500
"""Rows of a table on the page; the CSV files have them all."""

_DASH = "\N{EN DASH}"


def difference_page(difference: Difference, labels: tuple[str, str]) -> str:
    """Return the page: figures side by side, both Gantt charts, and what moved as tables.

    Parameters
    ----------
    labels
        What the reader calls the two plans, such as the names of their folders.
    """
    figure, note = difference_figure(difference)
    before, after = difference.before, difference.after
    at, now = _at(difference.clock_before.moment), _at(after.clock.moment)
    return simple_page(
        "scheduler.difference",
        figure,
        before=_side(before, labels[0], at),
        after=_side(after, labels[1], now),
        scenarios_differ=before.scenario.scenario.id != after.scenario.scenario.id,
        num_inputs=len(difference.inputs),
        input_tables=input_tables(difference),
        inputs=difference.inputs[:MOST_ROWS],
        summary=summary(difference),
        levels=[_figure(row) for row in difference.levels],
        kpis=[_figure(row) for row in difference.kpis if row.verdict is not Verdict.SAME],
        same_kpis=[_figure(row) for row in difference.kpis if row.verdict is Verdict.SAME],
        note=note,
        demands=[_demand(row, at, now) for row in difference.demands[:MOST_ROWS]],
        num_demands=len(difference.demands),
        orders=[_order(row, at, now) for row in difference.orders[:MOST_ROWS]],
        num_orders=len(difference.orders),
        operations=[_operation(row, at, now) for row in difference.operations[:MOST_ROWS]],
        num_operations=len(difference.operations),
        sequences=_sequences(difference),
        num_sequences=len(difference.sequences),
    )


def _at(moment: Callable[[int], datetime]) -> At:
    """Return how a clock tells ticks on the page."""
    return lambda tick: f"{moment(tick):%Y-%m-%d %H:%M}"


def _side(plan: Plan, label: str, at: At) -> Row:
    header, solve = plan.scenario.scenario, plan.solve
    return {
        "label": label,
        "id": header.id,
        "scenario": header.name or header.id,
        "start": at(0),
        "solve": f"{solve.mode}, {solve.status}, by {solve.provenance}",
        "orders": len(plan.orders),
        "operations": len(plan.operations),
    }


def _figure(row: FigureChange) -> Row:
    unit = f" ({row.unit})" if row.unit else ""
    return {
        "name": f"{row.name.replace('_', ' ')}{unit}",
        "before": value_text(row.before),
        "after": value_text(row.after),
        "change": _DASH if row.change is None else f"{row.change:+,.2f}",
        "verdict": str(row.verdict),
    }


def _hours(seconds: int | None, *, is_shift: bool = False) -> str:
    if seconds is None:
        return _DASH
    return f"{seconds / 3600:+,.1f}" if is_shift else f"{seconds / 3600:,.1f}"


def _demand(change: DemandChange, at: At, now: At) -> Row:
    old, new = change.before, change.after
    is_in_both = change.late_before is not None and change.late_after is not None
    return {
        "name": change.row.demand,
        "outcome": str(change.outcome),
        "due": now(new.due) if new else at(change.row.due),
        "before": at(old.completion) if old and old.is_scheduled else _DASH,
        "after": now(new.completion) if new and new.is_scheduled else _DASH,
        "shift": _hours(change.shift if is_in_both else None, is_shift=True),
        "late_before": _hours(change.late_before),
        "late_after": _hours(change.late_after),
        "is_late": bool(change.late_after),
    }


def _order(change: OrderChange, at: At, now: At) -> Row:
    old, new = change.before, change.after
    told = f"{change.outcome}: {change.left_out}" if change.left_out else str(change.outcome)
    return {
        "name": change.row.order,
        "change": told,
        "start_before": at(old.start) if old else _DASH,
        "start_after": now(new.start) if new else _DASH,
        "end_before": at(old.end) if old else _DASH,
        "end_after": now(new.end) if new else _DASH,
        "shift": _hours(change.end_shift if old and new else None, is_shift=True),
        "late_before": _hours(change.late_before),
        "late_after": _hours(change.late_after),
        "is_late": bool(change.late_after),
    }


def _operation(change: OperationChange, at: At, now: At) -> Row:
    old, new = change.before, change.after
    return {
        "name": f"{change.row.order} / {change.row.phase}",
        "change": ", ".join(change.kinds),
        "machine_before": machine_text(old) if old else _DASH,
        "machine_after": machine_text(new) if new else _DASH,
        "before": f"{at(old.setup_start)} to {at(old.end)}" if old else _DASH,
        "after": f"{now(new.setup_start)} to {now(new.end)}" if new else _DASH,
        "shift": _hours(change.start_shift if old and new else None, is_shift=True),
    }


def _sequences(difference: Difference) -> list[Row]:
    def names(keys: tuple[tuple[str, int], ...]) -> str:
        return ", ".join(f"{order} / {phase}" for order, phase in keys) or _DASH

    return [
        {
            "machine": row.machine or row.work_center or "(lead time)",
            "moves": row.moves,
            "came": names(row.came),
            "left": names(row.left),
        }
        for row in difference.sequences[:MOST_ROWS]
    ]
