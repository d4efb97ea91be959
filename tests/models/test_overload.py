"""Overload: what a schedule asks of a resource beyond its capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.overload import overload_ticks
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_capacity
from models.schedule import Schedule, Status
from solvers.dispatch import dispatch
from solvers.timing import infinite_asap
from tests.solvers.dispatch.rich_problems import rich_problem

if TYPE_CHECKING:
    from collections.abc import Callable

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


def _sharing(starts: list[int]) -> tuple[Problem, Schedule]:
    """An oven for sessions, whose two families work 20 ticks each, and a worker for each load."""
    builder = ProblemBuilder(horizon=200)
    always = builder.calendar(WorkingTime.always(0, 200))
    oven = builder.resource("OVEN", session=(100, 0, -1))
    worker = builder.resource("worker")
    for family in (0, 0, 1):
        mode = ModeSpec(20, oven, family=family, fill=40, uses=((worker, 1, always),))
        builder.operation([mode])
    problem = builder.build()
    return problem, _schedule(problem, starts)


def test_a_session_holds_its_machine_once_and_each_member_what_it_holds_beside() -> None:
    # the first two share [0, 20): the oven once, the worker twice of one; the third is alone
    problem, schedule = _sharing([0, 0, 20])
    assert overload_ticks(problem, schedule).tolist() == [0, 20]
    # of another family it shares nothing: 20 of the oven too many, and 2 x 20 of the worker
    problem, schedule = _sharing([0, 0, 0])
    assert overload_ticks(problem, schedule).tolist() == [20, 40]


def test_several_machines_of_a_pool_count_each() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    pool = builder.resource("POOL", capacity=3)
    for units in (2, 2, 1):
        builder.operation([ModeSpec(10, pool, units=units)])
    problem = builder.build()
    # 2 + 2 + 1 of 3 in [0, 10): two too many
    assert overload_ticks(problem, _schedule(problem, [0, 0, 0])).tolist() == [20]


def test_people_are_free_in_breaks_of_the_work_and_tools_are_not() -> None:
    builder = ProblemBuilder(horizon=100)
    work = builder.calendar(WorkingTime.of([(0, 20), (60, 100)]))
    always = builder.calendar(WorkingTime.always(0, 100))
    first, second = (builder.resource(name, calendar=work) for name in ("M1", "M2"))
    crew, tool = (builder.resource(name, calendar=always) for name in ("crew", "tool"))
    uses = ((crew, 1, work), (tool, 1, always))
    builder.operation([ModeSpec(40, first, calendar=work, uses=uses)])
    other = builder.resource("M3", calendar=always)
    builder.operation([ModeSpec(10, other, calendar=always, uses=((crew, 1, always),))])
    builder.operation([ModeSpec(10, other, calendar=always, uses=((tool, 1, always),))])
    builder.operation([ModeSpec(5, second, calendar=work)])
    problem = builder.build()
    # the first works [0, 20) and [60, 80); in its break the others want its crew and its tool
    found = overload_ticks(problem, _schedule(problem, [0, 30, 45, 0])).tolist()
    assert found == [0, 0, 0, 10, 0]


@pytest.mark.parametrize("plan", [infinite_asap, dispatch])
def test_overload_is_where_the_checker_finds_more_held_than_there_is(
    plan: Callable[[Problem], Schedule],
) -> None:
    found = 0
    for seed in range(30):
        problem = rich_problem(seed)
        schedule = plan(problem)
        assert schedule.is_plan
        overload = overload_ticks(problem, schedule)
        too_full = {fault.partition(":")[0] for fault in check_capacity(problem, schedule)}
        assert too_full == {problem.resource_names[row] for row in np.flatnonzero(overload)}
        found += len(too_full)
    assert bool(found) == (plan is infinite_asap)
