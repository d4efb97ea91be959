"""Calendars as the user writes them, compiled to ticks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import Clock, WorkingTime, compile_calendar, working_day_windows
from models.calendar.compiled import public_holidays, shifts_by_day
from models.scenario import Calendar

MONDAY = datetime(2026, 6, 1)  # noqa: DTZ001 - a clock takes local time
DAY = 1440


def calendar(**fields: Any) -> Calendar:
    return Calendar.model_validate({"id": "test", **fields})


def compiled(
    fields: dict[str, Any], *, days: int = 7, full_count: int = 1, clock: Clock | None = None
) -> WorkingTime:
    clock = clock or Clock(MONDAY)
    return compile_calendar(
        calendar(**fields), clock, since=0, until=days * DAY, full_count=full_count
    )


def windows(time: WorkingTime) -> list[tuple[int, int]]:
    return list(zip(time.starts.tolist(), time.ends.tolist(), strict=True))


def at(hour: int, day: int = 0) -> int:
    """Return the tick of an hour of a day in a zone that never changes its clocks."""
    return day * DAY + hour * 60


def test_a_range_of_weekdays_works_on_each_of_them() -> None:
    time = compiled({"shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}})
    assert windows(time)[:2] == [(at(8), at(12)), (at(13), at(17))]
    assert time.total == 5 * 8 * 60
    assert time.starts.size == 10


def test_a_range_may_wrap_around_the_week() -> None:
    # Saturday, Sunday and Monday; 1 June 2026 is a Monday
    time = compiled({"shifts": {"sat-mon": ["10:00-11:00"]}})
    assert windows(time) == [(at(10, d), at(11, d)) for d in (0, 5, 6)]


def test_days_named_twice_add_their_shifts() -> None:
    time = compiled({"shifts": {"mon-tue": ["08:00-12:00"], "tue": ["13:00-14:00"]}}, days=2)
    assert windows(time) == [(at(8), at(12)), (at(8, 1), at(12, 1)), (at(13, 1), at(14, 1))]


def test_a_shift_across_midnight_belongs_to_the_day_it_starts_on() -> None:
    # Friday night ends on Saturday morning, and no shift starts on Saturday
    time = compiled({"shifts": {"fri": ["22:00-06:00"]}})
    assert windows(time) == [(at(22, 4), at(6, 5))]


def test_a_closed_day_closes_the_night_that_starts_on_it_and_not_the_one_that_ends_on_it() -> None:
    fields = {
        "shifts": {"mon-fri": ["22:00-06:00"]},
        "exceptions": [{"date": "2026-06-02", "shifts": []}],
    }
    # the night of Monday still ends on Tuesday at 06:00; the next one starts on Wednesday
    assert windows(compiled(fields, days=3)) == [
        (at(22, 0), at(6, 1)),
        (at(22, 2), at(24, 2)),
    ]


def test_the_night_before_the_first_day_reaches_into_it() -> None:
    # the night of Sunday 31 May ends on Monday at 06:00
    time = compiled({"shifts": {"sun": ["22:00-06:00"]}}, days=2)
    assert windows(time) == [(0, at(6))]


def test_nights_that_touch_the_next_morning_are_one_window() -> None:
    time = compiled({"shifts": {"mon-sun": ["22:00-06:00", "06:00-22:00"]}})
    assert windows(time) == [(0, 7 * DAY)]


def test_a_whole_day_is_written_until_24() -> None:
    assert windows(compiled({"shifts": {"tue": ["00:00-24:00"]}})) == [(at(0, 1), at(0, 2))]


def test_a_number_of_machines_per_shift_gives_machine_hours() -> None:
    # 8-12 with two machines and 13-17 with three: 4 x 2 + 4 x 3 = 20 machine hours a day
    time = compiled({"shifts": {"mon": ["08:00-12:00 x2", "13:00-17:00 x3"]}}, full_count=3)
    assert time.counts.tolist() == [2, 3]
    assert int(((time.ends - time.starts) * time.counts).sum()) == 20 * 60
    assert not time.is_uniform
    assert windows(time.at_least(3)) == [(at(13), at(17))]
    assert windows(time.at_least(2)) == [(at(8), at(12)), (at(13), at(17))]
    assert windows(time.at_least(4)) == []


def test_a_shift_without_a_number_has_all_and_never_more_than_all() -> None:
    time = compiled({"shifts": {"mon": ["08:00-12:00", "13:00-17:00 x9"]}}, full_count=3)
    assert time.counts.tolist() == [3, 3]
    assert time.is_uniform


def test_a_shift_with_nobody_is_no_working_time() -> None:
    time = compiled({"shifts": {"mon": ["08:00-12:00 x0", "13:00-17:00"]}})
    assert windows(time) == [(at(13), at(17))]


def test_shifts_that_touch_with_another_number_stay_two_windows() -> None:
    time = compiled({"shifts": {"mon": ["06:00-14:00 x2", "14:00-22:00 x1"]}}, full_count=2)
    assert windows(time) == [(at(6), at(14)), (at(14), at(22))]
    # one machine works through the change of shift
    assert windows(time.at_least(1)) == [(at(6), at(22))]


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        ({"date": "2026-06-03", "shifts": []}, [0, 1, 3, 4]),
        ({"from": "2026-06-02", "to": "2026-06-04", "shifts": []}, [0, 4]),  # both ends count
        ({"from": "2026-05-01", "to": "2026-06-01"}, [1, 2, 3, 4]),
        ({"from": "2026-06-05", "to": "2027-01-01"}, [0, 1, 2, 3]),
        ({"from": "2027-01-01", "to": "2027-01-31"}, [0, 1, 2, 3, 4]),  # beyond the horizon
    ],
)
def test_an_exception_closes_its_days_ends_included(
    exception: dict[str, Any], expected: list[int]
) -> None:
    time = compiled({"shifts": {"mon-fri": ["08:00-12:00"]}, "exceptions": [exception]})
    assert windows(time) == [(at(8, d), at(12, d)) for d in expected]


def test_an_exception_replaces_the_weekly_shifts_and_may_open_a_weekend() -> None:
    fields = {
        "shifts": {"mon-fri": ["08:00-12:00"]},
        "exceptions": [
            {"date": "2026-06-01", "shifts": ["10:00-11:00"]},
            {"date": "2026-06-06", "shifts": ["06:00-12:00"], "reason": "overtime"},
        ],
    }
    time = compiled(fields)
    assert windows(time)[0] == (at(10), at(11))
    assert windows(time)[-1] == (at(6, 5), at(12, 5))


def test_of_two_exceptions_for_a_day_the_later_in_the_list_holds() -> None:
    closed = {"from": "2026-06-01", "to": "2026-06-07", "shifts": []}
    open_day = {"date": "2026-06-03", "shifts": ["08:00-09:00"]}
    weekly = {"mon-fri": ["08:00-12:00"]}
    one = compiled({"shifts": weekly, "exceptions": [closed, open_day]})
    assert windows(one) == [(at(8, 2), at(9, 2))]
    other = compiled({"shifts": weekly, "exceptions": [open_day, closed]})
    assert windows(other) == []


def test_public_holidays_are_closed_unless_an_exception_opens_them() -> None:
    # 2 June is Italy's Republic Day
    weekly = {"shifts": {"mon-fri": ["08:00-12:00"]}, "holidays": "IT"}
    assert windows(compiled(weekly)) == [(at(8, d), at(12, d)) for d in (0, 2, 3, 4)]
    opened = weekly | {"exceptions": [{"date": "2026-06-02", "shifts": ["09:00-10:00"]}]}
    assert (at(9, 1), at(10, 1)) in windows(compiled(opened))


def test_a_subdivision_has_holidays_of_its_own() -> None:
    # Corpus Christi, 4 June 2026, is a holiday in Bavaria and not in all of Germany
    weekly = {"mon-fri": ["08:00-12:00"]}
    bavaria = windows(compiled({"shifts": weekly, "holidays": "DE-BY"}))
    germany = windows(compiled({"shifts": weekly, "holidays": "DE"}))
    assert [start // DAY for start, _ in bavaria] == [0, 1, 2, 4]
    assert [start // DAY for start, _ in germany] == [0, 1, 2, 3, 4]


def test_holidays_of_every_year_of_the_horizon_are_known() -> None:
    days = public_holidays("IT", range(2026, 2029))
    assert {date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)} <= days


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        public_holidays("XX", range(2026, 2027))


def test_windows_are_cut_at_both_ends_of_the_horizon() -> None:
    fields = {"shifts": {"mon-sun": ["08:00-12:00"]}}
    clock = Clock(MONDAY)
    time = compile_calendar(calendar(**fields), clock, since=at(9), until=at(10, 1))
    assert windows(time) == [(at(9), at(12)), (at(8, 1), at(10, 1))]


def test_time_before_the_start_of_the_scenario_has_negative_ticks() -> None:
    clock = Clock(datetime(2026, 6, 1, 6))  # noqa: DTZ001
    fields = {"shifts": {"mon-fri": ["08:00-12:00"]}}
    time = compile_calendar(calendar(**fields), clock, since=-4 * DAY, until=DAY)
    # Thursday and Friday before, and Monday; tick 0 is 06:00
    assert windows(time) == [(120 + d * DAY, 360 + d * DAY) for d in (-4, -3, 0)]
    assert time.to_work(0) == 480


def test_a_calendar_without_shifts_never_works() -> None:
    time = compiled({})
    assert windows(time) == []
    assert time.total == 0
    assert time.to_work(100) == 0
    with pytest.raises(ValueError, match="beyond"):
        time.to_wall_start(0)
    with pytest.raises(ValueError, match="beyond"):
        time.to_wall_end(0)


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        ("2026-03-28T22:00", 7),  # 02:00 becomes 03:00 on the 29th
        ("2026-10-24T22:00", 9),  # 03:00 becomes 02:00 on the 25th
        ("2026-06-01T22:00", 8),
    ],
)
def test_a_night_shift_lasts_as_long_as_the_clocks_let_it(start: str, hours: int) -> None:
    clock = Clock(datetime.fromisoformat(start), "Europe/Rome")
    time = compiled({"shifts": {"mon-sun": ["22:00-06:00"]}}, days=1, clock=clock)
    assert windows(time)[0] == (0, hours * 60)


def test_ticks_after_a_change_of_clocks_are_still_absolute() -> None:
    clock = Clock(datetime(2026, 3, 28), "Europe/Rome")  # noqa: DTZ001
    time = compiled({"shifts": {"mon-sun": ["08:00-09:00"]}}, days=3, clock=clock)
    # the day of the change has 23 h, so the second and third morning come an hour earlier
    assert windows(time) == [(480, 540), (480 + 1380, 540 + 1380), (480 + 2820, 540 + 2820)]


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        (["02:15-02:45"], [(135, 165)]),  # 03:15 to 03:45 summer time
        (["01:30-02:30"], [(90, 150)]),  # an hour, whatever the wall shows
        (["02:00-06:00"], [(120, 300)]),  # begins with the change, ends at 06:00: 3 h
        (["01:00-02:30", "03:00-05:00"], [(60, 240)]),  # 02:30 is 03:30: what overlaps is cut
    ],
)
def test_a_shift_time_that_spring_skips_counts_as_if_the_change_came_later(
    shifts: list[str], expected: list[tuple[int, int]]
) -> None:
    clock = Clock(datetime(2026, 3, 29), "Europe/Rome")  # noqa: DTZ001
    time = compile_calendar(calendar(shifts={"sun": shifts}), clock, since=0, until=23 * 60)
    assert windows(time) == expected


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        ("02:00-03:00", [(120, 240)]),  # from the first 02:00 to the only 03:00
        ("02:15-02:45", [(135, 165)]),  # the first time round
        ("00:00-02:30", [(0, 150)]),
    ],
)
def test_a_shift_time_that_autumn_repeats_is_the_first(
    shift: str, expected: list[tuple[int, int]]
) -> None:
    clock = Clock(datetime(2026, 10, 25), "Europe/Rome")  # noqa: DTZ001
    time = compile_calendar(calendar(shifts={"sun": [shift]}), clock, since=0, until=25 * 60)
    assert windows(time) == expected


def test_one_second_ticks_make_sixty_times_the_ticks() -> None:
    clock = Clock(MONDAY, tick_seconds=1)
    time = compile_calendar(calendar(shifts={"mon": ["08:00-12:00"]}), clock, since=0, until=86_400)
    assert windows(time) == [(8 * 3600, 12 * 3600)]


def test_working_days_are_whole_days_on_which_somebody_works() -> None:
    clock = Clock(datetime(2026, 6, 1, 6))  # noqa: DTZ001
    fields = {
        "shifts": {"mon-fri": ["08:00-12:00"], "sat": ["08:00-12:00 x0"]},
        "exceptions": [{"date": "2026-06-03", "shifts": []}],
    }
    days = working_day_windows(calendar(**fields), clock, since=0, until=8 * DAY)
    # from 06:00 on Monday to midnight after Tuesday; Thursday and Friday; the next Monday on
    midnight = 18 * 60
    assert windows(days) == [
        (0, midnight + DAY),
        (midnight + 2 * DAY, midnight + 4 * DAY),
        (midnight + 6 * DAY, 8 * DAY),
    ]
    # three working days from now: Monday, Tuesday, Thursday 06:00 + a day in work
    assert days.to_wall_end(3 * DAY) == midnight + 2 * DAY + (3 * DAY - midnight - DAY)


def _counts_by_minute(fields: dict[str, Any], clock: Clock, *, days: int, full: int) -> list[int]:
    """Return the units present in every minute, from the text of the calendar alone.

    Asks each minute of absolute time for its local time, and each shift whether it covers it.
    """
    zone = ZoneInfo(clock.timezone)
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    start = clock.origin.replace(tzinfo=zone).astimezone(UTC)
    counts = []
    for tick in range(days * DAY):
        local = (start + timedelta(minutes=tick)).astimezone(zone)
        minute = local.hour * 60 + local.minute
        present = 0
        for back in (0, 1):
            day = local.date() - timedelta(days=back)
            for first, last, count in fields.get(week[day.weekday()], ()):
                if first <= minute + back * DAY < last:
                    present = min(count, full)
        counts.append(present)
    return counts


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[tuple[int, int, int]]]:
    """Draw two disjoint shifts a day, some across midnight; none ends in an hour that changes."""
    week: dict[str, list[tuple[int, int, int]]] = {}
    for day in ("mon", "tue", "thu", "sat", "sun"):
        first = draw(st.integers(6 * 60, 10 * 60))
        noon = draw(st.integers(11 * 60, 12 * 60))
        second = draw(st.integers(12 * 60, 20 * 60))
        last = draw(st.integers(21 * 60, 25 * 60) | st.integers(27 * 60, 29 * 60))
        counts = [draw(st.integers(0, 3)) for _ in range(2)]
        week[day] = [(first, noon, counts[0]), (second, last, counts[1])]
    return week


def _text(first: int, last: int, count: int) -> str:
    last = last if last <= DAY else last - DAY
    return f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02} x{count}"


@settings(max_examples=25, deadline=None)
@given(
    week=weeks(),
    # a plain week, and weeks in which the clocks change
    where=st.sampled_from(
        [
            ("2026-06-01T06:00", "UTC"),
            ("2026-03-27T13:30", "Europe/Rome"),
            ("2026-10-23T00:00", "Europe/Rome"),
            ("2026-03-06T06:00", "America/New_York"),
            ("2026-10-30T23:59", "America/New_York"),
        ]
    ),
)
def test_compiled_windows_agree_with_asking_every_minute(
    week: dict[str, list[tuple[int, int, int]]], where: tuple[str, str]
) -> None:
    clock = Clock(datetime.fromisoformat(where[0]), where[1])
    shifts = {day: [_text(*shift) for shift in rows] for day, rows in week.items()}
    time = compiled({"shifts": shifts}, days=5, full_count=2, clock=clock)
    counts = _counts_by_minute(week, clock, days=5, full=2)
    found = [0] * len(counts)
    for begin, end, count in zip(time.starts, time.ends, time.counts, strict=True):
        assert begin < end
        for tick in range(begin, end):
            assert found[tick] == 0
            found[tick] = int(count)
    assert found == counts
    # windows are as few as possible
    assert time.starts.size == sum(1 for count, _ in groupby(counts) if count)
    # work coordinates count working minutes
    passed = np.concatenate(([0], np.cumsum(np.array(counts) > 0)))
    assert time.to_work(np.arange(len(counts) + 1)).tolist() == passed.tolist()


def test_shifts_by_day_names_each_day_of_the_span() -> None:
    days = shifts_by_day(
        calendar(shifts={"mon,wed": ["08:00-12:00"]}), date(2026, 6, 1), date(2026, 6, 3)
    )
    assert [len(shifts) for shifts in days] == [1, 0, 1]
    assert days[0][0].start == 480
