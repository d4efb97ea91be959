"""Machines: by name, several at once, each in its own hours, and how many tasks at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.plan import Mode
from tests.models.verify.floor import HOUR, SUBJECT, broken, floor, job, many, texts

# machines


def test_M21_two_machines_at_once_are_held_for_the_time_of_one() -> None:
    case = floor(
        HOUR | {"machine_count": 2},
        orders={"MO-1": 10, "MO-2": 10},
        work_centers=[{"id": "A", "capacity": 3}],
    )
    first = job("MO-1", 10, "A-1", 0, 60, also=("A-3",))
    later = job("MO-2", 10, "A-1", 60, 120, also=("A-2",))
    assert broken(case, first, later) == set()
    # the third machine alone does not do: the second order needs two
    at_once = job("MO-2", 10, "A-2", 0, 60, also=("A-3",))
    assert broken(case, first, at_once) == {
        ("capacity", "order MO-2 phase 10"),
        ("capacity", "work center A"),
    }


@pytest.mark.parametrize(
    ("also", "said"),
    [
        ((), "holds A-2, but takes 2 different machines."),
        (("A-2",), "holds A-2 and A-2, but takes 2 different machines."),
        (("A-3", "A-1"), "holds A-2 and A-3 and A-1, but takes 2 different machines."),
        (("A-9",), "runs on machine 'A-9', but may run on A-1 or A-2 or A-3."),
        (("A-1",), "is said to run on A-2 first, but A-2 and A-1 come in another order."),
    ],
)
def test_M21_the_machines_beside_the_first_are_told(also: tuple[str, ...], said: str) -> None:
    case = floor(HOUR | {"machine_count": 2}, work_centers=[{"id": "A", "capacity": 3}])
    found = texts(case, job("MO-1", 10, "A-2", 0, 60, also=also))
    assert found[0] == f"machine: {SUBJECT}: {said}"


def test_an_infinite_plan_names_no_machine_beside_the_center() -> None:
    case = floor(HOUR | {"machine_count": 2}, work_centers=[{"id": "A", "capacity": 3}])
    asap = replace(case, mode=Mode.ASAP)
    assert broken(asap, job("MO-1", 10, "A", 0, 60)) == set()
    assert ("machine", SUBJECT) in broken(asap, job("MO-1", 10, "A", 0, 60, also=("A-2",)))


OVEN = [
    {"id": "OLD", "work_center": "A", "calendar": "day"},
    {"id": "NEW", "work_center": "A"},
    {"id": "DEAD", "work_center": "A", "active": False},
]


def test_named_machines_have_calendars_of_their_own_inside_that_of_their_center() -> None:
    case = floor(HOUR, machines=OVEN, work_centers=[{"id": "A", "calendar": "always"}])
    lunch = (210, 270)
    assert broken(case, job("MO-1", 10, "NEW", *lunch, work_center="A")) == set()
    assert broken(case, job("MO-1", 10, "OLD", *lunch, work_center="A")) == {("duration", SUBJECT)}
    assert broken(case, job("MO-1", 10, "OLD", 210, 330, work_center="A")) == set()
    assert texts(case, job("MO-1", 10, "DEAD", 0, 60, work_center="A")) == [
        f"machine: {SUBJECT}: runs on machine 'DEAD', but may run on OLD or NEW."
    ]


def test_S08_a_machine_runs_one_operation_at_a_time_whoever_names_it() -> None:
    case = floor(HOUR, orders=many(2), machines=OVEN)
    first = job("MO-1", 10, "NEW", 0, 60, work_center="A")
    assert broken(case, first, job("MO-2", 10, "OLD", 0, 60, work_center="A")) == set()
    second = job("MO-2", 10, "NEW", 59, 119, work_center="A")
    assert broken(case, first, second) == {("capacity", "order MO-2 phase 10")}


def test_M24_an_empty_shift_of_a_center_idles_all_its_machines() -> None:
    shifts = {"mon-sun": ["00:00-24:00"]}
    closed = [{"date": "2026-06-01", "shifts": []}]
    case = floor(
        HOUR,
        calendars=[{"id": "always", "shifts": shifts, "exceptions": closed}],
        work_centers=[{"id": "A", "capacity": 2}],
    )
    for machine in ("A-1", "A-2"):
        # midnight is 16 h after 08:00
        assert broken(case, job("MO-1", 10, machine, 960, 1020)) == set()
        assert ("calendar", SUBJECT) in broken(case, job("MO-1", 10, machine, 0, 60))


def test_M24_a_machine_open_from_8_to_17_works_8_hours_where_its_worker_has_a_break() -> None:
    calendars = [
        {"id": "machine", "shifts": {"mon-fri": ["08:00-17:00"]}},
        {"id": "worker", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    ]
    case = floor(
        {"phase": 10, "work_center": "A", "run": "48m", "skills": [{"skill": "turn"}]},
        calendars=calendars,
        workers=[{"id": "Eva", "skills": ["turn"], "calendar": "worker"}],
    )
    assert broken(case, job("MO-1", 10, "A-1", 0, 540)) == set()  # 10 x 48 min = 8 h, and lunch
    assert broken(case, job("MO-1", 10, "A-1", 0, 480)) == {("duration", SUBJECT)}
    alone = floor({"phase": 10, "work_center": "A", "run": "48m"}, calendars=calendars)
    assert broken(alone, job("MO-1", 10, "A-1", 0, 480)) == set()


def test_overtime_is_worked_beside_the_shifts_and_on_holidays() -> None:
    calendar = {
        "id": "day",
        "shifts": {"mon-fri": ["08:00-12:00"]},
        "exceptions": [{"date": "2026-06-02", "shifts": []}],
        "overtime": [
            {"date": "2026-06-01", "shifts": ["11:00-13:00"]},
            {"from": "2026-06-02", "to": "2026-06-03", "shifts": ["06:00-07:00"]},
        ],
    }
    case = floor(HOUR, orders={"MO-1": 60}, calendars=[calendar])
    # Monday 08-13: 300; Tuesday 06-07, tick 1320: the sixth hour
    good = job("MO-1", 10, "A-1", 0, 1380, quantity=60)
    assert broken(case, good) == set()
    plain = floor(HOUR, orders={"MO-1": 60}, calendars=[calendar | {"overtime": []}])
    assert broken(plain, good) == {("duration", SUBJECT)}


@pytest.mark.parametrize("name", ["A", "A-1"])
def test_nothing_works_while_it_is_down(name: str) -> None:
    down = [{"resource": name, "from": "2026-06-01T08:30", "to": "2026-06-01T09:00"}]
    case = floor(HOUR, downtimes=down, work_centers=[{"id": "A", "capacity": 2}])
    assert broken(case, job("MO-1", 10, "A-1", 0, 90)) == set()  # 30 + 30 min after the stop
    assert broken(case, job("MO-1", 10, "A-1", 0, 60)) == {("duration", SUBJECT)}
    other = set() if name == "A-1" else {("duration", SUBJECT)}
    assert broken(case, job("MO-1", 10, "A-2", 0, 60)) == other


def test_of_a_shift_with_fewer_machines_the_first_ones_listed_work() -> None:
    case = floor(
        HOUR,
        calendars=[{"id": "day", "shifts": {"mon-fri": ["08:00-12:00 x1", "13:00-17:00"]}}],
        machines=[{"id": name, "work_center": "A"} for name in ("ONE", "TWO")],
    )
    assert broken(case, job("MO-1", 10, "ONE", 0, 60, work_center="A")) == set()
    assert broken(case, job("MO-1", 10, "TWO", 300, 360, work_center="A")) == set()
    early = broken(case, job("MO-1", 10, "TWO", 0, 60, work_center="A"))
    assert ("calendar", SUBJECT) in early


def test_several_machines_work_only_while_all_of_them_do() -> None:
    case = floor(HOUR | {"machine_count": 2}, machines=OVEN)
    with_break = job("MO-1", 10, "OLD", 210, 330, work_center="A", also=("NEW",))
    assert broken(case, with_break) == set()
    without = job("MO-1", 10, "OLD", 210, 270, work_center="A", also=("NEW",))
    assert broken(case, without) == {("duration", SUBJECT)}


# how many at once


@pytest.mark.parametrize(
    ("limits", "at_once"),
    [
        ({"max_tasks": 5}, 5),
        ({"min_free": 50}, 6),  # 10 - 5 + 1: five are free when the sixth is accepted
        ({"min_free": 15}, 9),  # 10 - 2 + 1
        ({"min_free": 50, "max_tasks": 4}, 4),
        ({}, 10),
    ],
)
def test_M25_S16_a_center_accepts_only_so_many_tasks_at_once(
    limits: dict[str, Any], at_once: int
) -> None:
    case = floor(HOUR, orders=many(11), work_centers=[{"id": "A", "capacity": 10, **limits}])
    rows = [
        job(f"MO-{number}", 10, f"A-{(number - 1) % at_once + 1}", start, start + 60)
        for number in range(1, 12)
        for start in [60 * ((number - 1) // at_once)]
    ]
    assert broken(case, *rows) == set()
    if at_once < 10:
        rows[at_once] = job(f"MO-{at_once + 1}", 10, f"A-{at_once + 1}", 30, 90)
        found = texts(case, *rows)
        assert len(found) == 1
        assert found[0].startswith(
            f"capacity: tasks at work center A: {at_once + 1} are held from"
            f" 2026-06-01T08:30+00:00 to 2026-06-01T09:00+00:00, but {at_once} are there: "
        )


def test_an_infinite_plan_accepts_any_number_of_tasks() -> None:
    case = floor(HOUR, orders=many(3), work_centers=[{"id": "A", "capacity": 3, "max_tasks": 1}])
    rows = [job(name, 10, "A", 0, 60) for name in many(3)]
    assert broken(replace(case, mode=Mode.ASAP), *rows) == set()
