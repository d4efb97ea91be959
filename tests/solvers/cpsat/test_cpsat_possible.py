"""A problem is refuted only if trying everything finds no plan."""

from math import inf
from time import monotonic

from models.schedule import Objective
from solvers.cpsat.possible import is_refuted
from tests.solvers.problems import setup_problem
from tests.solvers.proof.everything_brute import best_plan
from tests.solvers.proof.everything_tiny import everything_problem


def test_what_trying_everything_cannot_plan_is_refuted() -> None:
    told = {True: 0, False: 0}
    for seed in range(60):
        problem = everything_problem(seed, 3, horizon=12)
        is_impossible = best_plan(problem, Objective.MAKESPAN) is None
        assert is_refuted(problem, work=10.0, deadline=inf) == is_impossible, seed
        told[is_impossible] += 1
    assert min(told.values()) > 5


def test_without_time_nothing_is_refuted() -> None:
    assert not is_refuted(setup_problem(), work=10.0, deadline=monotonic() - 1)
