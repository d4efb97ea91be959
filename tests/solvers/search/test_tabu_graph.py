from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.measures import makespan, max_lateness
from models.problem_verify import check_schedule
from solvers.search import tabu_graph, tabu_moves
from solvers.search.disjunctive import Disjunctive, disjunctive_of, level_value, schedule_of
from solvers.search.jobshop_orders import (
    length_bound,
    order_by_start,
    precedence_order,
    random_order,
    without_machines,
)
from solvers.search.tabu_graph import (
    Graph,
    State,
    graph_of,
    length,
    set_order,
    state_of,
)
from solvers.search.tabu_moves import OP, path_of
from tests.solvers.search.calling import called
from tests.solvers.search.jobshops import MAKESPAN, MAX_LATENESS, job_shop, random_shop

seeds = st.integers(0, 10_000)

move_after, move_before = called(tabu_graph.move_after), called(tabu_graph.move_before)
find_path = called(tabu_moves.find_path)
length_after, length_before = called(tabu_moves.length_after), called(tabu_moves.length_before)


def shop_of(seed: int, size: int = 14) -> Disjunctive:
    arrays = disjunctive_of(random_shop(seed, size), MAX_LATENESS)
    assert arrays is not None
    return arrays


def started(seed: int, size: int = 14) -> tuple[Graph, State]:
    graph = graph_of(shop_of(seed, size))
    state = state_of(graph)
    order = np.zeros(graph.size, dtype=np.uint32)
    random_order(graph, order, path_of(graph.size, seed).random)
    set_order(graph, state, order)
    return graph, state


def assert_consistent(graph: Graph, state: State) -> None:
    """Everything kept up to date by moves is what it would be afresh."""
    fresh = state_of(graph)
    set_order(graph, fresh, state.order.copy())
    for name in (
        "position",
        "before",
        "behind",
        "slot",
        "sequence",
        "ready",
        "end",
        "rest",
        "after",
    ):
        assert np.array_equal(getattr(state, name), getattr(fresh, name)), name


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_a_random_order_is_a_plan_whose_length_is_its_measure(seed: int) -> None:
    problem = random_shop(seed, 14)
    for level, measure in ((MAKESPAN, makespan), (MAX_LATENESS, max_lateness)):
        arrays = disjunctive_of(problem, level)
        assert arrays is not None
        graph, state = graph_of(arrays), state_of(graph_of(arrays))
        order = np.zeros(graph.size, dtype=np.uint32)
        random_order(graph, order, path_of(graph.size, seed).random)
        set_order(graph, state, order)
        schedule = schedule_of(problem, arrays.mode_first, state.end[:-1] - graph.duration[:-1])
        assert schedule is not None
        assert check_schedule(problem, schedule) == []
        assert level_value(problem, level, int(length(graph, state))) == measure(problem, schedule)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_moves_on_a_longest_path_keep_all_heads_and_tails(seed: int) -> None:
    graph, state = started(seed)
    path, random = path_of(graph.size, seed), np.random.default_rng(seed)
    for _ in range(10):
        blocks = find_path(graph, state, path, length(graph, state))
        found = [
            (first, last)
            for block in range(blocks)
            for first in range(path.block[block], path.block[block + 1])
            for last in range(first + 1, path.block[block + 1])
        ]
        if not found:
            return
        first, last = found[random.integers(len(found))]
        op, other = np.uint32(path.row[first, OP]), np.uint32(path.row[last, OP])
        far = 10**9
        if length_after(path.row, first, last, far) < far:
            move_after(graph, state, op, other)
        elif length_before(path.row, first, last, far) < far:
            move_before(graph, state, other, op)
        assert_consistent(graph, state)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_the_length_after_a_swap_is_that_of_the_longest_path_through_it(seed: int) -> None:
    graph, state = started(seed)
    path = path_of(graph.size, seed)
    blocks = find_path(graph, state, path, length(graph, state))
    for block in range(blocks):
        for first in range(path.block[block], path.block[block + 1] - 1):
            op, other = np.uint32(path.row[first, OP]), np.uint32(path.row[first + 1, OP])
            far = 10**9
            guess = length_after(path.row, first, first + 1, far)
            if guess == far:
                continue
            assert guess == length_before(path.row, first, first + 1, far)
            swapped = state_of(graph)
            set_order(graph, swapped, state.order.copy())
            move_after(graph, swapped, op, other)
            through = max(
                int(swapped.end[node] + swapped.after[node] - graph.duration[node])
                for node in (op, other)
            )
            assert guess == through


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_a_longest_path_is_as_long_as_the_plan_and_its_blocks_are_runs_on_machines(
    seed: int,
) -> None:
    graph, state = started(seed)
    path = path_of(graph.size, seed)
    total = int(length(graph, state))
    blocks = find_path(graph, state, path, total)
    ops = path.row[: path.block[blocks], OP]
    for op in ops:
        assert state.end[op] + state.after[op] - graph.duration[op] == total
    for block in range(blocks):
        run = ops[path.block[block] : path.block[block + 1]]
        assert all(state.behind[a] == b for a, b in pairwise(run))


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_no_plan_is_below_the_bound(seed: int) -> None:
    graph, state = started(seed, 8)
    precedence = precedence_order(shop_of(seed, 8))
    assert precedence is not None
    assert length_bound(graph, without_machines(graph, precedence)) <= length(graph, state)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_the_order_by_start_of_a_plan_is_the_plan(seed: int) -> None:
    graph, state = started(seed)
    precedence = precedence_order(shop_of(seed))
    assert precedence is not None
    end = state.end[:-1].copy()
    set_order(graph, state, order_by_start(end - graph.duration[:-1], end, precedence))
    assert np.array_equal(state.end[:-1], end)


def test_the_bound_of_a_machine_is_its_work_between_least_head_and_tail() -> None:
    # 0: 4 on A then 3 on B; 1: 5 on A then 6 on B; A has 0 + 9 + 3, B has 4 + 9 + 0
    arrays = disjunctive_of(job_shop([[(0, 4), (1, 3)], [(0, 5), (1, 6)]]), MAKESPAN)
    assert arrays is not None
    graph = graph_of(arrays)
    precedence = precedence_order(arrays)
    assert precedence is not None
    assert length_bound(graph, without_machines(graph, precedence)) == 13


def test_precedences_in_a_circle_have_no_order() -> None:
    rows, other = np.array([0, 1, 2, 2, 2, 2, 2]), np.array([1, 0])
    circle = shop_of(1, 6)._replace(pred_ptr=rows, pred=other, succ_ptr=rows, succ=other)
    assert precedence_order(circle) is None


@pytest.mark.parametrize("seed", range(3))
def test_random_orders_keep_precedences_and_differ_by_seed(seed: int) -> None:
    graph, state = started(seed)
    for op in range(graph.size):
        if graph.pred[op] < graph.size:
            assert state.position[graph.pred[op]] < state.position[op]
    order = np.zeros(graph.size, dtype=np.uint32)
    random_order(graph, order, path_of(graph.size, seed + 1).random)
    assert not np.array_equal(order, state.order)
