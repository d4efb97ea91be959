"""Kernels measure what `models.measures` measures."""

from __future__ import annotations

import numpy as np
import pytest

from models.level_scale import resolve
from models.measures import completion_times, levels
from models.schedule import Objective
from solvers.dispatch import best_dispatch
from solvers.search.arrays import arrays_of
from solvers.search.score import Times, evaluate, score_of
from tests.solvers.proof.everything_tiny import everything_problem, random_level

# seeds whose plants some rule can plan
SEEDS = [
    seed for seed in range(60) if best_dispatch(everything_problem(seed, 6, horizon=40)).is_plan
]


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_of_random_plans_are_those_of_the_measures(seed: int) -> None:
    problem = everything_problem(seed, 6, horizon=40)
    plan = best_dispatch(problem)
    several = tuple(random_level(seed + step) for step in range(4))
    every = [one for one in Objective if one is not Objective.COST]
    wanted = resolve(problem, (*several, *every, Objective.COST))
    out = np.zeros(len(wanted), dtype=np.int64)
    completion = np.zeros(problem.num_demands, dtype=np.int64)
    times = Times(plan.mode, plan.start, plan.end, plan.changeover)
    evaluate(arrays_of(problem), score_of(problem, wanted), times, completion, out)
    assert tuple(out.tolist()) == levels(problem, plan, wanted)
    assert completion.tolist() == completion_times(problem, plan).tolist()


def test_most_random_plants_have_a_plan_to_measure() -> None:
    assert len(SEEDS) > 40
