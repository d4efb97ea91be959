"""Plan against actual as tables, and as a folder."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.outputs.cost_tables import deviations_table
from scheduler.outputs.folder import FolderKind, write_folder
from scheduler.outputs.table import Table
from scheduler.progress.adherence import progress_figures
from scheduler.progress.comparison import orders_of, phases_of
from scheduler.progress.effectiveness import center_oees, oee_table
from scheduler.progress.spent import work_deviations
from scheduler.progress.states import Stand
from scheduler.progress.words import Reason
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import TextIO

    from models.scenario import Remainder
    from scheduler.outputs.folder import Writer
    from scheduler.outputs.table import Cell
    from scheduler.progress.comparison import PhaseProgress
    from scheduler.progress.floor import Floor
    from scheduler.words import Words

__all__ = ["orders_table", "phases_table", "write_progress"]

PHASE_COLUMNS = (
    "order", "item", "phase", "work_center", "machine", "state", "colour",
    "planned_start", "actual_start", "start_deviation_minutes",
    "planned_end", "actual_end", "end_deviation_minutes",
    "planned_minutes", "actual_minutes", "minutes_deviation",
    "machine_minutes", "labour_minutes", "setup_minutes",
    "planned_quantity", "good", "scrapped", "quantity_deviation",
    "percent_by_quantity", "percent_by_time", "over",
    "left_by_quantity_minutes", "left_by_time_minutes",
    *(f"lost_{reason.value}_minutes" for reason in Reason),
)  # fmt: skip
ORDER_COLUMNS = (
    "order", "item", "job", "quantity", "good", "scrapped", "colour", "phases", "phases_closed",
    "percent", "percent_by_quantity", "percent_by_time",
)  # fmt: skip

_MINUTE = timedelta(minutes=1)
_NO_TIME = timedelta(0)


def phases_table(floor: Floor) -> Table:
    """Return one row for each phase of the production orders, with what was declared of it."""
    return Table(PHASE_COLUMNS, [_phase_cells(floor, row) for row in phases_of(floor)])


def _phase_cells(floor: Floor, row: PhaseProgress) -> tuple[Cell, ...]:
    actual, is_closed = row.actual, row.actual.stand is Stand.CLOSED
    seconds = floor.plan.clock.tick_seconds
    starts = (None if row.planned_start is None else row.planned_start * seconds, actual.opened)
    ends = (None if row.planned_end is None else row.planned_end * seconds, actual.closed)
    overrun = None
    if is_closed and row.planned_run is not None:
        overrun = (actual.worked - row.planned_run) / _MINUTE
    return (
        actual.key.order, row.item, actual.key.phase, row.work_center, row.machine,
        actual.stand.value, row.colour.value,
        *_compared(floor, *starts), *_compared(floor, *ends),
        _minutes(row.planned_run), _minutes(actual.worked), overrun,
        _minutes(actual.machine_time), _minutes(actual.labour_time), _minutes(actual.setup_time),
        row.planned_quantity, actual.good, actual.scrapped,
        actual.good - row.planned_quantity if is_closed and actual.is_counted else None,
        row.percent_by_quantity, row.percent_by_time, row.is_over,
        _minutes(row.left_by_quantity), _minutes(row.left_by_time),
        *(_minutes(row.lost.get(reason, _NO_TIME)) for reason in Reason),
    )  # fmt: skip


def _compared(
    floor: Floor, planned: int | None, actual: int | None
) -> tuple[datetime | None, datetime | None, float | None]:
    """Return two moments, and by how many minutes the second is later; below 0 it is earlier."""
    moment = floor.clock.moment
    late = None if planned is None or actual is None else (actual - planned) / 60
    return (
        None if planned is None else moment(planned),
        None if actual is None else moment(actual),
        late,
    )


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else length / _MINUTE


def orders_table(floor: Floor, rule: Remainder) -> Table:
    """Return one row for each production order; ``percent`` is by quantity or by time."""
    return Table(
        ORDER_COLUMNS,
        [
            (
                row.order, row.item, row.job, row.quantity, row.good, row.scrapped,
                row.colour.value, row.num_phases, row.num_closed, row.percent(rule),
                row.percent_by_quantity, row.percent_by_time,
            )
            for row in orders_of(floor, phases_of(floor))
        ],
    )  # fmt: skip


def write_progress(
    floor: Floor,
    rule: Remainder,
    directory: Path,
    words: Words = ENGLISH,
    told: Sequence[str] = (),
) -> None:
    """Write the tables, ``adherence.json`` and ``progress.html``, or nothing.

    Parameters
    ----------
    rule
        Whether an order is told by quantity or by time.
    words, told
        Language of the page, and the figures in words at its top.

    Raises
    ------
    OutputNotWritten
        If something else is in the way, or the folder cannot be written.
    """
    files: dict[str, Writer] = {
        "progress.csv": lambda stream: phases_table(floor).write_csv(stream),
        "order_progress.csv": lambda stream: orders_table(floor, rule).write_csv(stream),
        "oee.csv": lambda stream: oee_table(center_oees(floor)).write_csv(stream),
        "spent.csv": lambda stream: deviations_table(work_deviations(floor)).write_csv(stream),
        "adherence.json": lambda stream: _write_figures(floor, rule, stream),
        "progress.html": lambda stream: _write_page(floor, rule, words, told, stream),
    }
    write_folder(directory, files, FolderKind.PROGRESS)


def _write_page(
    floor: Floor, rule: Remainder, words: Words, told: Sequence[str], stream: TextIO
) -> None:
    from scheduler.progress.page import progress_page  # jinja2 loads with it

    stream.write(progress_page(floor, rule, words, told))


def _write_figures(floor: Floor, rule: Remainder, stream: TextIO) -> None:
    figures = asdict(progress_figures(floor, rule))
    json.dump(figures, stream, ensure_ascii=False, allow_nan=False, indent=2)
    stream.write("\n")
