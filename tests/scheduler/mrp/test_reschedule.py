"""Rescheduling: 2/5/90 means late by 2 days is fine, early by 5 is fine, moves up to 90 days."""

from __future__ import annotations

import itertools

import pytest

from models.material import Advice
from models.scenario import Item, Order
from scheduler.mrp.reschedule import (
    NO_TOLERANCES,
    Effective,
    Receipt,
    Tolerances,
    is_movable,
    moved,
    reschedule,
    tolerances,
)

EXAMPLE = Tolerances(advance=2, postpone=5, reschedule=90)


def receipt(
    bucket: int, quantity: int = 100, name: str = "PO-1", *, movable: bool = True
) -> Receipt:
    return Receipt(name, bucket, quantity, movable)


def one(bucket: int, *, need: int = 10, limits: Tolerances = EXAMPLE) -> Effective:
    """Return what becomes of one supply of 100 for one need of 100."""
    (row,) = reschedule(
        0, gross={need: 100}, receipts=[receipt(bucket)], floor=0, tolerances=limits
    )
    return row


# the example of the domain: need on day 10; what comes on day 12 is fine, on day 15 is advanced
# by 5 days, on day 120 is 110 days late and stays, so that netting orders anew
def test_R25_tolerance_2_5_90_covers_advances_or_leaves_a_late_supply() -> None:
    assert one(12) == Effective("PO-1", 10)
    assert one(15) == Effective("PO-1", 10, Advice.ADVANCE, 10)
    assert one(120) == Effective("PO-1", 120)


# need on day 100: 95 is 5 days early, 94 is 6 days, 10 is 90 days, 9 is 91 days early
def test_R25_tolerance_2_5_90_leaves_postpones_or_reports_an_early_supply() -> None:
    assert one(95, need=100) == Effective("PO-1", 95)
    assert one(94, need=100) == Effective("PO-1", 100, Advice.POSTPONE, 100)
    assert one(10, need=100) == Effective("PO-1", 100, Advice.POSTPONE, 100)
    assert one(9, need=100) == Effective("PO-1", 9, Advice.EXCESS, 100)


@pytest.mark.parametrize(
    ("bucket", "change"),
    [(10, None), (12, None), (13, Advice.ADVANCE), (100, Advice.ADVANCE), (101, None)],
)
def test_the_limits_of_the_tolerances_belong_to_them(bucket: int, change: Advice | None) -> None:
    assert one(bucket).change is change


def test_what_may_not_move_is_only_covered_silently() -> None:
    rows = reschedule(
        0,
        gross={10: 200},
        receipts=[receipt(12, name="near", movable=False), receipt(15, name="far", movable=False)],
        floor=0,
        tolerances=EXAMPLE,
    )
    assert rows == [Effective("near", 10), Effective("far", 15)]


def test_without_a_rescheduling_tolerance_nothing_moves_but_the_tolerances_hold() -> None:
    limits = Tolerances(advance=2, postpone=5)
    assert one(12, limits=limits) == Effective("PO-1", 10)
    assert one(15, limits=limits) == Effective("PO-1", 15)
    assert one(1, limits=limits) == Effective("PO-1", 1)


def test_a_supply_that_cannot_come_soon_enough_is_advanced_for_a_later_need() -> None:
    # day 105 is 95 days after the first need, 85 after the second
    (row,) = reschedule(
        0, gross={10: 100, 20: 100}, receipts=[receipt(105)], floor=0, tolerances=EXAMPLE
    )
    assert row == Effective("PO-1", 20, Advice.ADVANCE, 20)


def test_the_earliest_of_the_late_supplies_is_advanced_first() -> None:
    rows = reschedule(
        0,
        gross={10: 100, 30: 100},
        receipts=[receipt(40, name="B"), receipt(20, name="A")],
        floor=0,
        tolerances=EXAMPLE,
    )
    assert moved(rows) == {"A": 10, "B": 30}


def test_a_confirmed_supply_is_passed_over_and_serves_a_later_need() -> None:
    rows = reschedule(
        0,
        gross={10: 100, 30: 100},
        receipts=[receipt(20, name="A", movable=False), receipt(40, name="B")],
        floor=0,
        tolerances=Tolerances(2, 10, 90),
    )
    assert moved(rows) == {"B": 10}


def test_a_supply_that_the_others_make_needless_is_not_advanced() -> None:
    # 150 are short: 40 on day 20 are not enough, 200 on day 25 are, and then without the 40
    rows = reschedule(
        0,
        gross={10: 150},
        receipts=[receipt(20, 40, "A"), receipt(25, 200, "B")],
        floor=0,
        tolerances=EXAMPLE,
    )
    assert moved(rows) == {"B": 10}


def test_a_supply_is_not_advanced_where_the_lot_to_order_covers_it_anyway() -> None:
    # 150 are short, 40 could come: the other 110 take a lot of 200, which covers all 150
    (row,) = reschedule(
        0,
        gross={10: 150},
        receipts=[receipt(20, 40)],
        floor=0,
        tolerances=EXAMPLE,
        round_up=lambda missing: -(-missing // 200) * 200,
    )
    assert row == Effective("PO-1", 20)


def test_early_supplies_are_postponed_in_their_order() -> None:
    # both are early; PO-A serves the first need, PO-B the second
    rows = reschedule(
        0,
        gross={20: 100, 30: 100},
        receipts=[receipt(3, name="A"), receipt(5, name="B")],
        floor=0,
        tolerances=EXAMPLE,
    )
    assert moved(rows) == {"A": 20, "B": 30}


def test_a_supply_that_no_need_asks_for_stays() -> None:
    rows = reschedule(
        0,
        gross={20: 100},
        receipts=[receipt(3, name="A"), receipt(18, name="B", movable=False)],
        floor=0,
        tolerances=EXAMPLE,
    )
    # B comes in any case and covers day 20, so A is a surplus, not early
    assert rows == [Effective("A", 3), Effective("B", 18)]


def test_the_floor_is_what_must_not_be_short() -> None:
    # 100 on hand, 60 used on day 10 leave 40: below a floor of 50, not below 40
    for floor, expected in ((50, {"PO-1": 10}), (40, {})):
        rows = reschedule(
            100, gross={10: 60}, receipts=[receipt(20)], floor=floor, tolerances=EXAMPLE
        )
        assert moved(rows) == expected


def test_a_stock_below_the_floor_at_the_start_is_a_need_of_today() -> None:
    (row,) = reschedule(0, gross={}, receipts=[receipt(20)], floor=50, tolerances=EXAMPLE)
    assert row == Effective("PO-1", 0, Advice.ADVANCE, 0)


def test_nothing_moves_into_or_out_of_the_frozen_fence() -> None:
    # frozen until day 8: the need of day 3 waits until then. A of day 1 stays; it leaves 100 short
    # on day 8, for which B comes; C comes 4 days early for day 20, which is fine
    rows = reschedule(
        0,
        gross={3: 200, 20: 100},
        receipts=[receipt(1, name="A"), receipt(15, name="B"), receipt(16, name="C")],
        floor=0,
        tolerances=EXAMPLE,
        earliest=8,
    )
    assert rows == [
        Effective("A", 1),
        Effective("B", 8, Advice.ADVANCE, 8),
        Effective("C", 16),
    ]


def test_what_comes_until_today_covers_what_was_due_before() -> None:
    # the need of five days ago cannot be served sooner than today: PO-1 is moved to today, and
    # netting, which looks at the past too, counts it on the day of the need
    (row,) = reschedule(0, gross={-5: 100}, receipts=[receipt(10)], floor=0, tolerances=EXAMPLE)
    assert row == Effective("PO-1", -5, Advice.ADVANCE, 0)


@pytest.mark.parametrize(
    ("days", "percent", "lead_days", "expected"),
    [
        (None, None, 20, None),
        ("90d", None, 20, 90),
        (None, "50", 20, 10),
        (None, "50", 5, 2),  # 2.5 days, the part dropped
        ("5d", "50", 20, 5),
        ("90d", "50", 20, 10),
        (None, "0", 20, 0),
    ],
)
def test_days_and_a_part_of_the_lead_time_limit_moves_and_the_smaller_holds(
    days: str | None, percent: str | None, lead_days: int, expected: int | None
) -> None:
    item = Item.model_validate(
        {
            "id": "A",
            "source": "buy",
            "reschedule_tolerance": days,
            "reschedule_percent": percent,
            "advance_tolerance": "2d",
            "postpone_tolerance": "5d",
        }
    )
    assert tolerances(item, lead_days) == Tolerances(2, 5, expected)
    assert tolerances(item, lead_days, may_move=False) == Tolerances(2, 5, None)


def test_an_item_without_tolerances_keeps_every_document() -> None:
    found = tolerances(Item.model_validate({"id": "A", "source": "buy"}), 20)
    assert found is NO_TOLERANCES
    assert found.leave_all
    assert not Tolerances(postpone=3, reschedule=1).leave_all
    assert Tolerances(reschedule=0).leave_all


PROGRESS = [{"phase": 10, "state": "started"}]


# the whitelist: planned unless mandatory, production until declared, purchases until confirmed,
# subcontracting until printed, transfers until confirmed
@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("production", {"status": "planned"}, True),
        ("production", {"status": "planned", "frozen": True}, False),
        ("production", {"status": "launched"}, True),
        ("production", {"status": "launched", "frozen": True}, False),
        ("production", {"status": "executive"}, True),
        ("production", {"status": "executive", "progress": PROGRESS}, False),
        ("production", {"status": "launched", "progress": PROGRESS}, False),
        ("purchase", {"status": "planned"}, True),
        ("purchase", {"status": "planned", "frozen": True}, False),
        ("purchase", {"status": "firm"}, True),
        ("purchase", {"status": "confirmed"}, False),
        ("subcontract", {"status": "planned"}, True),
        ("subcontract", {"status": "firm", "printed": True}, False),
        ("subcontract", {"status": "confirmed"}, True),
        ("transfer", {"status": "planned"}, True),
        ("transfer", {"status": "firm"}, True),
        ("transfer", {"status": "confirmed"}, False),
        ("production", {"job": "J-1"}, True),
    ],
)
def test_R26_mandatory_declared_printed_and_confirmed_documents_are_not_moved(
    kind: str, fields: dict[str, object], *, expected: bool
) -> None:
    order = Order.model_validate(
        {"id": "X", "type": kind, "item": "A", "quantity": "1", "end": "2026-06-10", **fields}
    )
    assert is_movable(order) is expected
    assert not is_movable(order, is_mandatory=True)


def rule_of_one(days_late: int, limits: Tolerances, *, movable: bool) -> Advice | str:
    """Return the rule for one document and one need, word by word."""
    limit = limits.reschedule or 0
    if days_late > 0:
        if days_late <= limits.advance:
            return "silent"
        return Advice.ADVANCE if movable and days_late <= limit else "stays"
    if -days_late <= limits.postpone or not limit:
        return "silent" if days_late < 0 else "in time"
    return Advice.POSTPONE if movable and -days_late <= limit else Advice.EXCESS


def test_one_document_and_one_need_follow_the_rule_in_every_case() -> None:
    ranges = (range(12), range(4), range(4), (None, 0, 3, 6), (True, False))
    for bucket, advance, postpone, limit, movable in itertools.product(*ranges):
        limits = Tolerances(advance, postpone, limit)
        (row,) = reschedule(
            0,
            gross={6: 100},
            receipts=[receipt(bucket, movable=movable)],
            floor=0,
            tolerances=limits,
        )
        rule = rule_of_one(bucket - 6, limits, movable=movable)
        is_advice = isinstance(rule, Advice)
        assert row.change is (rule if is_advice else None), (bucket, limits, movable)
        counts_on_time = rule in (Advice.ADVANCE, Advice.POSTPONE) or (
            rule == "silent" and bucket > 6
        )
        assert row.bucket == (6 if counts_on_time else bucket), (bucket, limits, movable)
