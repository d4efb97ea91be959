"""Windows, floors, limits and corridors keep every plan where edges of all kinds are."""

from math import inf

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level import Level, Objective, Term
from models.level_scale import resolve
from models.measures import levels as measure
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule
from solvers.cpsat.corridor import within_corridor
from solvers.cpsat.floors import floor
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.network import outlasting
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.windows import Network, Windows, propagate
from solvers.dispatch import best_dispatch
from tests.solvers.cpsat.edge_tiny import LEVELS, edge_problem

SHIFTS = [(0, 4), (10, 14), (20, 24), (30, 34)]


def pair(
    kind: Precedence, lag: int, lead: int = 0, *, elastic: bool = False
) -> tuple[ProblemBuilder, int, int]:
    """Return A of 6 ticks round the clock, and B of 4 after it in shifts of 4 every 10 ticks."""
    builder = ProblemBuilder(horizon=40)
    always = builder.calendar(WorkingTime.always(0, 40))
    shifts = builder.calendar(WorkingTime.of(SHIFTS))
    a = builder.operation([ModeSpec(6, calendar=always)], "A")
    b = builder.operation([ModeSpec(4, calendar=shifts)], "B", elastic=elastic)
    builder.precede(a, b, kind, lag, lead)
    return builder, a, b


def windows_of(problem: Problem) -> Windows:
    return propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)


def test_a_lead_lets_the_next_start_before_the_lag_is_worked() -> None:
    builder, _, _ = pair(Precedence.WORK_WORK, 6, 2)
    windows = windows_of(builder.build())
    # A has worked 6 at tick 6, where B would have worked 4 had it begun at 0; it may be 2 ahead
    assert windows.earliest_start == [0, 2]
    assert windows.earliest_end == [6, 12]
    # B starts at 30 at the latest, is 2 ahead until 32
    assert windows.latest_start == [32 - 6, 30]


def test_without_a_lead_the_lag_is_worked_before_the_start() -> None:
    builder, _, _ = pair(Precedence.WORK_WORK, 6)
    windows = windows_of(builder.build())
    assert windows.earliest_start == [0, 10]
    assert windows.latest_start == [24, 30]


def test_a_lead_to_the_very_end_asks_nothing_of_the_last_moment() -> None:
    builder, _, _ = pair(Precedence.WORK_WORK, 6, 4)
    windows = windows_of(builder.build())
    # B may work all of its 4 ticks before A has worked any
    assert windows.earliest_start == [0, 0]
    assert windows.latest_start == [34, 30]


def test_a_pin_in_closed_time_says_by_when_the_predecessor_has_worked() -> None:
    builder, _, b = pair(Precedence.WORK_WORK, 3)
    builder.fix(b, start=7)
    assert windows_of(builder.build()).latest_start[0] == 4
    builder.fix(b, start=2)
    # A has worked 3 at tick 3 at the earliest
    assert windows_of(builder.build()).possible[1] == []


def test_elastic_work_starts_at_once_and_ends_when_it_may() -> None:
    builder, _, b = pair(Precedence.END_END, 9, elastic=True)
    builder.deadline(b, 29)
    windows = windows_of(builder.build())
    # A ends at 6, and 9 ticks later B
    assert windows.earliest_start == [0, 0]
    assert windows.earliest_end == [6, 15]
    # its end is bounded by its deadline alone; its work of 4 fits into 20-24
    assert windows.latest_start == [20 - 6, 20]
    assert windows.latest_end == [20, 29]


def test_a_deadline_pushes_back_through_predecessors() -> None:
    builder, _, b = pair(Precedence.END_START, 3)
    builder.deadline(b, 22)
    windows = windows_of(builder.build())
    # 12-14 and 20-22; 3 ticks earlier A has ended
    assert windows.latest_start == [3, 12]


def test_a_pin_that_misses_its_deadline_leaves_no_mode() -> None:
    builder, a, _ = pair(Precedence.WORK_START, 1)
    builder.fix(a, start=5)
    builder.deadline(a, 10)
    assert windows_of(builder.build()).possible[0] == []


def test_work_in_a_session_may_end_later_than_its_own() -> None:
    builder = ProblemBuilder(horizon=50)
    builder.calendar(WorkingTime.always(0, 50))
    oven = builder.resource("OVEN", session=(10, 0, -1))
    for family in (0, -1, 0):
        builder.operation([ModeSpec(4, oven, family=family, fill=2)])
    problem = builder.build()
    assert outlasting(problem) == [True, False, True]
    windows = propagate(problem, Network(problem), [20, 20, 30])
    assert windows.latest_end == [20, 20, 30]
    assert windows.latest_start == [16, 16, 26]


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_lies_outside_windows_and_corridors_or_below_floors(seed: int) -> None:
    problem = edge_problem(seed)
    levels = resolve(problem, LEVELS[seed % len(LEVELS)])
    plan = best_dispatch(problem, levels)
    if not plan.is_plan:
        return
    values = measure(problem, plan, levels)
    cut = limits(problem, plan, levels, values[0])
    windows = propagate(problem, Network(problem), cut.deadlines)
    for near in (windows, within_corridor(problem, windows, plan, most_steps=0)):
        for op, mode in enumerate(plan.mode.tolist()):
            assert mode in near.possible[op]
            assert near.earliest_start[op] <= plan.start[op] <= near.latest_start[op]
            assert near.earliest_end[op] <= plan.end[op] <= near.latest_end[op]
    for level, value in zip(levels, values, strict=True):
        lowest = floor(problem, windows, level)
        assert lowest is None or lowest <= value


@pytest.mark.parametrize("first", range(0, 96, 24))
def test_hints_are_complete_and_feasible_with_every_kind_of_edge(first: int) -> None:
    budget = Budget(Effort.PROVE, 1, 0, inf, 0.01)
    told = 0
    for seed in range(first, first + 24):
        problem = edge_problem(seed)
        levels = resolve(problem, LEVELS[seed % len(LEVELS)])
        plan = best_dispatch(problem, levels)
        if not plan.is_plan:
            continue
        cut = limits(problem, plan, levels, plan.levels[0].value)
        model = ScheduleModel(problem, propagate(problem, Network(problem), cut.deadlines))
        for result in plan.levels:
            model.minimize(result.objective)
            model.hint(plan)
            log: list[str] = []
            watched(model.model, budget, lambda _: False, on_log=log.append)
            assert (
                "The solution hint is complete and is feasible."
                f" Its objective value is {result.value}." in "".join(log)
            )
            told += 1
    assert told > 10


def three_orders() -> ProblemBuilder:
    """Return operations of 5, 4 and 3 ticks; the first two are due at 6 and 8, in classes 0, 1."""
    builder = ProblemBuilder(horizon=1000)
    builder.calendar(WorkingTime.always(0, 1000))
    machine = builder.resource("M")
    rows = [builder.operation([ModeSpec(length, machine)]) for length in (5, 4, 3)]
    builder.demand(6, [rows[0]], weight=3, priority=0)
    builder.demand(8, [rows[1]], weight=1, priority=1)
    return builder


def test_only_demands_of_the_class_are_cut(tiny_schedule: Schedule) -> None:
    problem = three_orders().build()
    level = Level((Term(Objective.TARDINESS, 1, 1),))
    # 10 ticks after 8; the others by 20, where the plan ends, and 12 ticks of work after that
    assert limits(problem, tiny_schedule, (level,), 10).deadlines == [32, 18, 32]


def test_a_sum_cuts_by_what_each_term_may_cost_alone(tiny_schedule: Schedule) -> None:
    problem = three_orders().build()
    terms = (Term(Objective.TARDINESS, 4), Term(Objective.MAX_LATENESS, 10), Term(Objective.LATE))
    # 41 // 4 = 10 of tardiness: 10 // 3 after 6, 10 after 8; 4 ticks of the latest
    cut = limits(problem, tiny_schedule, (Level(terms, "x", 1.0),), 41)
    assert cut.deadlines == [9, 12, 32]
    assert cut.is_exact


def test_a_sum_with_flow_cost_cuts_nothing(tiny_schedule: Schedule) -> None:
    problem = three_orders().build()
    level = Level((Term(Objective.TARDINESS, 4), Term(Objective.FLOW)), "x", 1.0)
    assert limits(problem, tiny_schedule, (level,), 1).deadlines == [32] * 3


@pytest.mark.parametrize("rule", ["wait", "elastic", "session", "absence", "long lag"])
def test_where_waiting_may_be_asked_for_the_horizon_is_that_of_the_problem(
    tiny_schedule: Schedule, rule: str
) -> None:
    builder = three_orders()
    if rule == "wait":
        builder.precede(0, 1)
        builder.precede(0, 1, Precedence.MAX_WAIT, 5)
    elif rule == "elastic":
        builder.set_rank(0, 1)
        problem = builder.build()
        problem = problem.replace(op_elastic=np.array([False, False, True]))
        assert limits(problem, tiny_schedule, (Objective.LATE,), 2).deadlines == [1000] * 3
        return
    elif rule == "session":
        builder.resource("OVEN", session=(5, 0, -1))
    elif rule == "absence":
        crew = builder.resource("CREW", capacity=2, profile=[(500, 600, 1)])
        builder.operation([ModeSpec(1, uses=((crew, 2, 0),))])
    else:
        builder.precede(0, 1, Precedence.WORK_START, 6)
    cut = limits(builder.build(), tiny_schedule, (Objective.LATE,), 2)
    assert set(cut.deadlines) == {1000}
    assert cut.is_exact


def test_nearness_and_overtime_are_dated_too(tiny_schedule: Schedule) -> None:
    builder = three_orders()
    builder.previous(2, start=100)
    builder.overtime(0, 200, 300, 1)
    problem = builder.build()
    for objective, dated in ((Objective.SHIFT, 100), (Objective.OVERTIME, 300)):
        assert limits(problem, tiny_schedule, (objective,), 9).deadlines == [dated + 12] * 3


def test_changeovers_in_a_sparse_calendar_need_more_room(tiny_schedule: Schedule) -> None:
    builder = ProblemBuilder(horizon=1000)
    always = builder.calendar(WorkingTime.always(0, 1000))
    fitters = builder.calendar(WorkingTime.of([(day, day + 1) for day in range(0, 1000, 10)]))
    setup = builder.setup_matrix([[0, 2], [2, 0]])
    machine = builder.resource("M", setup=setup, setup_calendar=fitters)
    for length in (5, 4, 3):
        builder.operation([ModeSpec(length, machine, always, state=0, preparation=1)])
    # 20: three ticks of fitters end at 41, 46; 71, 75; 101, 104
    cut = limits(builder.build(), tiny_schedule, (Objective.LATE,), 2)
    assert cut.deadlines == [104] * 3
