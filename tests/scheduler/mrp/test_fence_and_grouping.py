"""The frozen fence, coverage in weeks, and orders merged over some days."""

from __future__ import annotations

import pytest

from scheduler.mrp.netting import net_item
from tests.scheduler.mrp.netting_helpers import (
    PIECE,
    WEEK,
    by_bucket,
    pieces,
    proposals,
    rule_of,
)

FENCED_NEEDS = {2: 40, 5: 10, 6: 5}
DAILY_NEEDS = dict.fromkeys(range(1, 8), 10)


def test_R18_a_frozen_fence_leaves_the_stock_negative_and_serves_it_after() -> None:
    # 3 working days after day 1: days 1-4 are frozen. 25 - 40 = -15 stays; day 5: 15 + 10 = 25
    rule = rule_of(fence="3d")
    assert rule.fence_end == 4
    planned = dict(proposals(rule, FENCED_NEEDS, stock=25))
    assert planned == {5: 25, 6: 5}
    projected = [25]
    for day in range(1, 7):
        projected.append(projected[-1] + planned.get(day, 0) - FENCED_NEEDS.get(day, 0))
    assert projected[1:] == [25, -15, -15, -15, 0, 0]


def test_R18_the_net_requirement_appears_on_the_first_day_after_the_fence() -> None:
    rule = rule_of(fence="3d")
    gross = by_bucket({2: 40})
    netting = net_item(25 * PIECE, gross=gross, scheduled={}, rule=rule)
    assert {bucket + 1: pieces(units) for bucket, units in netting.net.items()} == {5: 15}


def test_R18_existing_documents_stay_inside_the_fence() -> None:
    # 25 - 40 + 10 = -5 on day 3; 5 + 10 on day 5
    rule = rule_of(fence="3d")
    assert proposals(rule, FENCED_NEEDS, stock=25, docs={3: 10}) == [(5, 15), (6, 5)]


def test_R18_a_need_within_the_fence_that_stock_or_a_document_covers_is_not_ordered() -> None:
    rule = rule_of(fence="3d")
    assert proposals(rule, {2: 40}, stock=25, docs={4: 15}) == []


def test_R18_the_fence_counts_working_days() -> None:
    # from Tuesday 2 June: 2, 3, 4, 5 and Monday 8 are five; Tuesday 9 is open
    rule = rule_of(fence="5d", tables={"calendars": WEEK})
    assert proposals(rule, {2: 10, 8: 20, 10: 5}) == [(9, 30), (10, 5)]


def test_R18_a_missing_safety_stock_waits_for_the_end_of_the_fence_too() -> None:
    assert proposals(rule_of(fence="3d", safety_stock=10), {}, stock=4) == [(5, 6)]


def test_R18_past_needs_wait_too() -> None:
    assert proposals(rule_of(fence="3d"), {-1: 7}) == [(5, 7)]


def test_R18_a_weekly_lot_after_the_fence_still_ends_with_its_week() -> None:
    # days 5-7: backlog 40 + 10 + 5; day 8 begins the second week
    rule = rule_of(fence="3d", lot={"rule": "weekly"})
    assert proposals(rule, {**FENCED_NEEDS, 7: 1, 8: 9}) == [(5, 56), (8, 9)]


@pytest.mark.parametrize(
    ("index", "stock", "docs", "receipts"),
    [
        (100, 0, {}, [(1, 100)]),  # 40 + 60
        (110, 0, {}, [(1, 110)]),
        # half of 100 is 50, 10 more than the 40 of day 1; day 8 lacks 50: half of 60 is less
        (50, 0, {}, [(1, 50), (8, 50)]),
        (10, 0, {}, [(1, 40), (8, 60)]),  # never less than the shortage
        (100, 30, {}, [(1, 70)]),
        (100, 0, {5: 25}, [(1, 75)]),  # what arrives in the window comes off
        (100, 50, {}, [(8, 50)]),  # no shortage before day 8: of 60 are 10 there
    ],
)
def test_R21_a_shortage_is_ordered_with_the_demand_of_the_coverage_weeks(
    index: int, stock: int, docs: dict[int, int], receipts: list[tuple[int, int]]
) -> None:
    rule = rule_of(coverage_weeks=2, coverage_index=index)
    assert proposals(rule, {1: 40, 8: 60}, stock=stock, docs=docs) == receipts


def test_R21_the_window_of_two_weeks_has_14_days_from_the_shortage() -> None:
    # days 3 to 16; day 17 is outside
    rule = rule_of(coverage_weeks=2)
    assert proposals(rule, {3: 10, 16: 20, 17: 40}) == [(3, 30), (17, 40)]


def test_R21_safety_stock_is_not_available_for_the_weeks() -> None:
    # 30 on hand, 10 safety: 100 - 20 = 80
    rule = rule_of(coverage_weeks=2, safety_stock=10)
    assert proposals(rule, {1: 40, 8: 60}, stock=30) == [(1, 80)]


def test_R21_coverage_counts_if_run_and_item_say_so_and_lots_round_it() -> None:
    needs = {1: 40, 8: 60}
    assert proposals(rule_of(coverage_weeks=2, run={"coverage": False}), needs) == [
        (1, 40),
        (8, 60),
    ]
    assert proposals(rule_of(coverage_index=100), needs) == [(1, 40), (8, 60)]
    lot = {"rule": "fixed", "size": 30}
    assert proposals(rule_of(coverage_weeks=2, lot=lot), needs) == [(1, 120)]


def test_R22_orders_within_5_working_days_merge_and_the_6th_is_separate() -> None:
    assert proposals(rule_of(grouping="5d"), DAILY_NEEDS) == [(1, 50), (6, 20)]
    # a week of five working days: Thursday 4 to Wednesday 10; Thursday 11 is the 6th
    rule = rule_of(grouping="5d", tables={"calendars": WEEK})
    assert proposals(rule, {4: 10, 5: 10, 8: 10, 9: 10, 10: 10, 11: 10}) == [(4, 50), (11, 10)]


def test_R22_the_window_begins_with_the_first_need_that_nothing_covers() -> None:
    # 25 cover days 1, 2 and half of day 3: days 3-7
    assert proposals(rule_of(grouping="5d"), DAILY_NEEDS, stock=25) == [(3, 45)]


def test_R22_lots_are_applied_to_the_merged_quantity() -> None:
    # lots of 40: 30 + 30 -> 80, not 40 + 40; of the 20 left serve day 6: 10 -> 40
    rule = rule_of(grouping="5d", lot={"rule": "fixed", "size": 40})
    assert proposals(rule, {1: 30, 3: 30, 6: 30}) == [(1, 80), (6, 40)]
    rule = rule_of(grouping="5d", lot={"rule": "at-least", "size": 50})
    assert proposals(rule, {1: 30, 3: 30, 6: 30}) == [(1, 60), (6, 50)]


def test_R22_a_document_between_two_needs_covers_only_the_later_one() -> None:
    # day 2 lacks 10 though 10 come on day 3; they serve day 4
    rule = rule_of(grouping="5d")
    assert proposals(rule, {1: 10, 2: 10, 4: 10}, docs={3: 10}) == [(1, 20)]


def test_R22_weekly_lots_that_fall_into_the_window_are_merged_whole() -> None:
    # the weekly lots are 15 on day 6 and 60 on day 8; days 6 to 10 are the window
    rule = rule_of(grouping="5d", lot={"rule": "weekly"})
    needs = {2: 30, 6: 20, 8: 50, 14: 10, 15: 40}
    assert proposals(rule, needs, stock=35) == [(6, 75), (15, 40)]


def test_R22_a_merged_order_may_be_split_by_the_maximum_on_its_first_day() -> None:
    rule = rule_of(grouping="5d", lot={"maximum": 20})
    assert proposals(rule, DAILY_NEEDS) == [(1, 20), (1, 20), (1, 10), (6, 20)]
