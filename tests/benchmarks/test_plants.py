"""Generated plants: of the size asked for, and the same for the same seed."""

from __future__ import annotations

import pytest

from benchmarks.plants import COLOURS, plant
from models.checks import Findings, check_scenario
from scheduler.compile import compile_problem
from scheduler.mrp import plan_materials


@pytest.mark.parametrize(
    ("num_operations", "levels"), [(3, 1), (9, 1), (100, 1), (100, 3), (101, 2), (1000, 3)]
)
def test_a_plant_compiles_to_the_number_of_operations_asked_for(
    num_operations: int, levels: int
) -> None:
    scenario = plant(num_operations, seed=7, levels=levels)
    problem = compile_problem(scenario, plan_materials(scenario)).problem
    assert problem.num_operations == num_operations
    assert problem.num_demands == len(scenario.demands)


@pytest.mark.parametrize("levels", [1, 3])
def test_a_plant_passes_every_check_of_a_scenario_without_a_warning(levels: int) -> None:
    findings = check_scenario(plant(300, seed=2, levels=levels))
    assert findings == Findings((), ())


def test_the_same_seed_gives_the_same_plant_and_another_seed_another() -> None:
    assert plant(100, 1, levels=2) == plant(100, 1, levels=2)
    assert plant(100, 1, levels=2) != plant(100, 2, levels=2)


def test_a_plant_of_fewer_than_three_operations_is_refused() -> None:
    with pytest.raises(ValueError, match="a plant of 2 operations; expected at least 3"):
        plant(2, seed=1)


def test_routings_have_three_to_eight_operations_and_three_of_ten_may_run_elsewhere() -> None:
    scenario = plant(3000, seed=1)
    lengths = [len(routing.operations) for routing in scenario.routings]
    assert (min(lengths), max(lengths)) == (3, 8)
    alternatives = sum(
        bool(operation.alternatives)
        for routing in scenario.routings
        for operation in routing.operations
    )
    # binomial with n = 3000, p = 0.3: standard deviation 25; four of them are 0.033
    assert alternatives / 3000 == pytest.approx(0.3, abs=0.034)


def test_every_calendar_colour_weight_and_the_crew_are_used() -> None:
    scenario = plant(1000, seed=1)
    used = [operation for routing in scenario.routings for operation in routing.operations]
    centers = {operation.work_center for operation in used}
    assert {scenario.work_center_by_id[name].calendar for name in centers} == {
        "day",
        "two-shift",
        "six-days",
    }
    assert {row.state["colour"] for row in used if row.state} == set(COLOURS)
    assert {int(demand.weight) for demand in scenario.demands} == {1, 2, 4}
    assert any(operation.resources for operation in used)


def test_a_colour_is_asked_for_exactly_where_the_center_has_the_setup_rule() -> None:
    scenario = plant(1000, seed=3)
    rule = {center.id: center.setup_rule for center in scenario.work_centers}
    for routing in scenario.routings:
        for operation in routing.operations:
            places = [operation.work_center, *(row.work_center for row in operation.alternatives)]
            assert {rule[place] for place in places} == {"colour" if operation.state else None}


def test_with_levels_about_half_of_the_orders_make_components_of_others() -> None:
    scenario = plant(1000, seed=1, levels=3)
    consumed = {row.item for bom in scenario.boms for row in bom.components}
    assert {demand.item for demand in scenario.demands} == {
        item.id for item in scenario.items
    } - consumed
    # a coin decides, and an order that finds no parent is nobody's component
    assert 0.35 < len(consumed) / len(scenario.items) < 0.55
    level = {order.item: order.level for order in plan_materials(scenario).orders}
    assert max(level.values()) == 2
