"""What searches share: the best plan, what is proved, and when all is over."""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.level_scale import resolve
from models.schedule import Objective, Status
from solvers.dispatch import sequence_dispatch
from solvers.options import ProgressEvent, SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from tests.solvers.problems import setup_problem

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

TARDINESS, MAKESPAN = Objective.TARDINESS, Objective.MAKESPAN


def exchange_of(problem: Problem, options: SolveOptions | None = None) -> Exchange:
    """Return an empty exchange with a day of time."""
    chosen = options or SolveOptions(objectives=(MAKESPAN,))
    wanted = resolve(problem, chosen.levels)
    return Exchange(problem, replace(chosen, objectives=wanted, time_limit=86_400.0), monotonic())


def unchecked_exchange_of(problem: Problem) -> Exchange:
    """Return an exchange that checks no second plan at once: a solve that begins in an hour.

    Checks may take a share of the time since the solve began.
    """
    wanted = resolve(problem, (MAKESPAN,))
    options = SolveOptions(objectives=wanted, time_limit=86_400.0)
    return Exchange(problem, options, monotonic() + 3600.0)


def plans() -> tuple[Problem, Schedule, Schedule]:
    """Return the problem of two states with plans that end at 11 and at 19.

    States 0 0 1 1 cost one changeover of 3 beside 8 ticks of work, 0 1 0 1 cost 3 + 5 + 3.
    """
    problem = setup_problem()
    good, bad = (sequence_dispatch(problem, order) for order in ([0, 2, 1, 3], [0, 1, 2, 3]))
    assert (good.end.max(), bad.end.max()) == (11, 19)
    return problem, good, bad


def broken(plan: Schedule) -> Schedule:
    """Return all of a plan's work of 2 ticks at tick 0: a makespan of 2."""
    return replace(plan, start=np.zeros_like(plan.start), end=plan.end - plan.start)


def test_only_better_plans_are_taken() -> None:
    problem, good, bad = plans()
    exchange = exchange_of(problem)
    assert exchange.offer(bad, "slow")
    assert not exchange.offer(bad, "again")
    assert exchange.offer(good, "quick", (11,))
    assert not exchange.offer(bad, "slow")
    assert exchange.values == (11,)
    best = exchange.close()
    assert best is not None
    assert (best.status, best.provenance, best.levels[0].value) == (Status.FEASIBLE, "quick", 11)
    assert [(found.who, found.values) for found in best.history] == [
        ("slow", (19,)),
        ("quick", (11,)),
    ]


def test_a_proved_plan_ends_every_search() -> None:
    problem, good, _ = plans()
    exchange = exchange_of(problem)
    turn = Turn(exchange, until=monotonic() + 3600)
    exchange.offer(good, "quick")
    exchange.prove(0, 10, "bounds")
    assert not turn.is_over()
    assert exchange.bound(0) == 10
    exchange.prove(0, 11, "bounds")
    assert turn.is_over()
    best = exchange.close()
    assert best is not None
    assert best.status is Status.OPTIMAL
    assert best.levels[0].bound == 11


def test_a_bound_holds_only_for_levels_above_as_good_as_it_was_proved_with() -> None:
    problem, good, bad = plans()
    options = SolveOptions(objectives=(MAKESPAN, TARDINESS))
    exchange = exchange_of(problem, options)
    exchange.offer(bad, "slow")
    exchange.prove(1, 1, "cp-sat", given=(19,))
    exchange.prove(1, 2, "cp-sat", given=(10,))
    assert exchange.bound(1) == 1
    exchange.offer(good, "quick")
    assert exchange.values == (11, 2)
    assert exchange.bound(1) == 1  # it was proved for all that end by 19
    exchange.prove(1, 2, "cp-sat", given=(11,))
    assert exchange.bound(1) == 2
    exchange.distrust("cp-sat")
    assert exchange.bound(1) is None


def test_a_plan_that_breaks_a_rule_is_refused_and_the_last_good_one_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    problem, good, bad = plans()
    exchange = exchange_of(problem)
    exchange.offer(bad, "slow")
    with caplog.at_level(logging.ERROR):
        exchange.offer(broken(good), "liar")
        best = exchange.close()
    assert best is not None
    assert (best.provenance, best.levels[0].value) == ("slow", 19)
    assert [found.who for found in best.history] == ["slow"]
    assert "liar offered a plan that breaks rules" in caplog.text


def test_levels_that_are_not_those_of_the_plan_are_refused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    problem, good, bad = plans()
    exchange = exchange_of(problem)
    exchange.offer(bad, "slow")
    with caplog.at_level(logging.ERROR):
        exchange.offer(good, "boaster", (7,))
        exchange.close()
    assert exchange.values == (19,)
    assert "boaster offered a plan that breaks rules: has levels (11,), not (7,)" in caplog.text


@pytest.mark.parametrize("is_proved_first", [True, False])
def test_a_bound_above_a_checked_plan_is_logged_and_its_search_no_longer_believed(
    caplog: pytest.LogCaptureFixture, *, is_proved_first: bool
) -> None:
    problem, good, bad = plans()
    exchange = exchange_of(problem)
    exchange.offer(bad, "slow")
    exchange.prove(0, 9, "honest")
    with caplog.at_level(logging.ERROR):
        if is_proved_first:
            exchange.prove(0, 12, "liar: machines")
        exchange.offer(good, "quick")
        exchange.prove(0, 12, "liar: machines")
    assert "liar: machines proves makespan of at least 12, but a checked plan has 11" in caplog.text
    assert exchange.bound(0) == 9
    exchange.prove(0, 11, "liar: machines")
    assert exchange.bound(0) == 9
    plan = exchange.close()
    assert plan is not None
    assert (plan.status, plan.levels[0].bound) == (Status.FEASIBLE, 9)


@pytest.mark.usefixtures("caplog")
def test_a_bound_above_a_plan_nobody_checked_has_that_checked_first() -> None:
    problem, good, bad = plans()
    exchange = unchecked_exchange_of(problem)
    exchange.offer(bad, "slow")
    exchange.offer(broken(good), "liar")
    assert exchange.values == (2,)
    exchange.prove(0, 11, "honest")
    assert (exchange.values, exchange.bound(0)) == ((19,), 11)
    assert not exchange.is_over()


@pytest.mark.usefixtures("caplog")
def test_a_plan_nobody_checked_does_not_end_the_solve() -> None:
    problem, good, bad = plans()
    exchange = unchecked_exchange_of(problem)
    exchange.offer(bad, "slow")
    exchange.prove(0, 2, "bounds")
    assert not exchange.offer(broken(good), "liar")
    assert exchange.values == (19,)
    assert not exchange.is_over()


@pytest.mark.usefixtures("caplog")
def test_whoever_offered_a_plan_that_breaks_rules_has_all_its_plans_checked() -> None:
    problem, good, bad = plans()
    exchange = unchecked_exchange_of(problem)
    exchange.offer(broken(good), "liar")
    assert not exchange.is_trusted("liar")
    assert exchange.offer(bad, "slow")
    assert not exchange.offer(broken(good), "liar")
    assert exchange.offer(good, "liar")
    assert exchange.is_trusted("slow")


@pytest.mark.usefixtures("caplog")
def test_a_plan_can_be_confirmed_before_somebody_is_blamed() -> None:
    problem, good, bad = plans()
    exchange = unchecked_exchange_of(problem)
    assert not exchange.confirm()
    exchange.offer(bad, "slow")
    exchange.offer(broken(good), "liar")
    assert not exchange.confirm()
    assert exchange.values == (19,)
    assert exchange.confirm()


def test_progress_hears_of_plans_and_bounds_with_who_found_them() -> None:
    problem, good, _ = plans()
    events: list[ProgressEvent] = []
    options = SolveOptions(objectives=(MAKESPAN,), progress=events.append)
    exchange = exchange_of(problem, options)
    exchange.offer(good, "quick")
    exchange.prove(0, 9, "bounds")
    exchange.prove(0, 8, "late")
    assert [(event.stage, event.value, event.bound) for event in events] == [
        ("quick", 11, None),
        ("bounds", 11, 9),
    ]


def test_progress_hears_of_a_stage_without_a_level() -> None:
    problem, _, _ = plans()
    events: list[ProgressEvent] = []
    exchange = exchange_of(problem, SolveOptions(objectives=(MAKESPAN,), progress=events.append))
    exchange.announce("compiling")
    assert [(event.stage, event.objective) for event in events] == [("compiling", None)]


@pytest.mark.parametrize("closes", [False, True])
def test_who_listens_slowly_keeps_nobody_but_the_teller_waiting(*, closes: bool) -> None:
    problem, good, bad = plans()
    hears, release = Event(), Event()
    stages: list[str] = []

    def listen(event: ProgressEvent) -> None:
        stages.append(event.stage)
        hears.set()
        release.wait(600)

    options = SolveOptions(objectives=(MAKESPAN,), progress=listen)
    exchange = exchange_of(problem, options)
    teller = Thread(target=exchange.offer, args=(bad, "slow"), daemon=True)
    teller.start()
    hears.wait(600)
    others = Thread(target=lambda: exchange.offer(good, "quick"), daemon=True)
    others.start()
    others.join(60)
    assert not others.is_alive()
    if closes:
        closing = Thread(target=exchange.close, daemon=True)
        closing.start()
        closing.join(60)
        assert not closing.is_alive()
    assert (exchange.values, stages) == ((11,), ["slow"])
    release.set()
    teller.join(600)
    # after the end whoever listened may be gone
    assert stages == (["slow"] if closes else ["slow", "quick"])


def test_a_stop_from_outside_and_the_end_are_heard_by_who_waits() -> None:
    problem, _, _ = plans()
    stop = Event()
    exchange = exchange_of(problem, SolveOptions(objectives=(MAKESPAN,), stop=stop))
    assert not exchange.wait(0.0)
    other = exchange_of(problem)
    waiting = [Thread(target=one.wait, args=(3600,), daemon=True) for one in (exchange, other)]
    for thread in waiting:
        thread.start()
    stop.set()
    other.end()
    for thread in waiting:
        thread.join(60)
    assert not any(thread.is_alive() for thread in waiting)
    assert exchange.wait(3600)


def test_a_turn_may_last_longer_than_the_solve_but_not_once_all_is_proved() -> None:
    problem, good, _ = plans()
    options = replace(SolveOptions(), objectives=resolve(problem, (MAKESPAN,)), time_limit=0.0)
    exchange = Exchange(problem, options, monotonic() - 1.0)
    turn = Turn(exchange, until=monotonic() + 3600)
    exchange.offer(good, "quick")
    assert exchange.is_over()
    assert not exchange.is_ended()
    assert not turn.is_over()
    exchange.prove(0, 11, "bounds")
    assert exchange.is_ended()
    assert turn.is_over()


def test_an_effort_does_not_look_at_the_clock() -> None:
    problem, good, _ = plans()
    exchange = exchange_of(problem)
    exchange.offer(good, "quick")
    assert Turn(exchange, until=0.0).is_over()
    assert not Turn(exchange, until=0.0, effort=10).is_over()
