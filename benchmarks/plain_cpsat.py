"""CP-SAT as a peer: our model of a problem, the solver with its own settings, one level.

These stay as they are whatever becomes of `solvers`: they are what the optimizer is measured
against. Only the first level is minimised, with all of the time, which favours the peer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, isfinite
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.errors import SolverFault
from models.measures import level_results
from models.problem_verify import check_schedule
from models.schedule import LevelResult, Schedule, Status
from solvers.cpsat.corridor import within_corridor
from solvers.cpsat.extract import extract
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.windows import Network, propagate
from solvers.dispatch import best_dispatch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.cell import Budget
    from benchmarks.curve import Recorder
    from models.level import Level
    from models.problem import Problem

    OnSolution = Callable[[float, float], None]

__all__ = ["Outcome", "run_plain", "solve_with_hint", "solve_without_hint"]

_GRACE_SECONDS = 1.0
_DISPATCH_SHARE = 0.2
_PROOF_SHARE = 0.3
_PROVABLE_OPERATIONS = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of CP-SAT came to; `values` of all variables, empty without a solution."""

    status: str
    values: Sequence[int]
    bound: int | None


class _Callback(cp_model.CpSolverSolutionCallback):
    def __init__(self, listener: OnSolution) -> None:
        super().__init__()
        self._listener = listener

    def on_solution_callback(self) -> None:
        """Report; called from a thread of the solver."""
        self._listener(self.objective_value, self.best_objective_bound)


def run_plain(
    model: cp_model.CpModel,
    budget: Budget,
    deadline: float,
    on_solution: OnSolution,
    *,
    only_improve: bool = False,
) -> Outcome:
    """Run CP-SAT with nothing set but time, workers and seed.

    Parameters
    ----------
    deadline
        Moment of the monotonic clock.
    only_improve
        Large neighbourhoods on every thread with little presolve, as finitecap 0.1 asked for above
        300 operations.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.01, deadline - monotonic())
    parameters.num_workers = budget.workers
    parameters.random_seed = budget.seed
    if only_improve:
        parameters.use_lns_only = True
        parameters.interleave_search = budget.workers == 1
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
    # its own limit is overrun now and then
    watchdog = Timer(max(0.0, deadline - monotonic()) + _GRACE_SECONDS, solver.stop_search)
    watchdog.daemon = True
    watchdog.start()
    status = solver.status_name(solver.solve(model, _Callback(on_solution)))
    watchdog.cancel()
    has_plan = status in ("OPTIMAL", "FEASIBLE")
    values = list(solver.response_proto.solution) if has_plan else []
    bound = solver.best_objective_bound
    is_bound = status in ("OPTIMAL", "FEASIBLE", "UNKNOWN") and abs(bound) < 2**52
    return Outcome(status, values, ceil(bound - 1e-6) if is_bound and isfinite(bound) else None)


def solve_without_hint(
    problem: Problem, level: Level, budget: Budget, recorder: Recorder
) -> Schedule:
    """Minimise a level from nothing."""
    return _Search(problem, level, budget, recorder).run()


def solve_with_hint(problem: Problem, level: Level, budget: Budget, recorder: Recorder) -> Schedule:
    """Minimise a level from the best dispatching plan, as finitecap did before it had searches."""
    return _Search(problem, level, budget, recorder).run_from_dispatch()


class _Search:
    def __init__(self, problem: Problem, level: Level, budget: Budget, recorder: Recorder) -> None:
        self.problem, self.level, self.budget, self.recorder = problem, level, budget, recorder
        self.started = monotonic()
        self.deadline = self.started + budget.time_limit
        self.best: Schedule | None = None
        self.bound: int | None = None

    def run(self) -> Schedule:
        """Search without a plan to begin with."""
        is_exact = self._improve(self.deadline, only_improve=False)
        return self._answer(is_exact=is_exact)

    def run_from_dispatch(self) -> Schedule:
        """Search from a plan: to prove if that is in sight, then to improve only."""
        soon = self.started + _DISPATCH_SHARE * self.budget.time_limit
        first = best_dispatch(self.problem, (self.level,), deadline=soon)
        if not first.is_plan:
            return self.run()
        self._take(first)
        self.recorder.add(
            monotonic() - self.started, "dispatch", str(self.level), self._value(), None
        )
        is_exact = True
        if self.problem.num_operations <= _PROVABLE_OPERATIONS:
            part = _PROOF_SHARE * (self.deadline - monotonic())
            is_exact = self._improve(monotonic() + part, only_improve=False)
        if not self._is_proved(is_exact=is_exact):
            is_exact &= self._improve(self.deadline, only_improve=True)
        return self._answer(is_exact=is_exact)

    def _improve(self, until: float, *, only_improve: bool) -> bool:
        """Run CP-SAT once; tell whether what it proves holds for the whole problem."""
        value = self._value()
        cut = limits(self.problem, self.best, (self.level,), value or 0)
        windows = propagate(self.problem, Network(self.problem), cut.deadlines)
        corridor = windows
        if self.best is not None:
            corridor = within_corridor(self.problem, windows, self.best)
        is_exact = cut.is_exact and corridor is windows
        try:
            model = ScheduleModel(self.problem, corridor, deadline=until)
            model.minimize(self.level)
        except ModelTooLarge:
            return False
        if self.best is not None:
            model.hint(self.best)
        name = str(self.level)

        def tell(found: float, bound: float) -> None:
            known = ceil(bound - 1e-6) if is_exact and abs(bound) < 2**52 else None
            self.recorder.add(monotonic() - self.started, "cp-sat", name, round(found), known)

        outcome = run_plain(model.model, self.budget, until, tell, only_improve=only_improve)
        if is_exact and outcome.bound is not None:
            self.bound = max(outcome.bound, -1 if self.bound is None else self.bound)
        if outcome.values:
            found = extract(self.problem, model, list(outcome.values))
            if faults := check_schedule(self.problem, found):
                raise SolverFault(("CP-SAT's plan breaks rules", *faults))
            self._take(found)
        return is_exact

    def _take(self, schedule: Schedule) -> None:
        levels = level_results(self.problem, schedule, (self.level,))
        if self.best is None or levels[0].value < self.best.levels[0].value:
            self.best = replace(schedule, levels=levels)

    def _value(self) -> int | None:
        return None if self.best is None else self.best.levels[0].value

    def _is_proved(self, *, is_exact: bool) -> bool:
        value = self._value()
        return is_exact and None not in (value, self.bound) and value == self.bound

    def _answer(self, *, is_exact: bool) -> Schedule:
        if self.best is None:
            return Schedule.none(Status.NO_SOLUTION, "cp-sat")
        result = LevelResult(self.level, self.best.levels[0].value, self.bound)
        is_optimal = self._is_proved(is_exact=is_exact)
        status = Status.OPTIMAL if is_optimal else Status.FEASIBLE
        return replace(
            self.best, status=status, levels=(result,), seconds=monotonic() - self.started
        )
