"""Load against capacity by day, on a plant that starts on Monday 1 June 2026 at midnight."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import LoadRow, OperationRow, OperationState
from scheduler.capacity import load_rows, worked_ticks
from scheduler.plan_time import PlanTime
from tests.scheduler.scenario_builder import DAY, plant, routing

if TYPE_CHECKING:
    from models.scenario import Scenario

HOUR = 60
FAR = 100 * DAY


def operation(phase: int, center: str, start: int, end: int, **changes: Any) -> OperationRow:
    """Return an operation of an order for X without setup; times in ticks."""
    values: dict[str, Any] = {
        "order": f"MO-{phase}",
        "item": "X",
        "phase": phase,
        "quantity": Decimal(1),
        "work_center": center,
        "machine": f"{center}-1",
        "sequence": 1,
        "setup_start": start,
        "start": start,
        "run_start": start,
        "end": end,
        "changeover": 0,
        "state": OperationState.PLANNED,
    }
    return OperationRow(**(values | changes))


def of_center(rows: tuple[LoadRow, ...], name: str) -> list[tuple[int, int, int, int]]:
    """Return capacity, load, setup and overload of each day."""
    chosen = [row for row in rows if row.work_center == name]
    assert [row.day for row in chosen] == list(range(len(chosen)))
    return [(row.capacity, row.load, row.setup, row.overload) for row in chosen]


def day_plant(**tables: Any) -> Scenario:
    """Return the plant with center D (day shift, one machine) instead of A and B."""
    base: dict[str, Any] = {
        "work_centers": [{"id": "D", "calendar": "day"}],
        "routings": [routing("X", (10, "D", "1m"), (20, "D", "1m"), (30, "D", "1m"))],
    }
    return plant(**(base | tables))


def test_work_is_booked_on_the_days_it_is_done_not_on_those_it_spans() -> None:
    # Friday 16:00 to Monday 10:00 at 08-12, 13-17: an hour on Friday, two on Monday
    friday, monday = 4 * DAY, 7 * DAY
    rows = [
        operation(10, "D", 8 * HOUR, 12 * HOUR),
        operation(20, "D", 14 * HOUR, 15 * HOUR),
        operation(30, "D", friday + 16 * HOUR, monday + 10 * HOUR),
    ]
    load = of_center(load_rows(day_plant(), rows, FAR), "D")
    assert [row[1] for row in load] == [300, 0, 0, 0, 60, 0, 0, 120]
    assert [row[0] for row in load] == [480] * 5 + [0, 0, 480]


def test_setup_counts_own_setup_and_changeover_and_load_includes_both() -> None:
    # changeover 8:00-8:30, own setup 8:30-9:00, run 9:00-10:00; then runs of 60 and 30 minutes
    rows = [
        operation(10, "D", 510, 600, setup_start=480, run_start=540, changeover=30),
        operation(20, "D", 600, 660),
        operation(30, "D", 660, 690),
    ]
    assert of_center(load_rows(day_plant(), rows, FAR), "D") == [(480, 210, 60, 0)]
    worked = worked_ticks(day_plant(), rows)
    assert worked.changeover.tolist() == [30, 0, 0]
    assert worked.setup.tolist() == [30, 0, 0]
    assert worked.run.tolist() == [60, 60, 30]


def test_operations_that_overlap_beyond_the_capacity_of_a_day_are_overload() -> None:
    # three times eight hours on one machine of eight hours: 960 minutes too many
    rows = [operation(phase, "D", 8 * HOUR, 17 * HOUR, machine="D") for phase in (10, 20, 30)]
    assert of_center(load_rows(day_plant(), rows, FAR), "D") == [(480, 1440, 0, 960)]


def test_capacity_counts_the_machines_of_each_shift() -> None:
    # 08-12 x2 and 13-17 x3: 8 h + 12 h = 20 h; Tuesday has one machine from 08 to 10
    calendar = {
        "id": "counted",
        "shifts": {"mon-fri": ["08:00-12:00 x2", "13:00-17:00 x3"]},
        "exceptions": [{"date": "2026-06-02", "shifts": ["08:00-10:00 x1"]}],
    }
    scenario = plant(
        calendars=[calendar],
        work_centers=[{"id": "A"}, {"id": "B"}, {"id": "C", "capacity": 3}],
    )
    # machine 2 works in the whole of Monday, and not at all on Tuesday
    rows = [
        operation(10, "C", 8 * HOUR, 9 * HOUR),
        operation(20, "C", 8 * HOUR, 12 * HOUR),
        operation(30, "C", 16 * HOUR, 2 * DAY + 9 * HOUR, machine="C-2"),
    ]
    load = of_center(load_rows(scenario, rows, FAR), "C")
    assert [row[0] for row in load] == [1200, 120, 1200]
    assert [row[1] for row in load] == [60 + 240 + 60, 0, 60]


def crew_plant() -> Scenario:
    """Return a machine A always open whose phases need two of a day crew of three and a jig."""
    uses = [{"resource": "crew", "quantity": 2}, {"resource": "jig"}]
    phases = [
        {"phase": phase, "work_center": "A", "run": "1m", "resources": uses}
        for phase in (10, 20, 30)
    ]
    return plant(
        work_centers=[{"id": "A", "calendar": "always"}, {"id": "B", "calendar": "day"}],
        resources=[{"id": "crew", "calendar": "day", "capacity": 3}, {"id": "jig", "capacity": 2}],
        routings=[routing("X", *phases)],
    )


def test_work_with_a_crew_advances_and_loads_only_while_the_crew_is_there() -> None:
    # 11:00-14:00 with a crew away from 12 to 13: 120 minutes of the machine, 2 x 120 of the crew
    rows = [
        operation(10, "A", 11 * HOUR, 14 * HOUR, run_start=11 * HOUR + 30),
        operation(20, "A", 14 * HOUR, 15 * HOUR),
        operation(30, "A", 15 * HOUR, 16 * HOUR),
    ]
    rows_by_day = load_rows(crew_plant(), rows, FAR)
    assert of_center(rows_by_day, "A") == [(1440, 240, 30, 0)]
    assert of_center(rows_by_day, "crew") == [(3 * 480, 480, 60, 0)]
    # the jig is a tool: it stays on the machine while the crew is away
    assert of_center(rows_by_day, "jig") == [(2 * 1440, 300, 30, 0)]


def test_a_resource_without_calendar_is_there_while_its_machines_work() -> None:
    phases = [
        {"phase": phase, "work_center": "D", "run": "1m", "resources": [{"resource": "jig"}]}
        for phase in (10, 20, 30)
    ]
    scenario = day_plant(
        resources=[{"id": "jig", "capacity": 2}, {"id": "idle"}], routings=[routing("X", *phases)]
    )
    rows = [
        operation(10, "D", 480, 540),
        operation(20, "D", 540, 600),
        operation(30, "D", 600, 660),
    ]
    load = load_rows(scenario, rows, FAR)
    assert of_center(load, "jig") == [(2 * 480, 180, 0, 0)]
    assert of_center(load, "idle") == [(0, 0, 0, 0)]


def test_infinite_and_external_centers_are_never_overloaded() -> None:
    centers = [
        {"id": "INF", "calendar": "day", "infinite": True},
        {"id": "OUT", "calendar": "day", "external": True},
    ]
    scenario = plant(work_centers=centers, routings=[])
    # 16:00 Monday to 10:00 Tuesday is three hours of the day shift; a lead time of a day spans
    # eight hours of it
    rows = [
        operation(10, "INF", 16 * HOUR, DAY + 10 * HOUR, machine="INF"),
        operation(20, "INF", 8 * HOUR, 17 * HOUR, machine="INF"),
        operation(30, "OUT", 0, DAY, machine="OUT"),
    ]
    load = load_rows(scenario, rows, FAR)
    assert of_center(load, "INF") == [(480, 540, 0, 0), (480, 120, 0, 0)]
    assert of_center(load, "OUT") == [(480, 480, 0, 0), (480, 0, 0, 0)]
    assert worked_ticks(scenario, rows).run.tolist() == [180, 480, 0]


def test_the_first_day_counts_from_the_start_and_a_day_of_25_hours_has_them() -> None:
    scenario = plant(
        scenario={
            "id": "autumn", "start": "2026-10-24T18:00", "horizon": "9d", "timezone": "Europe/Rome",
        },
    )  # fmt: skip
    # clocks go back on Sunday 25 October 2026: midnight is tick 360, the next one 360 + 1500
    rows = [
        operation(10, "A", 0, 60),
        operation(20, "A", 60, 400),
        operation(30, "A", 1800, 1900),
    ]
    load = of_center(load_rows(scenario, rows, FAR), "A")
    assert [row[0] for row in load] == [360, 1500, 1440]
    # 0-360 | 360-400 and 1800-1860 | 1860-1900
    assert [row[1] for row in load] == [360, 100, 40]


def test_no_day_is_listed_after_the_last_operation_nor_after_the_given_tick() -> None:
    rows = [operation(10 * k, "D", k * DAY + 480, k * DAY + 540) for k in range(4)]
    assert len(of_center(load_rows(day_plant(), rows, FAR), "D")) == 4
    assert len(of_center(load_rows(day_plant(), rows, 2 * DAY), "D")) == 2


def test_lead_times_without_a_center_load_nobody_and_an_empty_plan_shows_one_day() -> None:
    rows = [operation(0, "", day * DAY, day * DAY + DAY, machine="") for day in range(3)]
    assert [row[1] for row in of_center(load_rows(day_plant(), rows, FAR), "D")] == [0, 0, 0]
    assert worked_ticks(day_plant(), rows).run.tolist() == [0, 0, 0]
    assert of_center(load_rows(day_plant(), [], FAR), "D") == [(480, 0, 0, 0)]


@settings(max_examples=40, deadline=None)
@given(
    spans=st.lists(
        st.tuples(st.sampled_from(["A", "D", "crew"]), st.integers(0, 9000), st.integers(0, 3000)),
        min_size=3,
        max_size=12,
    )
)
def test_every_day_has_the_minutes_a_count_minute_by_minute_finds(
    spans: list[tuple[str, int, int]],
) -> None:
    scenario = plant(
        work_centers=[{"id": "A"}, {"id": "D", "calendar": "day"}],
        resources=[{"id": "crew", "calendar": "day", "capacity": 9}],
        routings=[
            routing(
                "Y",
                {"phase": 10, "work_center": "A", "run": "1m", "resources": [{"resource": "crew"}]},
            )
        ],
    )
    rows = [
        operation(
            10,
            "A" if kind == "crew" else kind,
            start,
            start + length,
            item="Y" if kind == "crew" else "X",
        )
        for kind, start, length in spans
    ]
    load = load_rows(scenario, rows, FAR)
    for name in ("A", "D", "crew"):
        expected: dict[int, int] = {}
        for (kind, start, length), row in zip(spans, rows, strict=True):
            if name not in (kind, row.work_center):
                continue
            for minute in range(start, start + length):
                day, weekday, clock = minute // DAY, minute // DAY % 7, minute % DAY
                open_ = weekday < 5 and (480 <= clock < 720 or 780 <= clock < 1020)
                if kind == "A" or open_:
                    expected[day] = expected.get(day, 0) + 1
        found = {row.day: row.load for row in load if row.work_center == name and row.load}
        assert found == expected


def test_ten_thousand_operations_are_booked_by_machine_not_one_by_one() -> None:
    rows = [operation(10, "D", 480 + k, 540 + k, order=f"MO-{k}") for k in range(500)]
    ((_, members),) = PlanTime(day_plant(), FAR).groups(rows)
    assert np.array_equal(members, np.arange(500))
