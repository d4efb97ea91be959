"""The tables of a plan as pandas data frames, for notebooks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scheduler.outputs.material_tables import mrp_table, pegging_table
from scheduler.outputs.plan_tables import (
    demands_table,
    load_table,
    operations_table,
    orders_table,
)

if TYPE_CHECKING:
    import pandas as pd

    from models.plan import Plan
    from scheduler.outputs.table import Table

__all__ = [
    "demands_frame",
    "load_frame",
    "mrp_frame",
    "operations_frame",
    "orders_frame",
    "pegging_frame",
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


def load_frame(plan: Plan) -> pd.DataFrame:
    """Return load against capacity, with the columns of ``load.csv``; dates without a zone."""
    return _frame(load_table(plan), plan)


def mrp_frame(plan: Plan) -> pd.DataFrame:
    """Return the MRP grid, with the columns of ``mrp.csv``; dates without a zone."""
    return _frame(mrp_table(plan.material, plan.scenario), plan)


def pegging_frame(plan: Plan) -> pd.DataFrame:
    """Return which supply serves which demand, with the columns of ``pegging.csv``."""
    return _frame(pegging_table(plan.material), plan)


_MOMENTS = {"setup_start", "start", "run_start", "end", "due", "completion"}
_DATES = {"date", "bucket"}


def _frame(table: Table, plan: Plan) -> pd.DataFrame:
    import pandas as pd  # here: half a second that no command needs

    columns: dict[str, pd.Series[Any]] = {}
    for index, name in enumerate(table.columns):
        values = [row[index] for row in table.rows]
        if name in _MOMENTS:
            seconds = [
                value.timestamp() if isinstance(value, datetime) else None for value in values
            ]
            moments = pd.to_datetime(pd.Series(seconds, dtype="float64"), unit="s", utc=True)
            columns[name] = moments.dt.tz_convert(plan.clock.timezone)
        elif name in _DATES:
            columns[name] = pd.to_datetime(pd.Series(values, dtype="object"))
        else:
            plain = [float(value) if isinstance(value, Decimal) else value for value in values]
            columns[name] = pd.Series(plain)
    return pd.DataFrame(columns)
