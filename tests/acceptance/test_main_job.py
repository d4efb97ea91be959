"""The main job on the scenarios that ship, as another program would run it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import scheduler
from models.plan import Mode, Plan
from models.scenario import Scenario
from models.schedule import Objective, Status
from scheduler.pipeline import plan
from solvers.options import SolveOptions

SCENARIOS = Path(__file__).parents[2] / "scenarios"

REPRODUCIBLE = SolveOptions(time_limit=120, deterministic_limit=4, workers=1, seed=7)


def bicycle(**changes: Any) -> Scenario:
    """Return the bicycle plant with some tables replaced."""
    with (SCENARIOS / "bicycle.yaml").open(encoding="utf-8") as file:
        document = yaml.load(file, Loader=yaml.BaseLoader)  # noqa: S506, RUF100 - plain texts
    return Scenario.model_validate(document | changes)


def hurried() -> Scenario:
    """Return the bicycle plant with every demand due on 5 June: nobody can do that."""
    demands = [demand.model_dump() | {"due": "2026-06-05"} for demand in bicycle().demands]
    return bicycle(demands=demands)


@pytest.fixture(scope="module")
def finite() -> Plan:
    return plan(scheduler.load(SCENARIOS / "bicycle.yaml"), REPRODUCIBLE)


@pytest.fixture(scope="module")
def late() -> Plan:
    return plan(hurried(), REPRODUCIBLE)


def test_the_bicycle_plant_is_planned_on_time_and_proven(finite: Plan) -> None:
    assert finite.solve.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert str(finite.solve.levels[0].objective) == Objective.TARDINESS
    assert finite.solve.levels[0].value == finite.solve.levels[0].bound == 0
    assert not any(row.late for row in finite.demands)
    assert scheduler.verify(finite) == ()
    assert len(finite.operations) == 49
    assert finite.kpis["verified"] == "yes"


def test_started_work_stays_on_the_floor(finite: Plan) -> None:
    (row,) = [row for row in finite.operations if row.order == "MO-77"]
    # 14 of 20 pieces left at 22 minutes, from 06:00 in one shift
    assert (row.phase, row.start, row.end) == (20, 0, 308)
    assert row.machine in ("WELD-1", "WELD-2")


def test_S27_same_seed_same_plan(finite: Plan) -> None:
    again = plan(bicycle(), REPRODUCIBLE)
    assert again.operations == finite.operations
    assert again.orders == finite.orders


def test_every_late_demand_has_a_cause(late: Plan) -> None:
    rows = [row for row in late.demands if row.late]
    assert len(rows) >= 6
    assert all(row.cause for row in rows)
    assert scheduler.verify(late) == ()
    # the reason is a thing of the plant: a machine, an order, a bought part
    names = [center.id for center in late.scenario.work_centers]
    names += [row.order for row in late.orders]
    assert all(any(name in row.cause for name in names) for row in rows)


def test_S18_a_heavier_demand_is_not_served_later(late: Plan) -> None:
    # SO-4 weighs 5 and SO-2 weighs 1; both want blue bicycles
    completion = {row.demand: row.completion for row in late.demands}
    assert completion["SO-4"] <= completion["SO-2"]


@pytest.mark.parametrize("mode", [Mode.ASAP, Mode.ALAP])
def test_infinite_plans_verify_and_show_their_overload(mode: Mode) -> None:
    result = plan(hurried(), SolveOptions(mode=mode))
    assert scheduler.verify(result) == ()
    assert sum(row.overload for row in result.load) > 0
    assert {row.machine for row in result.operations} <= {
        "",
        *(center.id for center in result.scenario.work_centers),
    }


def test_S03_alap_never_starts_before_asap() -> None:
    asap, alap = (
        {
            (row.order, row.phase): row.start
            for row in plan(bicycle(), SolveOptions(mode=mode)).operations
        }
        for mode in (Mode.ASAP, Mode.ALAP)
    )
    assert all(alap[key] >= start for key, start in asap.items())


def test_the_lecture_can_be_planned_too() -> None:
    result = plan(scheduler.load(SCENARIOS / "mrp-lecture.yaml"), REPRODUCIBLE)
    assert scheduler.verify(result) == ()
    assert all(row.work_center == "" for row in result.operations)


def test_the_promises_of_infinite_plans_are_set_beside_what_becomes_of_them() -> None:
    comparison = scheduler.compare(hurried(), time_limit=6)
    rows = {row.name: row for row in comparison.summaries()}
    promised, executed = rows["asap as promised"], rows["asap as executed"]
    assert promised.overload_hours > 0
    assert executed.overload_hours == rows["finite"].overload_hours == 0
    # a shop with fewer machines than the plan assumed is never earlier than it
    assert executed.weighted_tardiness_days >= promised.weighted_tardiness_days
    assert rows["finite"].weighted_tardiness_days <= executed.weighted_tardiness_days
    overload = comparison.overload_by_center()
    assert sum(hours[Mode.ASAP] for hours in overload.values()) == pytest.approx(
        promised.overload_hours
    )


def test_started_work_holds_its_machine_until_its_crew_comes() -> None:
    operations = [
        {"phase": 10, "work_center": "A", "run": "1h", "resources": [{"resource": "crew"}]}
    ]
    order = {"type": "production", "end": "2026-06-02", "quantity": 2}
    scenario = Scenario.model_validate(
        {
            "scenario": {"id": "night", "start": "2026-06-01T00:00", "horizon": "5d"},
            "calendars": [
                {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
                {"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}},
            ],
            "work_centers": [{"id": "A", "calendar": "always"}],
            "resources": [{"id": "crew", "calendar": "day"}],
            "items": [{"id": "X", "source": "make"}, {"id": "Y", "source": "make"}],
            "routings": [
                {"item": "X", "operations": operations},
                {"item": "Y", "operations": [{"phase": 10, "work_center": "A", "run": "1h"}]},
            ],
            "orders": [
                {
                    "id": "M-1",
                    "item": "X",
                    "progress": [{"phase": 10, "state": "started"}],
                    **order,
                },
                {"id": "M-2", "item": "Y", **order},
                {"id": "M-3", "item": "Y", **order},
            ],
        }
    )
    result = plan(scenario, REPRODUCIBLE)
    rows = {row.order: (row.start, row.end) for row in result.operations}
    # the machine is open at night, but the work on it waits for its crew, 08:00 to 10:00
    assert rows["M-1"] == (0, 600)
    assert min(rows["M-2"][0], rows["M-3"][0]) == 600


def test_work_that_needs_two_pauses_where_one_of_the_crew_is_there() -> None:
    hours = ["08:00-12:00 x2", "12:00-16:00 x1"]
    pair = {"resource": "pair", "quantity": 2}
    operation = {"phase": 10, "work_center": "A", "run": "1h", "resources": [pair]}
    scenario = Scenario.model_validate(
        {
            "scenario": {"id": "crew", "start": "2026-06-01T06:00", "horizon": "10d"},
            "calendars": [
                {"id": "day", "shifts": {"mon-fri": hours}},
                {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            ],
            "work_centers": [{"id": "A", "calendar": "always"}],
            "resources": [{"id": "pair", "calendar": "day", "capacity": 2}],
            "items": [{"id": "X", "source": "make"}],
            "routings": [{"item": "X", "operations": [operation]}],
            "demands": [{"id": "D", "item": "X", "quantity": 6, "due": "2026-06-03"}],
        }
    )
    result = plan(scenario, REPRODUCIBLE)
    (row,) = result.operations
    # two are there from 08:00 to 12:00: 4 of the 6 hours on one day, 2 on the next
    assert row.end - row.start == 26 * 60  # the same hour of the next day, and two more
