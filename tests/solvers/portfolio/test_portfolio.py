"""Who runs when: lanes, turns, compilers, and the table of all."""

from __future__ import annotations

from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective
from solvers.dispatch import sequence_dispatch
from solvers.portfolio import portfolio
from solvers.portfolio.portfolio import search
from solvers.portfolio.searches import SEARCHES, local_search
from solvers.portfolio.table import LOCAL_SEARCH, MORE, Step, lanes_for
from tests.solvers.portfolio.fakes import Fake, noting, started
from tests.solvers.problems import random_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem
    from solvers.options import ProgressEvent
    from solvers.portfolio.exchange import Turn

MAKESPAN, TARDINESS = Objective.MAKESPAN, Objective.TARDINESS


def test_every_lane_runs_its_steps_in_order_in_a_thread_of_its_own(fakes: dict[str, Fake]) -> None:
    problem, exchange = started(seed=5)
    search(problem, exchange)
    assert [len(fake.turns) for fake in fakes.values()] == [1, 1, 1, 1]
    assert not any(fakes["first"].in_main + fakes["second"].in_main)
    assert fakes["just-in-time"].in_main == [True]
    assert [fakes[name].turns[0].seed for name in ("first", "again", "second")] == [5, 5, 6]


def test_one_worker_lets_lanes_take_longer_and_longer_turns(fakes: dict[str, Fake]) -> None:
    order: list[str] = []
    stop = Event()

    def act(name: str) -> Callable[[Problem, Turn], None]:
        def note(_: Problem, turn: Turn) -> None:
            order.append(f"{name} {turn.until - monotonic():.1f}")
            if len(order) == 6:
                stop.set()

        return note

    for name, fake in fakes.items():
        fake.act = act(name)
    problem, exchange = started(workers=1, stop=stop)
    search(problem, exchange)
    # the last step of a lane has all that is left of a turn of 1 s, then 2 s; `again` half of it
    assert order == ["first 1.0", "again 0.5", "second 1.0", "first 2.0", "again 1.0", "second 2.0"]
    assert all(all(fake.in_main) for fake in fakes.values())


def test_a_deterministic_limit_runs_each_search_once_what_proves_last(
    fakes: dict[str, Fake],
) -> None:
    order: list[str] = []
    for name, fake in fakes.items():
        fake.act = noting(order, name)
    problem, exchange = started(deterministic_limit=1.0, seed=5)
    search(problem, exchange)
    assert order == ["second", "first", "again", "just-in-time"]
    assert [fakes[name].turns[0].seed for name in ("first", "again", "second")] == [5, 5, 6]


def test_what_does_not_apply_hands_over(fakes: dict[str, Fake]) -> None:
    fakes["first"].fits = False
    problem, exchange = started()
    search(problem, exchange)
    assert not fakes["first"].turns
    assert fakes["again"].turns


def test_a_proof_ends_all_lanes_and_the_last_step(fakes: dict[str, Fake]) -> None:
    problem, exchange = started()
    best = sequence_dispatch(problem, [0, 2, 1, 3])

    def prove(_: Problem, turn: Turn) -> None:
        turn.exchange.offer(best, "first")
        turn.exchange.prove(0, 11, "first")

    def dawdle(_: Problem, turn: Turn) -> None:
        while not turn.exchange.wait(60.0):
            pass

    fakes["first"].act, fakes["second"].act = prove, dawdle
    search(problem, exchange)
    assert not fakes["again"].turns
    assert not fakes["just-in-time"].turns
    plan = exchange.close()
    assert plan is not None
    assert (plan.status, plan.levels[0].value) == ("optimal", 11)


def test_a_stop_from_outside_ends_all_lanes(fakes: dict[str, Fake]) -> None:
    stop = Event()
    heard = Event()

    def dawdle(_: Problem, turn: Turn) -> None:
        stop.set()
        while not turn.is_over():
            turn.exchange.wait(0.01)
        heard.set()

    fakes["second"].act = dawdle
    problem, exchange = started(stop=stop)
    search(problem, exchange)
    assert heard.is_set()
    assert not fakes["just-in-time"].turns


def test_a_deterministic_limit_becomes_an_effort_and_leaves_out_steps_without(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = ((Step("first"), Step("again", effort=0)), (Step("second", delay=3600, effort=0.5),))
    monkeypatch.setattr(portfolio, "lanes_for", lambda *_: lanes)
    problem, exchange = started(deterministic_limit=2.0)
    search(problem, exchange)
    assert [turn.effort for turn in fakes["first"].turns] == [2_000_000]
    assert [turn.effort for turn in fakes["second"].turns] == [1_000_000]
    assert not fakes["again"].turns


def test_a_delayed_step_never_starts_when_all_is_proved_by_then(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = ((Step("first"),), (Step("second", delay=3600.0),))
    monkeypatch.setattr(portfolio, "lanes_for", lambda *_: lanes)
    fakes["first"].act = lambda _, turn: turn.exchange.prove(0, 19, "first")
    problem, exchange = started()
    search(problem, exchange)
    assert not fakes["second"].turns


class Compiler:
    """Compiles searches when it is told to, and notes what is asked of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: set[str] = set()
        self.begun: list[str] = []
        for name in ("begin", "is_ready", "compiled"):
            monkeypatch.setattr(portfolio, name, getattr(self, name))

    def begin(self, name: str) -> bool:
        """Note that somebody wants it."""
        self.begun.append(name)
        return self.begun.count(name) == 1

    def is_ready(self, name: str) -> bool:
        """Tell whether it is compiled."""
        return name in self.done

    def compiled(self, name: str, is_over: Callable[[], bool]) -> bool:
        """Compile it now: nobody has anything better to do."""
        del is_over
        self.done.add(name)
        return True


def test_while_a_search_compiles_its_lane_goes_on_and_comes_back(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler, order = Compiler(monkeypatch), list[str]()
    events: list[str] = []
    fakes["first"].is_compiled = True

    def stand_in(_: Problem, turn: Turn) -> None:
        order.append("again")
        if len(order) == 1:
            assert not turn.is_over()
            compiler.done.add("first")
            assert turn.is_over()
        assert (len(order) == 1) is turn.is_over()

    fakes["again"].act = stand_in
    fakes["first"].act = noting(order, "first")
    problem, exchange = started(progress=lambda event: events.append(event.stage))
    search(problem, exchange)
    assert order == ["again", "first", "again"]
    assert events.count("compiling the search first, once per installation") == 1


def test_who_listens_hears_of_a_compiler_and_of_a_plan_one_after_the_other(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, released = Event(), Event()
    told: list[str] = []

    def listen(event: ProgressEvent) -> None:
        told.append(event.stage)
        if event.stage == "second":
            held.set()
            released.wait(600)
            told.append("all of it")

    def find(_: Problem, turn: Turn) -> None:
        turn.exchange.offer(better, "second")

    def wait(*_: object) -> None:
        held.wait(600)

    Compiler(monkeypatch)
    lanes = ((Step("again"), Step("first")), (Step("second"),))
    monkeypatch.setattr(portfolio, "lanes_for", lambda *_: lanes)
    problem, exchange = started(progress=listen)
    better = sequence_dispatch(problem, [0, 2, 1, 3])
    fakes["again"].act, fakes["second"].act = wait, find
    fakes["first"].act, fakes["first"].is_compiled = lambda *_: released.set(), True
    search(problem, exchange)
    compiles = "compiling the search first, once per installation"
    assert told == ["dispatch", "second", "all of it", compiles]


def test_what_needs_no_kernel_is_done_at_once(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    compiler = Compiler(monkeypatch)
    fakes["quick"] = Fake(noting(order, "quick"))
    fakes["first"].is_compiled, fakes["first"].at_once = True, "quick"
    fakes["first"].act = noting(order, "first")
    problem, exchange = started()
    search(problem, exchange)
    assert order == ["quick", "first"]
    fakes["second"].is_compiled = True
    assert compiler.begun == ["first"]


def test_what_has_to_be_compiled_itself_stands_in_for_nobody(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = Compiler(monkeypatch)
    fakes["first"].is_compiled = fakes["again"].is_compiled = True
    problem, exchange = started()
    search(problem, exchange)
    assert compiler.begun == ["first", "again"]
    assert len(fakes["first"].turns) == len(fakes["again"].turns) == 1


def test_a_deterministic_limit_waits_for_no_other_process(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = Compiler(monkeypatch)
    fakes["first"].is_compiled = True
    problem, exchange = started(deterministic_limit=1.0)
    search(problem, exchange)
    assert not compiler.begun
    assert len(fakes["first"].turns) == len(fakes["again"].turns) == 1


def test_more_than_two_workers_have_lanes_that_know_every_problem(
    fakes: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes["neighbourhoods"] = Fake()
    monkeypatch.setattr(portfolio, "local_search", lambda *_: "")
    problem, exchange = started(workers=4, seed=5)
    search(problem, exchange)
    assert sorted(turn.seed for turn in fakes["neighbourhoods"].turns) == [7, 8]


def drying_problem(size: int) -> Problem:
    """Return orders of two phases that may not wait for each other long: only lists know that."""
    builder = ProblemBuilder(horizon=20 * size)
    always = builder.calendar(WorkingTime.always(0, 20 * size))
    machine = builder.resource("M", calendar=always)
    for number in range(size // 2):
        paint, pack = (builder.operation([ModeSpec(2, machine, always)]) for _ in range(2))
        builder.precede(paint, pack)
        builder.precede(paint, pack, Precedence.MAX_WAIT, 5)
        builder.demand(5 * number, [paint, pack])
    return builder.build()


@pytest.mark.parametrize("objectives", [(TARDINESS, MAKESPAN), (MAKESPAN,), (Objective.SETUP,)])
@pytest.mark.parametrize("size", [4, 70, 160, 310, 3_010])
def test_every_lane_ends_with_a_step_that_applies_to_what_only_lists_can_search(
    objectives: tuple[Objective, ...], size: int
) -> None:
    problem = drying_problem(size)
    levels = resolve(problem, objectives)
    assert local_search(problem, levels) == "lists"
    for lane in (*lanes_for(problem, levels), MORE):
        assert SEARCHES[lane[-1].search].load().applies(problem, levels)
        assert lane[-1].share == 1.0
        assert all(step.search == LOCAL_SEARCH or step.search in SEARCHES for step in lane)


@pytest.mark.parametrize("objectives", [(TARDINESS, MAKESPAN), (MAKESPAN,)])
@pytest.mark.parametrize("size", [3, 70, 160, 310, 3_010])
def test_the_table_has_a_local_search_for_every_size(
    objectives: tuple[Objective, ...], size: int
) -> None:
    problem = random_problem(1, size)
    first, second = lanes_for(problem, resolve(problem, objectives))
    assert LOCAL_SEARCH in {step.search for step in (*first, *second)}
