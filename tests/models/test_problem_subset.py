"""A part of a problem allows all that the whole allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.problem_subset import subset
from models.problem_verify import check_schedule
from models.schedule import Schedule
from solvers.dispatch import dispatch
from tests.solvers.problems import random_problem

if TYPE_CHECKING:
    from models.problem import Problem


@pytest.mark.parametrize("seed", range(12))
def test_the_part_of_a_good_plan_is_a_good_plan_of_the_part(seed: int) -> None:
    problem = random_problem(seed, 14)
    plan = dispatch(problem)
    assert plan.is_plan
    keep = np.random.default_rng(seed).random(problem.num_operations) < 0.6
    part = subset(problem, keep)
    numbers = np.cumsum(np.isin(np.arange(problem.num_modes), _modes_of(problem, keep))) - 1
    kept = Schedule(
        mode=numbers[plan.mode[keep]].astype(np.int64),
        unit=plan.unit[keep],
        start=plan.start[keep],
        end=plan.end[keep],
        changeover=plan.changeover[keep],
        status=plan.status,
    )
    # who ran before on a machine decides its changeovers, so those are another matter
    faults = [row for row in check_schedule(part, kept) if "changeover" not in row]
    assert not faults


def _modes_of(problem: Problem, keep: np.ndarray) -> np.ndarray:
    return np.flatnonzero(keep[problem.mode_op])


def test_all_of_a_problem_is_the_problem() -> None:
    problem = random_problem(3, 10)
    whole = subset(problem, np.ones(problem.num_operations, dtype=np.bool_))
    for name, value in vars(problem).items():
        if isinstance(value, np.ndarray) and not name.startswith("_"):
            np.testing.assert_array_equal(getattr(whole, name), value, err_msg=name)


def test_names_and_demands_follow_their_operations() -> None:
    problem = random_problem(5, 8)
    keep = np.zeros(problem.num_operations, dtype=np.bool_)
    keep[[1, 4]] = True
    part = subset(problem, keep)
    assert part.op_names == (problem.op_names[1], problem.op_names[4])
    assert part.num_demands == problem.num_demands
    assert set(part.demand_op.tolist()) <= {0, 1}


def test_nothing_is_kept_of_a_problem_without_its_operations() -> None:
    problem = random_problem(5, 8)
    part = subset(problem, np.zeros(problem.num_operations, dtype=np.bool_))
    assert part.num_operations == part.num_modes == part.pred.size == 0
