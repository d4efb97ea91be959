import numpy as np

from models.calendar import WorkingTime
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.units import assign_units


def pool_problem(capacity: int, durations: list[int]) -> Problem:
    builder = ProblemBuilder(horizon=1000)
    builder.calendar(WorkingTime.always(0, 1000))
    pool = builder.resource("POOL", capacity=capacity)
    for duration in durations:
        builder.operation([ModeSpec(duration, pool)])
    return builder.build()


def units(problem: Problem, starts: list[int], ends: list[int]) -> list[int]:
    mode = np.arange(problem.num_operations, dtype=np.int64)
    start = np.array(starts, dtype=np.int64)
    return assign_units(problem, mode, start, np.array(ends, dtype=np.int64)).tolist()


def test_each_operation_takes_the_lowest_free_machine() -> None:
    problem = pool_problem(2, [10, 10, 5, 5])
    # 0 and 1 start together; at 10 both are free again, so 2 takes machine 0; at 12 only 1 is free
    assert units(problem, [0, 0, 10, 12], [10, 10, 15, 17]) == [0, 1, 0, 1]


def test_a_machine_released_at_a_tick_can_be_taken_at_that_tick() -> None:
    problem = pool_problem(1, [4, 4, 4])
    assert units(problem, [8, 0, 4], [12, 4, 8]) == [0, 0, 0]


def test_an_operation_without_duration_holds_no_machine() -> None:
    problem = pool_problem(2, [4, 0, 4])
    # at tick 0 the first takes machine 0, the milestone names machine 1 and leaves it free
    assert units(problem, [0, 1, 2], [4, 1, 6]) == [0, 1, 1]


def test_infinite_capacity_has_no_unit() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M")
    for resource in (-1, machine, -1):
        builder.operation([ModeSpec(5, resource)])
    assert units(builder.build(), [0, 0, 0], [5, 5, 5]) == [-1, 0, -1]


def test_random_pools_never_share_a_machine() -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        starts = rng.integers(0, 60, 20)
        ends = starts + rng.integers(1, 15, 20)
        # the most that run at once is what the pool needs, and enough
        capacity = int(max(((starts <= tick) & (tick < ends)).sum() for tick in starts))
        problem = pool_problem(capacity, [1] * 20)
        unit = units(problem, starts.tolist(), ends.tolist())
        assert max(unit) < capacity
        for i in range(20):
            for j in range(i):
                overlap = max(starts[i], starts[j]) < min(ends[i], ends[j])
                assert not (overlap and unit[i] == unit[j])
