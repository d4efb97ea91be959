r"""Recompute every objective from a schedule, in integers, with nothing but arithmetic.

With completion :math:`C_j` of demand j, due date :math:`d_j`, weight :math:`w_j`, start
:math:`S_i` and end :math:`E_i` of operation i, all in ticks:

=============  ==================================================================================
tardiness      :math:`\sum_j w_j \max(0, C_j - d_j)`
late           number of demands with :math:`C_j > d_j`
max-lateness   :math:`\max(0, \max_j C_j - d_j)`
flow           :math:`\sum_i f^S_i S_i + f^E_i E_i + \sum_j f^D_j \max(d_j, C_j)`
setup          sum of the changeovers
makespan       :math:`\max_i E_i`, 0 without operations
setup-cost     sum of the changeovers, each times the cost of a tick of it on its resource
overtime       working ticks in stretches of overtime, each times its cost
moved          number of operations with another start, or resource, than in the previous plan
shift          :math:`\sum_i |S_i - S^{prev}_i|` over the operations of the previous plan
=============  ==================================================================================

The first three can look at the demands of one class alone. A level of several terms is the sum of
weights times measures, its weights integers by `models.level_scale`; ``cost`` is such a level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.level import ALL_CLASSES, Level, Objective
from models.level_scale import resolved
from models.schedule import LevelResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from models.level import Term
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = [
    "completion_times",
    "flow_cost",
    "level_results",
    "levels",
    "makespan",
    "max_lateness",
    "num_late",
    "num_moved",
    "objective_value",
    "of_class",
    "overtime_cost",
    "setup_cost",
    "setup_time",
    "shift",
    "weighted_tardiness",
]


def completion_times(problem: Problem, schedule: Schedule) -> Ints:
    """Return when each demand is complete.

    Returns
    -------
    ndarray of shape (D,), int64
        The release of the demand, or the latest end plus lag of what serves it, in ticks.
    """
    completion = problem.demand_release.copy()
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    np.maximum.at(completion, demand, schedule.end[problem.demand_op] + problem.demand_lag)
    return completion


def weighted_tardiness(
    problem: Problem, schedule: Schedule, demand_class: int = ALL_CLASSES
) -> int:
    """Return the sum of weight times tardiness, in units of `Problem.weight_unit`."""
    late = np.maximum(0, _lateness(problem, schedule))
    return int((problem.demand_weight * late)[of_class(problem, demand_class)].sum())


def num_late(problem: Problem, schedule: Schedule, demand_class: int = ALL_CLASSES) -> int:
    """Return how many demands complete after they are due."""
    return int((_lateness(problem, schedule) > 0)[of_class(problem, demand_class)].sum())


def max_lateness(problem: Problem, schedule: Schedule, demand_class: int = ALL_CLASSES) -> int:
    """Return the largest lateness in ticks, 0 if nothing is late."""
    return int(_lateness(problem, schedule)[of_class(problem, demand_class)].max(initial=0))


def of_class(problem: Problem, demand_class: int) -> Bools:
    """Return which demands are of a class; shape (D,), all for `ALL_CLASSES`."""
    chosen: Bools = (problem.demand_class == demand_class) | (demand_class == ALL_CLASSES)
    return chosen


def flow_cost(problem: Problem, schedule: Schedule) -> int:
    """Return the cost of material in progress and on stock, in units of `Problem.flow_unit`."""
    delivery = np.maximum(problem.demand_due, completion_times(problem, schedule))
    return int(
        problem.flow_start @ schedule.start
        + problem.flow_end @ schedule.end
        + problem.flow_demand @ delivery
    )


def setup_time(problem: Problem, schedule: Schedule) -> int:
    """Return the working ticks of all changeovers."""
    del problem
    return int(schedule.changeover.sum())


def makespan(problem: Problem, schedule: Schedule) -> int:
    """Return the tick at which the last operation ends, 0 if there is none."""
    del problem
    return int(schedule.end.max(initial=0))


def setup_cost(problem: Problem, schedule: Schedule) -> int:
    """Return what all changeovers cost, in units of `Problem.cost_unit`."""
    # the last entry is for resource -1
    rate = np.append(problem.resource_setup_cost, 0)[problem.mode_resource[schedule.mode]]
    return int(rate @ schedule.changeover)


def overtime_cost(problem: Problem, schedule: Schedule) -> int:
    r"""Return what work in stretches of overtime costs, in units of `Problem.cost_unit`.

    An operation works its `mode_duration` ticks along its calendar from its start on, whatever it
    waits for at its end. Of a stretch :math:`[a, b)` it works
    :math:`\max(0, \min(end, b) - \max(start, a))` ticks, all in work coordinates.
    """
    total = 0
    duration, calendar = problem.mode_duration, problem.mode_calendar[schedule.mode]
    for row in range(problem.overtime_resource.size):
        opens, closes = int(problem.overtime_start[row]), int(problem.overtime_end[row])
        on_it = problem.mode_resource[schedule.mode] == problem.overtime_resource[row]
        for index in np.unique(calendar[on_it]).tolist():
            ops, times = on_it & (calendar == index), problem.calendars[index]
            begin = times.to_work(schedule.start[ops])
            end = begin + duration[schedule.mode[ops]]
            first, last = (
                np.maximum(begin, times.to_work(opens)),
                np.minimum(end, times.to_work(closes)),
            )
            worked = int(np.maximum(0, last - first).sum())
            total += worked * int(problem.overtime_cost[row])
    return total


def num_moved(problem: Problem, schedule: Schedule) -> int:
    """Return how many operations start at another tick, or on another resource, than before.

    Operations without a previous start do not count; where the previous mode is unknown, any
    resource is the same.
    """
    before = problem.op_previous_start
    known = problem.op_previous_mode >= 0
    old = problem.mode_resource[np.where(known, problem.op_previous_mode, schedule.mode)]
    is_elsewhere = problem.mode_resource[schedule.mode] != old
    return int(((before >= 0) & ((schedule.start != before) | is_elsewhere)).sum())


def shift(problem: Problem, schedule: Schedule) -> int:
    """Return by how many ticks the starts of the previous plan are moved, all together."""
    before = problem.op_previous_start
    return int(np.abs(schedule.start - before)[before >= 0].sum())


def objective_value(problem: Problem, schedule: Schedule, objective: Level | Objective) -> int:
    """Return a level, or one objective, of a schedule that is a plan.

    Returns
    -------
    int
        Sum of weights times measures, in the problem's integer units; `measured` of
        `models.level_scale` turns it into the user's.
    """
    terms = resolved(problem, Level.of(objective)).terms
    return sum(term.weight * _measure(problem, schedule, term) for term in terms)


def _measure(problem: Problem, schedule: Schedule, term: Term) -> int:
    by_class: dict[Objective, Callable[[Problem, Schedule, int], int]] = {
        Objective.TARDINESS: weighted_tardiness,
        Objective.LATE: num_late,
        Objective.MAX_LATENESS: max_lateness,
    }
    if term.objective in by_class:
        return by_class[term.objective](problem, schedule, term.demand_class)
    measures: dict[Objective, Callable[[Problem, Schedule], int]] = {
        Objective.FLOW: flow_cost,
        Objective.SETUP: setup_time,
        Objective.MAKESPAN: makespan,
        Objective.SETUP_COST: setup_cost,
        Objective.OVERTIME: overtime_cost,
        Objective.MOVED: num_moved,
        Objective.SHIFT: shift,
    }
    return measures[term.objective](problem, schedule)


def levels(
    problem: Problem, schedule: Schedule, objectives: Iterable[Level | Objective]
) -> tuple[int, ...]:
    """Return several levels; two schedules compare lexicographically by these tuples."""
    return tuple(objective_value(problem, schedule, objective) for objective in objectives)


def level_results(
    problem: Problem, schedule: Schedule, objectives: Iterable[Level | Objective]
) -> tuple[LevelResult, ...]:
    """Return several levels of a schedule, nothing known of their bounds."""
    wanted = [resolved(problem, Level.of(objective)) for objective in objectives]
    return tuple(LevelResult(level, objective_value(problem, schedule, level)) for level in wanted)


def _lateness(problem: Problem, schedule: Schedule) -> Ints:
    return completion_times(problem, schedule) - problem.demand_due
