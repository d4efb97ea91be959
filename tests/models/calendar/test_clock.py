"""The clock: ticks since the start of a scenario, and local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Clock
from models.scenario import Header

ROME = Clock(datetime(2026, 6, 1, 6), "Europe/Rome")  # noqa: DTZ001 - local, as all below
SPRING = Clock(datetime(2026, 3, 28, 12), "Europe/Rome")  # noqa: DTZ001
AUTUMN = Clock(datetime(2026, 10, 24, 12), "Europe/Rome")  # noqa: DTZ001


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_clock_of_a_scenario_has_its_start_zone_and_tick() -> None:
    header = Header.model_validate(
        {"id": "x", "start": "2026-06-01T06:00", "horizon": "5d", "timezone": "Europe/Rome"}
    )
    assert Clock.of(header) == ROME
    assert Clock.of(header.model_copy(update={"tick": "1s"})).tick_seconds == 1


@pytest.mark.parametrize(
    ("moment", "tick"),
    [
        ("2026-06-01T06:00", 0),
        ("2026-06-01T08:30", 150),
        ("2026-06-01T05:59", -1),
        ("2026-06-02T06:00", 1440),
        ("2026-06-01T06:00:59", 0),  # rounded down
        ("2026-06-01T05:59:30", -1),
        ("2026-06-01T04:00+00:00", 0),  # the same moment in UTC
    ],
)
def test_a_local_time_has_a_tick(moment: str, tick: int) -> None:
    assert ROME.tick(local(moment)) == tick


def test_a_moment_between_two_ticks_may_be_rounded_up() -> None:
    assert ROME.tick(local("2026-06-01T06:00:01"), round_up=True) == 1
    assert ROME.tick(local("2026-06-01T06:01:00"), round_up=True) == 1
    assert ROME.tick(local("2026-06-01T05:59:30"), round_up=True) == 0


def test_a_date_begins_at_midnight_and_lasts_until_the_next() -> None:
    # 06:00 to midnight are 18 h
    assert ROME.tick(date(2026, 6, 2)) == 18 * 60
    assert ROME.end_of_day(date(2026, 6, 1)) == 18 * 60
    assert ROME.end_of_day(local("2026-06-01T08:00")) == 120


def test_a_day_of_changing_clocks_ends_at_its_own_midnight() -> None:
    # 29 March has 23 h, 25 October 25 h
    spring = SPRING.end_of_day(date(2026, 3, 29)) - SPRING.tick(date(2026, 3, 29))
    autumn = AUTUMN.end_of_day(date(2026, 10, 25)) - AUTUMN.tick(date(2026, 10, 25))
    assert (spring, autumn) == (23 * 60, 25 * 60)


def test_a_time_that_spring_skips_counts_as_if_the_change_came_later() -> None:
    # 02:30 does not exist; it is 14.5 h after noon of the day before, at 03:30 summer time
    tick = SPRING.tick(local("2026-03-29T02:30"))
    assert tick == 14 * 60 + 30
    assert SPRING.moment(tick).isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_time_that_autumn_repeats_is_the_first() -> None:
    tick = AUTUMN.tick(local("2026-10-25T02:30"))
    assert tick == 14 * 60 + 30
    assert AUTUMN.moment(tick).isoformat() == "2026-10-25T02:30:00+02:00"
    assert AUTUMN.moment(tick + 60).isoformat() == "2026-10-25T02:30:00+01:00"


@given(st.integers(-600_000, 600_000), st.sampled_from([ROME, SPRING, AUTUMN]))
def test_a_tick_turned_to_local_time_and_back_is_the_same(tick: int, clock: Clock) -> None:
    assert clock.tick(clock.moment(tick)) == tick


@given(st.integers(-10_000_000, 10_000_000))
def test_one_second_ticks_turn_back_too(tick: int) -> None:
    clock = Clock(datetime(2026, 10, 24, 12, 0, 7), "Europe/Rome", 1)  # noqa: DTZ001
    assert clock.tick(clock.moment(tick)) == tick
    elapsed = clock.moment(tick).astimezone(UTC) - clock.moment(0).astimezone(UTC)
    assert elapsed == timedelta(seconds=tick)


@pytest.mark.parametrize(
    ("length", "minutes", "seconds"),
    [
        (timedelta(0), 0, 0),
        (timedelta(seconds=1), 1, 1),
        (timedelta(seconds=60), 1, 60),
        (timedelta(seconds=61), 2, 61),
        (timedelta(minutes=90), 90, 5400),
        (timedelta(days=1), 1440, 86_400),
        (timedelta(microseconds=1), 1, 1),
    ],
)
def test_a_duration_is_a_whole_number_of_ticks_rounded_up(
    length: timedelta, minutes: int, seconds: int
) -> None:
    assert ROME.duration(length) == minutes
    assert Clock(ROME.origin, tick_seconds=1).duration(length) == seconds


def test_ticks_of_a_day_depend_on_the_tick() -> None:
    assert ROME.ticks_per_day == 1440
    assert Clock(ROME.origin, tick_seconds=1).ticks_per_day == 86_400


@pytest.mark.parametrize(("tick", "day"), [(0, 0), (18 * 60 - 1, 0), (18 * 60, 1), (-361, -1)])
def test_a_tick_lies_on_a_local_day(tick: int, day: int) -> None:
    assert ROME.day(tick) == day


def test_midnights_follow_the_clocks() -> None:
    # noon to midnight 12 h, then a day of 23 h, then 24 h
    assert SPRING.midnights(0, 3).tolist() == [-720, 720, 720 + 1380, 720 + 1380 + 1440]


@given(
    days=st.lists(st.integers(-3, 4), min_size=1, max_size=8),
    minutes=st.lists(st.integers(0, 2879), min_size=8, max_size=8),
    clock=st.sampled_from([ROME, SPRING, AUTUMN, Clock(SPRING.origin, "Europe/Rome", 1)]),
)
def test_many_local_times_convert_as_each_does_alone(
    days: list[int], minutes: list[int], clock: Clock
) -> None:
    found = clock.ticks_of_minutes(days, minutes[: len(days)])
    for day, minute, tick in zip(days, minutes, found.tolist(), strict=False):
        midnight = datetime.combine(clock.first_day, datetime.min.time())
        assert tick == clock.tick(midnight + timedelta(days=day, minutes=minute))


def test_no_local_times_convert_to_no_ticks() -> None:
    assert ROME.ticks_of_minutes([], []).dtype == np.int64
