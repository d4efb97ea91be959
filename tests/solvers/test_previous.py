"""Plans near the previous one, as starts for a search that is to stay near it."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from models.level import Level, Objective
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.options import SolveOptions
from solvers.previous import NEAR_PREVIOUS, near_previous
from solvers.solve import solve

if TYPE_CHECKING:
    from models.problem import Problem

MOVED = (Level.of(Objective.MOVED),)


def late_shift() -> Problem:
    """Return A, B and C of 4 ticks that were at 20, 10 and 30 on either of two machines.

    D is new. No rule of dispatching leaves anything idle, so none keeps a start.
    """
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machines = [builder.resource(name) for name in ("M", "N")]
    for index, name in enumerate("ABCD"):
        modes = [ModeSpec(4, machine) for machine in machines]
        operation = builder.operation(modes, name)
        builder.demand(8, [operation])
        if name != "D":
            builder.previous(operation, start=(20, 10, 30)[index], mode=index % 2)
    return builder.build()


def test_one_plan_keeps_starts_and_one_keeps_the_order() -> None:
    problem = late_shift()
    starts, order = near_previous(problem, MOVED)
    assert check_schedule(problem, starts) == []
    assert check_schedule(problem, order) == []
    assert starts.start.tolist() == [20, 10, 30, 0]
    assert starts.mode[:3].tolist() == [0, 3, 4]
    assert [level.value for level in starts.levels] == [0]
    # A and C on M one after the other, B on N, D behind it
    assert order.start.tolist() == [0, 0, 4, 4]
    assert (starts.provenance, order.provenance) == (
        "dispatch:previous-starts",
        "dispatch:previous-order",
    )


def test_without_a_previous_plan_there_is_nothing_to_be_near_to() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    builder.operation([ModeSpec(4)])
    assert near_previous(builder.build(), MOVED) == ()


def test_the_first_plan_is_near_the_previous_one_if_that_is_asked_for() -> None:
    stop = Event()
    stop.set()  # no search
    options = SolveOptions(objectives=MOVED, workers=1, stop=stop)
    assert [level.value for level in solve(late_shift(), options).levels] == [0]
    plain = replace(options, objectives=(Objective.TARDINESS,))
    assert solve(late_shift(), plain).levels[0].value == 0


def test_near_the_previous_plan_is_a_rule_of_its_own_that_needs_no_search() -> None:
    options = SolveOptions(objectives=MOVED, workers=1, rule=NEAR_PREVIOUS)
    schedule = solve(late_shift(), options)
    assert schedule.provenance == "dispatch:previous-starts"
    assert schedule.start.tolist() == [20, 10, 30, 0]
    # of both plans the better one by the levels
    sooner = solve(late_shift(), replace(options, objectives=(Objective.TARDINESS,)))
    assert sooner.provenance == "dispatch:previous-order"


def test_near_no_previous_plan_at_all_the_first_rule_plans() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    builder.operation([ModeSpec(4)])
    schedule = solve(builder.build(), SolveOptions(rule=NEAR_PREVIOUS))
    assert schedule.start.tolist() == [0]
