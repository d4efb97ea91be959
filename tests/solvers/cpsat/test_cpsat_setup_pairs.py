"""The order of operations with different states changes no optimum, and finds proofs."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level_scale import resolved
from models.measures import levels
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Level, Objective
from solvers.cpsat import changeovers
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.windows import Network, propagate
from solvers.dispatch import best_dispatch
from tests.solvers.cpsat.solving import optimum, verdict
from tests.solvers.proof.everything_brute import best_plan
from tests.solvers.proof.everything_tiny import everything_problem


def painting(seed: int, operations: int, machines: int) -> ProblemBuilder:
    """Return operations of 4 colours on machines of a kind; a detour is shorter than 0 to 3."""
    random = np.random.default_rng(seed)
    builder = ProblemBuilder(horizon=2_000)
    calendar = builder.calendar(WorkingTime.of([(24 * day, 24 * day + 16) for day in range(80)]))
    matrix = builder.setup_matrix([[0, 2, 4, 9], [5, 0, 2, 4], [3, 2, 0, 1], [6, 4, 3, 0]])
    rows = [
        builder.resource(f"M{number}", calendar=calendar, setup=matrix, initial_state=0)
        for number in range(machines)
    ]
    for length, state, due in random.integers((1, 0, 4), (7, 4, 40), (operations, 3)).tolist():
        modes = [ModeSpec(length, machine, calendar, state=state) for machine in rows]
        builder.demand(due, [builder.operation(modes)], weight=1 + length % 3, flow=1)
    return builder


@pytest.mark.parametrize("seed", range(30))
def test_the_optimum_is_the_one_that_trying_everything_finds(seed: int) -> None:
    problem = everything_problem(seed + 500, 4, horizon=13)
    objective = (Objective.SETUP, Objective.TARDINESS, Objective.MAKESPAN)[seed % 3]
    best, found = best_plan(problem, objective), optimum(problem, objective)
    assert (best is None) == (found is None)
    if best is not None and found is not None:
        wanted = (resolved(problem, Level.of(objective)),)
        assert levels(problem, found, wanted) == levels(problem, best, wanted)


@pytest.mark.parametrize("machines", [1, 2])
@pytest.mark.parametrize("objective", [Objective.TARDINESS, Objective.SETUP, Objective.MAKESPAN])
def test_the_optimum_is_the_one_without_pairs(
    objective: Objective, machines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = [painting(seed, 5, machines).build() for seed in range(3)]

    def values() -> list[int]:
        plans = [optimum(problem, objective) for problem in problems]
        return [
            levels(problem, plan, (Level.of(objective),))[0]
            for problem, plan in zip(problems, plans, strict=True)
            if plan is not None
        ]

    found = values()
    assert len(found) == len(problems)
    monkeypatch.setattr(changeovers, "add_pairs", lambda *_: None)
    assert values() == found


@pytest.mark.parametrize("seed", range(4))
def test_hints_are_complete_and_feasible(seed: int) -> None:
    problem = painting(seed, 8, 2).build()
    hint = best_dispatch(problem, (Objective.TARDINESS,))
    said = verdict(problem, Objective.TARDINESS, hint)
    assert said.startswith("The solution hint is complete and is feasible.")


def test_a_proof_of_eleven_operations_takes_less_than_a_second_of_work() -> None:
    problem = painting(1, 11, 1).build()
    windows = propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)
    model = ScheduleModel(problem, windows)
    model.minimize(Objective.MAKESPAN)
    answer = watched(model.model, Budget(Effort.PROVE, 1, 0, inf, 5.0), lambda _: False)
    assert answer.status == "OPTIMAL"
