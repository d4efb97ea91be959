"""The MRP grid as planners read it: a row for each quantity, a column for each day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from models.calendar import Clock
from models.quantity import QUANTITY_SCALE
from scheduler.outputs.material_tables import grid_rows
from scheduler.outputs.sheet import MOST_ROWS, SheetWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook

    from models.material import ItemGrid, MaterialPlan
    from models.scenario import Scenario
    from scheduler.outputs.table import Cell

__all__ = ["MOST_CELLS", "write_mrp_sheet"]

MOST_CELLS = 3_000_000
"""Days of a sheet, over all rows; a larger one would open after minutes, if at all."""

_MOST_DAYS = 16_000
_HEAD = ("item", "warehouse", "quantity", "opening")
_WIDTHS = (22, 12, 30, 11)
_DAY_WIDTH = 11
_LABELS = {
    "gross": "Gross requirements",
    "sr": "Scheduled receipts",
    "poh": "Projected on hand",
    "net": "Net requirements",
    "rec": "Planned receipts",
    "rel": "Planned releases",
}


def write_mrp_sheet(
    book: Workbook, material: MaterialPlan, scenario: Scenario, most_cells: int = MOST_CELLS
) -> None:
    """Write the sheet ``mrp``; days without a quantity are empty, negative stock is red.

    Parameters
    ----------
    most_cells
        Whole items are left out beyond so many days over all rows, and a note says so.
    """
    first = Clock.of(scenario.scenario).first_day
    num_days = min(material.num_buckets, _MOST_DAYS)
    widths = [*_WIDTHS, *[_DAY_WIDTH] * num_days]
    writer = SheetWriter(book, "mrp", widths, freeze="E2")
    writer.header([*_HEAD, *(first + timedelta(days=day) for day in range(num_days))])
    most_rows = min(MOST_ROWS - 2, most_cells // max(1, num_days))
    num_left = 0
    for grid in material.grid:
        num_rows = len(_LABELS) + len(grid.requirements)
        if num_left or writer.num_rows + num_rows > most_rows + 1:
            num_left += 1
            continue
        for row in _rows(grid, num_days):
            writer.row(row)
    _colour(writer, num_days)
    writer.filter()
    if num_left:
        writer.note(f"{num_left:,} more items: the sheet would be too large. mrp.csv has them all.")
    if num_days < material.num_buckets:
        writer.note(f"Days after the first {num_days:,} are left out. mrp.csv has them all.")


def _rows(grid: ItemGrid, num_days: int) -> Iterator[tuple[Cell, ...]]:
    for name, opening, values in grid_rows(grid):
        keeps_zero = name == "poh"
        yield (
            grid.item, grid.warehouse, _LABELS.get(name) or f"of it {name.removeprefix('req:')}",
            opening,
            *(
                units / QUANTITY_SCALE if units or keeps_zero else None
                for units in values[:num_days].tolist()
            ),
        )  # fmt: skip


def _colour(writer: SheetWriter, num_days: int) -> None:
    """Colour every quantity below zero, today's stock included."""
    last = get_column_letter(len(_HEAD) + num_days)
    red = DifferentialStyle(
        font=Font(color="9C0006", bold=True), fill=PatternFill(bgColor="FFC7CE")
    )
    rule = Rule(type="cellIs", operator="lessThan", formula=["0"], dxf=red)
    area = f"D2:{last}{max(2, writer.num_rows)}"
    writer.sheet.conditional_formatting.add(area, rule)
