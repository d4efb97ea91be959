"""The hint is complete and feasible, in the solver's own words."""

import pytest

from models.problem import Problem
from models.schedule import Objective
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.run import run
from solvers.cpsat.windows import Network, propagate
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    overlap_problem,
    pool_problem,
    random_problem,
    setup_problem,
)

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
    options = SolveOptions(objectives=objectives, workers=1, deterministic_limit=0.01)
    plan = best_dispatch(problem, objectives)
    value = plan.levels[0].value
    cut = limits(problem, plan, objectives, value)
    model = ScheduleModel(problem, propagate(problem, Network(problem), cut.deadlines))
    lines: list[str] = []
    for objective in objectives:
        model.minimize(objective)
        model.hint(plan)
        log: list[str] = []
        run(
            model.model,
            options,
            deadline=float("inf"),
            on_improvement=lambda value, bound: None,  # noqa: ARG005 - nobody listens
            on_log=log.append,
        )
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
