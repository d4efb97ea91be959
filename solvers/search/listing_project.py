"""Projects with scarce resources as arrays of ticks: what the search of activity lists works on.

Units free of up to four resources are fields of one word, 15 bits each, the highest of them a
guard: one subtraction tells whether there are enough of all.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.level import Objective
from models.problem import Precedence
from solvers.search.decoder_spare import spare_resources
from solvers.search.listing_order import by_rank

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["GUARDS", "Network", "Project", "project_of"]

_FIELDS, _BITS = 4, 15
_MOST_UNITS = (1 << (_BITS - 1)) - 1
GUARDS = sum(1 << (_BITS * field + _BITS - 1) for field in range(_FIELDS))
"""The bits that a subtraction clears where units lack."""

_LONGEST = 20_000
"""Ticks of the longest project: free units are looked at tick by tick."""


class Network(NamedTuple):
    """Edges by successor: those of activity i are rows ``first[i]`` to ``first[i + 1]``."""

    first: Ints
    pred: Ints
    lag: Ints
    release: Ints
    """(N,): earliest starts."""


class Project(NamedTuple):
    """Activities that hold units of resources without a pause; times in `unit` ticks."""

    unit: int
    forward: Network
    backward: Network
    """The same with time running back, without releases."""
    duration: Ints
    need: Table
    """(N, W): units held, four resources a word."""
    capacity: Ints
    """(W,)"""
    topological: Ints
    """(N,): predecessors first."""


def project_of(problem: Problem, levels: tuple[Level, ...]) -> Project | None:
    """Return a problem as a project; ``None`` if it is none, or not to be short above all."""
    if not problem.num_operations or not levels or not _is_project(problem):
        return None
    if levels[0].objectives != {Objective.MAKESPAN}:
        return None
    need, capacity = _needs(problem)
    lag = problem.lags[problem.lag_ptr[:-1]]
    unit = max(1, gcd(*np.concatenate((problem.mode_duration, lag, problem.op_release)).tolist()))
    if problem.mode_duration.sum() + lag.sum() + problem.op_release.max() > _LONGEST * unit:
        return None
    order = _topological(problem)
    if order is None or (lag < 0).any():
        return None
    nothing = np.zeros(problem.num_operations, dtype=np.int64)
    release = problem.op_release.clip(min=0) // unit
    return Project(
        unit=unit,
        forward=_network(problem.pred, problem.succ, lag // unit, release),
        backward=_network(problem.succ, problem.pred, lag // unit, nothing),
        duration=problem.mode_duration // unit,
        need=need,
        capacity=capacity,
        topological=order,
    )


def _is_project(problem: Problem) -> bool:
    main = problem.mode_resource[problem.mode_resource >= 0]
    return not (
        problem.num_modes > problem.num_operations
        or (problem.kind != Precedence.END_START).any()
        or (problem.op_fixed_start >= 0).any()
        or (problem.op_deadline >= 0).any()
        or (problem.mode_family >= 0).any()
        or (problem.resource_setup[main] >= 0).any()
        or problem.profile_resource.size
        or (problem.resource_capacity > _MOST_UNITS).any()
        or not _is_always_open(problem)
    )


def _is_always_open(problem: Problem) -> bool:
    """Tell whether every calendar that matters is one window from tick 0 to the horizon."""
    counted = np.concatenate(
        (problem.mode_resource[problem.mode_resource >= 0], problem.use_resource)
    )
    used = np.concatenate(
        (problem.mode_calendar, problem.use_calendar, problem.resource_calendar[counted])
    )
    return all(
        problem.calendar_ptr[calendar + 1] - problem.calendar_ptr[calendar] == 1
        and problem.window_start[problem.calendar_ptr[calendar]] <= 0
        and problem.window_end[problem.calendar_ptr[calendar]] >= problem.horizon
        for calendar in np.unique(used).tolist()
    )


def _needs(problem: Problem) -> tuple[Table, Ints]:
    """Return packed units held by each activity, and there of each resource."""
    units = np.zeros((problem.num_operations, problem.num_resources), dtype=np.int64)
    main = np.flatnonzero(problem.mode_resource >= 0)
    np.add.at(units, (problem.mode_op[main], problem.mode_resource[main]), problem.mode_units[main])
    np.add.at(units, (problem.mode_op[problem.use_mode], problem.use_resource), problem.use_units)
    scarce = np.flatnonzero(~spare_resources(problem) & (units > 0).any(axis=0))
    words = max(1, -(-scarce.size // _FIELDS))
    need = np.zeros((problem.num_operations, words), dtype=np.int64)
    capacity = np.zeros(words, dtype=np.int64)
    for index, resource in enumerate(scarce.tolist()):
        word, shift = index // _FIELDS, _BITS * (index % _FIELDS)
        need[:, word] += units[:, resource] << shift
        capacity[word] += int(problem.resource_capacity[resource]) << shift
    return need, capacity


def _network(pred: Ints, succ: Ints, lag: Ints, release: Ints) -> Network:
    order = np.argsort(succ, kind="stable")
    first = np.searchsorted(succ[order], np.arange(release.size + 1)).astype(np.int64)
    return Network(first, pred[order].astype(np.int64), lag[order], release)


def _topological(problem: Problem) -> Ints | None:
    order = by_rank(problem, np.arange(problem.num_operations))
    return order if order.size == problem.num_operations else None
