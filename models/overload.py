"""How much work a schedule puts where there is no capacity: what infinite plans hide."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["overload_ticks"]


def overload_ticks(problem: Problem, schedule: Schedule) -> Ints:
    r"""Return the work of each resource that exceeds its capacity.

    :math:`\int \max(0, u_r(t) - c_r(t))\,dt` over the working time of resource r, with
    :math:`u_r` the units held at t, changeovers included, and :math:`c_r` the units present.
    Three operations at once on one machine for an hour are two hours of overload. A schedule at
    finite capacity has none.

    Returns
    -------
    ndarray of shape (R,), int64
        Unit-ticks.
    """
    resource, units, start, end = _holds(problem, schedule)
    order = np.argsort(resource, kind="stable")
    resource, units, start, end = resource[order], units[order], start[order], end[order]
    bounds = np.searchsorted(resource, np.arange(problem.num_resources + 1))
    overload = np.zeros(problem.num_resources, dtype=np.int64)
    for index, (first, last) in enumerate(pairwise(bounds)):
        rows = slice(int(first), int(last))
        overload[index] = _excess(problem, index, units[rows], start[rows], end[rows])
    return overload


def _holds(problem: Problem, schedule: Schedule) -> tuple[Ints, Ints, Ints, Ints]:
    """Return every hold of a resource as columns: resource, units, start, end."""
    machine = problem.mode_resource[schedule.mode]
    finite = machine >= 0
    setup_start = schedule.start.copy()
    for operation in np.flatnonzero(finite & (schedule.changeover > 0)):
        calendar = problem.calendars[problem.resource_calendar[machine[operation]]]
        begin = calendar.to_work(int(schedule.start[operation]))
        setup_start[operation] = calendar.to_wall_start(begin - int(schedule.changeover[operation]))
    operation_of_mode = np.full(problem.num_modes, -1, dtype=np.int64)
    operation_of_mode[schedule.mode] = np.arange(problem.num_operations)
    user = operation_of_mode[problem.use_mode]
    used = user >= 0
    return (
        np.concatenate((machine[finite], problem.use_resource[used])),
        np.concatenate((np.ones(finite.sum(), dtype=np.int64), problem.use_units[used])),
        np.concatenate((setup_start[finite], schedule.start[user[used]])),
        np.concatenate((schedule.end[finite], schedule.end[user[used]])),
    )


def _excess(problem: Problem, resource: int, units: Ints, start: Ints, end: Ints) -> int:
    """Sweep the events of one resource; return unit-ticks above its capacity."""
    calendar = problem.calendars[problem.resource_calendar[resource]]
    capacity = int(problem.resource_capacity[resource])
    rows = np.flatnonzero(problem.profile_resource == resource)
    fewer_from, fewer_to = problem.profile_start[rows], problem.profile_end[rows]
    missing = capacity - problem.profile_capacity[rows]
    # missing units are held by nobody, but held all the same
    times = np.concatenate((start, end, fewer_from, fewer_to))
    steps = np.concatenate((units, -units, missing, -missing))
    order = np.argsort(times, kind="stable")
    held = np.cumsum(steps[order])[:-1]
    length = np.diff(calendar.to_work(times[order]))
    return int((np.maximum(held - capacity, 0) * length).sum())
