"""A plan, or a material plan, as one Excel workbook: its tables as sheets, and the MRP sheet."""

from __future__ import annotations

import io
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from openpyxl import Workbook

from scheduler.outputs.every_table import MATERIAL_TABLES, TABLES
from scheduler.outputs.gantt_sheet import write_gantt_sheet
from scheduler.outputs.mrp_sheet import write_mrp_sheet
from scheduler.outputs.sheet import write_sheet
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario

__all__ = ["write_mrp_workbook", "write_plan_workbook"]


def write_plan_workbook(plan: Plan, stream: BinaryIO) -> None:
    """Write the plan as a workbook: a sheet for each table, and one for its Gantt chart."""
    with _saved(stream) as book:
        for name, table in TABLES.items():
            if name == "mrp":
                write_mrp_sheet(book, plan.material, plan.scenario)
                continue
            write_sheet(book, name, table.make(plan), late=table.late)
            if name == "operations":
                write_gantt_sheet(book, plan)
        write_sheet(book, "kpis", Table(("key", "value"), plan.kpis.items()))


def write_mrp_workbook(material: MaterialPlan, scenario: Scenario, stream: BinaryIO) -> None:
    """Write the material plan as a workbook."""
    with _saved(stream) as book:
        for name, table in MATERIAL_TABLES.items():
            if name == "mrp":
                write_mrp_sheet(book, material, scenario)
            else:
                write_sheet(book, name, table.make(material, scenario), late=table.late)


@contextmanager
def _saved(stream: BinaryIO) -> Iterator[Workbook]:
    """Yield an empty workbook, and save it.

    Sheets and the archive of them are written as they grow. Where that is broken off, they are
    ended all the same: Python would do so later, when files are closed, and print what then goes
    wrong. That is why the archive does not go to the stream right away.
    """
    book, archive = Workbook(write_only=True), io.BytesIO()
    try:
        yield book
        book.save(archive)
        stream.write(archive.getbuffer())
    except BaseException:
        sheets: list[Any] = book.worksheets  # the stubs lack what only write-only sheets have
        for sheet in sheets:
            if not sheet.closed:
                with suppress(ValueError, StopIteration):
                    sheet.close()
        raise
