"""CP-SAT finds what trying everything finds, whatever rules resources have."""

import pytest

from models.measures import levels
from models.problem import Problem
from models.schedule import Objective
from tests.solvers.cpsat.rich_brute import best_plan
from tests.solvers.cpsat.rich_tiny import rich_problem
from tests.solvers.cpsat.solving import INFEASIBLE, answered, optimum, verdict

NEVER = 10**6


def check_optimum(problem: Problem, objective: Objective) -> bool:
    """Check that CP-SAT and trying everything agree; tell whether there is a plan."""
    plan = optimum(problem, objective)
    if plan is None:
        assert best_plan(problem, objective, NEVER) is None
        return False
    (value,) = levels(problem, plan, (objective,))
    best = best_plan(problem, objective, value)
    assert best is not None
    assert levels(problem, best, (objective,)) == (value,)
    accepted = f"The solution hint is complete and is feasible. Its objective value is {value}."
    assert verdict(problem, objective, best) == accepted
    if objective is Objective.MAKESPAN:  # just wide enough, and not wide enough
        assert verdict(problem, objective, best, until=value) == accepted
        is_free = not (problem.op_fixed_start >= 0).any()  # pins ask no deadline
        assert not is_free or answered(problem, objective, until=value - 1)[0].status == INFEASIBLE
    return True


def check_seed(seed: int) -> bool:
    problem = rich_problem(seed, 4 if seed % 4 == 0 else 3, horizon=14 if seed % 4 == 0 else 18)
    objective = (Objective.MAKESPAN, Objective.TARDINESS)[seed % 2]
    return check_optimum(problem, objective)


@pytest.mark.parametrize("first", range(0, 90, 15))
def test_optima_under_all_resource_rules_are_those_of_trying_everything(first: int) -> None:
    feasible = sum(check_seed(seed) for seed in range(first, first + 15))
    assert feasible >= 8


# found faults once: pins in closed time that coordinates cannot tell apart (20555), sessions that
# must not end before a predecessor (30430), ends that no deadline allows (30710)
@pytest.mark.parametrize("seed", [20555, 30430, 30710])
def test_rich_problems_that_once_were_solved_wrongly_are_solved_right(seed: int) -> None:
    assert check_seed(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 13_000, 250))
def test_optima_under_all_resource_rules_match_in_a_large_campaign(first: int) -> None:
    for seed in range(first, first + 250):
        check_seed(seed)
