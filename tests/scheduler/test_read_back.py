"""Plans read back as problem and schedule: the same plan comes of them again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from models.errors import SchedulingError
from models.plan import Mode
from scheduler.compile import compile_problem
from scheduler.decode import operation_rows
from scheduler.explanation import Story
from scheduler.materials import material_plan
from scheduler.pipeline import finish
from scheduler.read_back import read_back
from scheduler.solving import Solved
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from solvers.timing import infinite_asap
from tests.models.verify.shops import shops
from tests.scheduler.scenario_builder import plant, routing

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario


def plan_of(scenario: Scenario, mode: Mode = Mode.FINITE) -> Plan | None:
    """Return a dispatched or an infinite plan, none if something cannot be planned."""
    scenario = scenario.dated
    try:
        compiled = compile_problem(scenario, material_plan(scenario), is_finite=mode is Mode.FINITE)
    except SchedulingError:
        return None
    is_finite = mode is Mode.FINITE
    schedule = best_dispatch(compiled.problem) if is_finite else infinite_asap(compiled.problem)
    if not schedule.is_plan:
        return None
    return finish(Solved(compiled, schedule), replace(SolveOptions(), mode=mode))


def demands(*rows: tuple[str, int, str]) -> list[dict[str, Any]]:
    """Return demands for X."""
    return [
        {"id": name, "item": "X", "quantity": quantity, "due": due} for name, quantity, due in rows
    ]


SHOPS = {
    "pool of two at once": plant(
        routings=[routing("X", {"phase": 10, "work_center": "B", "run": "9m", "machine_count": 2})],
        work_centers=[{"id": "B", "capacity": 3}],
        demands=demands(("SO-1", 300, "2026-06-02"), ("SO-2", 300, "2026-06-02")),
    ),
    "machines by name": plant(
        routings=[routing("X", {"phase": 10, "work_center": "B", "run": "9m", "machine_count": 2})],
        work_centers=[{"id": "B"}],
        machines=[{"id": name, "work_center": "B"} for name in ("LEFT", "MID", "RIGHT")],
        demands=demands(("SO-1", 300, "2026-06-02"), ("SO-2", 300, "2026-06-02")),
    ),
    "sessions": plant(
        routings=[
            routing(
                "X",
                {"phase": 10, "work_center": "O", "run": "30m", "fixed_time": True,
                 "aggregation": "heat"},
            )
        ],
        work_centers=[{"id": "O", "aggregation_rule": "oven", "capacity": 2}],
        aggregation_rules=[{"id": "oven", "most": 20}],
        demands=demands(*((f"SO-{n}", 10, "2026-06-01") for n in range(5))),
    ),
    "people join": plant(
        routings=[
            routing(
                "X",
                {"phase": 10, "work_center": "A", "run": "1m", "worker_run": "9m",
                 "skills": [{"skill": "fit", "quantity": 1, "most": 3}]},
            )
        ],
        workers=[{"id": f"W{n}", "skills": ["fit"], "calendar": "day"} for n in range(3)],
        demands=demands(("SO-1", 100, "2026-06-02"), ("SO-2", 200, "2026-06-02")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.FINITE, Mode.ASAP])
@pytest.mark.parametrize("shop", SHOPS)
def test_the_plan_that_is_read_back_is_the_same(shop: str, mode: Mode) -> None:
    plan = plan_of(SHOPS[shop], mode)
    assert plan is not None
    found = read_back(plan)
    assert found is not None
    assert operation_rows(*found) == plan.operations


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=shops())
def test_plans_of_random_shops_are_read_back_and_told(scenario: Scenario) -> None:
    plan = plan_of(scenario)
    if plan is None:
        return
    found = read_back(plan)
    assert found is not None
    rows = {(row.order, row.phase): row for row in operation_rows(*found)}
    assert rows == {(row.order, row.phase): row for row in plan.operations}
    story = Story(plan)
    for demand in plan.demands:
        minutes = [float(line.split()[0]) for line in story.parts(demand)]
        assert sum(minutes[:-1]) == sum(minutes[-1:]) == demand.late * plan.solve.tick_seconds / 60
        assert list(story.chain(demand)) or not demand.is_scheduled


def test_a_plan_of_other_operations_is_not_read_back() -> None:
    plan = plan_of(SHOPS["machines by name"])
    assert plan is not None
    elsewhere = replace(plan.operations[0], machine="ELSEWHERE")
    for rows in (
        plan.operations[1:],
        (*plan.operations, replace(plan.operations[0], phase=99)),
        (elsewhere, *plan.operations[1:]),
    ):
        spoilt = replace(plan, operations=rows)
        assert read_back(spoilt) is None
        story = Story(spoilt)
        assert not story.is_known
        assert list(story.chain(plan.demands[0])) == list(story.parts(plan.demands[0])) == []
