"""Many plans by rules: the best is offered, and variations only make it better."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level import Level, Objective
from models.level_scale import resolve
from models.measures import levels
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from solvers.search.rules import FastDispatcher, applies, fast_dispatch, run
from solvers.search.rules_kernel import GRID, RULES
from tests.solvers.dispatch.rich_problems import Rules, rich_problem
from tests.solvers.problems import random_problem

if TYPE_CHECKING:
    from models.problem import Problem

OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)


def _searched(problem: Problem, effort: int, seed: int = 0) -> Exchange:
    wanted = resolve(problem, OBJECTIVES)
    exchange = Exchange(problem, SolveOptions(objectives=wanted), monotonic())
    run(problem, Turn(exchange, monotonic() + 60, seed, effort))
    return exchange


def test_the_best_of_some_rules_is_returned_with_its_levels() -> None:
    problem = random_problem(3, 40, tightness=2.0)
    each = [fast_dispatch(problem, (name,)) for name in RULES]
    best = fast_dispatch(problem, tuple(RULES))
    assert best is not None
    assert not check_schedule(problem, best)
    found = tuple(level.value for level in best.levels)
    assert found == min(levels(problem, plan, OBJECTIVES) for plan in each if plan)
    assert best.provenance.removeprefix("dispatch:") in RULES


def test_rules_are_as_good_as_in_python() -> None:
    # the same rules, with crews held from start to end: within 10 % over 20 plants
    ours = theirs = 0
    for seed in range(20):
        problem = random_problem(seed, 40, tightness=3.0)
        plan = fast_dispatch(problem)
        assert plan is not None
        ours += plan.levels[0].value
        theirs += best_dispatch(problem).levels[0].value
    assert ours <= 1.1 * theirs


def test_no_rule_but_the_first_begins_too_late() -> None:
    problem = random_problem(3, 10)
    plan = fast_dispatch(problem, ("lpt", "atc"), until=0.0)
    assert plan is not None
    assert plan.provenance == "dispatch:lpt"


def test_a_rule_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        fast_dispatch(random_problem(3, 10), ("tallest",))


def test_what_cannot_be_met_in_time_has_no_plan() -> None:
    problem = random_problem(3, 10, pinned=False)
    deadline = np.where(np.arange(10) == 4, 0, -1).astype(np.int64)
    assert fast_dispatch(problem.replace(op_deadline=deadline)) is None


def test_variations_are_never_worse_than_all_rules_and_mostly_better(
    caplog: pytest.LogCaptureFixture,
) -> None:
    better = 0
    for seed in range(4):
        problem = random_problem(seed, 40, tightness=3.0)
        with caplog.at_level(logging.ERROR):
            exchange = _searched(problem, 40 * 400)
        assert not caplog.records
        best, rules = exchange.close(), fast_dispatch(problem, (*RULES, *GRID))
        assert best is not None
        assert rules is not None
        assert not check_schedule(problem, best)
        found = tuple(level.value for level in rules.levels)
        assert exchange.values <= found
        better += exchange.values < found
    assert better >= 2


def test_expecting_the_waits_of_a_plan_makes_better_plans() -> None:
    first, iterated = [], []
    for seed in range(10):
        problem = random_problem(seed, 150, tightness=1.0)
        wanted, dispatcher = resolve(problem, OBJECTIVES), FastDispatcher(problem)
        leads, values = dispatcher.leads, []
        for _ in range(8):
            plan = dispatcher.plan(GRID["rest-4-0.6"], leads=leads)
            assert plan is not None
            assert not check_schedule(problem, dispatcher.finished(plan, ""))
            values.append(levels(problem, plan, wanted)[0])
            leads = (leads + dispatcher.leads_of_plan()) / 2
        first.append(values[0])
        iterated.append(min(values))
    assert sum(iterated) < 0.95 * sum(first)


def test_a_plain_blend_takes_weight_work_and_latest_start_as_they_are() -> None:
    # "spt" starts the check that takes no time first, not what was listed before it
    builder = ProblemBuilder(horizon=40)
    day = builder.calendar(WorkingTime.always(0, 40))
    machine = builder.resource("M", calendar=day)
    for duration in (1, 0):
        builder.operation([ModeSpec(duration, machine, day)])
    plan = FastDispatcher(builder.build()).plan(RULES["spt"])
    assert plan is not None
    assert plan.start.tolist() == [0, 0]
    builder.demand(9, [0])
    builder.demand(3, [1])
    dispatcher = FastDispatcher(builder.build())
    taken = dispatcher.taken(RULES["spt"])
    for name in ("due", "latest", "weight", "work", "must"):
        assert getattr(taken, name).tolist() == getattr(dispatcher.pressure, name).tolist(), name


def test_a_lead_lasts_to_the_end_of_what_has_the_date() -> None:
    # 0 makes a part for 1, which is due at 9; 2 is due before what follows it
    builder = ProblemBuilder(horizon=40)
    day = builder.calendar(WorkingTime.always(0, 40))
    machine = builder.resource("M", calendar=day)
    for duration in (3, 4, 2, 5):
        builder.operation([ModeSpec(duration, machine, day)])
    builder.precede(0, 1)
    builder.precede(2, 3)
    for op, due in ((1, 9), (2, 5), (3, 30)):
        builder.demand(due, [op])
    dispatcher = FastDispatcher(builder.build())
    plan = dispatcher.plan(RULES["fifo"])
    assert plan is not None
    ends = plan.end[[1, 1, 2, 3]]
    assert dispatcher.leads_of_plan().tolist() == (ends - plan.start).tolist()


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    problem = random_problem(5, 30, tightness=3.0)
    one, other = (_searched(problem, 30 * 200).best for _ in range(2))
    assert one is not None
    assert other is not None
    np.testing.assert_array_equal(one.start, other.start)


def test_effort_ends_the_search_even_before_all_rules_are_tried() -> None:
    problem = random_problem(5, 30)
    exchange = _searched(problem, 30)
    assert exchange.version == 1  # the first plan only


def test_it_applies_to_what_the_dispatcher_knows() -> None:
    wanted = tuple(map(Level.of, OBJECTIVES))
    assert applies(random_problem(1, 10), wanted)
    assert not applies(random_problem(1, 10), ())
    assert not applies(rich_problem(1, 12, Rules(crews=False)), wanted)  # sessions
