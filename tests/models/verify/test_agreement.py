"""Compiler, solvers and verifier read every scenario alike: they share no code, so this counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.errors import NoPlanExists
from models.plan import Mode
from scheduler.compile import compile_problem
from scheduler.decode import demand_rows, operation_rows, order_rows
from scheduler.mrp import plan_materials
from solvers.dispatch import dispatch
from solvers.timing import infinite_alap, infinite_asap
from tests.models.verify.plants import plants
from tests.models.verify.workshop import Case

if TYPE_CHECKING:
    from models.scenario import Scenario

SOLVERS = {Mode.ASAP: infinite_asap, Mode.ALAP: infinite_alap, Mode.FINITE: dispatch}


def _planned(scenario: Scenario, mode: Mode) -> Case | None:
    try:
        compiled = compile_problem(scenario, plan_materials(scenario))
    except NoPlanExists:
        return None
    schedule = SOLVERS[mode](compiled.problem)
    if not schedule.is_plan:
        return None  # pinned work that meets late material
    rows = operation_rows(compiled, schedule)
    orders = order_rows(compiled, rows)
    demands = demand_rows(compiled, schedule, orders, {})
    return Case(scenario, compiled.material, rows, orders, demands, mode)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=plants(), mode=st.sampled_from(list(Mode)))
def test_a_plan_of_any_plant_breaks_no_rule(scenario: Scenario, mode: Mode) -> None:
    plan = _planned(scenario, mode)
    assume(plan is not None)
    assert plan is not None
    assert plan.verify() == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    scenario=plants(),
    mode=st.sampled_from(list(Mode)),
    which=st.integers(0, 50),
    ticks=st.integers(1, 60),
)
def test_an_operation_that_ends_later_than_its_work_is_caught(
    scenario: Scenario, mode: Mode, which: int, ticks: int
) -> None:
    plan = _planned(scenario, mode)
    assume(plan is not None and bool(plan.operations))
    assert plan is not None
    row = plan.operations[which % len(plan.operations)]
    late = tuple(replace(r, end=r.end + ticks) if r is row else r for r in plan.operations)
    broken = replace(plan, operations=late).broken()
    assert ("duration", f"order {row.order} phase {row.phase}") in broken
