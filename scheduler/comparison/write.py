"""The comparison as a folder: a page, a table of plans, a table of demands."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from scheduler.comparison.compare import PlanSummary
from scheduler.comparison.page import comparison_page
from scheduler.outputs.folder import FolderKind, write_folder
from scheduler.outputs.table import Cell, Table
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.comparison.compare import Comparison
    from scheduler.words import Words

__all__ = ["demands_table", "overload_table", "summary_table", "write_comparison"]


def write_comparison(comparison: Comparison, directory: Path, words: Words = ENGLISH) -> None:
    """Write ``compare.html``, ``compare.csv``, ``overload.csv`` and ``demands.csv``.

    Raises
    ------
    OutputNotWritten
        If the folder holds something else, or cannot be written; nothing is left behind.
    """
    page = comparison_page(comparison, words)
    write_folder(
        directory,
        {
            "compare.csv": lambda stream: summary_table(comparison).write_csv(stream),
            "overload.csv": lambda stream: overload_table(comparison).write_csv(stream),
            "demands.csv": lambda stream: demands_table(comparison).write_csv(stream),
            "compare.html": lambda stream: stream.write(page),
        },
        FolderKind.COMPARISON,
    )


def summary_table(comparison: Comparison) -> Table:
    """Return one row per plan."""
    columns = tuple(item.name for item in fields(PlanSummary))
    rows = [
        tuple(getattr(summary, column) for column in columns) for summary in comparison.summaries()
    ]
    return Table(columns, rows)


def overload_table(comparison: Comparison) -> Table:
    """Return the hours beyond capacity of each overloaded center."""
    modes = tuple(comparison.promised)
    rows: list[tuple[Cell, ...]] = [
        (center, *(hours[mode] for mode in modes))
        for center, hours in comparison.overload_by_center().items()
    ]
    return Table(("work_center", *(f"{mode}_overload_hours" for mode in modes)), rows)


def demands_table(comparison: Comparison) -> Table:
    """Return the completion of each demand in each plan, none where it is not scheduled."""
    plans = comparison.plans()
    at = comparison.finite.clock.moment
    rows: list[tuple[Cell, ...]] = [
        (
            lines[0].demand,
            at(lines[0].due),
            *(at(line.completion) if line.is_scheduled else None for line in lines),
        )
        for lines in zip(*(plan.demands for plan in plans.values()), strict=True)
    ]
    return Table(("demand", "due", *(name.replace(" ", "_") for name in plans)), rows)
