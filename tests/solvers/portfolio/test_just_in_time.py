"""Work moves to the right where that costs no date."""

from __future__ import annotations

from time import monotonic

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.measures import levels
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Turn
from solvers.portfolio.just_in_time import applies, run, shifted_right
from tests.solvers.cpsat.exchanging import exchange_for
from tests.solvers.problems import chain_problem, random_problem
from tests.solvers.proof.everything_tiny import everything_problem

WANTED = SolveOptions().levels
TARDINESS, FLOW, MAKESPAN = Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN


def test_a_chain_ends_when_it_is_due_across_breaks() -> None:
    # 08-12 and 13-17, due at 64: the end of the third day's 08-12 would be 60, of its 13-17 65.
    # C, 3 h, ends at 64 or before: 61-64. B, 6 h, ends by 61: 56-60 is 4 h, 61 is after lunch, so
    # 39-41 of the day before and 56-60. A, 4 h, ends by 39: 2 h after lunch, 37-39, and 34-36
    problem = chain_problem(due=64)
    plan = shifted_right(problem, best_dispatch(problem), WANTED)
    assert plan.start.tolist() == [34, 39, 61]
    assert plan.end.tolist() == [39, 60, 64]
    assert check_schedule(problem, plan) == []


def test_a_makespan_that_counts_more_is_kept() -> None:
    problem = chain_problem(due=64)
    first = best_dispatch(problem)
    wanted = resolve(problem, (TARDINESS, MAKESPAN, FLOW))
    assert shifted_right(problem, first, wanted).end.max() == first.end.max()


def test_a_turn_that_is_over_moves_nothing() -> None:
    problem = chain_problem(due=64)
    exchange = exchange_for(problem, WANTED)
    before = exchange.values
    run(problem, Turn(exchange, until=0.0))
    assert exchange.values == before
    run(problem, Turn(exchange, until=monotonic() + 600))
    assert exchange.values < before


def test_it_says_itself_what_it_found() -> None:
    problem = chain_problem(due=64)
    exchange = exchange_for(problem, WANTED)
    run(problem, Turn(exchange, until=monotonic() + 600))
    plan = exchange.close()
    assert plan is not None
    assert [found.who for found in plan.history][1:] == ["just-in-time"]
    assert plan.provenance == "just-in-time"


def test_overlapping_work_keeps_its_lead() -> None:
    # B may start once A has worked 4 of its 10 ticks and takes 20; due at 50: 30-50. A must have
    # worked 4 ticks by 30: it starts at 26
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machines = [builder.resource(name, calendar=always) for name in "AB"]
    a = builder.operation([ModeSpec(10, machines[0], always)], flow=(-1, 0))
    b = builder.operation([ModeSpec(20, machines[1], always)])
    builder.precede(a, b, Precedence.WORK_START, 4)
    builder.demand(50, [b])
    problem = builder.build()
    plan = shifted_right(problem, best_dispatch(problem), WANTED)
    assert plan.start.tolist() == [26, 30]


def test_it_applies_only_where_later_starts_are_cheaper() -> None:
    problem = chain_problem()
    assert applies(problem, WANTED)
    assert not applies(problem, resolve(problem, (TARDINESS, MAKESPAN)))
    assert not applies(problem.replace(flow_start=0 * problem.flow_start), WANTED)


def test_random_plants_keep_all_rules_and_dates() -> None:
    moved = 0
    for seed in range(40):
        problem = random_problem(seed, 15)
        first = best_dispatch(problem, WANTED)
        once = shifted_right(problem, first, WANTED)
        plan = shifted_right(problem, once, WANTED)
        assert check_schedule(problem, once) == check_schedule(problem, plan) == []
        before, after = levels(problem, first, WANTED), levels(problem, plan, WANTED)
        assert after[:2] <= before[:2]
        moved += after < before
    assert moved > 10


def test_random_plants_with_all_rules_keep_them() -> None:
    moved = 0
    for seed in range(150):
        problem = everything_problem(seed, 6, horizon=40)
        first = best_dispatch(problem, WANTED)
        if first.is_plan:
            plan = shifted_right(problem, first, WANTED)
            assert check_schedule(problem, plan) == [], seed
            assert levels(problem, plan, WANTED)[0] <= levels(problem, first, WANTED)[0]
            moved += bool((plan.start != first.start).any())
    assert moved > 20
