"""All tables of a plan by name, each made when it is asked for."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from scheduler.capacity import capacity_of
from scheduler.costing import estimate, valuations
from scheduler.outputs.capacity_tables import capacity_table, centers_table
from scheduler.outputs.cost_tables import costs_table, valuations_table
from scheduler.outputs.material_tables import (
    mrp_table,
    pegging_table,
    suggestions_table,
    uncovered_table,
)
from scheduler.outputs.plan_tables import (
    demands_table,
    load_table,
    operations_table,
    orders_table,
    unscheduled_table,
)
from scheduler.outputs.remedy_table import remedies_table
from scheduler.outputs.subcontracts import subcontracts_table
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.plan import Plan
    from scheduler.outputs.folder import Writer

__all__ = ["TABLES", "csv_files", "every_table", "kpis_table"]

# two tables each are made of what takes a second for a large plan; the last plan's is kept
_estimate, _capacity = lru_cache(maxsize=1)(estimate), lru_cache(maxsize=1)(capacity_of)


TABLES: Mapping[str, Callable[[Plan], Table]] = {
    "operations": operations_table,
    "orders": orders_table,
    "demands": demands_table,
    "unscheduled": unscheduled_table,
    "remedies": remedies_table,
    "subcontracts": subcontracts_table,
    "costs": lambda plan: costs_table(plan, _estimate(plan)),
    "valuations": lambda plan: valuations_table(plan, valuations(plan, _estimate(plan))),
    "mrp": lambda plan: mrp_table(plan.material, plan.scenario),
    "pegging": lambda plan: pegging_table(plan.material),
    "suggestions": lambda plan: suggestions_table(plan.material, plan.scenario),
    "uncovered": lambda plan: uncovered_table(plan.material),
    "load": load_table,
    "capacity": lambda plan: capacity_table(_capacity(plan)),
    "centers": lambda plan: centers_table(_capacity(plan)),
}
"""By the name of the file without its ending; the key figures are beside these."""


def every_table(plan: Plan) -> dict[str, Callable[[], Table]]:
    """Return the tables of a plan, the key figures last."""
    return {name: partial(make, plan) for name, make in (*TABLES.items(), ("kpis", kpis_table))}


def csv_files(tables: Mapping[str, Callable[[], Table]]) -> dict[str, Writer]:
    """Return what writes tables as CSV, by the names of their files."""

    def writer(make: Callable[[], Table]) -> Writer:
        return lambda stream: make().write_csv(stream)

    return {f"{name}.csv": writer(make) for name, make in tables.items()}


def kpis_table(plan: Plan) -> Table:
    """Return the key figures, numbers and texts apart; what is not defined has neither."""
    return Table(
        ("key", "value", "text"),
        [
            (key, None, value) if isinstance(value, str) else (key, value, None)
            for key, value in plan.kpis.items()
        ],
    )
