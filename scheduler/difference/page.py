"""The difference of two plans as one self-contained page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.difference.figure import difference_figure
from scheduler.difference.figures import Verdict
from scheduler.difference.tables import machine_text
from scheduler.difference.words import (
    KINDS,
    OUTCOMES,
    VERDICTS,
    figure_name,
    figure_unit,
    input_tables,
    summary,
    value_text,
)
from scheduler.report.rows import NO_CENTER
from scheduler.report.simple import simple_page
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from models.plan import OperationRow, Plan
    from scheduler.difference.difference import Difference
    from scheduler.difference.figures import FigureChange
    from scheduler.difference.operations import OperationChange
    from scheduler.difference.orders import DemandChange, OrderChange
    from scheduler.difference.sequences import SequenceChange
    from scheduler.words import Words

    At = Callable[[int], str]
    Moment = Callable[[int], datetime]
    Row = dict[str, object]

__all__ = ["MOST_ROWS", "difference_page"]

MOST_ROWS = 500
"""Rows of a table on the page; the CSV files have them all."""

_DASH = "\N{EN DASH}"


def difference_page(difference: Difference, labels: tuple[str, str], words: Words = ENGLISH) -> str:
    """Return the page: figures side by side, both Gantt charts, and what moved as tables.

    Parameters
    ----------
    labels
        What the reader calls the two plans, such as the names of their folders.
    words
        The language.
    """
    figure, note = difference_figure(difference, words)
    before, after = difference.before, difference.after
    told = _Told(words, difference.clock_before.moment, after.clock.moment)
    return simple_page(
        "scheduler.difference",
        figure,
        words,
        before=told.side(before, labels[0], told.at),
        after=told.side(after, labels[1], told.now),
        scenarios_differ=before.scenario.scenario.id != after.scenario.scenario.id,
        num_inputs=len(difference.inputs),
        input_tables=input_tables(difference, words),
        inputs=difference.inputs[:MOST_ROWS],
        summary=summary(difference, words),
        levels=[told.figure(row) for row in difference.levels],
        kpis=[told.figure(row) for row in difference.kpis if row.verdict is not Verdict.SAME],
        same_kpis=[
            told.figure(row)
            for row in difference.kpis
            if row.verdict is Verdict.SAME and row.name != "verified"
        ],
        note=note,
        demands=list(map(told.demand, difference.demands[:MOST_ROWS])),
        num_demands=len(difference.demands),
        orders=list(map(told.order, difference.orders[:MOST_ROWS])),
        num_orders=len(difference.orders),
        operations=list(map(told.operation, difference.operations[:MOST_ROWS])),
        num_operations=len(difference.operations),
        sequences=list(map(told.sequence, difference.sequences[:MOST_ROWS])),
        num_sequences=len(difference.sequences),
    )


class _Told:
    """Rows of the page in one language; ticks of both plans as local times."""

    def __init__(self, words: Words, before: Moment, after: Moment) -> None:
        self._words = words
        self.at: At = lambda tick: words.date(before(tick))
        self.now: At = lambda tick: words.date(after(tick))

    def side(self, plan: Plan, label: str, at: At) -> Row:
        header, solve, words = plan.scenario.scenario, plan.solve, self._words
        return {
            "label": label,
            "id": header.id,
            "scenario": header.name or header.id,
            "start": at(0),
            "solve": words.text(
                "{mode}, {status}, by {who}",
                mode=words.term(solve.mode),
                status=words.term(solve.status),
                who=solve.provenance,
            ),
            "orders": words.number(len(plan.orders)),
            "operations": words.number(len(plan.operations)),
        }

    def figure(self, row: FigureChange) -> Row:
        words = self._words
        name, unit = figure_name(row, words), figure_unit(row, words)
        return {
            "name": f"{name} ({unit})" if unit else name,
            "before": value_text(row.before, words),
            "after": value_text(row.after, words),
            "change": _DASH if row.change is None else words.signed(row.change, 2),
            "verdict": str(row.verdict),
            "judged": words.text(VERDICTS[row.verdict]),
        }

    def _hours(self, seconds: int | None) -> str:
        return _DASH if seconds is None else self._words.number(seconds / 3600, 1)

    def _shift(self, seconds: int, *, is_known: bool) -> str:
        return self._words.signed(seconds / 3600, 1) if is_known else _DASH

    def demand(self, change: DemandChange) -> Row:
        old, new = change.before, change.after
        is_in_both = change.late_before is not None and change.late_after is not None
        return {
            "name": change.row.demand,
            "outcome": self._words.text(OUTCOMES[change.outcome]),
            "due": self.now(new.due) if new else self.at(change.row.due),
            "before": self.at(old.completion) if old and old.is_scheduled else _DASH,
            "after": self.now(new.completion) if new and new.is_scheduled else _DASH,
            "shift": self._shift(change.shift, is_known=is_in_both),
            "late_before": self._hours(change.late_before),
            "late_after": self._hours(change.late_after),
            "is_late": bool(change.late_after),
        }

    def order(self, change: OrderChange) -> Row:
        old, new, words = change.before, change.after, self._words
        told = words.text(OUTCOMES[change.outcome])
        return {
            "name": change.row.order,
            "change": f"{told}: {words.say(change.left_out)}" if change.left_out else told,
            "start_before": self.at(old.start) if old else _DASH,
            "start_after": self.now(new.start) if new else _DASH,
            "end_before": self.at(old.end) if old else _DASH,
            "end_after": self.now(new.end) if new else _DASH,
            "shift": self._shift(change.end_shift, is_known=bool(old and new)),
            "late_before": self._hours(change.late_before),
            "late_after": self._hours(change.late_after),
            "is_late": bool(change.late_after),
        }

    def operation(self, change: OperationChange) -> Row:
        old, new = change.before, change.after
        return {
            "name": f"{change.row.order} / {change.row.phase}",
            "change": ", ".join(self._words.text(KINDS[kind]) for kind in change.kinds),
            "machine_before": machine_text(old) if old else _DASH,
            "machine_after": machine_text(new) if new else _DASH,
            "before": self._span(old, self.at),
            "after": self._span(new, self.now),
            "shift": self._shift(change.start_shift, is_known=bool(old and new)),
        }

    def _span(self, row: OperationRow | None, at: At) -> str:
        if row is None:
            return _DASH
        return self._words.text("{start} to {end}", start=at(row.setup_start), end=at(row.end))

    def sequence(self, change: SequenceChange) -> Row:
        machine = change.machine or change.work_center
        return {
            "machine": machine or self._words.text(NO_CENTER),
            "moves": change.moves,
            "came": _names(change.came),
            "left": _names(change.left),
        }


def _names(keys: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{order} / {phase}" for order, phase in keys) or _DASH
