"""The list of the execution tables of a plan; see `scheduler.outputs.every_table`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scheduler.execution.activities import (
    RESOURCE_COLUMNS,
    WORKER_COLUMNS,
    resource_activities,
    worker_activities,
)
from scheduler.execution.execution import Execution
from scheduler.execution.order_tables import (
    INTERNAL_COLUMNS,
    PRODUCTION_COLUMNS,
    PURCHASE_COLUMNS,
    SALES_COLUMNS,
    SUBCONTRACT_COLUMNS,
    internal_orders,
    production_orders,
    purchase_orders,
    sales_orders,
    subcontract_orders,
)
from scheduler.execution.run_tables import (
    ERROR_COLUMNS,
    PARAMETER_COLUMNS,
    WARNING_COLUMNS,
    execution_errors,
    import_warnings,
    parameters,
)
from scheduler.execution.stock import STOCK_COLUMNS, stock_records
from scheduler.execution.work_tables import (
    DEPENDENT_COLUMNS,
    OPERATION_COLUMNS,
    TASK_COLUMNS,
    dependent_demand,
    operations,
    tasks,
)
from scheduler.outputs.every_table import PlanTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.plan import Plan
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Table

__all__ = ["EXECUTION_TABLES", "execution_tables"]


def _listed(columns: Columns, make: Callable[[Execution], Table], late: str = "") -> PlanTable:
    return PlanTable(columns, lambda plan: make(plan.once(Execution)), late)


EXECUTION_TABLES: Mapping[str, PlanTable] = {
    "parameters": _listed(PARAMETER_COLUMNS, parameters),
    "import_warnings": _listed(WARNING_COLUMNS, import_warnings),
    "execution_errors": _listed(ERROR_COLUMNS, execution_errors),
    "purchase_orders": _listed(PURCHASE_COLUMNS, purchase_orders, "late_hours"),
    "subcontract_orders": _listed(SUBCONTRACT_COLUMNS, subcontract_orders, "late_hours"),
    "production_orders": _listed(PRODUCTION_COLUMNS, production_orders, "late_hours"),
    "operations": _listed(OPERATION_COLUMNS, operations),
    "dependent_demand": _listed(DEPENDENT_COLUMNS, dependent_demand),
    "sales_orders": _listed(SALES_COLUMNS, sales_orders, "late_hours"),
    "internal_orders": _listed(INTERNAL_COLUMNS, internal_orders, "late_hours"),
    "tasks": _listed(TASK_COLUMNS, tasks),
    "stock_records": _listed(STOCK_COLUMNS, stock_records),
    "worker_activities": _listed(WORKER_COLUMNS, worker_activities),
    "resource_activities": _listed(RESOURCE_COLUMNS, resource_activities),
}
"""By name, in the order of the tabs that planners know them by."""


def execution_tables(plan: Plan) -> dict[str, Callable[[], Table]]:
    """Return what makes each execution table of a plan, by name.

    What a plan has nothing of is a table without rows, with its columns.
    """
    return {name: partial(table.make, plan) for name, table in EXECUTION_TABLES.items()}
