"""What a finished plan says of each demand: what was promised, and what its lateness is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from models.errors import SchedulingError
from models.plan import LostTime, LostTo, Mode
from scheduler.compile import compile_problem
from scheduler.materials import material_plan
from scheduler.pipeline import finish
from scheduler.solving import Solved
from solvers.dispatch import best_dispatch, dispatch
from solvers.options import SolveOptions
from solvers.timing import infinite_alap, infinite_asap
from tests.models.verify.shops import shops
from tests.scheduler.scenario_builder import plant, routing

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario

HOUR = 60
SCHEDULED = {Mode.FINITE: best_dispatch, Mode.ASAP: infinite_asap, Mode.ALAP: infinite_alap}


def two_for_one_machine() -> Scenario:
    """Return two demands for 750 pieces due on 3 June; A works round the clock, 1 min a piece."""
    return plant(
        items=[{"id": "X", "source": "make"}],
        routings=[routing("X", (10, "A", "1m"), (20, "B", "1m"), (30, "A", "3m"))],
        work_centers=[{"id": "A"}, {"id": "B"}],
        demands=[
            {"id": "SO-1", "item": "X", "quantity": 750, "due": "2026-06-03", "weight": 9},
            {"id": "SO-2", "item": "X", "quantity": 750, "due": "2026-06-04"},
        ],
    )


def finished(scenario: Scenario, mode: Mode) -> Plan | None:
    """Return a plan of a mode, none if it cannot be planned."""
    scenario = scenario.dated
    try:
        compiled = compile_problem(scenario, material_plan(scenario), is_finite=mode is Mode.FINITE)
    except SchedulingError:
        return None
    schedule = SCHEDULED[mode](compiled.problem)
    if not schedule.is_plan:
        return None
    return finish(Solved(compiled, schedule), replace(SolveOptions(), mode=mode))


def test_a_demand_knows_what_infinite_capacity_would_have_promised() -> None:
    scenario = two_for_one_machine()
    compiled = compile_problem(scenario, material_plan(scenario))
    plan = finish(Solved(compiled, dispatch(compiled.problem)), SolveOptions())
    first, second = plan.demands
    # each alone takes 12.5 + 12.5 + 37.5 h; together the second waits for A until 62.5 h
    assert (first.promised, second.promised) == (int(62.5 * HOUR), int(62.5 * HOUR))
    assert (first.completion, second.completion) == (int(62.5 * HOUR), 100 * HOUR)
    assert second.lost == (LostTime(LostTo.QUEUE, "A", 4 * HOUR),)
    assert first.lost == ()
    assert plan.kpis["promised_on_time_percent"] == 100.0
    assert plan.kpis["broken_promises"] == 1


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=shops())
def test_what_is_lost_adds_up_to_the_lateness_and_asap_keeps_its_own_promises(
    scenario: Scenario,
) -> None:
    for mode in Mode:
        plan = finished(scenario, mode)
        for row in plan.demands if plan else ():
            assert sum(part.ticks for part in row.lost) in (0, row.late)
            if mode is Mode.ASAP:
                assert row.promised in (row.completion, None)
