"""Lot rules that pool: periods, storage time, weeks, months."""

from __future__ import annotations

import pytest

from tests.scheduler.mrp.netting_helpers import WEEK, proposals, rule_of

WEEKLY_NEEDS = {2: 30, 6: 20, 8: 50, 14: 10, 15: 40}
STORAGE_NEEDS = {2: 30, 4: 20, 6: 50, 7: 10, 12: 40}


@pytest.mark.parametrize(
    ("lot", "needs", "receipts"),
    [
        # days 1-7: 30 + 20; days 8-14: 50 + 10; days 15-21: 40
        ({"rule": "weekly"}, WEEKLY_NEEDS, [(2, 50), (8, 60), (15, 40)]),
        # 30-day months: days 1-30: 30 + 20; days 31-60: 50; days 61-90: 5
        ({"rule": "monthly"}, {2: 30, 25: 20, 33: 50, 70: 5}, [(2, 50), (33, 50), (70, 5)]),
        # 5 days from day 2: 30 + 20 + 50 (days 2-6); from day 7: 10 (days 7-11); then 40
        ({"rule": "storage-time", "days": 5}, STORAGE_NEEDS, [(2, 100), (7, 10), (12, 40)]),
        ({"rule": "lot-for-lot"}, STORAGE_NEEDS, [(2, 30), (4, 20), (6, 50), (7, 10), (12, 40)]),
        # without its number of days a rule pools nothing
        ({"rule": "storage-time"}, STORAGE_NEEDS, [(2, 30), (4, 20), (6, 50), (7, 10), (12, 40)]),
        ({"rule": "periods"}, STORAGE_NEEDS, [(2, 30), (4, 20), (6, 50), (7, 10), (12, 40)]),
    ],
)
def test_R12_time_buckets_of_the_domain_table(
    lot: dict[str, object], needs: dict[int, int], receipts: list[tuple[int, int]]
) -> None:
    assert proposals(rule_of(lot=lot), needs) == receipts


def test_R12_weekly_lots_anchor_on_planning_start() -> None:
    # Planning starts on Wednesday 3 June: its first week ends on Tuesday 9 (day 7), so that the
    # needs of Sunday 7 and Monday 8 (days 5, 6) are one lot
    header = {"start": "2026-06-03T00:00"}
    rule = rule_of(lot={"rule": "weekly"}, tables=header)
    assert proposals(rule, {5: 10, 6: 20, 8: 30}) == [(5, 30), (8, 30)]


def test_R12_stock_moves_the_first_weekly_lot_to_the_first_uncovered_need() -> None:
    # 35 cover the 30 of day 2; of the 20 of day 6 they leave 15
    rule = rule_of(lot={"rule": "weekly"})
    assert proposals(rule, WEEKLY_NEEDS, stock=35) == [(6, 15), (8, 60), (15, 40)]


def test_R12_a_stock_below_safety_at_the_start_is_refilled_on_day_1() -> None:
    # 10 - 4 = 6 are missing on day 1, and the first week needs 50 more
    rule = rule_of(lot={"rule": "weekly"}, safety_stock=10)
    assert proposals(rule, WEEKLY_NEEDS, stock=4) == [(1, 56), (8, 60), (15, 40)]


def test_R12_a_week_pools_and_then_keeps_minimum_and_rounding() -> None:
    # weeks of 50, 60 and 40 in steps of 35: 70 leave 20; 60 - 20 = 40 -> 70 leave 30; 10 -> 35
    rule = rule_of(lot={"rule": "weekly", "rounding": 35})
    assert proposals(rule, WEEKLY_NEEDS) == [(2, 70), (8, 70), (15, 35)]


def test_R11_lots_of_the_lecture_cover_their_periods() -> None:
    # C: 15 net in period 3 with 250 and 30 of the next two = 295; 50 + 10 + 10 = 70 in period 6
    rule = rule_of(lot={"rule": "periods", "periods": 3}, safety_stock=15)
    needs = {1: 10, 2: 30, 3: 70, 4: 250, 5: 30, 6: 50, 7: 10, 8: 10}
    assert proposals(rule, needs, stock=110) == [(3, 295), (6, 70)]


def test_R11_storage_time_counts_only_days_the_factory_works() -> None:
    # 1 June 2026 is a Monday. 3 working days from Thursday 4: Thu 4, Fri 5, Mon 8: 10 + 20 + 30;
    # Tuesday 9 is outside.
    rule = rule_of(lot={"rule": "storage-time", "days": 3}, tables={"calendars": WEEK})
    assert proposals(rule, {4: 10, 7: 20, 8: 30, 9: 40}) == [(4, 60), (9, 40)]


def test_R11_periods_pool_and_take_scheduled_receipts_off() -> None:
    # 3 days from day 2: net 10, then 20 + 30 less the 15 received on day 4: 10 + 35 = 45
    rule = rule_of(lot={"rule": "periods", "periods": 3})
    assert proposals(rule, {2: 10, 3: 20, 4: 30, 5: 5}, docs={4: 15}) == [(2, 45), (5, 5)]


def test_R11_a_receipt_in_the_window_never_shrinks_the_net_need_itself() -> None:
    # 100 arrive on day 3, too late for the 10 of day 2
    rule = rule_of(lot={"rule": "periods", "periods": 3})
    assert proposals(rule, {2: 10, 3: 20, 4: 30}, docs={3: 100}) == [(2, 10)]


def test_R11_a_receipt_later_in_the_window_leaves_the_need_before_it_to_its_own_order() -> None:
    # the 20 of day 3 are pooled against the 20 that come on day 4: they are short on day 3
    rule = rule_of(lot={"rule": "periods", "periods": 3})
    assert proposals(rule, {2: 10, 3: 20}, docs={4: 20}) == [(2, 10), (3, 20)]
