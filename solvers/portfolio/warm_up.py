"""Compile the kernels of a search by letting it work at small problems for a moment.

``python -m solvers.portfolio.warm_up NAME`` does so in a process of its own: compiling holds the
interpreter lock, and whoever plans meanwhile should not wait for it. Of two such processes one
waits for the other, and has nothing left to do then.
"""

from __future__ import annotations

import sys
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from filelock import FileLock

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from solvers.portfolio.searches import SEARCHES
from solvers.search.jit import is_compiled, lock_of, mark_compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.level import Level
    from models.problem import Problem

__all__ = ["compile_once", "warm_up"]

_EFFORT = 100_000
_DAYS, _DAY = 40, 1440
_PLANT = SolveOptions().objectives
_LONGEST = (Objective.MAKESPAN,)


def compile_once(name: str) -> None:
    """Compile a search, unless another process has done it or is at it: then wait for that."""
    with FileLock(lock_of(name)):  # gone with the process, however that ends
        if not is_compiled(name):
            warm_up(name)


def warm_up(name: str) -> int:
    """Run a search on every small problem it applies to; return how many these are.

    Raises
    ------
    KeyError
        If there is no such search.
    """
    engine, count = SEARCHES[name].load(), 0
    for problem, objectives in _problems():
        wanted = resolve(problem, SolveOptions(objectives=objectives).levels)
        if not engine.applies(problem, wanted):
            continue
        options = SolveOptions(
            objectives=wanted, deterministic_limit=1.0, time_limit=3600.0, workers=1
        )
        exchange = Exchange(problem, options, monotonic())
        exchange.offer(best_dispatch(problem, wanted), "dispatch")
        engine.run(problem, Turn(exchange, exchange.deadline, effort=_EFFORT))
        count += 1
    mark_compiled(name)
    return count


def _problems() -> Iterator[tuple[Problem, tuple[Level | Objective, ...]]]:
    """Yield a problem for every kind of search: plant, job shops, project, ovens."""
    yield _shop(plant=True), _PLANT
    yield _square(), _LONGEST
    yield _shop(plant=False), _LONGEST
    yield _project(), _LONGEST
    yield _ovens(), _PLANT


def _square() -> Problem:
    """Return six orders that each visit six machines: too hard to be proved at first sight."""
    builder = ProblemBuilder(horizon=_DAYS * _DAY)
    builder.calendar(WorkingTime.always(0, _DAYS * _DAY))
    machines = [builder.resource() for _ in range(6)]
    random = Random(1)
    for _ in range(6):
        previous = -1
        for machine in random.sample(machines, 6):
            operation = builder.operation([ModeSpec(random.randint(1, 99), machine)])
            if previous >= 0:
                builder.precede(previous, operation)
            previous = operation
    return builder.build()


def _shop(*, plant: bool) -> Problem:
    """Return 12 orders of four phases on four machines; a plant has shifts, setups and a crew."""
    builder = ProblemBuilder(horizon=_DAYS * _DAY)
    builder.calendar(WorkingTime.always(0, _DAYS * _DAY))
    shifts = [(day * _DAY + 360, day * _DAY + 1080) for day in range(_DAYS)]
    calendar = builder.calendar(WorkingTime.of(shifts)) if plant else 0
    matrix = builder.setup_matrix([[0, 20], [30, 0]]) if plant else -1
    machines = [
        builder.resource(calendar=calendar, setup=matrix if number == 0 else -1)
        for number in range(4)
    ]
    crew = builder.resource(capacity=2, calendar=calendar)
    for order in range(12):
        previous = -1
        for phase in range(4):
            modes = [
                ModeSpec(
                    10 + (order * 7 + phase * 5 + other) % 13 * 4,
                    machines[(order + phase + other) % 4],
                    calendar,
                    state=order % 2 if plant and (order + phase + other) % 4 == 0 else -1,
                    uses=((crew, 1),) if plant and phase == 1 else (),
                )
                for other in range(2)
            ]
            operation = builder.operation(modes, order=order, flow=(-1, 0))
            if previous >= 0:
                builder.precede(previous, operation)
            previous = operation
        builder.demand(400 + 40 * order, [previous], weight=1 + order % 3, flow=1)
    return builder.build()


def _project() -> Problem:
    """Return 30 activities that need one to three of two resources with four units."""
    builder = ProblemBuilder(horizon=1000)
    always = builder.calendar(WorkingTime.always(0, 1000))
    pools = [builder.resource(capacity=4, calendar=always) for _ in range(2)]
    for number in range(30):
        uses = ((pools[number % 2], 1 + number % 3),)
        builder.operation([ModeSpec(2 + number * 5 % 7, uses=uses)], order=0)
        if number > 2:
            builder.precede(number - 3, number, Precedence.END_START)
    return builder.build()


def _ovens() -> Problem:
    """Return 12 orders that are coated, and burnt together before the coat is too dry."""
    builder = ProblemBuilder(horizon=_DAYS * _DAY)
    always = builder.calendar(WorkingTime.always(0, _DAYS * _DAY))
    coater = builder.resource(calendar=always)
    oven = builder.resource(calendar=always, session=(100, 0, -1))
    for order in range(12):
        coat = builder.operation([ModeSpec(20 + order * 7 % 13, coater, always)], order=order)
        burn = builder.operation(
            [ModeSpec(60, oven, always, family=order % 2, fill=30)], order=order
        )
        builder.precede(coat, burn)
        builder.precede(coat, burn, Precedence.MAX_WAIT, lags=240)
        builder.demand(200 + 30 * order, [burn], weight=1 + order % 3, flow=1)
    return builder.build()


if __name__ == "__main__":
    for search in sys.argv[1:]:
        compile_once(search)
