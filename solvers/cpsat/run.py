"""Run CP-SAT once, stop it in time, and read its answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum
from math import ceil, isfinite
from time import monotonic
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.options import SolveOptions

    OnImprovement = Callable[[int, int | None], None]
    OnLog = Callable[[str], None]

__all__ = ["Answer", "Effort", "run"]

_POLL_SECONDS = 0.05

_EXACT = 2**52
"""Up to here every integer is a float."""


class Effort(Enum):
    """What CP-SAT's threads do."""

    PROVE = "prove"
    """Search the whole problem; the threads left help with large-neighbourhood moves."""
    IMPROVE = "improve"
    """Large-neighbourhood moves only, on every thread, in turns even with one thread."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What CP-SAT says.

    Parameters
    ----------
    status
        Name of its status, e.g. ``OPTIMAL``.
    values
        Value of every variable; empty without a solution.
    objective
        Its objective, ``None`` without a solution.
    bound
        Its proved limit, ``None`` if it has none.
    """

    status: str
    values: list[int]
    objective: int | None
    bound: int | None


def run(
    model: cp_model.CpModel,
    options: SolveOptions,
    *,
    deadline: float,
    on_improvement: OnImprovement,
    effort: Effort = Effort.PROVE,
    on_log: OnLog | None = None,
) -> Answer:
    """Solve until proven, until the deadline of the monotonic clock, or until told to stop.

    The solver works in a thread of its own, so that a signal handler, which Python runs in the
    main thread, can set ``options.stop`` meanwhile.
    """
    solver = _solver(options, deadline)
    if effort is Effort.IMPROVE:
        _only_improve(solver, options.workers)
    if on_log is not None:
        solver.parameters.log_search_progress = True
        solver.parameters.log_to_stdout = False
        solver.log_callback = on_log
    callback = _Improvements(on_improvement)
    with ThreadPoolExecutor(max_workers=1) as executor:
        future = executor.submit(solver.solve, model, callback)
        try:
            while not wait([future], timeout=_POLL_SECONDS).done:
                if options.stop.is_set() or monotonic() > deadline:
                    solver.stop_search()
        finally:
            if not future.done():  # an exception from a signal handler
                solver.stop_search()
        status = future.result()
    return _answer(model, solver, status)


def _solver(options: SolveOptions, deadline: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.01, deadline - monotonic())
    parameters.num_workers = options.workers
    parameters.random_seed = options.seed
    # Ctrl-C belongs to the caller, who sets `options.stop`
    parameters.catch_sigint_signal = False
    if options.deterministic_limit is not None:
        parameters.max_deterministic_time = options.deterministic_limit
    return solver


def _only_improve(solver: cp_model.CpSolver, workers: int) -> None:
    """Give all threads to large neighbourhoods, and presolve them lightly.

    Plants of 100 operations, two threads, 12 s: half to two thirds of the weighted tardiness
    that the default portfolio reaches. At 1,000 a full presolve of a neighbourhood takes longer
    than to search it.
    """
    parameters = solver.parameters
    parameters.use_lns_only = True
    parameters.interleave_search = workers == 1
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.max_presolve_iterations = 1


def _answer(
    model: cp_model.CpModel, solver: cp_model.CpSolver, status: cp_model.CpSolverStatus
) -> Answer:
    name = solver.status_name(status)
    if name in ("OPTIMAL", "FEASIBLE"):
        values = list(solver.response_proto.solution)
        return Answer(name, values, _value(model, values), _bound(model, solver))
    return Answer(name, [], None, _bound(model, solver) if name == "UNKNOWN" else None)


def _value(model: cp_model.CpModel, values: list[int]) -> int:
    """Return the objective of a solution, exact even where a float is not."""
    objective = model.proto.objective
    pairs = zip(objective.vars, objective.coeffs, strict=True)
    total: int = sum(coefficient * values[index] for index, coefficient in pairs)
    return total + _offset(model)


def _offset(model: cp_model.CpModel) -> int:
    return round(float(model.proto.objective.offset))


def _bound(model: cp_model.CpModel, solver: cp_model.CpSolver) -> int | None:
    bound = solver.best_objective_bound
    if not isfinite(bound) or abs(bound) >= 2**60:
        return None
    if abs(bound) < _EXACT:
        return ceil(bound - 1e-6)
    return int(solver.response_proto.inner_objective_lower_bound) + _offset(model)


class _Improvements(cp_model.CpSolverSolutionCallback):
    """Pass on the objective and bound of every better solution."""

    def __init__(self, listener: OnImprovement) -> None:
        super().__init__()
        self._listener = listener

    def on_solution_callback(self) -> None:
        """Report; called from a thread of the solver."""
        bound = self.best_objective_bound
        known = ceil(bound - 1e-6) if isfinite(bound) and abs(bound) < 2**60 else None
        self._listener(round(self.objective_value), known)
