"""Work that waits in front of centers, machines and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import Mode
from scheduler.capacity import Kind, Period
from tests.scheduler.capacity.capacity_plans import (
    FRIDAY,
    HOUR,
    bars_of,
    equal_loads,
    made,
    two_centers,
)
from tests.scheduler.scenario_builder import DAY, plant, production, routing
from tests.scheduler.test_capacity import operation

if TYPE_CHECKING:
    from models.plan import Plan


def queue(plan: Plan, name: str, kind: Kind = Kind.CENTER) -> list[float | None]:
    return [bar.queue for bar in bars_of(plan, name, kind)]


def test_the_queue_is_the_mean_over_the_hours_in_which_a_center_is_open() -> None:
    # E: 4 h of work wait from 8 to 10, 2 h from 10 to 12 (and over lunch, when it is closed):
    # 4 x 2 + 2 x 2 = 12, over 8 open hours 1.5
    plan = equal_loads()
    assert queue(plan, "E") == [1.5]
    assert queue(plan, "D") == [0]
    assert queue(plan, "E-1", Kind.MACHINE) == [1.5]


def test_work_that_becomes_ready_while_a_center_is_closed_queues_only_if_it_is_passed_over() -> (
    None
):
    # both are there on Friday at 20:00; one begins on Monday at 8, the other two hours later
    rows = (
        operation(10, "D", 7 * DAY + 480, 7 * DAY + 600, order="MO-1"),
        operation(10, "D", 7 * DAY + 600, 7 * DAY + 720, order="MO-2"),
        operation(10, "D", 7 * DAY + 780, 7 * DAY + 840, order="MO-3"),
    )
    evening = FRIDAY + 20 * HOUR
    orders = [production(f"MO-{k}", start=evening) for k in (1, 2)]
    orders.append(production("MO-3", start=7 * DAY + 780))
    found = {bar.first_day: bar.queue for bar in bars_of(made(two_centers(), rows, *orders), "D")}
    assert found == {0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 7: 2 * 2 / 8}


def test_on_a_closed_day_there_is_no_hour_to_take_the_mean_of() -> None:
    # an infinite plan may put work where a center is closed: it is worked on next time it opens
    always = {"id": "E", "calendar": "always"}
    scenario = two_centers(work_centers=[{"id": "D", "calendar": "day"}, always])
    rows = tuple(operation(10, "E", 5 * DAY + k, 5 * DAY + k + 60) for k in (0, 60, 120))
    assert queue(made(scenario, rows), "D") == [0] * 5
    shut = plant(calendars=[{"id": "never", "shifts": {}}], work_centers=[{"id": "D"}], routings=[])
    assert bars_of(made(shut, rows), "D") == []


def test_a_queue_counts_setup_and_work_on_all_machines_but_no_waiting() -> None:
    # from 0 to 60 a phase waits that holds two machines for 40 minutes, 10 of them setup, and
    # idles for 20: 2 x 40 minutes for an hour of 24
    row = operation(20, "B", 60, 120, also=("B-2",), run_start=70, idle=20)
    assert queue(made(plant(), (row,)), "B") == [pytest.approx(2 * 40 / 60 / 24)]


def test_who_is_ahead_of_its_release_or_starts_at_once_does_not_queue() -> None:
    rows = tuple(operation(10, "D", 480 + 60 * k, 540 + 60 * k, order=f"MO-{k}") for k in range(3))
    orders = [production(f"MO-{k}", start=start) for k, start in enumerate((480, 5000, 600))]
    assert queue(made(two_centers(), rows, *orders), "D") == [0]


def test_a_changeover_ends_the_wait_for_it_holds_the_machine() -> None:
    row = operation(10, "A", 120, 180, setup_start=60, changeover=60)
    # two hours of work wait for one hour of 24
    assert queue(made(plant(), (row,)), "A") == [pytest.approx(2 / 24)]


def test_a_session_queues_once() -> None:
    rows = tuple(
        operation(10, "D", 600, 660, order=f"MO-{k}", session=1, machine="D-1") for k in range(3)
    )
    assert queue(made(two_centers(), rows), "D") == [pytest.approx(1 * 2 / 8)]


def test_people_have_a_queue_of_what_waits_for_them() -> None:
    phases = [
        {"phase": 10, "work_center": "D", "run": "1h", "skills": [{"skill": "weld", "quantity": 2}]}
    ]
    scenario = two_centers(
        workers=[{"id": name, "skills": ["weld"], "calendar": "day"} for name in ("Ada", "Bob")],
        routings=[routing("X", *phases)],
    )
    rows = tuple(operation(10, "D", 480 + 60 * k, 540 + 60 * k, order=f"MO-{k}") for k in range(3))
    # of three jobs of two man hours the second waits for one, the third for two hours
    assert queue(made(scenario, rows), "weld", Kind.SKILL) == [2 * (1 + 2) / 8]


def test_an_infinite_plan_that_starts_everything_at_once_has_no_queue() -> None:
    rows = tuple(operation(10, "D", 480, 600, machine="D", order=f"MO-{k}") for k in range(3))
    assert queue(made(two_centers(), rows, mode=Mode.ASAP), "D") == [0]


def test_the_queue_of_the_plan_is_that_of_its_open_hours_not_of_its_days() -> None:
    calendar = {"id": "odd", "shifts": {"mon": ["08:00-18:00"], "tue": ["08:00-10:00"]}}
    scenario = plant(
        calendars=[calendar], work_centers=[{"id": "D", "calendar": "odd"}], routings=[]
    )
    rows = (
        operation(10, "D", 480, 540),
        operation(20, "D", 18 * HOUR - 60, 18 * HOUR),
        operation(30, "D", DAY + 480, DAY + 540),
    )
    plan = made(scenario, rows)
    # phase 20 waits for 9 hours of Monday, phase 30 for 10
    assert queue(plan, "D") == [(9 + 10) / 10, 0]
    (whole,) = bars_of(plan, "D", period=Period.PLAN)
    assert whole.queue == pytest.approx(19 / 12)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6000), st.integers(0, 6000), st.integers(1, 600)),
        min_size=3,
        max_size=8,
    )
)
def test_a_count_minute_by_minute_finds_the_same_queue(spans: list[tuple[int, int, int]]) -> None:
    rows = tuple(
        operation(10, "D", start, start + length, order=f"MO-{number}")
        for number, (_, start, length) in enumerate(spans)
    )
    orders = [production(f"MO-{number}", start=span[0]) for number, span in enumerate(spans)]
    plan = made(two_centers(), rows, *orders)

    def is_open(minute: int) -> bool:
        clock = minute % DAY
        return minute // DAY % 7 < 5 and (480 <= clock < 720 or 780 <= clock < 1020)

    for bar in bars_of(plan, "D"):
        first = bar.first_day * DAY
        minutes = [minute for minute in range(first, first + DAY) if is_open(minute)]
        waiting = 0
        for ready, start, length in spans:
            work = sum(map(is_open, range(start, start + length)))
            waiting += work * sum(ready <= minute < start for minute in minutes)
        if minutes:
            assert bar.queue == pytest.approx(waiting / len(minutes) / 60)
        else:
            assert bar.queue is None
