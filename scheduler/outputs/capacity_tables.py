"""The tables of capacity: what is asked of everything, and which center is the bottleneck."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.capacity import Period, ranking
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.capacity import Bar, Capacity
    from scheduler.outputs.table import Cell

__all__ = ["capacity_table", "centers_table"]

CAPACITY_COLUMNS = (
    "kind", "name", "period", "from", "capacity_minutes", "load_minutes", "processing_minutes",
    "setup_minutes", "idle_minutes", "overload_minutes", "queue_hours", "processing_percent",
    "setup_percent", "idle_percent",
)  # fmt: skip
CENTER_COLUMNS = (
    "rank", "work_center", "load_percent", "processing_percent", "setup_percent", "idle_percent",
    "average_buffer_hours", "wanted_buffer_hours", "score",
)  # fmt: skip


def capacity_table(capacity: Capacity) -> Table:
    """Return the bars of every day, of every ISO week and of the whole plan, in this order.

    A week is dated on its Monday, be it before the plan.
    """
    return Table(CAPACITY_COLUMNS, _bars(capacity))


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
        CENTER_COLUMNS,
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
