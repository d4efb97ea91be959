"""When suppliers send what is planned to be ordered."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from scheduler.mrp import plan_materials
from scheduler.outputs import write_mrp
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_planned_purchase_leaves_its_supplier_after_procurement(tmp_path: Path) -> None:
    # wanted on the 12th: ordered 3 + 2 days before, on the 7th, sent 3 days later, on the 10th
    supplier = {"supplier": "S", "procurement_time": "3d", "shipping_time": "2d"}
    scenario = scenario_of(
        items=[
            {"id": "A", "source": "buy", "suppliers": [supplier]},
            {"id": "B", "source": "buy", "lead_time": "5d"},
            {"id": "C", "source": "buy", "suppliers": [{**supplier, "shipping_time": "0d"}]},
        ],
        demands=[
            {"id": f"D-{item}", "item": item, "quantity": 1, "due": "2026-06-12"} for item in "ABC"
        ],
    )
    write_mrp(plan_materials(scenario), scenario, tmp_path / "mrp")
    with (tmp_path / "mrp" / "orders.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["item"]: row for row in csv.DictReader(stream)}
    assert rows["A"]["start"].startswith("2026-06-07")
    assert rows["A"]["dispatched"].startswith("2026-06-10")
    assert rows["B"]["dispatched"] == rows["C"]["dispatched"] == ""
