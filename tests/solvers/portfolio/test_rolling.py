"""A window allows what the plan it is cut from is, and nothing that breaks a rule of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.measures import makespan, max_lateness, weighted_tardiness
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Schedule, Status
from solvers.dispatch import dispatch, sequence_dispatch
from solvers.portfolio.rolling import Window, accept, window_problem
from solvers.units import assign_units
from tests.solvers.dispatch.rich_problems import Rules, rich_problem
from tests.solvers.edge_problems import edge_plant
from tests.solvers.problems import random_problem
from tests.solvers.proof.everything_tiny import everything_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem

HORIZON = 100


def _plant(kind: int, seed: int) -> Problem:
    if kind == 0:
        return random_problem(seed, 24)
    if kind == 1:
        return rich_problem(seed, 18, Rules(waits=seed % 2 == 0, patient=seed % 3 == 0))
    if kind == 2:
        return rich_problem(seed, 20, Rules(sessions=False))
    if kind == 3:
        return edge_plant(seed, 16)
    return everything_problem(seed, 4)


def _choice(problem: Problem, plan: Schedule, way: int, rng: np.random.Generator) -> np.ndarray:
    """Return operations at random, of some hours, of some machines, or all."""
    count = problem.num_operations
    if way == 0:
        return np.flatnonzero(rng.random(count) < rng.random())
    if way == 1:
        first = int(rng.integers(0, count))
        return np.sort(np.argsort(plan.start)[first : first + max(2, count // 3)])
    if way == 2:
        machines = rng.integers(-1, problem.num_resources, 2)
        return np.flatnonzero(np.isin(problem.mode_resource[plan.mode], machines))
    return np.arange(count)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 4), st.integers(0, 100_000), st.integers(0, 3))
def test_the_plan_is_a_plan_of_the_window_and_its_plans_are_plans_of_the_whole(
    kind: int, seed: int, way: int
) -> None:
    problem, rng = _plant(kind, seed), np.random.default_rng(seed)
    plan = dispatch(problem)
    if not plan.is_plan:
        return
    ops = _choice(problem, plan, way, rng)
    span = (0, problem.horizon) if rng.random() < 0.3 else None
    window = window_problem(problem, plan, ops, span)
    assert not check_schedule(window.problem, window.start)
    _same(accept(window, window.start), plan)
    for answer in _answers(window, rng):
        if answer.is_plan:
            assert not check_schedule(window.problem, answer)
            whole = accept(window, answer)
            assert not check_schedule(problem, whole)
            stays = np.setdiff1d(np.arange(problem.num_operations), window.ops)
            np.testing.assert_array_equal(whole.start[stays], plan.start[stays])
            np.testing.assert_array_equal(whole.end[stays], plan.end[stays])


def _answers(window: Window, rng: np.random.Generator) -> list[Schedule]:
    part = window.problem
    order = rng.permutation(part.num_operations).tolist()
    modes = rng.integers(part.mode_ptr[:-1], part.mode_ptr[1:]).tolist()
    return [
        dispatch(part, "spt"),
        sequence_dispatch(part, order),
        sequence_dispatch(part, order, modes),
    ]


def _same(one: Schedule, other: Schedule) -> None:
    for name in ("mode", "start", "end", "changeover"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


class Shop:
    """Machines that work round the clock, operations placed by hand."""

    def __init__(self) -> None:
        self.builder = ProblemBuilder(horizon=HORIZON)
        self.always = self.builder.calendar(WorkingTime.always(0, HORIZON))

    def machine(self, capacity: int = 1) -> int:
        return self.builder.resource(calendar=self.always, capacity=capacity)

    def operation(
        self, duration: int, machine: int, *, state: int = -1, elastic: bool = False
    ) -> int:
        mode = ModeSpec(duration, machine, self.always, state=state)
        return self.builder.operation([mode], elastic=elastic)

    def window(
        self,
        starts: Sequence[int],
        ends: Sequence[int],
        ops: Sequence[int],
        changeovers: Sequence[int] | None = None,
    ) -> Window:
        """Return a window as long as the horizon of a plan that must be one."""
        problem = self.builder.build()
        start, end = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
        change = np.array(changeovers or [0] * start.size, dtype=np.int64)
        mode = np.arange(start.size, dtype=np.int64)
        unit = assign_units(problem, mode, start, end)
        plan = Schedule(mode, unit, start, end, change, Status.FEASIBLE)
        assert not check_schedule(problem, plan)
        return window_problem(problem, plan, np.array(ops), (0, HORIZON))


def _is_allowed(window: Window, start: int, length: int) -> bool:
    """Tell whether the one operation that moves may start at a tick."""
    starts, ends = window.start.start.copy(), window.start.end.copy()
    starts[window.rows], ends[window.rows] = start, start + length
    plan = window.start
    moved = Schedule(plan.mode, plan.unit, starts, ends, plan.changeover, Status.FEASIBLE)
    return not check_schedule(window.problem, moved)


@pytest.mark.parametrize(
    ("kind", "lag", "first"),
    [
        (Precedence.END_START, 2, 12),  # after the end at 10, and 2
        (Precedence.WORK_START, 4, 4),  # once 4 ticks are worked
        (Precedence.END_END, 3, 8),  # 5 ticks that must not end before 13
    ],
)
def test_a_frozen_predecessor_says_when_work_may_start(
    kind: Precedence, lag: int, first: int
) -> None:
    shop = Shop()
    pred = shop.operation(10, shop.machine())
    succ = shop.operation(5, shop.machine())
    shop.builder.precede(pred, succ, kind, lag)
    window = shop.window([0, 30], [10, 35], [succ])
    assert _is_allowed(window, first, 5)
    assert not _is_allowed(window, first - 1, 5)


@pytest.mark.parametrize(
    ("kind", "lag", "last"),
    [
        (Precedence.END_START, 2, 23),  # 5 ticks and 2 before the start at 30
        (Precedence.WORK_START, 4, 26),  # 4 ticks worked at 30
        (Precedence.END_END, 3, 32),  # ended 3 ticks before the end at 40
    ],
)
def test_a_frozen_successor_says_until_when_work_must_be_done(
    kind: Precedence, lag: int, last: int
) -> None:
    shop = Shop()
    pred = shop.operation(5, shop.machine())
    succ = shop.operation(10, shop.machine())
    shop.builder.precede(pred, succ, kind, lag)
    window = shop.window([0, 30], [5, 40], [pred])
    assert _is_allowed(window, last, 5)
    assert not _is_allowed(window, last + 1, 5)


def test_work_that_may_keep_pace_with_frozen_work_does() -> None:
    # 5 ticks, of which the last 3 wait until 8 of the frozen 10 are worked at tick 8
    shop = Shop()
    pred = shop.operation(10, shop.machine())
    succ = shop.operation(5, shop.machine())
    shop.builder.precede(pred, succ, Precedence.WORK_WORK, 8, 2)
    window = shop.window([0, 30], [10, 35], [succ])
    assert _is_allowed(window, 6, 5)
    assert not _is_allowed(window, 5, 5)


def test_operations_that_a_maximum_wait_ties_to_frozen_ones_stay() -> None:
    shop = Shop()
    ops = [shop.operation(5, shop.machine()) for _ in range(3)]
    shop.builder.precede(ops[0], ops[1])
    shop.builder.precede(ops[0], ops[1], Precedence.MAX_WAIT, 4)
    assert shop.window([0, 5, 0], [5, 10, 5], [1, 2]).ops.tolist() == [2]
    assert shop.window([0, 5, 0], [5, 10, 5], [0, 1]).ops.tolist() == [0, 1]


def test_what_tells_when_frozen_work_ends_stays() -> None:
    shop = Shop()
    pred, succ = shop.operation(9, shop.machine()), shop.operation(2, shop.machine(), elastic=True)
    shop.builder.precede(pred, succ, Precedence.END_END)
    # it waits from 2 until its predecessor ends at 9
    assert shop.window([0, 0], [9, 9], [pred]).ops.size == 0
    # it works until 22 anyway
    assert shop.window([0, 20], [9, 22], [pred]).ops.tolist() == [pred]


def test_nothing_moves_where_frozen_work_is() -> None:
    shop = Shop()
    machine = shop.machine(capacity=2)
    ops = [shop.operation(5, machine) for _ in range(3)]
    window = shop.window([10, 12, 50], [15, 17, 55], [ops[2]])
    assert _is_allowed(window, 5, 5)
    assert not _is_allowed(window, 8, 5)  # both units are held from 12 to 15
    assert _is_allowed(window, 15, 5)


def _changing() -> tuple[Shop, int]:
    """Return a shop with a machine in state 0: 0 to 1 takes 3 ticks, 1 to 0 takes 5."""
    shop = Shop()
    matrix = shop.builder.setup_matrix([[0, 3], [5, 0]])
    machine = shop.builder.resource(calendar=shop.always, setup=matrix, initial_state=0)
    return shop, machine


def test_frozen_work_right_behind_other_is_one_row_with_the_states_of_both() -> None:
    shop, machine = _changing()
    # state 1 from 3 to 13, changed to 0 until 18, state 0 until 28, then what moves, state 1
    for state in (1, 0, 1):
        shop.operation(10, machine, state=state)
    window = shop.window([3, 18, 31], [13, 28, 41], [2], [3, 5, 3])
    assert window.problem.num_operations == 2
    assert window.problem.setup_times.shape == (1, 3, 3)
    # the row needs state 1, which takes 3 from 0; it leaves state 0, from which 1 takes 3
    assert window.problem.setup_times[0].tolist() == [[0, 3, 3], [5, 0, 0], [0, 3, 0]]
    assert window.start.changeover.tolist() == [3, 3]
    assert window.start.end.tolist() == [28, 41]


def test_the_changeover_of_frozen_work_follows_what_now_runs_before_it() -> None:
    shop, machine = _changing()
    shop.operation(10, machine, state=1)
    shop.operation(10, machine, state=0)
    # state 1 from 3 to 13, changed to 0 until 18, but frozen from 40 on
    window = shop.window([3, 40], [13, 50], [0], [3, 5])
    answer = dispatch(window.problem)
    assert accept(window, answer).changeover.tolist() == [3, 5]
    late = window.start
    moved = np.array([53, 40])  # behind it: 0 needs no change, then 3 to state 1
    behind = Schedule(late.mode, late.unit, moved, moved + 10, np.array([3, 0]), Status.FEASIBLE)
    assert not check_schedule(window.problem, behind)
    whole = accept(window, behind)
    assert whole.changeover.tolist() == [3, 0]
    assert not check_schedule(window.whole, whole)


def test_far_frozen_work_is_not_shown() -> None:
    shop, machine = _changing()
    for state in (0, 0, 1, 1, 0, 0):
        shop.operation(4, machine, state=state)
    problem_window = shop.window(
        [0, 6, 20, 30, 50, 60], [4, 10, 24, 34, 54, 64], [2, 3], [0, 0, 3, 0, 5, 0]
    )
    window = window_problem(problem_window.whole, problem_window.plan, np.array([2, 3]), (18, 36))
    # the last before, what moves, and the first after
    assert window.problem.op_names == ("O1", "O2", "O3", "O4", "until 64")


def test_a_demand_is_not_complete_before_frozen_work_for_it() -> None:
    shop = Shop()
    ops = [shop.operation(5, shop.machine()) for _ in range(3)]
    shop.builder.demand(8, [(ops[0], 2), ops[1]], weight=3)
    shop.builder.demand(10, [ops[2]], weight=1)
    window = shop.window([0, 20, 25], [5, 25, 30], [ops[1], ops[0]])
    assert window.problem.num_demands == 2  # the other is 20 late: no plan is less late than that
    window = shop.window([0, 20, 25], [5, 25, 30], [ops[1]])
    assert window.problem.demand_release.tolist() == [7, 30]
    assert max_lateness(window.problem, window.start) == 20


def test_no_window_is_shorter_than_the_frozen_work_makes_the_plan() -> None:
    problem = random_problem(8, 20)
    plan = dispatch(problem)
    first = np.argsort(plan.end)[:8]
    window = window_problem(problem, plan, np.sort(first))
    assert makespan(window.problem, window.start) == makespan(problem, plan)


@pytest.mark.parametrize("seed", range(6))
def test_a_better_window_is_a_better_plan_by_as_much(seed: int) -> None:
    problem = random_problem(seed, 40, tightness=4.0)
    plan = dispatch(problem, "lpt")
    by_start = np.lexsort((plan.end, plan.start))
    for since in range(0, 40, 8):
        ops = np.sort(by_start[since : since + 12])
        window = window_problem(problem, plan, ops, (0, problem.horizon))
        answer = dispatch(window.problem)
        if answer.is_plan:
            whole = accept(window, answer)
            saved = weighted_tardiness(window.problem, window.start)
            saved -= weighted_tardiness(window.problem, answer)
            after = weighted_tardiness(problem, whole)
            assert weighted_tardiness(problem, plan) - after == saved
            # the latest of the frozen demands is in the window too
            assert max_lateness(problem, whole) == max_lateness(window.problem, answer)


def test_a_changeover_may_reach_back_before_the_window_but_not_into_frozen_work() -> None:
    shop, machine = _changing()
    mode = ModeSpec(10, shop.machine(), shop.always, uses=((machine, 1),))
    shop.builder.operation([mode])  # holds the machine as well, from 8 to 18
    moves = shop.operation(10, machine, state=1)
    whole = shop.window([8, 30], [18, 40], [moves], [0, 3])
    window = window_problem(whole.whole, whole.plan, np.array([moves]), (20, 60))
    assert _is_allowed(window, 21, 10)  # changed from 18 to 21
    assert not _is_allowed(window, 20, 10)


def test_what_lets_a_session_start_before_it_is_full_stays() -> None:
    shop = Shop()
    oven = shop.builder.resource(calendar=shop.always, session=(10, 5, 4))
    pred, other = shop.operation(2, shop.machine()), shop.operation(2, shop.machine())
    mode = ModeSpec(3, oven, shop.always, family=0, fill=2)
    members = [shop.builder.operation([mode]) for _ in range(2)]
    shop.builder.precede(pred, members[0])
    # the first waited from 2 to 6, as long as it must; nobody of the family follows the second
    window = shop.window([0, 0, 6, 20], [2, 2, 9, 23], [pred, other])
    assert window.ops.tolist() == [other]


def test_nothing_waits_at_its_end_for_longer_than_its_unit_is_free() -> None:
    shop = Shop()
    shift = shop.builder.calendar(WorkingTime.of([(0, 20), (30, 50)]))
    machine = shop.builder.resource(calendar=shift)
    pinned, waits = (
        shop.builder.operation([ModeSpec(5, machine, shift)], elastic=elastic)
        for elastic in (False, True)
    )
    shop.builder.fix(pinned, start=25)  # while the machine is closed
    pred = shop.operation(12, shop.machine())
    shop.builder.precede(pred, waits, Precedence.END_END)
    window = shop.window([25, 10, 10], [35, 22, 22], [waits, pred])
    for end, is_good in ((25, True), (26, False)):
        starts, ends = window.start.start.copy(), window.start.end.copy()
        starts[window.rows] = [10, end - 12]
        ends[window.rows] = end
        plan = window.start
        moved = Schedule(plan.mode, plan.unit, starts, ends, plan.changeover, Status.FEASIBLE)
        assert (not check_schedule(window.problem, moved)) is is_good
