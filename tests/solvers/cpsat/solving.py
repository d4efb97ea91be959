"""Solve a problem with CP-SAT alone, without a dispatched plan to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.measures import levels
from models.problem_verify import check_schedule
from solvers.cpsat.extract import extract
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.run import Answer, Budget, Effort, watched
from solvers.cpsat.windows import Network, propagate

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Level, Objective, Schedule

__all__ = ["INFEASIBLE", "answered", "optimum", "verdict"]

BUDGET = Budget(Effort.PROVE, workers=1, seed=0, seconds=60.0, work=10.0)
INFEASIBLE = "INFEASIBLE"


def answered(
    problem: Problem,
    objective: Level | Objective,
    *,
    until: int | None = None,
    hint: Schedule | None = None,
    log: list[str] | None = None,
) -> tuple[Answer, ScheduleModel | None]:
    """Return what CP-SAT answers within a common deadline, and the model it was asked."""
    end = problem.horizon if until is None else until
    windows = propagate(problem, Network(problem), [end] * problem.num_operations)
    if not all(windows.possible):
        return Answer(INFEASIBLE, [], None, None), None
    model = ScheduleModel(problem, windows)
    model.minimize(objective)
    if hint is not None:
        model.hint(hint)
    answer = watched(
        model.model, BUDGET, lambda _: False, on_log=None if log is None else log.append
    )
    return answer, model


def verdict(
    problem: Problem, objective: Objective, hint: Schedule, *, until: int | None = None
) -> str:
    """Return what CP-SAT says of a hint."""
    log: list[str] = []
    answered(problem, objective, until=until, hint=hint, log=log)
    lines = [line for part in log for line in part.splitlines()]
    return next(line for line in lines if "solution hint is" in line)


def optimum(problem: Problem, objective: Objective) -> Schedule | None:
    """Return a plan that CP-SAT proves to be optimal, checked; ``None`` if there is no plan."""
    answer, model = answered(problem, objective)
    if model is None or answer.status == INFEASIBLE:
        return None
    assert answer.status == "OPTIMAL"
    plan = extract(problem, model, answer.values)
    assert check_schedule(problem, plan) == []
    assert levels(problem, plan, (objective,)) == (answer.objective,)
    return plan
