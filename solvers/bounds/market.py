"""Time on resources at a price: what kernels need to know of a problem to price its plans.

Time is cut into K buckets of wall-clock ticks. A price belongs to one unit of a resource for one
tick in a bucket. What a mode holds together makes a *profile*; modes with the same profile and
calendar pay the same price per working tick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.bounds.capacity import curve_of, holds_of
from solvers.bounds.passes import NEVER

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.bounds.capacity import Curve, Holds
    from solvers.bounds.deadlines import Relaxation

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["DEAR", "Market", "coordinates", "market_of"]

DEAR = 2**60
"""Dearer than everything: impossible."""

_FEWEST, _MOST = 64, 400
"""Buckets."""

_WALKS = 1_200_000
"""Modes times buckets that one pass may look at."""

_LATE_BUCKETS = 8
"""Buckets for the time after all work could be done."""


class Market(NamedTuple):
    """Flat arrays; work coordinates are those of the mode's calendar."""

    grid: Ints
    """(K + 1,): ticks between buckets; calendars end before the last."""
    edge: Table
    """(C, K + 1): work coordinates of the grid in each calendar."""
    capacity: Table
    """(R, K): units times ticks."""
    profile: Ints
    """(M,)."""
    profile_calendar: Ints
    """(P,)."""
    profile_ptr: Ints
    """(P + 1,): rows of ..."""
    profile_resource: Ints
    profile_units: Ints
    mode_first: Ints
    """(N,): as in `solvers.search.arrays.Arrays`, and so on."""
    mode_last: Ints
    calendar: Ints
    duration: Ints
    is_whole: Bools
    """(M,): must be in one window."""
    first: Ints
    """(M,): earliest start in work coordinates, -1 if impossible."""
    window_ptr: Ints
    window_passed: Ints
    window_length: Ints


def market_of(relaxation: Relaxation, share: float = 1.0, *, is_even: bool = False) -> Market:
    """Return the market of a problem whose operations all have room.

    Parameters
    ----------
    share
        Part of the buckets that there is time for: with fewer, prices settle sooner but prove less.
    is_even
        Whether buckets are as short when all work could be done: if somebody gains by that.
    """
    problem, arrays, heads = relaxation.problem, relaxation.arrays, relaxation.heads
    holds = holds_of(problem, heads.mode_start < NEVER)
    curves = [curve_of(problem, resource) for resource in range(problem.num_resources)]
    busy = int(max(problem.horizon, problem.window_end.max(initial=0), 1))
    if not is_even:
        busy = min(busy, _busy_until(relaxation, holds, curves))
    grid = _grid(relaxation, curves, busy, share)
    edge = np.array([calendar.to_work(grid) for calendar in problem.calendars])
    capacity = np.array([np.diff(curve.at(grid)) for curve in curves])
    clock = arrays.clock
    return Market(
        grid=grid,
        edge=edge.reshape(-1, grid.size).astype(np.int64),
        capacity=capacity.reshape(-1, grid.size - 1).astype(np.int64),
        **_profiles(problem, holds),
        mode_first=arrays.mode_first,
        mode_last=arrays.mode_last,
        calendar=problem.mode_calendar,
        duration=problem.mode_duration,
        is_whole=(~problem.mode_interruptible)
        & (problem.mode_duration > 0)
        & (problem.op_fixed_start[problem.mode_op] < 0),
        first=coordinates(problem, np.where(heads.mode_start < NEVER, heads.mode_start, -1)),
        window_ptr=clock.first,
        window_passed=clock.passed,
        window_length=clock.end - clock.start,
    )


def coordinates(problem: Problem, ticks: Ints) -> Ints:
    """Return work coordinates of a tick for each mode in its own calendar; -1 stays -1."""
    result = np.full(ticks.size, -1, dtype=np.int64)
    for index, calendar in enumerate(problem.calendars):
        mine = (problem.mode_calendar == index) & (ticks >= 0)
        result[mine] = calendar.to_work(ticks[mine])
    return result


def _profiles(problem: Problem, holds: Holds) -> dict[str, Ints]:
    """Return what modes hold together, each combination once."""
    begins = np.searchsorted(holds.mode, np.arange(problem.num_modes + 1)).tolist()
    pairs = list(zip(holds.resource.tolist(), holds.units.tolist(), strict=True))
    calendars = problem.mode_calendar.tolist()
    known: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    profile = [
        known.setdefault(
            (calendars[mode], tuple(sorted(pairs[begins[mode] : begins[mode + 1]]))), len(known)
        )
        for mode in range(problem.num_modes)
    ]
    rows = [row for _, held in known for row in held]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return {
        "profile": np.array(profile, dtype=np.int64),
        "profile_calendar": np.array([calendar for calendar, _ in known], dtype=np.int64),
        "profile_ptr": np.cumsum([0, *(len(held) for _, held in known)]).astype(np.int64),
        "profile_resource": columns[:, 0].copy(),
        "profile_units": columns[:, 1].copy(),
    }


def _grid(relaxation: Relaxation, curves: list[Curve], busy: int, share: float) -> Ints:
    """Return the ticks between buckets: about as much capacity in each up to some tick.

    Where calendars open and close there is a bucket's end, if there are not too many of them.
    """
    problem = relaxation.problem
    last = int(max(problem.horizon, problem.window_end.max(initial=0), 1))
    count = int(np.clip(_WALKS // max(1, problem.num_modes), _FEWEST, _MOST) * share)
    ticks = [np.array([0, busy, last]), np.linspace(busy, last, _LATE_BUCKETS)]
    changes = np.unique(np.concatenate((problem.window_start, problem.window_end)))
    changes = changes[changes < busy]
    if changes.size <= count // 2:
        ticks.append(changes)
        count -= changes.size
    probes = np.linspace(0, busy, 16 * count).astype(np.int64)
    passed = np.sum([curve.at(probes) for curve in curves] or [probes], axis=0)
    wanted = np.linspace(0, passed[-1], count)
    ticks.append(probes[np.minimum(np.searchsorted(passed, wanted), probes.size - 1)])
    return np.unique(np.concatenate(ticks).astype(np.int64))


def _busy_until(relaxation: Relaxation, holds: Holds, curves: list[Curve]) -> int:
    """Return a tick by which each resource could have done all that may come to it."""
    problem, heads = relaxation.problem, relaxation.heads
    until = int(heads.end.max(initial=1))
    is_first = np.isin(holds.mode, relaxation.arrays.mode_first)
    work = np.zeros(problem.num_resources, dtype=np.int64)
    taken = holds.units * problem.mode_duration[holds.mode]
    np.add.at(work, holds.resource[is_first], taken[is_first])
    for curve, amount in zip(curves, work.tolist(), strict=True):
        piece = min(int(np.searchsorted(curve.total, amount)), curve.tick.size - 1)
        until = max(until, int(curve.tick[piece]))
    return until + until // 8
