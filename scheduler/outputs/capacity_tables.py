"""The tables of capacity: what is asked of everything, and which center is the bottleneck."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.capacity import Period, ranking
from scheduler.outputs.columns import DATE, NUMBER, TEXT, WHOLE
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.capacity import Bar, Capacity
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell

__all__ = ["CAPACITY_COLUMNS", "CENTER_COLUMNS", "capacity_table", "centers_table"]

CAPACITY_COLUMNS: Columns = {
    "kind": TEXT, "name": TEXT, "period": TEXT, "from": DATE, "capacity_minutes": NUMBER,
    "load_minutes": NUMBER, "processing_minutes": NUMBER, "setup_minutes": NUMBER,
    "idle_minutes": NUMBER, "overload_minutes": NUMBER, "queue_hours": NUMBER,
    "processing_percent": NUMBER, "setup_percent": NUMBER, "idle_percent": NUMBER,
}  # fmt: skip
CENTER_COLUMNS: Columns = {
    "rank": WHOLE, "work_center": TEXT, "load_percent": NUMBER, "processing_percent": NUMBER,
    "setup_percent": NUMBER, "idle_percent": NUMBER, "average_buffer_hours": NUMBER,
    "wanted_buffer_hours": NUMBER, "score": NUMBER,
}  # fmt: skip


def capacity_table(capacity: Capacity) -> Table:
    """Return the bars of every day, of every ISO week and of the whole plan, in this order.

    A week is dated on its Monday, be it before the plan.
    """
    return Table(tuple(CAPACITY_COLUMNS), _bars(capacity))


def _bars(capacity: Capacity) -> Iterator[tuple[Cell, ...]]:
    first = capacity.plan.clock.first_day
    for period in Period:
        for bar in capacity.bars(period):
            yield (
                str(bar.kind), bar.name, str(bar.period), _date(bar, first),
                bar.capacity, bar.load, bar.processing, bar.setup, bar.idle, bar.overload,
                bar.queue, bar.percent(bar.processing), bar.percent(bar.setup),
                bar.percent(bar.idle),
            )  # fmt: skip


def _date(bar: Bar, first: date) -> date:
    day = first + timedelta(days=bar.first_day)
    return day - timedelta(days=day.weekday()) if bar.period is Period.WEEK else day


def centers_table(capacity: Capacity) -> Table:
    """Return the finite centers, the bottleneck first."""
    return Table(
        tuple(CENTER_COLUMNS),
        [
            (
                rank, row.center, row.load, row.processing, row.setup, row.idle, row.buffer,
                _hours(capacity.plan.scenario.work_center_by_id[row.center].wanted_buffer),
                row.score,
            )
            for rank, row in enumerate(ranking(capacity.plan, capacity), start=1)
        ],
    )  # fmt: skip


def _hours(length: timedelta | None) -> float | None:
    return None if length is None else length / timedelta(hours=1)
