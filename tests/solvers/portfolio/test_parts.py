"""Parts that share nothing are planned one by one, and what they prove adds up."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective, Status
from solvers.dispatch import sequence_dispatch
from solvers.options import SolveOptions
from solvers.portfolio import portfolio
from solvers.portfolio.exchange import Exchange, Turn
from solvers.portfolio.parts import applies, run
from tests.solvers.problems import setup_problem

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Values = tuple[int, ...]

TARDINESS, MAKESPAN = Objective.TARDINESS, Objective.MAKESPAN


def two_halls(jobs: int = 4) -> Problem:
    """Return machines of two halls; hall h has orders of h + 1, 2 (h + 1), ... ticks, all due at 0.

    The shortest first is best: with 1, 2, 3, 4 ticks 1 + 3 + 6 + 10 = 20 of tardiness, with
    2, 4, 6, 8 twice that: 60 in all. The makespan is that of the second hall, 20.
    """
    builder = ProblemBuilder(horizon=200)
    always = builder.calendar(WorkingTime.always(0, 200))
    for hall in range(2):
        machine = builder.resource(f"M{hall}", calendar=always)
        for length in range(1, jobs + 1):
            operation = builder.operation([ModeSpec(length * (hall + 1), machine, always)])
            builder.demand(0, [operation])
    return builder.build()


def started(problem: Problem, *, limit: float | None = 2.0) -> Exchange:
    """Return an exchange with the plan that takes the longest first."""
    wanted = resolve(problem, (TARDINESS, MAKESPAN))
    options = replace(
        SolveOptions(workers=1, deterministic_limit=limit, time_limit=600.0), objectives=wanted
    )
    exchange = Exchange(problem, options, monotonic())
    order = list(range(problem.num_operations))[::-1]
    exchange.offer(sequence_dispatch(problem, order), "dispatch")
    return exchange


def test_two_halls_are_proved_apart() -> None:
    problem = two_halls()
    exchange = started(problem)
    assert applies(problem, exchange.wanted)
    run(problem, Turn(exchange, monotonic() + 600, effort=2_000_000))
    assert exchange.values == (60, 20)
    plan = exchange.close()
    assert plan is not None
    assert check_schedule(problem, plan) == []
    assert (plan.status, [level.bound for level in plan.levels]) == (Status.OPTIMAL, [60, 20])


def test_one_machine_is_no_case_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "search", lambda *_: pytest.fail("there is one part"))
    problem = setup_problem()
    exchange = started(problem)
    run(problem, Turn(exchange, monotonic() + 600, effort=2_000_000))


def halls_by_length(problem: Problem, *halls: int) -> Schedule:
    """Return the plan of `two_halls` with the shortest first in some halls, longest elsewhere."""
    size = problem.num_operations // 2
    rows = [list(range(size)), list(range(size, 2 * size))]
    order = [op for hall in range(2) for op in (rows[hall] if hall in halls else rows[hall][::-1])]
    return sequence_dispatch(problem, order)


def test_parts_begin_with_the_best_plan_of_all_and_do_not_undo_what_others_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = two_halls()
    whole = started(problem)
    seen: list[Values] = []

    def search(part: Problem, exchange: Exchange) -> None:
        seen.append(exchange.values)
        if len(seen) == 1:  # others find the best of the first hall meanwhile
            whole.offer(halls_by_length(problem, 0), "others")
            exchange.offer(sequence_dispatch(part, list(range(4))), "here")

    monkeypatch.setattr(portfolio, "search", search)
    run(problem, Turn(whole, monotonic() + 600, effort=2_000_000))
    # the longest first takes 8 + 14 + 18 + 20 = 60 in the second hall; the first is at its best
    assert seen == [(60, 20), (20, 10)]
    assert whole.values == (60, 20)


def test_what_parts_found_is_handed_in_before_the_last_is_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = two_halls()
    whole = started(problem, limit=None)
    seen: list[Values] = []

    def search(part: Problem, exchange: Exchange) -> None:
        seen.append(whole.values)
        exchange.offer(sequence_dispatch(part, list(range(4))), "here")

    monkeypatch.setattr(portfolio, "search", search)
    run(problem, Turn(whole, monotonic() + 600))
    # the longest first takes 4 + 7 + 9 + 10 = 30 and twice that, then 30 + 40
    assert seen == [(90, 20), (70, 20)]
    assert whole.values == (60, 20)


@pytest.mark.parametrize("limit", [None, 2.0])
def test_a_part_ends_with_the_turn_and_only_then_where_the_clock_does_not_count(
    monkeypatch: pytest.MonkeyPatch, limit: float | None
) -> None:
    problem = two_halls()
    whole = started(problem, limit=limit)
    seconds: list[float] = []

    def search(part: Problem, exchange: Exchange) -> None:
        del part
        seconds.append(exchange.options.time_limit)
        assert not exchange.is_over()
        whole.end()
        assert exchange.is_over()

    monkeypatch.setattr(portfolio, "search", search)
    effort = None if limit is None else 2_000_000
    run(problem, Turn(whole, monotonic() + 60, effort=effort))
    # half of the minute, or all of the ten that the solve has
    assert seconds == [pytest.approx(30 if limit is None else 600, rel=0.2)]


def test_a_turn_that_is_over_changes_nothing() -> None:
    problem = two_halls()
    exchange = started(problem)
    before = exchange.values
    exchange.end()
    run(problem, Turn(exchange, monotonic() + 600, effort=2_000_000))
    assert exchange.values == before
