r"""Recompute every objective from a schedule, in integers, with nothing but arithmetic.

With completion :math:`C_j` of demand j, due date :math:`d_j`, weight :math:`w_j`, start
:math:`S_i` and end :math:`E_i` of operation i, all in ticks:

=============  ==================================================================================
tardiness      :math:`\sum_j w_j \max(0, C_j - d_j)`
late           number of demands with :math:`C_j > d_j`
max-lateness   :math:`\max(0, \max_j C_j - d_j)`
flow           :math:`\sum_i f^S_i S_i + f^E_i E_i + \sum_j f^D_j \max(d_j, C_j)`
setup          sum of the sequence-dependent changeovers
makespan       :math:`\max_i E_i`, 0 without operations
=============  ==================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.schedule import LevelResult, Objective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = [
    "completion_times",
    "flow_cost",
    "level_results",
    "levels",
    "makespan",
    "max_lateness",
    "num_late",
    "objective_value",
    "setup_time",
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


def weighted_tardiness(problem: Problem, schedule: Schedule) -> int:
    """Return the sum of weight times tardiness, in units of `Problem.weight_unit`."""
    return int(problem.demand_weight @ np.maximum(0, _lateness(problem, schedule)))


def num_late(problem: Problem, schedule: Schedule) -> int:
    """Return how many demands complete after they are due."""
    return int((_lateness(problem, schedule) > 0).sum())


def max_lateness(problem: Problem, schedule: Schedule) -> int:
    """Return the largest lateness in ticks, 0 if nothing is late."""
    return int(_lateness(problem, schedule).max(initial=0))


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


def objective_value(problem: Problem, schedule: Schedule, objective: Objective) -> int:
    """Return one objective of a schedule that is a plan, in the problem's integer units."""
    measures: dict[Objective, Callable[[Problem, Schedule], int]] = {
        Objective.TARDINESS: weighted_tardiness,
        Objective.LATE: num_late,
        Objective.MAX_LATENESS: max_lateness,
        Objective.FLOW: flow_cost,
        Objective.SETUP: setup_time,
        Objective.MAKESPAN: makespan,
    }
    return measures[objective](problem, schedule)


def levels(
    problem: Problem, schedule: Schedule, objectives: Iterable[Objective]
) -> tuple[int, ...]:
    """Return several objectives; two schedules compare lexicographically by these tuples."""
    return tuple(objective_value(problem, schedule, objective) for objective in objectives)


def level_results(
    problem: Problem, schedule: Schedule, objectives: Iterable[Objective]
) -> tuple[LevelResult, ...]:
    """Return several objectives as levels of a schedule, nothing known of their bounds."""
    return tuple(
        LevelResult(objective, objective_value(problem, schedule, objective))
        for objective in objectives
    )


def _lateness(problem: Problem, schedule: Schedule) -> Ints:
    return completion_times(problem, schedule) - problem.demand_due
