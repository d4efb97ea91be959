"""What changes make of a plan, as tables on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.simulation.difference import Difference, PhaseMove

__all__ = ["print_difference"]

_MOST_ROWS = 15
_WIDTH = 160
"""Columns where nobody tells: a log file."""


def print_difference(difference: Difference, told: Iterable[str]) -> None:
    """Print the changes, the key figures old and new, the phases that moved, and the orders."""
    console = Console(stderr=True)
    if not console.is_terminal:
        console = Console(stderr=True, width=_WIDTH)
    for line in told:
        console.print(Text(line))
    if not difference.phases and not difference.orders and not difference.figures:
        console.print("nothing is otherwise")
        return
    _print(
        console,
        ("figure", "old", "new"),
        [(row.name, _figure(row.old), _figure(row.new)) for row in difference.figures],
    )
    _print(
        console,
        ("phase", "old", "new"),
        [(f"{row.order} {row.phase}", _old(row), _new(row)) for row in difference.phases],
        rest="in changes.csv",
    )
    _print(
        console,
        ("order", "old end", "new end", "hours later"),
        [
            (row.order, _at(row.old_end), _at(row.new_end), _figure(row.later_hours))
            for row in difference.orders
        ],
        rest="in orders.csv",
    )


def _print(
    console: Console, columns: tuple[str, ...], rows: list[tuple[str, ...]], *, rest: str = ""
) -> None:
    if not rows:
        return
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    shown = rows[:_MOST_ROWS] if rest else rows
    for row in shown:
        table.add_row(*map(Text, row))
    console.print(table)
    if len(rows) > len(shown):
        console.print(f"... and {len(rows) - len(shown)} more {rest}", markup=False)


def _old(move: PhaseMove) -> str:
    return f"{_at(move.old_start)} {move.old_machine}".rstrip()


def _new(move: PhaseMove) -> str:
    return f"{_at(move.new_start)} {move.new_machine}".rstrip()


def _at(moment: datetime | None) -> str:
    return "not planned" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _figure(value: float | str | None) -> str:
    if value is None:
        return "none"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
