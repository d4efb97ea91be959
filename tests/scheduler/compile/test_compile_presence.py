"""Numbers of units over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime
from scheduler.compile.presence import joined, most, shortages, together, without

if TYPE_CHECKING:
    Rows = list[tuple[int, int, int]]

LAST = 30


def rows(time: WorkingTime) -> Rows:
    return list(zip(time.starts.tolist(), time.ends.tolist(), time.counts.tolist(), strict=True))


def counts(time: WorkingTime) -> list[int]:
    """Return how many units are there at each tick."""
    result = [0] * LAST
    for start, end, count in rows(time):
        for tick in range(start, end):
            result[tick] = count
    return result


@st.composite
def working_times(draw: st.DrawFn) -> WorkingTime:
    edges = sorted(draw(st.sets(st.integers(0, LAST - 1), max_size=8)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return WorkingTime.of([(start, end, draw(st.integers(1, 4))) for start, end in pairs])


@given(st.lists(working_times(), min_size=1, max_size=4))
def test_units_of_several_are_counted_tick_by_tick(times: list[WorkingTime]) -> None:
    columns = list(zip(*(counts(time) for time in times), strict=True))
    assert counts(together(times)) == [sum(column) for column in columns]
    assert counts(most(times)) == [max(column) for column in columns]


@given(
    working_times(),
    st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST)), max_size=4),
)
def test_nobody_is_there_in_a_stretch_taken_out(
    time: WorkingTime, stretches: list[tuple[int, int]]
) -> None:
    gone = {tick for start, end in stretches for tick in range(start, end)}
    expected = [0 if tick in gone else count for tick, count in enumerate(counts(time))]
    assert counts(without(time, stretches)) == expected


def test_stretches_that_touch_are_one() -> None:
    assert joined([(5, 8), (0, 2), (2, 4), (6, 7), (9, 9)]) == [(0, 4), (5, 8)]


def test_shortages_are_the_stretches_with_fewer_than_all() -> None:
    time = WorkingTime.of([(0, 4, 2), (4, 6, 1), (8, 9, 2)])
    assert shortages(time, 2) == [(4, 6, 1)]
    assert rows(together([])) == []
    assert rows(most([WorkingTime.of([])])) == []
