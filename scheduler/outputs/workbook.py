"""A plan, or a material plan, as one Excel workbook: its tables as sheets, and the MRP sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook

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
)
from scheduler.outputs.sheet import write_sheet
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario

__all__ = ["mrp_workbook", "plan_workbook"]


def plan_workbook(plan: Plan) -> Workbook:
    """Return the plan as a workbook that may be saved once."""
    book = Workbook(write_only=True)
    write_sheet(book, "orders", orders_table(plan))
    write_sheet(book, "demands", demands_table(plan))
    write_sheet(book, "operations", operations_table(plan))
    _material_sheets(book, plan.material, plan.scenario)
    write_sheet(book, "load", load_table(plan))
    write_sheet(book, "kpis", Table(("key", "value"), plan.kpis.items()))
    return book


def mrp_workbook(material: MaterialPlan, scenario: Scenario) -> Workbook:
    """Return the material plan as a workbook that may be saved once."""
    book = Workbook(write_only=True)
    write_sheet(book, "orders", material_orders_table(material, scenario))
    _material_sheets(book, material, scenario)
    return book


def _material_sheets(book: Workbook, material: MaterialPlan, scenario: Scenario) -> None:
    write_mrp_sheet(book, material, scenario)
    write_sheet(book, "pegging", pegging_table(material))
    write_sheet(book, "suggestions", suggestions_table(material, scenario))
    write_sheet(book, "uncovered", uncovered_table(material))
