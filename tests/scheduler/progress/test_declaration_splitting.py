"""One row for several phases: its time and its pieces shared out, and nothing lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from scheduler.progress import Distribution
from scheduler.progress.splitting import distribute, split, split_time
from tests.scheduler.progress.progress_helpers import actual_of, floor_of

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.progress import Actual

MINUTE = timedelta(minutes=1)
PIECES = st.decimals(0, 10_000, places=3)
WHOLE = st.integers(0, 10_000).map(Decimal)


def minutes(times: list[timedelta]) -> list[float]:
    return [time / MINUTE for time in times]


def numbers(*values: float | str) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def test_K03_declared_time_is_shared_out_by_pieces_and_equally_without() -> None:
    assert minutes(split_time(120 * MINUTE, numbers(30, 20, 10))) == [60, 40, 20]
    assert minutes(split_time(120 * MINUTE, numbers(0, 0, 0))) == [40, 40, 40]


def test_K03_a_row_for_three_phases_gives_each_its_time_and_its_pieces(tmp_path: Path) -> None:
    together = {"order": "718-MO-1/10; 718-MO-2/10; 718-MO-3/10"}
    opening = {"time": "2026-06-01T08:00", "kind": "opening"} | together
    closing = {"time": "2026-06-01T10:00", "kind": "closing"} | together
    pieces, time = {"good": "25; 20; 10", "scrapped": "5; 0; 0"}, {"machine_time": "2h"}
    names = ("MO-1/10", "MO-2/10", "MO-3/10")

    def rows(cells: dict[str, str]) -> list[Actual]:
        floor = floor_of(tmp_path, opening, closing | cells)
        return [actual_of(floor, name) for name in names]

    assert minutes([row.machine_time for row in rows(pieces | time)]) == [60, 40, 20]
    assert [row.good for row in rows(pieces | time)] == [25, 20, 10]
    assert [row.scrapped for row in rows(pieces | time)] == [5, 0, 0]
    assert minutes([row.worked for row in rows(time)]) == [40, 40, 40]
    # without declared times the 120 min from 08:00 to 10:00, of which each phase sets up for 20
    measured = rows(pieces)
    assert minutes([row.machine_time for row in measured]) == [40, 20, 0]
    assert minutes([row.setup_time for row in measured]) == [20, 20, 20]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Distribution.SEQUENCE, [30, 15, 0]),
        (Distribution.PROPORTIONAL, [23, 15, 7]),  # 45 of 60: 22.5, 15 and 7.5
    ],
)
def test_pieces_are_shared_out_in_sequence_or_in_proportion_to_what_is_left(
    how: Distribution, expected: list[int]
) -> None:
    assert distribute(Decimal(45), numbers(30, 20, 10), how) == expected


def test_what_is_too_much_goes_to_the_last_phase() -> None:
    assert distribute(Decimal(70), numbers(30, 20, 10)) == [30, 20, 20]
    assert distribute(Decimal(70), numbers(0, 0)) == [0, 70]


def test_parts_of_a_piece_stay_where_pieces_are_not_whole() -> None:
    parts = distribute(Decimal("1.5"), numbers(1, 1, 1), Distribution.PROPORTIONAL)
    assert parts == [Decimal("0.5")] * 3


def test_a_row_says_how_its_pieces_are_shared_out(tmp_path: Path) -> None:
    # MO-2 has 30 pieces to make, MO-3 20
    both = {"order": "718-MO-2/10; 718-MO-3/10"}
    opening = {"time": "2026-06-01T08:00", "kind": "opening"} | both
    row = {"time": "2026-06-01T09:00", "kind": "progress", "good": "25"} | both
    for how, expected in (("", [25, 0]), ("sequence", [25, 0]), ("proportional", [15, 10])):
        floor = floor_of(tmp_path, opening, row | {"distribution": how})
        made = [actual_of(floor, name).good for name in ("MO-2/10", "MO-3/10")]
        assert made == expected, how


def test_scrapped_pieces_lie_where_the_good_ones_were_made(tmp_path: Path) -> None:
    both = {"order": "718-MO-2/10; 718-MO-3/10"}
    opening = {"time": "2026-06-01T08:00", "kind": "opening"} | both
    row = {"time": "2026-06-01T09:00", "kind": "progress", "good": "9; 3", "scrapped": "4"} | both
    floor = floor_of(tmp_path, opening, row)
    assert [actual_of(floor, name).scrapped for name in ("MO-2/10", "MO-3/10")] == [3, 1]


def test_several_numbers_are_one_for_each_phase(tmp_path: Path) -> None:
    both = {"order": "718-MO-2/10; 718-MO-3/10", "time": "2026-06-01T08:00"}
    row = both | {"kind": "progress", "good": "1; 2; 3"}
    with pytest.raises(InvalidScenarioFile) as caught:
        floor_of(tmp_path, both | {"kind": "opening"}, row)
    assert "good: found '3 numbers', expected one number, or one for each of 2 phases" in str(
        caught.value
    )


def test_manual_means_a_number_for_each_phase(tmp_path: Path) -> None:
    both = {"order": "718-MO-2/10; 718-MO-3/10", "time": "2026-06-01T08:00"}
    row = both | {"kind": "progress", "good": "3", "distribution": "manual"}
    with pytest.raises(InvalidScenarioFile) as caught:
        floor_of(tmp_path, both | {"kind": "opening"}, row)
    assert "good: found '1 number', expected one for each of 2 phases: manual" in str(caught.value)


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_parts_add_up_and_none_is_a_unit_away_from_its_share(
    total: int, weights: list[int]
) -> None:
    parts, whole = split(total, weights), sum(weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        share = weight * total / whole if whole else total / len(weights)
        assert abs(part - share) <= 1 + 1e-6 * share


@given(
    st.integers(0, 10**10).map(lambda number: timedelta(microseconds=number)),
    st.lists(PIECES, min_size=1, max_size=8),
)
def test_K03_the_times_of_the_phases_add_up_to_the_declared_one(
    time: timedelta, pieces: list[Decimal]
) -> None:
    parts = split_time(time, pieces)
    assert sum(parts, timedelta(0)) == time
    assert all(part >= timedelta(0) for part in parts)


@given(
    st.one_of(PIECES, WHOLE),
    st.one_of(st.lists(PIECES, min_size=1, max_size=8), st.lists(WHOLE, min_size=1, max_size=8)),
    st.sampled_from([Distribution.SEQUENCE, Distribution.PROPORTIONAL]),
)
def test_pieces_of_the_phases_add_up_and_whole_ones_stay_whole(
    total: Decimal, left: list[Decimal], how: Distribution
) -> None:
    parts = distribute(total, left, how)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
    if all(number == number.to_integral_value() for number in (total, *left)):
        assert all(part == part.to_integral_value() for part in parts)
