"""Peers find plans that keep our rules, and their proofs agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.cell import Budget
from benchmarks.curve import Recorder
from benchmarks.plain_cpsat import solve_with_hint, solve_without_hint
from benchmarks.plants import plant
from benchmarks.problems import weighted_jobshop
from benchmarks.pyjobshop_peer import VERSION, solve_by_pyjobshop
from models.level import Level
from models.problem_verify import check_schedule
from models.schedule import Objective, Status
from scheduler.compile import compile_problem
from scheduler.files.projects import Activity, project_scenario
from scheduler.mrp import plan_materials

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem
    from models.scenario import Scenario

BUDGET = Budget(time_limit=20.0, workers=1)


def _compiled(scenario: Scenario) -> Problem:
    return compile_problem(scenario, plan_materials(scenario)).problem


def _calendars() -> Problem:
    return _compiled(plant(12, 3, plain=True, tightness=0.1))


def _project() -> Problem:
    free = [Activity(3, (1, 2), (3,)), Activity(2, (2, 1), (3,)), Activity(4, (1, 1), ())]
    return _compiled(project_scenario("p", [*free, Activity(1, (2, 2), ())], (2, 2)))


def _weighted() -> Problem:
    jobs = [[(0, 3), (1, 2), (2, 2)], [(0, 2), (2, 1), (1, 4)], [(1, 4), (2, 3), (0, 1)]]
    return weighted_jobshop([[[step] for step in job] for job in jobs])


CASES = pytest.mark.parametrize(
    ("build", "objective"),
    [
        (_calendars, Objective.TARDINESS),
        (_calendars, Objective.MAKESPAN),
        (_project, Objective.MAKESPAN),
        (_weighted, Objective.TARDINESS),
    ],
)


@CASES
def test_cp_sat_proves_the_same_with_and_without_a_hint(
    build: Callable[[], Problem], objective: Objective
) -> None:
    problem, level = build(), Level.of(objective)
    recorder = Recorder(str(objective), 1)
    plain = solve_without_hint(problem, level, BUDGET, recorder)
    hinted = solve_with_hint(problem, level, BUDGET, Recorder(str(objective), 1))
    for schedule in (plain, hinted):
        assert schedule.status is Status.OPTIMAL
        assert check_schedule(problem, schedule) == []
    assert plain.levels[0].value == plain.levels[0].bound == hinted.levels[0].value
    values = [event[3] for event in recorder.events if event[3] is not None]
    assert values[-1] == plain.levels[0].value


@CASES
def test_pyjobshop_proves_what_cp_sat_proves_on_our_model(
    build: Callable[[], Problem], objective: Objective
) -> None:
    from importlib.metadata import version

    pytest.importorskip("pyjobshop")
    if version("pyjobshop") != VERSION:
        pytest.skip(f"pyjobshop is not {VERSION}")
    problem, level = build(), Level.of(objective)
    recorder = Recorder(str(objective), 1)
    theirs = solve_by_pyjobshop(problem, level, BUDGET, recorder)
    ours = solve_without_hint(problem, level, BUDGET, Recorder(str(objective), 1))
    assert check_schedule(problem, theirs) == []
    assert (theirs.status, theirs.levels[0].value) == (Status.OPTIMAL, ours.levels[0].value)
    assert recorder.first_plan is not None


def test_improvements_that_follow_each_other_closely_are_one() -> None:
    recorder = Recorder("tardiness", 0.5)
    for seconds, value in ((1.0, 10), (1.005, 8), (1.5, 6)):
        recorder.add(seconds, "me", "tardiness", value, None)
    recorder.add(1.6, "me", "flow", 7, 3)
    assert recorder.first_plan == 1.0
    # values of the first level in its unit; 1.005 comes less than 0.02 s after 1.0
    assert recorder.events == (
        (1.005, "me", "tardiness", 4.0, None),
        (1.5, "me", "tardiness", 3.0, None),
        (1.6, "me", "flow", 7, 3),
    )


def test_a_stream_of_improvements_is_thinned_but_not_lost() -> None:
    recorder = Recorder("makespan", 1)
    for step in range(100):
        recorder.add(1.0 + 0.015 * step, "me", "makespan", 1000 - step, None)
    # two within 0.015 s are one, three within 0.03 s are not: each second one is kept
    assert [event[3] for event in recorder.events] == list(range(999, 900, -2))
