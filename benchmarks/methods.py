"""One function per method: from a problem to a schedule, with its way recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.cell import Method
from models.level import Level
from models.plan import Mode
from models.schedule import Schedule, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.cell import Budget
    from benchmarks.curve import Recorder
    from models.problem import Problem
    from models.schedule import Objective

__all__ = ["NOT_INSTALLED", "REFUSED", "Found", "find"]

REFUSED = "refused"
"""Status of a cell whose method has no words for the problem."""

NOT_INSTALLED = "not installed"


@dataclass(frozen=True, slots=True)
class Found:
    """What a method came to; `status` is set where there is not even an attempt."""

    schedule: Schedule
    status: str = ""
    message: str = ""
    rules: dict[str, int | None] = field(default_factory=dict)


def find(
    method: Method,
    problem: Problem,
    objectives: Sequence[Objective],
    budget: Budget,
    recorder: Recorder,
) -> Found:
    """Plan by a method."""
    if method is Method.RULES:
        return _rules(problem, objectives, recorder)
    level = Level.of(objectives[0])
    if method is Method.PYJOBSHOP:
        return _pyjobshop(problem, level, budget, recorder)
    if method in (Method.CP_SAT, Method.CP_SAT_HINT):
        from benchmarks import plain_cpsat

        ways: dict[Method, Callable[[Problem, Level, Budget, Recorder], Schedule]] = {
            Method.CP_SAT: plain_cpsat.solve_without_hint,
            Method.CP_SAT_HINT: plain_cpsat.solve_with_hint,
        }
        return Found(ways[method](problem, level, budget, recorder))
    return Found(_ours(method, problem, objectives, budget, recorder))


def _ours(
    method: Method,
    problem: Problem,
    objectives: Sequence[Objective],
    budget: Budget,
    recorder: Recorder,
) -> Schedule:
    """Plan as `finitecap plan` does."""
    from solvers.options import SolveOptions
    from solvers.solve import solve

    modes = {Method.ASAP: Mode.ASAP, Method.ALAP: Mode.ALAP, Method.FINITECAP: Mode.FINITE}
    options = SolveOptions(
        mode=modes[method],
        objectives=tuple(objectives),
        time_limit=budget.time_limit,
        workers=budget.workers,
        seed=budget.seed,
        progress=recorder,
    )
    return solve(problem, options)


def _rules(problem: Problem, objectives: Sequence[Objective], recorder: Recorder) -> Found:
    """Plan by each dispatching rule that the problem gives a reason to try, however long it takes.

    The rules are those of `solvers.dispatch.best_dispatch`.
    """
    from solvers.dispatch.dispatcher import dispatch
    from solvers.dispatch.rules import DEADLINE_RULE, LIST_RULE, PATIENT_RULE, RULES

    started, values = monotonic(), dict[str, int | None]()
    best: Schedule | None = None
    for rule in RULES:
        has_reason = {
            DEADLINE_RULE: bool((problem.op_deadline >= 0).any()),
            LIST_RULE: np.unique(problem.op_rank).size > 1,
            PATIENT_RULE: False,
        }
        if not has_reason.get(rule, True):
            continue
        plan = dispatch(problem, rule, objectives=objectives, until=inf)
        values[rule] = plan.levels[0].value if plan.is_plan else None
        if plan.is_plan:
            level = plan.levels[0]
            recorder.add(monotonic() - started, rule, str(level.objective), level.value, None)
        if best is None or _rank(plan) < _rank(best):
            best = plan
    return Found(best or Schedule.none(Status.NO_SOLUTION, "dispatch"), rules=values)


def _rank(plan: Schedule) -> tuple[bool, tuple[int, ...]]:
    return not plan.is_plan, tuple(level.value for level in plan.levels)


def _pyjobshop(problem: Problem, level: Level, budget: Budget, recorder: Recorder) -> Found:
    from benchmarks.pyjobshop_peer import NotInstalled, solve_by_pyjobshop
    from benchmarks.pyjobshop_words import NotExpressible

    nothing = Schedule.none(Status.NO_SOLUTION, "pyjobshop")
    try:
        return Found(solve_by_pyjobshop(problem, level, budget, recorder))
    except NotInstalled as error:
        return Found(nothing, NOT_INSTALLED, str(error))
    except NotExpressible as error:
        return Found(nothing, REFUSED, f"PyJobShop has no words for {error}")
