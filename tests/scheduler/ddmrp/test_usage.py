from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.scenario import Forecast
from scheduler.ddmrp import Buffers
from scheduler.ddmrp.usage import linear_weight, spread
from tests.scheduler.ddmrp.ddmrp_helpers import PIECE, bom, buffered, item
from tests.scheduler.mrp.mrp_helpers import scenario_of


def delivered(name: str, quantity: int, due: str) -> dict[str, Any]:
    return {"id": due, "item": name, "quantity": quantity, "due": due, "fulfilled": True}


def usage(method: str, *demands: dict[str, Any], **tables: Any) -> float:
    """Return the usage of A: 10 days back, 20 days ahead from 1 June, and 7 a day if unknown."""
    fields: dict[str, Any] = {
        "usage": method,
        "past_days": "10d",
        "ahead_days": "20d",
        "daily_usage": 7,
    }
    items = [buffered("A", **fields) | tables.pop("fields", {})]
    scenario = scenario_of("60d", items=items, demands=demands, **tables)
    return Buffers(scenario).usage("A") / PIECE


PAST = (delivered("A", 30, "2026-05-31"), delivered("A", 25, "2026-05-22"))
AHEAD = {"id": "SO", "item": "A", "quantity": 100, "due": "2026-06-20"}


def test_given_usage_ignores_what_happened() -> None:
    assert usage("given", *PAST, AHEAD) == 7


def test_past_usage_is_the_mean_of_what_was_delivered() -> None:
    assert usage("past", *PAST, AHEAD) == 5.5  # (30 + 25) / 10 days


def test_weighted_past_usage_counts_recent_days_more() -> None:
    # yesterday weighs 10 of 55, ten days ago 1: 30 x 10/55 + 25 x 1/55 = 325/55
    assert usage("weighted-past", *PAST) == 5.909091


def test_weights_fall_by_one_a_day() -> None:
    assert [linear_weight(ago, 3) for ago in (1, 2, 3)] == [3, 2, 1]


@pytest.mark.parametrize(
    "row",
    [
        delivered("A", 99, "2026-05-21"),  # 11 days ago
        delivered("A", 99, "2026-06-01"),  # today is not over
        {**delivered("A", 99, "2026-05-30"), "fulfilled": False},  # not delivered yet
    ],
)
def test_what_lies_outside_the_window_is_no_past_usage(row: dict[str, Any]) -> None:
    assert usage("past", row) == 7


def test_usage_ahead_is_the_mean_of_demands_and_forecasts() -> None:
    assert usage("ahead", *PAST, AHEAD) == 5  # 100 / 20 days


@pytest.mark.parametrize(
    ("mode", "expected"),
    # forecast 200 and orders 100 within 20 days
    [("max", 10), ("min", 5), ("forecast", 10), ("orders", 5), ("sum", 15)],
)
def test_forecasts_and_demands_combine_as_the_item_says(mode: str, expected: int) -> None:
    # 300 in June are 10 a day
    june = {"id": "F", "item": "A", "quantity": 300, "date": "2026-06-01", "period": "month"}
    draft = {**june, "id": "G", "consolidated": False}
    fields = {"forecast_mode": mode}
    assert usage("ahead", AHEAD, forecasts=[june, draft], fields=fields) == expected


def test_ignored_areas_are_no_usage_ahead() -> None:
    june = {"id": "F", "item": "A", "quantity": 600, "date": "2026-06-01"}
    settings = {"mrp": {"ignore": ["forecasts"]}}
    assert usage("ahead", AHEAD, forecasts=[june], settings=settings) == 5
    settings = {"mrp": {"ignore": ["sales"]}}
    assert usage("ahead", AHEAD, forecasts=[june], settings=settings) == 20


def test_past_and_ahead_are_the_mean_over_both_windows() -> None:
    # (55 + 100) / 30 days, rounded up
    assert usage("past-and-ahead", *PAST, AHEAD) == 5.166667
    # (325/55 x 10 + 100) / 30 = 5.303031, rounded up
    assert usage("weighted-past-and-ahead", *PAST, AHEAD) == 5.303031


def test_a_window_without_usage_leaves_the_other_one_alone() -> None:
    assert usage("past-and-ahead", AHEAD) == 5
    assert usage("past-and-ahead", *PAST) == 5.5
    assert usage("past-and-ahead") == 7


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        ("2026-06-01", "month", 200),  # 20 of 30 days
        ("2026-05-16", "month", 150),  # to 15 June: 15 of 31 days of 310
        ("2026-06-20", "day", 310),
        ("2026-06-21", "day", 0),
        ("2026-06-18", "week", 3),  # 3 of 7 days of 7
        ("2026-05-20", "week", 0),
    ],
)
def test_forecasts_spread_evenly_over_their_period(day: str, period: str, expected: int) -> None:
    quantities = {"2026-06-01": 300, "2026-06-18": 7}
    row = {"id": "F", "item": "A", "quantity": quantities.get(day, 310)}
    forecast = Forecast.model_validate({**row, "date": day, "period": period})
    assert spread(forecast, date(2026, 6, 1), 20) == expected * PIECE


def test_usage_of_products_is_usage_of_what_they_are_made_of() -> None:
    method: dict[str, Any] = {"usage": "past", "past_days": "10d"}
    items = [item("TOP"), item("MID", scrap="0.1"), buffered("A", **method)]
    boms = [bom("TOP", MID=2), {**bom("MID", A=3), "quantity": 2}]
    demands = [delivered("TOP", 50, "2026-05-30"), delivered("A", 35, "2026-05-29")]
    buffers = Buffers(scenario_of(items=items, boms=boms, demands=demands))
    # 50 tops take 100 mids, 110 with scrap, of 3/2 A each: 165, and 35 sold themselves
    assert buffers.usage("A") == 20 * PIECE


def test_a_fixed_quantity_is_shared_by_the_pieces_of_a_lot() -> None:
    method: dict[str, Any] = {"usage": "past", "past_days": "10d"}
    items = [item("TOP", lot={"rule": "fixed", "size": 20}), buffered("A", **method)]
    boms = [
        {"parent": "TOP", "components": [{"item": "A", "quantity": 4, "fixed": True}]},
    ]
    demands = [delivered("TOP", 50, "2026-05-30")]
    buffers = Buffers(scenario_of(items=items, boms=boms, demands=demands))
    assert buffers.usage("A") == PIECE  # 5 tops a day, 4 A for 20 of them
