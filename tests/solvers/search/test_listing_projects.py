"""Projects are recognised, decoded without a fault, and made as short as they can be."""

from __future__ import annotations

import logging
from itertools import permutations
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective
from solvers.dispatch import dispatch, sequence_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from solvers.search.dice import dice_of
from solvers.search.listing_genes import adopt, evolve, pool_of, scatter
from solvers.search.listing_order import by_rank
from solvers.search.listing_project import project_of
from solvers.search.listing_projects import applies, run
from solvers.search.listing_serial import bench_of

if TYPE_CHECKING:
    from models.problem import Problem

HORIZON = 400


def project(seed: int, activities: int = 12, resources: int = 3, scale: int = 1) -> Problem:
    """Return a random project; some activities hold a main resource, all may hold others."""
    rng = np.random.default_rng(seed)
    builder = ProblemBuilder(horizon=HORIZON * scale)
    always = builder.calendar(WorkingTime.always(0, HORIZON * scale))
    pools = [builder.resource(capacity=6, calendar=always) for _ in range(resources)]
    for op in range(activities):
        main = int(rng.integers(-1, resources))
        uses = [
            (pool, int(rng.integers(1, 5))) for pool in pools if pool != main and rng.random() < 0.5
        ]
        duration = int(rng.integers(0, 8)) * scale
        units = int(rng.integers(1, 5)) if main >= 0 else 1
        release = int(rng.integers(0, 9)) * scale if rng.random() < 0.2 else 0
        mode = ModeSpec(duration, main, always, uses=tuple(uses), units=units)
        builder.operation([mode], release=release)
        for pred in rng.permutation(op)[: int(rng.integers(0, 3))].tolist():
            builder.precede(pred, op, lags=int(rng.integers(0, 3)) * scale)
    return builder.build()


def searched(problem: Problem, effort: int, seed: int = 0) -> Exchange:
    levels = resolve(problem, (Objective.MAKESPAN,))
    exchange = Exchange(problem, SolveOptions(objectives=levels, time_limit=1e9), monotonic())
    exchange.offer(dispatch(problem), "dispatch")
    run(problem, Turn(exchange, monotonic() + 1e9, seed, effort))
    return exchange


@pytest.mark.parametrize("seed", range(8))
def test_lists_are_decoded_as_the_dispatcher_decodes_them_or_shorter(seed: int) -> None:
    problem = project(seed, 14)
    model = project_of(problem, resolve(problem, (Objective.MAKESPAN,)))
    assert model is not None
    bench, rng = bench_of(model, HORIZON), np.random.default_rng(seed)
    for _ in range(10):
        order = by_rank(problem, rng.permutation(problem.num_operations))
        pool = pool_of(model, 1, 10**6)
        bench.order[:] = order
        adopt(model, bench, pool, 0)
        by_hand = sequence_dispatch(problem, order.tolist())
        # pushing it right and left makes no plan longer
        assert pool.span[0] <= by_hand.end.max()
        start = bench.start
        assert (np.diff(start[bench.order]) >= 0).all()


@pytest.mark.parametrize("seed", range(6))
def test_small_projects_become_as_short_as_the_best_of_all_lists(seed: int) -> None:
    problem = project(seed, 6, resources=2)
    # some list is decoded to a shortest plan (Kolisch 1996): the serial scheme is complete
    shortest = min(
        int(sequence_dispatch(problem, order).end.max()) for order in permutations(range(6))
    )
    assert searched(problem, 30_000).values == (shortest,)


@pytest.mark.parametrize("scale", [1, 30])
def test_a_plan_in_coarse_time_keeps_all_rules(
    scale: int, caplog: pytest.LogCaptureFixture
) -> None:
    problem = project(3, 20, resources=6, scale=scale)
    with caplog.at_level(logging.ERROR):
        exchange = searched(problem, 200_000)
    plan = exchange.close()
    assert plan is not None
    assert plan.provenance == "project genetics"
    assert check_schedule(problem, plan) == []
    assert not caplog.records


def test_the_same_effort_and_seed_make_the_same_plan() -> None:
    problem = project(5, 30)
    one, other = (searched(problem, 100_000, seed=7).best for _ in range(2))
    assert one is not None
    assert other is not None
    assert one.start.tolist() == other.start.tolist()


def test_random_lists_keep_precedence() -> None:
    problem = project(2, 25)
    model = project_of(problem, resolve(problem, (Objective.MAKESPAN,)))
    assert model is not None
    pool = pool_of(model, 10, 10**6)
    scatter(model, bench_of(model, HORIZON), pool, dice_of(1), 0)
    for order in pool.order.tolist():
        place = np.argsort(order)
        assert (place[problem.pred] < place[problem.succ]).all()
        assert sorted(order) == list(range(25))


def test_lists_that_were_too_long_are_lists_nevertheless() -> None:
    problem = project(4, 20)
    model = project_of(problem, resolve(problem, (Objective.MAKESPAN,)))
    assert model is not None
    # in so little room no list has a plan: children are made of what was there from the first
    bench, pool, dice = bench_of(model, 3), pool_of(model, 8, 10**6), dice_of(1)
    scatter(model, bench, pool, dice, 0)
    assert evolve(model, bench, pool, dice, 50) == 0
    for order in (*pool.order.tolist(), bench.order.tolist()):
        assert sorted(order) == list(range(20))


def test_only_projects_that_are_to_be_short_are_taken() -> None:
    problem = project(1)
    assert applies(problem, resolve(problem, (Objective.MAKESPAN,)))
    assert not applies(problem, resolve(problem, (Objective.TARDINESS,)))
    pinned = np.full(problem.num_operations, -1, dtype=np.int64)
    pinned[0] = 3
    assert not applies(
        problem.replace(op_fixed_start=pinned), resolve(problem, (Objective.MAKESPAN,))
    )
    halved = problem.replace(window_end=np.array([HORIZON // 2], dtype=np.int64))
    assert not applies(halved, resolve(halved, (Objective.MAKESPAN,)))
