"""Overload: what a schedule asks of a resource beyond its capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.overload import overload_ticks
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule, Status

if TYPE_CHECKING:
    from models.problem import Problem


def _schedule(problem: Problem, starts: list[int], changeover: list[int] | None = None) -> Schedule:
    """Start every operation in its first mode, whatever the capacity."""
    mode = problem.mode_ptr[:-1].copy()
    start = np.array(starts, dtype=np.int64)
    calendars = [problem.calendars[index] for index in problem.mode_calendar[mode]]
    end = [
        calendar.to_wall_end(calendar.to_work(begin) + int(problem.mode_duration[row]))
        for calendar, begin, row in zip(calendars, starts, mode, strict=True)
    ]
    return Schedule(
        mode=mode,
        unit=np.full(start.size, -1, dtype=np.int64),
        start=start,
        end=np.array(end, dtype=np.int64),
        changeover=np.array(changeover or [0] * start.size, dtype=np.int64),
        status=Status.FEASIBLE,
    )


def _machine(durations: list[int], capacity: int = 1, **resource: object) -> Problem:
    """One resource that works in [0, 100) and [200, 300), one operation per duration."""
    builder = ProblemBuilder(horizon=300)
    builder.calendar(WorkingTime.of([(0, 100), (200, 300)]))
    builder.resource("M", capacity=capacity, **resource)  # type: ignore[arg-type]  # test helper
    for duration in durations:
        builder.operation([ModeSpec(duration, resource=0)])
    return builder.build()


def test_operations_one_after_the_other_are_no_overload() -> None:
    problem = _machine([20, 30, 40])
    # half open: [0, 20), [20, 50), [50, 90) touch and do not overlap
    assert overload_ticks(problem, _schedule(problem, [0, 20, 50])).tolist() == [0]


def test_three_at_once_on_one_machine_are_twice_the_time_of_overload() -> None:
    problem = _machine([20, 20, 30])
    # [0, 20) holds 3 units of 1: 2 x 20 above; [20, 30) holds 1
    assert overload_ticks(problem, _schedule(problem, [0, 0, 0])).tolist() == [40]


@pytest.mark.parametrize(("capacity", "excess"), [(1, 40), (2, 20), (3, 0)])
def test_capacity_takes_its_share(capacity: int, excess: int) -> None:
    problem = _machine([20, 20, 30], capacity)
    assert overload_ticks(problem, _schedule(problem, [0, 0, 0])).tolist() == [excess]


def test_a_break_does_not_count() -> None:
    problem = _machine([40, 40, 10])
    # both run [80, 100) and [200, 220); the break of 100 ticks between is nobody's work
    assert overload_ticks(problem, _schedule(problem, [80, 80, 0])).tolist() == [40]


def test_fewer_units_in_a_stretch_are_less_capacity() -> None:
    problem = _machine([50, 50, 10], 2, profile=[(10, 30, 1)])
    # two operations in [0, 50), one unit of two missing in [10, 30): 20 above
    assert overload_ticks(problem, _schedule(problem, [0, 0, 60])).tolist() == [20]


def test_a_changeover_holds_the_machine() -> None:
    problem = _machine([20, 10, 10])
    # [0, 20); the second starts at 210 after 30 working ticks of changeover: from 80 on the
    # machine's calendar, over the break; the third runs [80, 90) inside it: 10 above
    schedule = _schedule(problem, [0, 210, 80], [0, 30, 0])
    assert overload_ticks(problem, schedule).tolist() == [10]


def test_further_resources_count_in_units_and_other_modes_do_not() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    first, second = builder.resource("M1"), builder.resource("M2")
    crew = builder.resource("crew", capacity=3)
    builder.operation([ModeSpec(10, first, uses=((crew, 2),)), ModeSpec(10, second)])
    builder.operation([ModeSpec(30, second, uses=((crew, 2),))])
    builder.operation([ModeSpec(5, resource=-1)])  # nobody's capacity
    problem = builder.build()
    # machines differ: no overload; the crew is asked for 4 of 3 in [0, 10)
    assert overload_ticks(problem, _schedule(problem, [0, 0, 0])).tolist() == [0, 0, 10]
