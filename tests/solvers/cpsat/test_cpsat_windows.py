import pytest

from models.calendar import WorkingTime
from models.errors import InvalidProblem
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective
from solvers.cpsat.floors import floor
from solvers.cpsat.windows import Network, propagate
from solvers.options import SolveOptions
from solvers.solve import solve
from tests.solvers.problems import chain_problem, overlap_problem, random_problem


def always_chain(release: int = 0) -> tuple[ProblemBuilder, list[int]]:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M")
    rows = [builder.operation([ModeSpec(length, machine)], release=release) for length in (5, 4, 3)]
    return builder, rows


def test_a_chain_is_pushed_from_both_ends() -> None:
    problem = chain_problem()
    windows = propagate(problem, Network(problem), [61, 61, 61])
    # from the left A 8-12, B 13-17 and 32-34, C 34-36 and 37-38. From the right: 61 is 13:00 on
    # the third day, so C 57-60, B 35-36, 37-41 and 56-57, A 16-17 and 32-35
    assert windows.earliest_start == [8, 13, 34]
    assert windows.earliest_end == [12, 34, 38]
    assert windows.latest_end == [35, 57, 60]
    assert windows.latest_start == [16, 35, 57]


def test_overlap_lets_the_next_begin_after_worked_time_but_not_end_earlier() -> None:
    problem = overlap_problem()
    windows = propagate(problem, Network(problem), [13] * 3)
    # B may begin after 4 ticks of A, but A ends at 10, so B takes 8-10
    assert windows.earliest_start == [0, 8, 10]
    assert windows.latest_start == [0, 8, 10]


def test_work_in_one_piece_waits_for_a_window_with_room() -> None:
    builder = ProblemBuilder(horizon=40)
    builder.calendar(WorkingTime.of([(0, 3), (5, 9), (12, 20), (30, 33)]))
    machine = builder.resource("M")
    for length in (3, 4, 5):
        builder.operation([ModeSpec(length, machine)], interruptible=False)
    problem = builder.build()
    windows = propagate(problem, Network(problem), [40] * 3)
    assert windows.earliest_start == [0, 5, 12]
    # 3 ticks fit into 30-33; 4 and 5 ticks end with the window 12-20
    assert windows.latest_start == [30, 16, 15]


def test_a_mode_that_cannot_end_in_time_is_impossible() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M")
    first = builder.operation([ModeSpec(5, machine), ModeSpec(9, machine)])
    second = builder.operation([ModeSpec(3, machine)])
    builder.operation([ModeSpec(1, machine)])
    builder.precede(first, second, lags=[1, 0])
    problem = builder.build()
    windows = propagate(problem, Network(problem), [100, 10, 100])
    # B ends by 10, so it starts by 7: A in 5 ticks ends by 6, A in 9 ticks cannot
    assert windows.possible == [[0], [2], [3]]
    assert windows.latest_end[0] == 6


def test_a_pin_before_the_release_leaves_no_mode() -> None:
    builder, rows = always_chain(release=8)
    builder.fix(rows[1], start=7)
    problem = builder.build()
    assert propagate(problem, Network(problem), [100] * 3).possible[1] == []


def test_a_circle_of_precedences_is_named() -> None:
    builder, rows = always_chain()
    for pred, succ in zip(rows, [*rows[1:], rows[0]], strict=True):
        builder.precede(pred, succ, Precedence.WORK_START)
    with pytest.raises(InvalidProblem, match="precedences run in a circle through O0"):
        Network(builder.build())


def optimal_plan(problem: Problem, objective: Objective) -> tuple[int, list[int], list[int]]:
    options = SolveOptions(objectives=(objective,), workers=1, deterministic_limit=5.0)
    schedule = solve(problem, options)
    return schedule.levels[0].value, schedule.start.tolist(), schedule.end.tolist()


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_lies_outside_the_windows_or_below_the_floors(seed: int) -> None:
    problem = random_problem(seed, 8)
    network = Network(problem)
    for objective in (Objective.TARDINESS, Objective.MAKESPAN, Objective.LATE):
        value, starts, ends = optimal_plan(problem, objective)
        windows = propagate(problem, network, ends)
        lowest = floor(problem, windows, objective)
        assert lowest is not None
        assert lowest <= value
        for op, (start, end) in enumerate(zip(starts, ends, strict=True)):
            assert windows.earliest_start[op] <= start <= windows.latest_start[op]
            assert windows.earliest_end[op] <= end <= windows.latest_end[op]
