"""Run CP-SAT once, stop it in time, and read its answer.

What protects against the solver's own faults: every plan is checked by code that shares nothing
with it (`models.problem_verify`), the plan known before is kept, a proof that contradicts it is
refused by whoever asked for it, and a run that does not stop is left behind (`watched`). OR-Tools
9.15 has open reports of wrong answers (issue 5003), of false infeasibility without presolve
(5295, so presolve is never turned off) and of limits overrun with many no-overlaps (4882); 9.14
does not come back from some small models with dynamic precedences in cumulatives, so those are not
asked for (`solvers.cpsat.effort`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from math import ceil, isfinite
from time import monotonic
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solvers.cpsat.effort import Effort, configure
from solvers.watchdog import GRACE_SECONDS, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    OnLog = Callable[[str], None]
    IsEnough = Callable[["News"], bool]

__all__ = ["Answer", "Budget", "Effort", "News", "watched"]

_POLL_SECONDS = 0.05

_EXACT = 2**52
"""Up to here every integer is a float."""

_COPY_SHARE = 0.02
"""Part of the time that goes into copying solutions while the solver works."""

_log = logging.getLogger(__name__)


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
    work
        Deterministic seconds it took.
    """

    status: str
    values: list[int]
    objective: int | None
    bound: int | None
    work: float = 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may use.

    Parameters
    ----------
    seconds
        Wall time; infinite where only the work counts.
    work
        Deterministic seconds, ``None`` for any.
    """

    effort: Effort
    workers: int
    seed: int
    seconds: float
    work: float | None = None


class News:
    """What a run has found so far: written by the solver's threads, read by the one that waits."""

    def __init__(self) -> None:
        self.bound: int | None = None
        self._values: list[int] | None = None
        self._next_copy = 0.0

    def take(self) -> list[int] | None:
        """Return the values of the best solution that nobody took yet, if there is one."""
        values, self._values = self._values, None
        return values

    def hear_bound(self, bound: float) -> None:
        """Take note of a proved limit, if it is exact as a float."""
        if isfinite(bound) and abs(bound) < _EXACT:
            self.bound = ceil(bound - 1e-6)

    def hear_solution(self, callback: cp_model.CpSolverSolutionCallback) -> None:
        """Take note of a better solution."""
        now = monotonic()
        if now >= self._next_copy:
            self._values = list(callback.response_proto.solution)
            self._next_copy = now + (monotonic() - now) / _COPY_SHARE


def watched(
    model: cp_model.CpModel,
    budget: Budget,
    is_enough: IsEnough,
    *,
    on_log: OnLog | None = None,
) -> Answer:
    """Solve until proven, until the budget is spent, or until it is enough.

    The solver works in a thread of its own, so that a signal handler, which Python runs in the
    main thread, may stop it.

    Parameters
    ----------
    is_enough
        Asked some times a second with what is known so far, in the thread of the caller. A solver
        that goes on for `GRACE_SECONDS` after it said so is left behind.

    Returns
    -------
    Answer
        ``UNKNOWN`` of a solver that is left behind.
    """
    heard, solver = News(), _solver(budget)
    solver.best_bound_callback = heard.hear_bound
    if on_log is not None:
        solver.parameters.log_search_progress = True
        solver.parameters.log_to_stdout = False
        solver.log_callback = on_log
    callback = _Improvements(heard)
    worker = Worker(lambda: solver.solve(model, callback), "cp-sat-solver")
    try:
        while not worker.wait(_POLL_SECONDS):
            if is_enough(heard):
                solver.stop_search()
                if not worker.wait(GRACE_SECONDS):
                    _log.warning("CP-SAT did not stop in time and is left behind")
                    return Answer("UNKNOWN", [], None, None)
    finally:
        solver.stop_search()  # an exception from a signal handler: nobody waits for it any more
    return _answer(model, solver, worker.result(), heard)


def _solver(budget: Budget) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    configure(solver, budget.effort, budget.workers)
    if isfinite(budget.seconds):
        solver.parameters.max_time_in_seconds = max(0.01, budget.seconds)
    if budget.work is not None:
        solver.parameters.max_deterministic_time = budget.work
    solver.parameters.random_seed = budget.seed
    return solver


def _answer(
    model: cp_model.CpModel, solver: cp_model.CpSolver, status: cp_model.CpSolverStatus, heard: News
) -> Answer:
    name, work = solver.status_name(status), float(solver.response_proto.deterministic_time)
    if name in ("OPTIMAL", "FEASIBLE"):
        values = list(solver.response_proto.solution)
        return Answer(name, values, _value(model, values), _bound(model, solver), work)
    # a run that came to nothing reports a bound of 0 even if it never had one
    return Answer(name, [], None, heard.bound if name == "UNKNOWN" else None, work)


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
    """Pass on every better solution."""

    def __init__(self, news: News) -> None:
        super().__init__()
        self._news = news

    def on_solution_callback(self) -> None:
        """Report; called from a thread of the solver."""
        self._news.hear_solution(self)
