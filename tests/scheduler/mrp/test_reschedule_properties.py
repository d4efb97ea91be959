"""What holds of rescheduling whatever the needs, documents and tolerances are."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from scheduler.mrp.reschedule import (
    NO_TOLERANCES,
    Effective,
    Receipt,
    Tolerances,
    moved,
    reschedule,
)

DAYS = 40


class Case(NamedTuple):
    opening: int
    gross: dict[int, int]
    receipts: list[Receipt]
    floor: int
    limits: Tolerances
    lot: int

    def round_up(self, missing: int) -> int:
        return -(-missing // self.lot) * self.lot

    def run(self, receipts: list[Receipt] | None = None) -> list[Effective]:
        return reschedule(
            self.opening,
            gross=self.gross,
            receipts=self.receipts if receipts is None else receipts,
            floor=self.floor,
            tolerances=self.limits,
            round_up=self.round_up,
        )

    def netted(self, supplies: list[tuple[int, int]]) -> dict[int, int]:
        """Return what must be ordered beside supplies (day, quantity), day by day."""
        above, orders = self.opening - self.floor, {}
        for day in range(DAYS):
            above += sum(quantity for bucket, quantity in supplies if bucket == day)
            above -= self.gross.get(day, 0)
            if above < 0:
                orders[day] = self.round_up(-above)
                above += orders[day]
        return orders

    def stock_above_floor(self, supplies: list[tuple[int, int]], day: int) -> int:
        """Return what is above the floor at the end of a day."""
        received = sum(quantity for bucket, quantity in supplies if bucket <= day)
        used = sum(quantity for bucket, quantity in self.gross.items() if bucket <= day)
        return self.opening - self.floor + received - used


QUANTITIES = st.sampled_from([1, 2, 3, 5, 10, 20, 40])
RECEIPTS = st.lists(st.tuples(st.integers(0, 25), QUANTITIES, st.booleans()), max_size=6)
LIMITS = st.builds(
    Tolerances,
    st.sampled_from([0, 1, 2, 4]),
    st.sampled_from([0, 1, 3]),
    st.sampled_from([None, 0, 2, 5, 12, 90]),
)
CASES = st.builds(
    lambda opening, gross, rows, floor, limits, lot: Case(
        opening,
        gross,
        [Receipt(f"R{number}", *row) for number, row in enumerate(rows)],
        floor,
        limits,
        lot,
    ),
    st.integers(-5, 20),
    st.dictionaries(st.integers(0, 25), QUANTITIES, max_size=5),
    RECEIPTS,
    st.sampled_from([0, 5]),
    LIMITS,
    st.sampled_from([1, 7]),
)


def counted(case: Case, rows: list[Effective]) -> list[tuple[int, int]]:
    """Return the supplies as netting counts them."""
    pairs = zip(case.receipts, rows, strict=True)
    return [(row.bucket, document.quantity) for document, row in pairs]


def row_at(row: Receipt, bucket: int) -> Receipt:
    return Receipt(row.id, bucket, row.quantity, row.is_movable)


def rows_by_id(rows: list[Effective]) -> dict[str, Effective]:
    return {row.id: row for row in rows}


@given(CASES)
def test_without_tolerances_every_document_stays(case: Case) -> None:
    rows = case._replace(limits=NO_TOLERANCES).run()
    assert rows == [Effective(row.id, row.bucket) for row in case.receipts]


@given(CASES)
def test_only_movable_documents_move_and_only_within_the_tolerance(case: Case) -> None:
    rows = case.run()
    assert [row.id for row in rows] == [document.id for document in case.receipts]
    moves, limits = moved(rows), case.limits
    for document, row in zip(case.receipts, rows, strict=True):
        new = moves.get(document.id, document.bucket)
        if new != document.bucket:
            assert document.is_movable
            least = limits.advance if new < document.bucket else limits.postpone
            assert least < abs(new - document.bucket) <= (limits.reschedule or 0)
        # netting counts it when it comes, or up to the advance tolerance earlier
        assert new - limits.advance <= row.bucket <= new


@given(CASES)
def test_a_plan_that_was_rescheduled_is_a_fixed_point(case: Case) -> None:
    rows = case.run()
    moves = moved(rows)
    new = case.netted(counted(case, rows))
    again = [row_at(row, moves.get(row.id, row.bucket)) for row in case.receipts]
    again += [Receipt(f"NEW-{day}", day, quantity, True) for day, quantity in new.items()]
    second = case.run(again)
    assert moved(second) == {}
    supplies = [(row.bucket, found.quantity) for row, found in zip(second, again, strict=True)]
    assert case.netted(supplies) == {}


@given(CASES)
def test_no_need_is_ordered_anew_that_a_document_could_have_covered(case: Case) -> None:
    case = case._replace(lot=1)  # a larger lot may make a document needless
    rows = case.run()
    moves, limits = moved(rows), case.limits
    for day in case.netted(counted(case, rows)):
        for document, row in zip(case.receipts, rows, strict=True):
            if document.id in moves or row.bucket <= day:
                continue
            late = document.bucket - day
            assert late > limits.advance
            assert not document.is_movable or late > (limits.reschedule or 0)


@given(CASES)
def test_without_a_document_that_moved_its_new_day_would_be_short(case: Case) -> None:
    rows = case.run()
    new = list(case.netted(counted(case, rows)).items())
    moves = moved(rows)
    for left_out, bucket in moves.items():
        others = [
            (moves.get(row.id, row.bucket), row.quantity)
            for row in case.receipts
            if row.id != left_out
        ]
        assert case.stock_above_floor([*others, *new], bucket) < 0


@given(CASES)
def test_moving_documents_orders_no_more_than_leaving_them(case: Case) -> None:
    rows = case._replace(lot=1).run()
    left = [(row.bucket, row.quantity) for row in case.receipts]
    assert sum(case._replace(lot=1).netted(counted(case, rows)).values()) <= sum(
        case._replace(lot=1).netted(left).values()
    )


@given(CASES, st.permutations(range(6)))
def test_the_order_of_the_documents_does_not_matter(case: Case, ranks: list[int]) -> None:
    mixed = sorted(case.receipts, key=lambda row: ranks[int(row.id[1:])])
    assert rows_by_id(case.run(mixed)) == rows_by_id(case.run())
