"""Proposed jobs as tables: the jobs, what got none, and the items looked at for low stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Job
    from scheduler.jobs.low_stock import LowStockRow
    from scheduler.jobs.run import Excluded

__all__ = ["excluded_table", "jobs_table", "low_stock_table"]

_JOB_COLUMNS = (
    "job", "kind", "origin", "row", "item", "version", "quantity", "due", "customer", "project",
    "demands", "forecasts", "state",
)  # fmt: skip
_LOW_STOCK_COLUMNS = (
    "item", "warehouse", "reorder_level", "safety_stock", "reorder_days", "average_daily_use",
    "lot_size", "on_hand", "initial", "final", "minimum", "below_reorder", "below_safety",
    "quantity", "due",
)  # fmt: skip


def jobs_table(jobs: Iterable[Job]) -> Table:
    """Return the jobs, one line for each of their rows."""
    rows = [
        (
            job.id,
            job.kind.value,
            job.origin.value,
            row.row,
            row.item,
            row.version,
            row.quantity,
            row.due,
            job.customer,
            job.project,
            "; ".join(row.demands),
            "; ".join(row.forecasts),
            row.state.value,
        )
        for job in jobs
        for row in job.rows
    ]
    return Table(_JOB_COLUMNS, rows)


def excluded_table(excluded: Iterable[Excluded]) -> Table:
    """Return the demands, forecasts and items that got no job."""
    rows = [(row.origin.value, row.id, row.item, row.reason) for row in excluded]
    return Table(("origin", "id", "item", "reason"), rows)


def low_stock_table(rows: Iterable[LowStockRow]) -> Table:
    """Return the items made to stock, with the availability to the last day looked at."""
    cells = [tuple(getattr(row, name) for name in _LOW_STOCK_COLUMNS) for row in rows]
    return Table(_LOW_STOCK_COLUMNS, cells)
