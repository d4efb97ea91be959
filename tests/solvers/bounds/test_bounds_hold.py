"""No bound is above the optimum, whatever rules meet."""

from __future__ import annotations

import pytest

from models.level import Level, Objective, Term
from tests.solvers.bounds.proving import judged
from tests.solvers.proof.everything_tiny import random_level


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_no_bound_of_a_random_level_is_above_the_optimum(first: int) -> None:
    found = [judged(seed, random_level(seed)) for seed in range(first, first + 50)]
    assert sum(pair is not None for pair in found) > 15  # many have a plan and a bound


@pytest.mark.parametrize(
    "objective",
    [item for item in Objective if item is not Objective.COST],
    ids=str,
)
def test_no_bound_of_an_objective_alone_is_above_the_optimum(objective: Objective) -> None:
    level = Level((Term(objective),))
    found = [judged(seed, level) for seed in range(5_000, 5_030)]
    pairs = [pair for pair in found if pair is not None]
    assert len(pairs) > 10
    # a bound that is always trivial would pass, too; this one is often the optimum
    assert sum(bound == value for bound, value in pairs) > len(pairs) // 8


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 20_000, 250))
def test_no_bound_is_above_the_optimum_of_thousands(first: int) -> None:
    for seed in range(first, first + 250):
        judged(seed, random_level(seed))
