"""The sequencing search finds optima of small problems and refuses what it cannot represent."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.measures import objective_value
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective
from solvers.dispatch import best_dispatch, sequence_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from solvers.search.graph_net import MOST
from solvers.search.sequencing import applies, run
from tests.solvers.problems import setup_problem
from tests.solvers.proof.everything_brute import best_plan
from tests.solvers.search.sequencing_problems import DEFAULT, exact_problem, plant, turn_from

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

TARDINESS = resolve(setup_problem(), (Objective.TARDINESS,))


def _improved(
    problem: Problem, effort: int, *, seed: int = 0, objectives: tuple[Objective, ...] = DEFAULT
) -> Schedule:
    """Return the best plan the search finds from the best dispatching rule, checked."""
    turn = turn_from(problem, best_dispatch(problem), effort, seed=seed, objectives=objectives)
    run(problem, turn)
    plan = turn.exchange.close()
    assert plan is not None
    assert check_schedule(problem, plan) == []
    return plan


@pytest.mark.parametrize(
    "objective",
    [Objective.TARDINESS, Objective.MAKESPAN, Objective.MAX_LATENESS, Objective.LATE],
)
def test_small_problems_reach_the_optimum_of_trying_everything(
    objective: Objective, caplog: pytest.LogCaptureFixture
) -> None:
    improved = 0
    for seed in range(3, 15):
        problem = exact_problem(seed)
        first, best = sequence_dispatch(problem, [3, 2, 1, 0]), best_plan(problem, objective)
        assert best is not None
        optimum = objective_value(problem, best, objective)
        turn = turn_from(problem, first, 6_000, objectives=(objective,))
        run(problem, turn)
        assert turn.exchange.values == (optimum,), seed
        improved += objective_value(problem, first, objective) > optimum
    assert improved > 1  # otherwise any list would do
    assert not caplog.records


@pytest.mark.parametrize("seed", range(4))
def test_plants_become_better_and_keep_all_rules(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    problem = plant(seed)
    first, plan = best_dispatch(problem, DEFAULT), _improved(problem, 100_000, seed=seed)
    found = objective_value(problem, plan, Objective.TARDINESS)
    assert found < objective_value(problem, first, Objective.TARDINESS)
    assert plan.provenance == "sequencing"
    assert not caplog.records


def test_setups_are_gathered_when_nothing_else_counts() -> None:
    # 0 0 1 1 from state 0: one changeover of 3; the list order has 3 + 5 + 3
    plan = _improved(setup_problem(), 2_000, objectives=(Objective.SETUP,))
    assert int(plan.changeover.sum()) == 3


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    problem = plant(5)
    plans = [_improved(problem, 50_000, seed=3) for _ in range(2)]
    assert plans[0].start.tolist() == plans[1].start.tolist()
    assert plans[0].mode.tolist() == plans[1].mode.tolist()


def test_other_seeds_search_elsewhere() -> None:
    problem = plant(6, 12)
    plans = [_improved(problem, 20_000, seed=seed) for seed in range(2)]
    assert plans[0].start.tolist() != plans[1].start.tolist()


def test_without_effort_the_clock_ends_the_search() -> None:
    problem = plant(7)
    turn = turn_from(problem, best_dispatch(problem), 0)
    run(problem, Turn(turn.exchange, monotonic() + 0.5))
    assert turn.exchange.best is not None
    assert turn.exchange.best.provenance == "sequencing"


def test_pinned_work_stays_where_it_is() -> None:
    problem = plant(8)
    first = best_dispatch(problem)
    pinned = first.start.size // 2
    starts = np.full_like(problem.op_fixed_start, -1)
    starts[pinned] = first.start[pinned]
    problem = problem.replace(op_fixed_start=starts)
    first = best_dispatch(problem, DEFAULT)
    assert first.is_plan
    plan = _improved(problem, 50_000)
    assert plan.start[pinned] == starts[pinned]
    assert plan.provenance == "sequencing"


def test_without_a_first_plan_there_is_nothing_to_do() -> None:
    problem = plant(9)
    exchange = Exchange(problem, SolveOptions(objectives=TARDINESS), monotonic())
    run(problem, Turn(exchange, monotonic(), 0, 100))
    assert exchange.best is None


def _builder() -> tuple[ProblemBuilder, int]:
    builder = ProblemBuilder(horizon=50)
    return builder, builder.calendar(WorkingTime.always(0, 50))


def test_a_plain_job_shop_is_accepted() -> None:
    assert applies(plant(0), TARDINESS)
    assert applies(setup_problem(), TARDINESS)


def test_sessions_are_refused() -> None:
    builder, always = _builder()
    oven = builder.resource("OVEN", calendar=always, session=(10, 5, 3))
    for _ in range(3):
        builder.operation([ModeSpec(3, oven, always, family=0, fill=4)])
    assert not applies(builder.build(), TARDINESS)


def test_longest_waits_are_refused() -> None:
    builder, always = _builder()
    machine = builder.resource("M", calendar=always)
    ops = [builder.operation([ModeSpec(3, machine, always)]) for _ in range(3)]
    builder.precede(ops[0], ops[1])
    assert applies(builder.build(), TARDINESS)
    builder.precede(ops[0], ops[1], Precedence.MAX_WAIT, 2)
    assert not applies(builder.build(), TARDINESS)


def test_crews_for_changeovers_are_refused() -> None:
    builder, always = _builder()
    matrix = builder.setup_matrix([[0, 1], [1, 0]])
    machine = builder.resource("S", calendar=always, setup=matrix)
    crew = builder.resource("CREW", calendar=always)
    for state in (0, 1, 0):
        builder.operation([ModeSpec(3, machine, always, state=state)])
    assert applies(builder.build(), TARDINESS)
    builder.setup_crew(machine, crew)
    assert not applies(builder.build(), TARDINESS)


def test_setup_machines_as_further_resources_or_without_work_are_refused() -> None:
    builder, always = _builder()
    matrix = builder.setup_matrix([[0, 1], [1, 0]])
    machine = builder.resource("S", calendar=always, setup=matrix)
    other = builder.resource("M", calendar=always)
    for state in (0, 1, 0):
        builder.operation([ModeSpec(3, machine, always, state=state)])
    assert applies(builder.build(), TARDINESS)
    builder.operation([ModeSpec(3, other, always, uses=((machine, 1),))])
    assert not applies(builder.build(), TARDINESS)
    builder, always = _builder()
    machine = builder.resource("S", calendar=always, setup=builder.setup_matrix([[0]]))
    for duration in (3, 0, 3):
        builder.operation([ModeSpec(duration, machine, always, state=0)])
    assert not applies(builder.build(), TARDINESS)


def test_projects_that_hold_many_units_are_refused() -> None:
    builder, always = _builder()
    people = builder.resource("PEOPLE", capacity=12, calendar=always)
    for _ in range(3):
        builder.operation([ModeSpec(3, people, always, units=5)])
    assert not applies(builder.build(), TARDINESS)


def test_levels_that_sequences_do_not_decide_are_refused() -> None:
    problem = plant(0)
    for objective in (Objective.SHIFT, Objective.MOVED, Objective.OVERTIME):
        assert not applies(problem, resolve(problem, (objective, Objective.TARDINESS)))
    assert applies(problem, resolve(problem, (Objective.COST,)))


def test_plans_of_more_ticks_than_tables_hold_are_refused() -> None:
    for length, is_fine in ((MOST // 3, True), (MOST // 2, False)):
        builder = ProblemBuilder(horizon=MOST // 4)
        always = builder.calendar(WorkingTime.always(0, MOST // 4))
        machine = builder.resource("M", calendar=always)
        for _ in range(2):
            builder.operation([ModeSpec(length, machine, always)])
        assert applies(builder.build(), TARDINESS) == is_fine
