"""Plans of random plants, and of what their runs planned before, pass the verifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import NoPlanExists
from models.plan import Mode
from models.verify import verify
from scheduler.compile import compile_problem
from scheduler.decode import demand_rows, operation_rows, order_rows
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from solvers.dispatch import dispatch
from solvers.timing import infinite_alap, infinite_asap
from tests.scheduler.mrp.random_plants import networks, plants, scenario_from

if TYPE_CHECKING:
    from models.scenario import Scenario
    from models.verify import Violation

SOLVERS = {Mode.ASAP: infinite_asap, Mode.ALAP: infinite_alap, Mode.FINITE: dispatch}


def violations(scenario: Scenario, mode: Mode) -> tuple[Violation, ...]:
    """Return what is wrong with the plan of a scenario; nothing if there is none."""
    try:
        compiled = compile_problem(scenario, plan_materials(scenario))
    except NoPlanExists:
        return ()
    schedule = SOLVERS[mode](compiled.problem)
    if not schedule.is_plan:
        return ()
    rows = operation_rows(compiled, schedule)
    orders = order_rows(compiled, rows)
    demands = demand_rows(compiled, schedule, orders, {})
    return verify(scenario, compiled.material, rows, orders, demands, mode=mode)


@given(st.one_of(plants(), networks()), st.sampled_from(list(Mode)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_plan_and_its_rerun_break_no_rule(tables: dict[str, object], mode: Mode) -> None:
    scenario = scenario_from(tables)
    assert violations(scenario, mode) == ()
    assert violations(adopt(scenario, plan_materials(scenario)), mode) == ()
