"""Compiler, dispatcher, decoder and verifier read every rule of the shop floor alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from models.errors import NoPlanExists
from models.plan import Mode
from models.problem import Precedence
from models.problem_verify import check_schedule
from models.verify import Rule
from scheduler.compile import compile_problem
from scheduler.compile.cannot_run import CannotRun
from scheduler.decode import demand_rows, operation_rows, order_rows
from scheduler.mrp import plan_materials
from solvers.dispatch import dispatch
from solvers.timing import infinite_alap, infinite_asap
from tests.models.verify.shops import shops
from tests.models.verify.workshop import Case

if TYPE_CHECKING:
    from models.problem import Problem
    from models.scenario import Scenario
    from models.schedule import Schedule
    from scheduler.compile import Compiled

SOLVERS = {Mode.ASAP: infinite_asap, Mode.ALAP: infinite_alap, Mode.FINITE: dispatch}
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
PHASES = [Phase.explicit, Phase.generate]
"""Shops are large: to shrink one takes minutes."""


def planned(scenario: Scenario, mode: Mode) -> tuple[Compiled, Schedule] | None:
    """Return the plan of a shop, None if there is none."""
    try:
        finite = mode is Mode.FINITE
        compiled = compile_problem(scenario, plan_materials(scenario), is_finite=finite)
    except (NoPlanExists, CannotRun):
        return None
    schedule = SOLVERS[mode](compiled.problem)
    return (compiled, schedule) if schedule.is_plan else None


@settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(scenario=shops(), mode=st.sampled_from([Mode.FINITE, Mode.FINITE, Mode.ASAP, Mode.ALAP]))
def test_a_plan_of_any_shop_breaks_no_rule(scenario: Scenario, mode: Mode) -> None:
    found = planned(scenario, mode)
    assume(found is not None)
    assert found is not None
    compiled, schedule = found
    rows = operation_rows(compiled, schedule)
    orders = order_rows(compiled, rows)
    demands = demand_rows(compiled, schedule, orders, {})
    case = Case(compiled.scenario, compiled.material, rows, orders, demands, mode)
    assert [str(violation) for violation in case.verify()] == []


@settings(max_examples=30, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(
    scenario=shops(),
    changes=st.lists(
        st.tuples(st.integers(0, 50), st.sampled_from([1, 2, 3, 10, 30, 60, 180, 600])),
        min_size=8,
        max_size=8,
    ),
)
def test_the_checker_of_arrays_and_the_verifier_give_one_verdict(
    scenario: Scenario, changes: list[tuple[int, int]]
) -> None:
    found = planned(scenario, Mode.FINITE)
    assume(found is not None and found[0].problem.num_operations > 0)
    assert found is not None
    compiled, schedule = found
    free = np.flatnonzero(compiled.problem.op_fixed_start < 0)
    for number, ticks in changes if free.size else ():
        for sign in (-1, 1):
            moved = _moved(compiled.problem, schedule, int(free[number % free.size]), sign * ticks)
            if moved is None:
                continue
            rows = operation_rows(compiled, moved)
            case = Case(compiled.scenario, compiled.material, rows)
            faults = check_schedule(compiled.problem, moved)
            if _varies_crews(scenario) and all(fault.startswith("skill") for fault in faults):
                continue  # a row does not tell the crew; the smallest that explains it is believed
            violations = [v for v in case.verify() if v.rule is not Rule.REPORT]
            if not faults and _holds_several(compiled.problem):
                # units stay as they were, so rows may name too few machines, or those of others
                named = (Rule.MACHINE, Rule.CAPACITY)
                violations = [v for v in violations if v.rule not in named]
            assert bool(violations) == bool(faults), (violations, faults)


def _holds_several(problem: Problem) -> bool:
    return bool((problem.mode_units > 1).any())


def _varies_crews(scenario: Scenario) -> bool:
    operations = [row for routing in scenario.routings for row in routing.operations]
    return any(use.most is not None for row in operations for use in row.skills)


def _moved(problem: Problem, schedule: Schedule, op: int, ticks: int) -> Schedule | None:
    """Return a schedule with one operation moved, its work done as before."""
    start, end = schedule.start.copy(), schedule.end.copy()
    begin = int(start[op]) + ticks
    mode = int(schedule.mode[op])
    calendar = problem.calendars[int(problem.mode_calendar[mode])]
    work = int(problem.mode_duration[mode])
    done = calendar.to_work(max(0, begin)) + work
    if begin < 0 or done > calendar.total:
        return None
    start[op], end[op] = begin, calendar.to_wall_end(done) if work else begin
    if problem.op_elastic[op]:
        waits = (problem.succ == op) & (problem.kind == Precedence.END_END)
        end[op] = max([int(end[op]), *end[problem.pred[waits]].tolist()])
    return replace(schedule, start=start, end=end)
