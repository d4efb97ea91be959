"""Conversions of the model agree with `WorkingTime` at every coordinate."""

import pytest
from ortools.sat.python import cp_model

from models.calendar import WorkingTime
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule
from solvers.cpsat.coordinates import WALL, Coordinate, Coordinates
from solvers.cpsat.recorder import Recorder

SHIFTS = [(2, 5), (9, 14), (14, 16), (20, 22)]
MACHINE = [(0, 6), (8, 16), (19, 30)]
OTHER = [(3, 4), (4, 10), (12, 15), (20, 21)]


def problem() -> Problem:
    builder = ProblemBuilder(horizon=30)
    shifts = builder.calendar(WorkingTime.of(SHIFTS))
    machine = builder.calendar(WorkingTime.of(MACHINE))
    builder.calendar(WorkingTime.of(OTHER))
    resource = builder.resource("M", calendar=machine)
    for _ in range(3):
        builder.operation([ModeSpec(2, resource, shifts)])
    return builder.build()


def images(*, is_end: bool, target: int, calendar: int = 0, high: int = 12) -> dict[int, int]:
    """Return what the model makes of each work coordinate, by enumerating its solutions."""
    given = problem()
    recorder = Recorder(given)
    low, high = (1, high) if is_end else (0, high - 1)
    work = recorder.integer(low - 3, high - 3, "work", lambda known: known.start[0])
    moment = Coordinate(work, 3, calendar, low, high, is_end=is_end)
    image = Coordinates(given, recorder).image(moment, target)
    found: dict[int, int] = {}

    class Collect(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            coordinate = self.value(work) + 3
            assert coordinate not in found
            found[coordinate] = self.value(image)

    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    assert solver.solve(recorder.model, Collect()) == cp_model.OPTIMAL
    return found


def test_starts_lie_where_working_time_says() -> None:
    calendar = WorkingTime.of(SHIFTS)
    # 3 + 5 + 2 + 2 = 12 ticks of work, so starts 0 to 11
    assert images(is_end=False, target=WALL) == {w: calendar.to_wall_start(w) for w in range(12)}


def test_ends_lie_where_working_time_says() -> None:
    calendar = WorkingTime.of(SHIFTS)
    assert images(is_end=True, target=WALL) == {w: calendar.to_wall_end(w) for w in range(1, 13)}


@pytest.mark.parametrize("is_end", [False, True])
def test_along_the_machine_only_its_own_working_time_counts(is_end: bool) -> None:
    calendar, machine = WorkingTime.of(SHIFTS), WorkingTime.of(MACHINE)
    to_wall = calendar.to_wall_end if is_end else calendar.to_wall_start
    works = range(1, 13) if is_end else range(12)
    expected = {work: machine.to_work(to_wall(work)) for work in works}
    assert images(is_end=is_end, target=1) == expected


@pytest.mark.parametrize("is_end", [False, True])
def test_along_a_calendar_with_other_pauses_positions_stand_still_in_them(is_end: bool) -> None:
    calendar, other = WorkingTime.of(SHIFTS), WorkingTime.of(OTHER)
    to_wall = calendar.to_wall_end if is_end else calendar.to_wall_start
    works = range(1, 13) if is_end else range(12)
    # 2-3 and 10-12 are closed there, 21-22 again
    expected = {work: other.to_work(to_wall(work)) for work in works}
    assert images(is_end=is_end, target=2) == expected
    assert images(is_end=is_end, target=0, calendar=2, high=11) == {
        work: calendar.to_work((other.to_wall_end if is_end else other.to_wall_start)(work))
        for work in (range(1, 12) if is_end else range(11))
    }


def test_ticks_are_measured_along_a_calendar() -> None:
    calendar = WorkingTime.of(SHIFTS)
    found = images(is_end=True, target=0, calendar=WALL, high=30)
    assert found == {tick: calendar.to_work(tick) for tick in range(1, 31)}


def test_a_moment_in_a_pause_of_the_target_is_no_variable() -> None:
    given = problem()
    recorder = Recorder(given)
    # coordinates 4 and 5 are the ticks 10 and 11, when the other calendar is closed
    work = recorder.integer(4, 5, "work", lambda known: known.start[0])
    coordinates = Coordinates(given, recorder)
    moment = Coordinate(work, 0, 0, 4, 5, is_end=False)
    assert coordinates.image(moment, 2) == WorkingTime.of(OTHER).to_work(10)
    assert coordinates.flat_offset(moment, 2) is None


def test_a_calendar_is_registered_once() -> None:
    coordinates = Coordinates(problem(), Recorder(problem()))
    assert coordinates.register(WorkingTime.of(MACHINE)) == 1
    added = coordinates.register(WorkingTime.of([(4, 9)]))
    assert added == coordinates.register(WorkingTime.of([(4, 9)])) == 3
    assert coordinates.includes(WALL, added)
    assert coordinates.includes(1, 1)
    assert not coordinates.includes(1, added)


def test_a_window_with_room_for_all_needs_no_literal() -> None:
    given = problem()
    recorder = Recorder(given)
    work = recorder.integer(3, 6, "work", lambda known: known.start[0])
    moment = Coordinate(work, 0, 0, 3, 6, is_end=False)
    coordinates = Coordinates(given, recorder)
    # window 9-14 holds coordinates 3 to 7, so a tick is its coordinate plus 6
    assert coordinates.flat_offset(moment, WALL) == 6
    coordinates.image(moment, WALL)
    assert recorder.num_literals == 0


def test_a_seam_without_a_gap_needs_no_literal() -> None:
    given = problem()
    recorder = Recorder(given)
    # coordinates 3 to 9 lie in 9-14 and 14-16, which touch
    work = recorder.integer(3, 9, "work", lambda known: known.start[0])
    Coordinates(given, recorder).image(Coordinate(work, 0, 0, 3, 9, is_end=False), WALL)
    assert recorder.num_literals == 0


def test_every_variable_has_its_value_in_a_schedule(tiny_schedule: Schedule) -> None:
    given = problem()
    recorder = Recorder(given)
    work = recorder.integer(0, 11, "work", lambda known: known.end[0] - 12)
    Coordinates(given, recorder).image(Coordinate(work, 0, 0, 0, 11, is_end=False), WALL)
    values = recorder.values_of(tiny_schedule)
    # work 7 starts at tick 13: 3 coordinates in 2-5, 5 in 9-14. Steps at 3 and 10 are the gaps
    names = [variable.name for variable in recorder.model.proto.variables]
    by_name = dict(zip(names, values, strict=True))
    assert by_name["work"] == 7
    assert by_name["work>=3"] == 1
    assert by_name["work>=10"] == 0
    assert by_name["start@-1[work+0]"] == 13
