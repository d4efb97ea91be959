"""Suggestions: what the planner is told, in which order and in which words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from models.material import Advice, Suggestion
from models.quantity import QUANTITY_SCALE
from scheduler.mrp.lots import multiples, with_scrap
from scheduler.mrp.reschedule import (
    NO_TOLERANCES,
    Effective,
    Receipt,
    Tolerances,
    reschedule,
)
from scheduler.mrp.suggestions import Advised, Creation, Standing, advise, suggestion_order

TICKS_PER_DAY = 1440
FIRST_DAY = date(2026, 6, 1)
EXAMPLE = Advised("A", Tolerances(advance=2, postpone=5, reschedule=90), FIRST_DAY)
PLAIN = Advised("A", NO_TOLERANCES, FIRST_DAY)


def pieces(number: int) -> int:
    return number * QUANTITY_SCALE


def document(
    bucket: int,
    pegged: int = 100,
    *,
    name: str = "PO-1",
    movable: bool = True,
    effective: Effective | None = None,
) -> Standing:
    """Return a document of 100 pieces that serves D-1."""
    receipt = Receipt(name, bucket, pieces(100), movable)
    row = effective or Effective(name, bucket)
    new_tick = None if row.needed is None else row.needed * TICKS_PER_DAY
    need = "D-1" if pegged else ""
    tick = bucket * TICKS_PER_DAY
    return Standing(receipt, row, tick, pieces(100), pieces(pegged), new_tick, need)


def creation(bucket: int, number: int = 40, *, name: str = "MRP-1", need: str = "D-1") -> Creation:
    return Creation(name, bucket, bucket * TICKS_PER_DAY, pieces(number), need)


def told(rows: list[Suggestion]) -> list[tuple[Advice, str, int]]:
    return [(row.advice, row.order, int(row.quantity)) for row in rows]


def example(bucket: int) -> list[Suggestion]:
    """Return the advice on a supply of 100 for a need of 100 on day 10."""
    gross, receipts = {10: pieces(100)}, [Receipt("PO-1", bucket, pieces(100), True)]
    (row,) = reschedule(0, gross=gross, receipts=receipts, floor=0, tolerances=EXAMPLE.tolerances)
    if row.bucket <= 10:  # as netting and pegging see it
        return advise(EXAMPLE, [document(bucket, effective=row)], [])
    return advise(EXAMPLE, [document(bucket, 0, effective=row)], [creation(10, 100)])


# day 10 is 11 June: day 0 is 1 June. Day 12: nothing to say. Day 15: 5 days sooner. Day 120
# (29 September) is 110 days late: cancelled, and 100 created for day 10
def test_R25_tolerance_2_5_90_is_silent_advances_or_cancels_and_creates() -> None:
    assert example(12) == []
    (advanced,) = example(15)
    assert advanced == Suggestion(
        advice=Advice.ADVANCE,
        item="A",
        order="PO-1",
        quantity=advanced.quantity,
        date=15 * TICKS_PER_DAY,
        new_date=10 * TICKS_PER_DAY,
        need="D-1",
        reason="needed on 2026-06-11, comes on 2026-06-16",
    )
    assert advanced.quantity == 100
    created, cancelled = example(120)
    assert told([created, cancelled]) == [
        (Advice.CREATE, "MRP-1", 100),
        (Advice.CANCEL, "PO-1", 100),
    ]
    assert created.new_date == 10 * TICKS_PER_DAY
    assert (cancelled.date, cancelled.new_date) == (120 * TICKS_PER_DAY, None)
    assert cancelled.reason == (
        "needed on 2026-06-11, comes on 2026-09-29: 110 days are more than the 90 it may move, "
        "so MRP-1 is created instead"
    )


def test_R26_a_run_that_re_dates_documents_says_that_it_did() -> None:
    moving = Advised("A", EXAMPLE.tolerances, FIRST_DAY, moves_documents=True)
    (row,) = advise(moving, [document(15, effective=Effective("PO-1", 10, Advice.ADVANCE, 10))], [])
    assert row.reason == "needed on 2026-06-11, comes on 2026-06-16: moved"


# what MRP may not re-date is never advised to be cancelled or decreased either
def test_R26_a_document_that_may_not_be_changed_is_reported_as_excess() -> None:
    (row,) = advise(EXAMPLE, [document(15, 30, movable=False)], [])
    assert told([row]) == [(Advice.EXCESS, "PO-1", 70)]
    assert row.reason == "70 of 100 are needed by nobody, and it may not be changed"


def test_R27_every_order_to_create_is_listed_with_its_first_need() -> None:
    rows = advise(PLAIN, [], [creation(3), creation(1, 60, name="MRP-2", need="")])
    assert told(rows) == [(Advice.CREATE, "MRP-2", 60), (Advice.CREATE, "MRP-1", 40)]
    assert [row.need for row in rows] == ["", "D-1"]
    assert [row.reason for row in rows] == [
        "60 to refill the stock on 2026-06-02",
        "40 needed on 2026-06-04",
    ]
    assert [row.date for row in rows] == [None, None]


def test_a_document_held_as_it_stands_is_not_mentioned() -> None:
    assert advise(PLAIN, [document(5), document(50, name="PO-2", movable=False)], []) == []


def test_what_nobody_needs_of_a_document_is_taken_away_or_all_of_it_cancelled() -> None:
    rows = advise(PLAIN, [document(5, 30), document(6, 0, name="PO-2")], [])
    assert told(rows) == [(Advice.DECREASE, "PO-1", 70), (Advice.CANCEL, "PO-2", 100)]
    assert [row.reason for row in rows] == ["70 of 100 are needed by nobody", "nobody needs it"]
    assert [row.new_date for row in rows] == [None, None]


def test_a_late_document_without_tolerance_is_not_called_needless() -> None:
    # nothing may move without a tolerance: PO-1 of day 20 gives way to a new order for day 10
    rows = advise(PLAIN, [document(20, 0)], [creation(10)])
    (cancelled,) = [row for row in rows if row.advice is Advice.CANCEL]
    assert cancelled.reason == (
        "needed on 2026-06-11, comes on 2026-06-21: it may not move, so MRP-1 is created instead"
    )


def test_a_document_is_decreased_to_a_whole_lot_with_scrap() -> None:
    # 30 with 10 % scrap are 33, a lot of 40: 60 too much of 100; of lots of 100 nothing
    for size, expected in ((40, [(Advice.DECREASE, "PO-1", 60)]), (100, [])):

        def ordered(need: int, size: int = size) -> int:
            return multiples(with_scrap(need, scrap=100_000), size=pieces(size))

        advised = Advised("A", NO_TOLERANCES, FIRST_DAY, order_quantity=ordered)
        assert told(advise(advised, [document(5, 30)], [])) == expected


def test_documents_that_bring_the_stock_to_the_reorder_level_are_no_surplus() -> None:
    # 60 more are wanted in stock: the first document brings them, the second is one too many
    advised = Advised("A", NO_TOLERANCES, FIRST_DAY, stock_to_keep=pieces(60))
    rows = advise(advised, [document(9, 0, name="PO-2"), document(5, 0)], [])
    assert told(rows) == [(Advice.CANCEL, "PO-2", 100)]


def test_excess_is_reported_up_to_the_rescheduling_tolerance_from_the_start() -> None:
    for bucket, expected in ((90, 1), (91, 0)):
        assert len(advise(EXAMPLE, [document(bucket, 30, movable=False)], [])) == expected
    assert len(advise(PLAIN, [document(91, 30, movable=False)], [])) == 1


def test_a_document_that_comes_too_early_and_stays_is_excess() -> None:
    early = Effective("PO-1", 8, Advice.EXCESS, 100)
    for movable, why in ((True, "too far to move it"), (False, "and it may not be moved")):
        (row,) = advise(EXAMPLE, [document(8, movable=movable, effective=early)], [])
        assert told([row]) == [(Advice.EXCESS, "PO-1", 100)]
        assert row.new_date == 100 * TICKS_PER_DAY
        assert row.reason == f"needed on 2026-09-09 only, comes on 2026-06-09, {why}"


def test_a_document_that_is_postponed_and_too_large_is_both_told() -> None:
    late = Effective("PO-1", 20, Advice.POSTPONE, 20)
    rows = advise(EXAMPLE, [document(8, 30, effective=late)], [])
    assert told(rows) == [(Advice.DECREASE, "PO-1", 70), (Advice.POSTPONE, "PO-1", 100)]
    assert rows[1].reason == "needed on 2026-06-21 only, comes on 2026-06-09"


def test_a_document_that_is_cancelled_is_not_moved_too() -> None:
    moves = Effective("PO-1", 10, Advice.ADVANCE, 10)
    assert told(advise(EXAMPLE, [document(15, 0, effective=moves)], [])) == [
        (Advice.CANCEL, "PO-1", 100)
    ]


def test_an_order_near_a_movable_document_becomes_an_increase_of_it() -> None:
    # day 20 lies 8 days from day 12 and from day 28: the earlier one is increased
    documents = [document(28, name="PO-28"), document(12, name="PO-12")]
    (row,) = advise(EXAMPLE, documents, [creation(20)])
    assert told([row]) == [(Advice.INCREASE, "PO-12", 40)]
    assert (row.date, row.new_date, row.need) == (12 * TICKS_PER_DAY, 20 * TICKS_PER_DAY, "D-1")
    assert row.reason == (
        "40 more needed on 2026-06-21: add them to the 100 that come on 2026-06-13, "
        "in place of MRP-1"
    )


def test_an_order_is_created_where_no_document_can_take_it() -> None:
    create = [(Advice.CREATE, "MRP-1", 40)]
    order = [creation(20)]
    assert told(advise(EXAMPLE, [document(111)], order)) == create  # 91 days off
    assert told(advise(EXAMPLE, [document(12, movable=False)], order)) == create
    assert told(advise(PLAIN, [document(20)], order)) == create
    reserved = Creation("MRP-1", 20, 20 * TICKS_PER_DAY, pieces(40), "D-1", is_reserved=True)
    assert told(advise(EXAMPLE, [document(20)], [reserved])) == create
    too_much = advise(EXAMPLE, [document(12, 30)], order)
    assert told(too_much) == [(Advice.DECREASE, "PO-1", 70), *create]


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 100), st.booleans()), max_size=5),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 50)), max_size=5),
    st.sampled_from([EXAMPLE, PLAIN]),
)
def test_every_order_to_create_is_told_once_and_every_surplus_at_most_once(
    documents: list[tuple[int, int, bool]], orders: list[tuple[int, int]], advised: Advised
) -> None:
    standing = [
        document(bucket, pegged, name=f"PO-{number}", movable=movable)
        for number, (bucket, pegged, movable) in enumerate(documents)
    ]
    creations = [
        creation(bucket, number, name=f"MRP-{index}")
        for index, (bucket, number) in enumerate(orders)
    ]
    rows = advise(advised, standing, creations)
    assert rows == sorted(rows, key=suggestion_order)
    assert rows == advise(advised, standing[::-1], creations[::-1])
    more = [row.quantity for row in rows if row.advice in (Advice.CREATE, Advice.INCREASE)]
    assert len(more) == len(orders)
    assert sum(more) == sum(number for _, number in orders)
    less = (Advice.DECREASE, Advice.CANCEL, Advice.EXCESS)
    taken = {row.order: row for row in rows if row.advice in less}
    assert len(taken) == len([row for row in rows if row.advice in less])
    for row in standing:
        surplus = pieces(100) - row.pegged
        if row.receipt.is_movable and surplus:
            assert taken[row.receipt.id].quantity * QUANTITY_SCALE == surplus
        assert surplus != 0 or row.receipt.id not in taken


def test_rows_of_all_items_sort_by_wished_date() -> None:
    make = partial(Suggestion, Advice.CREATE, quantity=Decimal(1))
    rows = [
        make(item="B", order="X", new_date=5),
        make(item="A", order="Z", new_date=5),
        make(item="C", order="Y", date=2),
    ]
    assert [row.order for row in sorted(rows, key=suggestion_order)] == ["Y", "Z", "X"]
