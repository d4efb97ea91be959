"""CP-SAT finds what trying everything finds, whatever rules resources have."""

from time import monotonic

import pytest

from models.measures import levels
from models.problem import Problem
from models.problem_verify import check_schedule
from models.schedule import Objective, Schedule
from solvers.cpsat.extract import extract
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.run import Answer, run
from solvers.cpsat.windows import Network, propagate
from solvers.options import SolveOptions
from tests.solvers.cpsat.rich_brute import best_plan
from tests.solvers.cpsat.rich_tiny import rich_problem

OPTIONS = SolveOptions(workers=1, deterministic_limit=10.0)
NEVER = 10**6


def solved(
    problem: Problem, objective: Objective, hint: Schedule | None = None
) -> tuple[Answer, ScheduleModel | None, str]:
    """Return what CP-SAT answers, and what it says of the hint."""
    windows = propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)
    if not all(windows.possible):
        return Answer("INFEASIBLE", [], None, None), None, ""
    model = ScheduleModel(problem, windows)
    model.minimize(objective)
    if hint is not None:
        model.hint(hint)
    log: list[str] = []
    answer = run(
        model.model,
        OPTIONS,
        deadline=monotonic() + 60,
        on_improvement=lambda value, bound: None,  # noqa: ARG005 - nobody listens
        on_log=log.append,
    )
    said = [line for part in log for line in part.splitlines() if "solution hint is" in line]
    return answer, model, said[0] if said else ""


def check_optimum(problem: Problem, objective: Objective) -> bool:
    """Check that CP-SAT and trying everything agree; tell whether there is a plan."""
    answer, model, _ = solved(problem, objective)
    if answer.status == "INFEASIBLE" or model is None:
        assert best_plan(problem, objective, NEVER) is None
        return False
    assert answer.status == "OPTIMAL"
    assert answer.objective is not None
    plan = extract(problem, model, answer.values)
    assert check_schedule(problem, plan) == []
    assert levels(problem, plan, (objective,)) == (answer.objective,)
    best = best_plan(problem, objective, answer.objective)
    assert best is not None
    assert levels(problem, best, (objective,)) == (answer.objective,)
    assert solved(problem, objective, best)[2] == (
        f"The solution hint is complete and is feasible. Its objective value is {answer.objective}."
    )
    return True


def check_seed(seed: int) -> bool:
    problem = rich_problem(seed, 4 if seed % 4 == 0 else 3, horizon=14 if seed % 4 == 0 else 18)
    objective = (Objective.MAKESPAN, Objective.TARDINESS)[seed % 2]
    return check_optimum(problem, objective)


@pytest.mark.parametrize("first", range(0, 200, 25))
def test_optima_under_all_resource_rules_are_those_of_trying_everything(first: int) -> None:
    feasible = sum(check_seed(seed) for seed in range(first, first + 25))
    assert feasible >= 10


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 13_000, 250))
def test_optima_under_all_resource_rules_match_in_a_large_campaign(first: int) -> None:
    for seed in range(first, first + 250):
        check_seed(seed)
