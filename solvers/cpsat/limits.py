r"""How late operations may end: a computed horizon, and deadlines from the best plan known.

Whoever looks only for plans at least as good as the incumbent can say, for each operation,
when it must have ended: with weighted tardiness at most U, a demand of weight w completes at
:math:`due + U / w` at the latest. This is exact. An operation that no weighted demand waits for
must end by the horizon: the latest moment anything is dated, plus all work one after the other.
A plan without needless idle time does not pass that. Where waiting may be worth something or be
asked for (flow cost, maximum waits, sessions, elastic work, units that are missing at times),
the problem's own horizon is left. Where this would make the model too large, the horizon is cut
to a quarter beyond the incumbent's makespan; nothing is proved then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.level import Level, Objective
from models.measures import of_class
from models.problem import Precedence
from solvers.cpsat.waiting import rewards_waiting
from solvers.cpsat.windows import next_fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.level import Term
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

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
    problem: Problem, incumbent: Schedule | None, levels: Sequence[Level | Objective], value: int
) -> Limits:
    """Return the latest end of every operation.

    Parameters
    ----------
    incumbent
        The best plan known; without one everything up to the problem's horizon is allowed.
    levels
        Resolved, see `models.level_scale`.
    value
        The incumbent's first level.
    """
    count = problem.num_operations
    if incumbent is None:
        return Limits([problem.horizon] * count, is_exact=True)
    wanted = [Level.of(level) for level in levels]
    cuts = np.full(count, problem.horizon, dtype=np.int64)
    if Objective.FLOW not in wanted[0].objectives:  # other terms are never negative
        for term in wanted[0].terms:
            np.minimum(cuts, _cuts(problem, term, value // term.weight), out=cuts)
    measured = frozenset[Objective]().union(*(level.objectives for level in wanted))
    dated = _last_date(problem, incumbent, measured)
    serial = problem.horizon if _may_wait(problem, measured) else _serial_horizon(problem, dated)
    horizon = serial
    if count > _SERIAL_OPERATIONS:
        horizon = min(horizon, dated + dated // 4)
    deadlines = np.minimum(cuts, horizon)
    needed = np.minimum(cuts, serial)
    return Limits(deadlines.tolist(), is_exact=bool((deadlines >= needed).all()))


def _last_date(problem: Problem, incumbent: Schedule, measured: frozenset[Objective]) -> int:
    """Return from when on an earlier start of what is left never costs anything."""
    dates = [incumbent.end, problem.demand_due, problem.op_release]
    if measured & {Objective.MOVED, Objective.SHIFT}:
        dates.append(problem.op_previous_start)
    if Objective.OVERTIME in measured:
        dates.append(problem.overtime_end)
    return max(int(date.max(initial=0)) for date in dates)


def _may_wait(problem: Problem, measured: frozenset[Objective]) -> bool:
    """Tell whether a best plan may leave everything idle for a while, or has to."""
    overlaps = np.isin(problem.kind, (Precedence.WORK_START, Precedence.WORK_WORK))
    return bool(
        (problem.kind == Precedence.MAX_WAIT).any()
        or problem.op_elastic.any()
        or (problem.session_most > 0).any()
        or (overlaps.any() and _lags_outlast_work(problem, overlaps))
        or _units_may_lack(problem)
        or (Objective.FLOW in measured and rewards_waiting(problem))
    )


def _lags_outlast_work(
    problem: Problem, overlaps: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> bool:
    """Tell whether a successor waits for more work than its predecessor has."""
    edge = np.repeat(np.arange(problem.pred.size), np.diff(problem.lag_ptr))
    mode = problem.mode_ptr[problem.pred[edge]] + np.arange(edge.size) - problem.lag_ptr[edge]
    return bool((overlaps[edge] & (problem.lags > problem.mode_duration[mode])).any())


def _units_may_lack(problem: Problem) -> bool:
    """Tell whether work in its own working time may find fewer units than it holds."""
    if not problem.profile_resource.size:
        return False
    modes = np.flatnonzero(problem.mode_resource >= 0)
    setup_calendar = problem.resource_setup_calendar[problem.crew_machine]
    holds = (
        (problem.mode_resource[modes], problem.mode_units[modes], problem.mode_calendar[modes]),
        (problem.use_resource, problem.use_units, problem.use_calendar),
        (problem.crew_resource, problem.crew_units, setup_calendar),
    )
    return any(_absent(problem, *hold) for hold in holds)


def _absent(problem: Problem, resource: Ints, units: Ints, calendar: Ints) -> bool:
    """Tell whether fewer units than held are there in some window of a calendar."""
    holds = np.unique(np.stack((resource, units, calendar)), axis=1)
    for held, count, index in holds.T.tolist():
        rows = (problem.profile_resource == held) & (problem.profile_capacity < count)
        times = problem.calendars[index]
        start, end = problem.profile_start[rows], problem.profile_end[rows]
        if (times.to_work(end) > times.to_work(start)).any():
            return True
    return False


def _cuts(problem: Problem, term: Term, value: int) -> Ints:
    """Return when operations must end lest a measure exceeds `value`; shape (N,)."""
    cuts = np.full(problem.num_operations, problem.horizon, dtype=np.int64)
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    if term.objective is Objective.MAKESPAN:
        return np.minimum(cuts, value)
    if term.objective is Objective.MAX_LATENESS:
        latest = problem.demand_due + value
    elif term.objective is Objective.TARDINESS:
        weight = np.maximum(problem.demand_weight, 1)
        latest = np.where(problem.demand_weight > 0, problem.demand_due + value // weight, 2**40)
    else:
        return cuts
    # a demand whose receipt comes later than that has a floor in the value already
    latest = np.maximum(latest, problem.demand_release)
    latest = np.where(of_class(problem, term.demand_class), latest, 2**40)
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
        end = max(end, *(_serial_end(problem, mode, end, setup) for mode in modes.tolist())) + lag
    return min(end, problem.horizon)


def _serial_end(problem: Problem, mode: int, since: int, setup: int) -> int:
    """Return when a mode is done that nothing else hinders from `since` on."""
    calendar = problem.calendars[int(problem.mode_calendar[mode])]
    duration, resource = int(problem.mode_duration[mode]), int(problem.mode_resource[mode])
    begin = calendar.to_work(since) + setup
    if resource >= 0 and problem.resource_setup[resource] >= 0:
        # changeovers may advance in less time than the work
        times = problem.calendars[int(problem.resource_setup_calendar[resource])]
        ready = times.to_work(since) + setup + int(problem.mode_preparation[mode])
        if ready > times.total:
            return problem.horizon
        begin = max(begin, calendar.to_work(times.to_wall_end(ready)))
    if not problem.mode_interruptible[mode]:
        begin = next_fitting(calendar, begin, duration)
    done = begin + duration
    return calendar.to_wall_end(done) if done <= calendar.total else problem.horizon
