"""The difference of two plans in a few sentences, for a terminal and the head of the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.difference.figures import Verdict
from scheduler.difference.operations import Kind
from scheduler.difference.orders import Outcome

if TYPE_CHECKING:
    from scheduler.difference.difference import Difference
    from scheduler.difference.figures import FigureChange, Value

__all__ = ["figure_line", "input_tables", "summary", "value_text"]

_WORSE = (Outcome.DROPPED, Outcome.LATE, Outcome.LATER)
_BETTER = (Outcome.SCHEDULED, Outcome.ON_TIME, Outcome.EARLIER)


def summary(difference: Difference) -> str:
    """Return what moved, in one or two sentences."""
    if difference.is_empty:
        return "Both plans do the same work at the same times, on the same machines."
    operations = Counter(kind for change in difference.operations for kind in change.kinds)
    orders = Counter(kind for change in difference.orders for kind in change.kinds)
    outcomes = Counter(change.outcome for change in difference.demands)
    parts = [
        f"operations moved: {operations[Kind.MOVED]:,}",
        f"on another machine: {operations[Kind.MACHINE]:,}",
        f"only in the first plan: {operations[Kind.REMOVED]:,}",
        f"only in the second: {operations[Kind.ADDED]:,}",
        f"orders moved: {orders[Kind.MOVED]:,}",
    ]
    demands = [
        f"{outcome}: {outcomes[outcome]:,}"
        for outcome in (*_WORSE, *_BETTER, Outcome.ADDED, Outcome.REMOVED)
        if outcomes[outcome]
    ]
    told = f"demands {', '.join(demands)}" if demands else "no demand is completed elsewhen"
    text = f"{', '.join(parts)}; {told}."
    return text[0].upper() + text[1:]


def figure_line(row: FigureChange) -> str:
    """Return one figure as a line: ``late_demands 3 -> 1 (better)``."""
    unit = f" {row.unit}" if row.unit else ""
    verdict = "" if row.verdict is Verdict.OTHER else f" ({row.verdict})"
    return f"{row.name} {value_text(row.before)} -> {value_text(row.after)}{unit}{verdict}"


def input_tables(difference: Difference) -> str:
    """Return which tables of the input differ, and in how many rows."""
    rows: dict[str, dict[str, None]] = {}
    for change in difference.inputs:
        rows.setdefault(change.table, {})[change.row] = None
    return ", ".join(
        f"{table} ({len(names)} row{'' if len(names) == 1 else 's'})"
        for table, names in rows.items()
    )


def value_text(value: Value) -> str:
    """Return a figure as people read it; what is not known is a dash."""
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return "\N{EN DASH}" if value is None else value
