"""The bicycle plant, planned by hand on paper."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from models.calendar import Clock
from scheduler.mrp import PegNode, peg_tree, plan_materials
from tests.scheduler.mrp.mrp_helpers import by_day, grid_of, read_scenario

if TYPE_CHECKING:
    from models.material import MaterialPlan, SupplyOrder


@cache
def plan() -> MaterialPlan:
    return plan_materials(read_scenario("bicycle.yaml"))


def start(order: SupplyOrder) -> str:
    clock = Clock.of(read_scenario("bicycle.yaml").scenario)
    return clock.moment(order.start).strftime("%a %d %H:%M")


def test_each_bicycle_demand_has_an_order_of_its_own() -> None:
    bikes = [order for order in plan().orders if order.item.startswith("BIKE")]
    assert [int(order.quantity) for order in bikes] == [15, 8, 30, 20, 10, 20, 25, 12]


def test_assembly_starts_early_enough_for_the_test_bench() -> None:
    # SO-2: 15 bikes until Wednesday 10 June; the day calendar ends at 17:00.
    # TEST 15 x 6m = 90m: from 15:30. ASSY 15m + 15 x 24m / 0.9 = 415m: 150m on Wednesday
    # afternoon, 240m in the morning, 25m on Tuesday from 16:35.
    assert start(plan().order_by_id["MO-BIKE-BLUE-1"]) == "Tue 09 16:35"


def test_wheelsets_come_in_lots_of_25_above_a_safety_stock_of_5() -> None:
    # needs: 10 on day 8, 15 on 9, 20 on 11, 8 on 12, 25 on 16, 30 on 17, 12 on 19, 20 on 25.
    # 12 - 10 = 2, 3 below safety -> 25, 27; 12; 20 - 12 + 5 = 13 -> 25, 17; 9;
    # 25 - 9 + 5 = 21 -> 25, 9; 30 - 9 + 5 = 26 -> 50, 29; 17; 20 - 17 + 5 = 8 -> 25, 22
    grid = grid_of(plan(), "WHEELSET")
    assert by_day(grid.net) == {8: 3, 11: 13, 16: 21, 17: 26, 25: 8}
    assert by_day(grid.planned_receipts) == {8: 25, 11: 25, 16: 25, 17: 50, 25: 25}
    assert grid.projected_on_hand.min() == 9_000_000  # after days 12 and 16


def test_frames_come_in_at_least_20_after_stock_and_the_run_in_progress() -> None:
    # 8 in stock and the 20 of MO-77 cover 10 and 15 and leave 3; of the 20 on day 11 17 are
    # net -> 20, 3 left; of 8 on day 12 5 -> 20, 15 left; of 25 on day 15 10 -> 20, 10 left ...
    grid = grid_of(plan(), "FRAME")
    assert by_day(grid.scheduled_receipts) == {3: 20}
    assert by_day(grid.net) == {11: 17, 12: 5, 15: 10, 17: 20, 18: 12, 25: 12}
    assert set(by_day(grid.planned_receipts).values()) == {20}


def test_the_run_in_progress_needs_no_more_tubes() -> None:
    # sawing (phase 10), where the tubes are consumed, is done: only the six lots of 20 x 3 x 1.05
    needs = by_day(grid_of(plan(), "TUBE").gross)
    assert set(needs.values()) == {63}
    assert len(needs) == 6
    assert not [peg for peg in plan().pegs if peg.demand == "MO-77"]


def test_tubes_last_until_the_sixth_lot_of_frames_breaks_into_the_safety_stock() -> None:
    # 180 + 200 - 6 x 63 = 2, which is 38 below 40 -> one lot of 200
    grid = grid_of(plan(), "TUBE")
    assert by_day(grid.net) == {24: 38}
    assert by_day(grid.planned_receipts) == {24: 200}
    assert by_day(grid.planned_releases) == {18: 200}  # 6 calendar days earlier


def test_rims_are_bought_week_by_week_from_planning_start() -> None:
    # two rims a wheelset: 50 on days 5, 10, 15, 100 on 16, 50 on 24; 60 in stock.
    # week 2 (8-14): 50 - 10 = 40; week 3 (15-21): 150; week 4 (22-28): 50
    grid = grid_of(plan(), "RIM")
    assert by_day(grid.planned_receipts) == {10: 40, 15: 150, 24: 50}
    assert by_day(grid.planned_releases) == {5: 40, 10: 150, 19: 50}  # 5 calendar days


def test_hubs_of_ten_days_come_in_one_lot() -> None:
    # 80 - 50 + 60 - 50 = 40; day 15: 50 + 20 - 40 = 30, and 100 + 50 in the days until 24
    grid = grid_of(plan(), "HUB")
    assert by_day(grid.net) == {15: 30}
    assert by_day(grid.planned_receipts) == {15: 180}
    assert by_day(grid.planned_releases) == {5: 180}  # 10 calendar days


def test_forks_are_sent_for_plating_three_working_days_before_assembly() -> None:
    # SO-2's assembly starts on Tuesday 9 June 16:35; Tuesday, Monday and Friday are worked
    fork = plan().order_by_id["SC-FORK-1"]
    assert fork.quantity == 15
    assert start(fork) == "Thu 04 16:35"


def test_nothing_in_the_bicycle_plant_is_past_due() -> None:
    assert not [order.id for order in plan().orders if order.past_due]


def test_the_blue_bikes_of_brio_use_the_frames_in_progress() -> None:
    def order_ids(node: PegNode) -> set[str]:
        return {node.id}.union(*(order_ids(supply) for supply in node.supplies))

    tree = peg_tree(plan(), "SO-2")
    assert "MO-77" in order_ids(tree)
    assert {"FORK-RAW", "HUB", "RIM"} <= order_ids(tree)  # stock, the last bought parts
