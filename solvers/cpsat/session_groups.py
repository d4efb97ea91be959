"""Who may share a session, and who does in a schedule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.cpsat.windows import Windows

__all__ = [
    "SessionGroup",
    "closed_pin",
    "session_groups",
    "sessions_of",
    "stretches",
    "working_ticks",
]


@dataclass(frozen=True, slots=True)
class SessionGroup:
    """Modes of one family and calendar on one machine with sessions.

    Parameters
    ----------
    modes
        Possible ones, ascending.
    pairs
        Modes of two operations that may share a session, each with the lower row first.
    """

    machine: int
    family: int
    calendar: int
    modes: list[int]
    pairs: list[tuple[int, int]] = field(default_factory=list)


def session_groups(problem: Problem, windows: Windows) -> list[SessionGroup]:
    """Return the modes that may share sessions, as far as their windows and fills allow."""
    machines, families = problem.mode_resource.tolist(), problem.mode_family.tolist()
    calendars: list[int] = problem.mode_calendar.tolist()
    groups: dict[tuple[int, int, int], SessionGroup] = {}
    if not problem.session_most.any():
        return []
    for mode in (mode for modes in windows.possible for mode in modes):
        machine, family = machines[mode], families[mode]
        if machine >= 0 and family >= 0 and problem.session_most[machine] > 0:
            key = (machine, family, calendars[mode])
            groups.setdefault(key, SessionGroup(*key, [])).modes.append(mode)
    for group in groups.values():
        group.pairs.extend(_pairs(problem, windows, group))
    return list(groups.values())


def _pairs(problem: Problem, windows: Windows, group: SessionGroup) -> list[tuple[int, int]]:
    owner, fills = problem.mode_op.tolist(), problem.mode_fill.tolist()
    most = int(problem.session_most[group.machine])
    earliest, latest = windows.earliest, windows.latest
    pinned = {mode: closed_pin(problem, mode) for mode in group.modes}
    return [
        (first, second)
        for index, first in enumerate(group.modes)
        for second in group.modes[index + 1 :]
        if owner[first] != owner[second]
        and fills[first] + fills[second] <= most
        and max(earliest[first], earliest[second]) <= min(latest[first], latest[second])
        and pinned[first] == pinned[second]
    ]


def closed_pin(problem: Problem, mode: int) -> int:
    """Return where a mode is pinned outside its working time, -1 if it is not.

    Work coordinates do not tell such a start from the next one in working time.
    """
    pin = int(problem.op_fixed_start[problem.mode_op[mode]])
    calendar = problem.calendars[int(problem.mode_calendar[mode])]
    if pin < 0 or calendar.to_work(pin + 1) > calendar.to_work(pin):
        return -1
    return pin


def stretches(groups: list[SessionGroup], duration: list[int]) -> dict[int, int]:
    """Return the modes that longer ones may join, with the longest duration of those."""
    longest: dict[int, int] = {}
    for group in groups:
        for first, second in group.pairs:
            for mode, other in ((first, second), (second, first)):
                ticks = max(duration[other], longest.get(mode, 0))
                if ticks > duration[mode]:
                    longest[mode] = ticks
    return longest


def sessions_of(problem: Problem, schedule: Schedule) -> list[list[int]]:
    """Return the operations of each session of a schedule, ascending; only of those shared."""
    mode = schedule.mode
    machine = problem.mode_resource[mode]
    # the last entry is for resource -1; a problem may have no resource at all
    shared = np.append(problem.session_most, 0)[machine] > 0
    shared &= problem.mode_family[mode] >= 0
    sessions: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for operation in np.flatnonzero(shared).tolist():
        family, start = int(problem.mode_family[mode[operation]]), int(schedule.start[operation])
        sessions[int(machine[operation]), family, start].append(operation)
    return list(sessions.values())


def working_ticks(problem: Problem, schedule: Schedule) -> list[int]:
    """Return how many ticks each operation works: as long as its session; shape (N,)."""
    ticks: list[int] = problem.mode_duration[schedule.mode].tolist()
    for operations in sessions_of(problem, schedule):
        longest = max(ticks[operation] for operation in operations)
        for operation in operations:
            ticks[operation] = longest
    return ticks
