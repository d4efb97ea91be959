"""Work that must be somewhere now, and work that begins no earlier than it did."""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduler.compile import compile_problem
from scheduler.compile.cannot_run import CannotRun
from scheduler.compile.previous import PreviousPlace, PreviousPlan
from tests.scheduler.compile.test_compile_pins import frozen, previous
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing

MORNING = DAY + 8 * 60


def place(start: str, machine: str | None) -> PreviousPlace:
    return PreviousPlace(datetime.fromisoformat(start), machine)


def held(**places: tuple[str, str]) -> PreviousPlan:
    """Return a plan that holds work as ``MO_1_10=("2026-06-01T09:00", "A-1")``."""
    return PreviousPlan({}, held=previous(**places).places)


def test_held_work_is_bound_whatever_it_follows() -> None:
    plan = held(MO_1_20=("2026-06-02T08:00", "B-2"))
    problem = compile_problem(plant(), material(production()), previous=plan).problem
    assert problem.op_fixed_start.tolist() == [-1, MORNING, -1]
    assert problem.op_fixed_mode.tolist() == [-1, 1, -1]
    # where it was nobody said
    assert problem.op_previous_start.tolist() == [-1, -1, -1]


def test_held_work_is_not_what_gives_way() -> None:
    plan = held(MO_1_10=("2026-06-01T09:00", "A-1"))
    scenario = plant(settings={"shop": {"frozen_days": "1d"}})
    assert compile_problem(scenario, material(production()), previous=plan).kept == frozenset()


def test_work_may_be_held_at_a_center_by_its_name() -> None:
    other = {"work_center": "B", "run": "5m"}
    rows = {"phase": 10, "work_center": "A", "run": "1m", "alternatives": [other]}
    scenario = plant(routings=[routing("X", rows)])
    plan = held(MO_1_10=("2026-06-02T08:00", "B"))
    problem = compile_problem(scenario, material(production()), previous=plan).problem
    assert problem.op_fixed_start.tolist() == [MORNING]
    assert problem.op_fixed_mode.tolist() == [1]


@pytest.mark.parametrize(
    ("start", "machine"),
    [
        ("2026-06-02T08:00", "GONE"),
        ("2026-06-02T07:00", "A-1"),  # closed
        ("2026-06-06T08:00", "A-1"),  # a Saturday
    ],
)
def test_work_that_cannot_be_where_it_is_held_is_named(start: str, machine: str) -> None:
    scenario = plant(work_centers=[{"id": "A", "calendar": "day"}, {"id": "B"}])
    plan = held(MO_1_10=(start, machine))
    with pytest.raises(CannotRun) as caught:
        compile_problem(scenario, material(production()), previous=plan)
    at = start.replace("T", " ")
    assert caught.value.facts == (
        f"MO-1 phase 10 is to be on {machine} at {at}, where it cannot run",
    )


def test_two_cannot_be_held_on_a_machine_at_once_but_at_infinite_capacity() -> None:
    plan = held(MO_1_10=("2026-06-02T08:00", "A-1"), MO_2_10=("2026-06-02T08:05", "A-1"))
    orders = material(production("MO-1"), production("MO-2"))
    with pytest.raises(CannotRun, match="MO-2 phase 10 is to be on A-1 at 2026-06-02 08:05"):
        compile_problem(plant(), orders, previous=plan)
    problem = compile_problem(plant(), orders, previous=plan, is_finite=False).problem
    assert problem.op_fixed_start.tolist() == [MORNING, -1, -1, MORNING + 5, -1, -1]


def test_held_work_does_not_take_what_frozen_work_has() -> None:
    plan = held(MO_2_10=("2026-06-02T08:05", "A-1"))
    scenario = plant(orders=[frozen()])
    orders = material(production("MO-1", is_document=True), production("MO-2"))
    with pytest.raises(CannotRun, match="where other work that stays has it"):
        compile_problem(scenario, orders, previous=plan)


def test_work_may_be_asked_not_to_begin_earlier_than_it_did() -> None:
    places = previous(
        MO_1_10=("2026-06-02T08:00", "A-1"),
        MO_1_20=("2026-06-03T08:00", "B-1"),
        MO_1_30=("2026-06-04T08:00", "A-1"),
    ).places
    plan = PreviousPlan(places, not_before=frozenset({("MO-1", 10), ("MO-1", 30)}))
    compiled = compile_problem(plant(), material(production()), previous=plan)
    assert compiled.not_before == {0: MORNING, 2: MORNING + 2 * DAY}
    problem = compiled.problem  # which does not know: nothing is late because of a wish
    assert problem.op_release.tolist() == [0, 0, 0]
    assert problem.op_previous_start.tolist() == [MORNING, MORNING + DAY, MORNING + 2 * DAY]


def test_a_place_without_a_machine_only_says_when() -> None:
    plan = PreviousPlan({("MO-1", 20): place("2026-06-01T09:00", None)})
    scenario = plant(settings={"shop": {"frozen_days": "1d"}})
    compiled = compile_problem(scenario, material(production()), previous=plan)
    assert compiled.problem.op_previous_start.tolist() == [-1, 540, -1]
    assert compiled.problem.op_previous_mode.tolist() == [-1, -1, -1]
    # nor does it stay, though it is within the frozen days
    assert compiled.problem.op_fixed_start.tolist() == [-1, -1, -1]
    assert compiled.warnings == ()
