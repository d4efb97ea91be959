"""Machines with setups: who waits for whom, and what that saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.dispatch import Patience, best_dispatch, dispatch
from solvers.dispatch.chronological import Chronological
from tests.solvers.problems import random_problem, setup_problem

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.dispatch.shop import Shop


def _idle(*, due: int = 100, arrival: int = 6) -> Problem:
    """Return a machine in state 0 that can do OTHER, state 1, now and SAME, state 0, later.

    A changeover takes 5 ticks each way, work 3; LAST, in state 0 too, is after SAME.
    """
    builder = ProblemBuilder(horizon=200)
    always = builder.calendar(WorkingTime.always(0, 200))
    matrix = builder.setup_matrix([[0, 5], [5, 0]])
    machine = builder.resource("M", calendar=always, setup=matrix, initial_state=0)
    for name, state, release in (("OTHER", 1, 0), ("SAME", 0, arrival), ("LAST", 0, 0)):
        builder.operation([ModeSpec(3, machine, always, state=state)], name, release=release)
    builder.precede(1, 2)
    builder.demand(due, [0])
    builder.demand(190, [2])
    return builder.build()


def _plan(problem: Problem, patience: Patience) -> list[int]:
    plan = dispatch(problem, "setup-patient", patience=patience)
    assert check_schedule(problem, plan) == []
    starts: list[int] = plan.start.tolist()
    return starts


def test_S19_an_idle_machine_waits_only_when_all_three_allow() -> None:
    # the machine stays idle until 6, does SAME and LAST without a changeover, then OTHER
    assert _plan(_idle(), Patience()) == [17, 6, 9]
    # with a changeover of 5 as low as 5 it takes OTHER at once
    assert _plan(_idle(), Patience(low_setup=5)) == [5, 13, 16]
    # 9 ticks of work until the last due date at 190 are 4.7 percent: a bottleneck above 4
    assert _plan(_idle(), Patience(bottleneck_percent=4)) == [5, 13, 16]
    assert _plan(_idle(), Patience(bottleneck_percent=5)) == [17, 6, 9]
    # OTHER, due at 2, should have started at -1: at 0 it is delayed by 1
    assert _plan(_idle(due=2), Patience()) == [5, 13, 16]
    assert _plan(_idle(due=2), Patience(max_delay=9)) == [17, 6, 9]


def test_a_machine_waits_no_longer_than_until_somebody_is_delayed_too_much() -> None:
    # the latest start of OTHER is 4; at 7 it is delayed by 3, more than 2, and SAME comes at 20
    assert _plan(_idle(due=7, arrival=20), Patience(max_delay=2)) == [12, 20, 23]


def test_a_machine_does_not_wait_for_whom_nobody_knows_to_come() -> None:
    # SAME and LAST need the other state too
    problem = _idle().replace(mode_state=np.array([1, 1, 1]))
    assert _plan(problem, Patience()) == [5, 8, 11]


def test_other_rules_take_whoever_is_there() -> None:
    for rule in ("setup-avoiding", "fifo"):
        assert dispatch(_idle(), rule).start.tolist() == [5, 13, 16]


def test_S17_aabb_beats_abab_in_setup_cost() -> None:
    problem = setup_problem().replace(
        demand_due=np.full(4, 8), demand_weight=np.ones(4, dtype=np.int64)
    )
    alternating, batched = dispatch(problem, "list"), dispatch(problem, "setup-avoiding")
    # states 0 1 0 1 change over three times, 3 + 5 + 3; 0 0 1 1 once
    assert int(alternating.changeover.sum()) == 11
    assert int(batched.changeover.sum()) == 3


@pytest.mark.parametrize("seed", range(30))
def test_patient_plans_of_mixed_plants_break_no_rule(seed: int) -> None:
    problem = random_problem(seed, 12 + seed)
    patience = Patience(low_setup=seed % 3, bottleneck_percent=25 * (seed % 5), max_delay=seed)
    plan = dispatch(problem, "setup-patient", patience=patience)
    assert plan.is_plan, plan.facts
    assert check_schedule(problem, plan) == []


def test_endless_patience_still_ends() -> None:
    for seed in range(10):
        problem = random_problem(seed, 40)
        patience = Patience(low_setup=0, bottleneck_percent=10**6, max_delay=10**6)
        assert dispatch(problem, "setup-patient", patience=patience).is_plan


def test_best_dispatch_is_patient_only_if_told_how(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = Chronological.run

    def noted(generation: Chronological) -> Shop:
        asked.append(generation.rule.name)
        return run(generation)

    monkeypatch.setattr(Chronological, "run", noted)
    best_dispatch(_idle())
    assert "setup-patient" not in asked
    best_dispatch(_idle(), patience=Patience())
    assert asked[-1] == "setup-patient"
