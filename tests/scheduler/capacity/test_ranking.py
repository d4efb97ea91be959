"""The order of bottlenecks: by load and queue together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import LoadRow, Mode
from scheduler.capacity import bottleneck_score, capacity_of, ranking
from scheduler.kpi import kpis
from tests.scheduler.capacity.capacity_plans import HOUR, equal_loads, made, two_centers
from tests.scheduler.scenario_builder import plant
from tests.scheduler.test_capacity import operation

if TYPE_CHECKING:
    from models.plan import Plan

SHARES = st.floats(0, 2)
HOURS = st.floats(0, 1000)


def ranked(plan: Plan) -> list[str]:
    return [row.center for row in ranking(plan, capacity_of(plan))]


def test_K05_of_two_centers_with_equal_load_the_one_with_the_queue_is_the_bottleneck() -> None:
    plan = equal_loads()
    first, second = ranking(plan, capacity_of(plan))
    assert (first.center, first.load, first.processing, first.buffer) == ("E", 75, 75, 1.5)
    assert (second.center, second.load, second.processing, second.buffer) == ("D", 75, 75, 0)
    # 0.75 x (1 + 1.5 h / 8 h a day), and 0.75 x 1
    assert first.score == pytest.approx(0.890625)
    assert second.score == pytest.approx(0.75)
    found = kpis(plan)
    assert (found["bottleneck"], found["bottleneck_load_percent"]) == ("E", 75.0)
    assert found["bottleneck_buffer_hours"] == 1.5


def test_K05_95_percent_with_16_hours_before_it_is_worse_than_with_2() -> None:
    # 0.95 x (1 + 2 days) and 0.95 x (1 + a quarter of one)
    assert bottleneck_score(0.95, 16, 8) == pytest.approx(2.85)
    assert bottleneck_score(0.95, 2, 8) == pytest.approx(1.1875)
    # two machines work off 16 hours in a day
    assert bottleneck_score(0.95, 16, 16) == pytest.approx(1.9)


def test_K05_setup_and_idle_time_are_percent_of_capacity_beside_processing() -> None:
    # 8 h: 1 h of setup, 2 h of work, an hour of waiting for the phase that is overlapped
    rows = (
        operation(10, "D", 480, 660, run_start=540),
        operation(20, "E", 480, 540),
        operation(30, "E", 600, 720, idle=60),
    )
    plan = made(two_centers(), rows)
    by_name = {row.center: row for row in ranking(plan, capacity_of(plan))}
    assert (by_name["D"].processing, by_name["D"].setup, by_name["D"].idle) == (25, 12.5, 0)
    assert (by_name["E"].processing, by_name["E"].setup, by_name["E"].idle) == (25, 0, 12.5)
    assert by_name["D"].load == by_name["E"].load == 37.5


def test_high_load_alone_is_worse_than_a_short_queue_at_low_load() -> None:
    # E: 90 percent and nobody waits; D: half an hour waits for half an hour
    rows = (
        operation(10, "D", 510, 540, order="MO-1"),
        operation(20, "E", 480, 720),
        operation(30, "E", 780, 972),
    )
    assert ranked(made(two_centers(), rows))[0] == "E"


def test_without_queues_the_higher_load_comes_first() -> None:
    rows = tuple(
        operation(10, center, 480, 480 + 60 * hours, machine=center, order=center)
        for center, hours in (("D", 2), ("E", 3))
    )
    assert ranked(made(two_centers(), rows, mode=Mode.ASAP)) == ["E", "D"]


def test_infinite_and_external_centers_are_no_bottleneck() -> None:
    centers = [{"id": "D"}, {"id": "INF", "infinite": True}, {"id": "OUT", "external": True}]
    rows = tuple(
        operation(10, name, 0, 60 * hours, machine=name)
        for name, hours in (("D", 1), ("INF", 20), ("OUT", 20))
    )
    assert ranked(made(plant(work_centers=centers, routings=[]), rows)) == ["D"]


def test_a_center_that_is_never_open_comes_last_with_empty_figures() -> None:
    centers = [{"id": "SHUT", "calendar": "never"}, {"id": "D", "calendar": "day"}]
    calendars = [
        {"id": "never", "shifts": {}},
        {"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}},
    ]
    scenario = plant(calendars=calendars, work_centers=centers, routings=[])
    plan = made(scenario, tuple(operation(10, "D", 480 + k, 481 + k) for k in range(3)))
    _, last = ranking(plan, capacity_of(plan))
    assert (last.center, last.load, last.processing, last.buffer, last.score) == (
        "SHUT", None, None, None, 0
    )  # fmt: skip


def test_a_plan_without_work_has_no_bottleneck() -> None:
    found = kpis(made(two_centers(), ()))
    assert [value for key, value in found.items() if key.startswith("bottleneck")] == [None] * 5


def test_the_load_is_that_which_the_plan_carries() -> None:
    plan = replace(equal_loads(), load=(LoadRow("D", 0, 480, 460, 0, 0),))
    first = ranking(plan, capacity_of(plan))[0]
    assert first.center == "D"
    assert first.load == pytest.approx(100 * 460 / 480)


@given(SHARES, SHARES, HOURS, HOURS, st.floats(0.1, 100))
def test_more_load_or_a_longer_queue_is_never_less_of_a_bottleneck(
    load: float, more: float, queue: float, longer: float, daily: float
) -> None:
    score = bottleneck_score(load, queue, daily)
    assert bottleneck_score(load + more, queue, daily) >= score
    assert bottleneck_score(load, queue + longer, daily) >= score
    assert bottleneck_score(load, 0, daily) == load


def test_a_day_of_hours_is_counted_over_days_on_which_the_center_works() -> None:
    # Monday to the next one: 6 days of 8 h; phase 20 waits for two of them
    rows = (
        operation(10, "D", 480, 540),
        operation(20, "D", 1440 + 17 * HOUR - 60, 1440 + 17 * HOUR),
        operation(30, "E", 7 * 1440 + 480, 7 * 1440 + 540, order="MO-4"),
    )
    plan = made(two_centers(), rows)
    row = next(row for row in ranking(plan, capacity_of(plan)) if row.center == "D")
    assert row.buffer == pytest.approx(15 / 48)
    assert row.score == pytest.approx(2 / 48 * (1 + 15 / 48 / 8))
