"""The way of the data: scenario to orders to problem to schedule to verified plan."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from models.errors import NoPlanExists, NoPlanFound, SchedulingError, SolverFault
from models.plan import Mode, Plan, SolveReport
from models.schedule import Status
from scheduler.compile import compile_problem
from scheduler.conflicts import conflicting_facts
from scheduler.decode import demand_rows, operation_rows, order_rows
from scheduler.materials import material_plan
from scheduler.objectives import scenario_options
from solvers.solve import solve

if TYPE_CHECKING:
    from models.errors import Fault
    from models.material import MaterialPlan
    from models.scenario import Scenario
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from solvers.options import SolveOptions

__all__ = ["compile_and_solve", "finish", "plan"]

_STRETCHES = (4, 16)
"""How much further calendars reach when work found no room."""


def plan(
    scenario: Scenario, options: SolveOptions | None = None, *, warnings: tuple[Fault, ...] = ()
) -> Plan:
    """Plan a scenario and verify the result.

    Parameters
    ----------
    scenario
        What the user says.
    options
        Mode, objective levels, time limit, workers, seed; default: finite capacity in 60 s, the
        objective of the scenario.
    warnings
        Of the reader, kept in the plan for the report.

    Raises
    ------
    NoPlanExists
        If facts of the scenario contradict each other.
    NoPlanFound
        If the time limit passed before a first plan.
    SolverFault
        If the verifier rejects the schedule: no such plan leaves the program.
    """
    options = options or scenario_options(scenario)
    scenario = scenario.dated
    material = material_plan(scenario)
    compiled, schedule = compile_and_solve(scenario, material, options)
    return finish(compiled, schedule, options, warnings=warnings)


def compile_and_solve(
    scenario: Scenario, material: MaterialPlan, options: SolveOptions
) -> tuple[Compiled, Schedule]:
    """Compile and solve, with calendars that reach further where late work found no room."""
    deadline = monotonic() + options.time_limit
    compiled = compile_problem(scenario, material)
    schedule = solve(compiled.problem, options)
    for stretch in _STRETCHES:
        left = deadline - monotonic()
        if schedule.status is not Status.INFEASIBLE or left <= 0:
            break
        compiled = compile_problem(scenario, material, stretch=stretch)
        schedule = solve(compiled.problem, replace(options, time_limit=left))
    if not schedule.is_plan:
        raise _refusal(compiled, schedule, options)
    return compiled, schedule


def _refusal(compiled: Compiled, schedule: Schedule, options: SolveOptions) -> SchedulingError:
    """Return the error that says why there is no plan."""
    if schedule.status is Status.REJECTED:
        return SolverFault(schedule.facts)
    is_finite = options.mode is Mode.FINITE
    facts = conflicting_facts(compiled, schedule.facts, is_finite=is_finite)
    if schedule.status is Status.INFEASIBLE:
        return NoPlanExists(facts)
    message = f"none in {options.time_limit:g} s; allow more with --time-limit"
    return NoPlanFound("\n".join((message, *facts)))


def finish(
    compiled: Compiled,
    schedule: Schedule,
    options: SolveOptions,
    *,
    warnings: tuple[Fault, ...] = (),
) -> Plan:
    """Turn a schedule into a verified plan with KPIs, load and causes.

    Raises
    ------
    SolverFault
        If the verifier finds a violation.
    """
    from models.verify import verify
    from scheduler.capacity import load_rows
    from scheduler.causes import causes_of_lateness
    from scheduler.kpi import kpis

    operations = operation_rows(compiled, schedule)
    orders = order_rows(compiled, operations)
    demands = demand_rows(compiled, schedule, orders, {})
    late = {row.demand for row in demands if row.late}
    demands = demand_rows(compiled, schedule, orders, causes_of_lateness(compiled, schedule, late))
    violations = verify(
        compiled.scenario, compiled.material, operations, orders, demands, mode=options.mode
    )
    if violations:
        raise SolverFault(tuple(str(violation) for violation in violations))
    result = Plan(
        scenario=compiled.scenario,
        material=compiled.material,
        operations=operations,
        orders=orders,
        demands=demands,
        load=load_rows(compiled.scenario, operations, compiled.problem.horizon),
        kpis={},
        solve=SolveReport(
            mode=options.mode,
            status=schedule.status,
            levels=schedule.levels,
            provenance=schedule.provenance,
            seconds=schedule.seconds,
            seed=options.seed,
            workers=options.workers,
            interrupted=options.stop.is_set(),
            tick_seconds=compiled.problem.tick_seconds,
            weight_unit=compiled.problem.weight_unit,
            flow_unit=compiled.problem.flow_unit,
            cost_unit=compiled.problem.cost_unit,
        ),
        warnings=warnings,
    )
    return replace(result, kpis=kpis(result) | {"verified": "yes"})
