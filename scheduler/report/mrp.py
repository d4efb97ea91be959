"""The MRP grid as columns of integers."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from models.quantity import QUANTITY_SCALE

if TYPE_CHECKING:
    from models.plan import Plan

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["GRID_ROWS", "mrp_columns"]

GRID_ROWS = (
    ("gross", "Gross requirements"),
    ("scheduled_receipts", "Scheduled receipts"),
    ("projected_on_hand", "Projected on hand"),
    ("net", "Net requirements"),
    ("planned_receipts", "Planned receipts"),
    ("planned_releases", "Planned releases"),
)


def mrp_columns(plan: Plan) -> tuple[dict[str, object], dict[str, Ints]]:
    """Return the grid of every item, and what it takes to read it.

    Quantities are whole numbers of the largest unit that divides all of an item's, in two
    columns, ``high * 2**30 + low``, as 32 bits do not hold them. The columns have item after item,
    row after row of `GRID_ROWS`, bucket after bucket.

    Returns
    -------
    meta, columns
        ``meta["grid"]`` lists item, opening stock, past-due releases, unit and buckets.
    """
    items: list[list[object]] = []
    values: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for grid in plan.material.grid:
        rows = np.stack([getattr(grid, name) for name, _ in GRID_ROWS])
        unit = gcd(*np.gcd.reduce(rows, axis=1).tolist(), grid.opening, grid.past_due_releases)
        unit = unit or QUANTITY_SCALE
        values.append((rows // unit).ravel())
        opening, past_due = grid.opening // unit, grid.past_due_releases // unit
        items.append([grid.item, opening, past_due, unit, rows.shape[1]])
    column = np.concatenate(values)
    meta: dict[str, object] = {
        "grid": items,
        "grid_rows": [label for _, label in GRID_ROWS],
        "grid_scale": QUANTITY_SCALE,
    }
    return meta, {"grid_high": column >> 30, "grid_low": column & (2**30 - 1)}
