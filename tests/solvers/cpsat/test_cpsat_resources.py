"""What resources can ask for, one rule at a time, with numbers derived by hand."""

from itertools import pairwise

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective, Schedule
from tests.solvers.cpsat.solving import optimum

HORIZON = 60


def builder_of() -> tuple[ProblemBuilder, int]:
    builder = ProblemBuilder(horizon=HORIZON)
    return builder, builder.calendar(WorkingTime.always(0, HORIZON))


def best(problem: Problem, objective: Objective = Objective.MAKESPAN) -> Schedule:
    plan = optimum(problem, objective)
    assert plan is not None
    return plan


def test_work_for_two_of_a_crew_spans_a_stretch_with_one_who_works_elsewhere_then() -> None:
    builder, always = builder_of()
    crew = builder.resource("CREW", capacity=2, profile=[(4, 8, 1)])
    both = builder.calendar(WorkingTime.of([(0, 4), (8, HORIZON)]))
    machine = builder.resource("M")
    pair = builder.operation([ModeSpec(6, machine, both, uses=((crew, 2, both),))], "PAIR")
    for name in "AB":
        builder.operation([ModeSpec(2, -1, always, uses=((crew, 1, always),))], name)
    builder.demand(10, [pair])
    plan = best(builder.build())
    # PAIR works 0-4 and 8-10; the one who is there from 4 to 8 does A and B meanwhile
    assert (plan.start[0], plan.end[0]) == (0, 10)
    assert sorted(plan.start[1:].tolist()) == [4, 6]


def test_a_machine_is_held_through_the_breaks_of_its_crew() -> None:
    builder, always = builder_of()
    crew_time = builder.calendar(WorkingTime.of([(0, 4), (8, HORIZON)]))
    crew = builder.resource("CREW", calendar=crew_time)
    machine = builder.resource("M")
    mode = ModeSpec(6, machine, crew_time, uses=((crew, 1, crew_time),))
    builder.operation([mode], "MANNED", release=1)
    for name in "AB":
        builder.operation([ModeSpec(2, machine, always)], name)
    # MANNED holds M from 1 to 11 through the break from 4 to 8, or begins at 2 and ends at 12:
    # one of A and B may come before. 2 + 2 + 10 = 14
    assert best(builder.build()).end.max() == 14


def test_crews_of_three_calendars_are_limited_wherever_some_are_open() -> None:
    builder, always = builder_of()
    crew = builder.resource("CREW", capacity=1)
    early = builder.calendar(WorkingTime.of([(0, 6), (12, 18)]))
    late = builder.calendar(WorkingTime.of([(3, 9), (15, 21)]))
    for calendar in (early, late, always):
        builder.operation([ModeSpec(8, -1, calendar, uses=((crew, 1, calendar),))])
    plan = best(builder.build())
    # who works early holds the only one at 0-6 and 12-14; late at 3-9 and 15-17 would overlap at
    # 3-6: 24 ticks of one person need 24 ticks at least
    assert plan.end.max() >= 24


def test_several_machines_of_a_pool_are_held_at_once() -> None:
    builder, _ = builder_of()
    pool = builder.resource("POOL", capacity=3)
    for units, duration in ((2, 4), (2, 4), (1, 8)):
        builder.operation([ModeSpec(duration, pool, units=units)])
    plan = best(builder.build())
    # the two that hold two each follow one another, the single one runs beside them
    assert plan.end.max() == 8
    assert plan.unit[2] not in (plan.unit[0], plan.unit[1])


def states(*, clock: list[tuple[int, int]] | None = None) -> tuple[ProblemBuilder, int]:
    builder, always = builder_of()
    own = always if clock is None else builder.calendar(WorkingTime.of(clock))
    matrix = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource("S", setup=matrix, initial_state=0, setup_calendar=own, setup_cost=2)
    return builder, machine


def sequence_of(letters: str, *, fixed: bool) -> Problem:
    """Return operations of 2 ticks in states A and B, in this order or in any."""
    builder, machine = states()
    ops = [builder.operation([ModeSpec(2, machine, state="AB".index(x))], x) for x in letters]
    if fixed:
        for pred, succ in pairwise(ops):
            builder.precede(pred, succ)
    return builder.build()


def test_S17_the_order_AABB_beats_ABAB_in_setup_cost() -> None:
    # 2 for each tick: AABB changes once, 3 ticks; ABAB three times, 3 + 5 + 3
    ordered = {
        letters: best(sequence_of(letters, fixed=True), Objective.SETUP_COST)
        for letters in ("AABB", "ABAB")
    }
    assert [int(plan.changeover.sum()) * 2 for plan in ordered.values()] == [6, 22]
    free = best(sequence_of("ABAB", fixed=False), Objective.SETUP_COST)
    by_start = sorted(range(4), key=lambda op: int(free.start[op]))
    assert ["ABAB"[op] for op in by_start] == list("AABB")
    assert free.changeover.sum() * 2 == 6


def test_a_preparation_is_part_of_the_changeover_with_or_without_a_state() -> None:
    builder, machine = states()
    modes = [
        ModeSpec(2, machine, state=1, preparation=4),
        ModeSpec(2, machine, preparation=1),
        ModeSpec(2, machine, state=1),
    ]
    for mode in modes:
        builder.operation([mode])
    plan = best(builder.build(), Objective.SETUP)
    # into state 1 once, 3 ticks, plus 4 and 1
    assert plan.changeover.sum() == 8
    assert best(builder.build()).end.max() == 8 + 6


def test_changeovers_advance_in_their_own_calendar_while_others_work_on() -> None:
    ends = []
    for clock in (None, [(0, 4), (20, 30)]):
        builder, machine = states(clock=clock)
        for state in (0, 1, 1):
            builder.operation([ModeSpec(3, machine, state=state)])
        ends.append(int(best(builder.build()).end.max()))
    # 0-3, a change of 3 ticks, two times 3. By day only the change takes 3-4 and 20-22; begun with
    # the others, one changes until 3, works until 9, changes back at 20-25 and ends at 28 too
    assert ends == [12, 28]


def test_a_setup_crew_changes_one_machine_after_the_other() -> None:
    builder, _ = builder_of()
    crew = builder.resource("SETTERS")
    matrix = builder.setup_matrix([[0, 3], [5, 0]])
    for name in "ST":
        machine = builder.resource(name, setup=matrix, initial_state=0)
        builder.setup_crew(machine, crew)
        builder.operation([ModeSpec(2, machine, state=1)])
    work = builder.operation([ModeSpec(1, -1, uses=((crew, 1),))])
    builder.demand(1, [work])
    # changes at 0-3 and 3-6, the second one ends at 8; work of the setters fits after both
    plan = best(builder.build())
    assert plan.end[:2].tolist() in ([5, 8], [8, 5])
    late = best(builder.build(), Objective.TARDINESS)
    assert late.start[2] == 0


def test_elastic_work_waits_at_its_end_and_holds_on() -> None:
    builder, _ = builder_of()
    machines = [builder.resource(name) for name in "MN"]
    first = builder.operation([ModeSpec(10, machines[0])])
    second = builder.operation([ModeSpec(2, machines[1])], elastic=True)
    builder.operation([ModeSpec(3, machines[1])])
    builder.precede(first, second, Precedence.WORK_START, 4)
    builder.precede(first, second, Precedence.END_END, 1)
    plan = best(builder.build())
    # it may start at 4 or later but ends at 10 + 1; the third comes before it
    assert plan.end.tolist()[:2] == [10, 11]
    assert plan.start[2] <= 8
    builder.fix(second, start=4)
    early = best(builder.build())
    # pinned to 4 it holds its machine until 11: the third runs before or after
    assert (early.start[1], early.end[1]) == (4, 11)
    assert early.start[2] <= 1 or early.start[2] >= 11


def test_of_moments_at_one_tick_the_one_that_changes_the_machine_is_first() -> None:
    builder, machine = states()
    ops = [
        builder.operation([ModeSpec(0, machine, state=1, preparation=preparation)])
        for preparation in (0, 2, 0)
    ]
    builder.precede(ops[1], ops[0])
    builder.precede(ops[1], ops[2])
    plan = best(builder.build())
    # 3 + 2 ticks, then all three at one tick, the one with the preparation first
    assert plan.start.tolist() == [5, 5, 5]
    assert plan.changeover.tolist() == [0, 5, 0]
