from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.level import Level, Objective
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.search import dice, flexible_moves, flexible_state
from solvers.search.disjunctive import disjunctive_of
from solvers.search.flexible_moves import ESTIMATE, MODE, NEVER, OP, PLACE, TIES
from solvers.search.flexible_start import ordered
from solvers.search.flexible_state import Plan, load, new_plan
from solvers.search.flexible_tabu import Hunt, begin, new_hunt, search
from tests.solvers.search.calling import called

if TYPE_CHECKING:
    from solvers.search.disjunctive import Disjunctive

    Durations = list[list[list[int]]]

draw, weigh = called(dice.draw), called(flexible_moves.weigh)
move, span = called(flexible_state.move), called(flexible_state.span)

MAKESPAN = Level.of(Objective.MAKESPAN)


def shop_of(jobs: Durations, num_machines: int = 3, lag: int = 0) -> Disjunctive:
    """Return jobs as a shop: `jobs[j][k][m]` is a duration on machine m, 0 if it cannot run there.

    A last choice beyond the machines is one of nobody's capacity.
    """
    builder = ProblemBuilder(horizon=10_000)
    calendar = builder.calendar(WorkingTime.of([(0, 10_000)]))
    machines = [builder.resource(calendar=calendar) for _ in range(num_machines)]
    for job in jobs:
        before = -1
        for choices in job:
            modes = [
                ModeSpec(time, machines[m] if m < num_machines else -1, calendar)
                for m, time in enumerate(choices)
                if time
            ]
            op = builder.operation(modes)
            if before >= 0:
                builder.precede(before, op, lags=lag)
            before = op
    shop = disjunctive_of(builder.build(), MAKESPAN)
    assert shop is not None
    return shop


@st.composite
def shops(draws: st.DrawFn) -> Disjunctive:
    """Draw three to five jobs of one to four operations on three machines, and a lag."""
    choices = st.lists(st.integers(0, 9), min_size=3, max_size=4).filter(any)
    job = st.lists(choices, min_size=1, max_size=4)
    jobs = draws(st.lists(job, min_size=3, max_size=5))
    return shop_of(jobs, lag=draws(st.integers(0, 3)))


def sequences(plan: Plan) -> list[list[int]]:
    return [
        plan.sequence[begin : begin + size].tolist()
        for begin, size in zip(plan.begin.tolist(), plan.size.tolist(), strict=True)
    ]


def plain_length(shop: Disjunctive, mode: list[int], rows: list[list[int]]) -> int | None:
    """Return the makespan of modes and sequences, by repeated relaxation; ``None`` on a cycle."""
    num_ops = len(mode)
    duration = [int(shop.mode_duration[row]) for row in mode]
    arcs = [(a, b, duration[a]) for row in rows for a, b in itertools.pairwise(row)]
    for op in range(num_ops):
        for edge in range(shop.pred_ptr[op], shop.pred_ptr[op + 1]):
            before = int(shop.pred[edge])
            arcs.append((before, op, duration[before] + int(shop.pred_lag[edge])))
    start = shop.release.tolist()
    for _ in range(num_ops + 1):
        wanted = list(start)
        for a, b, distance in arcs:
            wanted[b] = max(wanted[b], wanted[a] + distance)
        if wanted == start:
            return max(start[op] + duration[op] for op in range(num_ops))
        start = wanted
    return None


def started(shop: Disjunctive, seed: int) -> tuple[Plan, Hunt]:
    """Return a plan of random modes and sequences."""
    plan = new_plan(shop, seed)
    hunt = new_hunt(shop.release.size, shop.mode_machine.size)
    random = np.random.default_rng(seed)
    mode = random.integers(shop.mode_first, shop.mode_last)
    load(shop, plan, mode, ordered(shop, random.random(shop.release.size)))
    begin(shop, plan, hunt)
    return plan, hunt


def reset(hunt: Hunt) -> None:
    hunt.moves.free[ESTIMATE] = hunt.moves.tabu[ESTIMATE] = NEVER
    hunt.moves.free[TIES] = hunt.moves.tabu[TIES] = 0


@given(shops(), st.integers(0, 2**32))
def test_every_weighed_move_keeps_the_graph_open_and_the_times_exact(
    shop: Disjunctive, seed: int
) -> None:
    plan, hunt = started(shop, seed)
    for _ in range(20):
        op = draw(plan.random, shop.release.size)
        reset(hunt)
        before = sequences(plan), plan.finish.tolist(), plan.rest.tolist()
        weigh(shop, plan, hunt.moves, op)
        assert (sequences(plan), plan.finish.tolist(), plan.rest.tolist()) == before
        if not hunt.moves.free[TIES]:
            continue
        old, picked = span(shop, plan), hunt.moves.free.tolist()
        assert picked[OP] == op
        assert move(shop, plan, op, picked[MODE], picked[PLACE])
        length = plain_length(shop, plan.mode.tolist(), sequences(plan))
        assert length == span(shop, plan) == int(plan.rest.max())
        through = int(plan.finish[op] + plan.rest[op] - plan.duration[op])
        # the estimate is an upper limit of the longest path through the operation,
        # and paths that avoid it were there before
        assert through <= picked[ESTIMATE]
        assert length <= max(old, picked[ESTIMATE])


@given(shops(), st.integers(0, 2**32))
def test_the_move_chosen_is_as_good_as_any_insertion_by_its_estimate(
    shop: Disjunctive, seed: int
) -> None:
    """Brute force: no insertion in any mode has a path through the operation that is shorter.

    Only for operations alone on their machine: without them, no other time changes.
    """
    plan, hunt = started(shop, seed)
    for op in range(shop.release.size):
        machine = int(plan.machine[op])
        if machine >= 0 and plan.size[machine] > 1:
            continue
        reset(hunt)
        hunt.moves.until[:] = 0
        weigh(shop, plan, hunt.moves, op)
        mode, place = int(plan.mode[op]), int(plan.place[op])
        found = _shortest_elsewhere(shop, plan, op)
        if hunt.moves.free[TIES]:
            assert hunt.moves.free[ESTIMATE] == found
        assert move(shop, plan, op, mode, place)


def _shortest_elsewhere(shop: Disjunctive, plan: Plan, op: int) -> int:
    """Return the shortest of the longest paths through an operation, over all insertions."""
    best, stay = NEVER, int(plan.mode[op])
    for mode in range(shop.mode_first[op], shop.mode_last[op]):
        if mode == stay:
            continue
        machine = int(shop.mode_machine[mode])
        for place in range(plan.size[machine] + 1 if machine >= 0 else 1):
            kept = plan.mode.copy(), plan.order.copy()
            if move(shop, plan, op, mode, place):
                best = min(best, int(plan.finish[op] + plan.rest[op] - plan.duration[op]))
            load(shop, plan, *kept)
    return best


def test_a_move_that_closes_a_cycle_is_refused_and_changes_nothing() -> None:
    # one job, all of it on machine 0: its steps 3, 2 and 1 can only follow each other
    shop = shop_of([[[3], [2], [1]]], num_machines=1)
    plan = new_plan(shop, 1)
    assert load(shop, plan, shop.mode_first.copy(), np.arange(3)) == 6
    kept = plan._replace(spare=plan.spare[:0], random=plan.random[:0])
    before = [column.tolist() for column in kept]
    assert not move(shop, plan, 0, 0, 2)
    assert not move(shop, plan, 2, 2, 0)
    assert [column.tolist() for column in kept] == before


@given(shops(), st.integers(0, 2**32))
def test_the_search_keeps_a_plan_that_has_its_length(shop: Disjunctive, seed: int) -> None:
    plan, hunt = started(shop, seed)
    first = int(hunt.length[0])
    search(shop, plan, hunt, np.array([2_000, 100, 0]))
    assert hunt.length[0] <= first
    copy = new_plan(shop, seed)
    assert load(shop, copy, hunt.best_mode, hunt.best_order) == hunt.length[0]
    assert plain_length(shop, copy.mode.tolist(), sequences(copy)) == hunt.length[0]


def test_random_numbers_repeat_by_seed_and_reach_every_value() -> None:
    shop = shop_of([[[1, 1]]])
    one, two, other = (new_plan(shop, seed).random for seed in (7, 7, 8))
    drawn = [draw(one, 5) for _ in range(100)]
    assert drawn == [draw(two, 5) for _ in range(100)] != [draw(other, 5) for _ in range(100)]
    assert set(drawn) == set(range(5))


@pytest.mark.parametrize("seed", [0, -1, 2**63])
def test_any_seed_gives_random_numbers(seed: int) -> None:
    assert new_plan(shop_of([[[1, 1]]]), seed).random[0] > 0
