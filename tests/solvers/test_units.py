import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule, Status
from solvers.units import assign_units, unit_sets, units_kept


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


def test_an_operation_that_holds_several_machines_names_the_lowest() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    pool = builder.resource("POOL", capacity=4)
    for count in (1, 2, 1, 2, 3):
        builder.operation([ModeSpec(5, pool, units=count)])
    builder.operation([ModeSpec(5)])
    problem = builder.build()
    starts, ends = [0, 0, 3, 5, 8, 0], [5, 8, 8, 8, 12, 5]
    # machine 0, then 1 and 2, then 3; at 5 only 0 is free, so the fourth overloads the pool;
    # at 8 all are free again
    assert units(problem, starts, ends) == [0, 1, 3, 0, 0, -1]


def test_the_sets_of_machines_start_with_the_unit_of_the_schedule() -> None:
    rng = np.random.default_rng(11)
    for _ in range(30):
        builder = ProblemBuilder(horizon=1000)
        builder.calendar(WorkingTime.always(0, 1000))
        starts, lengths = rng.integers(0, 60, 15), rng.integers(0, 15, 15)
        counts, ends = rng.integers(1, 4, 15), starts + lengths
        capacity = int(
            max(counts[(starts <= tick) & (tick < ends)].sum() for tick in range(80)) + 3
        )
        pool = builder.resource("POOL", capacity=capacity)
        for length, count in zip(lengths.tolist(), counts.tolist(), strict=True):
            builder.operation([ModeSpec(length, pool, units=count)])
        problem = builder.build()
        modes = np.arange(15, dtype=np.int64)
        unit = assign_units(problem, modes, starts, ends)
        schedule = Schedule(modes, unit, starts, ends, np.zeros(15, np.int64), Status.FEASIBLE)
        sets = unit_sets(problem, schedule)
        assert [min(held) for held in sets] == unit.tolist()
        assert [len(set(held)) for held in sets] == counts.tolist()
        for i in range(15):
            for j in range(i):
                overlap = max(starts[i], starts[j]) < min(ends[i], ends[j])
                assert not (overlap and set(sets[i]) & set(sets[j]))


def test_members_of_a_session_share_the_machine() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    oven = builder.resource("OVEN", session=(10, 0, -1))
    for _ in range(3):
        builder.operation([ModeSpec(5, oven, family=0, fill=3)])
    problem = builder.build()
    assert units(problem, [0, 0, 5], [5, 5, 10]) == [0, 0, 0]


@given(st.data(), st.integers(1, 12), st.integers(2, 4))
def test_units_are_kept_where_nobody_else_has_them(
    data: st.DataObject, count: int, capacity: int
) -> None:
    row = st.tuples(st.integers(0, 20), st.integers(0, 8), st.integers(-1, capacity - 1))
    rows = data.draw(st.lists(row, min_size=count, max_size=count))
    starts, ends = [a for a, _, _ in rows], [a + b for a, b, _ in rows]
    if (
        max(sum(a <= tick < b for a, b in zip(starts, ends, strict=True)) for tick in starts)
        > capacity
    ):
        return  # more than there are
    problem = pool_problem(capacity, [1] * count)
    schedule = Schedule(
        mode=np.arange(count), unit=np.zeros(count, dtype=np.int64), start=np.array(starts),
        end=np.array(ends), changeover=np.zeros(count, dtype=np.int64), status=Status.FEASIBLE,
    )  # fmt: skip
    wanted = np.array([unit for _, _, unit in rows])
    found = units_kept(problem, schedule, wanted, range(count)).tolist()
    assert all(0 <= unit < capacity for unit in found)
    for one in range(count):
        for other in range(one):
            overlap = max(starts[one], starts[other]) < min(ends[one], ends[other])
            assert not (overlap and found[one] == found[other])
    # what was on these units already stays there, all of it
    assert units_kept(problem, schedule, np.array(found), range(count)).tolist() == found
    assert units_kept(problem, schedule, np.array(found)).tolist() == found


def test_who_wants_no_unit_takes_the_one_that_is_wanted_last() -> None:
    problem = pool_problem(3, [4, 4, 4])
    schedule = Schedule(
        mode=np.arange(3), unit=np.zeros(3, dtype=np.int64), start=np.array([0, 2, 9]),
        end=np.array([12, 6, 12]), changeover=np.zeros(3, dtype=np.int64), status=Status.FEASIBLE,
    )  # fmt: skip
    # the first would be in the way on 0 and on 1
    assert units_kept(problem, schedule, np.array([-1, 0, 1]), range(3)).tolist() == [2, 0, 1]
