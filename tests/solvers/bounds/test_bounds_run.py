"""The engine hands its bounds to the exchange, and ends when it is told to."""

from __future__ import annotations

from time import monotonic

from models.level import Objective
from models.level_scale import resolve
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Status
from solvers.bounds import lower_bounds, run
from solvers.dispatch import dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from tests.solvers.problems import DAY, daily, random_problem

DEFAULT = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)


def test_the_exchange_ends_the_solve_once_bounds_meet_the_plan() -> None:
    builder = ProblemBuilder(horizon=20 * DAY, tick_seconds=3600)
    shifts = builder.calendar(daily([(6, 12), (13, 20)], 20))
    machine = builder.resource(calendar=shifts)
    for hours in (9, 4, 7, 12, 3):
        builder.demand(30, [builder.operation([ModeSpec(hours, machine, shifts)])])
    problem = builder.build()
    levels = resolve(problem, (Objective.MAKESPAN, Objective.MAX_LATENESS))
    exchange = Exchange(problem, SolveOptions(objectives=levels), monotonic())
    exchange.offer(dispatch(problem, "edd"), "edd")
    assert not exchange.is_over()
    run(problem, Turn(exchange, monotonic() + 60))
    assert exchange.is_over()
    plan = exchange.close()
    assert plan is not None
    assert plan.status is Status.OPTIMAL


def test_with_an_effort_bounds_are_the_same_again_and_again() -> None:
    problem = random_problem(3, 30, tightness=3.0)
    levels = resolve(problem, DEFAULT)

    def bounds() -> list[int | None]:
        options = SolveOptions(objectives=levels, deterministic_limit=1.0)
        exchange = Exchange(problem, options, monotonic())
        exchange.offer(dispatch(problem, "edd"), "edd")
        run(problem, Turn(exchange, monotonic(), effort=1_000_000))
        return [exchange.bound(index) for index in range(len(levels))]

    first = bounds()
    assert None not in first
    assert first == bounds()


def test_told_to_stop_only_what_costs_nothing_is_yielded() -> None:
    problem = random_problem(5, 60, tightness=3.0)
    levels = resolve(problem, DEFAULT)
    names = {name for *_, name in lower_bounds(problem, levels, stop=lambda: True)}
    assert names == {"earliest ends"}


def test_no_bound_is_above_what_a_rule_reaches_on_plants_of_all_features() -> None:
    for seed in range(6):
        problem = random_problem(seed, 40, tightness=2.0)
        levels = resolve(problem, tuple(item for item in Objective if item is not Objective.COST))
        options = SolveOptions(objectives=levels, deterministic_limit=1.0)
        exchange = Exchange(problem, options, monotonic())
        assert exchange.offer(dispatch(problem, "weighted-due-date"), "rule")
        run(problem, Turn(exchange, monotonic(), effort=1_000_000))
        bounds = [exchange.bound(index) for index in range(len(levels))]
        known = list(zip(bounds, exchange.values, strict=True))
        assert all(bound is None or bound <= value for bound, value in known), seed
        assert sum(bound is not None and bound == value for bound, value in known) > 1
