"""Single fields: what they take, what they refuse, and the text they write."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.scenario import Calendar, CalendarException, Demand, Header, Item, Shift, Source
from models.scenario.base import format_duration, parse_duration
from models.scenario.calendar import expand_days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20m", timedelta(minutes=20)),
        ("20min", timedelta(minutes=20)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("1 h 30 m", timedelta(hours=1, minutes=30)),
        ("90s", timedelta(seconds=90)),
        ("3d", timedelta(days=3)),
        ("0.5h", timedelta(minutes=30)),
        ("2M", timedelta(minutes=2)),
        ("0m", timedelta(0)),
    ],
)
def test_a_duration_is_a_number_with_a_unit(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "20", "h", "1h30", "-5m", "1,5h", "NaN", "5 weeks", "1e3s"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="a duration with a unit"):
        parse_duration(text)


def test_a_duration_beyond_ten_thousand_days_is_refused() -> None:
    assert parse_duration("10000d") == timedelta(days=10_000)
    with pytest.raises(ValueError, match="at most 10000d"):
        parse_duration("10000d1s")


@given(st.timedeltas(timedelta(0), timedelta(days=10_000)))
def test_a_duration_reads_back_from_its_text(length: timedelta) -> None:
    assert parse_duration(format_duration(length)) == length


@pytest.mark.parametrize(
    ("text", "start", "end", "count"),
    [
        ("08:00-12:00", 480, 720, None),
        ("8:00 - 12:00", 480, 720, None),
        ("08:00-12:00 x2", 480, 720, 2),
        ("08:00-12:00x0", 480, 720, 0),
        ("00:00-24:00", 0, 1440, None),
        ("22:00-06:00", 1320, 1800, None),  # 06:00 of the next day: 1440 + 360
        ("22:00-00:00", 1320, 1440, None),
    ],
)
def test_a_shift_is_minutes_after_midnight(
    text: str, start: int, end: int, count: int | None
) -> None:
    assert Shift.parse(text) == Shift(start, end, count)
    assert Shift.parse(str(Shift.parse(text))) == Shift(start, end, count)


@pytest.mark.parametrize("text", ["08:00", "08:00-08:00", "24:00-06:00", "08:60-09:00", "8-12"])
def test_a_shift_without_length_or_at_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"shift|times of day"):
        Shift.parse(text)


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("Mon, Wed", (0, 2)),
        ("sat-mon", (5, 6, 0)),
        ("mon-mon", (0,)),
    ],
)
def test_weekdays_are_days_ranges_and_lists(key: str, days: tuple[int, ...]) -> None:
    assert expand_days(key) == days


def test_a_weekday_without_shifts_is_as_good_as_not_listed() -> None:
    calendar = Calendar.model_validate({"id": "day", "shifts": {"mon": ["08:00-12:00"], "sat": []}})
    assert list(calendar.shifts) == ["mon"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01", date(2026, 6, 1)),
        ("2026-06-01T06:00", datetime(2026, 6, 1, 6)),  # noqa: DTZ001 - local by design
        ("2026-06-01 06:00:30", datetime(2026, 6, 1, 6, 0, 30)),  # noqa: DTZ001
    ],
)
def test_a_due_date_keeps_apart_a_day_and_a_moment(text: str, expected: date) -> None:
    demand = Demand.model_validate({"id": "D", "item": "A", "quantity": "1", "due": text})
    assert demand.due == expected
    assert type(demand.due) is type(expected)
    assert Demand.model_validate_json(demand.model_dump_json()) == demand


@pytest.mark.parametrize(
    "text", ["20260601", "1780000000", "2026-6-1", "2026-W23-1", "06:00", "2026-02-29", "soon"]
)
def test_nothing_but_iso_dates_is_a_date(text: str) -> None:
    row = {"id": "D", "item": "A", "quantity": "1", "due": text}
    with pytest.raises(ValidationError, match="a date '2026-06-01' or a local time"):
        Demand.model_validate(row)
    with pytest.raises(ValidationError, match="a date '2026-06-01' or a local time"):
        CalendarException.model_validate({"date": text})
    with pytest.raises(ValidationError, match="a date '2026-06-01' or a local time"):
        Header.model_validate({"id": "S", "start": text, "horizon": "5d"})


def test_a_start_without_a_time_is_midnight() -> None:
    header = Header.model_validate({"id": "S", "start": "2026-06-01", "horizon": "5d"})
    assert header.start == datetime(2026, 6, 1)  # noqa: DTZ001 - local by design


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "a\rb", "a\x85b", "a\uffffb", ""])
def test_ids_are_one_line_of_visible_text(text: str) -> None:
    with pytest.raises(ValidationError):
        Item(id=text, source=Source.BUY)


def test_names_may_have_lines_and_any_script() -> None:
    item = Item(id='Größe 7/8"', name="erste Zeile\nzweite\tZeile 漢字", source=Source.BUY)
    assert Item.model_validate_json(item.model_dump_json()) == item
