"""Lead times: working and calendar days, routings walked backwards, past-due releases."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.calendar import Clock
from scheduler.mrp import plan_materials
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.scenario import Scenario

WEEK = {"id": "week", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}


def local(scenario: Scenario, tick: int) -> str:
    return Clock.of(scenario.scenario).moment(tick).strftime("%m-%d %H:%M")


def only_start(scenario: Scenario, plan: MaterialPlan, item: str) -> str:
    (order,) = (order for order in plan.orders if order.item == item)
    return local(scenario, order.start)


# 27 January 2025 is a Monday. 10 working days before it is Monday the 13th.
@pytest.mark.parametrize(
    ("source", "lead_time_days", "released"),
    [
        ("buy", None, "01-17 00:00"),
        ("transfer", None, "01-17 00:00"),
        ("make", None, "01-13 00:00"),
        ("subcontract", None, "01-13 00:00"),
        ("buy", "working", "01-13 00:00"),
        ("make", "calendar", "01-17 00:00"),
    ],
)
def test_R17_lead_time_of_10_days_by_source_and_kind_of_days(
    source: str, lead_time_days: str | None, released: str
) -> None:
    scenario = scenario_of(
        start="2025-01-01T06:00",
        horizon="40d",
        calendars=[WEEK],
        items=[{"id": "X", "source": source, "lead_time": "10d", "lead_time_days": lead_time_days}],
        demands=[{"id": "D", "item": "X", "quantity": 1, "due": "2025-01-27"}],
    )
    plan = plan_materials(scenario)
    assert only_start(scenario, plan, "X") == released
    day = int(released[3:5])
    assert by_day(grid_of(plan, "X").planned_releases) == {day: 1}


def test_R17_a_need_on_sunday_less_one_working_day_is_released_on_friday() -> None:
    scenario = scenario_of(
        calendars=[WEEK],
        items=[{"id": "X", "source": "make", "lead_time": "1d"}],
        demands=demands_of("X", {7: 1}),
    )
    assert by_day(grid_of(plan_materials(scenario), "X").planned_releases) == {5: 1}


def test_R15_a_release_before_the_start_is_past_due_and_booked_today() -> None:
    # needs on days 2, 3 and 4, lead time 2 days: releases on days 0 (past due), 1 and 2
    scenario = scenario_of(
        items=[{"id": "X", "source": "make", "lead_time": "2d"}, {"id": "Y", "source": "buy"}],
        boms=[{"parent": "X", "components": [{"item": "Y", "quantity": 1}]}],
        demands=demands_of("X", {2: 10, 3: 20, 4: 30}),
    )
    plan = plan_materials(scenario)
    grid = grid_of(plan, "X")
    assert by_day(grid.planned_releases) == {1: 30, 2: 30}
    assert grid.past_due_releases == 10_000_000
    assert [order.past_due for order in plan.orders if order.item == "X"] == [True, False, False]
    assert [order.start for order in plan.orders if order.item == "X"] == [-1440, 0, 1440]
    # its components are needed now
    assert by_day(grid_of(plan, "Y").gross) == {1: 30, 2: 30}


def test_R15_a_release_today_is_not_past_due_though_the_day_has_begun() -> None:
    scenario = scenario_of(
        start="2026-06-01T14:00",
        items=[{"id": "X", "source": "buy", "lead_time": "2d"}],
        demands=demands_of("X", {3: 1, 4: 1, 5: 1}),
    )
    orders = plan_materials(scenario).orders
    assert [(order.start, order.past_due) for order in orders] == [
        (0, False),
        (600, False),
        (2040, False),
    ]


def test_R15_lead_times_of_many_years_reach_far_into_the_past() -> None:
    # 2 600 working days are 520 weeks = 3 640 calendar days before Friday 5 June
    scenario = scenario_of(
        calendars=[WEEK],
        items=[{"id": "X", "source": "make", "lead_time": "2600d"}],
        demands=demands_of("X", {5: 1}),
    )
    (order,) = plan_materials(scenario).orders
    assert order.start == (4 - 3640) * 1440


def test_a_lead_time_counts_every_day_of_a_calendar_that_never_works() -> None:
    scenario = scenario_of(
        calendars=[{"id": "closed"}],
        items=[{"id": "X", "source": "make", "lead_time": "3d"}],
        demands=demands_of("X", {5: 1, 6: 1, 7: 1}),
    )
    assert by_day(grid_of(plan_materials(scenario), "X").planned_releases) == {2: 1, 3: 1, 4: 1}


def test_the_purchase_delay_of_the_house_moves_receipts_back_and_releases_forward() -> None:
    scenario = scenario_of(
        settings={"purchase_delay": "2d"},
        items=[{"id": "X", "source": "buy", "lead_time": "3d"}],
        orders=[{"id": "P", "type": "purchase", "item": "X", "quantity": 5, "end": "2026-06-04"}],
        demands=demands_of("X", {6: 5, 10: 7, 12: 1}),
    )
    plan = plan_materials(scenario)
    grid = grid_of(plan, "X")
    assert by_day(grid.scheduled_receipts) == {6: 5}  # 4 June + 2 days
    assert by_day(grid.planned_releases) == {5: 7, 7: 1}  # 10 - 2 - 3 and 12 - 2 - 3
    assert plan.order_by_id["P"].end == 5 * 1440


def routed(operations: list[dict[str, object]], due: str, **tables: object) -> Scenario:
    """Return a scenario with 60 pieces of X, made by a routing, due once; 1 June is a Monday."""
    centers = [
        {"id": "CUT", "calendar": "week"},
        {"id": "FIT", "calendar": "week", "utilisation": "0.5"},
        {"id": "OUT", "calendar": "week", "external": True},
        {"id": "OVEN", "calendar": "week", "interruptible": False},
    ]
    defaults: dict[str, object] = {
        "calendars": [WEEK, {"id": "nights", "shifts": {"mon-fri": ["14:00-22:00"]}}],
        "work_centers": centers,
        "items": [{"id": "X", "source": "make"}],
        "routings": [{"item": "X", "operations": operations}],
        "demands": [{"id": "D", "item": "X", "quantity": 60, "due": due}],
    }
    return scenario_of(**{**defaults, **tables})


def test_a_routing_is_walked_backwards_over_breaks_and_weekends() -> None:
    # due Monday 8 June 12:00. FIT: 60 x 2m / 0.5 = 240m -> 08:00 on Monday.
    # CUT: 30m setup + 60 x 5m = 330m back from Friday 17:00: 240m to 13:00, 90m to 10:30
    scenario = routed(
        [
            {"phase": 10, "work_center": "CUT", "setup": "30m", "run": "5m"},
            {"phase": 20, "work_center": "FIT", "run": "2m"},
        ],
        "2026-06-08T12:00",
    )
    plan = plan_materials(scenario)
    assert only_start(scenario, plan, "X") == "06-05 10:30"
    (order,) = plan.orders
    assert local(scenario, order.end) == "06-08 12:00"
    assert by_day(grid_of(plan, "X").planned_releases) == {5: 60}


def test_waits_are_elapsed_time_and_the_last_one_comes_before_the_need() -> None:
    # need Friday 17:00; wait 8h -> 09:00; FIT 60m run / 0.5 -> 120m: 08:00-09:00 is 60m,
    # Thursday 16:00-17:00 the rest
    scenario = routed(
        [{"phase": 10, "work_center": "FIT", "run": "1m", "pieces": 1, "wait": "8h"}],
        "2026-06-05T17:00",
    )
    assert only_start(scenario, plan_materials(scenario), "X") == "06-04 16:00"


def test_an_outside_phase_takes_working_days_whatever_the_quantity() -> None:
    # Monday 8 June 10:00 less 3 working days: Friday, Thursday, Wednesday at 10:00
    scenario = routed([{"phase": 10, "work_center": "OUT", "lead_time": "3d"}], "2026-06-08T10:00")
    assert only_start(scenario, plan_materials(scenario), "X") == "06-03 10:00"


def test_an_operation_that_may_not_be_interrupted_fits_into_one_window() -> None:
    # 180m do not fit into 08:00-10:00 on Friday; Thursday 13:00-17:00 takes them: 14:00
    operations: list[dict[str, object]] = [{"phase": 10, "work_center": "OVEN", "run": "3m"}]
    scenario = routed(operations, "2026-06-05T10:00")
    assert only_start(scenario, plan_materials(scenario), "X") == "06-04 14:00"


def test_an_operation_longer_than_every_window_is_dated_all_the_same() -> None:
    # 300m end Friday 10:00 with a break: 120m on Friday, 180m on Thursday from 14:00
    operations: list[dict[str, object]] = [{"phase": 10, "work_center": "OVEN", "run": "5m"}]
    scenario = routed(operations, "2026-06-05T10:00")
    assert only_start(scenario, plan_materials(scenario), "X") == "06-04 14:00"


def test_work_advances_only_while_further_resources_are_there() -> None:
    # CUT works 8-12 and 13-17, the crew 14-22: together 14-17. 300m before Friday 10:00:
    # Thursday 180m, Wednesday 120m from 15:00
    scenario = routed(
        [
            {
                "phase": 10,
                "work_center": "CUT",
                "run": "5m",
                "resources": [{"resource": "crew"}],
            }
        ],
        "2026-06-05T10:00",
        resources=[{"id": "crew", "calendar": "nights"}],
    )
    assert only_start(scenario, plan_materials(scenario), "X") == "06-03 15:00"


def test_R15_a_routing_that_begins_before_the_start_is_past_due() -> None:
    # 60 x 1h = 3 600m = 7.5 days of 480m before Tuesday 2 June 12:00: Tuesday and Monday give
    # 720m, 6 full days reach Friday 22 May 08:00 .. 29 May: 2 880m leave exactly 0
    operations: list[dict[str, object]] = [{"phase": 10, "work_center": "CUT", "run": "1h"}]
    scenario = routed(operations, "2026-06-02T12:00")
    plan = plan_materials(scenario)
    assert only_start(scenario, plan, "X") == "05-22 08:00"
    assert plan.orders[0].past_due
    grid = grid_of(plan, "X")
    assert by_day(grid.planned_releases) == {1: 60}
    assert grid.past_due_releases == 60_000_000


def test_R15_years_of_work_are_dated_without_end_of_the_calendar() -> None:
    # 60 x 400h = 24 000h = 3 000 days of 8h = 600 weeks before Friday 5 June 17:00
    operations: list[dict[str, object]] = [{"phase": 10, "work_center": "CUT", "run": "400h"}]
    scenario = routed(operations, "2026-06-05T17:00")
    (order,) = plan_materials(scenario).orders
    moment = Clock.of(scenario.scenario).moment(order.start).replace(tzinfo=None)
    assert moment == datetime(2014, 12, 8, 8)  # noqa: DTZ001 - local time of a UTC scenario


def test_a_center_that_never_works_still_gives_a_date() -> None:
    # no working time: all time counts; 60m before the need
    scenario = routed(
        [{"phase": 10, "work_center": "NEVER", "run": "1m"}],
        "2026-06-05T17:00",
        calendars=[{"id": "closed"}],
        work_centers=[{"id": "NEVER", "calendar": "closed"}],
    )
    assert only_start(scenario, plan_materials(scenario), "X") == "06-05 16:00"


def test_the_walk_counts_local_time_when_the_clocks_change() -> None:
    # Rome, Sunday 29 March 2026 has 23 h. Round the clock, 24h before Sunday 12:00 is Saturday
    # 11:00 by the wall.
    scenario = routed(
        [{"phase": 10, "work_center": "CUT", "run": "24m"}],
        "2026-03-29T12:00",
        scenario={
            "id": "dst",
            "start": "2026-03-20T00:00",
            "horizon": "20d",
            "timezone": "Europe/Rome",
        },
        calendars=[{"id": "week", "shifts": {"mon-sun": ["00:00-24:00"]}}],
    )
    assert only_start(scenario, plan_materials(scenario), "X") == "03-28 11:00"
