"""Sessions of ovens and tanks, by the rows of the specification and by hand."""

from models.calendar import WorkingTime
from models.measures import weighted_tardiness
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective, Schedule
from tests.solvers.cpsat.solving import optimum

HORIZON = 60
FILLS = {"a": 30, "b": 40, "c": 50, "d": 20}


def builder_of(windows: list[tuple[int, int]] | None = None) -> tuple[ProblemBuilder, int]:
    builder = ProblemBuilder(horizon=HORIZON)
    return builder, builder.calendar(WorkingTime.of(windows or [(0, HORIZON)]))


def best(problem: Problem, objective: Objective = Objective.TARDINESS) -> Schedule:
    plan = optimum(problem, objective)
    assert plan is not None
    return plan


def oven_of_the_example(patience: int, b_due: int) -> Problem:
    """Return the example of 1.13: most 100, least 60; a, c and d are urgent.

    A fifth one of the family comes at 20, so that b alone is not the last session.
    """
    builder, _ = builder_of()
    oven = builder.resource("OVEN", session=(100, 60, patience))
    for name, fill in (FILLS | {"e": 40}).items():
        mode = ModeSpec(4, oven, family=0, fill=fill)
        op = builder.operation([mode], name, release=20 if name == "e" else 0)
        due = {"b": b_due, "e": 24}.get(name, 4)
        builder.demand(due, [op], name, weight=fill)
    return builder.build()


def test_M29_the_session_is_a_c_d_with_100_and_b_waits_for_others() -> None:
    plan = best(oven_of_the_example(-1, 24))
    # 30 + 50 + 20 = 100 is full, so b, 40 of at least 60, waits for e: 40 + 40 = 80
    assert plan.start.tolist() == [0, 20, 0, 0, 20]
    assert plan.end.tolist() == [4, 24, 4, 4, 24]


def test_S20_an_underfilled_session_starts_after_its_maximum_wait() -> None:
    # b is ready at 0 and has waited 10 ticks at tick 10, just in time for 14
    plan = best(oven_of_the_example(10, 14))
    assert plan.start.tolist() == [0, 10, 0, 0, 20]
    # with 11 ticks to wait it would be one late; 40 for the tick, or others pay more
    late = best(oven_of_the_example(11, 14))
    assert weighted_tardiness(oven_of_the_example(11, 14), late) == 40


def test_an_underfilled_session_starts_if_it_is_the_last_of_its_family() -> None:
    builder, _ = builder_of()
    oven = builder.resource("OVEN", session=(100, 60, -1))
    for fill in (50, 30, 20, 40):
        builder.operation([ModeSpec(4, oven, family=0, fill=fill)])
    # 140 is more than one session holds; whatever is in the second one, it may follow at once
    assert best(builder.build(), Objective.MAKESPAN).end.max() == 8


def test_the_last_session_of_a_family_may_be_on_another_machine() -> None:
    builder, _ = builder_of()
    first, second = (builder.resource(name, session=(100, 60, -1)) for name in "PQ")
    builder.operation([ModeSpec(4, first, family=0, fill=10)])
    builder.operation([ModeSpec(4, second, family=0, fill=10)], release=7)
    builder.operation([ModeSpec(4, first, family=1, fill=10)])
    # no other of family 0 comes to P: it waits until the one on Q starts at 7. Family 1 is alone
    assert best(builder.build(), Objective.MAKESPAN).start.tolist() == [7, 7, 0]


def test_a_session_works_as_long_as_the_longest_of_it_and_all_hold_on() -> None:
    builder, day = builder_of([(0, 6), (10, 40)])
    oven = builder.resource("OVEN", calendar=day, session=(3, 0, -1))
    jig = builder.resource("JIG", calendar=day)
    for duration in (2, 5, 8):
        uses = ((jig, 1),) if duration == 2 else ()
        builder.operation([ModeSpec(duration, oven, day, family=0, fill=1, uses=uses)])
    other = builder.operation([ModeSpec(1, -1, day, uses=((jig, 1),))], release=1)
    builder.demand(0, [other])
    plan = best(builder.build(), Objective.MAKESPAN)
    # all start at 0: 6 ticks until 6, 2 more until 12. Apart they would end at 19 at best; the
    # jig is held until 12 as well. Were the other first, from 1 to 2, the session would end at 14
    assert plan.start[:3].tolist() == [0, 0, 0]
    assert plan.end[:3].tolist() == [12, 12, 12]
    assert plan.start[3] == 12


def test_a_session_with_work_in_one_piece_lies_in_one_window() -> None:
    ends = []
    for interruptible in (True, False):
        builder, day = builder_of([(0, 6), (10, 16)])
        oven = builder.resource("OVEN", calendar=day, session=(2, 0, -1))
        for duration in (2, 8):
            whole = duration == 2 and not interruptible
            mode = ModeSpec(duration, oven, day, family=0, fill=1, interruptible=not whole)
            builder.operation([mode])
        builder.operation([ModeSpec(1, -1, day)])
        ends.append(int(best(builder.build(), Objective.MAKESPAN).end.max()))
    # 8 ticks together: 0-6 and 10-12. Not over the break: 0-2, then 2-6 and 10-14
    assert ends == [12, 14]


def test_alone_or_of_another_family_nobody_shares() -> None:
    builder, _ = builder_of()
    oven = builder.resource("OVEN", session=(3, 0, -1))
    for family in (-1, -1, 0, 1):
        builder.operation([ModeSpec(4, oven, family=family, fill=1)])
    assert best(builder.build(), Objective.MAKESPAN).end.max() == 16


def test_several_machines_serve_a_family() -> None:
    builder, _ = builder_of()
    ovens = [builder.resource(name, session=(2, 0, -1)) for name in "PQ"]
    for _ in range(5):
        builder.operation([ModeSpec(4, oven, family=0, fill=1) for oven in ovens])
    # two at once on each of two machines: five take two rounds
    assert best(builder.build(), Objective.MAKESPAN).end.max() == 8


def test_work_without_length_ends_with_a_session_that_takes_time() -> None:
    builder, _ = builder_of()
    oven = builder.resource("OVEN", session=(2, 2, -1))
    for duration in (0, 3):
        builder.operation([ModeSpec(duration, oven, family=0, fill=1)])
    builder.operation([ModeSpec(1, oven, family=0, fill=1)], release=9)
    builder.demand(0, [0])
    builder.demand(0, [1])
    plan = best(builder.build())
    # only together they fill a session before the third comes: from 0 to 3
    assert plan.start.tolist()[:2] == [0, 0]
    assert plan.end.tolist()[:2] == [3, 3]
