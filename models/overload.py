"""How much work a schedule puts where there is no capacity: what infinite plans hide."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["overload_ticks"]


def overload_ticks(problem: Problem, schedule: Schedule) -> Ints:
    r"""Return the work of each resource that exceeds its capacity.

    :math:`\int \max(0, u_r(t) - c_r(t))\,dt` over the working time of resource r, with
    :math:`u_r` the units held at t, changeovers included, and :math:`c_r` the units present.
    Three operations at once on one machine for an hour are two hours of overload; who shares a
    session holds the machine once. A schedule at finite capacity has none.

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
    setup_start = _setup_starts(problem, schedule, machine)
    alone = (machine >= 0) & _leads_session(problem, schedule, machine)
    main = (
        machine[alone],
        problem.mode_units[schedule.mode[alone]],
        setup_start[alone],
        schedule.end[alone],
    )
    parts = [np.stack(main), *_uses(problem, schedule)]
    parts += _setup_crews(problem, schedule, machine, setup_start)
    resource, units, start, end = np.concatenate(parts, axis=1)
    return resource, units, start, end


def _setup_starts(problem: Problem, schedule: Schedule, machine: Ints) -> Ints:
    """Return since when each operation holds its machine."""
    setup_start = schedule.start.copy()
    for operation in np.flatnonzero((machine >= 0) & (schedule.changeover > 0)):
        calendar = problem.calendars[problem.resource_setup_calendar[machine[operation]]]
        begin = calendar.to_work(int(schedule.start[operation]))
        setup_start[operation] = calendar.to_wall_start(begin - int(schedule.changeover[operation]))
    return setup_start


def _leads_session(problem: Problem, schedule: Schedule, machine: Ints) -> Bools:
    """Tell who holds its machine: of those in one session the first one does for all."""
    family = problem.mode_family[schedule.mode]
    shares = (machine >= 0) & (problem.session_most[machine] > 0) & (family >= 0)
    leads = np.ones(machine.size, dtype=np.bool_)
    keys = np.stack((machine, family, schedule.start))[:, shares]
    _, first = np.unique(keys, axis=1, return_index=True)
    leads[shares] = False
    leads[np.flatnonzero(shares)[first]] = True
    return leads


def _uses(problem: Problem, schedule: Schedule) -> Iterator[Table]:
    """Yield the holds of further resources, in the windows in which they count."""
    operation_of_mode = np.full(problem.num_modes, -1, dtype=np.int64)
    operation_of_mode[schedule.mode] = np.arange(problem.num_operations)
    user = operation_of_mode[problem.use_mode]
    for row in np.flatnonzero(user >= 0).tolist():
        what = int(problem.use_resource[row]), int(problem.use_units[row])
        span = int(schedule.start[user[row]]), int(schedule.end[user[row]])
        yield _within(problem, int(problem.use_calendar[row]), what, span)


def _setup_crews(
    problem: Problem, schedule: Schedule, machine: Ints, setup_start: Ints
) -> Iterator[Table]:
    """Yield the holds of those who set machines up."""
    for row in range(problem.crew_machine.size):
        calendar = int(problem.resource_setup_calendar[problem.crew_machine[row]])
        what = int(problem.crew_resource[row]), int(problem.crew_units[row])
        served = (machine == problem.crew_machine[row]) & (schedule.changeover > 0)
        for operation in np.flatnonzero(served).tolist():
            span = int(setup_start[operation]), int(schedule.start[operation])
            yield _within(problem, calendar, what, span)


def _within(problem: Problem, calendar: int, what: tuple[int, int], span: tuple[int, int]) -> Table:
    """Return a hold of a resource, cut to the windows of a calendar; shape (4, pieces)."""
    (resource, units), (start, end) = what, span
    times = problem.calendars[calendar]
    first = int(np.searchsorted(times.ends, start, side="right"))
    last = int(np.searchsorted(times.starts, end, side="left"))
    begins = np.maximum(times.starts[first:last], start)
    ends = np.minimum(times.ends[first:last], end)
    return np.stack((np.full_like(begins, resource), np.full_like(begins, units), begins, ends))


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
