"""Sales orders and forecasts combine to needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.material import DemandKind
from models.quantity import to_units
from models.scenario import Forecast, ForecastMode, Scenario
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.forecasts import independent_needs

if TYPE_CHECKING:
    from random import Random

    from models.material import Uncovered
    from scheduler.mrp.needs import Need

START = "2026-06-05T06:00"  # a Friday
PIECE = 1_000_000


def scenario_of(*, mode: object = "max", horizon: object = "90d", **tables: object) -> Scenario:
    always = [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}]
    header = {"id": "test", "start": START, "horizon": horizon}
    items = [{"id": "A", "source": "buy", "lead_time": "1d", "forecast_mode": mode}]
    return Scenario.model_validate(
        {"scenario": header, "calendars": always, "items": items} | tables
    )


def order(name: str, quantity: object, due: str, **fields: object) -> dict[str, object]:
    return {"id": name, "item": "A", "quantity": quantity, "due": due, **fields}


def forecast(name: str, quantity: object, day: str, **fields: object) -> dict[str, object]:
    return {"id": name, "item": "A", "quantity": quantity, "date": day, **fields}


def read(scenario: Scenario) -> tuple[list[Need], list[Uncovered]]:
    return independent_needs(scenario, Buckets.of(scenario))


def pieces(needs: list[Need]) -> dict[str, float]:
    return {need.consumer: need.quantity / PIECE for need in needs}


JUNE = forecast("F6", 100, "2026-06-01")


@pytest.mark.parametrize(
    ("mode", "orders", "rest", "beyond"),
    [
        # forecast 100, order 200: max 200, sum 300, min 100
        ("max", 200, None, 0),
        ("sum", 200, 100, 0),
        ("min", 100, None, 100),
        ("forecast", 100, None, 100),
        ("orders", 200, None, 0),
    ],
)
def test_R03_forecast_of_100_and_order_of_200_combine_by_mode(
    mode: str, orders: int, rest: int | None, beyond: int
) -> None:
    sales = [order("D1", 200, "2026-06-20")]
    needs, uncovered = read(scenario_of(mode=mode, forecasts=[JUNE], demands=sales))
    assert pieces(needs).get("D1") == orders
    assert pieces(needs).get("F6") == rest
    assert sum(row.quantity for row in uncovered) == beyond
    assert all(row.demand == "D1" and f"({mode})" in row.reason for row in uncovered)


@pytest.mark.parametrize(
    ("mode", "orders", "rest"),
    [
        ("max", 30, 70),
        ("sum", 30, 100),
        ("min", 30, None),
        ("forecast", 30, 70),
        ("orders", 30, None),
    ],
)
def test_R03_forecast_of_100_and_order_of_30_combine_by_mode(
    mode: str, orders: int, rest: int | None
) -> None:
    needs, uncovered = read(
        scenario_of(mode=mode, forecasts=[JUNE], demands=[order("D1", 30, "2026-06-20")])
    )
    assert pieces(needs) == {"D1": orders} | ({} if rest is None else {"F6": rest})
    assert uncovered == []


def test_sales_orders_use_up_a_forecast_in_due_order() -> None:
    # 100 forecast: D2 (due first) takes 60, D1 the 40 that are left of its 70
    sales = [order("D1", 70, "2026-06-20"), order("D2", 60, "2026-06-10")]
    needs, uncovered = read(scenario_of(mode="min", forecasts=[JUNE], demands=sales))
    assert pieces(needs) == {"D2": 60, "D1": 40}
    assert [(row.demand, int(row.quantity)) for row in uncovered] == [("D1", 30)]


@pytest.mark.parametrize("mode", list(ForecastMode))
def test_orders_outside_every_period_are_planned_in_full(mode: ForecastMode) -> None:
    sales = [order("D1", 70, "2026-07-01")]
    needs, uncovered = read(scenario_of(mode=mode.value, forecasts=[JUNE], demands=sales))
    assert pieces(needs)["D1"] == 70
    assert uncovered == []


def test_what_was_delivered_has_used_up_its_part_of_the_forecast() -> None:
    # 100 - 25 delivered on 3 June - 30 ordered = 45
    sales = [order("D1", 25, "2026-06-03", fulfilled=True), order("D2", 30, "2026-06-20")]
    needs, _ = read(scenario_of(forecasts=[JUNE], demands=sales))
    assert pieces(needs) == {"D2": 30, "F6": 45}


def test_a_forecast_is_needed_on_its_first_day_or_today_if_that_is_past() -> None:
    rows = [JUNE, forecast("F7", 10, "2026-07-01"), forecast("W", 5, "2026-06-08", period="week")]
    needs, _ = read(scenario_of(mode="sum", forecasts=rows))
    # 5 June is day 0; 8 June day 3; 1 July day 26
    assert {need.consumer: need.when.bucket for need in needs} == {"F6": 0, "W": 3, "F7": 26}
    assert {need.kind for need in needs} == {DemandKind.FORECAST}


def test_periods_that_are_over_drafts_and_far_ones_plan_nothing() -> None:
    rows = [
        forecast("OVER", 10, "2026-05-05"),  # until 4 June
        forecast("DRAFT", 10, "2026-06-05", consolidated=False),
        forecast("FAR", 10, "2026-09-03"),  # day 90
        forecast("LAST", 10, "2026-09-02"),  # day 89
    ]
    assert set(pieces(read(scenario_of(forecasts=rows))[0])) == {"LAST"}


@pytest.mark.parametrize(
    ("day", "period", "last"),
    [
        ("2026-06-05", "day", "2026-06-05"),
        ("2026-06-05", "week", "2026-06-11"),
        ("2026-06-01", "month", "2026-06-30"),
        ("2026-06-15", "month", "2026-07-14"),
        ("2026-12-01", "month", "2026-12-31"),
        ("2026-01-31", "month", "2026-02-27"),  # the next month begins on 28 February
    ],
)
def test_the_last_day_of_a_period(day: str, period: str, last: str) -> None:
    row = Forecast.model_validate(forecast("F", 1, day, period=period))
    assert row.last_day == date.fromisoformat(last)


def test_a_line_in_two_periods_takes_from_the_one_that_ends_first() -> None:
    rows = [JUNE, forecast("W", 20, "2026-06-08", period="week")]
    needs, _ = read(scenario_of(forecasts=rows, demands=[order("D1", 50, "2026-06-10")]))
    # 20 of the week, 30 of the month
    assert pieces(needs) == {"D1": 50, "F6": 70}


def test_overdue_orders_count_today_unless_the_past_is_considered() -> None:
    sales = [order("D1", 5, "2026-06-02")]
    needs, _ = read(scenario_of(demands=sales))
    assert [need.when.bucket for need in needs] == [0]
    past = {"mrp": {"consider_past": True}}
    needs, _ = read(scenario_of(demands=sales, settings=past))
    assert [need.when.bucket for need in needs] == [-3]


def test_areas_left_out_are_uncovered_sales_and_no_forecasts() -> None:
    tables: dict[str, object] = {"forecasts": [JUNE], "demands": [order("D1", 200, "2026-06-20")]}
    needs, uncovered = read(scenario_of(settings={"mrp": {"ignore": ["forecasts"]}}, **tables))
    assert pieces(needs) == {"D1": 200}
    assert uncovered == []
    needs, uncovered = read(scenario_of(settings={"mrp": {"ignore": ["sales"]}}, **tables))
    assert pieces(needs) == {"F6": 100}
    assert [(row.demand, int(row.quantity), row.reason) for row in uncovered] == [
        ("D1", 200, "sales orders are left out of this run")
    ]


def test_delivered_orders_and_those_beyond_the_horizon_need_nothing() -> None:
    sales = [
        order("DONE", 5, "2026-06-20", fulfilled=True),
        order("FAR", 5, "2026-06-15"),
        order("NEAR", 5, "2026-06-14", version="B2"),
    ]
    needs, uncovered = read(scenario_of(horizon="10d", demands=sales))
    assert [(need.consumer, need.version) for need in needs] == [("NEAR", "B2")]
    assert uncovered == []


def test_warehouses_combine_apart_only_where_they_are_planned_apart() -> None:
    tables: dict[str, object] = {
        "warehouses": [{"id": "NORTH"}, {"id": "SOUTH"}],
        "forecasts": [forecast("F6", 100, "2026-06-01", warehouse="NORTH")],
        "demands": [order("D1", 30, "2026-06-20", warehouse="SOUTH")],
    }
    assert pieces(read(scenario_of(**tables))[0]) == {"D1": 30, "F6": 70}
    apart = scenario_of(settings={"mrp": {"by_warehouse": True}}, **tables)
    needs, _ = read(apart)
    assert {(need.consumer, need.warehouse, need.quantity // PIECE) for need in needs} == {
        ("D1", "SOUTH", 30),
        ("F6", "NORTH", 100),
    }


def test_demands_of_jobs_use_up_forecasts_but_need_nothing_themselves() -> None:
    scenario = scenario_of(forecasts=[JUNE], demands=[order("D1", 30, "2026-06-20")])
    needs, _ = independent_needs(scenario, Buckets.of(scenario), without={"D1"})
    assert pieces(needs) == {"F6": 70}


DAYS = st.integers(1, 30).map(lambda day: f"2026-06-{day:02d}")
QUANTITIES = st.integers(1, 5_000_000).map(lambda units: f"{units // 10**4}.{units % 10**4:04d}1")


@st.composite
def tables(draw: st.DrawFn) -> dict[str, object]:
    sales = [
        order(f"D{n}", draw(QUANTITIES), draw(DAYS), fulfilled=draw(st.booleans()))
        for n in range(draw(st.integers(0, 6)))
    ]
    periods = st.sampled_from(["day", "week", "month"])
    rows = [
        forecast(f"F{n}", draw(QUANTITIES), draw(DAYS), period=draw(periods))
        for n in range(draw(st.integers(0, 4)))
    ]
    return {"demands": sales, "forecasts": rows}


def totals(rows: dict[str, object], mode: str) -> tuple[int, int]:
    needs, uncovered = read(scenario_of(mode=mode, **rows))
    return sum(need.quantity for need in needs), sum(to_units(row.quantity) for row in uncovered)


@given(tables())
@settings(max_examples=100, deadline=None)
def test_no_piece_is_lost_or_planned_twice(rows: dict[str, object]) -> None:
    scenario = scenario_of(**rows)
    wanted = sum(to_units(row.quantity) for row in scenario.demands if not row.fulfilled)
    planned = {mode.value: totals(rows, mode.value) for mode in ForecastMode}
    assert planned["orders"] == (wanted, 0)
    live = sum(
        to_units(row.quantity) for row in scenario.forecasts if row.last_day >= date(2026, 6, 5)
    )
    assert planned["sum"] == (wanted + live, 0)
    assert planned["min"][0] + planned["min"][1] == wanted
    # what of the forecast is not used up is all that max has more than orders, forecast than min
    rest = planned["max"][0] - wanted
    assert 0 <= rest <= live
    assert planned["forecast"][0] - planned["min"][0] == rest
    assert planned["min"][0] <= planned["forecast"][0] <= planned["max"][0] <= planned["sum"][0]


@given(tables(), st.sampled_from([mode.value for mode in ForecastMode]), st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_does_not_matter(
    rows: dict[str, object], mode: str, random: Random
) -> None:
    shuffled: dict[str, object] = {}
    for name, listed in rows.items():
        assert isinstance(listed, list)
        shuffled[name] = random.sample(listed, len(listed))
    assert read(scenario_of(mode=mode, **rows)) == read(scenario_of(mode=mode, **shuffled))
