"""The Gantt chart as a sheet: a row for each machine, a column for each hour, day or week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from openpyxl.styles import Font, PatternFill

from models.plan import OperationState
from scheduler.outputs.sheet import SheetWriter
from scheduler.plan_time import PlanTime
from scheduler.report.lateness import order_lateness
from scheduler.report.palette import CLASSES
from scheduler.report.rows import NO_CENTER, gantt_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook

    from models.plan import OperationRow, Plan
    from scheduler.report.rows import GanttRow

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["MOST_COLUMNS", "MOST_MACHINES", "write_gantt_sheet"]

MOST_COLUMNS = 370
"""Stretches of time of a sheet: a year of days; more nobody scrolls through."""

MOST_MACHINES = 500

_MINUTES_PER_DAY = 1440
_STEPS = (60, 120, 240, 480, _MINUTES_PER_DAY, 7 * _MINUTES_PER_DAY)
"""Minutes of a column; the shortest that fits is taken."""

_WIDTHS = (16, 16)
_COLUMN_WIDTH = 13
_HOUR = "dd mmm hh:mm"
_CLOSED = PatternFill("solid", fgColor="D6DCE3")
_FILLS = tuple(PatternFill("solid", fgColor=late.colour.lstrip("#")) for late in CLASSES)
_INKS = ("1D2733", "1D2733", "1D2733", "FFFFFF")
_FONTS = {
    is_fixed: tuple(Font(color=ink, bold=is_fixed, size=9) for ink in _INKS)
    for is_fixed in (False, True)
}
_NOTES = (
    *((late.label, fill) for late, fill in zip(CLASSES, _FILLS, strict=True)),
    ("not working", _CLOSED),
)


@dataclass(frozen=True, eq=False)
class _Axis:
    """Columns of time: ``edges`` in ticks, shape (columns + 1,), and minutes of a column."""

    edges: Ints
    step: int

    @property
    def num(self) -> int:
        return self.edges.size - 1


def write_gantt_sheet(
    book: Workbook,
    plan: Plan,
    most_columns: int = MOST_COLUMNS,
    most_machines: int = MOST_MACHINES,
) -> None:
    """Write the sheet ``gantt``.

    A cell names the order that holds the machine longest in its time, in the colour of its
    lateness, bold where the operation has begun or is frozen. Grey is closed time. What a chart
    shows and a sheet of cells cannot, the sheet ``operations`` tells to the minute.

    Parameters
    ----------
    most_columns, most_machines
        What is beyond is left out, and a note says so.
    """
    axis = _axis(plan, most_columns)
    writer = SheetWriter(book, "gantt", [*_WIDTHS, *[_COLUMN_WIDTH] * axis.num], freeze="C2")
    begins = [plan.clock.moment(int(tick)) for tick in axis.edges[:-1]]
    is_daily = axis.step >= _MINUTES_PER_DAY
    names = [begin.date() if is_daily else begin for begin in begins]
    writer.header(["work_center", "machine", *names], _HOUR)
    machines = list(dict.fromkeys(gantt_rows(plan).rows))
    held, late = _held(plan), order_lateness(plan)
    classes = {name: row.served_class for name, row in late.items()}
    time = PlanTime(plan.scenario, int(axis.edges[-1]), material=plan.material)
    for row in machines[:most_machines]:
        working = time.machine(row.center, row.machine).to_work(axis.edges)
        shown = _longest(held.get(row, []), axis.edges)
        # calendars begin now; what an infinite plan wishes to have done before is shown as it is
        closed = (np.diff(working) == 0) & (axis.edges[:-1] >= 0)
        writer.append([*_names(writer, row), *_cells(writer, shown, closed, classes)])
    writer.filter()
    _notes(writer, plan, axis, len(machines) - most_machines)


def _axis(plan: Plan, most: int) -> _Axis:
    """Return the columns from the day of the first operation to the end of the last."""
    clock = plan.clock
    first = clock.day(min((row.setup_start for row in plan.operations), default=0))
    last = clock.day(max(plan.end - 1, 0)) + 1
    days = last - first
    step = next(
        (step for step in _STEPS if -(-days * _MINUTES_PER_DAY // step) <= most), _STEPS[-1]
    )
    minutes = np.arange(0, days * _MINUTES_PER_DAY + step, step, dtype=np.int64)[: most + 1]
    day, minute = first + minutes // _MINUTES_PER_DAY, minutes % _MINUTES_PER_DAY
    edges = clock.ticks_of_minutes(day.tolist(), minute.tolist())
    return _Axis(edges, step)


def _held(plan: Plan) -> dict[GanttRow, list[OperationRow]]:
    """Return the operations of each machine."""
    rows = gantt_rows(plan)
    held: dict[GanttRow, list[OperationRow]] = {}
    for operation, row in zip(plan.operations, rows.row_of.tolist(), strict=True):
        held.setdefault(rows.rows[row], []).append(operation)
    pairs = zip(rows.also_operation.tolist(), rows.also_row.tolist(), strict=True)
    for index, row in pairs:
        held.setdefault(rows.rows[row], []).append(plan.operations[index])
    return held


def _longest(rows: list[OperationRow], edges: Ints) -> dict[int, OperationRow]:
    """Return the operation that holds a machine longest in each column, if one does."""
    longest: dict[int, tuple[int, OperationRow]] = {}
    for row in rows:
        first = max(0, int(np.searchsorted(edges, row.setup_start, side="right")) - 1)
        last = int(np.searchsorted(edges, row.end, side="left"))
        for column in range(first, min(last, edges.size - 1)):
            begin, end = int(edges[column]), int(edges[column + 1])
            length = min(end, row.end) - max(begin, row.setup_start)
            if length > longest.get(column, (0,))[0]:
                longest[column] = (length, row)
    return {column: row for column, (_, row) in longest.items()}


def _names(writer: SheetWriter, row: GanttRow) -> Iterator[object]:
    for name in (row.center or NO_CENTER, row.machine or NO_CENTER):
        yield writer.cell(name)


def _cells(
    writer: SheetWriter, shown: dict[int, OperationRow], closed: Bools, classes: dict[str, int]
) -> Iterator[object]:
    """Yield the cells of a machine; in closed time an operation only waits."""
    for column, is_closed in enumerate(closed.tolist()):
        row = shown.get(column)
        if is_closed:
            yield writer.styled(None, fill=_CLOSED)
        elif row is None:
            yield None
        else:
            late = classes.get(row.order, 0)
            is_fixed = row.state is not OperationState.PLANNED
            yield writer.styled(row.order, fill=_FILLS[late], font=_FONTS[is_fixed][late])


def _notes(writer: SheetWriter, plan: Plan, axis: _Axis, num_left: int) -> None:
    """Say below the rows what the colours mean, and what is left out."""
    writer.append([])
    for label, fill in _NOTES:
        writer.append([writer.styled(label), writer.styled(None, fill=fill)])
    if num_left > 0:
        writer.note(f"{num_left:,} more machines: the sheet would be too large.")
    if plan.end > int(axis.edges[-1]):
        writer.note("Later work is left out: operations has it all.")
