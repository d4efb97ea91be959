"""The difference of two plans in a few sentences, for a terminal and the head of the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.difference.figures import Verdict
from scheduler.difference.operations import Kind
from scheduler.difference.orders import Outcome
from scheduler.kpi_names import kpi_name, kpi_unit
from scheduler.objectives import level_name
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from scheduler.difference.difference import Difference
    from scheduler.difference.figures import FigureChange, Value
    from scheduler.words import Words

__all__ = [
    "KINDS",
    "OUTCOMES",
    "VERDICTS",
    "figure_line",
    "figure_name",
    "figure_unit",
    "input_tables",
    "summary",
    "value_text",
]

_WORSE = (Outcome.DROPPED, Outcome.LATE, Outcome.LATER)
_BETTER = (Outcome.SCHEDULED, Outcome.ON_TIME, Outcome.EARLIER)

OUTCOMES = {
    Outcome.ADDED: mark("only in the second plan"),
    Outcome.REMOVED: mark("only in the first plan"),
    Outcome.DROPPED: mark("not scheduled any more"),
    Outcome.SCHEDULED: mark("scheduled now"),
    Outcome.LATE: mark("late now"),
    Outcome.ON_TIME: mark("on time now"),
    Outcome.LATER: mark("later"),
    Outcome.EARLIER: mark("earlier"),
    Outcome.AS_LATE: mark("as late as before"),
}
KINDS = {
    Kind.ADDED: mark("only in the second plan"),
    Kind.REMOVED: mark("only in the first plan"),
    Kind.MOVED: mark("moved"),
    Kind.MACHINE: mark("on another machine"),
    Kind.SEQUENCE: mark("elsewhere in the sequence"),
    Kind.QUANTITY: mark("another quantity"),
    Kind.STATE: mark("another state"),
    Kind.DUE: mark("due elsewhen"),
}
VERDICTS = {
    Verdict.BETTER: mark("better"),
    Verdict.WORSE: mark("worse"),
    Verdict.SAME: mark("the same"),
    Verdict.OTHER: mark("otherwise"),
}
"""What people read for codes that the tables keep."""


def summary(difference: Difference, words: Words = ENGLISH) -> str:
    """Return what moved, in one or two sentences."""
    _ = words.text
    if difference.is_empty:
        return _("Both plans do the same work at the same times, on the same machines.")
    operations = Counter(kind for change in difference.operations for kind in change.kinds)
    orders = Counter(kind for change in difference.orders for kind in change.kinds)
    outcomes = Counter(change.outcome for change in difference.demands)
    told = ", ".join(
        f"{_(OUTCOMES[outcome])}: {words.number(outcomes[outcome])}"
        for outcome in (*_WORSE, *_BETTER, Outcome.ADDED, Outcome.REMOVED)
        if outcomes[outcome]
    )
    demands = _("demands {outcomes}", outcomes=told) if told else ""
    return _(
        "Operations moved: {moved}, on another machine: {machine},"
        " only in the first plan: {removed}, only in the second: {added},"
        " orders moved: {orders}; {demands}.",
        moved=words.number(operations[Kind.MOVED]),
        machine=words.number(operations[Kind.MACHINE]),
        removed=words.number(operations[Kind.REMOVED]),
        added=words.number(operations[Kind.ADDED]),
        orders=words.number(orders[Kind.MOVED]),
        demands=demands or _("no demand is completed elsewhen"),
    )


def figure_name(row: FigureChange, words: Words = ENGLISH) -> str:
    """Return what a key figure or a level of the objective is called."""
    return kpi_name(row.name, words) if row.level is None else level_name(row.level, words)


def figure_unit(row: FigureChange, words: Words = ENGLISH) -> str:
    """Return the unit of a figure, empty for pieces and money."""
    return kpi_unit(row.name, words) if row.level is None else words.unit(row.unit)


def figure_line(row: FigureChange, words: Words = ENGLISH) -> str:
    """Return one figure as a line: ``late demands 3 -> 1 (better)``."""
    values = (figure_name(row, words), value_text(row.before, words), value_text(row.after, words))
    told = f"{values[0]} {values[1]} -> {values[2]} {figure_unit(row, words)}".rstrip()
    verdict = row.verdict
    return told if verdict is Verdict.OTHER else f"{told} ({words.text(VERDICTS[verdict])})"


def input_tables(difference: Difference, words: Words = ENGLISH) -> str:
    """Return which tables of the input differ, and in how many rows."""
    rows: dict[str, dict[str, None]] = {}
    for change in difference.inputs:
        rows.setdefault(change.table, {})[change.row] = None
    return ", ".join(
        words.plural("{table} ({count} row)", "{table} ({count} rows)", len(names), table=table)
        for table, names in rows.items()
    )


def value_text(value: Value, words: Words = ENGLISH) -> str:
    """Return a figure as people read it; what is not known is a dash."""
    if isinstance(value, float):
        return words.number(value, 2)
    if isinstance(value, int):
        return words.number(value)
    return "\N{EN DASH}" if value is None else value
