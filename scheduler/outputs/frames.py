"""The tables of a plan as pandas data frames, for notebooks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scheduler.costing import estimate, valuations
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

if TYPE_CHECKING:
    import pandas as pd

    from models.plan import Plan
    from scheduler.outputs.table import Table

__all__ = [
    "costs_frame",
    "demands_frame",
    "load_frame",
    "mrp_frame",
    "operations_frame",
    "orders_frame",
    "pegging_frame",
    "suggestions_frame",
    "table_frame",
    "uncovered_frame",
    "unscheduled_frame",
    "valuations_frame",
]


def operations_frame(plan: Plan) -> pd.DataFrame:
    """Return the phase sequence, with the columns of ``operations.csv``.

    Times are in the scenario's zone, quantities are floats.
    """
    return _frame(operations_table(plan), plan)


def orders_frame(plan: Plan) -> pd.DataFrame:
    """Return the orders, with the columns of ``orders.csv``."""
    return _frame(orders_table(plan), plan)


def demands_frame(plan: Plan) -> pd.DataFrame:
    """Return the demands, with the columns of ``demands.csv``."""
    return _frame(demands_table(plan), plan)


def unscheduled_frame(plan: Plan) -> pd.DataFrame:
    """Return the orders left out and why, with the columns of ``unscheduled.csv``."""
    return _frame(unscheduled_table(plan), plan)


def load_frame(plan: Plan) -> pd.DataFrame:
    """Return load against capacity, with the columns of ``load.csv``; dates without a zone."""
    return _frame(load_table(plan), plan)


def mrp_frame(plan: Plan) -> pd.DataFrame:
    """Return the MRP grid, with the columns of ``mrp.csv``; dates without a zone."""
    return _frame(mrp_table(plan.material, plan.scenario), plan)


def pegging_frame(plan: Plan) -> pd.DataFrame:
    """Return which supply serves which demand, with the columns of ``pegging.csv``."""
    return _frame(pegging_table(plan.material), plan)


def suggestions_frame(plan: Plan) -> pd.DataFrame:
    """Return what MRP asks the planner to do, with the columns of ``suggestions.csv``."""
    return table_frame(plan, "suggestions", suggestions_table(plan.material, plan.scenario))


def uncovered_frame(plan: Plan) -> pd.DataFrame:
    """Return what nothing is planned for, with the columns of ``uncovered.csv``."""
    return _frame(uncovered_table(plan.material), plan)


def costs_frame(plan: Plan) -> pd.DataFrame:
    """Return what each order costs, with the columns of ``costs.csv``; amounts are floats."""
    return _frame(costs_table(plan, estimate(plan)), plan)


def valuations_frame(plan: Plan) -> pd.DataFrame:
    """Return the way from cost to price, with the columns of ``valuations.csv``, in floats."""
    return _frame(valuations_table(plan, valuations(plan, estimate(plan))), plan)


def table_frame(plan: Plan, name: str, table: Table) -> pd.DataFrame:
    """Return a table of the plan as a data frame; its name tells what its dates are."""
    moments = frozenset({"date", "new_date"}) if name == "suggestions" else _MOMENTS
    return _frame(table, plan, moments)


_MOMENTS = frozenset(
    {
        "setup_start", "start", "operation_start", "end", "due", "completion", "moved_from",
        "promised", "dispatched", "send", "back",
    }
)  # fmt: skip
_DATES = {"date", "bucket"}


def _frame(table: Table, plan: Plan, moments: frozenset[str] = _MOMENTS) -> pd.DataFrame:
    import pandas as pd  # here: half a second that no command needs

    columns: dict[str, pd.Series[Any]] = {}
    rows = list(table.rows)
    for index, name in enumerate(table.columns):
        values = [row[index] for row in rows]
        if name in moments:
            seconds = [
                value.timestamp() if isinstance(value, datetime) else None for value in values
            ]
            local = pd.to_datetime(pd.Series(seconds, dtype="float64"), unit="s", utc=True)
            columns[name] = local.dt.tz_convert(plan.clock.timezone)
        elif name in _DATES:
            columns[name] = pd.to_datetime(pd.Series(values, dtype="object"))
        else:
            plain = [float(value) if isinstance(value, Decimal) else value for value in values]
            columns[name] = pd.Series(plain)
    return pd.DataFrame(columns)
