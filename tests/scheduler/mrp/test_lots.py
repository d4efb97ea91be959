"""Lot rules, each as a table of net need and orders."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.errors import InvalidScenarioFile
from scheduler.mrp.lots import batch_sizing, largest_order, with_scrap, without_scrap
from tests.scheduler.mrp.netting_helpers import PIECE, ordered, proposals, receipts_of, rule_of

NEEDS = (180, 200, 234, 400, 401)


# The columns of the domain's table: L = 200, net need 180, 200, 234, 400, 401.
@pytest.mark.parametrize(
    ("lot", "quantities"),
    [
        ({"rule": "lot-for-lot", "size": 200}, (180, 200, 234, 400, 401)),  # size ignored
        ({"rule": "fixed", "size": 200}, (200, 200, 400, 400, 600)),
        ({"rule": "at-least", "size": 200}, (200, 200, 234, 400, 401)),
        ({"rule": "minimum", "size": 200}, (200, 200, 234, 400, 401)),  # no steps above 200
        ({"rule": "minimum", "size": 200, "multiple": 0}, (200, 200, 234, 400, 401)),
        # 200 + 1 x 150 = 350 covers 234; 200 + 2 x 150 = 500 covers 400 and 401
        ({"rule": "minimum", "size": 200, "multiple": 150}, (200, 200, 350, 500, 500)),
        ({"rule": "periods", "periods": 3, "size": 200}, (180, 200, 234, 400, 401)),
        ({"rule": "storage-time", "days": 5, "size": 200}, (180, 200, 234, 400, 401)),
        ({"rule": "weekly", "size": 200}, (180, 200, 234, 400, 401)),
        ({"rule": "monthly", "size": 200}, (180, 200, 234, 400, 401)),
        ({"rule": "fixed"}, (180, 200, 234, 400, 401)),  # no size: the need as it is
        ({"rule": "at-least"}, (180, 200, 234, 400, 401)),
        ({"rule": "minimum", "multiple": 50}, (180, 200, 234, 400, 401)),
        ({"minimum": 200}, (200, 200, 234, 400, 401)),
        ({"rounding": 50}, (200, 200, 250, 400, 450)),
        ({"minimum": 220, "rounding": 50}, (250, 250, 250, 400, 450)),
        # the minimum of 250 takes two fixed lots, not one and a bit
        ({"rule": "fixed", "size": 200, "minimum": 250}, (400, 400, 400, 400, 600)),
        # 400 and 600 are no multiples of 150: 450 and 600 are
        ({"rule": "fixed", "size": 200, "rounding": 150}, (300, 300, 450, 450, 600)),
        ({"rule": "weekly", "minimum": 200, "rounding": 100}, (200, 200, 300, 400, 500)),
    ],
)
def test_R10_order_quantity_by_rule_and_need(
    lot: dict[str, object], quantities: tuple[int, ...]
) -> None:
    rule = rule_of(lot=lot)
    assert [ordered(rule, need) for need in NEEDS] == [[quantity] for quantity in quantities]


def test_R10_fixed_lots_are_multiples_and_lot_or_higher_is_not() -> None:
    fixed, at_least = (rule_of(lot={"rule": rule, "size": 200}) for rule in ("fixed", "at-least"))
    assert [ordered(fixed, need) for need in (180, 234)] == [[200], [400]]
    assert [ordered(at_least, need) for need in (180, 234)] == [[200], [234]]
    # a need of 110 takes two lots of 100, and 90 are left for days 5 and 6
    hundreds = rule_of(lot={"rule": "fixed", "size": 100})
    assert proposals(hundreds, {4: 110, 5: 40, 6: 40}) == [(4, 200)]


@pytest.mark.parametrize(("need", "quantity"), [(20, 50), (50, 50), (51, 100), (130, 150)])
def test_R10_a_purchase_lot_of_50_is_bought_once_or_in_multiples(need: int, quantity: int) -> None:
    assert ordered(rule_of(lot={"rule": "fixed", "size": 50}), need) == [quantity]


def test_R10_a_lot_of_two_and_a_half_pieces_is_exact() -> None:
    # 7.500001 pieces need 4 lots of 2.5 = 10; 7.5 need exactly 3
    rule = rule_of(lot={"rule": "fixed", "size": "2.5"})
    assert ordered(rule, "7.500001") == [10]
    assert ordered(rule, "7.5") == [Decimal("7.5")]


@pytest.mark.parametrize(
    ("need", "quantity"),
    [(30, 100), (100, 100), (101, 125), (125, 125), (130, 150), (175, 175), (176, 200)],
)
def test_R13_economic_lot_of_100_grows_in_steps_of_25(need: int, quantity: int) -> None:
    rule = rule_of(lot={"rule": "minimum", "size": 100, "multiple": 25})
    assert ordered(rule, need) == [quantity]


def test_R13_a_multiple_of_0_rounds_nothing() -> None:
    rule = rule_of(lot={"rule": "minimum", "size": 100, "multiple": 0})
    assert [ordered(rule, need) for need in (30, 101, 130)] == [[100], [101], [130]]


@pytest.mark.parametrize(
    ("run", "item", "quantities"),
    [
        ({}, {}, (100, 150)),
        ({}, {"use_size": False}, (30, 130)),  # run on, item off: lot-for-lot
        ({"economic_lots": False}, {}, (30, 130)),
        ({"economic_lots": False}, {"use_size": False}, (30, 130)),
        ({}, {"use_multiple": False}, (100, 130)),
        ({"economic_multiples": False}, {}, (100, 130)),
        ({"economic_multiples": False}, {"use_size": False}, (30, 130)),
    ],
)
def test_R14_an_economic_lot_needs_the_flag_of_the_run_and_of_the_item(
    run: dict[str, object], item: dict[str, object], quantities: tuple[int, int]
) -> None:
    lot = {"rule": "minimum", "size": 100, "multiple": 25, **item}
    rule = rule_of(run=run, lot=lot)
    assert [ordered(rule, need) for need in (30, 130)] == [[quantity] for quantity in quantities]


def test_R14_the_flags_of_economic_lots_leave_other_rules_alone() -> None:
    run = {"economic_lots": False, "economic_multiples": False}
    lot = {"use_size": False, "use_multiple": False, "size": 200, "minimum": 5, "rounding": 10}
    assert ordered(rule_of(run=run, lot={"rule": "fixed", **lot}), 234) == [400]
    assert ordered(rule_of(run=run, lot={"rule": "at-least", **lot}), 234) == [240]


@pytest.mark.parametrize(
    ("lot", "need", "quantities"),
    [
        ({"maximum": 100}, 100, [100]),
        ({"maximum": 100}, 250, [100, 100, 50]),
        ({"maximum": 100, "minimum": 60}, 250, [100, 100, 60]),  # each order is 60 at least
        # 105 hold three steps of 30, so 90 each; the 70 left take 90 too
        ({"maximum": 105, "rounding": 30}, 250, [90, 90, 90]),
        ({"maximum": 100, "rounding": 30}, 190, [90, 90, 30]),
        ({"rule": "fixed", "size": 40, "maximum": 100}, 210, [80, 80, 80]),
        # economic lots of 50, 70, 90: 90 fit; what is left of 200 is 20, and takes 50
        ({"rule": "minimum", "size": 50, "multiple": 20, "maximum": 100}, 200, [90, 90, 50]),
        ({"rule": "at-least", "size": 60, "maximum": 100}, 130, [100, 60]),
        ({"rule": "fixed", "size": 400, "maximum": 100}, 130, [100, 100]),  # no lot fits
        ({"rounding": 150, "maximum": 100}, 130, [100, 100]),  # no step fits
    ],
)
def test_R13_what_exceeds_the_maximum_becomes_several_orders_of_their_rule(
    lot: dict[str, object], need: int, quantities: list[int]
) -> None:
    assert ordered(rule_of(lot=lot), need) == quantities


def test_the_largest_order_keeps_lots_and_steps_where_both_fit() -> None:
    # lots of 25 rounded up to tens are 30, 50, 80, 100: the largest up to 99 is 80
    assert largest_order(99, base=0, multiple=25, step=10) == 80
    assert largest_order(29, base=0, multiple=25, step=10) == 20  # a step, but no lot
    assert largest_order(9, base=0, multiple=25, step=10) == 9


def test_M05_scrap_is_added_before_the_lot_rule() -> None:
    # 100 at 10 % -> 110, not 111.1; lots of 60 -> 120, of which 120 / 1.1 = 109.090909 are good
    assert ordered(rule_of(scrap="0.1"), 100) == [110]
    lots = rule_of(scrap="0.1", lot={"rule": "fixed", "size": 60})
    (receipt,) = receipts_of(lots, {3: 100})
    assert (receipt.quantity, receipt.order_quantity) == (109_090_909, 120 * PIECE)


def test_M05_what_scrap_leaves_of_a_lot_serves_the_next_need() -> None:
    # 9.090909 are left of the first lot; of the 9 on day 4 nothing is net
    lots = rule_of(scrap="0.1", lot={"rule": "fixed", "size": 60})
    assert [row.bucket for row in receipts_of(lots, {3: 100, 4: 9, 5: 1})] == [2, 4]


def test_M05_orders_split_by_a_maximum_supply_together_what_one_would() -> None:
    # 300 at 10 % are 330: eleven orders of 30, though 30 / 1.1 = 27.272727 x 11 = 299.999997
    receipts = receipts_of(rule_of(scrap="0.1", lot={"maximum": 30}), {3: 300})
    assert [row.order_quantity for row in receipts] == [30 * PIECE] * 11
    assert sum(row.quantity for row in receipts) == 300 * PIECE
    assert {row.quantity for row in receipts} == {27_272_727, 27_272_728}


def test_scrap_of_a_third_loses_and_wins_nothing() -> None:
    third = 333_333  # millionths
    for need in (1, 2, 3, 999_999, 1_000_000, 7_654_321):
        assert without_scrap(with_scrap(need, scrap=third), scrap=third) == need


def test_M03_a_fixed_bill_makes_orders_of_exactly_its_quantity() -> None:
    # need 100 at parent quantity 40: three orders of 40; the lot of the item does not count
    rule = rule_of(batch=40, lot={"rule": "fixed", "size": 70, "maximum": 70, "minimum": 90})
    assert ordered(rule, 100) == [40, 40, 40]
    assert ordered(rule, 40) == [40]
    assert ordered(rule, 1) == [40]


def test_a_maximum_in_the_wrong_unit_is_refused_with_the_item_named() -> None:
    rule = rule_of(lot={"maximum": "0.001"})
    with pytest.raises(
        InvalidScenarioFile,
        match=r"items 'X' lot.maximum: found '0.001 pieces an order', "
        r"expected at most 10000 orders for a need of 50 pieces",
    ):
        ordered(rule, 50)


def test_a_batch_in_the_wrong_unit_points_to_the_bill_of_materials() -> None:
    with pytest.raises(InvalidScenarioFile, match="fixed bill of materials"):
        batch_sizing(1, item="X").orders(10_001)
