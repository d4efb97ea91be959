"""Problems in the words of PyJobShop; none of this needs PyJobShop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.pyjobshop_peer import VERSION, NotInstalled, PeerFault, schedule_of
from benchmarks.pyjobshop_words import NotExpressible, WordsJob, WordsResource, WordsTask, words
from models.calendar.working_time import WorkingTime
from models.level import Level, Term
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective

if TYPE_CHECKING:
    from collections.abc import Callable

MAKESPAN, TARDINESS = Level.of(Objective.MAKESPAN), Level.of(Objective.TARDINESS)


def _builder() -> ProblemBuilder:
    """Two machines that work 0-8, 12-20 and 24-30, a pool of three, a tool; nothing else yet."""
    builder = ProblemBuilder(horizon=40)
    always = builder.calendar(WorkingTime.always(0, 40))
    shift = builder.calendar(WorkingTime.of([(0, 8), (12, 20), (24, 30)]))
    builder.resource("A", calendar=shift)
    builder.resource("B", calendar=shift)
    builder.resource("POOL", capacity=3, calendar=always)
    builder.resource("TOOL", calendar=always)
    return builder


def _three(builder: ProblemBuilder) -> list[int]:
    """Add three operations in a row: with a choice, with units of a pool, and with a tool."""
    first = builder.operation([ModeSpec(5, 0, 1), ModeSpec(6, 1, 1)], release=2)
    second = builder.operation([ModeSpec(4, 2, 0, units=2)], order=0, interruptible=False)
    third = builder.operation([ModeSpec(3, 0, 1, uses=((3, 1),))], order=0)
    builder.precede(first, second, lags=2)
    builder.precede(second, third)
    builder.demand(15, [third], weight=4)
    return [first, second, third]


def test_machines_pools_modes_and_lags_keep_their_meaning() -> None:
    builder = _builder()
    _three(builder)
    told = words(builder.build(), TARDINESS)
    shift = ((8, 12), (20, 24), (30, 40))
    assert told.resources == (
        WordsResource(1, shift, is_machine=True),
        WordsResource(1, shift, is_machine=True),
        WordsResource(3, (), is_machine=False),
        WordsResource(1, (), is_machine=False),  # a tool may be nobody's main resource
    )
    assert [(mode.task, mode.duration, mode.uses) for mode in told.modes] == [
        (0, 5, ((0, 1),)),
        (0, 6, ((1, 1),)),
        (1, 4, ((2, 2),)),
        (2, 3, ((0, 1), (3, 1))),
    ]
    assert told.precedences == ((0, 1, 2), (1, 2, 0))
    assert told.jobs == (WordsJob(weight=4, due=15),)
    assert told.tasks == (
        WordsTask(job=-1, earliest_start=2, latest_end=40, allow_breaks=True),
        WordsTask(job=-1, earliest_start=0, latest_end=40, allow_breaks=False),
        WordsTask(job=0, earliest_start=0, latest_end=40, allow_breaks=True),
    )
    assert told.minimises_tardiness
    assert not words(builder.build(), MAKESPAN).minimises_tardiness


def test_a_mode_that_works_less_than_what_it_holds_takes_breaks_from_one_more_resource() -> None:
    builder = _builder()
    for _ in range(3):
        builder.operation([ModeSpec(4, 2, 1)])  # the pool is always there, the work is not
    told = words(builder.build(), MAKESPAN)
    assert told.resources[4:] == (
        WordsResource(1, ((8, 12), (20, 24), (30, 40)), is_machine=False),
    )
    assert [mode.uses for mode in told.modes] == [((2, 1), (4, 0))] * 3


def _setups(builder: ProblemBuilder) -> None:
    matrix = builder.setup_matrix([[0, 2], [1, 0]])
    machine = builder.resource("S", setup=matrix)
    builder.operation([ModeSpec(2, machine, state=1)])


def _crew(builder: ProblemBuilder) -> None:
    builder.operation([ModeSpec(2, 0, 1, uses=((3, 1, 1),))])  # counts in the shift only


def _elastic(builder: ProblemBuilder) -> None:
    builder.operation([ModeSpec(2, 2)], elastic=True)


def _overlap(builder: ProblemBuilder) -> None:
    builder.precede(0, 2, Precedence.END_END)


def _pinned(builder: ProblemBuilder) -> None:
    builder.fix(0, start=3)


def _two_demands(builder: ProblemBuilder) -> None:
    builder.demand(9, [2])


def _lags_by_machine(builder: ProblemBuilder) -> None:
    builder.precede(0, 2, lags=[1, 2])


def _receipt(builder: ProblemBuilder) -> None:
    builder.demand(9, [0], release=5)


def _late_lag(builder: ProblemBuilder) -> None:
    builder.demand(9, [(0, 5)])


def _mixed_pauses(builder: ProblemBuilder) -> None:
    builder.operation([ModeSpec(2, 0, 1), ModeSpec(2, 1, 1, interruptible=False)])


def _fewer(builder: ProblemBuilder) -> None:
    builder.resource("P", capacity=2, profile=[(3, 5, 1)])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_setups, "changeovers in working time"),
        (_crew, "a crew that is free in the breaks of its work"),
        (_elastic, "operations that wait at their end"),
        (_overlap, "overlapping phases or longest waits"),
        (_pinned, "pinned operations"),
        (_two_demands, "an operation that serves several demands"),
        (_lags_by_machine, "a lag that depends on the machine"),
        (_receipt, "receipts that complete a demand"),
        (_late_lag, "lags after the last operation"),
        (_mixed_pauses, "an operation that may pause on one machine and not on another"),
        (_fewer, "stretches with fewer units"),
    ],
)
def test_what_has_no_equal_is_refused_by_name(
    change: Callable[[ProblemBuilder], None], message: str
) -> None:
    builder = _builder()
    _three(builder)
    words(builder.build(), TARDINESS)  # fine so far
    change(builder)
    with pytest.raises(NotExpressible, match=f"^{message}$"):
        words(builder.build(), TARDINESS)


@pytest.mark.parametrize(
    "level",
    [
        Level.of(Objective.FLOW),
        Level((Term(Objective.TARDINESS), Term(Objective.MAKESPAN))),
        Level((Term(Objective.TARDINESS, demand_class=0),)),
    ],
)
def test_other_levels_are_refused(level: Level) -> None:
    builder = _builder()
    _three(builder)
    with pytest.raises(NotExpressible, match="minimising"):
        words(builder.build(), level)


def test_ends_follow_from_starts_along_the_calendar() -> None:
    builder = _builder()
    _three(builder)
    schedule = schedule_of(builder.build(), np.array([0, 2, 3]), np.array([5, 16, 24]))
    # 5 ticks from 5 on: 3 until 8, 2 from 12 to 14; then a lag of 2, and a break from 20 to 24
    assert schedule.end.tolist() == [14, 20, 27]


def test_a_plan_that_breaks_a_rule_is_refused() -> None:
    builder = _builder()
    _three(builder)
    with pytest.raises(PeerFault, match="O1 after O0: starts at 15, before end 14 plus lag 2"):
        schedule_of(builder.build(), np.array([0, 2, 3]), np.array([5, 15, 24]))


def test_without_pyjobshop_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from benchmarks import pyjobshop_peer
    from benchmarks.cell import Budget
    from benchmarks.curve import Recorder

    monkeypatch.setattr(pyjobshop_peer, "version", lambda _: "0.0.1")
    builder = _builder()
    with pytest.raises(NotInstalled, match=f"pip install pyjobshop=={VERSION}"):
        pyjobshop_peer.solve_by_pyjobshop(
            builder.build(), MAKESPAN, Budget(1.0), Recorder("makespan", 1)
        )
