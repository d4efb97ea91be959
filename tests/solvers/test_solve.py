"""The one entry of the solvers: what it returns, how it stops, what it never hides."""

import subprocess
import sys
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.errors import SolverFault
from models.measures import levels
from models.plan import Mode
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Level, Objective, Schedule, Status
from solvers.dispatch import best_dispatch
from solvers.options import ProgressEvent, SolveOptions
from solvers.solve import solve
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    overlap_problem,
    pool_problem,
    random_problem,
    setup_problem,
)

TARDINESS, FLOW, MAKESPAN = Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN


def quick(*objectives: Objective) -> SolveOptions:
    """Return options of a reproducible solve; the wall limit only guards the suite."""
    options = SolveOptions(workers=1, deterministic_limit=5.0, time_limit=60.0)
    return replace(options, objectives=objectives or options.objectives)


@pytest.mark.parametrize(
    ("problem", "objective", "optimum"),
    [
        # 08-12, 13-17, 32-36, 37-38: nothing can end before 38
        (chain_problem(), MAKESPAN, 38),
        # states 0 0, one changeover of 3, 1 1, four times 2 ticks: 2 + 2 + 3 + 2 + 2
        (setup_problem(), MAKESPAN, 11),
        (setup_problem(), Objective.SETUP, 3),
        # 5 + 2 and 4 + 3 on two machines
        (pool_problem(), MAKESPAN, 7),
        (overlap_problem(), MAKESPAN, 13),
        # 8-12 and 12-16 with one person, the third on the next day, 32-36
        (crew_problem(), MAKESPAN, 36),
        (crew_problem(), Objective.LATE, 1),
        (crew_problem(), Objective.MAX_LATENESS, 6),
    ],
)
def test_small_problems_are_proven_optimal(
    problem: Problem, objective: Objective, optimum: int
) -> None:
    schedule = solve(problem, quick(objective))
    assert schedule.status is Status.OPTIMAL
    assert check_schedule(problem, schedule) == []
    (level,) = schedule.levels
    assert (level.objective, level.value, level.bound) == (Level.of(objective), optimum, optimum)


def two_orders() -> Problem:
    """Return A and B of 4 ticks for one machine, C of 1 tick for another.

    A is due at 4 with weight 2, B at 4 with weight 1, C at 100.
    """
    builder = ProblemBuilder(horizon=200)
    builder.calendar(WorkingTime.always(0, 200))
    machine, other = builder.resource("M"), builder.resource("N")
    a, b = (builder.operation([ModeSpec(4, machine)], name) for name in "AB")
    c = builder.operation([ModeSpec(1, other)], "C", flow=(-1, 0))
    for operation, due, weight in ((a, 4, 2), (b, 4, 1), (c, 100, 1)):
        builder.demand(due, [operation], weight=weight, flow=1 if operation == c else 0)
    return builder.build()


def test_later_levels_do_not_spoil_earlier_ones() -> None:
    # B waits: 1 x 4 late. Flow: C starts at 99, delivered at 100: 1. Then the makespan is 100,
    # though 8 would do if it came first
    schedule = solve(two_orders(), quick())
    assert [level.value for level in schedule.levels] == [4, 1, 100]
    # makespan first: C ends by 8, so it starts at 7: 100 - 7
    schedule = solve(two_orders(), quick(MAKESPAN, TARDINESS, FLOW))
    assert [level.value for level in schedule.levels] == [8, 4, 93]


@pytest.mark.parametrize("seed", range(6))
def test_same_problem_and_seed_give_the_same_arrays(seed: int) -> None:
    problem = random_problem(seed, 12)
    options = replace(quick(), deterministic_limit=0.3, seed=seed)
    first, second = solve(problem, options), solve(problem, options)
    for name in ("mode", "unit", "start", "end", "changeover"):
        assert np.array_equal(getattr(first, name), getattr(second, name))
    assert first.levels == second.levels
    assert first.status is second.status


@pytest.mark.parametrize("seed", range(10))
def test_every_plan_is_checked_and_no_worse_than_dispatching(seed: int) -> None:
    problem = random_problem(seed + 100, 15)
    options = replace(quick(), deterministic_limit=0.2)
    schedule = solve(problem, options)
    assert check_schedule(problem, schedule) == []
    values = levels(problem, schedule, options.objectives)
    assert tuple(level.value for level in schedule.levels) == values
    first = best_dispatch(problem, options.objectives)
    assert values <= levels(problem, first, options.objectives)
    for level in schedule.levels:
        assert level.bound is None or level.bound <= level.value


def test_the_infinite_modes_ignore_capacity() -> None:
    problem = pool_problem()
    asap = solve(problem, replace(quick(MAKESPAN), mode=Mode.ASAP))
    # four operations at once on two machines
    assert asap.start.tolist() == [0, 0, 0, 0]
    assert [level.value for level in asap.levels] == [5]
    alap = solve(problem, replace(quick(MAKESPAN), mode=Mode.ALAP))
    # each ends when it is due, which is after its length
    assert alap.end.tolist() == [5, 4, 3, 2]


def test_a_stop_set_before_the_start_returns_the_first_plan() -> None:
    stop = Event()
    stop.set()
    problem = random_problem(1, 20)
    schedule = solve(problem, replace(quick(), stop=stop))
    assert schedule.status is Status.FEASIBLE
    assert schedule.provenance.startswith("dispatch:")
    assert check_schedule(problem, schedule) == []


def test_a_stop_during_the_search_returns_the_best_plan_so_far() -> None:
    stop, events = Event(), list[ProgressEvent]()

    def listen(event: ProgressEvent) -> None:
        events.append(event)
        if event.stage == "cp-sat":
            stop.set()

    # two days of search would go on if the stop were not heard
    problem = random_problem(5, 40, tightness=3.0)
    options = SolveOptions(workers=1, time_limit=172_800.0, progress=listen, stop=stop)
    schedule = solve(problem, options)
    assert schedule.status is Status.FEASIBLE
    assert check_schedule(problem, schedule) == []
    assert events[0].stage.startswith("dispatch:")
    assert events[0].value is not None
    assert schedule.levels[0].value <= events[0].value


def test_no_time_for_a_model_leaves_the_first_plan_without_a_proof() -> None:
    problem = random_problem(2, 20)
    schedule = solve(problem, replace(quick(FLOW), time_limit=0.0))
    assert schedule.status is Status.FEASIBLE
    assert schedule.provenance.startswith("dispatch:")
    assert schedule.levels[0].bound is None


def test_pinned_operations_that_clash_are_named() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("LATHE")
    for name, start in (("P", 10), ("Q", 12), ("R", -1)):
        operation = builder.operation([ModeSpec(5, machine)], name)
        if start >= 0:
            builder.fix(operation, start=start)
    schedule = solve(builder.build(), quick())
    assert schedule.status is Status.INFEASIBLE
    assert not schedule.is_plan
    assert schedule.start.size == 0
    assert "Q" in " ".join(schedule.facts)


def test_work_that_fits_in_no_window_is_named() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.of([(0, 8), (24, 32), (48, 56)]))
    machine = builder.resource("OVEN")
    for name, length in (("P", 3), ("HEAT", 9), ("R", 3)):
        builder.operation([ModeSpec(length, machine)], name, interruptible=False)
    schedule = solve(builder.build(), quick())
    assert schedule.status is Status.INFEASIBLE
    assert "HEAT" in " ".join(schedule.facts)


@pytest.mark.usefixtures("caplog")
def test_a_plan_that_breaks_a_rule_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = pool_problem()
    good = best_dispatch(problem, (MAKESPAN,))
    bad = replace(good, start=good.start + 1)

    def broken(*arguments: object, **options: object) -> Schedule:
        del arguments, options
        return bad

    monkeypatch.setattr("solvers.solve.best_dispatch", broken)
    with pytest.raises(SolverFault, match="breaks rules"):
        solve(problem, quick(MAKESPAN))


def test_a_problem_without_operations_has_a_plan() -> None:
    builder = ProblemBuilder(horizon=10)
    builder.calendar(WorkingTime.always(0, 10))
    schedule = solve(builder.build(), quick())
    assert schedule.is_plan
    assert [level.value for level in schedule.levels] == [0, 0, 0]


def test_importing_the_entry_does_not_load_the_solver() -> None:
    code = "import sys, solvers.solve; print('ortools' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"
