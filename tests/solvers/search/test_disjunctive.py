from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level import Level, Objective, Term
from models.measures import makespan, max_lateness
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.search.disjunctive import (
    NO_TAIL,
    disjunctive_of,
    level_value,
    schedule_of,
    starts_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem

MAKESPAN = Level.of(Objective.MAKESPAN)
MAX_LATENESS = Level.of(Objective.MAX_LATENESS)
HORIZON = 100


class Shop:
    """Two jobs of two operations on two machines; windows as given, a rule added before `build`."""

    def __init__(self, *windows: tuple[int, int]) -> None:
        self.builder = ProblemBuilder(horizon=HORIZON)
        calendar = WorkingTime.of(list(windows or [(0, HORIZON)]))
        self.calendar = self.builder.calendar(calendar)
        self.machines = [self.builder.resource(calendar=self.calendar) for _ in range(2)]

    def mode(self, duration: int, machine: int, **more: object) -> ModeSpec:
        return ModeSpec(duration, self.machines[machine], self.calendar, **more)  # type: ignore[arg-type]  # fields by name

    def operations(self, *, interruptible: bool = True, first: ModeSpec | None = None) -> list[int]:
        """Return a, b of one job and c, d of the other: 3 and 2 ticks, then 2 and 4."""
        modes = [first or self.mode(3, 0), self.mode(2, 1), self.mode(2, 1), self.mode(4, 0)]
        return [self.builder.operation([mode], interruptible=interruptible) for mode in modes]

    def jobs(self, lag: int = 0) -> list[int]:
        a, b, c, d = ops = self.operations()
        self.builder.precede(a, b, lags=lag)
        self.builder.precede(c, d)
        return ops

    def build(self) -> Problem:
        return self.builder.build()


def test_a_job_shop_is_recognised_with_its_durations_machines_and_edges() -> None:
    shop = Shop()
    a, b, _, _ = shop.jobs(lag=5)
    shop.builder.release(a, 7)
    arrays = disjunctive_of(shop.build(), MAKESPAN)
    assert arrays is not None
    assert arrays.mode_duration.tolist() == [3, 2, 2, 4]
    assert arrays.mode_machine.tolist() == [0, 1, 1, 0]
    assert arrays.pred_ptr.tolist() == [0, 0, 1, 1, 2]
    assert arrays.pred.tolist() == [0, 2]
    assert arrays.succ_ptr.tolist() == [0, 1, 1, 2, 2]
    assert arrays.succ.tolist() == [b, 3]
    assert arrays.pred_lag.tolist() == arrays.succ_lag.tolist() == [5, 0]
    assert arrays.release.tolist() == [7, 0, 0, 0]
    assert arrays.tail.tolist() == [0, 0, 0, 0]


def test_a_pinned_mode_is_the_only_one_its_operation_may_take() -> None:
    shop = Shop()
    shop.builder.operation([shop.mode(3, 0), shop.mode(4, 1)])
    pinned = shop.builder.operation([shop.mode(3, 0), shop.mode(4, 1), shop.mode(5, 1)])
    problem = shop.build()
    fixed = problem.op_fixed_mode.copy()
    fixed[pinned] = 3  # the second of rows 2 to 4
    arrays = disjunctive_of(problem.replace(op_fixed_mode=fixed), MAKESPAN)
    assert arrays is not None
    assert arrays.mode_first.tolist() == [0, 3]
    assert arrays.mode_last.tolist() == [2, 4]


def test_releases_count_in_work_from_the_window_after_them() -> None:
    shop = Shop((10, 20), (30, 50))
    for op, tick in zip(shop.jobs(), (5, 15, 20, 33), strict=True):
        shop.builder.release(op, tick)
    arrays = disjunctive_of(shop.build(), MAKESPAN)
    assert arrays is not None
    # before the first window; 5 into it; at its end, that is 30; 3 into the second
    assert arrays.release.tolist() == [0, 5, 10, 13]


def test_work_without_length_needs_no_machine() -> None:
    shop = Shop()
    shop.operations(first=shop.mode(0, 0))
    arrays = disjunctive_of(shop.build(), MAKESPAN)
    assert arrays is not None
    assert arrays.mode_machine.tolist() == [-1, 1, 1, 0]


def test_tails_of_a_lateness_are_lags_minus_due_dates_of_what_an_operation_serves() -> None:
    shop = Shop((10, HORIZON))
    _, b, _, d = shop.jobs()
    shop.builder.demand(20, [(b, 4)])
    shop.builder.demand(17, [b, d], priority=1)
    problem = shop.build()
    arrays = disjunctive_of(problem, MAX_LATENESS)
    assert arrays is not None
    # work 0 is tick 10: b has max(10 + 4 - 20, 10 - 17), d has 10 - 17
    assert arrays.tail.tolist() == [NO_TAIL, -6, NO_TAIL, -7]
    of_one = disjunctive_of(problem, Level((Term(Objective.MAX_LATENESS, demand_class=1),)))
    assert of_one is not None
    assert of_one.tail.tolist() == [NO_TAIL, -7, NO_TAIL, -7]


def _capacity(shop: Shop) -> None:
    machine = shop.builder.resource(capacity=2, calendar=shop.calendar)
    shop.operations(first=ModeSpec(3, machine, shop.calendar))


def _setup(shop: Shop) -> None:
    matrix = shop.builder.setup_matrix([[0, 1], [1, 0]])
    machine = shop.builder.resource(calendar=shop.calendar, setup=matrix)
    shop.operations(first=ModeSpec(3, machine, shop.calendar, state=0))


def _session(shop: Shop) -> None:
    machine = shop.builder.resource(calendar=shop.calendar, session=(2, 1, -1))
    shop.operations(first=ModeSpec(3, machine, shop.calendar, family=0, fill=1))


def _profile(shop: Shop) -> None:
    machine = shop.builder.resource(calendar=shop.calendar, profile=[(10, 20, 0)])
    shop.operations(first=ModeSpec(3, machine, shop.calendar))


def _use(shop: Shop) -> None:
    shop.operations(first=shop.mode(3, 0, uses=((1, 1),)))


def _other_calendar(shop: Shop) -> None:
    other = shop.builder.calendar(WorkingTime.of([(0, 50)]))
    shop.operations(first=ModeSpec(3, shop.machines[0], other))


def _kind(shop: Shop) -> None:
    a, b, *_ = shop.operations()
    shop.builder.precede(a, b, Precedence.WORK_START)


def _fixed_start(shop: Shop) -> None:
    shop.builder.fix(shop.operations()[0], start=4)


def _deadline(shop: Shop) -> None:
    shop.builder.deadline(shop.operations()[0], 40)


def _lag_by_mode(shop: Shop) -> None:
    first = shop.builder.operation([shop.mode(3, 0), shop.mode(3, 1)])
    shop.builder.precede(first, shop.operations()[0], lags=[1, 2])


def _no_work(shop: Shop) -> None:
    never = shop.builder.calendar(WorkingTime.of([]))
    shop.builder.operation([ModeSpec(0, -1, never)])


def _nothing(shop: Shop) -> None:
    del shop


@pytest.mark.parametrize(
    "rule",
    [
        _capacity, _setup, _session, _profile, _use, _other_calendar, _kind, _fixed_start,
        _deadline, _lag_by_mode, _no_work, _nothing,
    ],
)  # fmt: skip
def test_a_problem_with_another_rule_is_no_job_shop(rule: Callable[[Shop], None]) -> None:
    shop = Shop()
    rule(shop)
    assert disjunctive_of(shop.build(), MAKESPAN) is None


def _whole(shop: Shop) -> None:
    shop.operations(interruptible=False)


def _lag(shop: Shop) -> None:
    shop.jobs(lag=1)


def _without_length(shop: Shop) -> None:
    shop.operations(first=shop.mode(0, 0))


@pytest.mark.parametrize("rule", [_whole, _lag, _without_length])
def test_what_breaks_would_cut_or_stretch_is_a_job_shop_only_without_breaks(
    rule: Callable[[Shop], None],
) -> None:
    whole, cut = Shop((0, 50)), Shop((0, 10), (20, 60))
    rule(whole)
    rule(cut)
    assert disjunctive_of(whole.build(), MAKESPAN) is not None
    assert disjunctive_of(cut.build(), MAKESPAN) is None


def test_a_lateness_is_no_longest_path_where_there_are_breaks() -> None:
    whole, cut = Shop((0, 50)), Shop((0, 10), (20, 60))
    for shop in (whole, cut):
        shop.builder.demand(9, shop.jobs())
    assert disjunctive_of(whole.build(), MAX_LATENESS) is not None
    assert disjunctive_of(cut.build(), MAX_LATENESS) is None


@pytest.mark.parametrize(
    "level",
    [
        Level.of(Objective.TARDINESS),
        Level.of(Objective.FLOW),
        Level((Term(Objective.MAKESPAN), Term(Objective.MAX_LATENESS))),
    ],
)
def test_other_objectives_are_no_job_shop(level: Level) -> None:
    shop = Shop()
    shop.jobs()
    assert disjunctive_of(shop.build(), level) is None


def test_starts_in_work_become_a_plan_across_the_break() -> None:
    shop = Shop((10, 14), (20, 40))
    shop.jobs()
    problem = shop.build()
    modes = np.arange(4)
    # machine 0: a 0-3, d 3-7; machine 1: c 0-2, b 3-5
    starts = np.array([0, 3, 0, 3])
    schedule = schedule_of(problem, modes, starts)
    assert schedule is not None
    assert check_schedule(problem, schedule) == []
    assert schedule.start.tolist() == [10, 13, 10, 13]
    assert schedule.end.tolist() == [13, 21, 12, 23]
    assert starts_of(problem, schedule).tolist() == starts.tolist()
    assert level_value(problem, MAKESPAN, 7) == makespan(problem, schedule) == 23


def test_work_that_ends_with_a_window_ends_before_the_break_and_the_next_begins_after_it() -> None:
    shop = Shop((0, 3), (20, 40))
    shop.jobs()
    problem = shop.build()
    schedule = schedule_of(problem, np.arange(4), np.array([0, 3, 0, 3]))
    assert schedule is not None
    assert check_schedule(problem, schedule) == []
    assert (int(schedule.end[0]), int(schedule.start[1])) == (3, 20)


def test_a_plan_beyond_the_horizon_is_none() -> None:
    shop = Shop((0, 6))
    shop.jobs()
    assert schedule_of(shop.build(), np.arange(4), np.array([0, 3, 0, 3])) is None


def test_a_lateness_is_at_least_what_receipts_ask_and_never_negative() -> None:
    shop = Shop()
    shop.builder.demand(30, shop.jobs())
    problem = shop.build()
    assert level_value(problem, MAX_LATENESS, 5) == 5
    assert level_value(problem, MAX_LATENESS, -23) == 0
    late = problem.replace(demand_release=np.array([38]))
    schedule = schedule_of(late, np.arange(4), np.array([0, 3, 0, 3]))
    assert schedule is not None
    # complete at its receipt, 38, though the work ends at 7
    assert level_value(late, MAX_LATENESS, -23) == max_lateness(late, schedule) == 8
