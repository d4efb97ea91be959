"""The checker of schedules: it passes good ones and names what is wrong with corrupted ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Schedule, Status
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    overlap_problem,
    pool_problem,
    setup_problem,
)

if TYPE_CHECKING:
    from models.problem import Problem


def _schedule(
    start: list[int], end: list[int], unit: list[int], changeover: list[int] | None = None
) -> Schedule:
    size = len(start)
    return Schedule(
        mode=np.arange(size),
        unit=np.array(unit),
        start=np.array(start),
        end=np.array(end),
        changeover=np.array(changeover or [0] * size),
        status=Status.FEASIBLE,
    )


CHAIN = _schedule([8, 13, 34], [12, 34, 38], [0, 0, 0])  # B pauses from 17 to 32, C at noon
SETUP = _schedule([0, 2, 7, 9], [2, 4, 9, 11], [0] * 4, [0, 0, 3, 0])  # states 0 0 1 1
POOL = _schedule([0, 0, 4, 5], [5, 4, 7, 7], [0, 1, 1, 0])
OVERLAP = _schedule([0, 8, 10], [10, 10, 13], [0, 0, 0])
CREW = _schedule([8, 12, 32], [12, 16, 36], [0, 0, 0])


def _setup_order() -> Problem:
    """The four operations with states 0 0 1 1."""
    return setup_problem().replace(mode_state=np.array([0, 0, 1, 1]))


@pytest.mark.parametrize(
    ("problem", "schedule"),
    [
        (chain_problem(), CHAIN),
        (_setup_order(), SETUP),
        (pool_problem(), POOL),
        (overlap_problem(), OVERLAP),
        (crew_problem(), CREW),
    ],
    ids=["chain", "setup", "pool", "overlap", "crew"],
)
def test_a_correct_schedule_has_no_fault(problem: Problem, schedule: Schedule) -> None:
    assert check_schedule(problem, schedule) == []


def test_arrays_of_the_wrong_length_are_named() -> None:
    short = replace(CHAIN, end=np.array([12, 34]))
    assert check_schedule(chain_problem(), short) == ["end has 2 rows, expected 3"]


def test_a_mode_outside_the_table_is_named() -> None:
    wrong = replace(CHAIN, mode=np.array([0, 1, 3]))
    assert check_schedule(chain_problem(), wrong) == ["mode points outside the mode table"]


def test_a_mode_of_another_operation_is_named() -> None:
    wrong = replace(CHAIN, mode=np.array([0, 1, 1]))
    assert "C: mode 1 belongs to another operation" in check_schedule(chain_problem(), wrong)


def test_another_mode_than_the_pinned_one_is_named() -> None:
    builder = ProblemBuilder(horizon=50)
    builder.calendar(WorkingTime.always(0, 50))
    a = builder.operation([ModeSpec(4), ModeSpec(4)], "A")
    builder.operation([ModeSpec(4)], "B")
    builder.operation([ModeSpec(4)], "C")
    builder.fix(a, start=3, mode=1)
    wrong = replace(_schedule([3, 0, 0], [7, 4, 4], [-1] * 3), mode=np.array([0, 2, 3]))
    assert check_schedule(builder.build(), wrong) == ["A: mode 0, but mode 1 is pinned"]
    moved = replace(_schedule([4, 0, 0], [8, 4, 4], [-1] * 3), mode=np.array([1, 2, 3]))
    assert check_schedule(builder.build(), moved) == ["A: starts at 4, but is pinned to 3"]


def test_a_start_in_the_lunch_break_is_named() -> None:
    wrong = _schedule([8, 12, 34], [12, 34, 38], [0] * 3)
    assert check_schedule(chain_problem(), wrong) == ["B: starts at 12, outside its working time"]


def test_work_that_is_cut_short_is_named() -> None:
    wrong = _schedule([8, 13, 34], [12, 33, 38], [0] * 3)
    faults = check_schedule(chain_problem(), wrong)
    assert faults == ["B: ends at 33, but 6 ticks from 13 end at 34"]


def test_work_across_a_break_is_named_where_it_must_not_be_interrupted() -> None:
    whole = chain_problem().replace(mode_interruptible=np.array([True, False, True]))
    faults = check_schedule(whole, CHAIN)
    assert faults == ["B: 13 to 34 is not in one window, and it must not be interrupted"]


def test_work_that_never_ends_is_named() -> None:
    problem = chain_problem()  # the last window is 229-233
    wrong = _schedule([8, 13, 232], [12, 34, 235], [0] * 3)
    faults = check_schedule(problem, wrong)
    assert "C: 3 ticks of work from 232 on never end" in faults


def test_an_end_after_the_horizon_is_named() -> None:
    problem = chain_problem().replace(horizon=36)
    assert check_schedule(problem, CHAIN) == ["C: ends at 38, after 36"]


def test_a_start_before_its_release_is_named() -> None:
    problem = chain_problem().replace(op_release=np.array([9, 0, 0]))
    assert check_schedule(problem, CHAIN) == ["A: starts at 8, before its release 9"]


def test_a_start_before_the_predecessor_ends_is_named() -> None:
    problem = chain_problem().replace(lags=np.array([2, 0]))
    assert check_schedule(problem, CHAIN) == ["B after A: starts at 13, before end 12 plus lag 2"]


def test_an_overlap_that_begins_too_early_is_named() -> None:
    problem = overlap_problem()
    early = _schedule([0, 3, 10], [10, 5, 13], [0] * 3)
    assert check_schedule(problem, early) == [
        "B after A: starts at 3, before 4 ticks of it are worked at 4",
        "B after A: ends at 5, before end 10 plus lag 0",
    ]


def test_a_successor_that_ends_first_is_named() -> None:
    early = _schedule([0, 4, 10], [10, 6, 13], [0] * 3)
    faults = check_schedule(overlap_problem(), early)
    assert faults == ["B after A: ends at 6, before end 10 plus lag 0"]


def test_an_overloaded_pool_is_named() -> None:
    wrong = _schedule([0, 0, 4, 3], [5, 4, 7, 5], [0, 1, 1, 0])
    faults = check_schedule(pool_problem(), wrong)
    # from 3 to 5 three operations run on two machines; O3 shares unit 0 with O0
    assert "POOL: more held from 3 to 4 than the 2 units there, by 1" in faults
    assert "POOL: O0 and O3 hold unit 0 at 3" in faults


def test_one_machine_given_twice_is_named_though_the_pool_is_large_enough() -> None:
    wrong = replace(POOL, unit=np.array([0, 0, 1, 0]))
    assert check_schedule(pool_problem(), wrong) == ["POOL: O1 and O0 hold unit 0 at 0"]


def test_a_machine_that_does_not_exist_is_named() -> None:
    wrong = replace(POOL, unit=np.array([0, 2, 1, 0]))
    assert check_schedule(pool_problem(), wrong) == ["O1: unit 2, expected 0 to 1"]


def test_a_crew_with_an_absent_member_is_named() -> None:
    wrong = _schedule([8, 8, 32], [12, 12, 36], [0] * 3)
    faults = check_schedule(crew_problem(), wrong)
    assert faults == ["CREW: more held from 8 to 12 than the 2 units there, by 1"]


def test_a_missing_changeover_is_named() -> None:
    wrong = replace(SETUP, changeover=np.zeros(4, dtype=np.int64))
    assert check_schedule(_setup_order(), wrong) == ["O2: changeover 0, but 3 is due"]


def test_a_changeover_without_room_is_named() -> None:
    wrong = _schedule([0, 2, 5, 9], [2, 4, 7, 11], [0] * 4, [0, 0, 3, 0])
    assert "O2: 1 ticks before it, but its changeover takes 3" in check_schedule(
        _setup_order(), wrong
    )


def test_a_first_changeover_starts_from_the_initial_state() -> None:
    problem = _setup_order().replace(resource_initial_state=np.array([1]))
    # from state 1 the first operation in state 0 needs 5 ticks before tick 0
    assert "O0: 0 ticks before it, but its changeover takes 5" in check_schedule(problem, SETUP)


def test_a_changeover_where_no_machine_needs_one_is_named() -> None:
    wrong = replace(CHAIN, changeover=np.array([0, 1, 0]))
    assert "B: has a changeover, but its machine knows none" in check_schedule(
        chain_problem(), wrong
    )


def test_an_infinite_plan_may_overload_but_not_break_precedence() -> None:
    together = _schedule([0, 0, 0, 0], [5, 4, 3, 2], [-1] * 4)
    assert check_schedule(pool_problem(), together, capacity=False) == []
    assert check_schedule(pool_problem(), together)
