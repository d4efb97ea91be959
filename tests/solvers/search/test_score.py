"""Levels as sums are worth what `models.measures` says."""

from __future__ import annotations

import numpy as np
import pytest

from models.level_scale import resolve
from models.measures import completion_times, levels, objective_value
from models.schedule import Objective
from solvers.dispatch import best_dispatch
from solvers.search.score import MEASURES, score_of
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
    score = score_of(problem, wanted)
    late = np.maximum(0, completion_times(problem, plan) - problem.demand_due)
    worst = (score.group * late).max(axis=1, initial=0)
    plain = np.array([objective_value(problem, plan, measure) for measure in MEASURES])
    total = score.tardiness @ late + score.late @ (late > 0)
    total += score.lateness @ worst + score.plain @ plain
    assert tuple(total.tolist()) == levels(problem, plan, wanted)


def test_most_random_plants_have_a_plan_to_measure() -> None:
    assert len(SEEDS) > 40
