"""The one list of the tables of a plan: files, workbooks and data frames all take theirs from it.

A new table is one entry of `TABLES`, and a section of ``docs/outputs.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scheduler.capacity import capacity_of
from scheduler.costing import estimate, estimated_documents
from scheduler.outputs.capacity_tables import (
    CAPACITY_COLUMNS,
    CENTER_COLUMNS,
    capacity_table,
    centers_table,
)
from scheduler.outputs.columns import NUMBER, TEXT
from scheduler.outputs.cost_tables import (
    COST_COLUMNS,
    VALUATION_COLUMNS,
    costs_table,
    valuations_table,
)
from scheduler.outputs.material_tables import (
    MRP_COLUMNS,
    PEGGING_COLUMNS,
    SUGGESTION_COLUMNS,
    UNCOVERED_COLUMNS,
    material_orders_table,
    mrp_table,
    pegging_table,
    suggestions_table,
    uncovered_table,
)
from scheduler.outputs.plan_tables import (
    DEMAND_COLUMNS,
    LOAD_COLUMNS,
    OPERATION_COLUMNS,
    ORDER_COLUMNS,
    UNSCHEDULED_COLUMNS,
    demands_table,
    load_table,
    operations_table,
    orders_table,
    unscheduled_table,
)
from scheduler.outputs.subcontracts import SUBCONTRACT_COLUMNS, subcontracts_table
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.folder import Writer

__all__ = [
    "EVERY_TABLE",
    "MATERIAL_TABLES",
    "TABLES",
    "MaterialTable",
    "PlanTable",
    "csv_files",
    "every_table",
    "kpis_table",
    "material_tables",
]


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table of a plan: what it has, and how it is made.

    Parameters
    ----------
    columns
        In the order of the table.
    make
        Returns the table, with these columns.
    late
        Column of hours late, which workbooks colour; empty for none.
    """

    columns: Columns
    make: Callable[[Plan], Table]
    late: str = ""


@dataclass(frozen=True, slots=True)
class MaterialTable:
    """A table of a material plan; see `PlanTable`."""

    columns: Columns
    make: Callable[[MaterialPlan, Scenario], Table]
    late: str = ""


MATERIAL_TABLES: Mapping[str, MaterialTable] = {
    "orders": MaterialTable(ORDER_COLUMNS, material_orders_table, late="late_hours"),
    "mrp": MaterialTable(MRP_COLUMNS, partial(mrp_table, every_day=False)),
    "pegging": MaterialTable(PEGGING_COLUMNS, lambda material, _: pegging_table(material)),
    "suggestions": MaterialTable(SUGGESTION_COLUMNS, suggestions_table),
    "uncovered": MaterialTable(UNCOVERED_COLUMNS, lambda material, _: uncovered_table(material)),
}
"""Of a material plan alone, as `TABLES`; in a plan, orders have other dates, and mrp every day."""


def _of_material(name: str) -> PlanTable:
    """Return the table of a plan that is the one of its material plan."""
    table = MATERIAL_TABLES[name]
    return PlanTable(
        table.columns, lambda plan: table.make(plan.material, plan.scenario), table.late
    )


TABLES: Mapping[str, PlanTable] = {
    "orders": PlanTable(ORDER_COLUMNS, orders_table, late="late_hours"),
    "demands": PlanTable(DEMAND_COLUMNS, demands_table, late="late_hours"),
    "unscheduled": PlanTable(UNSCHEDULED_COLUMNS, unscheduled_table),
    "operations": PlanTable(OPERATION_COLUMNS, operations_table),
    "subcontracts": PlanTable(SUBCONTRACT_COLUMNS, subcontracts_table),
    "costs": PlanTable(COST_COLUMNS, lambda plan: costs_table(plan, estimate(plan))),
    "valuations": PlanTable(
        VALUATION_COLUMNS, lambda plan: valuations_table(plan, estimated_documents(plan))
    ),
    "mrp": PlanTable(MRP_COLUMNS, lambda plan: mrp_table(plan.material, plan.scenario)),
    "pegging": _of_material("pegging"),
    "suggestions": _of_material("suggestions"),
    "uncovered": _of_material("uncovered"),
    "load": PlanTable(LOAD_COLUMNS, load_table),
    "capacity": PlanTable(CAPACITY_COLUMNS, lambda plan: capacity_table(capacity_of(plan))),
    "centers": PlanTable(CENTER_COLUMNS, lambda plan: centers_table(capacity_of(plan))),
}
"""By the name of the file without its ending, in the order of the sheets of a workbook."""


def kpis_table(plan: Plan) -> Table:
    """Return the key figures, numbers and texts apart; what is not defined has neither."""
    return Table(
        tuple(_KPI_COLUMNS),
        [
            (key, None, value) if isinstance(value, str) else (key, value, None)
            for key, value in plan.kpis.items()
        ],
    )


_KPI_COLUMNS: Columns = {"key": TEXT, "value": NUMBER, "text": TEXT}

EVERY_TABLE: Mapping[str, PlanTable] = {**TABLES, "kpis": PlanTable(_KPI_COLUMNS, kpis_table)}
"""With the key figures, which plan folders, workbooks and JSON have in a form of their own."""


def every_table(plan: Plan) -> dict[str, Callable[[], Table]]:
    """Return what makes each table of a plan, the key figures last."""
    return {name: partial(table.make, plan) for name, table in EVERY_TABLE.items()}


def material_tables(material: MaterialPlan, scenario: Scenario) -> dict[str, Callable[[], Table]]:
    """Return what makes each table of a material plan."""
    return {
        name: partial(table.make, material, scenario) for name, table in MATERIAL_TABLES.items()
    }


def csv_files(tables: Mapping[str, Callable[[], Table]]) -> dict[str, Writer]:
    """Return what writes tables as CSV, by the names of their files."""

    def writer(make: Callable[[], Table]) -> Writer:
        return lambda stream: make().write_csv(stream)

    return {f"{name}.csv": writer(make) for name, make in tables.items()}
