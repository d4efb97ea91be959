from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.level import Level, Objective
from models.measures import makespan
from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from solvers.search.disjunctive import disjunctive_of, level_value, schedule_of
from solvers.search.jobshop import applies, run
from solvers.search.relinking import Elite, Elites, distance, merge
from solvers.search.tabu import BEST, MOVES, begin_search, continue_search, search_of
from solvers.search.tabu_graph import graph_of, state_of
from solvers.search.tabu_moves import path_of
from tests.solvers.search.jobshops import (
    FT06,
    MAKESPAN,
    MAX_LATENESS,
    brute_force,
    job_shop,
    random_jobs,
    random_shop,
    turn_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from models.schedule import Schedule

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Ops = np.ndarray[tuple[int], np.dtype[np.uint32]]


@pytest.fixture(autouse=True)
def _no_fault_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.ERROR):
        yield
    assert caplog.records == []


def searched(problem: Problem, level: Level, effort: int = 20_000, seed: int = 0) -> Schedule:
    turn = turn_of(problem, level, effort, seed)
    run(problem, turn)
    found = turn.exchange.close()
    assert found is not None
    assert check_schedule(problem, found) == []
    return found


def orders(*rows: list[int]) -> list[Ops]:
    return [np.array(row, dtype=np.uint32) for row in rows]


def test_ft06_is_solved_to_its_optimum() -> None:
    assert makespan(job_shop(FT06), searched(job_shop(FT06), MAKESPAN, 200_000)) == 55


def test_a_plan_at_the_bound_of_a_machine_is_optimal_at_once() -> None:
    # one long machine: 10 jobs of 9 ticks on it, then 1 tick each elsewhere: 90 + 1
    problem = job_shop([[(0, 9), (1, 1)]] * 10)
    turn = turn_of(problem, MAKESPAN, 10**9)
    run(problem, turn)
    found = turn.exchange.close()
    assert found is not None
    assert (found.status, makespan(problem, found)) == (Status.OPTIMAL, 91)


@pytest.mark.parametrize("seed", range(12))
def test_a_tiny_job_shop_with_any_rule_is_solved_to_the_optimum_of_brute_force(seed: int) -> None:
    problem = random_shop(seed, 8)
    for level in (MAKESPAN, MAX_LATENESS):
        arrays = disjunctive_of(problem, level)
        assert arrays is not None
        expected = level_value(problem, level, brute_force(problem, arrays.tail.tolist()))
        assert searched(problem, level).levels[0].value == expected


@pytest.mark.parametrize("seed", range(4))
def test_with_a_break_in_the_shared_calendar_the_plan_is_still_the_best(seed: int) -> None:
    jobs = random_jobs(seed, 3, 3)
    whole = brute_force(job_shop(jobs), [0] * 9)
    # the break is where work is most likely, from 8 to 20; what is done at 8 is done before it
    expected = whole if whole <= 8 else whole + 12
    problem = job_shop(jobs, windows=[(0, 8), (20, 200)])
    assert makespan(problem, searched(problem, MAKESPAN)) == expected


def test_the_largest_lateness_of_due_dates_of_their_own_is_the_least() -> None:
    jobs = random_jobs(5, 4, 2)
    problem = job_shop(jobs, dues=[12, 3, 20, 7])
    arrays = disjunctive_of(problem, MAX_LATENESS)
    assert arrays is not None
    expected = max(0, brute_force(problem, arrays.tail.tolist()))
    assert expected > 0
    assert searched(problem, MAX_LATENESS).levels[0].value == expected


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    problem = job_shop(random_jobs(3, 10, 5))
    first, second = (searched(problem, MAKESPAN, 100_000, seed=4) for _ in range(2))
    assert np.array_equal(first.start, second.start)


def test_the_effort_is_kept_to_a_tenth_of_a_second() -> None:
    problem = job_shop(random_jobs(3, 10, 5))
    turn = turn_of(problem, MAKESPAN, 0)
    before = turn.exchange.version
    run(problem, turn)
    assert turn.exchange.version == before


def test_an_optimal_plan_of_others_is_taken_over_and_ends_the_search() -> None:
    problem = job_shop([[(0, 2), (1, 3)], [(1, 4), (0, 5)]])
    # machine 0: 2 then 5, machine 1: 4 then 3: work of 7 on either, without a gap
    best = schedule_of(problem, np.arange(4), np.array([0, 4, 0, 4]))
    assert best is not None
    turn = turn_of(problem, MAKESPAN, 10**9)
    turn.exchange.offer(best, "somebody else")
    run(problem, turn)
    found = turn.exchange.close()
    assert found is not None
    # the longest job has 4 + 5
    assert (found.status, makespan(problem, found)) == (Status.OPTIMAL, 9)


def test_a_calendar_that_ends_before_any_plan_does_has_neither_plan_nor_limit() -> None:
    problem = job_shop([[(0, 9), (1, 9)]], windows=[(0, 10)])
    options = SolveOptions(objectives=(MAKESPAN,), deterministic_limit=1.0)
    exchange = Exchange(problem, options, monotonic())
    run(problem, Turn(exchange, until=0.0, effort=1_000))
    assert exchange.best is None
    assert exchange.bound(0) is None


def test_it_applies_to_job_shops_with_one_mode_each_by_the_first_level() -> None:
    problem = job_shop(FT06)
    assert applies(problem, [MAKESPAN])
    assert applies(problem, [MAKESPAN, Level.of(Objective.FLOW)])
    assert not applies(problem, [Level.of(Objective.FLOW), MAKESPAN])
    assert not applies(problem, [])


def test_tabu_search_stops_at_its_limits_and_never_forgets_the_best() -> None:
    arrays = disjunctive_of(job_shop(random_jobs(1, 8, 5)), MAKESPAN)
    assert arrays is not None
    graph = graph_of(arrays)
    state, path, search = state_of(graph), path_of(graph.size, 1), search_of(graph)
    begin_search(graph, state, search, np.arange(graph.size, dtype=np.uint32))
    best = [int(search.tally[BEST])]
    while continue_search(graph, state, path, search, np.array([10, 200, 0])):
        assert search.tally[MOVES] % 10 == 0
        best.append(int(search.tally[BEST]))
    assert best == sorted(best, reverse=True)
    assert best[-1] < best[0]
    fresh = search_of(graph)
    begin_search(graph, state, fresh, search.best.copy())
    assert fresh.tally[BEST] == search.tally[BEST]
    limit = int(search.tally[BEST]) + 5
    begin_search(graph, state, fresh, np.arange(graph.size, dtype=np.uint32))
    assert not continue_search(graph, state, path, fresh, np.array([10**6, 10**6, limit]))
    assert fresh.tally[BEST] <= limit


def test_a_merged_plan_keeps_what_both_have_and_takes_every_pair_from_one() -> None:
    first, second = orders([0, 1, 2, 3, 4, 5], [1, 0, 2, 5, 4, 3])
    random = path_of(6, 7).random
    child = np.zeros(6, dtype=np.uint32)
    for _ in range(20):
        merge(first, second, 512, child, random)
        assert sorted(child.tolist()) == list(range(6))
        place = np.argsort(child)
        # 0 and 1 come before 2, and 2 before the others, in both
        assert max(place[[0, 1]]) < place[2] < min(place[[3, 4, 5]])


def test_the_distance_counts_neighbours_on_machines_that_are_turned_around() -> None:
    machine: Ints = np.array([0, 0, 0, 1, 1, -1])
    first, second = orders([0, 1, 2, 3, 4, 5], [5, 1, 0, 2, 4, 3])
    seen: Ints = np.zeros(2, dtype=np.int64)
    assert distance(first, first, machine, seen) == 0
    # of 0-1, 1-2 and 3-4, the first and the last
    assert distance(first, second, machine, seen) == 2


def test_elites_stay_apart_and_only_better_plans_come_in() -> None:
    elites = Elites(2, np.array([0, 0, 0]), 1)
    plans = orders([0, 1, 2], [1, 0, 2], [2, 1, 0])
    assert elites.add(Elite(10, plans[0]))
    assert not elites.add(Elite(10, plans[0]))
    assert elites.add(Elite(9, plans[0]))
    assert elites.add(Elite(12, plans[1]))
    assert not elites.add(Elite(12, plans[2]))
    assert elites.add(Elite(11, plans[2]))
    assert sorted(elite.length for elite in elites.members) == [9, 11]
    elites.keep_best()
    assert [elite.length for elite in elites.members] == [9]
