"""Optima keep their value in other words, and never get worse with one rule less."""

import numpy as np
import pytest

from models.problem_verify import check_schedule
from solvers.dispatch import dispatch
from tests.solvers.proof.everything_relaxed import RELAXATIONS, relaxed
from tests.solvers.proof.everything_tiny import everything_problem
from tests.solvers.proof.everything_variants import keeps_its_optimum, never_gets_worse

CHUNK = 20


@pytest.mark.parametrize("first", range(0, 240, CHUNK))
def test_time_names_and_order_do_not_change_an_optimum(first: int) -> None:
    for seed in range(first, first + CHUNK):
        keeps_its_optimum(seed)


@pytest.mark.parametrize("first", range(0, 240, CHUNK))
def test_one_rule_less_or_one_machine_more_never_makes_an_optimum_worse(first: int) -> None:
    assert sum(never_gets_worse(seed, 6) for seed in range(first, first + CHUNK)) >= CHUNK


@pytest.mark.parametrize("name", RELAXATIONS)
def test_every_relaxation_finds_something_to_relax(name: str) -> None:
    problems = [everything_problem(seed, 5, horizon=40) for seed in range(20)]
    looser = [relaxed(problem, name, np.random.default_rng(0)) for problem in problems]
    assert any(problem is not None for problem in looser)
    plans = [(problem, dispatch(problem)) for problem in looser if problem is not None]
    assert all(not plan.is_plan or check_schedule(p, plan) == [] for p, plan in plans)
