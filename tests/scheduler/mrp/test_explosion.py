"""Explosion: component quantities and dates, of planned orders and of documents."""

from __future__ import annotations

import pytest

from models.calendar import Clock
from scheduler.mrp import plan_materials
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

WEEK = {"id": "week", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}
CENTERS = [{"id": "CUT"}, {"id": "FIT"}]
ROUTING = {
    "item": "X",
    "operations": [
        {"phase": 10, "work_center": "CUT", "run": "8h"},
        {"phase": 20, "work_center": "FIT", "run": "8h"},
    ],
}


@pytest.mark.parametrize(
    ("usage", "scrap", "quantity", "needed"),
    [
        ("1", "0.1", 100, 110),  # scrap is added: not 100 / 0.9 = 111.1
        ("3", "0.05", 20, 63),  # in binary floats 63.000000000000004
        ("0.333333", "0", 3, 0.999999),
        ("0.000001", "0.5", 1, 0.000002),  # 1.5 millionths, rounded up once
        ("0.000001", "0.5", 3, 0.000005),  # 4.5 millionths, rounded up once
    ],
)
def test_M05_component_scrap_is_added_and_rounded_up_once(
    usage: str, scrap: str, quantity: int, needed: float
) -> None:
    component = {"item": "Y", "quantity": usage, "scrap": scrap}
    scenario = scenario_of(
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "buy"}],
        boms=[{"parent": "X", "components": [component]}],
        demands=demands_of("X", {3: quantity}),
    )
    assert by_day(grid_of(plan_materials(scenario), "Y").gross) == {3: needed}


def test_M05_scrap_of_an_item_is_added_to_its_order() -> None:
    # 100 needed: 110 ordered, not 100 / 0.9 = 111.1, and material for all 110
    scenario = scenario_of(
        items=[{"id": "X", "source": "make", "scrap": "0.1"}, {"id": "Y", "source": "buy"}],
        boms=[{"parent": "X", "components": [{"item": "Y", "quantity": 2}]}],
        demands=demands_of("X", {3: 100}),
    )
    plan = plan_materials(scenario)
    assert [int(order.quantity) for order in plan.orders] == [110, 220]
    assert by_day(grid_of(plan, "X").planned_receipts) == {3: 100}
    assert [int(peg.quantity) for peg in plan.pegs if peg.item == "X"] == [100]


def test_R09_children_are_needed_for_the_whole_lot_of_the_parent() -> None:
    # need 30 -> lot 100 -> 200 components
    scenario = scenario_of(
        items=[
            {"id": "X", "source": "make", "lot": {"rule": "fixed", "size": 100}},
            {"id": "Y", "source": "buy"},
        ],
        boms=[{"parent": "X", "components": [{"item": "Y", "quantity": 2}]}],
        demands=demands_of("X", {3: 30, 4: 30, 5: 30}),
    )
    grid = grid_of(plan_materials(scenario), "Y")
    assert by_day(grid.requirements["Xx2"]) == {3: 200}


def test_M09_phase_linked_material_is_needed_when_its_phase_starts() -> None:
    # due Friday 5 June 17:00, one piece: phase 20 on Friday 08:00, phase 10 on Thursday 08:00
    scenario = scenario_of(
        calendars=[WEEK],
        work_centers=CENTERS,
        items=[
            {"id": "X", "source": "make"},
            {"id": "EARLY", "source": "buy"},
            {"id": "LATE", "source": "buy"},
        ],
        boms=[
            {
                "parent": "X",
                "components": [
                    {"item": "EARLY", "quantity": 1},
                    {"item": "LATE", "quantity": 1, "phase": 20},
                ],
            }
        ],
        routings=[ROUTING],
        demands=demands_of("X", {5: 1}),
    )
    plan = plan_materials(scenario)
    assert by_day(grid_of(plan, "EARLY").gross) == {4: 1}
    assert by_day(grid_of(plan, "LATE").gross) == {5: 1}  # once, on its own day
    clock = Clock.of(scenario.scenario)
    needed = {order.item: clock.moment(order.end) for order in plan.orders}
    assert (needed["EARLY"].day, needed["EARLY"].hour) == (4, 8)
    assert (needed["LATE"].day, needed["LATE"].hour) == (5, 8)


def test_one_item_in_two_lines_of_a_bom_is_needed_in_both() -> None:
    components = [
        {"item": "Y", "quantity": 1},
        {"item": "Y", "quantity": 2, "phase": 20},
        {"item": "Y", "quantity": 1},
    ]
    scenario = scenario_of(
        calendars=[WEEK],
        work_centers=CENTERS,
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "buy"}],
        boms=[{"parent": "X", "components": components}],
        routings=[ROUTING],
        demands=demands_of("X", {5: 1}),
    )
    plan = plan_materials(scenario)
    grid = grid_of(plan, "Y")
    assert by_day(grid.requirements["Xx1"]) == {4: 2}
    assert by_day(grid.requirements["Xx2"]) == {5: 2}
    pegs = [(peg.phase, int(peg.quantity)) for peg in plan.pegs if peg.item == "Y"]
    assert pegs == [(None, 2), (20, 2)]  # the two lines without phase are one peg


def test_M11_an_item_with_routing_and_no_bom_is_planned() -> None:
    scenario = scenario_of(
        calendars=[WEEK],
        work_centers=CENTERS,
        items=[{"id": "X", "source": "make"}],
        routings=[ROUTING],
        demands=demands_of("X", {4: 1, 5: 1, 9: 1}),
    )
    plan = plan_materials(scenario)
    assert [order.id for order in plan.orders] == ["MO-X-1", "MO-X-2", "MO-X-3"]
    assert {peg.item for peg in plan.pegs} == {"X"}


def test_a_bought_item_is_a_leaf_even_with_a_bill_of_materials() -> None:
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy"}, {"id": "Y", "source": "buy"}],
        boms=[{"parent": "X", "components": [{"item": "Y", "quantity": 1}]}],
        demands=demands_of("X", {3: 1, 4: 1, 5: 1}),
    )
    assert not grid_of(plan_materials(scenario), "Y").gross.any()


def document_needs(order: dict[str, object]) -> dict[str, dict[int, float]]:
    """Return the gross requirements by day of FREE (no phase), IN10 and IN20 for one document."""
    scenario = scenario_of(
        start="2026-06-01T06:00",
        calendars=[WEEK],
        work_centers=CENTERS,
        items=[
            {"id": "X", "source": "make"},
            *({"id": name, "source": "buy"} for name in ("FREE", "IN10", "IN20")),
        ],
        boms=[
            {
                "parent": "X",
                "components": [
                    {"item": "FREE", "quantity": 1},
                    {"item": "IN10", "quantity": 2, "phase": 10},
                    {"item": "IN20", "quantity": 3, "phase": 20},
                ],
            }
        ],
        routings=[ROUTING],
        orders=[{"id": "MO", "item": "X", "quantity": 1, "type": "production", **order}],
    )
    plan = plan_materials(scenario)
    return {name: by_day(grid_of(plan, name).gross) for name in ("FREE", "IN10", "IN20")}


def test_an_untouched_production_document_needs_all_its_material() -> None:
    # due until the end of Friday 5 June: phase 20 on Friday 08:00, phase 10 on Thursday 08:00
    needs = document_needs({"end": "2026-06-05"})
    assert needs == {"FREE": {4: 1}, "IN10": {4: 2}, "IN20": {5: 3}}


def test_a_document_with_a_start_needs_its_material_then() -> None:
    needs = document_needs({"start": "2026-06-02", "end": "2026-06-05"})
    assert needs == {"FREE": {2: 1}, "IN10": {2: 2}, "IN20": {2: 3}}


def test_a_pinned_phase_needs_its_material_when_it_is_pinned() -> None:
    needs = document_needs(
        {
            "start": "2026-06-02",
            "end": "2026-06-05",
            "frozen": True,
            "pinned": [{"phase": 20, "start": "2026-06-03T08:00"}],
        }
    )
    assert needs == {"FREE": {2: 1}, "IN10": {2: 2}, "IN20": {3: 3}}


@pytest.mark.parametrize("state", ["closed", "started"])
def test_declared_phases_have_consumed_their_material(state: str) -> None:
    needs = document_needs({"end": "2026-06-05", "progress": [{"phase": 10, "state": state}]})
    assert needs == {"FREE": {}, "IN10": {}, "IN20": {5: 3}}


def test_an_overdue_document_needs_its_material_now() -> None:
    needs = document_needs({"end": "2026-05-20"})
    assert needs == {"FREE": {1: 1}, "IN10": {1: 2}, "IN20": {1: 3}}


@pytest.mark.parametrize(
    ("status", "needed"),
    [("planned", {4: 1}), ("firm", {4: 1}), ("confirmed", {}), ("executive", {})],
)
def test_a_subcontract_document_takes_its_material_along_when_it_is_sent(
    status: str, needed: dict[int, float]
) -> None:
    # received on Friday 5 June 00:00, one working day of lead time: released on Thursday
    scenario = scenario_of(
        calendars=[WEEK],
        items=[
            {"id": "X", "source": "subcontract", "lead_time": "1d"},
            {"id": "Y", "source": "buy"},
        ],
        boms=[{"parent": "X", "components": [{"item": "Y", "quantity": 1}]}],
        orders=[
            {
                "id": "SC",
                "item": "X",
                "quantity": 1,
                "type": "subcontract",
                "end": "2026-06-05",
                "status": status,
            }
        ],
    )
    assert by_day(grid_of(plan_materials(scenario), "Y").gross) == needed


def test_a_document_that_starts_beyond_the_horizon_needs_its_material_on_the_last_day() -> None:
    needs = document_needs({"start": "2026-07-15", "end": "2026-06-05"})
    assert needs == {"FREE": {20: 1}, "IN10": {20: 2}, "IN20": {20: 3}}
