"""Safety stock and reorder level: which of them count, and what falling below them orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import pytest

from scheduler.mrp.netting import net_item
from tests.scheduler.mrp.netting_helpers import (
    PIECE,
    by_bucket,
    proposals,
    receipts_of,
    rule_of,
)

if TYPE_CHECKING:
    from scheduler.mrp.netting import NettingRule

SAFETY = "safety-stock"
REORDER = "reorder-level"
NEEDS = {1: 30, 3: 40, 5: 35}
"""From a stock of 120 they leave 90, 50 and 15."""


class Levels(TypedDict):
    safety_stock: int
    reorder_level: int
    replenish_quantity: int


LEVELS: Levels = {"safety_stock": 20, "reorder_level": 60, "replenish_quantity": 100}


def three_days_later(bucket: int) -> int:
    return bucket + 3


def reorders(rule: NettingRule, needs: dict[int, int], stock: int) -> list[tuple[int, int, int]]:
    """Return day of order, day of receipt and pieces of what the reorder level asks for."""
    return [
        (row.order_bucket + 1, row.bucket + 1, row.quantity // PIECE)
        for row in receipts_of(rule, needs, stock=stock)
        if row.order_bucket is not None
    ]


def test_R19_reorder_level_gives_the_order_date() -> None:
    # day 3: 50 < 60 -> 100 ordered, received three days later; on day 5 the 15 left are not
    # netted, for safety stock does not count; 15 + 100 are above 60 again
    rule = rule_of(thresholds=[REORDER], received=three_days_later, **LEVELS)
    assert reorders(rule, NEEDS, 120) == [(3, 6, 100)]
    assert proposals(rule, NEEDS, stock=120) == [(6, 100)]


def test_R19_replenishment_up_to_a_level_orders_what_is_missing_to_it() -> None:
    # 100 - 50 = 50; on day 5 are 15 + 50 on order, 65 >= 60
    rule = rule_of(thresholds=[REORDER], received=three_days_later, replenish_up_to=True, **LEVELS)
    assert reorders(rule, NEEDS, 120) == [(3, 6, 50)]


def test_R19_safety_stock_alone_nets_on_the_day_it_is_touched() -> None:
    # nothing on day 3; on day 5 are 20 - 15 = 5 missing
    rule = rule_of(thresholds=[SAFETY], **LEVELS)
    assert proposals(rule, NEEDS, stock=120) == [(5, 5)]
    assert reorders(rule, NEEDS, 120) == []


def test_R19_without_thresholds_nothing_is_proposed() -> None:
    assert proposals(rule_of(thresholds=[], **LEVELS), NEEDS, stock=120) == []


def test_R19_both_thresholds_net_the_need_that_comes_before_the_receipt() -> None:
    # the 100 ordered on day 3 arrive on day 6: the 5 missing on day 5 come by themselves
    rule = rule_of(received=three_days_later, **LEVELS)
    assert proposals(rule, NEEDS, stock=120) == [(5, 5), (6, 100)]
    # the day after they would be there in time
    rule = rule_of(received=lambda bucket: bucket + 1, **LEVELS)
    assert proposals(rule, NEEDS, stock=120) == [(4, 100)]


@pytest.mark.parametrize(
    ("run", "receipts"),
    [
        ({"safety_stock": False}, [(6, 100)]),
        ({"reorder_level": False}, [(5, 5)]),
        ({"safety_stock": False, "reorder_level": False}, []),
    ],
)
def test_R19_a_threshold_counts_if_the_run_looks_at_it_too(
    run: dict[str, object], receipts: list[tuple[int, int]]
) -> None:
    rule = rule_of(run=run, received=three_days_later, **LEVELS)
    assert proposals(rule, NEEDS, stock=120) == receipts


def test_R19_the_maximum_stock_changes_nothing() -> None:
    for maximum in (0, 10, 10_000):
        rule = rule_of(max_stock=maximum, received=three_days_later, **LEVELS)
        assert proposals(rule, NEEDS, stock=120) == [(5, 5), (6, 100)]


def test_R19_a_level_of_0_is_no_level() -> None:
    rule = rule_of(safety_stock=0, reorder_level=0, replenish_quantity=100)
    assert proposals(rule, {3: 120}, stock=120) == []
    assert rule.is_plain


def test_R19_without_a_quantity_the_lot_method_brings_the_stock_back_to_the_level() -> None:
    # 60 - 50 = 10 -> a lot of 25; on day 5: 15 + 25 = 40 -> 20 -> 25
    rule = rule_of(reorder_level=60, lot={"rule": "fixed", "size": 25}, received=three_days_later)
    assert reorders(rule, NEEDS, 120) == [(3, 6, 25), (5, 8, 25)]


def test_R19_a_given_quantity_passes_the_lot_rule_but_not_the_rounding() -> None:
    # 100 is neither a multiple of 70 nor, in steps of 30, left at 100: 120
    lot = {"rule": "fixed", "size": 70, "rounding": 30}
    rule = rule_of(lot=lot, received=three_days_later, thresholds=[REORDER], **LEVELS)
    assert reorders(rule, NEEDS, 120) == [(3, 6, 120)]


def test_R19_scrap_is_ordered_on_top_of_the_replenishment_quantity() -> None:
    rule = rule_of(scrap="0.1", thresholds=[REORDER], received=three_days_later, **LEVELS)
    (receipt,) = receipts_of(rule, NEEDS, stock=120)
    assert (receipt.quantity, receipt.order_quantity) == (100 * PIECE, 110 * PIECE)


def test_R19_what_is_on_order_is_not_ordered_twice() -> None:
    # day 1 leaves 350 < 400: 100 ordered; day 2: 310 + 100 on order; day 3: 290 + 100 < 400, so
    # another 100; day 4: 280 + 200
    rule = rule_of(reorder_level=400, replenish_quantity=100, received=lambda bucket: bucket + 30)
    needs = {1: 150, 2: 40, 3: 20, 4: 10}
    assert reorders(rule, needs, 500) == [(1, 31, 100), (3, 33, 100)]


def test_R19_the_lead_time_is_asked_only_where_something_may_be_ordered() -> None:
    # the 100 ordered on day 3 keep stock and orders together above the level from then on
    asked: list[int] = []

    def received(bucket: int) -> int:
        asked.append(bucket + 1)
        return bucket + 30

    rule = rule_of(thresholds=[REORDER], received=received, **LEVELS)
    assert reorders(rule, {**NEEDS, 6: 1, 7: 1, 8: 1}, 120) == [(3, 33, 100)]
    assert asked == [3]


def test_R19_a_document_counts_if_it_comes_no_later_than_a_new_order_would() -> None:
    rule = rule_of(thresholds=[REORDER], received=three_days_later, **LEVELS)
    # ordered on day 3, received on day 6
    assert proposals(rule, NEEDS, stock=120, docs={6: 50}) == []
    assert proposals(rule, NEEDS, stock=120, docs={7: 50}) == [(6, 100)]


def test_R19_one_replenishment_quantity_may_not_be_enough() -> None:
    # 120 - 300 = -180; three times 100 bring it to 120, two to 20 only. What is missing to 0 on
    # day 2 is netted and counts: 0 -> one time 100
    rule = rule_of(thresholds=[REORDER], received=lambda bucket: bucket, **LEVELS)
    assert proposals(rule, {2: 300}, stock=120) == [(2, 300)]
    rule = rule_of(thresholds=[REORDER], received=three_days_later, **LEVELS)
    assert proposals(rule, {2: 300}, stock=120) == [(2, 180), (5, 100)]


def test_R19_a_stock_below_the_level_is_ordered_today_and_never_in_the_past() -> None:
    rule = rule_of(thresholds=[REORDER], received=three_days_later, **LEVELS)
    assert reorders(rule, {}, 50) == [(1, 4, 100)]
    assert reorders(rule, {-4: 10}, 65) == [(1, 4, 100)]


def test_R19_an_order_of_the_level_is_not_received_within_the_fence() -> None:
    # days 1 to 8 are frozen: ordered on day 3, received on day 9 instead of 6
    rule = rule_of(thresholds=[REORDER], fence="7d", received=three_days_later, **LEVELS)
    assert reorders(rule, NEEDS, 120) == [(3, 9, 100)]


def test_R19_read_as_a_floor_the_level_is_a_stock_never_to_fall_below() -> None:
    # day 3: 60 - 50 = 10; day 5: 35; the higher of safety stock and level is the floor
    rule = rule_of(run={"reorder_reading": "floor"}, **LEVELS)
    assert proposals(rule, NEEDS, stock=120) == [(3, 10), (5, 35)]
    rule = rule_of(run={"reorder_reading": "floor"}, safety_stock=80, reorder_level=60)
    assert proposals(rule, NEEDS, stock=120) == [(3, 30), (5, 35)]


def test_R19_lots_that_pool_take_off_what_the_level_has_ordered() -> None:
    # day 3 orders 100 for day 5; on day 4 are 15 missing, and the week's other needs of 60 are
    # less than what comes: 15 alone
    rule = rule_of(
        thresholds=[REORDER],
        lot={"rule": "weekly"},
        received=lambda bucket: bucket + 2,
        **LEVELS,
    )
    needs = {3: 70, 4: 65, 6: 60}
    assert proposals(rule, needs, stock=120)[:2] == [(4, 15), (5, 100)]


def test_R08_a_safety_stock_above_the_reorder_level_is_netted_all_the_same() -> None:
    # 12 on hand are above the level of 10, and 8 below the safety stock
    rule = rule_of(safety_stock=20, reorder_level=10, received=three_days_later)
    assert proposals(rule, {}, stock=12) == [(1, 8)]


def test_R08_thresholds_are_noticed_on_the_first_day_without_any_document() -> None:
    netting = net_item(4 * PIECE, gross=by_bucket({}), scheduled={}, rule=rule_of(safety_stock=10))
    assert netting.net == {0: 6 * PIECE}
