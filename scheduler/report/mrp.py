"""The MRP grid as columns of integers: the days on which something happens to an item."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from models.quantity import QUANTITY_SCALE
from models.terms import Sku, TermsTable
from scheduler.outputs.material_tables import busy_days
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.material import ItemGrid
    from models.plan import Plan
    from scheduler.words import Words

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["GRID_ROWS", "MAX_DAYS", "mrp_columns", "shown_grids"]

GRID_ROWS = (
    ("gross", mark("Gross requirements")),
    ("scheduled_receipts", mark("Scheduled receipts")),
    ("projected_on_hand", mark("Projected on hand")),
    ("net", mark("Net requirements")),
    ("planned_receipts", mark("Planned receipts")),
    ("planned_releases", mark("Planned releases")),
)

MAX_DAYS = 40_000
"""Days of all items together that a page carries; what does not fit is in ``mrp.csv``."""


def shown_grids(plan: Plan, max_days: int = MAX_DAYS) -> list[ItemGrid]:
    """Return the grids that fit into a page, in the order of the plan.

    Where not all fit, items that need attention come first: those with a suggestion, without
    supply, or with a stock below zero.
    """
    material = plan.material
    urgent = {(row.item, row.warehouse) for row in material.suggestions}
    urgent |= {(row.item, row.warehouse) for row in material.uncovered}
    ranked: list[tuple[bool, int, int]] = []
    for index, grid in enumerate(material.grid):
        is_short = bool((grid.projected_on_hand < 0).any())
        calm = not (is_short or (grid.item, grid.warehouse) in urgent)
        ranked.append((calm, index, len(busy_days(grid))))
    kept = set(_fitting(sorted(ranked), max_days))
    return [grid for index, grid in enumerate(material.grid) if index in kept]


def _fitting(ranked: Sequence[tuple[bool, int, int]], max_days: int) -> Iterator[int]:
    total = 0
    for _, index, days in ranked:
        total += days
        if total > max_days:
            return
        yield index


def mrp_columns(
    plan: Plan, grids: Sequence[ItemGrid] | None = None, words: Words = ENGLISH
) -> tuple[dict[str, object], dict[str, Ints]]:
    """Return the grids, and what it takes to read them.

    Quantities are whole numbers of the largest unit that divides all of an item's, in two
    columns, ``high * 2**30 + low``, as 32 bits do not hold them. The columns have item after item,
    row after row of `GRID_ROWS`, day after day of ``grid_day``; on a day that is left out nothing
    happens, and the stock is that of the day before.

    Parameters
    ----------
    grids
        Default: `shown_grids`.
    words
        Language of the names of the rows.

    Returns
    -------
    meta, columns
        ``meta["grid"]`` lists item, warehouse, opening stock, past-due releases, unit, number of
        days, safety stock and reorder level; the last two in pieces, null for none.
    """
    grids = shown_grids(plan) if grids is None else grids
    terms = TermsTable(plan.scenario)
    items: list[list[object]] = []
    values: list[Ints] = [np.zeros(0, dtype=np.int64)]
    days: list[int] = []
    for grid in grids:
        busy = busy_days(grid)
        rows = np.stack([getattr(grid, name)[busy] for name, _ in GRID_ROWS])
        unit = gcd(*np.gcd.reduce(rows, axis=1).tolist(), grid.opening, grid.past_due_releases)
        unit = unit or QUANTITY_SCALE
        values.append((rows // unit).ravel())
        days += busy
        opening, past_due = grid.opening // unit, grid.past_due_releases // unit
        levels = _levels(terms, grid)
        items.append([grid.item, grid.warehouse, opening, past_due, unit, len(busy), *levels])
    column = np.concatenate(values)
    meta: dict[str, object] = {
        "grid": items,
        "grid_rows": [words.text(label) for _, label in GRID_ROWS],
        "grid_scale": QUANTITY_SCALE,
        "grid_buckets": plan.material.num_buckets,
        "grid_total": len(plan.material.grid),
    }
    return meta, {
        "grid_day": np.array(days, dtype=np.int64),
        "grid_high": column >> 30,
        "grid_low": column & (2**30 - 1),
    }


def _levels(terms: TermsTable, grid: ItemGrid) -> tuple[float | None, float | None]:
    """Return safety stock and reorder level as the chart draws them."""
    of = terms.of(Sku(grid.item, grid.warehouse))
    return float(of.safety_stock) or None, float(of.reorder_level) or None
