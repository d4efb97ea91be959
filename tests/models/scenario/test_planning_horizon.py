"""How far a plan reaches when nobody says so, and how long the period of a forecast lasts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Forecast, Scenario, default_plan_until

DAY = {"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}


def horizon(start: str) -> int:
    header = {"id": "s", "start": start}
    scenario = Scenario.model_validate({"scenario": header, "calendars": [DAY]})
    return scenario.scenario.horizon.days


def test_R29_default_plan_until_is_the_end_of_this_year_until_june() -> None:
    assert default_plan_until(date(2026, 6, 30)) == date(2026, 12, 31)
    assert default_plan_until(date(2026, 7, 1)) == date(2027, 12, 31)
    # a horizon counts the first day too: 30 June to 31 December are 1 + 184 days,
    # 1 July 2026 to 31 December 2027 are 184 + 365
    assert horizon("2026-06-30T06:00") == 185
    assert horizon("2026-07-01T06:00") == 549
    assert horizon("2026-12-31") == 366


@given(st.dates(date(1900, 1, 1), date(2998, 12, 31)))
def test_the_default_horizon_lasts_half_a_year_to_one_and_a_half(today: date) -> None:
    days = (default_plan_until(today) - today).days
    assert 184 <= days <= 549


@pytest.mark.parametrize(
    ("first", "period", "last"),
    [
        ("2026-06-01", "day", date(2026, 6, 1)),
        ("2026-06-01", "week", date(2026, 6, 7)),
        ("2026-06-01", "month", date(2026, 6, 30)),
        ("2026-12-15", "month", date(2027, 1, 14)),
        # February has no 31st: its last day, the 28th, begins the next period
        ("2026-01-31", "month", date(2026, 2, 27)),
        ("2028-01-31", "month", date(2028, 2, 28)),
    ],
)
def test_a_forecast_lasts_its_period(first: str, period: str, last: date) -> None:
    fields = {"id": "F", "item": "A", "quantity": 1, "date": first, "period": period}
    assert Forecast.model_validate(fields).last_day == last
