"""Bars of load against capacity, and the phases behind them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import Mode, OperationState
from scheduler.capacity import Kind, Period, capacity_of
from tests.scheduler.capacity.capacity_plans import (
    FRIDAY,
    HOUR,
    bars_of,
    equal_loads,
    made,
    two_centers,
)
from tests.scheduler.scenario_builder import DAY, plant, routing
from tests.scheduler.test_capacity import crew_plant, operation

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario

FIGURES = ("processing", "setup", "idle", "load")


def test_O08_max_load_and_overload_of_a_day_match_the_sum_of_its_phases() -> None:
    # an infinite plan: three times eight hours on a machine of eight; one of them has half an
    # hour of setup, and a fourth works on Tuesday
    rows = (
        operation(10, "D", 8 * HOUR, 17 * HOUR, machine="D", run_start=8 * HOUR + 30),
        operation(20, "D", 8 * HOUR, 17 * HOUR, machine="D"),
        operation(30, "D", 8 * HOUR, 17 * HOUR, machine="D"),
        operation(40, "D", DAY + 8 * HOUR, DAY + 9 * HOUR, machine="D"),
    )
    plan = made(two_centers(), rows, mode=Mode.ASAP)
    monday, tuesday = bars_of(plan, "D")
    assert (monday.capacity, monday.load, monday.overload) == (480, 1440, 960)
    assert (monday.processing, monday.setup, monday.idle) == (1410, 30, 0)
    assert (tuesday.capacity, tuesday.load, tuesday.overload) == (480, 60, 0)
    shares = capacity_of(plan).phases(monday)
    assert [(row.order, row.phase, row.setup, row.load) for row in shares] == [
        ("MO-10", 10, 30, 480), ("MO-20", 20, 0, 480), ("MO-30", 30, 0, 480)
    ]  # fmt: skip
    assert monday.overload == sum(row.load for row in shares) - monday.capacity


def test_the_phases_that_take_most_of_a_bar_come_first() -> None:
    rows = (
        operation(10, "D", 480, 510),
        operation(20, "D", 510, 630),
        operation(30, "D", 630, 690),
    )
    plan = made(two_centers(), rows)
    (bar,) = bars_of(plan, "D")
    shares = capacity_of(plan).phases(bar)
    assert [(row.phase, row.load) for row in shares] == [(20, 120), (30, 60), (10, 30)]


def test_O13_the_load_counts_all_orders_whatever_is_shown() -> None:
    capacity = capacity_of(equal_loads())
    before = list(capacity.bars())
    bar = next(bar for bar in before if bar.name == "E")
    shown = capacity.phases(bar, orders={"E2"})
    hidden = capacity.phases(bar, orders={"E1", "E3", "no such order"})
    assert [row.order for row in shown] == ["E2"]
    assert [row.order for row in hidden] == ["E1", "E3"]
    assert list(capacity.bars()) == before
    assert bar.load == sum(row.load for row in (*shown, *hidden)) == 360


def test_frozen_started_and_planned_work_all_count() -> None:
    rows = tuple(
        operation(10, "D", 480 + 60 * k, 540 + 60 * k, order=f"MO-{k}", state=state)
        for k, state in enumerate(OperationState)
    )
    assert bars_of(made(two_centers(), rows), "D")[0].load == 60 * len(OperationState)


def test_a_week_sums_its_days_and_is_cut_where_the_plan_starts() -> None:
    # Thursday 4 June to Tuesday 9 June: two days of one ISO week, then two of the next
    scenario = two_centers(
        scenario={"id": "t", "start": "2026-06-04T00:00", "horizon": "20d"}
    )  # fmt: skip
    rows = tuple(
        operation(10 * day, "D", day * DAY + 480, day * DAY + 600 + day) for day in (0, 1, 4, 5)
    )
    plan = made(scenario, rows)
    days, weeks = bars_of(plan, "D"), bars_of(plan, "D", period=Period.WEEK)
    assert [bar.first_day for bar in days] == [0, 1, 4, 5]  # nothing on Saturday and Sunday
    assert [(bar.first_day, bar.last_day) for bar in weeks] == [(0, 3), (4, 5)]
    assert [bar.capacity for bar in weeks] == [960, 960]
    assert [bar.load for bar in weeks] == [120 + 121, 124 + 125]
    (whole,) = bars_of(plan, "D", period=Period.PLAN)
    assert (whole.first_day, whole.last_day, whole.load) == (0, 5, 490)
    shares = capacity_of(plan).phases(weeks[1])
    assert [row.load for row in shares] == [125, 124]


def test_overload_of_a_week_is_that_of_its_days_and_free_days_do_not_hide_it() -> None:
    rows = tuple(
        operation(10 * k, "D", 8 * HOUR, 17 * HOUR, machine="D", order=f"MO-{k}") for k in range(3)
    )
    last = operation(40, "D", FRIDAY + 480, FRIDAY + 540, machine="D")
    plan = made(two_centers(), (*rows, last), mode=Mode.ASAP)
    (week,) = bars_of(plan, "D", period=Period.WEEK)
    assert (week.capacity, week.load, week.overload) == (5 * 480, 1440 + 60, 960)


def test_each_machine_has_its_own_bar_and_two_at_once_load_the_center_twice() -> None:
    rows = (
        operation(10, "B", 0, 60, machine="B-1", also=("B-2",), setup_start=0, run_start=20),
        operation(20, "B", 60, 90, machine="B-2"),
        operation(30, "A", 0, 30),
    )
    plan = made(plant(), rows)
    first, second = (bars_of(plan, name, Kind.MACHINE)[0] for name in ("B-1", "B-2"))
    assert (first.capacity, first.processing, first.setup) == (1440, 40, 20)
    assert (second.capacity, second.processing, second.setup) == (1440, 70, 20)
    (center,) = bars_of(plan, "B")
    assert (center.capacity, center.processing, center.setup) == (2880, 110, 40)
    shares = capacity_of(plan).phases(center)
    assert [(row.phase, row.load) for row in shares] == [(10, 120), (20, 30)]


def test_an_infinite_plan_names_no_machine_and_so_loads_none() -> None:
    rows = tuple(operation(10 * k, "B", 0, 60, machine="B") for k in range(3))
    plan = made(plant(), rows, mode=Mode.ASAP)
    assert not [bar for bar in capacity_of(plan).bars() if bar.kind is Kind.MACHINE]
    assert bars_of(plan, "B")[0].load == 180


def test_a_machine_held_while_its_crew_is_away_is_idle() -> None:
    # 11:00-14:00 with a crew away from 12 to 13: the machine, always open, is held for 180
    # minutes and works 120; two of the crew of three work 120 each and do not wait
    rows = (
        operation(10, "A", 11 * HOUR, 14 * HOUR, run_start=11 * HOUR + 30),
        operation(20, "A", 14 * HOUR, 15 * HOUR),
        operation(30, "A", 15 * HOUR, 16 * HOUR),
    )
    plan = made(crew_plant(), rows)
    for kind, name in ((Kind.CENTER, "A"), (Kind.MACHINE, "A-1")):
        (bar,) = bars_of(plan, name, kind)
        assert (bar.capacity, bar.processing, bar.setup, bar.idle) == (1440, 210, 30, 60)
        assert bar.load == 240  # what load.csv counts
    (crew,) = bars_of(plan, "crew", Kind.TOOL)
    assert (crew.capacity, crew.load, crew.idle) == (3 * 480, 480, 0)
    assert capacity_of(plan).phases(bar)[0].idle == 60


def test_waiting_for_the_overlapped_phase_is_idle_and_load() -> None:
    rows = (
        operation(10, "D", 480, 720),
        operation(20, "E", 490, 720, idle=100),
        operation(30, "D", 780, 840),
    )
    (bar,) = bars_of(made(two_centers(), rows), "E")
    assert (bar.processing, bar.idle, bar.load) == (130, 100, 230)


def test_waiting_overnight_is_cut_at_midnight() -> None:
    # 90 of the 120 minutes from Monday 16:00 to Tuesday 09:00 are waiting: 30 of them on Monday
    row = operation(20, "E", 16 * HOUR, DAY + 9 * HOUR, idle=90)
    monday, tuesday = bars_of(made(two_centers(), (row,)), "E")
    assert (monday.processing, monday.idle) == (30, 30)
    assert (tuesday.processing, tuesday.idle) == (0, 60)


def test_people_tools_and_equipment_are_told_apart() -> None:
    phases = [
        {
            "phase": phase, "work_center": "D", "run": "1h",
            "resources": [{"resource": "jig"}, {"resource": "lads", "quantity": 2}],
            "equipment": [{"item": "MOULD"}],
            "skills": [{"skill": "weld", "share": 0.5}],
        }
        for phase in (10, 20, 30)
    ]  # fmt: skip
    scenario = two_centers(
        items=[{"id": "X", "source": "make"}, {"id": "MOULD", "source": "buy"}],
        stock=[{"item": "MOULD", "quantity": 1}],
        resources=[{"id": "jig"}, {"id": "lads", "kind": "crew", "capacity": 2}],
        workers=[{"id": "Ada", "skills": ["weld"], "calendar": "day"}],
        routings=[routing("X", *phases)],
    )
    rows = tuple(operation(10 * k, "D", 420 + 60 * k, 480 + 60 * k, item="X") for k in (1, 2, 3))
    plan = made(scenario, rows)
    found = {
        (bar.kind, bar.name): bar.load
        for bar in capacity_of(plan).bars()
        if bar.load and bar.kind not in (Kind.CENTER, Kind.MACHINE)
    }
    assert found == {
        (Kind.TOOL, "jig"): 180,
        (Kind.CREW, "lads"): 360,
        (Kind.EQUIPMENT, "MOULD"): 180,
        (Kind.SKILL, "weld"): 90,
    }


def test_a_plan_by_the_second_has_the_minutes_of_the_plan_by_the_minute() -> None:
    header = {"id": "t", "start": "2026-06-01T00:00", "horizon": "20d", "tick": "1s"}
    row = operation(10, "D", 480 * 60, 480 * 60 + 90, run_start=480 * 60 + 30)
    (bar,) = bars_of(made(two_centers(scenario=header), (row,)), "D")
    assert (bar.capacity, bar.setup, bar.processing) == (480, 0.5, 1)


def test_an_empty_plan_has_capacity_and_no_load_and_a_plant_without_centers_has_none() -> None:
    (bar,) = bars_of(made(two_centers(), ()), "D")
    assert (bar.capacity, bar.load, bar.queue) == (480, 0, 0)
    empty = made(plant(work_centers=[], routings=[]), ())
    assert [list(capacity_of(empty).bars(period)) for period in Period] == [[], [], []]


def shop() -> Scenario:
    """Return a plant where a crew by day, a jig and a skill work at machines that never close."""
    held = {"resources": [{"resource": "lads"}, {"resource": "jig"}], "skills": [{"skill": "weld"}]}
    phases: list[Any] = [
        {"phase": 10, "work_center": "A", "run": "1m", **held},
        {"phase": 20, "work_center": "B", "run": "1m", "machine_count": 2},
        {"phase": 30, "work_center": "D", "run": "1m"},
    ]
    return plant(
        work_centers=[{"id": "A"}, {"id": "B", "capacity": 2}, {"id": "D", "calendar": "day"}],
        resources=[
            {"id": "lads", "kind": "crew", "calendar": "day", "capacity": 3},
            {"id": "jig", "capacity": 2},
        ],
        workers=[{"id": "Ada", "skills": ["weld"], "calendar": "day"}],
        routings=[routing("X", *phases)],
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return a plan of overlapping operations, as infinite plans have them."""
    rows = []
    spans = st.lists(
        st.tuples(
            st.sampled_from([(10, "A"), (20, "B"), (30, "D")]),
            *(st.integers(0, most) for most in (9000, 90, 90, 3000)),
        ),
        min_size=3,
        max_size=9,
    )
    for number, ((phase, center), begin, *lengths) in enumerate(draw(spans)):
        start, run_start = begin + lengths[0], begin + lengths[0] + lengths[1]
        rows.append(
            operation(
                phase, center, start, run_start + lengths[2], order=f"MO-{number}",
                setup_start=begin, run_start=run_start, changeover=lengths[0],
                also=("B-2",) if center == "B" else (),
            )
        )  # fmt: skip
    return made(shop(), tuple(rows))


@settings(max_examples=40, deadline=None)
@given(plans(), st.sampled_from(Period))
def test_the_phases_behind_every_bar_sum_up_to_it(plan: Plan, period: Period) -> None:
    capacity = capacity_of(plan)
    for bar in capacity.bars(period):
        shares = capacity.phases(bar)
        for figure in FIGURES:
            total = sum(getattr(share, figure) for share in shares)
            assert total == pytest.approx(getattr(bar, figure)), (bar.kind, bar.name, figure)


@settings(max_examples=25, deadline=None)
@given(plans())
def test_the_days_of_everything_sum_up_to_its_weeks_and_to_the_plan(plan: Plan) -> None:
    capacity = capacity_of(plan)
    for figure in (*FIGURES, "capacity", "overload"):
        sums: dict[Period, dict[tuple[Kind, str], float]] = {}
        for period in Period:
            sums[period] = defaultdict(float)
            for bar in capacity.bars(period):
                sums[period][bar.kind, bar.name] += getattr(bar, figure)
        assert sums[Period.WEEK] == pytest.approx(sums[Period.DAY])
        assert sums[Period.PLAN] == pytest.approx(sums[Period.DAY])


@settings(max_examples=25, deadline=None)
@given(plans())
def test_the_machines_of_a_center_sum_up_to_it_and_it_is_what_load_csv_has(plan: Plan) -> None:
    days = list(capacity_of(plan).bars())
    centers = {(bar.name, bar.first_day): bar for bar in days if bar.kind is Kind.CENTER}
    for figure in (*FIGURES, "capacity"):
        machines: dict[tuple[str, int], float] = defaultdict(float)
        for bar in days:
            if bar.kind is Kind.MACHINE:
                machines[bar.name.partition("-")[0], bar.first_day] += getattr(bar, figure)
        assert machines == {key: getattr(bar, figure) for key, bar in centers.items()}
    loads = {(row.work_center, row.day): row for row in plan.load}
    for key, bar in centers.items():
        row = loads[key]
        assert (row.capacity, row.load, row.setup) == (bar.capacity, bar.load, bar.setup)
        assert row.overload == bar.overload


@settings(max_examples=25, deadline=None)
@given(plans())
def test_a_count_minute_by_minute_finds_the_same_idle_time(plan: Plan) -> None:
    # only A has anybody to wait for: it is always open, and its crew works by day
    expected: dict[int, int] = defaultdict(int)
    for row in plan.operations:
        if row.work_center != "A":
            continue
        for minute in range(row.start, row.end):
            day, clock = minute // DAY, minute % DAY
            is_open = day % 7 < 5 and (480 <= clock < 720 or 780 <= clock < 1020)
            expected[day] += not is_open
    found = {bar.first_day: bar.idle for bar in bars_of(plan, "A") if bar.idle}
    assert found == {day: minutes for day, minutes in expected.items() if minutes}
    assert not any(bar.idle for name in "BD" for bar in bars_of(plan, name))
