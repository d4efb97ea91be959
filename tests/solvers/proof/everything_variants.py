"""What becomes of an optimum if its problem is told otherwise, or relaxed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.level_scale import resolved
from models.measures import objective_value
from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.solve import solve
from tests.solvers.proof.everything_proofs import options_for, proven
from tests.solvers.proof.everything_relaxed import KEEPS_PLANS, RELAXATIONS, relaxed
from tests.solvers.proof.everything_renamed import later, later_value, shuffled
from tests.solvers.proof.everything_tiny import everything_problem, random_level

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Level, Schedule

__all__ = ["keeps_its_optimum", "never_gets_worse"]

_SHIFTS = (1, 7, 24, 1_000)


def _instance(seed: int) -> tuple[Problem, Level]:
    problem = everything_problem(seed, 3 + seed % 4, horizon=18)
    return problem, resolved(problem, random_level(seed))


def _best(problem: Problem, level: Level, *, alone: bool) -> Schedule:
    """Return a checked and proven plan, or that there is none."""
    options = options_for(level)
    plan = proven(problem, options) if alone else solve(problem, options)
    assert plan.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert not plan.is_plan or check_schedule(problem, plan) == []
    return plan


def _optimum(problem: Problem, level: Level, *, alone: bool) -> int | None:
    plan = _best(problem, level, alone=alone)
    return objective_value(problem, plan, level) if plan.is_plan else None


def keeps_its_optimum(seed: int) -> None:
    """Check that neither time nor names nor the order of anything matter."""
    problem, level = _instance(seed)
    value, alone = _optimum(problem, level, alone=bool(seed % 2)), bool(seed // 2 % 2)
    ticks = _SHIFTS[seed % len(_SHIFTS)]
    wanted = None if value is None else later_value(problem, level, value, ticks)
    assert _optimum(later(problem, ticks), level, alone=alone) == wanted, (seed, ticks)
    assert _optimum(shuffled(problem, seed), level, alone=alone) == value, seed


def never_gets_worse(seed: int, names: int) -> int:
    """Check some relaxations of an instance, other ones for each seed; return how many."""
    problem, level = _instance(seed)
    plan = _best(problem, level, alone=bool(seed % 2))
    if not plan.is_plan:
        return 0
    rng, tried = np.random.default_rng(seed), 0
    value = objective_value(problem, plan, level)
    for name in rng.permutation(list(RELAXATIONS))[:names].tolist():
        looser = relaxed(problem, name, rng)
        if looser is not None:
            tried += 1
            assert name not in KEEPS_PLANS or check_schedule(looser, plan) == [], (seed, name)
            better = _optimum(looser, level, alone=bool(rng.integers(0, 2)))
            assert better is not None, (seed, name)
            assert better <= value, (seed, name)
    return tried
