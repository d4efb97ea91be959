"""Measure one cell: build, plan materials, compile, solve, verify."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.cell import Cell, Method
from benchmarks.warm_up import warm_up
from models.errors import SolverFault
from models.schedule import Objective

if TYPE_CHECKING:
    from benchmarks.cell import Budget
    from benchmarks.methods import Found
    from benchmarks.registry import BenchSpec
    from models.problem import Problem
    from models.scenario import Scenario
    from models.schedule import Schedule
    from scheduler.compile import Compiled

__all__ = ["Prepared", "measure", "measure_prepared", "prepare"]

_WARM_UP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem ready to be solved; `compiled` if it comes from a scenario."""

    problem: Problem
    compiled: Compiled | None = None
    mrp_seconds: float | None = None
    compile_seconds: float | None = None


def prepare(built: Scenario | Problem) -> Prepared:
    """Plan the materials of a scenario and compile it; a problem is ready."""
    from models.problem import Problem
    from scheduler.compile import compile_problem
    from scheduler.mrp import plan_materials

    if isinstance(built, Problem):
        return Prepared(built)
    began = perf_counter()
    material = plan_materials(built)
    planned = perf_counter()
    compiled = compile_problem(built, material)
    seconds = round(planned - began, 3), round(perf_counter() - planned, 3)
    return Prepared(compiled.problem, compiled, *seconds)


def measure(spec: BenchSpec, method: Method, budget: Budget) -> Cell:
    """Measure a spec by a method, with libraries and compiled code loaded before.

    Raises
    ------
    SolverFault
        If the verifier rejects the schedule, or its value is below what is called proved: a
        figure of a wrong plan is worth nothing, and so is one of a wrong bound.
    """
    began = perf_counter()
    if spec.tiny is not None:
        tiny = prepare(spec.tiny())
        if method is Method.FINITECAP:
            warm_up(tiny.problem, spec.objectives)
        short = replace(budget, time_limit=min(_WARM_UP_SECONDS, budget.time_limit))
        measure_prepared(spec, method, short, tiny)
    seconds = round(perf_counter() - began, 3)
    cell = measure_prepared(spec, method, budget, prepare(spec.build()))
    return replace(cell, import_seconds=seconds)


def measure_prepared(spec: BenchSpec, method: Method, budget: Budget, prepared: Prepared) -> Cell:
    """Solve what is ready, verify it, and say what came out."""
    from benchmarks.curve import Recorder
    from benchmarks.methods import find

    problem = prepared.problem
    unit = problem.weight_unit if spec.objectives[0] is Objective.TARDINESS else 1
    recorder = Recorder(str(spec.objectives[0]), unit)
    began = perf_counter()
    found = find(method, problem, spec.objectives, budget, recorder)
    solved = perf_counter()
    peak = _peak_mb()  # before the verification: it is no part of the solve
    schedule = found.schedule
    cell = Cell(
        spec=spec.name,
        method=method,
        seed=budget.seed,
        objective=spec.objectives[0],
        status=found.status or schedule.status,
        solver=schedule.provenance,
        operations=problem.num_operations,
        time_limit=budget.time_limit if method.is_searching else None,
        workers=budget.workers if method.is_searching else None,
        mrp_seconds=prepared.mrp_seconds,
        compile_seconds=prepared.compile_seconds,
        solve_seconds=round(solved - began, 3),
        first_plan_seconds=recorder.first_plan,
        peak_mb=peak,
        message=found.message,
        rules={rule: None if v is None else v * unit for rule, v in found.rules.items()},
        events=recorder.events,
    )
    return _with_figures(cell, prepared, found, unit) if schedule.is_plan else cell


def _with_figures(cell: Cell, prepared: Prepared, found: Found, unit: float) -> Cell:
    """Verify a schedule and add its measures, recomputed from it."""
    from models.measures import makespan, num_late, weighted_tardiness
    from models.overload import overload_ticks

    problem, schedule = prepared.problem, found.schedule
    method = Method(cell.method)
    _require_verified(method, prepared, schedule)
    is_late = cell.objective == Objective.TARDINESS
    tardiness, length = weighted_tardiness(problem, schedule) * unit, makespan(problem, schedule)
    value = tardiness if is_late else length
    bound = schedule.levels[0].bound if schedule.levels and method.is_searching else None
    proved = None if bound is None else bound * unit
    if proved is not None and proved > value:
        fact = f"{schedule.provenance} has {value:g}, though {proved:g} is called proved"
        raise SolverFault((fact,))
    return replace(
        cell,
        value=value,
        bound=proved,
        gap=None if proved is None else (value - proved) / value if value else 0.0,
        tardiness_days=tardiness if is_late else None,
        late=num_late(problem, schedule) if is_late else None,
        makespan=length,
        overload_hours=int(overload_ticks(problem, schedule).sum()) * problem.tick_seconds / 3600,
    )


def _require_verified(method: Method, prepared: Prepared, schedule: Schedule) -> None:
    """Check a plan against the problem, and against the scenario if there is one."""
    from models.plan import Mode
    from models.problem_verify import check_schedule
    from scheduler.pipeline import finish
    from scheduler.solving import Solved
    from solvers.options import SolveOptions

    is_infinite = method in (Method.ASAP, Method.ALAP)
    if prepared.compiled is not None:
        mode = Mode(method) if is_infinite else Mode.FINITE
        levels = tuple(level.objective for level in schedule.levels)
        finish(Solved(prepared.compiled, schedule), SolveOptions(mode=mode, objectives=levels))
    elif faults := check_schedule(prepared.problem, schedule, capacity=not is_infinite):
        raise SolverFault((f"{schedule.provenance} breaks rules", *faults))


def _peak_mb() -> float | None:
    """Return the largest resident memory so far; ``None`` where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
