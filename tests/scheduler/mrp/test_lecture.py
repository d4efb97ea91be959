"""The complete MRP example of the lecture, cell by cell."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from models.quantity import from_units
from scheduler.mrp import plan_materials
from tests.scheduler.mrp.mrp_helpers import SCENARIOS, grid_of, read_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import ItemGrid, MaterialPlan


def cells(grid: ItemGrid) -> Iterator[list[str]]:
    """Yield the rows of an item's grid as the lecture writes them."""
    rows = {
        **{f"req:{label}": row for label, row in grid.requirements.items()},
        "gross": grid.gross,
        "sr": grid.scheduled_receipts,
        "poh": grid.projected_on_hand,
        "net": grid.net,
        "rec": grid.planned_receipts,
        "rel": grid.planned_releases,
    }
    for name, row in rows.items():
        opening = f"{from_units(grid.opening):f}" if name == "poh" else ""
        yield [grid.item, name, opening, *(f"{from_units(int(cell)):f}" for cell in row)]


def lecture_plan() -> MaterialPlan:
    return plan_materials(read_scenario("mrp-lecture.yaml"))


def test_R30_whole_lecture_grid() -> None:
    plan = lecture_plan()
    computed = [row for grid in plan.grid for row in cells(grid)]
    with (SCENARIOS / "mrp-lecture.expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))
    assert [["item", "row", *(f"p{n}" for n in range(9))], *computed] == expected
    assert len(computed) == 41  # 7 rows of A and F, 9 of B, D and C


def test_no_release_of_the_lecture_is_past_due() -> None:
    plan = lecture_plan()
    assert not any(order.past_due for order in plan.orders)
    assert all(grid.past_due_releases == 0 for grid in plan.grid)


def test_R06_D_is_covered_by_stock_then_receipt_then_one_planned_lot() -> None:
    grid = grid_of(lecture_plan(), "D")
    on_hand = [int(units) // 1_000_000 for units in grid.projected_on_hand]
    assert on_hand == [150, 130, 130, 90, 50, 30, 10, 10]


def test_the_planned_lot_of_D_serves_the_needs_that_stock_and_receipt_leave() -> None:
    # needs: A 20 (p2), A 200 + F 40 (p4), F 40 (p5), A 20 (p6), F 20 (p7); stock 50, PO-D-1 100
    # stock: A-1 20 and 30 of A-2; PO-D-1: 100 of A-2; PO-D-2 (the name PO-D-1 is taken): the rest
    plan = lecture_plan()
    pegs = [(peg.supply, peg.demand, int(peg.quantity)) for peg in plan.pegs if peg.item == "D"]
    assert pegs == [
        ("D", "MO-A-1", 20),
        ("D", "MO-A-2", 30),
        ("PO-D-1", "MO-A-2", 100),
        ("PO-D-2", "MO-A-2", 70),
        ("PO-D-2", "MO-F-1", 40),
        ("PO-D-2", "MO-F-2", 40),
        ("PO-D-2", "MO-A-3", 20),
        ("PO-D-2", "MO-F-3", 20),
    ]
