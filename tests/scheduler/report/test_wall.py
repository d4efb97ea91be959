from __future__ import annotations

from datetime import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Clock
from scheduler.report.wall import WallClock

SUMMER = Clock(datetime(2026, 3, 28, 6), "Europe/Rome")  # noqa: DTZ001 - local; 2 h are skipped next day
AUTUMN = Clock(datetime(2026, 10, 24, 6), "Europe/Rome")  # noqa: DTZ001 - local; 1 h is repeated next day


def _as_utc(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1) + np.timedelta64(milliseconds, "ms").item()  # noqa: DTZ001 - wall clock


def test_the_hour_that_summer_time_skips_is_missing_on_the_axis() -> None:
    wall = WallClock(SUMMER, 0, 3 * 1440)
    # 02:00 on the 29th is 20 h after 06:00 on the 28th; clocks then show 03:00
    before, after = wall.milliseconds(np.array([20 * 60 - 1, 20 * 60], dtype=np.int64)).tolist()
    assert _as_utc(before) == datetime(2026, 3, 29, 1, 59)  # noqa: DTZ001 - wall clock
    assert _as_utc(after) == datetime(2026, 3, 29, 3, 0)  # noqa: DTZ001 - wall clock


def test_the_hour_that_winter_time_repeats_is_shown_twice() -> None:
    wall = WallClock(AUTUMN, 0, 3 * 1440)
    # 03:00 summer time is 21 h after 06:00; clocks then show 02:00 again
    first, again = wall.milliseconds(np.array([20 * 60, 21 * 60], dtype=np.int64)).tolist()
    assert _as_utc(first) == _as_utc(again) == datetime(2026, 10, 25, 2)  # noqa: DTZ001 - wall clock


@given(st.integers(-400 * 1440, 400 * 1440))
def test_every_tick_shows_the_local_time_of_the_clock(tick: int) -> None:
    wall = WallClock(SUMMER, -400 * 1440, 400 * 1440)
    shown = wall.milliseconds(np.array([tick], dtype=np.int64))[0]
    assert _as_utc(int(shown)) == SUMMER.moment(tick).replace(tzinfo=None)


def test_a_tick_of_one_second_is_shown_with_its_seconds() -> None:
    clock = Clock(datetime(2026, 6, 1, 6), "UTC", tick_seconds=1)  # noqa: DTZ001 - local
    wall = WallClock(clock, 0, 86_400)
    assert wall.text(61) == "Mon 2026-06-01 06:01:01"
    shown = wall.milliseconds(np.array([61], dtype=np.int64))[0]
    assert _as_utc(int(shown)) == datetime(2026, 6, 1, 6, 1, 1)  # noqa: DTZ001 - wall clock
