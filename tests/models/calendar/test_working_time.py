"""Working time: two ways to count time, against counting tick by tick."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime

LENGTH = 60


def by_tick(time: WorkingTime) -> list[int]:
    """Return the units present in every tick."""
    counts = [0] * LENGTH
    for start, end, count in zip(time.starts, time.ends, time.counts, strict=True):
        counts[start:end] = [int(count)] * int(end - start)
    return counts


@st.composite
def working_times(draw: st.DrawFn) -> WorkingTime:
    """Draw windows with gaps of 0 to 6 ticks; touching windows may have equal counts."""
    rows, tick = [], draw(st.integers(0, 5))
    for _ in range(draw(st.integers(1, 6))):
        end = tick + draw(st.integers(1, 7))
        if end > LENGTH:
            break
        rows.append((tick, end, draw(st.integers(1, 3))))
        tick = end + draw(st.integers(0, 6))
    return WorkingTime.of(rows)


TWO = WorkingTime.of([(10, 20), (30, 35)])


@pytest.mark.parametrize(
    ("tick", "work"), [(-5, 0), (0, 0), (10, 0), (15, 5), (20, 10), (25, 10), (32, 12), (99, 15)]
)
def test_the_work_coordinate_is_the_working_time_before_a_tick(tick: int, work: int) -> None:
    assert TWO.to_work(tick) == work


@pytest.mark.parametrize(("work", "wall"), [(0, 10), (9, 19), (10, 30), (14, 34)])
def test_work_begins_at_the_start_of_the_window_after_a_seam(work: int, wall: int) -> None:
    assert TWO.to_wall_start(work) == wall


@pytest.mark.parametrize(("work", "wall"), [(0, 10), (9, 19), (10, 20), (11, 31), (15, 35)])
def test_work_is_done_at_the_end_of_the_window_before_a_seam(work: int, wall: int) -> None:
    assert TWO.to_wall_end(work) == wall


def test_work_beyond_the_last_window_is_refused_with_its_numbers() -> None:
    with pytest.raises(ValueError, match="work coordinate 15 is beyond the calendar's 15 ticks"):
        TWO.to_wall_start(15)
    with pytest.raises(ValueError, match="work coordinate 16 is beyond the calendar's 15 ticks"):
        TWO.to_wall_end(16)
    with pytest.raises(ValueError, match="work coordinate 20"):
        TWO.to_wall_end(np.array([3, 20, 4]))


@given(working_times())
def test_arrays_and_single_numbers_convert_alike(time: WorkingTime) -> None:
    ticks = np.arange(-3, LENGTH + 3)
    assert time.to_work(ticks).tolist() == [time.to_work(int(tick)) for tick in ticks]
    works = np.arange(time.total)
    starts = time.to_wall_start(works)
    assert starts.tolist() == [time.to_wall_start(int(work)) for work in works]
    ends = time.to_wall_end(works + 1)
    assert ends.tolist() == [time.to_wall_end(int(work) + 1) for work in works]


@given(working_times())
def test_work_coordinates_agree_with_counting_ticks(time: WorkingTime) -> None:
    worked = [tick for tick, count in enumerate(by_tick(time)) if count]
    assert time.total == len(worked)
    for tick in range(LENGTH + 1):
        assert time.to_work(tick) == sum(1 for t in worked if t < tick)
    for work, tick in enumerate(worked):
        # tick number `work` begins here, and is done one tick later
        assert time.to_wall_start(work) == tick
        assert time.to_wall_end(work + 1) == tick + 1


@given(working_times())
def test_converting_there_and_back_changes_nothing(time: WorkingTime) -> None:
    for work in range(time.total):
        assert time.to_work(time.to_wall_start(work)) == work
        assert time.to_work(time.to_wall_end(work)) == work


@given(working_times(), working_times())
def test_both_work_when_each_works_with_the_smaller_count(
    one: WorkingTime, other: WorkingTime
) -> None:
    both = one.intersect(other)
    assert by_tick(both) == [min(a, b) for a, b in zip(by_tick(one), by_tick(other), strict=True)]
    assert both.same_windows(other.intersect(one))


@given(working_times(), st.integers(1, 4))
def test_at_least_so_many_are_there_exactly_when_the_count_says_so(
    time: WorkingTime, units: int
) -> None:
    kept = time.at_least(units)
    assert by_tick(kept) == [int(count >= units) for count in by_tick(time)]
    # no seams are left: windows that touch are one
    assert (kept.starts[1:] > kept.ends[:-1]).all()


@given(working_times())
def test_merging_keeps_every_tick_and_leaves_no_seam_of_equal_count(time: WorkingTime) -> None:
    merged = time.merged()
    assert by_tick(merged) == by_tick(time)
    touch = merged.starts[1:] == merged.ends[:-1]
    assert (merged.counts[1:] != merged.counts[:-1])[touch].all()


@given(working_times(), st.integers(0, LENGTH), st.integers(1, 20))
def test_an_operation_works_its_duration_between_start_and_end(
    time: WorkingTime, wish: int, duration: int
) -> None:
    begin = time.to_work(wish)
    if begin + duration > time.total:
        return
    start, end = time.to_wall_start(begin), time.to_wall_end(begin + duration)
    counts = by_tick(time)
    assert start == next(tick for tick in range(wish, LENGTH) if counts[tick])
    assert sum(1 for count in counts[start:end] if count) == duration
    assert counts[end - 1] > 0


def test_working_time_without_a_break_has_one_window() -> None:
    time = WorkingTime.always(-10, 30, 4)
    assert (time.starts.tolist(), time.ends.tolist(), time.counts.tolist()) == ([-10], [30], [4])
    assert time.to_work(0) == 10


def test_counts_default_to_one_and_tell_whether_they_are_uniform() -> None:
    assert WorkingTime.of([(0, 1), (2, 3), (4, 5)]).is_uniform
    assert not WorkingTime.of([(0, 1, 2), (2, 3, 1), (4, 5, 2)]).is_uniform
    assert WorkingTime.of([]).is_uniform
