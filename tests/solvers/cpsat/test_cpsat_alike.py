"""Machines of a kind are taken in their order: no optimum changes, hints stay complete."""

from __future__ import annotations

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.measures import levels
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Level, Objective
from solvers.cpsat import model
from solvers.cpsat.alike import kinds
from solvers.cpsat.windows import Network, propagate
from solvers.dispatch import best_dispatch
from tests.solvers.cpsat.solving import optimum, verdict


def twins(seed: int, operations: int = 5) -> ProblemBuilder:
    """Return operations of two colours on machines 0 and 2 of a kind and 1, which is slower."""
    random = np.random.default_rng(seed)
    builder = ProblemBuilder(horizon=500)
    calendar = builder.calendar(WorkingTime.of([(24 * day, 24 * day + 16) for day in range(20)]))
    matrix = builder.setup_matrix([[0, 3], [4, 0]])
    machines = [
        builder.resource(f"M{number}", calendar=calendar, setup=matrix, initial_state=0)
        for number in range(3)
    ]
    for length, state, due in random.integers((2, 0, 2), (7, 2, 20), (operations, 3)).tolist():
        modes = [
            ModeSpec(length + (number == 1), machine, calendar, state=state)
            for number, machine in enumerate(machines)
        ]
        builder.demand(due, [builder.operation(modes)], weight=1 + length % 3, flow=1)
    return builder


def found_kinds(builder: ProblemBuilder) -> list[tuple[int, ...]]:
    problem = builder.build()
    windows = propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)
    return [kind.machines for kind in kinds(problem, windows)]


def test_only_machines_that_no_rule_tells_apart_are_of_a_kind() -> None:
    assert found_kinds(twins(0)) == [(0, 2)]
    fixed = twins(0)
    fixed.fix(0, start=0, mode=0)
    assert found_kinds(fixed) == []


@pytest.mark.parametrize("seed", range(6))
def test_hints_are_complete_and_feasible(seed: int) -> None:
    problem = twins(seed).build()
    hint = best_dispatch(problem, (Objective.TARDINESS,))
    said = verdict(problem, Objective.TARDINESS, hint)
    assert said.startswith("The solution hint is complete and is feasible.")


@pytest.mark.parametrize("objective", [Objective.TARDINESS, Objective.SETUP, Objective.MAKESPAN])
def test_the_optimum_is_the_one_of_all_plans(
    objective: Objective, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = [twins(seed, 4).build() for seed in range(3)]

    def values() -> list[tuple[int, ...]]:
        plans = [optimum(problem, objective) for problem in problems]
        return [
            levels(problem, plan, (Level.of(objective),))
            for problem, plan in zip(problems, plans, strict=True)
            if plan is not None
        ]

    found = values()
    assert len(found) == len(problems)
    monkeypatch.setattr(model, "kinds", lambda *_: [])
    assert values() == found
