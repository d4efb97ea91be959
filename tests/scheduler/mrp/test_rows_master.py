"""Items and bills of materials in whole runs: scrap, borrowed bills, alternatives, records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models.scenario import Item
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

if TYPE_CHECKING:
    from models.material import MaterialPlan


def orders(plan: MaterialPlan) -> list[tuple[str, float]]:
    return [(order.id, float(order.quantity)) for order in plan.orders if not order.is_document]


def pegs(plan: MaterialPlan) -> list[tuple[str, str, float]]:
    return [(peg.supply, peg.demand, float(peg.quantity)) for peg in plan.pegs]


def test_M05_100_at_10_percent_are_ordered_as_110_and_supply_100() -> None:
    # the component is needed for 110, with 5 % of its own: 110 x 2 x 1.05 = 231
    scenario = scenario_of(
        items=[{"id": "P", "source": "make", "scrap": "0.1"}, {"id": "R", "source": "buy"}],
        boms=[{"parent": "P", "components": [{"item": "R", "quantity": 2, "scrap": "0.05"}]}],
        demands=demands_of("P", {8: 100}),
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("MO-P-1", 110), ("PO-R-1", 231)]
    assert pegs(plan) == [("MO-P-1", "P-8", 100), ("PO-R-1", "MO-P-1", 231)]
    assert by_day(grid_of(plan, "P").planned_receipts) == {8: 100}


def test_M05_a_document_of_55_at_10_percent_brings_50() -> None:
    scenario = scenario_of(
        items=[{"id": "P", "source": "buy", "scrap": "0.1"}],
        orders=[{"id": "PO", "type": "purchase", "item": "P", "quantity": 55, "end": "2026-06-02"}],
        demands=demands_of("P", {8: 100}),
    )
    plan = plan_materials(scenario)
    assert pegs(plan) == [("PO", "P-8", 50), ("PO-P-1", "P-8", 50)]
    assert orders(plan) == [("PO-P-1", 55)]


def test_M05_a_maximum_lot_splits_110_and_together_they_supply_100() -> None:
    # 40 supply 36.363636, rounded down; two of them 72.727272 and three of 110 all 100
    scenario = scenario_of(
        items=[{"id": "P", "source": "buy", "scrap": "0.1", "lot": {"maximum": 40}}],
        demands=demands_of("P", {8: 100}),
    )
    plan = plan_materials(scenario)
    assert [quantity for _, quantity in orders(plan)] == [40, 40, 30]
    assert sum(peg.quantity for peg in plan.pegs) == 100


def test_M08_an_order_of_X_takes_what_the_bill_of_Y_says() -> None:
    scenario = scenario_of(
        items=[
            {"id": "X", "source": "make", "reference_bom": "Y"},
            {"id": "Y", "source": "make"},
            {"id": "R", "source": "buy"},
        ],
        boms=[{"parent": "Y", "components": [{"item": "R", "quantity": 3}]}],
        demands=demands_of("X", {8: 10}),
    )
    assert orders(plan_materials(scenario)) == [("MO-X-1", 10), ("PO-R-1", 30)]


def alternatives(mode: str, *, main: int = 30, other: int = 50) -> MaterialPlan:
    """Plan 70 of P, each of one M, which N may replace."""
    return plan_materials(
        scenario_of(
            settings={"mrp": {"alternatives": mode}},
            items=[
                {"id": "P", "source": "make"},
                {"id": "M", "source": "buy", "use_alternatives": True},
                {"id": "N", "source": "buy"},
            ],
            boms=[
                {
                    "parent": "P",
                    "components": [
                        {
                            "item": "M",
                            "quantity": 1,
                            "alternatives": [{"item": "N", "quantity": 1}],
                        }
                    ],
                }
            ],
            stock=[{"item": "M", "quantity": main}, {"item": "N", "quantity": other}],
            demands=demands_of("P", {8: 70}),
        )
    )


def test_M10_mix_takes_30_of_the_main_material_and_40_of_the_other() -> None:
    plan = alternatives("mix")
    assert orders(plan) == [("MO-P-1", 70)]
    assert pegs(plan)[1:] == [("M", "MO-P-1", 30), ("N", "MO-P-1", 40)]


def test_M10_single_replenishes_70_as_neither_material_has_them() -> None:
    plan = alternatives("single")
    assert orders(plan) == [("MO-P-1", 70), ("PO-M-1", 70)]
    assert pegs(plan)[1:] == [("PO-M-1", "MO-P-1", 70)]
    # one that has them serves alone
    assert pegs(alternatives("single", other=80))[1:] == [("N", "MO-P-1", 70)]
    assert pegs(alternatives("single", main=70))[1:] == [("M", "MO-P-1", 70)]


def test_M10_without_alternatives_40_of_the_main_material_are_ordered() -> None:
    plan = alternatives("none")
    assert orders(plan) == [("MO-P-1", 70), ("PO-M-1", 40)]


def test_M10_what_a_need_has_reserved_is_not_replaced() -> None:
    # 60 of M are held for the document: 10 are open, of which the 4 free M and 6 N serve
    scenario = scenario_of(
        settings={"mrp": {"alternatives": "mix"}},
        items=[
            {"id": "P", "source": "make"},
            {"id": "M", "source": "buy", "use_alternatives": True},
            {"id": "N", "source": "buy"},
        ],
        boms=[
            {
                "parent": "P",
                "components": [
                    {"item": "M", "quantity": 1, "alternatives": [{"item": "N", "quantity": 1}]}
                ],
            }
        ],
        stock=[
            {"item": "M", "quantity": 60, "reserved_for": "MO"},
            {"item": "M", "quantity": 4},
            {"item": "N", "quantity": 50},
        ],
        orders=[
            {"id": "MO", "type": "production", "item": "P", "quantity": 70, "end": "2026-06-08"}
        ],
    )
    plan = plan_materials(scenario)
    assert orders(plan) == []
    assert sorted(pegs(plan)) == [("M", "MO", 4), ("M", "MO", 60), ("N", "MO", 6)]


RECORD = {
    "id": "X",
    "source": "buy",
    "blocked": True,
    "blocked_until": "2026-05-31",
    "safety_stock": 20,
    "max_stock": 500,
    "reorder_level": 60,
    "replenish_quantity": 100,
    "lot": {"rule": "storage-time", "days": 5, "minimum": 50, "rounding": 50},
    "fence": "3d",
    "planner": "Ada",
    "thresholds": ["safety-stock", "reorder-level"],
    "supplier": "S2",
    "lead_time": "10d",
    "suppliers": [
        {"supplier": "S1", "preferred": True, "procurement_time": "3d"},
        {
            "supplier": "S2",
            "procurement_time": "4d",
            "shipping_time": "2d",
            "lot": {"rule": "fixed", "size": 40},
        },
    ],
    "warehouses": [
        {
            "warehouse": "N",
            "safety_stock": 5,
            "max_stock": 50,
            "reorder_level": 0,
            "replenish_quantity": 0,
            "lead_time": "7d",
            "lot": {"rule": "at-least", "size": 30},
        }
    ],
}


def test_M31_every_planning_field_of_the_record_loads() -> None:
    item = Item.model_validate(RECORD)
    assert item.model_fields_set == set(RECORD)
    (local,) = item.warehouses
    assert local.safety_stock == 5
    assert local.lead_time == timedelta(days=7)
    assert local.lot is not None
    assert local.lot.size == 30
    assert [row.supplier for row in item.suppliers] == ["S1", "S2"]
    assert Item.model_validate(item.model_dump(mode="json", by_alias=True)) == item


def test_M31_thresholds_of_zero_are_ignored() -> None:
    items = [
        {
            "id": "X",
            "source": "buy",
            "safety_stock": 0,
            "reorder_level": 0,
            "replenish_quantity": 100,
            "max_stock": 0,
        }
    ]
    plan = plan_materials(
        scenario_of(
            items=items, stock=[{"item": "X", "quantity": 10}], demands=demands_of("X", {3: 10})
        )
    )
    assert orders(plan) == []


def by_warehouse(item: dict[str, object], *, apart: bool) -> MaterialPlan:
    """Plan 100 of X in the warehouses N and S, with 4 in stock in each."""
    return plan_materials(
        scenario_of(
            horizon="30d",
            settings={"mrp": {"by_warehouse": apart}},
            warehouses=[{"id": "N"}, {"id": "S"}],
            items=[{"id": "X", "source": "buy", **item}],
            stock=[{"item": "X", "quantity": 4, "warehouse": name} for name in "NS"],
            demands=[
                {
                    "id": f"D-{name}",
                    "item": "X",
                    "quantity": 100,
                    "due": "2026-06-20",
                    "warehouse": name,
                }
                for name in "NS"
            ],
        )
    )


def test_M31_planning_by_warehouse_takes_its_record_and_else_the_item() -> None:
    item: dict[str, object] = {
        "safety_stock": 20,
        "lead_time": "10d",
        "warehouses": [{"warehouse": "N", "safety_stock": 5, "lead_time": "3d"}],
    }
    plan = by_warehouse(item, apart=True)
    rows = [(order.warehouse, float(order.quantity), order.start // 1440) for order in plan.orders]
    # N: 1 missing to its 5 today, then 100, three days before the 20th (day 19); S: 16 to the 20
    assert rows == [("N", 1, -3), ("N", 100, 16), ("S", 16, -10), ("S", 100, 9)]
    # together: 8 in stock, 12 to the safety stock, and 200 after ten days
    plan = by_warehouse(item, apart=False)
    assert [(o.warehouse, float(o.quantity), o.start // 1440) for o in plan.orders] == [
        ("", 12, -10),
        ("", 200, 9),
    ]


@pytest.mark.parametrize(
    ("suppliers", "expected"),
    [
        # the supplier's 2 + 2 days and lots of 70 come before those of warehouse and item
        (
            [
                {
                    "supplier": "S",
                    "procurement_time": "2d",
                    "shipping_time": "2d",
                    "lot": {"rule": "fixed", "size": 70},
                }
            ],
            ("S", 140, 15),
        ),
        # one without times and lot leaves those of the warehouse: 3 days, at least 120
        ([{"supplier": "S"}], ("S", 120, 16)),
        ([{"supplier": "S", "blocked": True, "procurement_time": "2d"}], ("", 120, 16)),
    ],
)
def test_M31_the_supplier_comes_before_the_warehouse_and_that_before_the_item(
    suppliers: list[dict[str, object]], expected: tuple[str, int, int]
) -> None:
    item: dict[str, object] = {
        "lead_time": "10d",
        "lot": {"rule": "fixed", "size": 33},
        "suppliers": suppliers,
        "warehouses": [
            {"warehouse": "N", "lead_time": "3d", "lot": {"rule": "at-least", "size": 120}}
        ],
    }
    plan = by_warehouse(item, apart=True)
    found = [
        (order.supplier, float(order.quantity), order.start // 1440)
        for order in plan.orders
        if order.warehouse == "N"
    ]
    assert found == [expected]


@pytest.mark.parametrize("mode", ["mix", "single"])
def test_M10_a_run_over_its_own_plan_takes_the_same_materials(mode: str) -> None:
    # P takes M alone, Q takes M or N: what is planned of M for P does not tempt Q to take it
    scenario = scenario_of(
        settings={"mrp": {"alternatives": mode}},
        items=[
            {"id": "P", "source": "make"},
            {"id": "Q", "source": "make"},
            {"id": "M", "source": "buy", "use_alternatives": True},
            {"id": "N", "source": "buy"},
        ],
        boms=[
            {"parent": "P", "components": [{"item": "M", "quantity": 1}]},
            {
                "parent": "Q",
                "components": [
                    {"item": "M", "quantity": 1, "alternatives": [{"item": "N", "quantity": 2}]}
                ],
            },
        ],
        stock=[{"item": "M", "quantity": 1}, {"item": "N", "quantity": 12}],
        demands=[*demands_of("P", {8: 10}), *demands_of("Q", {8: 9, 7: 5})],
    )
    first = plan_materials(scenario)
    again = plan_materials(adopt(scenario, first))
    assert orders(again) == []
    taken = {peg.demand: peg.quantity for peg in first.pegs if peg.item == "N"}
    assert taken == {peg.demand: peg.quantity for peg in again.pegs if peg.item == "N"}
    assert sum(taken.values()) == {"mix": 12, "single": 10}[mode]
