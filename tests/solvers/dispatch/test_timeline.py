"""Free units over time, compared with counting tick by tick."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from solvers.dispatch.timeline import Timeline

END, CAPACITY = 30, 3

reservations = st.lists(
    st.tuples(st.integers(0, END), st.integers(0, 8), st.integers(1, CAPACITY)), max_size=12
)


def _filled(rows: list[tuple[int, int, int]]) -> tuple[Timeline, list[int]]:
    """Reserve what fits; return the timeline and the free units of every tick."""
    timeline, free = Timeline(CAPACITY), [CAPACITY] * (3 * END)
    for start, length, units in rows:
        end = start + length
        if all(there >= units for there in free[start:end]):
            timeline.reserve(start, end, units)
            free[start:end] = [there - units for there in free[start:end]]
    return timeline, free


@given(reservations)
def test_the_steps_are_the_free_units_of_every_tick(rows: list[tuple[int, int, int]]) -> None:
    timeline, free = _filled(rows)
    steps = [*timeline.times, 3 * END]
    spread = [units for k, units in enumerate(timeline.free) for _ in range(steps[k], steps[k + 1])]
    assert spread == free
    assert all(a != b for a, b in zip(timeline.free, timeline.free[1:], strict=False))


@given(reservations, st.integers(0, END), st.integers(1, 8), st.integers(1, CAPACITY))
def test_following_the_next_tick_leads_to_the_first_gap(
    rows: list[tuple[int, int, int]], tick: int, length: int, units: int
) -> None:
    timeline, free = _filled(rows)
    first = next(
        start
        for start in range(tick, 3 * END)
        if all(there >= units for there in free[start : start + length])
    )
    while (later := timeline.next_free(tick, tick + length, units, length)) != tick:
        assert later > tick
        tick = later
    assert tick == first


def test_a_moment_fits_between_two_stretches_but_not_into_one() -> None:
    timeline = Timeline(1)
    timeline.reserve(2, 6, 1)
    assert timeline.next_free(2, 2, 1, 0) == 2
    assert timeline.next_free(6, 6, 1, 0) == 6
    assert timeline.next_free(4, 4, 1, 0) == 6


def test_more_units_than_there_are_never_come_free() -> None:
    assert Timeline(2).next_free(0, 1, 3, 1) == -1
