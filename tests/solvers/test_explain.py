"""Chains of reasons, derived by hand on tiny problems and as a property of random ones."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.measures import completion_times
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule, Status
from solvers.dispatch import RULES, dispatch, sequence_dispatch
from solvers.explain import (
    ROOTS,
    Explainer,
    Link,
    Parts,
    Reason,
    binding_chain,
    soonest_completions,
    total_parts,
    waiting_path,
)
from solvers.timing import infinite_alap, infinite_asap
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    daily,
    overlap_problem,
    pool_problem,
    random_problem,
    setup_problem,
)

if TYPE_CHECKING:
    from models.problem import Problem

WORK, PREDECESSOR, MACHINE = Reason.WORK, Reason.PREDECESSOR, Reason.MACHINE
RESOURCE, FREE, MATERIAL = Reason.RESOURCE, Reason.FREE, Reason.MATERIAL
PINNED, START = Reason.PINNED, Reason.START


def scheduled(
    problem: Problem, spans: list[tuple[int, int]], *, changeover: dict[int, int] | None = None
) -> Schedule:
    """Return a schedule of start and end of each operation, all in their first mode."""
    start, end = np.array(spans, dtype=np.int64).T
    changes = np.zeros(len(spans), dtype=np.int64)
    for op, ticks in (changeover or {}).items():
        changes[op] = ticks
    mode = problem.mode_ptr[:-1].copy()
    unit = np.where(problem.mode_resource[mode] >= 0, 0, -1)
    return Schedule(mode, unit, start.copy(), end.copy(), changes, Status.FEASIBLE)


def story(links: tuple[Link, ...]) -> list[tuple[Reason, int, int, tuple[int, ...]]]:
    """Return reason, operation, length and others of each link."""
    return [(link.reason, link.op, link.end - link.begin, link.others) for link in links]


def always_open(*names: str, capacity: int = 1) -> tuple[ProblemBuilder, int, list[int]]:
    """Return a builder with machines that never close, their calendar and their rows."""
    builder = ProblemBuilder(horizon=1000, tick_seconds=3600)
    calendar = builder.calendar(WorkingTime.always(0, 1000))
    rows = [builder.resource(name, capacity=capacity, calendar=calendar) for name in names]
    return builder, calendar, rows


def test_a_chain_of_phases_tells_work_and_closed_time_apart() -> None:
    # A 8-12, B 13-17 and 32-34, C 34-36 and 37-38; closed: 0-8, 12-13, 17-32, 36-37
    problem = chain_problem()
    schedule = scheduled(problem, [(8, 12), (13, 34), (34, 38)])
    chain = binding_chain(problem, schedule, 0)
    assert story(chain) == [
        (WORK, 2, 4, ()),
        (PREDECESSOR, 2, 0, (1,)),
        (WORK, 1, 21, ()),
        (PREDECESSOR, 1, 1, (0,)),
        (WORK, 0, 4, ()),
        (START, 0, 8, ()),
    ]
    assert total_parts(chain) == Parts(run=4 + 6 + 3, closed=8 + 1 + 15 + 1)
    assert waiting_path(problem, schedule, 0) == chain


def test_the_chain_follows_the_machine_back_through_its_changeovers() -> None:
    # states 0 1 0 1 in the order 0, 2, 1, 3: one changeover of 3 ticks before operation 1
    problem = setup_problem()
    schedule = scheduled(problem, [(0, 2), (7, 9), (2, 4), (9, 11)], changeover={1: 3})
    chain = binding_chain(problem, schedule, 3)
    assert story(chain) == [
        (WORK, 3, 2, ()),
        (MACHINE, 3, 0, (1,)),
        (WORK, 1, 2, ()),
        (MACHINE, 1, 3, (2,)),
        (WORK, 2, 2, ()),
        (MACHINE, 2, 0, (0,)),
        (WORK, 0, 2, ()),
        (START, 0, 0, ()),
    ]
    assert total_parts(chain) == Parts(run=8, changeover=3)
    # by itself, operation 3 could have run at once: it queued for 9 ticks, 5 of them behind
    # operation 1 with its changeover, 2 behind each of the others
    path = waiting_path(problem, schedule, 3)
    assert story(path) == [(WORK, 3, 2, ()), (MACHINE, 3, 9, (1, 0, 2)), (START, 3, 0, ())]
    assert total_parts(path) == Parts(run=2, machine=9)


def test_a_first_changeover_waits_for_nobody() -> None:
    # the machine starts in state 0; states 1, 1, 0 run at 3-5, 5-7 and, 5 ticks later, 12-14
    problem = setup_problem()
    schedule = scheduled(problem, [(12, 14), (3, 5), (14, 16), (5, 7)], changeover={0: 5, 1: 3})
    chain = binding_chain(problem, schedule, 1)
    assert story(chain) == [(WORK, 1, 2, ()), (MACHINE, 1, 3, ()), (START, 1, 0, ())]
    assert total_parts(chain) == Parts(run=2, changeover=3)
    assert waiting_path(problem, schedule, 1) == chain
    assert total_parts(binding_chain(problem, schedule, 2)) == Parts(run=8, changeover=8)


def test_a_pool_is_full_until_the_first_machine_is_left() -> None:
    # two machines: operations of 5, 4, 3, 2 at 0-5, 0-4, 4-7, 5-7
    problem = pool_problem()
    schedule = scheduled(problem, [(0, 5), (0, 4), (4, 7), (5, 7)])
    assert story(binding_chain(problem, schedule, 3)) == [
        (WORK, 3, 2, ()), (MACHINE, 3, 0, (0,)), (WORK, 0, 5, ()), (START, 0, 0, ()),
    ]  # fmt: skip
    assert story(binding_chain(problem, schedule, 2)) == [
        (WORK, 2, 3, ()), (MACHINE, 2, 0, (1,)), (WORK, 1, 4, ()), (START, 1, 0, ()),
    ]  # fmt: skip


def test_an_overlapping_phase_that_ends_with_its_predecessor_follows_its_end() -> None:
    # A 0-10, B ends with A at 10, C 10-13
    problem = overlap_problem()
    schedule = scheduled(problem, [(0, 10), (8, 10), (10, 13)])
    assert story(binding_chain(problem, schedule, 0)) == [
        (WORK, 2, 3, ()),
        (PREDECESSOR, 2, 0, (1,)),
        (PREDECESSOR, 1, 0, (0,)),
        (WORK, 0, 10, ()),
        (START, 0, 0, ()),
    ]


def test_an_overlapping_phase_starts_once_its_predecessor_has_worked_enough() -> None:
    # own setup 2 and run 8 on A from 0; B (12) may start after 4 ticks of work, C (1) follows
    builder, calendar, (m, n, o) = always_open("M", "N", "O")
    a = builder.operation([ModeSpec(10, m, calendar, setup=2)], order=0)
    b = builder.operation([ModeSpec(12, n, calendar)], order=0)
    c = builder.operation([ModeSpec(1, o, calendar)], order=0)
    builder.precede(a, b, Precedence.WORK_START, 4)
    builder.precede(a, b, Precedence.END_END)
    builder.precede(b, c, lags=3)
    builder.demand(10, [(c, 2)])
    problem = builder.build()
    chain = binding_chain(problem, scheduled(problem, [(0, 10), (4, 16), (19, 20)]), 0)
    # completion 22 = 2 (lag to the demand) + 1 + 3 (lag) + 12 + the first 4 ticks of A
    assert story(chain) == [
        (PREDECESSOR, -1, 2, (2,)),
        (WORK, 2, 1, ()),
        (PREDECESSOR, 2, 3, (1,)),
        (WORK, 1, 12, ()),
        (PREDECESSOR, 1, 0, (0,)),
        (WORK, 0, 4, ()),
        (START, 0, 0, ()),
    ]
    assert total_parts(chain) == Parts(run=1 + 12 + 2, setup=2, lag=5)


def test_a_crew_that_is_short_lets_operations_wait_for_each_other() -> None:
    # one person on day 0: A 8-12, B 12-16; C on day 1, 32-36, though its machine was free
    problem = crew_problem()
    schedule = scheduled(problem, [(8, 12), (12, 16), (32, 36)])
    chain = binding_chain(problem, schedule, 2)
    assert story(chain) == [
        (WORK, 2, 4, ()),
        (RESOURCE, 2, 16, (1,)),
        (WORK, 1, 4, ()),
        (RESOURCE, 1, 0, (0,)),
        (WORK, 0, 4, ()),
        (START, 0, 8, ()),
    ]
    assert total_parts(chain) == Parts(run=12, closed=24)
    # ready at 8, the crew is taken until 16 and closed until 32
    path = waiting_path(problem, schedule, 2)
    assert story(path) == [(WORK, 2, 4, ()), (RESOURCE, 2, 24, (0, 1)), (START, 2, 8, ())]
    assert total_parts(path) == Parts(run=4, resource=8, closed=16 + 8)


def test_when_absent_people_return_the_one_who_held_the_rest_is_named() -> None:
    # two people, one away until 10; A holds the other 0-20, so B and C may start at 10 and 20
    builder, calendar, (m, n, o) = always_open("M", "N", "O")
    crew = builder.resource("CREW", capacity=2, calendar=calendar, profile=[(0, 10, 1)])
    for machine, ticks in ((m, 20), (n, 10), (o, 5)):
        builder.demand(
            0, [builder.operation([ModeSpec(ticks, machine, calendar, uses=((crew, 1),))])]
        )
    problem = builder.build()
    schedule = scheduled(problem, [(0, 20), (10, 20), (20, 25)])
    assert story(binding_chain(problem, schedule, 1)) == [
        (WORK, 1, 10, ()), (RESOURCE, 1, 0, (0,)), (WORK, 0, 10, ()), (START, 0, 0, ()),
    ]  # fmt: skip
    # at 20 both leave: either would do, the one who came last is named
    assert story(binding_chain(problem, schedule, 2))[1] == (RESOURCE, 2, 0, (1,))


def test_material_a_pin_and_idle_time_are_named_with_their_length() -> None:
    builder, calendar, (m, n, o) = always_open("M", "N", "O")
    late_part = builder.operation([ModeSpec(5, m, calendar)], release=12)
    frozen = builder.operation([ModeSpec(5, n, calendar)])
    builder.fix(frozen, start=7)
    idle = builder.operation([ModeSpec(5, o, calendar)], release=2)
    for op in (late_part, frozen, idle):
        builder.demand(1, [op])
    builder.demand(1, [], release=30)
    problem = builder.build()
    schedule = scheduled(problem, [(12, 17), (7, 12), (6, 11)])
    chains = [binding_chain(problem, schedule, demand) for demand in range(4)]
    assert story(chains[0]) == [(WORK, 0, 5, ()), (MATERIAL, 0, 12, ())]
    assert story(chains[1]) == [(WORK, 1, 5, ()), (PINNED, 1, 7, ())]
    assert story(chains[2]) == [(WORK, 2, 5, ()), (FREE, 2, 4, ()), (MATERIAL, 2, 2, ())]
    assert story(chains[3]) == [(MATERIAL, -1, 30, ())]
    assert [total_parts(chain).total for chain in chains] == [17, 12, 11, 30]


def test_work_that_fits_no_window_waits_for_a_longer_one() -> None:
    # windows 8-12 and 13-17: 3 hours ready at 10 do not fit before 12, and start at 13
    builder = ProblemBuilder(horizon=100, tick_seconds=3600)
    day = builder.calendar(daily([(8, 12), (13, 17)], 3))
    machines = [builder.resource(name, calendar=day) for name in "MNO"]
    rows = [
        builder.operation([ModeSpec(ticks, machine, day)], order=0, interruptible=False)
        for ticks, machine in zip((2, 3, 1), machines, strict=True)
    ]
    builder.precede(rows[0], rows[1])
    builder.precede(rows[1], rows[2])
    builder.demand(0, [rows[2]])
    problem = builder.build()
    chain = binding_chain(problem, scheduled(problem, [(8, 10), (13, 16), (16, 17)]), 0)
    assert story(chain)[2:] == [
        (WORK, 1, 3, ()), (PREDECESSOR, 1, 3, (0,)), (WORK, 0, 2, ()), (START, 0, 8, ()),
    ]  # fmt: skip
    assert total_parts(chain) == Parts(run=6, closed=11)


def test_an_infinite_plan_waits_for_no_machine() -> None:
    problem = pool_problem()
    for demand in range(4):
        reasons = [link.reason for link in binding_chain(problem, infinite_asap(problem), demand)]
        assert reasons == [WORK, START]


def _check(links: tuple[Link, ...], completion: int) -> None:
    cursor = completion
    for link in links:
        assert link.end == cursor
        assert link.begin <= link.end
        assert link.parts.total == link.end - link.begin
        assert all(getattr(link.parts, part.name) >= 0 for part in fields(Parts))
        cursor = link.begin
    assert cursor == 0
    assert links[-1].reason in ROOTS
    assert total_parts(links).total == completion


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    size=st.integers(3, 40),
    rule=st.sampled_from(sorted(RULES)),
    tightness=st.sampled_from([1.0, 4.0]),
)
def test_every_chain_of_a_dispatched_plan_leads_to_a_root_and_adds_up(
    seed: int, size: int, rule: str, tightness: float
) -> None:
    problem = random_problem(seed, size, tightness=tightness)
    schedule = dispatch(problem, rule)
    if not schedule.is_plan:
        return
    explainer = Explainer(problem, schedule)
    for demand, completion in enumerate(completion_times(problem, schedule).tolist()):
        _check(explainer.binding_chain(demand), completion)
        _check(explainer.waiting_path(demand), completion)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(3, 40), data=st.data())
def test_where_each_operation_takes_the_first_gap_every_wait_has_a_reason(
    seed: int, size: int, data: st.DataObject
) -> None:
    problem = random_problem(seed, size)
    order = data.draw(st.permutations(range(problem.num_operations)))
    schedule = sequence_dispatch(problem, order)
    if not schedule.is_plan:
        return
    explainer = Explainer(problem, schedule)
    for demand, completion in enumerate(completion_times(problem, schedule).tolist()):
        for links in (explainer.binding_chain(demand), explainer.waiting_path(demand)):
            _check(links, completion)
            # work put before it later may shorten a changeover, and leave idle time
            idle = [link.op for link in links if link.parts.free]
            machines = problem.mode_resource[schedule.mode[idle]]
            assert (problem.resource_setup[machines] >= 0).all()
            assert (machines >= 0).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(3, 40))
def test_chains_of_infinite_plans_add_up_and_only_alap_has_time_to_spare(
    seed: int, size: int
) -> None:
    problem = random_problem(seed, size)
    for solve in (infinite_asap, infinite_alap):
        schedule = solve(problem)
        if not schedule.is_plan:
            continue
        explainer = Explainer(problem, schedule)
        for demand, completion in enumerate(completion_times(problem, schedule).tolist()):
            chain = explainer.binding_chain(demand)
            _check(chain, completion)
            assert chain == explainer.waiting_path(demand)
            parts = total_parts(chain)
            assert (parts.machine, parts.resource, parts.changeover) == (0, 0, 0)
            if solve is infinite_asap:
                assert parts.free == 0


def test_history_that_the_schedule_did_not_obey_binds_nothing() -> None:
    # B was started before its predecessor ended: it is pinned to 0, C follows it
    builder, calendar, (m, n, o) = always_open("M", "N", "O")
    a, b, c = (builder.operation([ModeSpec(5, machine, calendar)]) for machine in (m, n, o))
    builder.fix(b, start=0)
    builder.precede(a, b)
    builder.precede(b, c)
    builder.demand(0, [c])
    problem = builder.build()
    chain = binding_chain(problem, scheduled(problem, [(3, 8), (0, 5), (5, 10)]), 0)
    assert story(chain) == [
        (WORK, c, 5, ()), (PREDECESSOR, c, 0, (b,)), (WORK, b, 5, ()), (PINNED, b, 0, ()),
    ]  # fmt: skip


@pytest.mark.parametrize("demand_release", [0, 3])
def test_a_demand_served_from_stock_has_a_root_of_its_own(demand_release: int) -> None:
    builder, calendar, rows = always_open("M", "N", "O")
    for machine in rows:
        builder.operation([ModeSpec(5, machine, calendar)])
    builder.demand(0, [], release=demand_release)
    problem = builder.build()
    chain = binding_chain(problem, scheduled(problem, [(0, 5)] * 3), 0)
    assert [link.reason for link in chain] == [MATERIAL if demand_release else START]
    assert total_parts(chain).total == demand_release


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(3, 40))
def test_no_plan_completes_a_demand_before_its_soonest_completion(seed: int, size: int) -> None:
    problem = random_problem(seed, size)
    soonest = np.array(soonest_completions(problem), dtype=np.int64)
    for schedule in (infinite_asap(problem), *(dispatch(problem, rule) for rule in RULES)):
        if schedule.is_plan:
            assert (soonest <= completion_times(problem, schedule)).all()
    # where every operation has one mode, the bound is the infinite plan
    single = problem.replace(op_fixed_mode=problem.mode_ptr[:-1])
    infinite = infinite_asap(single)
    if infinite.is_plan:
        assert soonest_completions(single) == completion_times(single, infinite).tolist()
