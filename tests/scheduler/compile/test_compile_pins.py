"""Frozen orders, work that has begun, and what stays where the previous plan had it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from models.errors import NoPlanExists
from scheduler.compile import Compiled, compile_problem
from scheduler.compile.cannot_run import CannotRun
from scheduler.compile.previous import PreviousPlace, PreviousPlan
from tests.scheduler.compile.dispatched import planned, rows_of
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing

MORNING = DAY + 8 * 60


def frozen(name: str = "MO-1", **changes: Any) -> dict[str, Any]:
    base = {
        "id": name,
        "type": "production",
        "item": "X",
        "quantity": 10,
        "start": "2026-06-02T08:00",
        "end": "2026-06-05",
        "status": "firm",
        "frozen": True,
    }
    return base | changes


def test_S11_mandatory_orders_keep_their_dates_and_consume_capacity() -> None:
    # MO-1 holds A from 08:00 to 08:10 and from 08:30 to 09:00 on Tuesday; MO-2 must go round it
    scenario = plant(
        orders=[frozen()],
        routings=[routing("X", (10, "A", "1m"), (20, "B", "2m"), (30, "A", "3m"))],
        settings={"shop": {"release_advance": 0}},
    )
    plan = planned(
        scenario, material(production(is_document=True), production("MO-2", start=MORNING))
    )
    assert [plan["MO-1", phase].start - MORNING for phase in (10, 20, 30)] == [0, 10, 30]
    assert plan["MO-1", 30].end == MORNING + 60
    assert plan["MO-2", 10].start == MORNING + 10
    assert plan["MO-2", 30].start == MORNING + 60


def test_a_phase_after_one_pinned_elsewhere_waits_for_its_end_there() -> None:
    # phase 10 takes 10 minutes on A, but is pinned to B, where it takes 50: 20 follows at 08:50
    other = {"work_center": "B", "run": "5m"}
    rows = (
        {"phase": 10, "work_center": "A", "run": "1m", "alternatives": [other]},
        (20, "A", "1m"),
    )
    pinned = [{"phase": 10, "start": "2026-06-02T08:00", "work_center": "B"}]
    scenario = plant(routings=[routing("X", *rows)], orders=[frozen(pinned=pinned)])
    compiled = compile_problem(scenario, material(production(is_document=True)))
    assert compiled.problem.op_fixed_start.tolist() == [MORNING, MORNING + 50]


def test_frozen_phases_side_by_side_begin_together() -> None:
    rows = (
        {"phase": 10, "work_center": "A", "run": "1m"},
        {"phase": 20, "work_center": "B", "run": "2m", "after": [], "wait": "5m"},
        {"phase": 30, "work_center": "A", "run": "1m", "after": [10, 20]},
    )
    scenario = plant(routings=[routing("X", *rows)], orders=[frozen()])
    problem = compile_problem(scenario, material(production(is_document=True))).problem
    assert problem.op_fixed_start.tolist() == [MORNING, MORNING, MORNING + 25]


def named_machines(**tables: Any) -> Any:
    machines = [
        {"id": "OLD", "work_center": "A", "efficiency": 0.5},
        {"id": "NEW", "work_center": "A"},
    ]
    return plant(machines=machines, routings=[routing("X", (10, "A", "1m"))], **tables)


def test_a_pin_names_a_machine_by_its_own_name() -> None:
    pinned = [{"phase": 10, "start": "2026-06-02T08:00", "machine": "OLD"}]
    scenario = named_machines(orders=[frozen(pinned=pinned)])
    row = planned(scenario, material(production(is_document=True)))["MO-1", 10]
    # ten minutes at half the speed
    assert (row.machine, row.start, row.end) == ("OLD", MORNING, MORNING + 20)


def test_frozen_work_that_names_no_machine_takes_one_that_is_free() -> None:
    pinned = [{"phase": 10, "start": "2026-06-02T08:00", "machine": "OLD"}]
    scenario = named_machines(orders=[frozen("MO-1", pinned=pinned), frozen("MO-2")])
    orders = [production(name, is_document=True) for name in ("MO-1", "MO-2")]
    plan = planned(scenario, material(*orders))
    assert plan["MO-1", 10].machine == "OLD"
    assert plan["MO-2", 10].machine == "NEW"


def test_a_pin_off_the_machines_of_a_phase_names_its_order_and_phase() -> None:
    pinned = [{"phase": 10, "start": "2026-06-02T08:00", "machine": "OTHER"}]
    scenario = named_machines(orders=[frozen(pinned=pinned)])
    with pytest.raises(CannotRun, match="MO-1 phase 10 is bound to OTHER, where it") as caught:
        compile_problem(scenario, material(production(is_document=True)))
    assert [row[:2] for row in caught.value.found] == [("MO-1", 10)]
    assert isinstance(caught.value, NoPlanExists)


@pytest.mark.parametrize(("remainder", "minutes"), [("time", 210), ("quantity", 180)])
def test_S12_started_phase_remainder_in_both_modes(remainder: str, minutes: int) -> None:
    # 300 minutes for 100 pieces; 90 worked and 40 good: 300 - 90 = 210, or 60 x 3 = 180
    progress = {"phase": 10, "state": "started", "good": 40, "worked": "90m", "machine": "A-1"}
    scenario = plant(
        settings={"shop": {"remainder": remainder}},
        routings=[routing("X", {"phase": 10, "work_center": "A", "setup": "30m", "run": "3m"})],
        orders=[frozen(frozen=False, quantity=100, progress=[progress])],
    )
    orders = material(production(quantity=100, is_document=True))
    row = planned(scenario, orders)["MO-1", 10]
    assert (row.start, row.end, int(row.quantity)) == (0, minutes, 60)


def previous(**places: tuple[str, str]) -> PreviousPlan:
    """Return a plan from ``MO_1_10=("2026-06-01T09:00", "A-1")``."""
    found = {}
    for name, (start, machine) in places.items():
        order, _, phase = name.replace("_", "-").rpartition("-")
        found[order, int(phase)] = PreviousPlace(datetime.fromisoformat(start), machine)
    return PreviousPlan(found)


def replanned(plan: PreviousPlan, *, days: int = 1, **tables: Any) -> Compiled:
    scenario = plant(settings={"shop": {"frozen_days": f"{days}d"}}, **tables)
    return compile_problem(scenario, material(production()), previous=plan)


def test_the_problem_knows_where_work_was() -> None:
    plan = previous(MO_1_10=("2026-06-01T09:00", "A-1"), MO_1_20=("2026-06-02T10:00", "B-2"))
    problem = replanned(plan, days=0).problem
    assert problem.op_previous_start.tolist() == [540, DAY + 600, -1]
    assert problem.op_previous_mode.tolist() == [0, 1, -1]
    assert problem.op_fixed_start.tolist() == [-1, -1, -1]


def test_work_within_the_frozen_days_stays_where_it_was() -> None:
    plan = previous(
        MO_1_10=("2026-06-01T09:00", "A-1"),
        MO_1_20=("2026-06-01T12:00", "B-2"),
        MO_1_30=("2026-06-02T00:00", "A-1"),
    )
    compiled = replanned(plan)
    # the first day is frozen, the second is not
    assert compiled.problem.op_fixed_start.tolist() == [540, 720, -1]
    assert compiled.warnings == ()
    rows = rows_of(compiled)
    assert [rows["MO-1", phase].start for phase in (10, 20)] == [540, 720]


@pytest.mark.parametrize(
    ("place", "tables", "reason"),
    [
        (("2026-06-01T09:00", "GONE"), {}, "it cannot run there any more"),
        (("2026-05-31T09:00", "A-1"), {}, "it may not begin so early any more"),
        (
            ("2026-06-01T07:00", "A-1"),
            {"work_centers": [{"id": "A", "calendar": "day"}, {"id": "B"}]},
            "its machine does not work then, or is taken",
        ),
    ],
)
def test_a_warning_tells_what_cannot_stay(
    place: tuple[str, str], tables: dict[str, Any], reason: str
) -> None:
    compiled = replanned(previous(MO_1_10=place), **tables)
    assert compiled.problem.op_fixed_start.tolist() == [-1, -1, -1]
    (warning,) = compiled.warnings
    assert warning.row == "order MO-1 phase 10"
    assert reason in str(warning)


def test_what_follows_work_that_moves_is_not_bound_either() -> None:
    plan = previous(MO_1_10=("2026-06-01T09:00", "GONE"), MO_1_20=("2026-06-01T12:00", "B-1"))
    compiled = replanned(plan)
    assert compiled.problem.op_fixed_start.tolist() == [-1, -1, -1]
    assert "phase 10 of order MO-1, which it follows, is not bound" in str(compiled.warnings[1])


def test_work_that_takes_longer_now_frees_what_followed_it() -> None:
    plan = previous(MO_1_10=("2026-06-01T09:00", "A-1"), MO_1_20=("2026-06-01T09:05", "B-1"))
    compiled = replanned(plan)
    # ten minutes from 09:00 on
    assert compiled.problem.op_fixed_start.tolist() == [540, -1, -1]
    assert "phase 10 of order MO-1, which it follows, is elsewhere now" in str(compiled.warnings[0])


def test_two_of_the_previous_plan_do_not_share_a_machine() -> None:
    plan = previous(MO_1_10=("2026-06-01T09:00", "A-1"), MO_2_10=("2026-06-01T09:05", "A-1"))
    scenario = plant(settings={"shop": {"frozen_days": "1d"}})
    orders = material(production("MO-1"), production("MO-2"))
    compiled = compile_problem(scenario, orders, previous=plan)
    assert compiled.problem.op_fixed_start.tolist() == [540, -1, -1, -1, -1, -1]
    assert "is taken" in str(compiled.warnings[0])


@pytest.mark.parametrize(("end", "crew"), [("2026-06-01T10:00", 1), ("2026-06-01T09:20", 3)])
def test_the_end_tells_how_many_worked_at_it(end: str, crew: int) -> None:
    # 60 minutes for one, 20 for three; nothing else follows from the machine
    bench = {"phase": 10, "work_center": "A", "run": "6m", "skills": [{"skill": "s", "most": 3}]}
    scenario = plant(
        settings={"shop": {"frozen_days": "1d"}},
        calendars=[{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}],
        workers=[{"id": name, "skills": ["s"]} for name in ("Ann", "Ben", "Cem")],
        routings=[routing("X", bench)],
    )
    place = PreviousPlace(
        datetime.fromisoformat("2026-06-01T09:00"), "A-1", datetime.fromisoformat(end)
    )
    plan = PreviousPlan({("MO-1", 10): place})
    compiled = compile_problem(scenario, material(production()), previous=plan)
    row = rows_of(compiled)["MO-1", 10]
    assert (row.start, row.end) == (540, 540 + 60 // crew)


def test_orders_left_out_have_no_operations_and_their_demands_no_row() -> None:
    scenario = plant()
    orders = material(production("MO-1"), production("MO-2"))
    compiled = compile_problem(scenario, orders, left_out={"MO-1"})
    assert {ref.order for ref in compiled.operations} == {"MO-2"}
    assert compiled.problem.demand_names == ("stock MO-2",)
