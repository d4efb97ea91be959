"""What a run counts on: stock, lots that may not be used, reserved ones, documents and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.verify import verify
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.scenario import Scenario

X = [{"id": "X", "source": "buy"}]


def orders(plan: MaterialPlan) -> list[tuple[str, float]]:
    return [(order.id, float(order.quantity)) for order in plan.orders if not order.is_document]


def pegs(plan: MaterialPlan) -> list[tuple[str, str, float]]:
    return [(peg.supply, peg.demand, float(peg.quantity)) for peg in plan.pegs]


def test_stock_reserved_for_a_demand_serves_it_alone() -> None:
    # 8 are held for the later demand, 3 are free: the first gets 3 and 7 new ones
    scenario = scenario_of(
        items=X,
        stock=[
            {"item": "X", "quantity": 8, "reserved_for": "X-9"},
            {"item": "X", "quantity": 3},
        ],
        demands=demands_of("X", {5: 10, 9: 10}),
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [("PO-X-1", 7), ("PO-X-2", 2)]
    assert sorted(pegs(plan)) == [
        ("PO-X-1", "X-5", 7),
        ("PO-X-2", "X-9", 2),
        ("X", "X-5", 3),
        ("X", "X-9", 8),
    ]
    assert verify(scenario, plan, ()) == ()
    assert grid_of(plan, "X").opening == 11_000_000


def test_stock_reserved_for_an_order_serves_its_material_and_what_is_too_much_stays() -> None:
    scenario = scenario_of(
        items=[{"id": "P", "source": "make"}, *X],
        boms=[{"parent": "P", "components": [{"item": "X", "quantity": 2}]}],
        stock=[{"item": "X", "quantity": 30, "reserved_for": "MO"}],
        orders=[
            {"id": "MO", "type": "production", "item": "P", "quantity": 10, "end": "2026-06-08"}
        ],
        demands=demands_of("X", {9: 5}),
    )
    plan = plan_materials(scenario)
    assert sorted(pegs(plan)) == [("PO-X-1", "X-9", 5), ("X", "MO", 20)]


def test_lots_that_may_not_be_used_count_only_if_the_run_says_so() -> None:
    stock = [
        {"item": "X", "quantity": 6, "available": False},
        {"item": "X", "quantity": 3},
    ]
    for counts, expected in ((False, 7), (True, 1)):
        plan = plan_materials(
            scenario_of(
                settings={"mrp": {"unavailable_stock": counts}},
                items=X,
                stock=stock,
                demands=demands_of("X", {5: 10}),
            )
        )
        assert orders(plan) == [("PO-X-1", expected)]


@pytest.mark.parametrize(("excludes", "expected"), [(False, 14), (True, 10)])
def test_a_negative_stock_is_made_up_for_unless_the_item_ignores_it(
    excludes: bool,
    expected: int,
) -> None:
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "exclude_negative_stock": excludes}],
        stock=[{"item": "X", "quantity": -4}],
        demands=demands_of("X", {5: 10}),
    )
    plan = plan_materials(scenario)
    assert sum(quantity for _, quantity in orders(plan)) == expected
    assert [float(q) for _, _, q in pegs(plan) if q] == ([10] if excludes else [4, 10])
    assert verify(scenario, plan, ()) == ()


def document(kind: str, status: str) -> dict[str, object]:
    row: dict[str, object] = {
        "id": f"{kind}-{status}",
        "type": kind,
        "item": "X",
        "quantity": 10,
        "end": "2026-06-02",
        "status": status,
    }
    return row


AREAS = {
    "stock": "stock",
    "purchases": "purchase-firm",
    "subcontract": "subcontract-firm",
    "production": "production-firm",
    "transfers": "transfer-firm",
    "planned-purchases": "purchase-planned",
    "planned-subcontract": "subcontract-planned",
    "planned-production": "production-planned",
    "planned-transfers": "transfer-planned",
}


def everything(*ignored: str) -> Scenario:
    """Return 10 of X in stock and 10 in a document of every kind, and 200 wanted of it."""
    kinds = ("purchase", "subcontract", "production", "transfer")
    return scenario_of(
        settings={"mrp": {"ignore": list(ignored), "suggestions": False}},
        items=X,
        stock=[{"item": "X", "quantity": 10}],
        orders=[document(kind, status) for kind in kinds for status in ("firm", "planned")],
        demands=demands_of("X", {8: 200}),
        forecasts=[
            {
                "id": "F",
                "item": "X",
                "quantity": 300,
                "date": "2026-06-07",
                "period": "week",
            }
        ],
    )


def test_without_ignored_areas_all_counts() -> None:
    # 300 forecast, 200 of them ordered, less 10 + 8 x 10
    plan = plan_materials(everything())
    assert sum(quantity for _, quantity in orders(plan)) == 210
    assert len(plan.orders) == 8 + 2  # a day of forecast, and the demand


@pytest.mark.parametrize("area", AREAS)
def test_an_ignored_area_is_ordered_anew(area: str) -> None:
    scenario = everything(area)
    plan = plan_materials(scenario)
    assert sum(quantity for _, quantity in orders(plan)) == 220
    assert AREAS[area] not in {peg.supply for peg in plan.pegs}
    # planned orders that are ignored are gone, other documents stay work to do
    assert (AREAS[area] in plan.order_by_id) is (area != "stock" and "planned" not in area)


def test_sales_orders_left_out_are_uncovered_and_forecasts_are_not_planned() -> None:
    plan = plan_materials(everything("sales"))
    assert sum(quantity for _, quantity in orders(plan)) == 210  # all 300 of the forecast
    assert [(row.demand, float(row.quantity)) for row in plan.uncovered] == [("X-8", 200)]
    plan = plan_materials(everything("forecasts"))
    assert sum(quantity for _, quantity in orders(plan)) == 110


def test_planned_orders_of_ignored_areas_are_planned_again_alike() -> None:
    tables: dict[str, object] = {
        "items": [{"id": "P", "source": "make", "lead_time": "2d"}, *X],
        "boms": [{"parent": "P", "components": [{"item": "X", "quantity": 2}]}],
        "demands": demands_of("P", {8: 10, 12: 5}),
    }
    first = plan_materials(scenario_of(**tables))
    settings = {"mrp": {"ignore": ["planned-production", "planned-purchases"]}}
    adopted = adopt(scenario_of(**tables), first)
    again = plan_materials(scenario_of(settings=settings, **tables).replaced(orders=adopted.orders))
    assert again.orders == first.orders
    assert again.pegs == first.pegs


def test_undated_documents_are_left_out_or_have_the_date_of_the_settings() -> None:
    tables: dict[str, object] = {
        "items": X,
        "orders": [{"id": "PO", "type": "purchase", "item": "X", "quantity": 4}],
        "demands": [
            {"id": "D1", "item": "X", "quantity": 10, "due": "2026-06-05"},
            {"id": "D2", "item": "X", "quantity": 7},
        ],
    }
    plan = plan_materials(scenario_of(**tables))
    assert (orders(plan), pegs(plan)) == ([("PO-X-1", 10)], [("PO-X-1", "D1", 10)])
    given = {"mrp": {"undated_orders": "2026-06-03", "undated_demands": "2026-06-09"}}
    scenario = scenario_of(settings=given, **tables)
    plan = plan_materials(scenario)
    assert by_day(grid_of(plan, "X").scheduled_receipts) == {3: 4}
    assert pegs(plan) == [("PO", "D1", 4), ("PO-X-1", "D1", 6), ("PO-X-2", "D2", 7)]
    assert verify(scenario, plan, ()) == ()


def test_rows_of_reserved_stock_may_stand_in_any_order() -> None:
    rows = [{"item": "X", "quantity": 1, "reserved_for": name} for name in ("X-9", "X-5")]
    plans = [
        plan_materials(scenario_of(items=X, stock=stock, demands=demands_of("X", {5: 1, 9: 1})))
        for stock in (rows, rows[::-1])
    ]
    assert plans[0].pegs == plans[1].pegs
