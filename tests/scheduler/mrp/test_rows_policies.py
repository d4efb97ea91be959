"""Which items a run plans, and what each demand gets: planners, blocks, jobs, versions, kits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.material import Advice, DemandKind
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

if TYPE_CHECKING:
    from models.material import MaterialPlan


def orders(plan: MaterialPlan) -> list[tuple[str, str, float]]:
    """Return id, job and pieces of the planned orders."""
    return [
        (order.id, order.job, float(order.quantity))
        for order in plan.orders
        if not order.is_document
    ]


def pegs(plan: MaterialPlan) -> list[tuple[str, str, float]]:
    return [(peg.supply, peg.demand, float(peg.quantity)) for peg in plan.pegs]


def uncovered(plan: MaterialPlan) -> list[tuple[str, str, float, str]]:
    return [(row.demand, row.item, float(row.quantity), row.reason) for row in plan.uncovered]


BLOCKED = {"id": "X", "source": "buy", "blocked": True}


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"blocked_until": "2026-06-20"}, "X is blocked until 2026-06-20"),
        ({"blocked_until": "2026-06-02"}, "X is blocked until 2026-06-02"),
        ({}, "X is blocked"),
    ],
)
def test_M32_a_blocked_item_is_not_proposed_and_its_need_is_uncovered(
    item: dict[str, str], reason: str
) -> None:
    # 4 in stock serve the demand as far as they go
    plan = plan_materials(
        scenario_of(
            items=[BLOCKED | item],
            stock=[{"item": "X", "quantity": 4}],
            demands=demands_of("X", {8: 10}),
        )
    )
    assert orders(plan) == []
    assert pegs(plan) == [("X", "X-8", 4)]
    assert uncovered(plan) == [("X-8", "X", 6, reason)]


@pytest.mark.parametrize("until", ["2026-06-01", "2026-05-15"])
def test_M32_an_item_blocked_until_a_past_day_or_today_is_planned(until: str) -> None:
    scenario = scenario_of(
        items=[BLOCKED | {"blocked_until": until}], demands=demands_of("X", {8: 10})
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("PO-X-1", "", 10)]
    assert uncovered(plan) == []


def test_R20_a_run_plans_the_items_of_its_planner_only() -> None:
    scenario = scenario_of(
        settings={"mrp": {"planner": "Ada"}},
        items=[
            {"id": "P", "source": "make", "planner": "Ada"},
            {"id": "Q", "source": "make", "planner": "Bo"},
            {"id": "A", "source": "buy", "planner": "Ada"},
            {"id": "B", "source": "buy", "planner": "Bo"},
        ],
        boms=[
            {
                "parent": "P",
                "components": [{"item": "A", "quantity": 2}, {"item": "B", "quantity": 1}],
            },
            {"parent": "Q", "components": [{"item": "A", "quantity": 5}]},
        ],
        demands=[*demands_of("P", {8: 10}), *demands_of("Q", {8: 10})],
    )
    plan = plan_materials(scenario)
    # 10 x 2 for P; nobody looks at Q, nor at what it would need of A
    assert orders(plan) == [("MO-P-1", "", 10), ("PO-A-1", "", 20)]
    assert {row.item for row in plan.suggestions} <= {"P", "A"}


def test_R20_documents_of_other_planners_stay_and_need_their_material() -> None:
    scenario = scenario_of(
        settings={"mrp": {"planner": "Ada"}},
        items=[
            {"id": "Q", "source": "make", "planner": "Bo"},
            {"id": "A", "source": "buy", "planner": "Ada"},
        ],
        boms=[{"parent": "Q", "components": [{"item": "A", "quantity": 5}]}],
        orders=[
            {"id": "MO", "type": "production", "item": "Q", "quantity": 3, "end": "2026-06-08"}
        ],
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("PO-A-1", "", 15)]
    assert pegs(plan) == [("PO-A-1", "MO", 15)]


def executive(confirmed_first: bool, *, due: str = "2026-06-08") -> MaterialPlan:
    """Plan 50 of X for a sales order and 30 for production that is executive."""
    return plan_materials(
        scenario_of(
            settings={"mrp": {"confirmed_first": confirmed_first}},
            items=[{"id": "P", "source": "make"}, {"id": "X", "source": "buy"}],
            boms=[{"parent": "P", "components": [{"item": "X", "quantity": 1}]}],
            orders=[
                {
                    "id": "MO",
                    "type": "production",
                    "item": "P",
                    "quantity": 30,
                    "start": "2026-06-08",
                    "end": "2026-06-08",
                    "status": "executive",
                }
            ],
            demands=[{"id": "D", "item": "X", "quantity": 50, "due": due}],
        )
    )


def test_R24_confirmed_needs_have_an_order_of_their_own_before_the_others() -> None:
    plan = executive(confirmed_first=True)
    assert [(float(o.quantity), o.confirmed) for o in plan.orders if not o.is_document] == [
        (30, 30),
        (50, None),
    ]
    assert sorted(pegs(plan)) == [("PO-X-1", "MO", 30), ("PO-X-2", "D", 50)]
    # without the two passes the needs of a day are ordered together
    assert orders(executive(confirmed_first=False)) == [("PO-X-1", "", 80)]


def test_R24_confirmed_needs_keep_their_order_where_a_demand_comes_earlier_that_day() -> None:
    plan = executive(confirmed_first=True, due="2026-06-07T23:00")
    assert sorted(pegs(plan)) == [("PO-X-1", "D", 50), ("PO-X-2", "MO", 30)]
    plan = executive(confirmed_first=True, due="2026-06-08T00:00")
    assert sorted(pegs(plan)) == [("PO-X-1", "MO", 30), ("PO-X-2", "D", 50)]


def test_R27_proposals_are_listed_and_become_no_orders() -> None:
    tables = {
        "items": [
            {"id": "P", "source": "make"},
            {"id": "A", "source": "buy", "generates_orders": False},
        ],
        "boms": [{"parent": "P", "components": [{"item": "A", "quantity": 2}]}],
        "demands": demands_of("P", {8: 10}),
    }
    scenario = scenario_of(settings={"mrp": {"generate_orders": False}}, **tables)
    plan = plan_materials(scenario)
    assert [order.id for order in plan.orders if not order.is_proposal] == []
    told = [(row.advice, row.order, float(row.quantity)) for row in plan.suggestions]
    assert sorted(told) == [(Advice.CREATE, "MO-P-1", 10), (Advice.CREATE, "PO-A-1", 20)]
    assert adopt(scenario, plan).orders == ()
    # both the run and the item must want orders
    plan = plan_materials(scenario_of(**tables))
    assert [(order.id, order.is_proposal) for order in plan.orders] == [
        ("MO-P-1", False),
        ("PO-A-1", True),
    ]


JOBS = {
    "items": [
        {"id": "P", "source": "make", "policy": "ato", "lead_time": "2d"},
        {"id": "C", "source": "make", "policy": "mto", "lead_time": "1d"},
        {"id": "R", "source": "buy"},
    ],
    "boms": [
        {"parent": "P", "components": [{"item": "C", "quantity": 1}]},
        {"parent": "C", "components": [{"item": "R", "quantity": 2}]},
    ],
}


def test_a_job_driven_item_has_an_order_for_each_demand_and_its_job_all_the_way_down() -> None:
    demands = [
        {"id": "D1", "item": "P", "quantity": 6, "due": "2026-06-08"},
        {"id": "D2", "item": "P", "quantity": 8, "due": "2026-06-08"},
    ]
    plan = plan_materials(scenario_of(**JOBS, demands=demands))
    assert orders(plan) == [
        ("MO-P-1", "D1", 6),
        ("MO-P-2", "D2", 8),
        ("MO-C-1", "D1", 6),
        ("MO-C-2", "D2", 8),
        ("PO-R-1", "", 28),  # bought by requirement: 2 x (6 + 8)
    ]
    assert pegs(plan)[:4] == [
        ("MO-P-1", "D1", 6),
        ("MO-P-2", "D2", 8),
        ("MO-C-1", "MO-P-1", 6),
        ("MO-C-2", "MO-P-2", 8),
    ]


def test_job_driven_items_are_only_planned_by_jobs_if_the_run_says_so() -> None:
    plan = plan_materials(
        scenario_of(settings={"mrp": {"jobs": False}}, **JOBS, demands=demands_of("P", {8: 10}))
    )
    assert orders(plan) == []
    assert uncovered(plan) == [("P-8", "P", 10, "P is planned by job orders, not by MRP")]


def test_R28_a_job_driven_item_that_mrp_considers_is_merged_like_any_other() -> None:
    items = [{"id": "P", "source": "buy", "policy": "mto", "consider_in_mrp": True}]
    demands = [
        {"id": "D1", "item": "P", "quantity": 6, "due": "2026-06-08"},
        {"id": "D2", "item": "P", "quantity": 8, "due": "2026-06-08"},
    ]
    plan = plan_materials(
        scenario_of(settings={"mrp": {"jobs": False}}, items=items, demands=demands)
    )
    assert orders(plan) == [("PO-P-1", "", 14)]


def test_an_order_made_for_one_demand_serves_it_though_another_comes_first() -> None:
    # D1 was planned and put off by three days; D0 is new and earlier. MO is D1's all the same
    scenario = scenario_of(
        items=[{"id": "P", "source": "make", "policy": "mto"}],
        orders=[
            {
                "id": "MO",
                "type": "production",
                "item": "P",
                "quantity": 10,
                "end": "2026-06-05",
                "job": "D1",
            }
        ],
        demands=[
            {"id": "D0", "item": "P", "quantity": 10, "due": "2026-06-06"},
            {"id": "D1", "item": "P", "quantity": 10, "due": "2026-06-08"},
        ],
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("MO-P-1", "D0", 10)]
    assert sorted(pegs(plan)) == [("MO", "D1", 10), ("MO-P-1", "D0", 10)]


VERSIONS = {
    "items": [
        {"id": "P", "source": "make"},
        {"id": "C", "source": "make"},
        {"id": "R", "source": "buy"},
        {"id": "S", "source": "buy"},
    ],
    "boms": [
        {
            "parent": "P",
            "components": [
                {"item": "C", "quantity": 1},
                {"item": "C", "quantity": 1, "version": "B"},
            ],
        },
        {"parent": "C", "version": "A", "components": [{"item": "R", "quantity": 1}]},
        {
            "parent": "C",
            "version": "B",
            "default": False,
            "components": [{"item": "S", "quantity": 1}],
        },
    ],
}


def versions(plan: MaterialPlan) -> list[tuple[str, str, float]]:
    return [
        (order.item, order.version, float(order.quantity))
        for order in plan.orders
        if not order.is_document
    ]


def test_needs_that_name_a_version_have_orders_made_from_it() -> None:
    # P takes one C of the default version and one of B; a demand asks for 4 of B itself
    demands = [
        {"id": "DP", "item": "P", "quantity": 10, "due": "2026-06-08"},
        {"id": "DC", "item": "C", "quantity": 4, "due": "2026-06-08", "version": "B"},
    ]
    scenario = scenario_of(**VERSIONS, demands=demands)
    plan = plan_materials(scenario)
    made = versions(plan)
    assert sorted(made) == [
        ("C", "", 10),
        ("C", "B", 4),
        ("C", "B", 10),
        ("P", "", 10),
        ("R", "", 10),
        ("S", "", 14),
    ]
    of_version = {order.id: order.version for order in plan.orders}
    assert [of_version[peg.supply] for peg in plan.pegs if peg.demand == "DC"] == ["B"]
    again = plan_materials(adopt(scenario, plan))
    assert versions(again) == []
    assert sorted(pegs(again)) == sorted(pegs(plan))


def test_an_order_of_a_version_serves_the_need_that_asks_for_it() -> None:
    # both documents come on 5 June; what they are made from decides, not their names
    scenario = scenario_of(
        **VERSIONS,
        orders=[
            {
                "id": name,
                "type": "production",
                "item": "C",
                "quantity": 10,
                "end": "2026-06-05",
                "status": "firm",
                "version": version,
            }
            for name, version in (("MO-1", "A"), ("MO-2", "B"))
        ],
        demands=[
            {"id": "D1", "item": "C", "quantity": 10, "due": "2026-06-08", "version": "B"},
            {"id": "D2", "item": "C", "quantity": 10, "due": "2026-06-08"},
        ],
    )
    plan = plan_materials(scenario)
    assert versions(plan) == [("R", "", 10), ("S", "", 10)]
    assert sorted(pegs(plan))[:2] == [("MO-1", "D2", 10), ("MO-2", "D1", 10)]


def test_a_fixed_bill_splits_a_need_of_100_into_three_orders_of_40() -> None:
    items = [{"id": "P", "source": "make"}, {"id": "R", "source": "buy"}]
    bom = {
        "parent": "P",
        "quantity": 40,
        "fixed": True,
        "components": [{"item": "R", "quantity": 80}],
    }
    scenario = scenario_of(items=items, boms=[bom], demands=demands_of("P", {8: 100}))
    plan = plan_materials(scenario)
    # each takes 80 of R; 20 of P are left over
    assert [row[2] for row in orders(plan)] == [40, 40, 40, 240]
    assert pegs(plan)[:3] == [
        ("MO-P-1", "P-8", 40),
        ("MO-P-2", "P-8", 40),
        ("MO-P-3", "P-8", 20),
    ]


def test_a_demand_of_a_kit_is_pegged_to_its_components() -> None:
    # a kit of 2 A and 1 B; one phantom within it; 5 A are there, and a kit that nobody counts
    scenario = scenario_of(
        items=[
            {"id": "SET", "source": "kit"},
            {"id": "A", "source": "buy"},
            {"id": "B", "source": "buy"},
        ],
        boms=[
            {
                "parent": "SET",
                "components": [{"item": "A", "quantity": 2}, {"item": "B", "quantity": 1}],
            }
        ],
        stock=[{"item": "A", "quantity": 5}, {"item": "SET", "quantity": 3}],
        demands=demands_of("SET", {8: 10}),
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("PO-A-1", "", 15), ("PO-B-1", "", 10)]
    assert pegs(plan) == [("A", "SET-8", 5), ("PO-A-1", "SET-8", 15), ("PO-B-1", "SET-8", 10)]
    assert {peg.demand_kind for peg in plan.pegs} == {DemandKind.DEMAND}
    assert by_day(grid_of(plan, "SET").gross) == {}


def test_what_an_order_for_one_demand_brings_too_much_serves_the_next() -> None:
    # lots of 50: the 40 that D1 leaves cover D2, and nothing more is ordered
    scenario = scenario_of(
        items=[
            {"id": "P", "source": "make", "policy": "mto", "lot": {"rule": "fixed", "size": 50}}
        ],
        demands=[
            {"id": "D1", "item": "P", "quantity": 10, "due": "2026-06-05"},
            {"id": "D2", "item": "P", "quantity": 10, "due": "2026-06-08"},
        ],
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("MO-P-1", "D1", 50)]
    assert pegs(plan) == [("MO-P-1", "D1", 10), ("MO-P-1", "D2", 10)]


def test_a_job_driven_need_within_the_fence_waits_for_a_document_at_its_end() -> None:
    # frozen for 5 days after day 1: day 7 is the first free one. Of the need of day 3, 3 are in
    # stock and 5 come on day 7; what is missing is made for that day, too
    scenario = scenario_of(
        items=[{"id": "P", "source": "make", "policy": "mto", "fence": "5d"}],
        stock=[{"item": "P", "quantity": 3}],
        orders=[
            {"id": "MO", "type": "production", "item": "P", "quantity": 5, "end": "2026-06-07"}
        ],
        demands=demands_of("P", {3: 10, 8: 10}),
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("MO-P-1", "P-3", 2), ("MO-P-2", "P-8", 10)]
    assert by_day(grid_of(plan, "P").planned_receipts) == {7: 2, 8: 10}


def test_an_order_for_a_late_phase_does_not_serve_an_earlier_one() -> None:
    # 2 of C are needed on day 5 and 2 on day 6 for the same order; 2 are in stock, and what is
    # made for day 6 cannot serve day 5
    center = [{"id": "W"}]
    routing = {
        "item": "P",
        "operations": [
            {"phase": 10, "work_center": "W", "run": "24h"},
            {"phase": 20, "work_center": "W", "run": "24h"},
        ],
    }
    scenario = scenario_of(
        work_centers=center,
        routings=[routing],
        items=[{"id": "P", "source": "make"}, {"id": "C", "source": "make", "policy": "mto"}],
        boms=[
            {
                "parent": "P",
                "components": [
                    {"item": "C", "quantity": 2, "phase": 10},
                    {"item": "C", "quantity": 2, "phase": 20},
                ],
            }
        ],
        stock=[{"item": "C", "quantity": 2}],
        demands=demands_of("P", {6: 1}),
    )
    plan = plan_materials(scenario)
    assert [(peg.supply, peg.phase) for peg in plan.pegs if peg.item == "C"] == [
        ("C", 10),
        ("MO-C-1", 20),
    ]
