"""Units of pools, preparations, setup crews and elastic work in the shop; numbers by hand."""

from __future__ import annotations

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.dispatch import RULES, dispatch
from solvers.dispatch.shop import Shop
from solvers.flat import FlatProblem
from tests.solvers.problems import DAY, daily

HORIZON = 10 * DAY


def _builder() -> tuple[ProblemBuilder, int]:
    builder = ProblemBuilder(horizon=HORIZON)
    return builder, builder.calendar(WorkingTime.always(0, HORIZON))


def _placed(problem: Problem, order: list[int] | None = None) -> Shop:
    """Place operations in an order, pinned ones first, and check the plan."""
    shop = Shop(FlatProblem(problem))
    for op in order or range(problem.num_operations):
        pinned = problem.op_fixed_start[op] >= 0
        place = shop.pinned(op) if pinned else shop.best(op)
        assert place is not None
        shop.place(op, place)
    assert check_schedule(problem, shop.schedule("test")) == []
    return shop


def test_M25_with_a_cap_of_5_tasks_never_6_of_10_machines_run() -> None:
    builder, always = _builder()
    pool = builder.resource("CENTER", capacity=10, calendar=always)
    tasks = builder.resource("TASKS", capacity=5, calendar=always)
    for _ in range(12):
        builder.operation([ModeSpec(4, pool, always, uses=((tasks, 1),))])
    problem = builder.build()
    for rule in RULES:
        # five at 0, five at 4, two at 8
        starts = sorted(dispatch(problem, rule).start.tolist())
        assert starts == [0] * 5 + [4] * 5 + [8] * 2


def test_M26_one_mould_of_a_type_is_in_one_machine_at_a_time() -> None:
    builder, always = _builder()
    mould = builder.resource("MOULD", calendar=always)
    machines = [builder.resource(name, calendar=always) for name in "ABC"]
    for machine in machines[:2]:
        builder.operation([ModeSpec(4, machine, always, uses=((mould, 1),))])
    # the third machine needs no mould
    builder.operation([ModeSpec(4, machines[2], always)])
    # this one may take either press with the mould, or the third machine without it
    modes = [ModeSpec(4, machines[0], always, uses=((mould, 1),)), ModeSpec(4, machines[2], always)]
    builder.operation(modes)
    problem = builder.build()
    plan = dispatch(problem, "fifo")
    assert check_schedule(problem, plan) == []
    assert plan.start.tolist() == [0, 4, 0, 4]
    assert plan.mode.tolist() == [0, 1, 2, 4]


def test_an_operation_holds_several_units_of_a_pool() -> None:
    builder, always = _builder()
    pool = builder.resource("POOL", capacity=4, calendar=always)
    for units in (3, 2, 1, 2):
        builder.operation([ModeSpec(5, pool, always, units=units)])
    shop = _placed(builder.build())
    # 3 and 1 at once; 2 and 2 when the 3 is done
    assert shop.start == [0, 5, 0, 5]


def _machine(*, prepares: tuple[int, ...], crew: bool = False) -> tuple[ProblemBuilder, int]:
    """Return operations of 2 ticks in states 0, 1, none; 0 to 1 takes 3 ticks, back 5."""
    builder, always = _builder()
    people = builder.resource("CREW", calendar=always)
    setup = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource("M", calendar=always, setup=setup, initial_state=0)
    if crew:
        builder.setup_crew(machine, people)
    for state, preparation in zip((0, 1, -1), prepares, strict=False):
        builder.operation([ModeSpec(2, machine, always, state=state, preparation=preparation)])
    return builder, people


def test_the_preparation_lengthens_the_changeover_even_without_a_state() -> None:
    builder, _ = _machine(prepares=(1, 2, 4))
    plan = _placed(builder.build()).schedule("test")
    # 0 + 1, then 3 + 2, then 4 for any state
    assert plan.changeover.tolist() == [1, 5, 4]
    assert plan.start.tolist() == [1, 8, 14]


def test_an_insertion_leaves_room_for_the_preparation_after_it() -> None:
    # pinned to 10-12 in state 1, with 3 + 2 ticks before: state 0 must be done by 5
    builder, _ = _machine(prepares=(1, 2))
    builder.fix(1, start=10)
    fits = _placed(builder.build(), [1, 0]).schedule("test")
    assert (fits.start.tolist(), fits.changeover.tolist()) == ([1, 10], [1, 5])
    builder.release(0, 4)
    late = _placed(builder.build(), [1, 0]).schedule("test")
    # 12 + 5 back to state 0 + 1; state 1 was prepared from the initial state
    assert (late.start.tolist(), late.changeover.tolist()) == ([18, 10], [6, 5])


def test_a_preparation_without_a_state_is_not_taken_by_an_insertion() -> None:
    # the third is pinned to 10 and prepared 6-10: of 5-10 only 2-6 or 0-6 is free
    builder, _ = _machine(prepares=(0, 0, 4))
    builder.fix(2, start=10)
    builder.release(0, 5)
    shop = _placed(builder.build(), [2, 0, 1])
    # the first would end at 7, so it runs after 12; before it state 1 would cost 5 ticks back
    assert shop.start == [12, 17, 10]


def test_changeovers_advance_in_the_setup_calendar_only() -> None:
    builder = ProblemBuilder(horizon=HORIZON)
    always = builder.calendar(WorkingTime.always(0, HORIZON))
    day = builder.calendar(daily([(8, 12)], 10))
    setup = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource(
        "M", calendar=always, setup=setup, initial_state=0, setup_calendar=day
    )
    for state, release in ((1, 0), (0, 12)):
        builder.operation([ModeSpec(2, machine, always, state=state)], release=release)
    shop = _placed(builder.build())
    # 8-11 for the first, which runs 11-13; 5 ticks from then on are 32-36 and 56-57
    assert shop.start == [11, 57]


def test_a_start_right_after_the_last_hour_of_setups_is_found() -> None:
    builder = ProblemBuilder(horizon=HORIZON)
    always = builder.calendar(WorkingTime.always(0, HORIZON))
    day = builder.calendar(WorkingTime.of([(8, 11)]))
    setup = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource(
        "M", calendar=always, setup=setup, initial_state=0, setup_calendar=day
    )
    builder.operation([ModeSpec(2, machine, always, state=1)])
    assert _placed(builder.build()).start == [11]


def test_a_changeover_waits_for_its_crew() -> None:
    builder, people = _machine(prepares=(0, 0), crew=True)
    other = builder.resource("N")
    # the crew works elsewhere 3-9: of state 1 after 2 the changeover can begin at 9
    builder.operation([ModeSpec(6, other, uses=((people, 1),))])
    builder.fix(2, start=3)
    shop = _placed(builder.build(), [2, 0, 1])
    assert shop.start == [0, 12, 3]


def test_an_insertion_that_lengthens_a_changeover_needs_its_crew() -> None:
    # state 1 is pinned to 10 without a changeover; state 0 in front of it asks for one, 7-10
    for busy, start in ((6, 0), (8, 17)):
        builder, people = _machine(prepares=(0, 0), crew=True)
        builder.fix(1, start=10)
        other = builder.resource("N")
        builder.operation([ModeSpec(1, other, uses=((people, 1),))])
        builder.fix(2, start=busy)
        builder.set_initial_state(1, -1)
        shop = _placed(builder.build(), [1, 2, 0])
        assert shop.start[0] == start, busy


def test_the_crew_is_given_back_where_a_changeover_gets_shorter() -> None:
    # state 1 pinned to 20 is changed to 17-20; another in state 1 before it takes that over
    builder, people = _machine(prepares=(0, 0), crew=True)
    builder.fix(1, start=20)
    machine, other = 1, builder.resource("N")
    builder.operation([ModeSpec(2, machine, state=1)], release=3)
    builder.operation([ModeSpec(4, other, uses=((people, 1),))], release=15)
    shop = _placed(builder.build(), [1, 0, 2, 3])
    assert (shop.start, shop.schedule("test").changeover.tolist()) == (
        [0, 20, 5, 15],
        [0, 0, 3, 0],
    )


def test_an_elastic_operation_holds_all_it_needs_until_its_predecessor_ends() -> None:
    builder, always = _builder()
    crew = builder.resource("CREW", calendar=always)
    machines = [builder.resource(name, calendar=always) for name in "MNO"]
    first = builder.operation([ModeSpec(10, machines[0], always)])
    second = builder.operation([ModeSpec(3, machines[1], uses=((crew, 1),))], elastic=True)
    builder.precede(first, second, Precedence.WORK_START, 2)
    builder.precede(first, second, Precedence.END_END, 1)
    builder.operation([ModeSpec(3, machines[1], always)])
    builder.operation([ModeSpec(3, machines[2], uses=((crew, 1),))])
    shop = _placed(builder.build())
    # the second works 2-5 and waits until 11: the machine and the crew are free from then on
    assert list(zip(shop.start, shop.end, strict=True)) == [(0, 10), (2, 11), (11, 14), (11, 14)]


def test_pinned_elastic_work_is_stretched_only_if_all_it_holds_is_free() -> None:
    builder, always = _builder()
    machine = builder.resource("M", calendar=always)
    for start in (4, 12):
        builder.fix(builder.operation([ModeSpec(3, machine)], elastic=True), start=start)
    shop = _placed(builder.build())
    assert not shop.stretch(0, 13)
    assert shop.stretch(0, 12)
    assert shop.stretch(0, 9)  # it lasts longer already
    assert shop.end == [12, 15]
    assert not shop.stretch(1, HORIZON + 1)


def test_pinned_elastic_work_leaves_room_for_the_changeover_after_it() -> None:
    builder, _ = _machine(prepares=(0, 0))
    builder.fix(0, start=0)
    builder.fix(1, start=10)
    shop = _placed(builder.build())
    # 3 ticks of changeover before 10
    assert not shop.stretch(0, 8)
    assert shop.stretch(0, 7)


def test_a_machine_that_others_hold_too_is_not_free_while_it_is_changed() -> None:
    builder, always = _builder()
    setup = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource("M", calendar=always, setup=setup, initial_state=0)
    other = builder.resource("N", calendar=always)
    builder.operation([ModeSpec(2, machine, always, state=1)], release=4)
    for length in (1, 2):
        builder.operation([ModeSpec(length, other, always, uses=((machine, 1),))])
    shop = _placed(builder.build())
    # changed 1-4 and held until 6: one fits before, the other after
    assert shop.start == [4, 0, 6]
