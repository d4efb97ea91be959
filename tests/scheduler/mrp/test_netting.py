"""Netting: what stock, safety stock and receipts leave uncovered."""

from __future__ import annotations

import pytest

from models.errors import InvalidScenarioFile
from scheduler.mrp import plan_materials
from scheduler.mrp.netting import NettingRule, PlannedReceipt, net_item, size_dedicated
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, dense, grid_of, scenario_of
from tests.scheduler.mrp.netting_helpers import by_bucket, proposals, rule_of


def test_R06_stock_then_receipts_then_planned_orders_meet_the_needs_of_the_lecture() -> None:
    # D: on hand 50 + 100 received in p1; projected 150, 130, 130, 90, 50, 30, 10, 10
    rule = rule_of(lot={"rule": "fixed", "size": 100})
    needs, docs = {2: 20, 4: 240, 5: 40, 6: 20, 7: 20}, {1: 100}
    planned = dict(proposals(rule, needs, stock=50, docs=docs))
    assert planned == {4: 200}  # 130 - 240 = -110 -> two lots of 100
    projected = [50]
    for day in range(1, 9):
        received = docs.get(day, 0) + planned.get(day, 0)
        projected.append(projected[-1] + received - needs.get(day, 0))
    assert projected[1:] == [150, 130, 130, 90, 50, 30, 10, 10]


def test_R07_safety_stock_is_never_used_for_demand() -> None:
    # lecture, F: stock 10 = safety stock 10, so the 20 of bucket 4 are wholly net
    netting = net_item(10, gross={4: 20, 5: 20, 7: 10}, scheduled={}, rule=NettingRule(floor=10))
    assert netting.net == {4: 20, 5: 20, 7: 10}
    assert {row.bucket: row.quantity for row in netting.receipts} == netting.net


def test_R08_a_dip_below_safety_stock_is_net_though_gross_is_covered() -> None:
    # lecture, C: on hand 70 meets the 70 of bucket 2 and leaves 0: 15 below safety stock
    rule = NettingRule(floor=15)
    netting = net_item(110, gross={0: 10, 1: 30, 2: 70}, scheduled={}, rule=rule)
    assert netting.net == {2: 15}


def test_R08_a_receipt_refills_the_safety_stock_before_any_net_need() -> None:
    # bucket 0: 4 on hand + 3 received, 10 wanted: 3 net; nothing later
    netting = net_item(4, gross={}, scheduled={0: 3}, rule=NettingRule(floor=10))
    assert netting.net == {0: 3}


def test_R09_lot_for_lot_orders_what_each_day_lacks() -> None:
    # lecture, B: 100 on hand; 10 in p2, then 120 of which 90 are there, then 20, 10 and 10
    needs = {2: 10, 4: 120, 5: 20, 6: 10, 7: 10}
    assert proposals(rule_of(), needs, stock=100) == [(4, 30), (5, 20), (6, 10), (7, 10)]


def test_R06_receipts_count_from_their_own_bucket_on() -> None:
    # bucket 1: 5 - 8 = -3 -> 3 net; bucket 2: the 20 cover 6 and leave 14 for the 14 of bucket 3
    netting = net_item(5, gross={1: 8, 2: 6, 3: 14}, scheduled={2: 20}, rule=NettingRule())
    assert netting.net == {1: 3}


def test_surplus_of_a_lot_serves_later_needs_before_the_next_lot() -> None:
    # lots of 50: 30 -> 50 leaves 20; 20 are covered; 1 -> 50
    rule = rule_of(lot={"rule": "fixed", "size": 50})
    assert proposals(rule, {2: 30, 3: 20, 10: 1}) == [(2, 50), (10, 50)]


def test_R23_past_needs_are_netted_on_their_day_and_low_stock_today() -> None:
    # 12 on hand, 10 safety: of the 5 of bucket -3 are 3 net; the 4 received on -1 come too late
    # for them, and the 3 of bucket 1 leave 10 + 4 - 3 = 11
    rule = NettingRule(floor=10)
    assert net_item(12, gross={-3: 5, 1: 3}, scheduled={-1: 4}, rule=rule).net == {-3: 3}
    # nothing is wanted in the past: what is missing to 10 is missing today, 10 - 2 - 4 = 4
    assert net_item(2, gross={}, scheduled={-1: 4}, rule=rule).net == {0: 4}


def test_R23_weekly_lots_of_the_past_end_where_planning_starts() -> None:
    # buckets -7 to -1 are the week before; the 20 of bucket 0 begin the first week
    rule = rule_of(lot={"rule": "weekly"})
    assert proposals(rule, {-2: 10, 0: 5, 1: 20, 7: 30}) == [(-2, 15), (1, 50)]


def test_a_dedicated_need_gets_lots_of_its_own_after_the_fence() -> None:
    # 100 with 10 % scrap -> 110 = 60 + 50; buckets 0 to 3 are frozen
    rule = rule_of(scrap="0.1", fence="3d", lot={"maximum": 60})
    receipts = size_dedicated(1, by_bucket({1: 100})[0], rule)
    assert [(row.bucket, row.order_quantity) for row in receipts] == [
        (4, 60_000_000),
        (4, 50_000_000),
    ]
    assert sum(row.quantity for row in receipts) == 100_000_000
    assert size_dedicated(9, 7, NettingRule()) == (PlannedReceipt(9, 7, 7),)
    assert size_dedicated(9, 0, rule) == ()


def test_an_overdue_demand_counts_today_and_one_beyond_the_horizon_not_at_all() -> None:
    scenario = scenario_of(
        horizon="5d",
        start="2026-06-10T06:00",
        items=[{"id": "X", "source": "buy"}],
        demands=demands_of("X", {3: 7, 10: 1, 14: 5, 15: 100}),
    )
    plan = plan_materials(scenario)
    # buckets are 10 to 14 June: 3 and 10 June in bucket 0, 14 June in bucket 4, 15 June outside
    assert dense(grid_of(plan, "X").gross) == [8, 0, 0, 0, 5]
    assert {peg.demand for peg in plan.pegs} == {"X-3", "X-10", "X-14"}


def test_an_overdue_receipt_counts_today_and_keeps_its_own_date() -> None:
    scenario = scenario_of(
        start="2026-06-10T06:00",
        items=[{"id": "X", "source": "buy"}],
        orders=[
            {"id": "P-1", "type": "purchase", "item": "X", "quantity": 4, "end": "2026-06-08"},
            {"id": "P-2", "type": "purchase", "item": "X", "quantity": 4, "end": "2026-07-30"},
        ],
        demands=demands_of("X", {10: 1, 12: 3, 13: 2}),
    )
    plan = plan_materials(scenario)
    assert by_day(grid_of(plan, "X").scheduled_receipts) == {1: 4}
    assert plan.order_by_id["P-1"].end == -54 * 60  # 8 June 00:00 is 54 h before 10 June 06:00
    assert "P-2" not in plan.order_by_id  # beyond the horizon


def test_several_stock_rows_of_an_item_add_up() -> None:
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy"}],
        stock=[{"item": "X", "quantity": "1.5"}, {"item": "X", "quantity": "2.25"}],
        demands=demands_of("X", {2: 1, 3: 2, 4: 3}),
    )
    # 3.75 - 1 - 2 - 3 = -2.25
    assert by_day(grid_of(plan_materials(scenario), "X").net) == {4: 2.25}


def test_a_scenario_without_days_plans_nothing() -> None:
    scenario = scenario_of(
        horizon="0d",
        items=[{"id": "X", "source": "buy", "safety_stock": 5}],
        demands=demands_of("X", {1: 1, 2: 2, 3: 3}),
    )
    plan = plan_materials(scenario)
    assert plan.orders == ()
    assert plan.pegs == ()
    assert grid_of(plan, "X").gross.shape == (0,)


def test_quantities_beyond_64_bit_are_refused_with_the_item_named() -> None:
    # 10^11 x 10^3 pieces are 10^20 millionths; 64 bits hold less than 10^19
    scenario = scenario_of(
        items=[{"id": "X", "source": "make"}, {"id": "DUST", "source": "buy"}],
        boms=[{"parent": "X", "components": [{"item": "DUST", "quantity": 1000}]}],
        demands=demands_of("X", {3: 10**11}),
    )
    with pytest.raises(InvalidScenarioFile, match=r"items 'DUST': found '10{14} pieces'"):
        plan_materials(scenario)


def test_a_receipt_between_two_ticks_is_usable_from_the_later_one() -> None:
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy"}],
        orders=[
            {
                "id": "P",
                "type": "purchase",
                "item": "X",
                "quantity": 4,
                "end": "2026-06-01T10:00:30",
            }
        ],
        demands=demands_of("X", {1: 1, 2: 1, 3: 1}),
    )
    assert plan_materials(scenario).order_by_id["P"].end == 601


def test_released_work_is_planned_even_if_it_ends_beyond_the_horizon() -> None:
    order = {"type": "production", "item": "X", "quantity": 4, "end": "2026-07-30"}
    scenario = scenario_of(
        horizon="5d",
        items=[{"id": "X", "source": "make", "lead_time": "1d"}],
        orders=[
            {"id": "M-1", "status": "executive", **order},
            {"id": "M-2", "status": "firm", **order},
        ],
        demands=demands_of("X", {3: 1}),
    )
    plan = plan_materials(scenario)
    # M-1 may hold a machine now, but its pieces come too late for anybody
    assert [row.id for row in plan.orders] == ["M-1", "MO-X-1"]
    assert {peg.supply for peg in plan.pegs} == {"MO-X-1"}
