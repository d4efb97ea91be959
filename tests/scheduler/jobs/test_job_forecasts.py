"""Job orders from forecasts: how they combine with orders, and when they are due."""

from __future__ import annotations

from datetime import date

import pytest

from models.checks import check_scenario
from models.scenario import Forecast, JobOrigin
from models.scenario.settings import JobSettings
from scheduler.jobs import generate_jobs
from scheduler.jobs.timing import due_days, spread
from tests.scheduler.jobs.job_helpers import (
    FORECASTS,
    SALES,
    Row,
    forecast,
    item,
    quantities_of,
    reasons_of,
    rows_of,
    sale,
    scenario_of,
    with_jobs,
)

HUNDRED = forecast("F6", 100)
TWO_HUNDRED = sale("D1", 200)


@pytest.mark.parametrize("policy", ["requirement", "mts", "mto"])
@pytest.mark.parametrize("sources", [FORECASTS, (*SALES, *FORECASTS)])
@pytest.mark.parametrize(
    ("mode", "total"),
    [("max", 200), ("sum", 300), ("min", 100), ("forecast", 100), ("orders", 200)],
)
def test_R03_forecast_of_100_and_order_of_200_make_jobs_by_mode(
    mode: str, total: int, sources: tuple[JobOrigin, ...], policy: str
) -> None:
    scenario = scenario_of(
        items=[item(forecast_mode=mode, policy=policy)],
        forecasts=[HUNDRED],
        demands=[TWO_HUNDRED],
    )
    proposal = generate_jobs(scenario, sources=sources)
    assert sum(quantity for _, _, quantity, _ in rows_of(proposal)) == total


def test_R03_items_made_to_stock_have_one_job_of_forecast_and_orders() -> None:
    scenario = scenario_of(
        items=[item(policy="mts", forecast_mode="sum")],
        forecasts=[HUNDRED],
        demands=[TWO_HUNDRED],
        jobs={"month_day": 15},
    )
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [("JOB-1", "A", 300, "2026-06-15")]
    assert proposal.jobs[0].origin is JobOrigin.FORECAST
    (row,) = proposal.jobs[0].rows
    assert (row.demands, row.forecasts) == (("D1",), ("F6",))


def test_R03_orders_have_jobs_of_their_own_and_forecasts_make_the_rest() -> None:
    scenario = scenario_of(items=[item()], forecasts=[HUNDRED], demands=[sale("D1", 30)])
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [("JOB-1", "A", 30, "2026-06-20"), ("JOB-2", "A", 70, "2026-06-01")]
    assert [job.rows[0].demands for job in proposal.jobs] == [("D1",), ()]
    assert [job.rows[0].forecasts for job in proposal.jobs] == [(), ("F6",)]


def test_R03_a_sales_line_is_in_the_last_weekly_job_in_time_for_it() -> None:
    # 100 - 40 - 8 = 52 are 13 a week; 40 due on Thursday the 25th are ready on Friday the 19th,
    # 8 due on the 3rd with the first job
    scenario = scenario_of(
        items=[item(policy="mts")],
        forecasts=[HUNDRED],
        demands=[sale("D1", 40, "2026-06-25"), sale("D2", 8, "2026-06-03")],
        jobs={"forecast_timing": "weekly"},
    )
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [
        ("JOB-1", "A", 21, "2026-06-05"),
        ("JOB-2", "A", 13, "2026-06-12"),
        ("JOB-3", "A", 53, "2026-06-19"),
        ("JOB-4", "A", 13, "2026-06-26"),
    ]
    assert [job.rows[0].demands for job in proposal.jobs] == [("D2",), (), ("D1",), ()]
    assert check_scenario(with_jobs(scenario, proposal)).errors == ()


def test_R03_what_exceeds_the_forecast_is_told() -> None:
    limited = item(forecast_mode="min")
    scenario = scenario_of(items=[limited], forecasts=[HUNDRED], demands=[TWO_HUNDRED])
    assert reasons_of(generate_jobs(scenario)) == {
        "D1": "100 pieces exceed the forecast, to which A is limited"
    }


def test_R03_monthly_jobs_are_due_on_the_chosen_day() -> None:
    rows = [
        HUNDRED,
        forecast("F7", 20, "2026-07-01"),
        forecast("W", 5, "2026-06-22", period="week"),
    ]
    scenario = scenario_of(items=[item()], forecasts=rows, jobs={"month_day": 15})
    # the week in June is due with June
    assert rows_of(generate_jobs(scenario)) == [
        ("JOB-1", "A", 105, "2026-06-15"),
        ("JOB-2", "A", 20, "2026-07-15"),
    ]


def test_R03_weekly_timing_makes_one_job_a_week() -> None:
    # the Fridays of June 2026 are the 5th, 12th, 19th and 26th; 102 = 26 + 26 + 25 + 25
    scenario = scenario_of(
        items=[item()], forecasts=[forecast("F6", 102)], jobs={"forecast_timing": "weekly"}
    )
    assert rows_of(generate_jobs(scenario)) == [
        ("JOB-1", "A", 26, "2026-06-05"),
        ("JOB-2", "A", 26, "2026-06-12"),
        ("JOB-3", "A", 25, "2026-06-19"),
        ("JOB-4", "A", 25, "2026-06-26"),
    ]


@pytest.mark.parametrize(
    ("settings", "row", "days"),
    [
        # today is Wednesday, 10 June 2026
        ({"forecast_timing": "monthly"}, forecast("F", 1), ["06-10"]),  # the 1st is past
        ({"forecast_timing": "monthly", "month_day": 31}, forecast("F", 1), ["06-30"]),
        (
            {"forecast_timing": "monthly", "month_day": 5},  # a month counted from 20 June
            forecast("F", 1, "2026-06-20"),
            ["07-05"],
        ),
        ({"forecast_timing": "real"}, forecast("F", 1), ["06-30"]),
        ({"forecast_timing": "real"}, forecast("F", 1, "2026-06-15", period="week"), ["06-21"]),
        ({"forecast_timing": "real"}, forecast("F", 1, "2026-06-17", period="day"), ["06-17"]),
        ({"forecast_timing": "weekly"}, forecast("F", 1), ["06-12", "06-19", "06-26"]),
        (
            {"forecast_timing": "weekly", "weekday": "mon"},
            forecast("F", 1, "2026-06-15", period="week"),
            ["06-15"],
        ),
        ({"forecast_timing": "weekly"}, forecast("F", 1, "2026-06-16", period="day"), ["06-19"]),
        (
            {"forecast_timing": "weekly", "weekday": "mon"},  # of this week, past
            forecast("F", 1, "2026-06-11", period="day"),
            ["06-10"],
        ),
        (
            {"forecast_timing": "zone", "weekday": "tue,thu"},
            forecast("F", 1, "2026-06-15", period="week"),
            ["06-16", "06-18"],
        ),
    ],
)
def test_R03_timing_of_forecasts(settings: Row, row: Row, days: list[str]) -> None:
    found = due_days(
        Forecast.model_validate(row), JobSettings.model_validate(settings), date(2026, 6, 10)
    )
    assert found == [date.fromisoformat(f"2026-{day}") for day in days]


@pytest.mark.parametrize(
    ("quantity", "parts", "expected"),
    [
        (10_000_000, 4, [3_000_000, 3_000_000, 2_000_000, 2_000_000]),
        (10_000_001, 4, [2_500_001, 2_500_000, 2_500_000, 2_500_000]),
        (2_000_000, 3, [1_000_000, 1_000_000, 0]),
    ],
)
def test_a_forecast_is_spread_evenly_in_whole_pieces(
    quantity: int, parts: int, expected: list[int]
) -> None:
    assert spread(quantity, parts) == expected
    assert sum(expected) == quantity


def test_forecasts_are_grouped_by_customer_only_if_wished() -> None:
    rows = [forecast("F1", 10, customer="Rossi"), forecast("F2", 5, customer="Bianchi")]
    assert quantities_of(scenario_of(items=[item()], forecasts=rows)) == [15]
    apart = scenario_of(items=[item()], forecasts=rows, jobs={"group_by_customer": True})
    proposal = generate_jobs(apart)
    assert [(job.customer, float(job.rows[0].quantity)) for job in proposal.jobs] == [
        ("Bianchi", 5),
        ("Rossi", 10),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (forecast("F", 1, consolidated=False), "it is not consolidated"),
        (forecast("F", 1, "2026-05-01"), "its period is over"),
        (forecast("F", 1, "2026-08-01"), "it begins after 2026-07-30, the last day planned"),
        (forecast("F", 1, item="OUT"), "OUT is excluded from planning"),
        (
            forecast("F", 1, item="BUF"),
            "BUF is planned by policy ddmrp: its jobs come from none",
        ),
    ],
)
def test_R01_forecasts_that_get_no_job_say_why(row: Row, reason: str) -> None:
    items = [item(), item("OUT", excluded=True), item("BUF", policy="ddmrp")]
    proposal = generate_jobs(scenario_of(items=items, forecasts=[row]))
    assert proposal.jobs == ()
    assert reasons_of(proposal) == {"F": reason}


def test_R01_a_forecast_has_one_job_only() -> None:
    scenario = scenario_of(items=[item()], forecasts=[HUNDRED])
    once = with_jobs(scenario, generate_jobs(scenario))
    proposal = generate_jobs(once)
    assert proposal.jobs == ()
    assert reasons_of(proposal) == {"F6": "job JOB-1 serves it"}


def test_lines_of_the_master_schedule_are_jobs_apart() -> None:
    rows = [HUNDRED, forecast("M6", 40, kind="mps")]
    proposal = generate_jobs(scenario_of(items=[item()], forecasts=rows))
    assert [(job.origin, float(job.rows[0].quantity)) for job in proposal.jobs] == [
        (JobOrigin.FORECAST, 100),
        (JobOrigin.MPS, 40),
    ]


def test_unconfirmed_orders_use_up_no_forecast() -> None:
    unsure = sale("D1", 30, confirmed=False)
    scenario = scenario_of(items=[item()], forecasts=[HUNDRED], demands=[unsure])
    assert quantities_of(scenario) == [100]
