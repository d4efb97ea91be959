"""The rows that two Gantt charts share, and which bars are drawn where there are too many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.difference.operations import Kind
from scheduler.report.notebook import MAX_BARS
from scheduler.report.rows import gantt_rows
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan
    from scheduler.difference.difference import Difference
    from scheduler.difference.operations import OperationChange
    from scheduler.report.rows import GanttRow, GanttRows
    from scheduler.words import Words

    Key = tuple[str, int]

__all__ = ["CLASSES", "Bar", "Drawing", "drawing"]

SAME, EARLIER, LATER, MACHINE, OTHER, ADDED, KEPT, REMOVED = range(8)
CLASSES = (
    mark("as before"), mark("earlier"), mark("later"), mark("on another machine"),
    mark("otherwise changed"), mark("only in the second plan"), mark("where it was"),
    mark("only in the first plan"),
)  # fmt: skip
"""What a bar says of its operation; the last two are bars of the first plan."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: row from the top, the plan's operation, its class, and what the other plan says."""

    row: int
    operation: OperationRow
    kind: int
    change: OperationChange | None

    @property
    def is_reference(self) -> bool:
        """Tell whether it shows the first plan."""
        return self.kind >= KEPT


@dataclass(frozen=True, slots=True)
class Drawing:
    """Rows and bars of the figure.

    Parameters
    ----------
    rows
        From top to bottom; a machine has several where its work overlaps.
    note
        What is left out, and where it can be read; empty if nothing is.
    """

    rows: tuple[GanttRow, ...]
    bars: tuple[Bar, ...]
    note: str


def drawing(difference: Difference, words: Words = ENGLISH, most: int = MAX_BARS) -> Drawing:
    """Return what to draw: all operations, or only those that changed, or the first of these.

    Parameters
    ----------
    most
        Bars that plotly can still move without a stall.
    """
    rows, old_row, new_row = _shared_rows(difference)
    changes = {(c.row.order, c.row.phase): c for c in difference.operations}
    bars = [
        *_bars(difference.before, old_row, changes, is_reference=True),
        *_bars(difference.after, new_row, changes, is_reference=False),
    ]
    note = ""
    if len(bars) > most:
        bars = [bar for bar in bars if bar.change is not None]
        note = words.text("Only operations that changed are drawn.")
    if len(bars) > most:
        bars, note = _first(difference, bars, most, words)
    used = sorted({bar.row for bar in bars})
    place = {row: position for position, row in enumerate(used)}
    placed = tuple(Bar(place[bar.row], bar.operation, bar.kind, bar.change) for bar in bars)
    return Drawing(tuple(rows[row] for row in used), placed, note)


def _first(
    difference: Difference, bars: list[Bar], most: int, words: Words
) -> tuple[list[Bar], str]:
    """Return the bars of the changes that come first, and what to say of it."""
    count = Counter((bar.operation.order, bar.operation.phase) for bar in bars)
    kept: set[Key] = set()
    for change in difference.operations:
        key = (change.row.order, change.row.phase)
        most -= count[key]
        if most < 0:
            break
        kept.add(key)
    shown = [bar for bar in bars if (bar.operation.order, bar.operation.phase) in kept]
    num_all = len(difference.operations)
    note = words.text(
        "Only operations that changed are drawn, the first {shown} of {all} by start:"
        " more would stall the chart. {file} has them all.",
        shown=words.number(len(kept)),
        all=words.number(num_all),
        file="diff.csv",
    )
    return shown, note


def _bars(
    plan: Plan, row_of: list[list[int]], changes: dict[Key, OperationChange], *, is_reference: bool
) -> list[Bar]:
    bars = []
    for operation, rows in zip(plan.operations, row_of, strict=True):
        change = changes.get((operation.order, operation.phase))
        kind = _reference_class(change) if is_reference else _class(change)
        bars += [Bar(row, operation, kind, change) for row in rows]
    return bars


def _reference_class(change: OperationChange | None) -> int:
    return REMOVED if change is not None and change.after is None else KEPT


def _class(change: OperationChange | None) -> int:
    if change is None:
        return SAME
    if change.before is None:
        return ADDED
    if Kind.MACHINE in change.kinds:
        return MACHINE
    shift = change.start_shift or change.end_shift
    if shift:
        return LATER if shift > 0 else EARLIER
    return OTHER


def _shared_rows(
    difference: Difference,
) -> tuple[list[GanttRow], list[list[int]], list[list[int]]]:
    """Return the rows of both plans, and the rows of each operation of the first and the second.

    Machines come as the second plan has them, those of the first alone behind their center.
    """
    sides = [gantt_rows(plan) for plan in (difference.before, difference.after)]
    heights: Counter[GanttRow] = Counter()
    for side in sides:
        for row, height in Counter(side.rows).items():
            heights[row] = max(heights[row], height)
    order = list(dict.fromkeys(sides[1].rows))
    for row in dict.fromkeys(sides[0].rows):
        if row not in order:
            last = max((k for k, r in enumerate(order) if r.center == row.center), default=None)
            order.insert(len(order) if last is None else last + 1, row)
    tops: dict[GanttRow, int] = {}
    rows: list[GanttRow] = []
    for row in order:
        tops[row] = len(rows)
        rows += [row] * heights[row]
    return rows, _placed(sides[0], tops), _placed(sides[1], tops)


def _placed(side: GanttRows, tops: dict[GanttRow, int]) -> list[list[int]]:
    """Return the shared rows of each operation of one plan."""
    own_top: dict[GanttRow, int] = {}
    for index, row in enumerate(side.rows):
        own_top.setdefault(row, index)
    shared = np.array(
        [tops[row] + index - own_top[row] for index, row in enumerate(side.rows)], dtype=np.int64
    )
    placed = [[int(shared[row])] for row in side.row_of]
    pairs = zip(side.also_operation.tolist(), side.also_row.tolist(), strict=True)
    for operation, further in pairs:
        placed[operation].append(int(shared[further]))
    return placed
