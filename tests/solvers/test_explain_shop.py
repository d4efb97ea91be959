"""One chain for each rule of the shop floor, derived by hand; a day has 24 ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.explain import Explainer, Parts, Reason, binding_chain, total_parts, waiting_path
from solvers.timing import infinite_asap
from tests.solvers.problems import daily
from tests.solvers.test_explain import always_open, scheduled, story

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

WORK, PREDECESSOR, MACHINE = Reason.WORK, Reason.PREDECESSOR, Reason.MACHINE
RESOURCE, SESSION, MAX_WAIT = Reason.RESOURCE, Reason.SESSION, Reason.MAX_WAIT
MATERIAL, RELEASE, START = Reason.MATERIAL, Reason.RELEASE, Reason.START


def sound(
    problem: Problem, spans: list[tuple[int, int]], *, changeover: dict[int, int] | None = None
) -> Schedule:
    """Return a schedule that keeps every rule of its problem."""
    schedule = scheduled(problem, spans, changeover=changeover)
    assert check_schedule(problem, schedule) == []
    return schedule


def test_what_takes_lots_goes_on_when_its_supplier_has_worked_enough() -> None:
    # S has worked 2 ticks when P has worked 6: it starts at 4, and from 6 on it is on its own
    builder, calendar, (m, n) = always_open("M", "N")
    p = builder.operation([ModeSpec(10, m, calendar)])
    s = builder.operation([ModeSpec(8, n, calendar)])
    builder.precede(p, s, Precedence.WORK_WORK, 6, 2)
    builder.demand(0, [s])
    problem = builder.build()
    chain = binding_chain(problem, sound(problem, [(0, 10), (4, 12)]), 0)
    assert story(chain) == [
        (WORK, s, 6, ()), (PREDECESSOR, s, 0, (p,)), (WORK, p, 6, ()), (START, p, 0, ()),
    ]  # fmt: skip
    assert total_parts(chain) == Parts(run=12)


@pytest.mark.parametrize(("is_tool", "start", "held"), [(False, 12, 4), (True, 15, 7)])
def test_a_crew_is_free_in_the_breaks_of_its_work_and_a_tool_is_not(
    is_tool: bool, start: int, held: int
) -> None:
    # A holds it for 6 hours, 8-12 and 13-15; B is ready at 9 and needs it for an hour at any time
    builder, always, (m, n) = always_open("M", "N")
    day = builder.calendar(daily([(8, 12), (13, 17)], 40))
    helper = builder.resource("HELPER", calendar=always)
    a = builder.operation([ModeSpec(6, m, day, uses=((helper, 1, always if is_tool else day),))])
    b = builder.operation([ModeSpec(1, n, always, uses=((helper, 1, always),))], release=9)
    builder.demand(0, [b])
    problem = builder.build()
    chain = binding_chain(problem, sound(problem, [(8, 15), (start, start + 1)]), 0)
    assert story(chain) == [
        (WORK, b, 1, ()), (RESOURCE, b, 0, (a,)), (WORK, a, held, ()), (START, a, 8, ()),
    ]  # fmt: skip
    assert total_parts(chain).closed == 8 + is_tool


def test_who_needs_two_machines_of_a_pool_waits_for_the_second() -> None:
    # of three machines A takes two 0-5 and C one 0-4: B needs two, and at 4 there is only one
    builder, calendar, (pool,) = always_open("POOL", capacity=3)
    a = builder.operation([ModeSpec(5, pool, calendar, units=2)])
    c = builder.operation([ModeSpec(4, pool, calendar)])
    b = builder.operation([ModeSpec(3, pool, calendar, units=2)])
    builder.demand(0, [b])
    problem = builder.build()
    schedule = scheduled(problem, [(0, 5), (0, 4), (5, 8)])
    schedule.unit[c] = 2
    assert check_schedule(problem, schedule) == []
    assert story(binding_chain(problem, schedule, 0)) == [
        (WORK, b, 3, ()), (MACHINE, b, 0, (a,)), (WORK, a, 5, ()), (START, a, 0, ()),
    ]  # fmt: skip


def with_setup_crew(*, crew_hours: bool) -> tuple[ProblemBuilder, int, int, int]:
    """Return X, 10 ticks with SETTER, and A, 2 ticks after 3 of setup by SETTER."""
    builder, always, (n,) = always_open("N")
    hours = builder.calendar(daily([(8, 16)], 40)) if crew_hours else always
    setter = builder.resource("SETTER", calendar=always)
    matrix = builder.setup_matrix([[0]])
    m = builder.resource("M", calendar=always, setup=matrix, setup_calendar=hours)
    builder.setup_crew(m, setter)
    x = builder.operation([ModeSpec(10, n, always, uses=((setter, 1),))], "X")
    a = builder.operation([ModeSpec(2, m, always, preparation=3)], "A")
    builder.demand(0, [a])
    return builder, setter, x, a


def test_a_changeover_waits_for_those_who_set_up() -> None:
    # SETTER is with X until 10, then sets up 10-13
    builder, setter, x, a = with_setup_crew(crew_hours=False)
    problem = builder.build()
    schedule = sound(problem, [(0, 10), (13, 15)], changeover={a: 3})
    chain = binding_chain(problem, schedule, 0)
    assert story(chain) == [
        (WORK, a, 2, ()), (RESOURCE, a, 3, (x,)), (WORK, x, 10, ()), (START, x, 0, ()),
    ]  # fmt: skip
    assert total_parts(chain) == Parts(run=12, changeover=3)
    path = waiting_path(problem, schedule, 0)
    assert story(path) == [(WORK, a, 2, ()), (RESOURCE, a, 13, (x,)), (START, a, 0, ())]
    assert path[1].resource == setter
    assert total_parts(path) == Parts(run=2, changeover=3, resource=10)


def test_a_preparation_advances_in_the_hours_of_those_who_set_up() -> None:
    # they come at 8 and set up 8-11, round the clock it would have been ready at 3
    builder, _, x, a = with_setup_crew(crew_hours=True)
    builder.release(x, 20)
    problem = builder.build()
    chain = binding_chain(problem, sound(problem, [(20, 30), (11, 13)], changeover={a: 3}), 0)
    assert story(chain) == [(WORK, a, 2, ()), (MACHINE, a, 11, ()), (START, a, 0, ())]
    assert total_parts(chain) == Parts(run=2, changeover=3, closed=8)


def ovens(patience: int = -1) -> tuple[ProblemBuilder, int, int, int]:
    """Return two ovens that hold 100 and want 60."""
    builder, calendar, _ = always_open()
    first, second = (
        builder.resource(name, calendar=calendar, session=(100, 60, patience))
        for name in ("OVEN-1", "OVEN-2")
    )
    return builder, calendar, first, second


def test_a_session_waits_for_the_one_that_fills_it() -> None:
    # A is ready at 0, B at 7: together they hold 100; the session lasts as long as B, 7-13
    builder, calendar, oven, _ = ovens()
    a = builder.operation([ModeSpec(4, oven, calendar, family=0, fill=50)])
    b = builder.operation([ModeSpec(6, oven, calendar, family=0, fill=50)], release=7)
    builder.demand(0, [a])
    problem = builder.build()
    schedule = sound(problem, [(7, 13), (7, 13)])
    assert story(binding_chain(problem, schedule, 0)) == [
        (WORK, a, 6, ()), (SESSION, a, 0, (b,)), (MATERIAL, b, 7, ()),
    ]  # fmt: skip
    path = waiting_path(problem, schedule, 0)
    assert story(path) == [(WORK, a, 6, ()), (SESSION, a, 7, (b,)), (START, a, 0, ())]
    assert path[1].resource == oven
    assert total_parts(path) == Parts(run=6, session=7)


def test_a_session_that_nobody_fills_waits_as_long_as_it_must() -> None:
    # ready at 2, it waits its 5 ticks; the other of the family comes at 20
    builder, calendar, oven, _ = ovens(patience=5)
    a = builder.operation([ModeSpec(4, oven, calendar, family=0, fill=50)], release=2)
    builder.operation([ModeSpec(4, oven, calendar, family=0, fill=50)], release=20)
    builder.demand(0, [a])
    problem = builder.build()
    chain = binding_chain(problem, sound(problem, [(7, 11), (20, 24)]), 0)
    assert story(chain) == [(WORK, a, 4, ()), (SESSION, a, 5, ()), (MATERIAL, a, 2, ())]
    assert total_parts(chain) == Parts(run=4, session=5, material=2)


def test_a_session_that_is_not_full_starts_when_no_other_of_its_family_is_to_come() -> None:
    # the other, full enough by itself, starts at 9 in the other oven
    builder, calendar, first, second = ovens()
    a = builder.operation([ModeSpec(4, first, calendar, family=0, fill=50)])
    f = builder.operation([ModeSpec(4, second, calendar, family=0, fill=60)], release=9)
    builder.demand(0, [a])
    problem = builder.build()
    assert story(binding_chain(problem, sound(problem, [(9, 13), (9, 13)]), 0)) == [
        (WORK, a, 4, ()), (SESSION, a, 0, (f,)), (MATERIAL, f, 9, ()),
    ]  # fmt: skip


def test_who_waits_for_an_oven_waits_for_its_whole_session() -> None:
    # A and B share the oven 0-6; C is of another family
    builder, calendar, oven, _ = ovens()
    a, b = (
        builder.operation([ModeSpec(ticks, oven, calendar, family=0, fill=50)]) for ticks in (4, 6)
    )
    c = builder.operation([ModeSpec(3, oven, calendar, family=1, fill=60)])
    builder.demand(0, [c])
    problem = builder.build()
    schedule = sound(problem, [(0, 6), (0, 6), (6, 9)])
    # B, which works longest, is followed; both are named
    assert story(binding_chain(problem, schedule, 0))[1:3] == [
        (MACHINE, c, 0, (b,)),
        (WORK, b, 6, ()),
    ]
    assert story(waiting_path(problem, schedule, 0))[1] == (MACHINE, c, 6, (a, b))


def no_wait(release: int = 0) -> tuple[ProblemBuilder, tuple[int, int, int, int, int]]:
    """Return P, 5 ticks on M, S, 3 on N, which must start right after it, and T, 1 tick after P.

    X holds N, which S needs, for 20 ticks if S is not released later.
    """
    builder, calendar, (m, n, o) = always_open("M", "N", "O")
    p = builder.operation([ModeSpec(5, m, calendar)], order=0)
    s = builder.operation([ModeSpec(3, n, calendar)], order=0, release=release)
    t = builder.operation([ModeSpec(1, o, calendar)], order=0)
    x = builder.operation([ModeSpec(0 if release else 20, n, calendar)])
    builder.precede(p, s)
    builder.precede(p, s, Precedence.MAX_WAIT, 0)
    builder.precede(p, t)
    builder.demand(0, [t])
    builder.demand(0, [s])
    return builder, (n, p, s, t, x)


def test_an_operation_held_back_for_its_follower_waits_for_the_machine_of_that_one() -> None:
    # P could start at 0, but N is free for S at 20: P runs 15-20
    builder, (n, p, s, t, x) = no_wait()
    problem = builder.build()
    schedule = sound(problem, [(15, 20), (20, 23), (20, 21), (0, 20)])
    assert story(binding_chain(problem, schedule, 0)) == [
        (WORK, t, 1, ()),
        (PREDECESSOR, t, 0, (p,)),
        (WORK, p, 5, ()),
        (MAX_WAIT, p, 0, (s,)),
        (MACHINE, s, 0, (x,)),
        (WORK, x, 15, ()),
        (START, x, 0, ()),
    ]
    path = waiting_path(problem, schedule, 0)
    assert story(path)[2:] == [(WORK, p, 5, ()), (MACHINE, p, 15, (x,)), (START, p, 0, ())]
    assert (path[3].resource, path[3].via) == (n, s)
    assert total_parts(path) == Parts(run=6, machine=15)
    # what holds S is N, not P, which is there just in time
    assert story(binding_chain(problem, schedule, 1)) == [
        (WORK, s, 3, ()), (MACHINE, s, 0, (x,)), (WORK, x, 20, ()), (START, x, 0, ()),
    ]  # fmt: skip


def test_an_operation_held_back_for_its_follower_waits_for_the_material_of_that_one() -> None:
    builder, (_, p, s, t, _) = no_wait(release=20)
    problem = builder.build()
    schedule = sound(problem, [(15, 20), (20, 23), (20, 21), (0, 0)])
    for walk in (binding_chain, waiting_path):
        # of the receipt at 20 the first 15 ticks count: meanwhile P works
        links = walk(problem, schedule, 0)
        assert story(links)[2:] == [
            (WORK, p, 5, ()), (MAX_WAIT, p, 0, (s,)), (MATERIAL, s, 15, ()),
        ]  # fmt: skip
        assert links[0].op == t
        assert story(walk(problem, schedule, 1)) == [(WORK, s, 3, ()), (MATERIAL, s, 20, ())]


def test_an_operation_does_not_end_while_its_follower_is_closed() -> None:
    # P is ready at 10 and could end at 15, but N works 8-12 only: P runs 27-32, S 32-35
    builder, always, (m, n) = always_open("M", "N")
    morning = builder.calendar(daily([(8, 12)], 40))
    p = builder.operation([ModeSpec(5, m, always)], release=10)
    s = builder.operation([ModeSpec(3, n, morning)])
    builder.precede(p, s)
    builder.precede(p, s, Precedence.MAX_WAIT, 0)
    builder.demand(0, [s])
    problem = builder.build()
    chain = binding_chain(problem, sound(problem, [(27, 32), (32, 35)]), 0)
    assert story(chain) == [
        (WORK, s, 3, ()),
        (PREDECESSOR, s, 0, (p,)),
        (WORK, p, 5, ()),
        (MAX_WAIT, p, 17, (s,)),
        (MATERIAL, p, 10, ()),
    ]
    assert total_parts(chain) == Parts(run=8, closed=17, material=10)


def test_an_elastic_operation_that_waits_at_its_end_follows_the_phase_it_overlaps() -> None:
    # P 0-10; S may start at 2, works 3 ticks and ends with P; T starts 5 ticks into S, C after S
    builder, calendar, (m, n, o, q) = always_open("M", "N", "O", "Q")
    p = builder.operation([ModeSpec(10, m, calendar)], order=0)
    s = builder.operation([ModeSpec(3, n, calendar)], order=0, elastic=True)
    c = builder.operation([ModeSpec(4, o, calendar)], order=0)
    t = builder.operation([ModeSpec(4, q, calendar)], order=0)
    builder.precede(p, s, Precedence.WORK_START, 2)
    builder.precede(p, s, Precedence.END_END)
    builder.precede(s, c)
    builder.precede(s, t, Precedence.WORK_START, 5)
    builder.demand(0, [c])
    builder.demand(0, [t])
    problem = builder.build()
    schedule = sound(problem, [(0, 10), (2, 10), (10, 14), (7, 11)])
    assert story(binding_chain(problem, schedule, 0)) == [
        (WORK, c, 4, ()),
        (PREDECESSOR, c, 0, (s,)),
        (PREDECESSOR, s, 0, (p,)),
        (WORK, p, 10, ()),
        (START, p, 0, ()),
    ]
    # T waits for two ticks in which S has nothing left to do
    assert total_parts(binding_chain(problem, schedule, 1)) == Parts(run=4 + 3 + 2, idle=2)


def test_a_release_that_is_a_date_is_told_from_a_receipt() -> None:
    builder, calendar, (m, n) = always_open("M", "N")
    for machine in (m, n):
        builder.demand(0, [builder.operation([ModeSpec(5, machine, calendar)], release=12)])
    problem = builder.build()
    explainer = Explainer(problem, sound(problem, [(12, 17)] * 2), dated={1})
    assert [explainer.binding_chain(demand)[-1].reason for demand in (0, 1)] == [MATERIAL, RELEASE]
    assert total_parts(explainer.waiting_path(1)) == Parts(run=5, release=12)


def test_work_that_ends_just_in_time_for_a_busy_machine_is_not_the_cause() -> None:
    # X holds N until 8; P could run 0-3, but to keep stock low it runs 5-8
    builder, calendar, (m, n) = always_open("M", "N")
    p = builder.operation([ModeSpec(3, m, calendar)], order=0)
    s = builder.operation([ModeSpec(2, n, calendar)], order=0)
    x = builder.operation([ModeSpec(8, n, calendar)])
    builder.precede(p, s)
    builder.demand(0, [s])
    problem = builder.build()
    schedule = sound(problem, [(5, 8), (8, 10), (0, 8)])
    assert story(binding_chain(problem, schedule, 0)) == [
        (WORK, s, 2, ()), (MACHINE, s, 0, (x,)), (WORK, x, 8, ()), (START, x, 0, ()),
    ]  # fmt: skip
    path = waiting_path(problem, schedule, 0)
    assert story(path) == [
        (WORK, s, 2, ()),
        (PREDECESSOR, s, 0, (p,)),
        (WORK, p, 3, ()),
        (MACHINE, p, 5, (x,)),
        (START, p, 0, ()),
    ]
    assert path[3].via == s


def test_a_changeover_comes_after_work_without_length_too() -> None:
    # Z, of no length, is on the machine at 6 in state 0; B in state 1 sets up for 3 after it
    builder, calendar, _ = always_open()
    matrix = builder.setup_matrix([[0, 3], [3, 0]])
    m = builder.resource("M", calendar=calendar, setup=matrix, initial_state=0)
    z = builder.operation([ModeSpec(0, m, calendar, state=0)], release=6)
    b = builder.operation([ModeSpec(2, m, calendar, state=1)])
    builder.demand(0, [b])
    problem = builder.build()
    chain = binding_chain(problem, sound(problem, [(6, 6), (9, 11)], changeover={b: 3}), 0)
    assert story(chain) == [(WORK, b, 2, ()), (MACHINE, b, 3, (z,)), (MATERIAL, z, 6, ())]


def test_long_chains_without_waits_are_explained_at_once() -> None:
    # 150 phases with calendars that do not match, each to start within 20 ticks
    builder = ProblemBuilder(horizon=24 * 900, tick_seconds=3600)
    shifts = ([(8, 12), (13, 17)], [(6, 22)], [(0, 10), (12, 24)])
    calendars = [builder.calendar(daily(shift, 900)) for shift in shifts]
    last = -1
    for phase in range(150):
        machine = builder.resource(calendar=calendars[phase % 3])
        op = builder.operation([ModeSpec(3, machine, calendars[phase % 3])], order=0)
        if last >= 0:
            builder.precede(last, op)
            builder.precede(last, op, Precedence.MAX_WAIT, 20)
        last = op
    builder.demand(0, [last])
    problem = builder.build()
    parts = total_parts(binding_chain(problem, infinite_asap(problem), 0))
    assert parts == Parts(run=450, closed=parts.total - 450)
