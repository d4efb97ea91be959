"""The hint is complete and feasible, in the solver's own words."""

from math import inf

import pytest

from models.level_scale import resolved
from models.measures import objective_value
from models.problem import Problem
from models.schedule import Objective
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.windows import Network, propagate
from solvers.dispatch import best_dispatch
from tests.solvers.cpsat.solving import answered
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    overlap_problem,
    pool_problem,
    random_problem,
    setup_problem,
)
from tests.solvers.proof.everything_tiny import everything_problem, random_level

OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)
PROBLEMS = {
    "chain": chain_problem(),
    "late-chain": chain_problem(due=30),
    "setups": setup_problem(),
    "pool": pool_problem(),
    "overlap": overlap_problem(),
    "crew": crew_problem(),
} | {f"random-{seed}": random_problem(seed, 8 + seed % 5) for seed in range(12)}


def verdicts(problem: Problem, objectives: tuple[Objective, ...]) -> list[str]:
    """Return what CP-SAT's log says first about the hint, one line per level."""
    budget = Budget(Effort.PROVE, 1, 0, inf, 0.01)
    plan = best_dispatch(problem, objectives)
    value = plan.levels[0].value
    cut = limits(problem, plan, objectives, value)
    model = ScheduleModel(problem, propagate(problem, Network(problem), cut.deadlines))
    lines: list[str] = []
    for objective in objectives:
        model.minimize(objective)
        model.hint(plan)
        log: list[str] = []
        watched(model.model, budget, lambda _: False, on_log=log.append)
        said = [line for part in log for line in part.splitlines() if "solution hint is" in line]
        lines.append(said[0])
    return lines


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_solver_finds_the_hint_complete_and_feasible(name: str) -> None:
    problem = PROBLEMS[name]
    assert problem.num_operations >= 3
    plan = best_dispatch(problem, OBJECTIVES)
    values = [level.value for level in plan.levels]
    assert verdicts(problem, OBJECTIVES) == [
        f"The solution hint is complete and is feasible. Its objective value is {value}."
        for value in values
    ]


def test_the_hint_holds_for_every_other_objective_too() -> None:
    objectives = (Objective.LATE, Objective.SETUP, Objective.MAX_LATENESS)
    for line in verdicts(setup_problem(), objectives):
        assert line.startswith("The solution hint is complete and is feasible.")


def verdict_of_everything(seed: int) -> bool | None:
    """Tell whether a hint is accepted; `None` without a plan or where presolve decides all."""
    problem = everything_problem(seed, 5, horizon=16)
    level = resolved(problem, random_level(seed))
    plan = best_dispatch(problem, (level,))
    if not plan.is_plan:
        return None
    log: list[str] = []
    answered(problem, level, hint=plan, log=log)
    said = [line for part in log for line in part.splitlines() if "solution hint is" in line]
    value = objective_value(problem, plan, level)
    accepted = f"The solution hint is complete and is feasible. Its objective value is {value}."
    return said[0] == accepted if said else None


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_hints_are_feasible_whatever_rules_meet(first: int) -> None:
    verdicts = [verdict_of_everything(seed) for seed in range(first, first + 30)]
    assert False not in verdicts
    assert verdicts.count(True) >= 10
