"""One cell of the table: one spec by one method, in a process of its own."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.registry import BenchSpec
    from models.problem import Problem
    from models.schedule import Schedule
    from scheduler.compile import Compiled

__all__ = ["Budget", "Cell", "Method", "measure"]


class Method(StrEnum):
    """How a schedule is made."""

    ASAP = "asap"
    ALAP = "alap"
    DISPATCH = "dispatch"
    CP_SAT = "cp-sat"

    @property
    def is_searching(self) -> bool:
        """Tell whether seed and time limit matter."""
        return self is Method.CP_SAT


@dataclass(frozen=True, slots=True)
class Budget:
    """What a search may use."""

    time_limit: float = 20.0
    """Seconds for the solve, compilation not counted."""
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What was measured; ``None`` where there is nothing to say.

    Parameters
    ----------
    value, bound
        First objective and what is proved of it, in weighted days for tardiness and in ticks for
        makespan.
    gap
        ``(value - bound) / value``.
    overload_hours
        Work beyond the capacity of its resource, in hours of one unit, over all resources.
    peak_mb
        Largest resident memory of the process, MRP and compilation included.
    """

    spec: str
    method: str
    seed: int
    objective: str
    status: str
    solver: str = ""
    operations: int = 0
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    tardiness_days: float | None = None
    late: int | None = None
    makespan: int | None = None
    """Ticks: minutes of a plant, the instance's own unit of a job shop."""
    overload_hours: float | None = None
    mrp_seconds: float | None = None
    compile_seconds: float | None = None
    solve_seconds: float | None = None
    peak_mb: float | None = None
    message: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the cell as JSON wants it."""
        return asdict(self)


def measure(spec: BenchSpec, method: Method, budget: Budget) -> Cell:
    """Build, plan materials, compile, solve, verify; return what it took and what came out.

    Raises
    ------
    SolverFault
        If the verifier rejects the schedule: a figure of a wrong plan is worth nothing.
    """
    from scheduler.compile import compile_problem
    from scheduler.mrp import plan_materials

    scenario = spec.build()
    began = perf_counter()
    material = plan_materials(scenario)
    planned = perf_counter()
    compiled = compile_problem(scenario, material)
    ready = perf_counter()
    schedule = _solve(spec, method, budget, compiled.problem)
    solved = perf_counter()
    peak = _peak_mb()  # before the verification: it is no part of the solve
    cell = Cell(
        spec=spec.name,
        method=method,
        seed=budget.seed,
        objective=spec.objectives[0],
        status=schedule.status,
        solver=schedule.provenance,
        operations=compiled.problem.num_operations,
        mrp_seconds=round(planned - began, 3),
        compile_seconds=round(ready - planned, 3),
        solve_seconds=round(solved - ready, 3),
        peak_mb=peak,
    )
    return _with_figures(cell, spec, compiled, schedule) if schedule.is_plan else cell


def _solve(spec: BenchSpec, method: Method, budget: Budget, problem: Problem) -> Schedule:
    from models.plan import Mode
    from solvers.options import SolveOptions

    if method is Method.DISPATCH:
        from solvers.dispatch import best_dispatch

        return best_dispatch(problem, spec.objectives)
    from solvers.solve import solve

    modes = {Method.ASAP: Mode.ASAP, Method.ALAP: Mode.ALAP, Method.CP_SAT: Mode.FINITE}
    options = SolveOptions(
        mode=modes[method],
        objectives=spec.objectives,
        time_limit=budget.time_limit,
        workers=budget.workers,
        seed=budget.seed,
    )
    return solve(problem, options)


def _with_figures(cell: Cell, spec: BenchSpec, compiled: Compiled, schedule: Schedule) -> Cell:
    """Verify a schedule and add its measures, recomputed from it."""
    from models.measures import makespan, num_late, weighted_tardiness
    from models.overload import overload_ticks
    from models.plan import Mode
    from scheduler.pipeline import finish
    from scheduler.solving import Solved
    from solvers.options import SolveOptions

    method = Method(cell.method)
    mode = Mode(method) if method in (Method.ASAP, Method.ALAP) else Mode.FINITE
    finish(Solved(compiled, schedule), SolveOptions(mode=mode, objectives=spec.objectives))
    problem = compiled.problem
    tardiness = weighted_tardiness(problem, schedule) * problem.weight_unit
    length = makespan(problem, schedule)
    value = tardiness if spec.is_plant else length
    bound = schedule.levels[0].bound if schedule.levels and method.is_searching else None
    proved = None if bound is None else bound * (problem.weight_unit if spec.is_plant else 1)
    return replace(
        cell,
        value=value,
        bound=proved,
        gap=None if proved is None else (value - proved) / value if value else 0.0,
        tardiness_days=tardiness if spec.is_plant else None,
        late=num_late(problem, schedule) if spec.is_plant else None,
        makespan=length,
        overload_hours=int(overload_ticks(problem, schedule).sum()) * problem.tick_seconds / 3600,
    )


def _peak_mb() -> float | None:
    """Return the largest resident memory so far; ``None`` where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
