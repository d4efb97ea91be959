"""Sessions of ovens: who runs together, who waits; numbers derived by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Schedule, Status
from solvers.dispatch import RULES, dispatch, sequence_dispatch
from solvers.dispatch.gathering import fullest
from solvers.dispatch.rules import DEFAULT_RULE
from tests.solvers.problems import DAY, daily

HORIZON = 30 * DAY


class Oven:
    """An oven for 100, started with 60, that works 8-16; operations of one family in it."""

    def __init__(self, patience: int = -1) -> None:
        self.builder = ProblemBuilder(horizon=HORIZON, tick_seconds=3600)
        self.day = self.builder.calendar(daily([(8, 16)], 30))
        self.machine = self.builder.resource("OVEN", calendar=self.day, session=(100, 60, patience))

    def mode(self, fill: int, hours: int = 4, **more: object) -> ModeSpec:
        return ModeSpec(hours, self.machine, self.day, family=0, fill=fill, **more)  # type: ignore[arg-type]  # keywords of ModeSpec

    def load(self, *fills: int, release: int = 0) -> list[int]:
        return [self.builder.operation([self.mode(fill)], release=release) for fill in fills]

    def plan(self, rule: str = DEFAULT_RULE) -> tuple[Problem, Schedule]:
        problem = self.builder.build()
        plan = dispatch(problem, rule)
        if plan.is_plan:
            assert check_schedule(problem, plan) == []
        return problem, plan


@pytest.mark.parametrize("rule", RULES)
def test_M29_a_c_and_d_fill_the_oven_and_b_waits_for_more(rule: str) -> None:
    oven = Oven()
    oven.load(30, 40, 50, 20)
    oven.load(30, release=3 * DAY)
    _, plan = oven.plan(rule)
    # a 30 + c 50 + d 20 = 100; b 40 < 60 waits for 30 more on the fourth day
    assert plan.start.tolist() == [8, 80, 8, 8, 80]


@pytest.mark.parametrize("rule", RULES)
def test_M29_b_runs_at_once_if_nobody_can_come_any_more(rule: str) -> None:
    oven = Oven()
    oven.load(30, 40, 50, 20)
    _, plan = oven.plan(rule)
    assert plan.start.tolist() == [8, 12, 8, 8]


@pytest.mark.parametrize("rule", RULES)
def test_S20_an_underfilled_session_starts_after_the_longest_wait(rule: str) -> None:
    oven = Oven(patience=24)
    oven.load(40)
    oven.load(30, release=20 * DAY)
    _, plan = oven.plan(rule)
    # 24 working hours at 8 a day are three days: from 0 on until the evening of the third
    assert plan.start.tolist() == [3 * DAY + 8, 20 * DAY + 8]


def test_who_waited_too_long_goes_first_even_if_others_fill_better() -> None:
    oven = Oven(patience=8)
    oven.load(30)
    oven.load(60, 40, release=DAY)
    _, plan = oven.plan()
    # 60 + 40 would be 100, but the first has waited for a day of 8 hours: 30 + 60
    assert plan.start.tolist() == [DAY + 8, DAY + 8, DAY + 12]


def test_a_session_lasts_as_long_as_its_longest_member() -> None:
    oven = Oven()
    for fill, hours in ((30, 2), (30, 6), (40, 3)):
        oven.builder.operation([oven.mode(fill, hours)])
    oven.builder.operation([ModeSpec(1, oven.machine, oven.day)])
    problem, plan = oven.plan("longest" if "longest" in RULES else DEFAULT_RULE)
    assert plan.end[:3].tolist() == [plan.start[0] + 6] * 3
    assert problem.num_operations == 4


def test_members_share_a_tool_only_if_there_are_enough() -> None:
    oven = Oven(patience=0)
    tray = oven.builder.resource("TRAY", capacity=2, calendar=oven.day)
    for _ in range(3):
        oven.builder.operation([oven.mode(30, uses=((tray, 1),))])
    _, plan = oven.plan()
    assert sorted(plan.start.tolist()) == [8, 8, 12]


def test_a_session_never_starts_while_too_few_can_ever_come() -> None:
    # the second follows the first, so neither can be in a session of 60
    oven = Oven()
    first, second = oven.load(30, 30)
    oven.builder.precede(first, second)
    _, plan = oven.plan()
    assert plan.status is Status.NO_SOLUTION
    assert plan.facts == (
        "OVEN runs O0 at tick 8, which fill 30 of at least 60, and others of their kind follow",
    )


def test_others_join_a_pinned_session() -> None:
    oven = Oven()
    (pinned, other) = oven.load(40, 40)
    oven.builder.fix(pinned, start=32)
    oven.builder.deadline(other, 40)
    problem, plan = oven.plan()
    assert plan.start.tolist() == [32, 32]
    in_order = sequence_dispatch(problem, [1, 0])
    assert in_order.start.tolist() == [32, 32]


def test_two_pinned_to_one_tick_share_a_session_and_end_together() -> None:
    oven = Oven()
    for fill, hours in ((30, 2), (40, 5)):
        oven.builder.fix(oven.builder.operation([oven.mode(fill, hours)]), start=8)
    _, plan = oven.plan()
    assert plan.end.tolist() == [13, 13]


def test_a_list_gathers_a_session_too() -> None:
    oven = Oven()
    oven.load(30, 40, 50, 20)
    oven.load(30, release=3 * DAY)
    problem = oven.builder.build()
    plan = sequence_dispatch(problem, range(5))
    assert check_schedule(problem, plan) == []
    assert plan.start.tolist() == [8, 80, 8, 8, 80]


def test_a_family_waits_for_those_whose_predecessors_run_elsewhere() -> None:
    oven = Oven()
    (ready,) = oven.load(40)
    before = oven.builder.operation([ModeSpec(6, -1, oven.day)])
    (after,) = oven.load(40)
    oven.builder.precede(before, after, Precedence.END_START)
    _, plan = oven.plan()
    # the other is ready at 14: both run 14-16 and 32-34
    assert (plan.start[ready], plan.start[after], plan.end[after]) == (14, 14, 34)


def test_an_operation_that_would_wait_may_go_where_no_session_is() -> None:
    oven = Oven()
    bench = oven.builder.resource("BENCH", calendar=oven.day)
    oven.builder.operation([oven.mode(40), ModeSpec(9, bench, oven.day)])
    oven.load(30, release=20 * DAY)
    _, plan = oven.plan()
    # alone on the bench 8-16 and 32-33, or with the other on day 20
    assert plan.is_plan
    assert plan.end[1] == 20 * DAY + 12


@given(st.lists(st.integers(1, 40), max_size=9), st.integers(1, 100))
def test_the_fullest_session_is_found_and_the_first_come_first(fills: list[int], room: int) -> None:
    chosen = fullest(fills, room)
    subsets = [
        [index for index in range(len(fills)) if bits >> index & 1]
        for bits in range(1 << len(fills))
    ]
    sums = [sum(fills[index] for index in subset) for subset in subsets]
    most = max(total for total in sums if total <= room)
    equals = [subset for subset, total in zip(subsets, sums, strict=True) if total == most]
    assert chosen == min(equals)


def test_very_many_different_fills_are_still_chosen_from() -> None:
    rng = np.random.default_rng(3)
    fills = rng.integers(1, 10**9, 60).tolist()
    room = sum(fills) // 2
    total = sum(fills[index] for index in fullest(fills, room))
    assert 0.99 * room < total <= room
