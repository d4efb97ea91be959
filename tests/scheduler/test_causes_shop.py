"""Sentences about the rules of the shop floor, on tiny problems derived by hand."""

from __future__ import annotations

from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from scheduler.cause_words import CauseWords
from scheduler.causes import names_of_rows
from scheduler.compile import compile_problem
from scheduler.release_dates import release_dates
from solvers.explain import LatenessParts
from tests.scheduler.scenario_builder import DAY, material, plant, production
from tests.scheduler.test_causes import CLOCK, builder_of, cause, names_of
from tests.solvers.problems import daily
from tests.solvers.test_explain import scheduled


def test_parts_are_rounded_so_that_they_add_up() -> None:
    # 34 hours are 1.4 d; 22, 7 and 5 hours are 0.92, 0.29 and 0.21 d: 0.9, 0.3 and 0.2
    words = CauseWords(builder_of("M")[0].build(), names_of(builder_of("M")[0].build()), CLOCK)
    assert words.spans([22, 7, 5]) == ["0.9 d", "0.3 d", "0.2 d"]
    # thirds of 25 hours, each 0.35 d of 1.0
    assert words.spans([9, 8, 8]) == ["0.4 d", "0.3 d", "0.3 d"]
    assert words.facts(LatenessParts(0)) == []


def test_a_session_names_whom_it_waits_for() -> None:
    # A, ready at once, and B, ready at 7, share the oven from 7 on; A is due at 5
    builder, calendar, _ = builder_of()
    oven = builder.resource("OVEN", calendar=calendar, session=(100, 60, -1))
    for name, release in (("A/10", 0), ("B/10", 7)):
        mode = ModeSpec(4, oven, calendar, family=0, fill=50)
        builder.demand(5, [builder.operation([mode], name, release=release)])
    problem = builder.build()
    schedule = scheduled(problem, [(7, 11), (7, 11)])
    assert cause(problem, schedule) == "6.0 h late: 6.0 h waiting for B phase 10 to share OVEN-1"


def test_a_session_that_nobody_joins_waits_for_others() -> None:
    builder, calendar, _ = builder_of()
    oven = builder.resource("OVEN", calendar=calendar, session=(100, 60, 5))
    for name, release in (("A/10", 0), ("B/10", 20)):
        mode = ModeSpec(4, oven, calendar, family=0, fill=50)
        builder.demand(5, [builder.operation([mode], name, release=release)])
    problem = builder.build()
    schedule = scheduled(problem, [(5, 9), (20, 24)])
    assert cause(problem, schedule) == "4.0 h late: 4.0 h waiting for others to share OVEN-1"


def test_work_held_back_for_its_follower_says_what_for() -> None:
    # phase 20 must start right after phase 10, and X holds N until 20; phase 30 follows 10, due 9
    builder, calendar, (m, n, o) = builder_of("M", "N", "O")
    p = builder.operation([ModeSpec(5, m, calendar)], "A/10", order=0)
    s = builder.operation([ModeSpec(3, n, calendar)], "A/20", order=0)
    t = builder.operation([ModeSpec(1, o, calendar)], "A/30", order=0)
    builder.operation([ModeSpec(20, n, calendar)], "X/10")
    builder.precede(p, s)
    builder.precede(p, s, Precedence.MAX_WAIT, 0)
    builder.precede(p, t)
    builder.demand(9, [t])
    problem = builder.build()
    schedule = scheduled(problem, [(15, 20), (20, 23), (20, 21), (0, 20)])
    assert cause(problem, schedule) == (
        "12.0 h late: 12.0 h waiting for N-1 behind X phase 10, for A phase 20 to follow"
    )


def test_work_held_back_until_its_follower_opens_says_so() -> None:
    # P, ready at 10, may end at 32 only, when N opens for S; due at 30, complete at 35, at best too
    builder, always, (m, n) = builder_of("M", "N")
    morning = builder.calendar(daily([(8, 12)], 40))
    p = builder.operation([ModeSpec(5, m, always)], "A/10", order=0, release=10)
    s = builder.operation([ModeSpec(3, n, morning)], "A/20", order=0)
    builder.precede(p, s)
    builder.precede(p, s, Precedence.MAX_WAIT, 0)
    builder.demand(30, [s])
    problem = builder.build()
    schedule = scheduled(problem, [(27, 32), (32, 35)])
    # whatever the capacity, S is not done before 35: the receipt counts first, 5 of its 10 hours
    assert cause(problem, schedule) == (
        "5.0 h late at any capacity: 5.0 h its material on 2026-06-01 16:00"
    )


def test_four_reasons_are_told_in_three() -> None:
    # A waits 8 on each of four machines behind 8 of X; 20 late of 32 waited: 8, 8 and 4 of the last
    names = [f"M{number}" for number in range(4)]
    builder, calendar, machines = builder_of(*names)
    spans, last, tick = [], -1, 0
    for number, machine in enumerate(machines):
        x = builder.operation([ModeSpec(8, machine, calendar)], f"X{number}/10", release=tick)
        a = builder.operation([ModeSpec(1, machine, calendar)], f"A/{number + 1}")
        if last >= 0:
            builder.precede(last, a)
        spans += [(tick, tick + 8), (tick + 8, tick + 9)]
        last, tick = a, tick + 9
        del x
    builder.demand(6, [last])
    problem = builder.build()
    assert cause(problem, scheduled(problem, spans)) == (
        "1.2 d late: 0.3 d waiting for M3-1 behind X3 phase 10;"
        " 0.3 d waiting for M2-1 behind X2 phase 10; 0.6 d for 2 lesser reasons"
    )


def test_a_release_date_is_told_from_a_fence() -> None:
    # MO-1, wished for day 4, may begin a day before; the fence of Y ends with day 6, 3 working days
    # after Monday, the first of them Tuesday
    scenario = plant(
        settings={"shop": {"release_advance": 1}},
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "make", "fence": "3d"}],
        routings=[
            {"item": item, "operations": [{"phase": 10, "work_center": "A", "run": "1m"}]}
            for item in ("X", "Y")
        ],
    )
    orders = production(start=4 * DAY), production("MO-2", "Y", start=0)
    compiled = compile_problem(scenario, material(*orders))
    assert compiled.problem.op_release.tolist() == [3 * DAY, 4 * DAY]
    assert release_dates(compiled) == {
        0: "the release of MO-1",
        1: "the end of the fence of Y",
    }
    assert names_of_rows(compiled, ()).dates == release_dates(compiled)


def test_times_of_overlapped_phases_are_told() -> None:
    # B may start after 5 ticks of A, whose work is done after 3: it is complete at 9, due at 3
    builder = ProblemBuilder(horizon=1000, tick_seconds=3600)
    calendar = builder.calendar(daily([(0, 24)], 40))
    m, n = (builder.resource(name, calendar=calendar) for name in "MN")
    a = builder.operation([ModeSpec(3, m, calendar)], "A/10", order=0)
    b = builder.operation([ModeSpec(4, n, calendar)], "A/20", order=0)
    builder.precede(a, b, Precedence.WORK_START, 5)
    builder.demand(3, [b])
    problem = builder.build()
    # the last 6 hours at best: 4 of work, 2 in which B waits
    assert cause(problem, scheduled(problem, [(0, 3), (5, 9)])) == (
        "6.0 h late at any capacity:"
        " 4.0 h of its own work; 2.0 h waiting for phases that it overlaps with"
    )
