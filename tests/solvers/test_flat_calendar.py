"""Working time as lists says the same as trying tick by tick."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WorkingTime
from solvers.flat_calendar import NOWHERE, FlatCalendar

END = 40


@st.composite
def working_times(draw: st.DrawFn) -> WorkingTime:
    """Windows between 0 and `END`, some of them touching."""
    cuts = draw(st.lists(st.integers(0, END), min_size=2, max_size=10, unique=True))
    cuts.sort()
    keep = draw(st.lists(st.booleans(), min_size=len(cuts), max_size=len(cuts)))
    rows = [pair for pair, kept in zip(pairwise(cuts), keep, strict=False) if kept]
    return WorkingTime.of(rows or [(cuts[0], cuts[-1])])


def _end(time: WorkingTime, start: int, work: int, *, interruptible: bool) -> int:
    """Work tick by tick; -1 if `start` is no working tick or the work does not fit."""
    windows = list(zip(time.starts.tolist(), time.ends.tolist(), strict=True))
    inside = [end for begin, end in windows if begin <= start < end]
    if not inside:
        return -1
    if work == 0:
        return start
    if not interruptible:
        return start + work if start + work <= inside[0] else -1
    tick, left = start, work
    while left and tick < END:
        left -= any(begin <= tick < end for begin, end in windows)
        tick += 1
    return tick if not left else -1


@settings(max_examples=150)
@given(working_times(), st.integers(0, END), st.integers(0, 12), st.booleans())
def test_the_earliest_start_is_the_first_tick_that_works(
    time: WorkingTime, tick: int, work: int, interruptible: bool
) -> None:
    ends = {s: _end(time, s, work, interruptible=interruptible) for s in range(tick, END)}
    found = next(((s, end) for s, end in ends.items() if end >= 0), NOWHERE)
    assert FlatCalendar(time).earliest(tick, work, interruptible=interruptible) == found


@settings(max_examples=150)
@given(working_times(), st.integers(0, END), st.integers(0, END), st.integers(0, 12), st.booleans())
def test_the_latest_start_is_the_last_tick_that_works(
    time: WorkingTime, last_start: int, last_end: int, work: int, interruptible: bool
) -> None:
    ends = {s: _end(time, s, work, interruptible=interruptible) for s in range(last_start + 1)}
    fitting = [s for s, end in ends.items() if 0 <= end <= last_end]
    found = FlatCalendar(time).latest(last_start, last_end, work, interruptible=interruptible)
    if fitting:
        assert found == max(fitting)
    else:
        assert found < time.starts[0]


@settings(max_examples=150)
@given(working_times(), st.integers(0, END), st.integers(0, 12), st.booleans())
def test_work_from_the_earliest_tick_that_ends_late_enough_on_does_so(
    time: WorkingTime, bound: int, work: int, interruptible: bool
) -> None:
    calendar = FlatCalendar(time)
    ends = {s: _end(time, s, work, interruptible=interruptible) for s in range(END)}
    wanted = next(((s, end) for s, end in ends.items() if end >= bound), NOWHERE)
    tick = calendar.earliest_ending(bound, work, interruptible=interruptible)
    found = NOWHERE if tick < 0 else calendar.earliest(tick, work, interruptible=interruptible)
    assert found == wanted


@given(working_times(), st.integers(0, END))
def test_work_coordinates_equal_those_of_the_calendar(time: WorkingTime, tick: int) -> None:
    calendar = FlatCalendar(time)
    work = time.to_work(tick)
    assert calendar.to_work(tick) == work
    assert calendar.done(work) == time.to_wall_end(work)
    assert calendar.begin(work) == (time.to_wall_start(work) if work < time.total else -1)


def test_what_lies_before_the_first_window_tells_how_much_is_missing() -> None:
    calendar = FlatCalendar(WorkingTime.of([(8, 12), (13, 17)]))
    # 6 ticks of work until 12: 4 fit, 2 are missing before 8
    assert calendar.latest(40, 12, 6) == 6
    assert calendar.latest(40, 3, 2) == 1


def test_no_working_time_at_all_fits_nothing() -> None:
    calendar = FlatCalendar(WorkingTime.of([]))
    assert calendar.earliest(0, 1) == NOWHERE
    assert calendar.worked(0, 1) == -1
    assert calendar.longest == 0
