r"""How late operations may end: a computed horizon, and deadlines from the best plan known.

Whoever looks only for plans at least as good as the incumbent can say, for each operation,
when it must have ended: with weighted tardiness at most U, a demand of weight w completes at
:math:`due + U / w` at the latest. This is exact. An operation that no weighted demand waits for
must end by the horizon: the latest moment anything is dated, plus all work one after the other.
A plan without needless idle time does not pass that; where flow cost rewards waiting, the
problem's own horizon is left. Where this would make the model too large, the horizon is cut to
a quarter beyond the incumbent's makespan; nothing is proved then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.schedule import Objective
from solvers.cpsat.waiting import rewards_waiting
from solvers.cpsat.windows import next_fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from models.schedule import Schedule

__all__ = ["Limits", "limits"]

_SERIAL_OPERATIONS = 150
"""Up to here the horizon leaves room for all work one after the other."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Latest ends.

    Parameters
    ----------
    deadlines
        (N,): ticks.
    is_exact
        No plan at least as good as the incumbent in the first level is cut off.
    """

    deadlines: list[int]
    is_exact: bool


def limits(
    problem: Problem, incumbent: Schedule | None, objectives: Sequence[Objective], value: int
) -> Limits:
    """Return the latest end of every operation.

    Parameters
    ----------
    incumbent
        The best plan known; without one everything up to the problem's horizon is allowed.
    objectives
        Levels.
    value
        The incumbent's first level.
    """
    count = problem.num_operations
    if incumbent is None:
        return Limits([problem.horizon] * count, is_exact=True)
    cuts = _objective_cuts(problem, objectives[0], value)
    dated = max(
        int(incumbent.end.max(initial=0)),
        int(problem.demand_due.max(initial=0)),
        int(problem.op_release.max(initial=0)),
    )
    if Objective.FLOW in objectives and rewards_waiting(problem):
        serial = problem.horizon
    else:
        serial = _serial_horizon(problem, dated)
    horizon = serial
    if count > _SERIAL_OPERATIONS:
        horizon = min(horizon, dated + dated // 4)
    deadlines = np.minimum(cuts, horizon)
    needed = np.minimum(cuts, serial)
    return Limits(deadlines.tolist(), is_exact=bool((deadlines >= needed).all()))


def _objective_cuts(
    problem: Problem, objective: Objective, value: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return when operations must end lest the first level exceeds `value`; shape (N,)."""
    cuts = np.full(problem.num_operations, problem.horizon, dtype=np.int64)
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    if objective is Objective.MAKESPAN:
        return np.minimum(cuts, value)
    if objective is Objective.MAX_LATENESS:
        latest = problem.demand_due + value
    elif objective is Objective.TARDINESS:
        weight = np.maximum(problem.demand_weight, 1)
        latest = np.where(problem.demand_weight > 0, problem.demand_due + value // weight, 2**40)
    else:
        return cuts
    # a demand whose receipt comes later than that has a floor in the value already
    latest = np.maximum(latest, problem.demand_release)
    np.minimum.at(cuts, problem.demand_op, latest[demand] - problem.demand_lag)
    return cuts


def _serial_horizon(problem: Problem, since: int) -> int:
    """Return when all work is done if it runs one after the other from `since` on."""
    setup = int(problem.setup_times.max(initial=0))
    lag = int(problem.lags.max(initial=0))
    end = since
    by_operation = np.split(np.arange(problem.num_modes), problem.mode_ptr[1:-1])
    for modes in by_operation:
        if end >= problem.horizon:
            return problem.horizon
        ends = []
        for mode in modes.tolist():
            calendar = problem.calendars[int(problem.mode_calendar[mode])]
            begin, duration = calendar.to_work(end) + setup, int(problem.mode_duration[mode])
            if not problem.mode_interruptible[mode]:
                begin = next_fitting(calendar, begin, duration)
            done = begin + duration
            ends.append(calendar.to_wall_end(done) if done <= calendar.total else problem.horizon)
        end = max(end, *ends) + lag
    return min(end, problem.horizon)
