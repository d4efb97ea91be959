"""Sentences about late demands, on tiny problems whose numbers are derived by hand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.calendar import Clock, WorkingTime
from models.measures import completion_times
from models.problem_builder import ModeSpec, ProblemBuilder
from scheduler.causes import Names, causes_of_lateness, late_causes
from scheduler.compile import compile_problem
from scheduler.mrp import plan_materials
from solvers.dispatch import RULES, dispatch
from solvers.timing import infinite_alap, infinite_asap
from tests.scheduler.scenario_builder import plant, routing
from tests.solvers.dispatch.rich_problems import rich_problem
from tests.solvers.problems import random_problem
from tests.solvers.test_explain import scheduled

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

HOUR = 1
DAY = 24
CLOCK = Clock(datetime(2026, 6, 1, 6), tick_seconds=3600)  # noqa: DTZ001 - local by design


def names_of(problem: Problem, **changes: Any) -> Names:
    """Return names: order and phase of operation ``MO-1/10``, machines as the resources."""
    values: dict[str, Any] = {
        "orders": [name.partition("/")[0] for name in problem.op_names],
        "phases": [int(name.partition("/")[2] or 0) for name in problem.op_names],
        "machines": [
            tuple(f"{name}-{number + 1}" for number in range(capacity))
            for name, capacity in zip(
                problem.resource_names, problem.resource_capacity.tolist(), strict=True
            )
        ],
        "releases": [""] * problem.num_operations,
        "demand_releases": [""] * problem.num_demands,
    }
    return Names(**(values | changes))


def cause(problem: Problem, schedule: Schedule, demand: int = 0, **changes: Any) -> str:
    """Return the sentence for one demand."""
    names = names_of(problem, **changes)
    return late_causes(problem, schedule, names, CLOCK, [demand])[demand].sentence


def builder_of(*machines: str, capacity: int = 1) -> tuple[ProblemBuilder, int, list[int]]:
    """Return a builder with machines that never close."""
    builder = ProblemBuilder(horizon=100 * DAY, tick_seconds=3600)
    calendar = builder.calendar(WorkingTime.always(0, 100 * DAY))
    rows = [builder.resource(name, calendar=calendar, capacity=capacity) for name in machines]
    return builder, calendar, rows


def queue_problem(due: int, *, capacity: int = 1) -> Problem:
    """Return BLUE (48 h) and RED (24 h) on PAINT, and RED's assembly (12 h), due at a tick."""
    builder, calendar, (paint,) = builder_of("PAINT", capacity=capacity)
    assembly = builder.resource("ASSY", calendar=calendar)
    blue = builder.operation([ModeSpec(48, paint, calendar)], "MO-BLUE-1/10")
    red = builder.operation([ModeSpec(24, paint, calendar)], "MO-RED-2/10", order=1)
    bike = builder.operation([ModeSpec(12, assembly, calendar)], "MO-RED-2/20", order=1)
    builder.precede(red, bike)
    builder.demand(due, [bike], "SO-1")
    builder.demand(1000, [blue], "SO-2")
    return builder.build()


QUEUE = [(0, 48), (48, 72), (72, 84)]


def test_a_wait_for_a_machine_names_it_and_who_held_it() -> None:
    # complete at 84, due at 60; alone it would have taken 36
    problem = queue_problem(60)
    assert cause(problem, scheduled(problem, QUEUE)) == (
        "1.0 d late: 1.0 d waiting for PAINT-1 behind MO-BLUE-1 phase 10"
    )


def test_what_no_capacity_could_help_is_told_apart() -> None:
    # complete at 84, due at 30, and not before 36 even alone: 6 of 54 hours
    problem = queue_problem(30)
    assert cause(problem, scheduled(problem, QUEUE)) == (
        "2.2 d late, 6.0 h of it at any capacity:"
        " 2.0 d waiting for PAINT-1 behind MO-BLUE-1 phase 10; 0.2 d of its own work"
    )


def test_a_demand_that_is_late_at_any_capacity_needs_its_work() -> None:
    # red first: complete at 36, due at 30
    problem = queue_problem(30)
    schedule = scheduled(problem, [(24, 72), (0, 24), (24, 36)])
    assert cause(problem, schedule) == ("6.0 h late at any capacity: 6.0 h of its own work")


def test_a_demand_that_was_due_before_the_plan_starts_says_so() -> None:
    problem = queue_problem(-DAY)
    schedule = scheduled(problem, [(24, 72), (0, 24), (24, 36)])
    assert cause(problem, schedule) == (
        "2.5 d late, due 1.0 d before planning starts:"
        " 1.5 d of its own work; 1.0 d overdue when planning starts"
    )
    problem = queue_problem(0)
    assert cause(problem, schedule) == (
        "1.5 d late, due when planning starts: 1.5 d of its own work"
    )


def test_a_pool_is_named_as_a_center_and_a_crew_by_its_name() -> None:
    # A and B hold both machines of WELD until 5; C then waits for the crew until 9
    builder, calendar, (weld,) = builder_of("WELD", capacity=2)
    crew = builder.resource("welder", calendar=calendar)
    a = builder.operation([ModeSpec(5, weld, calendar)], "A/10")
    b = builder.operation([ModeSpec(5, weld, calendar)], "B/10")
    d = builder.operation([ModeSpec(9, -1, calendar, uses=((crew, 1),))], "D/10")
    c = builder.operation([ModeSpec(2, weld, calendar, uses=((crew, 1),))], "C/10")
    e = builder.operation([ModeSpec(2, weld, calendar)], "E/10")
    for op in (a, b, d, c, e):
        builder.demand(3, [op])
    problem = builder.build()
    schedule = scheduled(problem, [(0, 5), (0, 5), (0, 9), (9, 11), (5, 7)])
    assert cause(problem, schedule, 3) == "8.0 h late: 8.0 h waiting for welder behind D phase 10"
    assert cause(problem, schedule, 4) == (
        "4.0 h late: 4.0 h waiting for a machine of WELD behind A phase 10 and B phase 10"
    )


def test_a_changeover_is_told_beside_the_wait() -> None:
    # state 1 needs 30 ticks after state 0; A 0-24 in state 0, B from 54 is complete at 78. Due at
    # 50 it is 28 late, all of it changeover; due at 40 8 of the 24 ticks behind A count, too
    builder = ProblemBuilder(horizon=1000, tick_seconds=3600)
    calendar = builder.calendar(WorkingTime.always(0, 1000))
    matrix = builder.setup_matrix([[0, 30], [30, 0]])
    paint = builder.resource("PAINT", calendar=calendar, setup=matrix, initial_state=0)
    for name, state in (("A/10", 0), ("B/10", 1), ("C/10", 1)):
        op = builder.operation([ModeSpec(24, paint, calendar, state=state)], name)
        builder.demand(50, [op])
    problem = builder.build()
    schedule = scheduled(problem, [(0, 24), (54, 78), (78, 102)], changeover={1: 30})
    assert cause(problem, schedule, 1) == ("1.2 d late: 1.2 d changeover of PAINT-1")
    earlier = problem.replace(demand_due=problem.demand_due - 10)
    # 30 of 38 hours are 1.25 d of 1.58: rounded so that they add up to 1.6
    assert cause(earlier, schedule, 1) == (
        "1.6 d late: 1.3 d changeover of PAINT-1; 0.3 d waiting for PAINT-1 behind A phase 10"
    )


def material_problem(release: int) -> Problem:
    """Return an operation that waits for material, one after it, one fixed, and one for stock."""
    builder, calendar, (m, n, o) = builder_of("M", "N", "O")
    first = builder.operation([ModeSpec(10, m, calendar)], "MO-1/10", order=0, release=release)
    second = builder.operation([ModeSpec(5, n, calendar)], "MO-1/20", order=0)
    fixed = builder.operation([ModeSpec(5, o, calendar)], "MO-2/0")
    builder.fix(fixed, start=50)
    builder.precede(first, second)
    builder.demand(40, [second])
    builder.demand(40, [fixed])
    builder.demand(40, [], release=66)
    return builder.build()


def test_material_is_named_with_the_moment_it_comes() -> None:
    # tick 48 is 3 June 06:00; complete at 63, due at 40
    problem = material_problem(48)
    schedule = scheduled(problem, [(48, 58), (58, 63), (50, 55)])
    assert cause(problem, schedule, releases=["TUBE from PO-501", "", ""]) == (
        "23.0 h late at any capacity: 23.0 h TUBE from PO-501 on 2026-06-03 06:00"
    )
    assert cause(problem, schedule).endswith("its material on 2026-06-03 06:00")
    dates = {0: "the release of MO-1"}
    assert cause(problem, schedule, dates=dates).endswith(
        "23.0 h the release of MO-1 on 2026-06-03 06:00"
    )
    assert cause(problem, schedule, 2, demand_releases=["", "", "BIKE from PO-7"]) == (
        "1.1 d late at any capacity: 1.1 d BIKE from PO-7 on 2026-06-04 00:00"
    )


def test_frozen_work_is_named_with_its_start() -> None:
    # a lead time has no phase to speak of; tick 50 is 3 June 08:00
    problem = material_problem(48)
    schedule = scheduled(problem, [(48, 58), (58, 63), (50, 55)])
    assert cause(problem, schedule, 1) == (
        "15.0 h late at any capacity: 15.0 h fixed start of MO-2 on 2026-06-03 08:00"
    )


def test_idle_time_is_admitted() -> None:
    # the material is there at 2, the machine is free, and yet it starts at 40
    problem = material_problem(2)
    schedule = scheduled(problem, [(40, 50), (50, 55), (50, 55)])
    assert cause(problem, schedule, releases=["TUBE from PO-501", "", ""]) == (
        "15.0 h late: 15.0 h in which MO-1 phase 10 could have started"
    )


def test_a_faster_machine_that_was_not_chosen_is_not_called_unavoidable() -> None:
    # 20 hours on M, or 8 on N; due at 10: the plan took M
    builder, calendar, (m, n, o) = builder_of("M", "N", "O")
    choice = builder.operation([ModeSpec(20, m, calendar), ModeSpec(8, n, calendar)], "MO-1/10")
    others = [builder.operation([ModeSpec(3, o, calendar)], f"MO-{k}/10") for k in (2, 3)]
    for op in (choice, *others):
        builder.demand(10, [op])
    problem = builder.build()
    schedule = scheduled(problem, [(0, 20), (0, 3), (3, 6)])
    assert cause(problem, schedule) == "10.0 h late: 10.0 h of its own work"


def sums(*texts: str) -> float:
    """Return the sum of the lengths that texts begin with."""
    return round(sum(float(text.split()[0]) for text in texts), 1)


def test_every_late_demand_of_random_plants_has_a_cause() -> None:
    num_late = 0
    for seed in range(40):
        problem = random_problem(seed, 5 + seed, tightness=5.0)
        if seed % 4 == 3:
            problem = rich_problem(seed, 10)
        names = names_of(problem)
        for schedule in (
            infinite_asap(problem),
            infinite_alap(problem),
            *(dispatch(problem, rule) for rule in RULES),
        ):
            if not schedule.is_plan:
                continue
            lateness = completion_times(problem, schedule) - problem.demand_due
            late = [demand for demand in range(problem.num_demands) if lateness[demand] > 0]
            causes = late_causes(problem, schedule, names, CLOCK, late)
            assert list(causes) == late
            for demand, told in causes.items():
                headline, _, facts = told.sentence.partition(": ")
                assert " late" in headline
                assert sum(part.ticks for part in told.lost) == lateness[demand]
                assert sums(headline) == sums(*facts.split("; "))
            num_late += len(late)
    assert num_late > 500


def test_causes_of_a_scenario_name_orders_phases_machines_and_receipts() -> None:
    # A and B run round the clock; 750 X hold A for 12.5 h in phase 10 and 37.5 h in phase 30:
    # 0-12.5 and 25-62.5 for SO-1, due at 72; 12.5-25 and 62.5-100 for SO-2, due at 96.
    # Y is bought in 3 days and delivered as it is.
    scenario = plant(
        items=[
            {"id": "X", "source": "make"},
            {"id": "Y", "source": "buy", "lead_time": "3d"},
        ],
        work_centers=[{"id": "A"}, {"id": "B"}],
        routings=[routing("X", (10, "A", "1m"), (20, "B", "1m"), (30, "A", "3m"))],
        demands=[
            {"id": "SO-1", "item": "X", "quantity": 750, "due": "2026-06-03", "weight": 9},
            {"id": "SO-2", "item": "X", "quantity": 750, "due": "2026-06-04"},
            {"id": "SO-3", "item": "Y", "quantity": 1, "due": "2026-06-02"},
            {"id": "SO-4", "item": "X", "quantity": 1, "due": "2026-06-20"},
        ],
    )
    compiled = compile_problem(scenario, plan_materials(scenario))
    schedule = dispatch(compiled.problem)
    completion = completion_times(compiled.problem, schedule)
    late = {
        name
        for name, tick, due in zip(
            compiled.problem.demand_names, completion, compiled.problem.demand_due, strict=True
        )
        if tick > due
    }
    causes = causes_of_lateness(compiled, schedule, late)
    assert set(causes) == {"SO-2", "SO-3"}
    # phase 30 was ready at 37.5; phase 10 had waited for 12.5
    assert causes["SO-2"].sentence == ("4.0 h late: 4.0 h waiting for A-1 behind MO-X-1 phase 30")
    # ordered now it comes after three days, at the start of 4 June: a day after 2 June ends
    assert causes["SO-3"].sentence == (
        "1.0 d late at any capacity: 1.0 d Y from PO-Y-1 on 2026-06-04 00:00"
    )
    assert causes_of_lateness(compiled, schedule, set()) == {}


@pytest.mark.parametrize(
    ("hours", "text"), [(1, "1.0 h late"), (23, "23.0 h late"), (24, "1.0 d late")]
)
def test_lengths_come_in_the_largest_sensible_unit(hours: int, text: str) -> None:
    problem = queue_problem(36 - hours)
    schedule = scheduled(problem, [(24, 72), (0, 24), (24, 36)])
    assert cause(problem, schedule).startswith(text)
