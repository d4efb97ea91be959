"""Keep the model of a large plant small: look only near the plan that is known.

A wall-clock time costs one literal for each window in which it may lie. Where that makes too
many, every operation may move only so many ticks to either side of where it is. Nothing is
proved within such a corridor.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solvers.cpsat.network import outlasting
from solvers.cpsat.windows import end_of, next_fitting

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.cpsat.windows import Windows

__all__ = ["MOST_STEPS", "num_steps", "within_corridor"]

MOST_STEPS = 20_000
"""More make CP-SAT's presolve alone take minutes."""

_NARROWEST_TICKS = 60


def within_corridor(
    problem: Problem, windows: Windows, plan: Schedule, *, most_steps: int = MOST_STEPS
) -> Windows:
    """Return windows that hold the plan and have few enough steps; the same if they have.

    Parameters
    ----------
    problem, windows
        What to plan, and when at all.
    plan
        A plan within the windows.
    most_steps
        How many calendar windows the operations may reach together.
    """
    reach = problem.horizon
    while num_steps(problem, windows, plan, reach) > most_steps and reach > _NARROWEST_TICKS:
        reach //= 2
    return windows if reach == problem.horizon else _narrowed(problem, windows, plan, reach)


def num_steps(problem: Problem, windows: Windows, plan: Schedule, reach: int) -> int:
    """Return how many calendar windows, beyond one each, operations can lie in.

    Counted in the mode of the plan, for starts up to `reach` ticks away from it, once for the
    machine and once for each further resource.
    """
    steps = 0
    # each further resource measures the operation along another calendar once more
    uses = 1 + np.diff(problem.use_ptr)[plan.mode]
    earliest = np.array(windows.earliest, dtype=np.int64)[plan.mode]
    latest = np.array(windows.latest, dtype=np.int64)[plan.mode]
    calendars = problem.mode_calendar[plan.mode]
    for index in np.unique(calendars).tolist():
        rows, calendar = calendars == index, problem.calendars[index]
        first = np.maximum(earliest[rows], calendar.to_work(plan.start[rows] - reach))
        last = np.minimum(latest[rows], calendar.to_work(plan.start[rows] + reach))
        windows_of = [
            np.searchsorted(calendar.cumulative, work, side="right") for work in (first, last)
        ]
        steps += int((windows_of[1] - windows_of[0]) @ uses[rows])
    return steps


def _narrowed(problem: Problem, windows: Windows, plan: Schedule, reach: int) -> Windows:
    """Return windows in which no start is more than `reach` ticks away from the plan's."""
    narrow = replace(
        windows,
        earliest=list(windows.earliest),
        latest=list(windows.latest),
        earliest_start=list(windows.earliest_start),
        latest_start=list(windows.latest_start),
        earliest_end=list(windows.earliest_end),
        latest_end=list(windows.latest_end),
    )
    pinned, starts = problem.op_fixed_start.tolist(), plan.start.tolist()
    outlasts = outlasting(problem)
    for op, modes in enumerate(windows.possible):
        if pinned[op] < 0:
            spans = [_narrow_mode(problem, narrow, mode, starts[op], reach) for mode in modes]
            rows = [span for span in spans if span is not None]
            narrow.earliest_start[op] = min(row[0] for row in rows)
            narrow.latest_start[op] = max(row[1] for row in rows)
            narrow.earliest_end[op] = min(row[2] for row in rows)
            if not outlasts[op]:  # otherwise its end does not follow from its start
                narrow.latest_end[op] = max(row[3] for row in rows)
    return narrow


def _narrow_mode(
    problem: Problem, narrow: Windows, mode: int, start: int, reach: int
) -> tuple[int, int, int, int] | None:
    """Narrow the window of a mode; return first and last start and end if it stays possible."""
    calendar = problem.calendars[int(problem.mode_calendar[mode])]
    duration = int(problem.mode_duration[mode])
    low = max(narrow.earliest[mode], calendar.to_work(max(0, start - reach)))
    if not problem.mode_interruptible[mode]:
        low = next_fitting(calendar, low, duration)
    high = min(narrow.latest[mode], calendar.to_work(start + reach))
    narrow.earliest[mode], narrow.latest[mode] = low, high
    if low > high:
        return None
    first, last = calendar.to_wall_start(low), calendar.to_wall_start(high)
    return first, last, end_of(calendar, low, duration), end_of(calendar, high, duration)
