"""A plan, or a material plan, as one Excel workbook: its tables as sheets, and the MRP sheet."""

from __future__ import annotations

import io
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from openpyxl import Workbook

from scheduler.costing import estimate, valuations
from scheduler.outputs.cost_tables import costs_table, valuations_table
from scheduler.outputs.gantt_sheet import write_gantt_sheet
from scheduler.outputs.material_tables import (
    material_orders_table,
    pegging_table,
    suggestions_table,
    uncovered_table,
)
from scheduler.outputs.mrp_sheet import write_mrp_sheet
from scheduler.outputs.plan_tables import (
    demands_table,
    load_table,
    operations_table,
    orders_table,
    unscheduled_table,
)
from scheduler.outputs.sheet import write_sheet
from scheduler.outputs.subcontracts import subcontracts_table
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario

__all__ = ["write_mrp_workbook", "write_plan_workbook"]


def write_plan_workbook(plan: Plan, stream: BinaryIO) -> None:
    """Write the plan as a workbook."""
    with _saved(stream) as book:
        write_sheet(book, "orders", orders_table(plan), late="late_hours")
        write_sheet(book, "demands", demands_table(plan), late="late_hours")
        write_sheet(book, "unscheduled", unscheduled_table(plan))
        write_sheet(book, "operations", operations_table(plan))
        write_gantt_sheet(book, plan)
        write_sheet(book, "subcontracts", subcontracts_table(plan))
        costs = estimate(plan)
        write_sheet(book, "costs", costs_table(plan, costs))
        write_sheet(book, "valuations", valuations_table(plan, valuations(plan, costs)))
        _material_sheets(book, plan.material, plan.scenario)
        write_sheet(book, "load", load_table(plan))
        write_sheet(book, "kpis", Table(("key", "value"), plan.kpis.items()))


def write_mrp_workbook(material: MaterialPlan, scenario: Scenario, stream: BinaryIO) -> None:
    """Write the material plan as a workbook."""
    with _saved(stream) as book:
        write_sheet(book, "orders", material_orders_table(material, scenario), late="late_hours")
        _material_sheets(book, material, scenario)


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


def _material_sheets(book: Workbook, material: MaterialPlan, scenario: Scenario) -> None:
    write_mrp_sheet(book, material, scenario)
    write_sheet(book, "pegging", pegging_table(material))
    write_sheet(book, "suggestions", suggestions_table(material, scenario))
    write_sheet(book, "uncovered", uncovered_table(material))
