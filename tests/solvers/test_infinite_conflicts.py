from __future__ import annotations

import pytest

from models.calendar import WorkingTime
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Status
from solvers.conflict import Fact, FactKind, find_conflict
from solvers.timing import infinite_asap

HORIZON = 1_000


def never_at_once(*durations: int, extra: int = 0) -> ProblemBuilder:
    """Return work by day that work by night must follow at once, after work in several modes.

    Day is [0, 40) of every 100 ticks, night [50, 90): what ends by day never meets the night.

    Parameters
    ----------
    durations
        Of the modes of the work before.
    extra
        Ticks of the first day that belong to the night, too: [40, 40 + extra).
    """
    builder = ProblemBuilder(horizon=HORIZON)
    day, night = (
        builder.calendar(
            WorkingTime.of([(begin + 100 * n, begin + 40 + 100 * n, 1) for n in range(10)])
        )
        for begin in (0, 50)
    )
    if extra:
        rows = [(40, 40 + extra, 1)]
        rows += [(50 + 100 * n, 90 + 100 * n, 1) for n in range(10)]
        night = builder.calendar(WorkingTime.of(rows))
    machines = [builder.resource(calendar=day) for _ in durations]
    first = builder.operation(
        [ModeSpec(d, machine, day) for d, machine in zip(durations, machines, strict=True)]
    )
    by_day = builder.operation([ModeSpec(10, calendar=day)], order=0)
    by_night = builder.operation([ModeSpec(10, calendar=night)], order=0)
    builder.precede(first, by_day)
    builder.precede(by_day, by_night)
    builder.precede(by_day, by_night, Precedence.MAX_WAIT, 0)
    return builder


def test_machines_that_work_alike_do_not_cast_doubt_on_a_proof() -> None:
    # the night of the first day begins when its day ends: too early for work that ends at 50
    problem = never_at_once(40, 40, extra=10).build()
    assert infinite_asap(problem).status is Status.INFEASIBLE


@pytest.mark.parametrize("durations", [(40, 5), (7, 8, 9)])
def test_hours_that_never_meet_are_proved_whatever_comes_before(durations: tuple[int, ...]) -> None:
    assert infinite_asap(never_at_once(*durations).build()).status is Status.INFEASIBLE


def test_without_capacity_only_dates_and_edges_contradict() -> None:
    # two operations of other orders are pinned to one machine at one time
    builder = never_at_once(5, 6)
    machine = builder.resource()
    pinned = [builder.operation([ModeSpec(10, machine)]) for _ in range(2)]
    for op in pinned:
        builder.fix(op, start=0)
    problem = builder.build()
    found = find_conflict(problem, is_finite=False)
    assert found is not None
    assert found.operations == (0, 1, 2)
    assert found.facts == (Fact(FactKind.MAX_WAIT, 2),)


def test_what_cannot_be_timed_is_told_at_once_though_nothing_is_proved() -> None:
    # the pair fits at [30, 40) and [40, 50), but 40 ticks of work come before it
    builder = never_at_once(40, 41, extra=10)
    problem = builder.build()
    assert infinite_asap(problem).status is Status.NO_SOLUTION
    found = find_conflict(problem, is_finite=False)
    assert found is not None
    assert found.facts == (Fact(FactKind.MAX_WAIT, 2),)
