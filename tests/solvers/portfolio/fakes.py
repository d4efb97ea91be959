"""Searches that do what a test tells them, and what they are given to work at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from models.level_scale import resolve
from models.schedule import Objective
from solvers.dispatch import sequence_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange
from tests.solvers.problems import setup_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn

MAKESPAN = Objective.MAKESPAN


@dataclass
class Fake:
    """A search that does what it is told, and remembers its turns."""

    act: Callable[[Problem, Turn], None] = lambda *_: None
    fits: bool = True
    turns: list[Turn] = field(default_factory=list)
    in_main: list[bool] = field(default_factory=list)
    is_compiled: bool = False
    at_once: str = ""

    def load(self) -> Fake:
        """Return itself, as `Search.load` returns a module."""
        return self

    def applies(self, problem: Problem, levels: tuple[Level, ...]) -> bool:
        """Return what it was told."""
        del problem, levels
        return self.fits

    def run(self, problem: Problem, turn: Turn) -> None:
        """Do what it was told."""
        self.turns.append(turn)
        self.in_main.append(current_thread() is main_thread())
        self.act(problem, turn)


def noting(order: list[str], name: str) -> Callable[[Problem, Turn], None]:
    """Return what a search does that only notes its name."""
    return lambda *_: order.append(name)


def started(*, begins_in: float = 0.0, **changes: Any) -> tuple[Problem, Exchange]:
    """Return the problem of two states and an exchange with its worse plan; a day of time.

    It begins in so many seconds.
    """
    problem = setup_problem()
    options = replace(SolveOptions(time_limit=86_400.0), **changes)
    options = replace(options, objectives=resolve(problem, (MAKESPAN,)))
    exchange = Exchange(problem, options, monotonic() + begins_in)
    exchange.offer(sequence_dispatch(problem, [0, 1, 2, 3]), "dispatch")
    return problem, exchange
