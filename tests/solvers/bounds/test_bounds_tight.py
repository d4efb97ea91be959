"""Bounds of plain shops are the optimum, or near it, as papers promise."""

from __future__ import annotations

from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level import Level, Objective, Term
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.bounds.setups import shortest_tour
from tests.solvers.bounds.proving import best_bound
from tests.solvers.problems import DAY, crew_problem, daily, pool_problem, setup_problem

if TYPE_CHECKING:
    from models.problem import Problem

SHIFTS = [(6, 12), (13, 20)]


def _of(objective: Objective) -> Level:
    return Level((Term(objective),))


def _machine(seed: int, operations: int, *, releases: bool = False) -> Problem:
    """Return one machine with shifts and interruptible orders, each with its own demand."""
    rng = np.random.default_rng(seed)
    builder = ProblemBuilder(horizon=40 * DAY, tick_seconds=3600)
    shifts = builder.calendar(daily(SHIFTS, 40))
    machine = builder.resource(calendar=shifts)
    for _ in range(operations):
        release = int(rng.integers(0, 2 * DAY)) if releases else 0
        mode = ModeSpec(int(rng.integers(1, 12)), machine, shifts)
        operation = builder.operation([mode], release=release)
        due, weight = int(rng.integers(10, 2 * DAY)), int(rng.integers(1, 5))
        builder.demand(due, [operation], weight=weight)
    return builder.build()


def _values(problem: Problem, order: tuple[int, ...]) -> tuple[int, int, int]:
    """Return weighted tardiness, makespan and largest lateness of one operation after another."""
    time, work, tardiness, latest = problem.calendars[0], 0, 0, 0
    for op in order:
        work = max(work, time.to_work(int(problem.op_release[op])))
        work += int(problem.mode_duration[op])
        late = max(0, time.to_wall_end(work) - int(problem.demand_due[op]))
        tardiness += int(problem.demand_weight[op]) * late
        latest = max(latest, late)
    return tardiness, time.to_wall_end(work), latest


@pytest.mark.parametrize("seed", range(6))
def test_one_machine_without_releases_has_its_makespan_and_largest_lateness_proved(
    seed: int,
) -> None:
    problem = _machine(seed, 80)
    earliest_due = tuple(np.argsort(problem.demand_due, kind="stable").tolist())
    _, makespan, lateness = _values(problem, earliest_due)
    assert best_bound(problem, _of(Objective.MAKESPAN)) == makespan
    assert best_bound(problem, _of(Objective.MAX_LATENESS)) == lateness


@pytest.mark.parametrize("seed", range(6))
def test_tardiness_of_one_machine_is_bounded_near_its_optimum(seed: int) -> None:
    problem = _machine(seed, 6, releases=bool(seed % 2))
    best = min(_values(problem, order)[0] for order in permutations(range(6)))
    bound = best_bound(problem, _of(Objective.TARDINESS))
    assert bound is not None
    assert best > 0
    assert best // 2 <= bound <= best


def test_a_pool_has_to_do_all_its_work() -> None:
    # 5 + 4 + 3 + 2 ticks on two machines: 7
    assert best_bound(pool_problem(), _of(Objective.MAKESPAN)) == 7


def test_an_absent_crew_counts() -> None:
    # 12 crew hours: 8 on the first day with one person, from 8 to 16, 4 hours of two persons on
    # the next from 32 on; but one operation of 4 hours is not shared, which energy does not see
    assert best_bound(crew_problem(), _of(Objective.MAKESPAN)) == 34


def test_only_one_of_two_long_operations_fits_into_a_shift() -> None:
    # shifts of 8 hours from 8 on; three operations of 5 hours that must not be interrupted fill
    # three days although the work of two of them would fit into 10 hours
    builder = ProblemBuilder(horizon=6 * DAY, tick_seconds=3600)
    day = builder.calendar(daily([(8, 16)], 6))
    machine = builder.resource(calendar=day)
    for _ in range(3):
        operation = builder.operation([ModeSpec(5, machine, day)], interruptible=False)
        builder.demand(DAY, [operation])
    problem = builder.build()
    bound = best_bound(problem, _of(Objective.MAKESPAN))
    assert bound is not None
    assert bound > 2 * DAY + 8


def test_machines_to_choose_from_share_the_work() -> None:
    # 4 operations of 6 ticks, each on one of two machines: 12 ticks
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machines = [builder.resource(calendar=always) for _ in range(2)]
    for _ in range(4):
        builder.demand(
            0, [builder.operation([ModeSpec(6, machine, always) for machine in machines])]
        )
    assert best_bound(builder.build(), _of(Objective.MAKESPAN)) == 12


def test_work_without_length_that_is_pinned_in_a_break_is_not_seen_later_than_it_is() -> None:
    # closed from 5 to 7: A is pinned to 6, takes no time and is 2 ticks late at weight 3
    builder = ProblemBuilder(horizon=12)
    time = builder.calendar(WorkingTime.of([(0, 5), (7, 12)]))
    machine = builder.resource(calendar=time)
    pinned = builder.operation([ModeSpec(0, machine, time)])
    builder.fix(pinned, start=6)
    builder.demand(4, [pinned], weight=3)
    for _ in range(2):
        builder.demand(12, [builder.operation([ModeSpec(2, machine, time)])])
    assert best_bound(builder.build(), _of(Objective.TARDINESS)) == 6


def test_prices_bound_tardiness_where_every_order_alone_is_in_time() -> None:
    # four orders of 5 ticks due at 5, 6, 7, 8: whatever the order, they complete at 5, 10, 15, 20,
    # together 50 - 26 = 24 ticks late, and nobody could know from one of them alone
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource(calendar=always)
    for due in (5, 6, 7, 8):
        builder.demand(due, [builder.operation([ModeSpec(5, machine, always)])])
    bound = best_bound(builder.build(), _of(Objective.TARDINESS))
    assert bound is not None
    assert 12 <= bound <= 24


def test_a_machine_has_to_change_into_every_state_it_needs() -> None:
    # from state 0 to 1 takes 3 ticks, and four operations of 2 ticks take 8: 11 together
    assert best_bound(setup_problem(), _of(Objective.SETUP)) == 3
    assert best_bound(setup_problem(), _of(Objective.MAKESPAN)) == 11


@pytest.mark.parametrize("seed", range(20))
def test_the_shortest_way_through_states_is_that_of_trying_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = rng.integers(0, 20, size=(6, 6))
    np.fill_diagonal(times, 0)
    initial, wanted = int(rng.integers(-1, 6)), [1, 3, 4]
    known = sorted({*wanted, 5} | ({initial} - {-1}))

    def way(path: tuple[int, ...]) -> int:
        first = times[initial, path[0]] if initial >= 0 else 0
        return int(first + sum(times[a, b] for a, b in pairwise(path)))

    paths = [path for size in range(3, 6) for path in product(known, repeat=size)]
    best = min(way(path) for path in paths if set(wanted) <= {*path, initial})
    found = shortest_tour(times, known, wanted, initial)
    # ways of up to five stops leave out detours between all pairs: never shorter
    assert found <= best
    assert shortest_tour(times, wanted, wanted, -1) >= shortest_tour(times, known, wanted, -1)


def test_pinned_work_may_take_the_mode_that_ends_last_where_that_pays() -> None:
    # A is pinned to 3 and ends at 4 or 8; a later end earns 2 a tick: 3 * 1 - 8 * 2
    builder = ProblemBuilder(horizon=20)
    always = builder.calendar(WorkingTime.always(0, 20))
    machine = builder.resource(calendar=always)
    modes = [ModeSpec(1, machine, always), ModeSpec(5, machine, always)]
    builder.fix(builder.operation(modes, flow=(1, -2)), start=3)
    builder.operation([ModeSpec(2, machine, always)])
    assert best_bound(builder.build(), _of(Objective.FLOW)) == -13


def test_changeovers_into_work_without_length_may_come_after_all_other_work() -> None:
    # A runs 0-1; then the machine is changed into state 1 from 1 to 4, where B takes no time
    builder = ProblemBuilder(horizon=20)
    always = builder.calendar(WorkingTime.always(0, 20))
    matrix = builder.setup_matrix([[0, 3], [3, 0]])
    machine = builder.resource(calendar=always, setup=matrix, initial_state=0)
    builder.deadline(builder.operation([ModeSpec(1, machine, always)]), 3)
    builder.operation([ModeSpec(0, machine, always, state=1)])
    bound = best_bound(builder.build(), _of(Objective.MAKESPAN))
    assert bound is not None
    assert bound <= 4


def test_changeovers_into_work_whose_other_machine_is_never_open_long_enough_count() -> None:
    # A runs 0-2 in state 0; the other machine has 1 tick for the 2 of B: 2 + 3 + 2
    builder = ProblemBuilder(horizon=20)
    always = builder.calendar(WorkingTime.always(0, 20))
    short = builder.calendar(WorkingTime.always(0, 1))
    matrix = builder.setup_matrix([[0, 3], [3, 0]])
    machine = builder.resource(calendar=always, setup=matrix, initial_state=0)
    other = builder.resource(calendar=short)
    builder.operation([ModeSpec(2, machine, always, state=0)])
    builder.operation([ModeSpec(2, other, short), ModeSpec(2, machine, always, state=1)])
    assert best_bound(builder.build(), _of(Objective.MAKESPAN)) == 7
