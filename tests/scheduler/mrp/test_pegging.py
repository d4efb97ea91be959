"""Pegging: who serves whom, and the tree from a demand down to the last bought part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.material import DemandKind, SupplyKind
from scheduler.mrp import PegNode, peg_tree, plan_materials
from scheduler.mrp.needs import Need, Supply, When
from scheduler.mrp.pegging import match_in_order
from tests.scheduler.mrp.mrp_helpers import demands_of, scenario_of

if TYPE_CHECKING:
    from models.material import MaterialPlan

Told = tuple[str, str, int, list[object]]
"""Kind, id, pieces, and the same of what serves it."""


def pegs(plan: MaterialPlan, item: str) -> list[tuple[str, str, float]]:
    return [(peg.supply, peg.demand, float(peg.quantity)) for peg in plan.pegs if peg.item == item]


def test_supplies_are_split_over_needs_and_needs_over_supplies() -> None:
    supplies = [
        Supply(When(0, 0), SupplyKind.ORDER, name, quantity)
        for name, quantity in (("empty", 0), ("S1", 5), ("S2", 4), ("S3", 9))
    ]
    needs = [
        Need(When(1, 0), DemandKind.DEMAND, name, "X", quantity)
        for name, quantity in (("D1", 2), ("D2", 6), ("D3", 3))
    ]
    # D1: 2 of S1; D2: 3 of S1, 3 of S2; D3: 1 of S2, 2 of S3
    assert match_in_order(supplies, needs) == [
        (1, 0, 2),
        (1, 1, 3),
        (2, 1, 3),
        (2, 2, 1),
        (3, 2, 2),
    ]


def test_stock_comes_first_then_receipts_by_time_then_the_planned_order() -> None:
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy"}],
        stock=[{"item": "X", "quantity": 10}],
        orders=[
            {"id": "LATER", "type": "purchase", "item": "X", "quantity": 6, "end": "2026-06-05"},
            {"id": "SOONER", "type": "purchase", "item": "X", "quantity": 5, "end": "2026-06-04"},
        ],
        demands=demands_of("X", {5: 25, 3: 4, 6: 7}),
    )
    # day 3: 4 of the stock; day 5: 6 + 5 + 6 + 8 planned; day 6: 7 planned
    assert pegs(plan_materials(scenario), "X") == [
        ("X", "X-3", 4),
        ("X", "X-5", 6),
        ("SOONER", "X-5", 5),
        ("LATER", "X-5", 6),
        ("PO-X-1", "X-5", 8),
        ("PO-X-2", "X-6", 7),
    ]


def test_R07_stock_held_for_safety_is_pegged_to_nobody() -> None:
    # 12 on hand, 10 of them safety stock: 2 are free
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "safety_stock": 10}],
        stock=[{"item": "X", "quantity": 12}],
        demands=demands_of("X", {3: 1, 4: 4, 5: 2}),
    )
    assert pegs(plan_materials(scenario), "X") == [
        ("X", "X-3", 1),
        ("X", "X-4", 1),
        ("PO-X-1", "X-4", 3),
        ("PO-X-2", "X-5", 2),
    ]


def test_R08_the_refill_of_safety_stock_is_a_need_of_its_own() -> None:
    # 4 on hand, 10 wanted: today 6 for the safety stock after the 5 due today, in one lot of 20;
    # the 9 left serve day 4, and 2 of day 5 need a second lot
    scenario = scenario_of(
        items=[
            {
                "id": "X",
                "source": "buy",
                "safety_stock": 10,
                "lot": {"rule": "fixed", "size": 20},
            }
        ],
        stock=[{"item": "X", "quantity": 4}],
        demands=demands_of("X", {1: 5, 4: 9, 5: 2}),
    )
    plan = plan_materials(scenario)
    assert pegs(plan, "X") == [
        ("PO-X-1", "X-1", 5),
        ("PO-X-1", "X", 6),
        ("PO-X-1", "X-4", 9),
        ("PO-X-2", "X-5", 2),
    ]
    assert [peg.demand_kind for peg in plan.pegs][:2] == [
        DemandKind.DEMAND,
        DemandKind.SAFETY_STOCK,
    ]


def test_what_a_demand_has_reserved_never_refills_the_safety_stock_of_its_namesake() -> None:
    # a demand called like its item has 10 reserved and takes 5; the 10 of safety stock are ordered
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "safety_stock": 10}],
        stock=[{"item": "X", "quantity": 10, "reserved_for": "X"}],
        demands=[{"id": "X", "item": "X", "quantity": 5, "due": "2026-06-08"}],
    )
    plan = plan_materials(scenario)
    assert [(peg.supply, peg.demand_kind, float(peg.quantity)) for peg in plan.pegs] == [
        ("X", DemandKind.DEMAND, 5),
        ("PO-X-1", DemandKind.SAFETY_STOCK, 10),
    ]


def test_an_order_is_due_when_the_first_need_it_serves_is() -> None:
    # 10 on hand cover the noon need of 2 June; the order is for 15:00, and for the rest of the week
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "lot": {"rule": "weekly"}}],
        stock=[{"item": "X", "quantity": 10}],
        demands=[
            {"id": "NOON", "item": "X", "quantity": 10, "due": "2026-06-02T12:00"},
            {"id": "THREE", "item": "X", "quantity": 5, "due": "2026-06-02T15:00"},
            {"id": "NEXT", "item": "X", "quantity": 5, "due": "2026-06-04"},
        ],
    )
    (order,) = plan_materials(scenario).orders
    assert order.quantity == 10
    assert order.end == 1440 + 15 * 60


def test_planned_orders_avoid_the_names_of_documents_of_any_item() -> None:
    scenario = scenario_of(
        items=[{"id": "X", "source": "transfer"}, {"id": "Y", "source": "subcontract"}],
        orders=[
            {"id": "TO-X-2", "type": "purchase", "item": "Y", "quantity": 1, "end": "2026-06-05"}
        ],
        demands=[*demands_of("X", {3: 1, 4: 1, 5: 1}), *demands_of("Y", {9: 3})],
    )
    names = [order.id for order in plan_materials(scenario).orders if not order.is_document]
    assert names == ["TO-X-1", "TO-X-3", "TO-X-4", "SC-Y-1"]


def chain() -> MaterialPlan:
    """Return a plan of 4 tables: 16 legs from 6 in stock and a lot of 12, each leg of one bar."""
    return plan_materials(
        scenario_of(
            items=[
                {"id": "TABLE", "source": "make"},
                {"id": "LEG", "source": "make", "lot": {"rule": "fixed", "size": 12}},
                {"id": "BAR", "source": "buy"},
            ],
            boms=[
                {"parent": "TABLE", "components": [{"item": "LEG", "quantity": 4}]},
                {"parent": "LEG", "components": [{"item": "BAR", "quantity": 1}]},
            ],
            stock=[{"item": "LEG", "quantity": 6}],
            demands=demands_of("TABLE", {9: 4}),
        )
    )


def test_the_peg_tree_runs_from_the_demand_to_the_last_bought_part() -> None:
    tree = peg_tree(chain(), "TABLE-9")

    def told(node: PegNode) -> Told:
        below: list[object] = [told(supply) for supply in node.supplies]
        return (node.kind.value, node.id, int(node.quantity), below)

    # 10 of the 12 legs are held for the tables; the bars are those of the whole order
    bars: Told = ("order", "PO-BAR-1", 12, [])
    legs: list[object] = [("stock", "LEG", 6, []), ("order", "MO-LEG-1", 10, [bars])]
    assert told(tree) == ("demand", "TABLE-9", 4, [("order", "MO-TABLE-1", 4, legs)])


def test_the_peg_tree_of_an_order_starts_there() -> None:
    tree = peg_tree(chain(), "MO-LEG-1")
    assert (tree.id, tree.item, int(tree.quantity)) == ("MO-LEG-1", "LEG", 12)
    assert [node.id for node in tree.supplies] == ["PO-BAR-1"]


def test_the_peg_tree_of_an_unknown_root_names_it() -> None:
    with pytest.raises(LookupError, match="no demand and no order 'TABLE-10' in the material"):
        peg_tree(chain(), "TABLE-10")
