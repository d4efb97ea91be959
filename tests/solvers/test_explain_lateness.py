"""Parts of a lateness, derived by hand on tiny problems and as a property of random plants."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.measures import completion_times
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.dispatch import dispatch
from solvers.explain import (
    ROOTS,
    LatenessExplainer,
    LatenessParts,
    Parts,
    Reason,
    lateness_parts,
    soonest_completions,
    total_parts,
)
from solvers.timing import infinite_alap, infinite_asap
from tests.solvers.dispatch.rich_problems import Rules, rich_problem
from tests.solvers.edge_problems import brute_force, edge_plant, tiny_problem
from tests.solvers.problems import daily, random_problem
from tests.solvers.test_explain import always_open, scheduled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.explain import Share


def told(shares: tuple[Share, ...]) -> list[tuple[Reason, int, Parts]]:
    """Return reason and operation of each share, and what of it counts."""
    return [(share.link.reason, share.link.op, share.parts) for share in shares]


def queue(due: int, *, release: int = 0) -> LatenessParts:
    """Return the parts of A (24) and B (12), complete at 84, as X holds A's machine until 48."""
    builder, calendar, (paint, assembly) = always_open("PAINT", "ASSY")
    x = builder.operation([ModeSpec(48, paint, calendar)])
    a = builder.operation([ModeSpec(24, paint, calendar)], order=1, release=release)
    b = builder.operation([ModeSpec(12, assembly, calendar)], order=1)
    builder.precede(a, b)
    builder.demand(due, [b])
    problem = builder.build()
    del x
    return lateness_parts(problem, scheduled(problem, [(0, 48), (48, 72), (72, 84)]), 0)


def test_a_demand_on_time_has_no_parts() -> None:
    assert queue(84) == LatenessParts(0)
    assert queue(84).total == 0


def test_what_is_lost_to_a_queue_is_the_last_of_the_wait() -> None:
    # 24 of the 48 ticks that A waits: with 24 less it would be on time
    parts = queue(60)
    assert told(parts.lost) == [(Reason.MACHINE, 1, Parts(machine=24))]
    assert (parts.lateness, parts.unavoidable, parts.overdue) == (24, (), 0)


def test_what_no_capacity_could_help_is_told_apart() -> None:
    # alone it is complete at 36, 6 after it is due: then 6 ticks of B are still to be worked
    parts = queue(30)
    assert told(parts.unavoidable) == [(Reason.WORK, 2, Parts(run=6))]
    assert told(parts.lost) == [(Reason.MACHINE, 1, Parts(machine=48))]
    assert parts.total == parts.lateness == 54


def test_material_counts_before_the_work_that_follows_it() -> None:
    # the receipt at 5 makes it 41 at best, 21 after 20: 5 of the receipt, then 12 of B and 4 of A
    parts = queue(20, release=5)
    assert told(parts.unavoidable) == [
        (Reason.MATERIAL, 1, Parts(material=5)),
        (Reason.WORK, 2, Parts(run=12)),
        (Reason.WORK, 1, Parts(run=4)),
    ]
    assert told(parts.lost) == [(Reason.MACHINE, 1, Parts(machine=43))]
    assert parts.total == 64


def test_what_was_due_before_the_plan_begins_is_overdue() -> None:
    parts = queue(-10)
    assert parts.overdue == 10
    assert [total_parts_of(parts.unavoidable), total_parts_of(parts.lost)] == [
        Parts(run=36), Parts(machine=48),
    ]  # fmt: skip
    assert parts.total == 94


def total_parts_of(shares: tuple[Share, ...]) -> Parts:
    """Return what several shares are made of."""
    return Parts(
        **{
            part.name: sum(getattr(share.parts, part.name) for share in shares)
            for part in fields(Parts)
        }
    )


def test_of_several_waits_the_latest_counts_first() -> None:
    # A waits 10 for M, B 6 for N; complete at 24, 8 late: all of B's wait, and 2 of A's
    builder, calendar, (m, n) = always_open("M", "N")
    for machine, ticks in ((m, 10), (n, 20)):
        builder.operation([ModeSpec(ticks, machine, calendar)])
    a = builder.operation([ModeSpec(4, m, calendar)], order=2)
    b = builder.operation([ModeSpec(4, n, calendar)], order=2)
    builder.precede(a, b)
    builder.demand(16, [b])
    problem = builder.build()
    parts = lateness_parts(problem, scheduled(problem, [(0, 10), (0, 20), (10, 14), (20, 24)]), 0)
    assert told(parts.lost) == [
        (Reason.MACHINE, b, Parts(machine=6)),
        (Reason.MACHINE, a, Parts(machine=2)),
    ]
    assert parts.unavoidable == ()


def test_of_a_wait_with_a_changeover_the_changeover_counts_first() -> None:
    # A 0-24 in state 0, 30 of changeover, B 54-78, 40 late: 30, and 10 of A's 24
    builder = ProblemBuilder(horizon=1000)
    calendar = builder.calendar(WorkingTime.always(0, 1000))
    matrix = builder.setup_matrix([[0, 30], [30, 0]])
    paint = builder.resource(calendar=calendar, setup=matrix, initial_state=0)
    for state in (0, 1):
        op = builder.operation([ModeSpec(24, paint, calendar, state=state)])
        builder.demand(38, [op])
    problem = builder.build()
    parts = lateness_parts(problem, scheduled(problem, [(0, 24), (54, 78)], changeover={1: 30}), 1)
    assert told(parts.lost) == [(Reason.MACHINE, 1, Parts(changeover=30, machine=10))]


def test_closed_time_counts_where_waits_alone_do_not_explain_it() -> None:
    # alone 8-12; behind X, 8-11, an hour before noon and three the next day: 3 waited, 20 closed
    builder = ProblemBuilder(horizon=240, tick_seconds=3600)
    day = builder.calendar(daily([(8, 12)], 10))
    machine = builder.resource(calendar=day)
    builder.operation([ModeSpec(3, machine, day)])
    builder.demand(12, [builder.operation([ModeSpec(4, machine, day)])])
    problem = builder.build()
    parts = lateness_parts(problem, scheduled(problem, [(8, 11), (11, 35)]), 0)
    assert told(parts.lost) == [
        (Reason.MACHINE, 1, Parts(machine=3)),
        (Reason.WORK, 1, Parts(closed=20)),
    ]
    assert parts.total == 35 - 12


def test_a_slower_mode_counts_as_work() -> None:
    # 20 on M, or 8 on N; due at 10: the plan took M
    builder, calendar, (m, n) = always_open("M", "N")
    choice = builder.operation([ModeSpec(20, m, calendar), ModeSpec(8, n, calendar)])
    builder.demand(10, [choice])
    problem = builder.build()
    parts = lateness_parts(problem, scheduled(problem, [(0, 20)]), 0)
    assert told(parts.lost) == [(Reason.WORK, 0, Parts(run=10))]


def test_a_session_and_idle_time_count_as_waits() -> None:
    # A waits 7 for B to join in the oven, C starts 5 later than it could; both due 2 too early
    builder, calendar, (m,) = always_open("M")
    oven = builder.resource(calendar=calendar, session=(100, 60, -1))
    a = builder.operation([ModeSpec(4, oven, calendar, family=0, fill=50)])
    b = builder.operation([ModeSpec(4, oven, calendar, family=0, fill=50)], release=7)
    c = builder.operation([ModeSpec(3, m, calendar)])
    builder.demand(9, [a])
    builder.demand(6, [c])
    problem = builder.build()
    del b
    explainer = LatenessExplainer(problem, scheduled(problem, [(7, 11), (7, 11), (5, 8)]))
    assert told(explainer.parts(0).lost) == [(Reason.SESSION, a, Parts(session=2))]
    assert told(explainer.parts(1).lost) == [(Reason.FREE, c, Parts(free=2))]


def plants(seed: int) -> Iterator[Problem]:
    """Yield random plants with old and new rules, due dates from overdue to far away."""
    for problem in (
        random_problem(seed, 12, tightness=4.0),
        rich_problem(seed, 12, Rules(waits=True, patient=bool(seed % 2))),
        edge_plant(seed, 12),
    ):
        yield problem
        yield problem.replace(demand_due=problem.demand_due - 60)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_chains_lead_to_a_root_and_all_parts_add_up(seed: int) -> None:
    for problem in plants(seed):
        for schedule in (dispatch(problem), infinite_asap(problem), infinite_alap(problem)):
            if schedule.is_plan:
                _check_plan(problem, schedule)


def _check_plan(problem: Problem, schedule: Schedule) -> None:
    explainer = LatenessExplainer(problem, schedule)
    completion = completion_times(problem, schedule).tolist()
    soonest = soonest_completions(problem)
    for demand, due in enumerate(problem.demand_due.tolist()):
        for walk in (explainer.chains.binding_chain, explainer.chains.waiting_path):
            cursor, links = completion[demand], walk(demand)
            for link in links:
                assert (link.end, link.parts.total) == (cursor, link.end - link.begin)
                assert all(getattr(link.parts, part.name) >= 0 for part in fields(Parts))
                cursor = link.begin
            assert cursor == 0
            assert links[-1].reason in ROOTS
            assert total_parts(links).total == completion[demand]
        assert soonest[demand] <= completion[demand]
        parts = explainer.parts(demand)
        assert parts.total == parts.lateness == max(0, completion[demand] - due)
        unavoidable = sum(share.parts.total for share in parts.unavoidable)
        assert unavoidable == max(0, soonest[demand] - max(0, due))
        for share in parts.shares:
            for part in fields(Parts):
                taken = getattr(share.parts, part.name)
                assert 0 <= taken <= getattr(share.link.parts, part.name)


@pytest.mark.parametrize("seed", range(24))
def test_no_schedule_completes_a_demand_before_its_soonest_completion(seed: int) -> None:
    problem = tiny_problem(seed, modes=2)
    soonest = soonest_completions(problem)
    for schedule in brute_force(problem):
        assert (completion_times(problem, schedule) >= soonest).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_at_infinite_capacity_nothing_starts_later_than_it_could(seed: int) -> None:
    problem = edge_plant(seed, 15)
    schedule = infinite_asap(problem)
    if schedule.is_plan:
        explainer = LatenessExplainer(problem, schedule).chains
        for demand in range(problem.num_demands):
            parts = total_parts(explainer.binding_chain(demand))
            assert (parts.machine, parts.resource, parts.session, parts.free) == (0, 0, 0, 0)
