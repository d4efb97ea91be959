"""The tables of a plan as pandas data frames, for notebooks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.outputs.columns import Holds
from scheduler.outputs.every_table import EVERY_TABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from models.plan import Plan
    from scheduler.outputs.table import Cell

__all__ = ["table_frame"]


def table_frame(plan: Plan, name: str) -> pd.DataFrame:
    """Return a table of the plan as a data frame, with the columns of its file.

    Moments are in the zone of the scenario, dates have none, quantities and money are floats.

    Parameters
    ----------
    name
        That of its file without the ending.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    if name not in EVERY_TABLE:
        message = f"found the table {name!r}, expected one of {', '.join(EVERY_TABLE)}"
        raise ValueError(message)
    import pandas as pd  # here: half a second that no command needs

    listed = EVERY_TABLE[name]
    rows = list(listed.make(plan).rows)
    return pd.DataFrame(
        {
            column: _series([row[index] for row in rows], holds, plan.clock.timezone)
            for index, (column, holds) in enumerate(listed.columns.items())
        }
    )


def _series(cells: Sequence[Cell], holds: Holds, timezone: str) -> pd.Series:
    import pandas as pd

    if holds is Holds.MOMENT:
        seconds = [cell.timestamp() if isinstance(cell, datetime) else None for cell in cells]
        moments = pd.to_datetime(pd.Series(seconds, dtype="float64"), unit="s", utc=True)
        return moments.dt.tz_convert(timezone)
    if holds is Holds.DATE:
        return pd.to_datetime(pd.Series(list(cells), dtype="object"))
    return pd.Series([float(cell) if isinstance(cell, Decimal) else cell for cell in cells])
