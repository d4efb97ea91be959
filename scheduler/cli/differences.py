"""What changes make of a plan, as tables on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from scheduler.cli.common import terminal_words
from scheduler.cli.console import console_of_run, line
from scheduler.difference.figures import Verdict
from scheduler.simulation.difference import order_moves, phase_moves
from scheduler.simulation.outcome import state_of
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from models.plan import DemandRow, OrderRow, Plan
    from scheduler.difference import Difference
    from scheduler.words import Words

__all__ = ["print_difference"]

_MOST_ROWS = 15
_SECONDS_PER_HOUR = 3600
_Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]], str]
"""Names of columns, rows, and where the rest of a long table stands."""


def print_difference(found: Difference, told: Iterable[str], words: Words = ENGLISH) -> None:
    """Print what was done, then figures, demands, phases and orders that are otherwise."""
    _Printer(found, terminal_words(words)).print(told)


class _Printer:
    def __init__(self, found: Difference, words: Words) -> None:
        self.found, self.words = found, words
        self.console: Console = console_of_run()

    def print(self, told: Iterable[str]) -> None:
        for sentence in told:
            line(self.console, self.words.say(sentence))
        tables = (self._figures(), self._demands(), self._phases(), self._orders())
        if not any(rows for _, rows, _ in tables):
            line(self.console, self.words.text("nothing is otherwise"))
        for columns, rows, rest in tables:
            self._table(columns, rows, rest)

    def _figures(self) -> _Table:
        _ = self.words.text
        rows = [
            (row.name, self._figure(row.before), self._figure(row.after))
            for row in self.found.kpis
            if row.verdict is not Verdict.SAME
        ]
        return (_("figure"), _("old"), _("new")), rows, ""

    def _demands(self) -> _Table:
        _ = self.words.text
        columns = (_("demand"), _("due"), _("old"), _("new"), _("hours later"), _("state"))
        rows = [
            (
                change.row.demand,
                self._at(self.found.after, change.row.due),
                self._served(self.found.before, change.before),
                self._served(self.found.after, change.after),
                self._hours(change.shift) if change.before and change.after else "",
                self._state(change.after),
            )
            for change in self.found.demands
        ]
        return columns, rows, _("in demands.csv")

    def _phases(self) -> _Table:
        _ = self.words.text
        rows = [
            (
                f"{move.order} {move.phase}",
                self._place(move.old_start, move.old_end, move.old_machine),
                self._place(move.new_start, move.new_end, move.new_machine),
            )
            for move in phase_moves(self.found)
        ]
        return (_("phase"), _("old"), _("new")), rows, _("in changes.csv")

    def _orders(self) -> _Table:
        _ = self.words.text
        rows = [
            (
                change.row.order,
                self._ends(self.found.before, change.before),
                self._ends(self.found.after, change.after),
                self._hours(change.end_shift) if change.before and change.after else "",
            )
            for change in order_moves(self.found)
        ]
        columns = (_("order"), _("old end"), _("new end"), _("hours later"))
        return columns, rows, _("in orders.csv")

    def _table(self, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], rest: str) -> None:
        if not rows:
            return
        table = Table(box=SIMPLE_HEAD, header_style="bold")
        for name in columns:
            table.add_column(name, overflow="fold")
        shown = rows[:_MOST_ROWS] if rest else rows
        for row in shown:
            table.add_row(*map(Text, row))
        self.console.print(table)
        if len(rows) > len(shown):
            count = len(rows) - len(shown)
            text = self.words.text("... and {count} more {where}", count=count, where=rest)
            line(self.console, text)

    def _place(self, start: datetime | None, end: datetime | None, machine: str) -> str:
        if start is None or end is None:
            return self.words.text("not planned")
        until = f"{end:%H:%M}" if end.date() == start.date() else self.words.date(end)
        times = self.words.text("{start} to {end}", start=self.words.date(start), end=until)
        return f"{times} {machine}".rstrip()

    def _ends(self, plan: Plan, row: OrderRow | None) -> str:
        return self.words.text("not planned") if row is None else self._at(plan, row.end)

    def _served(self, plan: Plan, row: DemandRow | None) -> str:
        if row is None or not row.is_scheduled:
            return self.words.text("not planned")
        return self._at(plan, row.completion)

    def _state(self, row: DemandRow | None) -> str:
        if row is None or not row.is_scheduled:
            return ""
        return self.words.say(state_of(self.found.after, row))

    def _at(self, plan: Plan, tick: int) -> str:
        return self.words.date(plan.clock.moment(tick))

    def _hours(self, seconds: int) -> str:
        return self.words.number(seconds / _SECONDS_PER_HOUR, 2)

    def _figure(self, value: float | str | None) -> str:
        if value is None:
            return self.words.text("none")
        return self.words.number(value, 2) if isinstance(value, float) else str(value)
