"""The arrays of a problem: built row by row, checked once, saved whole."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.errors import InvalidProblem
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from tests.solvers.problems import chain_problem, crew_problem, random_problem, setup_problem

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", range(5))
def test_a_saved_problem_loads_equal(tmp_path: Path, seed: int) -> None:
    problem = random_problem(seed)
    problem.save(tmp_path / "problem.npz")
    again = Problem.load(tmp_path / "problem.npz")
    for item in fields(Problem):
        mine, theirs = getattr(problem, item.name), getattr(again, item.name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype, item.name
            assert np.array_equal(mine, theirs), item.name
        else:
            assert mine == theirs, item.name


def test_counts_and_pointers_follow_the_rows() -> None:
    problem = crew_problem()
    assert (problem.num_operations, problem.num_modes) == (3, 3)
    assert (problem.num_resources, problem.num_demands) == (4, 3)
    assert problem.mode_ptr.tolist() == [0, 1, 2, 3]
    assert problem.use_ptr.tolist() == [0, 1, 2, 3]
    assert [calendar.total for calendar in problem.calendars] == [120, 40]


def test_calendars_with_the_same_windows_are_shared() -> None:
    builder = ProblemBuilder(horizon=10)
    first = builder.calendar(WorkingTime.always(0, 10))
    assert builder.calendar(WorkingTime.always(0, 10, count=3)) == first
    assert builder.calendar(WorkingTime.always(0, 9)) == first + 1


def test_one_lag_counts_for_every_mode_of_the_predecessor() -> None:
    builder = ProblemBuilder(horizon=10)
    builder.calendar(WorkingTime.always(0, 10))
    a = builder.operation([ModeSpec(1), ModeSpec(2)])
    b = builder.operation([ModeSpec(1)])
    c = builder.operation([ModeSpec(1)])
    builder.precede(a, b, Precedence.END_START, 4)
    builder.precede(a, c, Precedence.WORK_START, [1, 2])
    builder.precede(b, c)
    problem = builder.build()
    assert problem.lags.tolist() == [4, 4, 1, 2, 0]
    assert problem.lag_ptr.tolist() == [0, 2, 4, 5]


def test_a_pinned_mode_is_counted_within_its_operation() -> None:
    builder = ProblemBuilder(horizon=10)
    builder.calendar(WorkingTime.always(0, 10))
    builder.operation([ModeSpec(1), ModeSpec(2)])
    operation = builder.operation([ModeSpec(1), ModeSpec(2), ModeSpec(3)])
    builder.operation([ModeSpec(1)])
    builder.fix(operation, start=4, mode=2)
    problem = builder.build()
    assert problem.op_fixed_mode.tolist() == [-1, 4, -1]
    assert problem.op_fixed_start.tolist() == [-1, 4, -1]


def test_releases_only_grow_and_flow_adds_up() -> None:
    builder = ProblemBuilder(horizon=10)
    builder.calendar(WorkingTime.always(0, 10))
    operations = [builder.operation([ModeSpec(1)], release=3) for _ in range(3)]
    builder.release(operations[0], 5)
    builder.release(operations[1], 2)
    builder.add_flow(operations[2], start=-2, end=1)
    builder.add_flow(operations[2], start=-1)
    problem = builder.build()
    assert problem.op_release.tolist() == [5, 3, 3]
    assert (problem.flow_start[2], problem.flow_end[2]) == (-3, 1)


def test_matrices_of_different_size_are_padded() -> None:
    builder = ProblemBuilder(horizon=10)
    builder.setup_matrix([[0, 1], [2, 0]])
    builder.setup_matrix([[0, 1, 2], [3, 0, 4], [5, 6, 0]])
    problem = builder.build()
    assert problem.setup_times.shape == (2, 3, 3)
    assert problem.setup_times[0].tolist() == [[0, 1, 0], [2, 0, 0], [0, 0, 0]]


_CHAIN: dict[str, tuple[dict[str, Any], str]] = {
    "length": ({"op_release": np.zeros(2, dtype=np.int64)}, "op_release has 2 rows, expected 3"),
    "pointer": ({"demand_ptr": np.array([0])}, "demand_ptr has 1 rows, expected 2"),
    "index": ({"mode_resource": np.array([0, 7, 0])}, "mode_resource has values from 0 to 7"),
    "kind": ({"kind": np.array([0, 5])}, "kind has values from 0 to 5, expected 0 to 4"),
    "duration": ({"mode_duration": np.array([4, -6, 3])}, "a mode has a negative duration"),
    "setup": ({"mode_setup": np.array([5, 0, 0])}, "a setup exceeds its mode's duration"),
    "lag": ({"lags": np.array([0, -1])}, "a lag is negative"),
    "weight": ({"demand_weight": np.array([-1])}, "a demand has a negative weight"),
    "unit": ({"resource_capacity": np.array([0])}, "a resource has no unit"),
    "mode": ({"mode_op": np.array([0, 0, 2])}, "an operation has no mode"),
    "order": ({"mode_op": np.array([1, 0, 2])}, "mode_op must not decrease"),
}


@pytest.mark.parametrize("case", _CHAIN)
def test_broken_arrays_are_refused_by_name(case: str) -> None:
    change, message = _CHAIN[case]
    with pytest.raises(InvalidProblem, match=message):
        chain_problem().replace(**change)


def test_overlapping_windows_are_refused() -> None:
    problem = chain_problem()
    late = problem.window_end.copy()
    late[0] = problem.window_start[1] + 1
    with pytest.raises(InvalidProblem, match="windows of calendar 0 overlap or are not sorted"):
        problem.replace(window_end=late)


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    problem = chain_problem()
    early = problem.window_end.copy()
    early[0] = problem.window_start[0]
    with pytest.raises(InvalidProblem, match="a window ends before it starts"):
        problem.replace(window_end=early)


def test_a_pool_with_setups_is_refused() -> None:
    with pytest.raises(
        InvalidProblem, match="a resource with setups or sessions must have capacity 1"
    ):
        setup_problem().replace(resource_capacity=np.array([2]))


def test_all_faults_are_listed_at_once() -> None:
    change = {"mode_duration": np.array([4, -6, 3]), "lags": np.array([0, -1])}
    with pytest.raises(InvalidProblem) as refusal:
        chain_problem().replace(**change)
    assert "negative duration" in str(refusal.value)
    assert "lag is negative" in str(refusal.value)


def test_the_original_stays_as_it_was_when_replaced() -> None:
    problem = chain_problem()
    problem.replace(op_release=np.array([5, 5, 5]))
    assert problem.op_release.tolist() == [0, 0, 0]


def test_a_calendar_without_windows_may_come_first() -> None:
    builder = ProblemBuilder(horizon=20)
    builder.calendar(WorkingTime.of([]))
    other = builder.calendar(WorkingTime.of([(0, 5), (8, 12)]))
    builder.operation([ModeSpec(3, -1, other)])
    assert [calendar.total for calendar in builder.build().calendars] == [0, 9]
