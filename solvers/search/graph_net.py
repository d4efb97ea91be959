"""What the graph search knows of a problem and never changes: tables with one row per thing.

Every resource is as many *lanes* as it has units. An operation holds a lane for each unit of its
main resource and of each further resource, from start to end; so a plan is a mode for each
operation, a lane for each of its holds, and a sequence on each lane. That is stricter than the
problem for crews, which are free in the breaks of the work, and never looser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.problem import Precedence
from solvers.search.arrays import arrays_of

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.search.arrays import Arrays
    from solvers.search.clock import Clock

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Narrow = np.ndarray[tuple[int], np.dtype[np.int32]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int32]]
    Wide = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["MOST", "NARROW", "Net", "is_narrow", "net_of"]

NARROW = np.int32
"""Kind of most numbers: what a plan takes decides how often a large plant waits for memory."""

MOST = 2**30
"""Ticks a plan may last in tables, however late it is; the sum of two is no more than fits."""

RELEASE, PIN, DEADLINE, ELASTIC, MODES, MODES_END, EDGES, EDGES_END = range(8)
OUTS, OUTS_END, NODES, NODES_END, SERVES, SERVES_END = range(8, 14)
"""Columns of `Net.op`: dates, and where the rows in other tables begin and end."""

DURATION, CALENDAR, IS_INTERRUPTIBLE, STATE, PREPARATION, MATRIX, STATES, SETUP_CALENDAR = range(8)
INITIAL, NEEDS, NEEDS_END, RESOURCE = range(8, 12)
"""Columns of `Net.mode`. MATRIX is the first row of its `Net.changes`, -1 without setups."""

PRED, KIND, LAG, LEAD = range(4)
"""Columns of `Net.edge`; a lag is at ``lags[LAG + mode of PRED]``, a lead likewise."""

NEED_RESOURCE, NEED_CALENDAR = range(2)
"""Columns of `Net.need`."""

AWAY_START, AWAY_END = range(2)
"""Columns of `Net.away`."""

DUE, COMPLETE, LINKS, LINKS_END = range(4)
"""Columns of `Net.demand`; COMPLETE is the release of the demand."""

WHO, LATER = range(2)
"""Columns of `Net.link` (operation) and `Net.serve` (demand), and the lag after the end."""


class Net(NamedTuple):
    """Tables, columns named by the constants of this module; ticks."""

    clock: Clock
    horizon: int
    has_away: bool
    """Whether any lane is away at any time."""
    op: Table
    """(N, 14)"""
    mode: Table
    """(M, 12)"""
    edge: Table
    """(E, 4): by successor."""
    out: Narrow
    """(E,): successors, by predecessor."""
    lags: Narrow
    leads: Narrow
    changes: Narrow
    """Setup times of all matrices, row by row: from state i to j at ``MATRIX + i * STATES + j``."""
    need: Table
    """(Q, 2): what each mode holds, a row for each unit; its main resource first."""
    lane_first: Narrow
    """(R + 1,): lanes of each resource."""
    away_first: Ints
    """(K + 1,): rows of `away` of each lane."""
    away: Wide
    """(A, 2): stretches in which a lane is not there; the last lanes of a resource go first."""
    demand: Wide
    """(D, 4)"""
    link: Table
    """(L, 2): by demand."""
    serve: Table
    """(L, 2): by operation."""
    sinks: Narrow
    """Operations after which nothing has to end; one of them ends last."""


def net_of(problem: Problem) -> Net:
    """Return the tables of a problem."""
    arrays = arrays_of(problem)
    need, need_first = _needs(problem)
    away_first, away = _away(problem)
    edges = arrays.in_edge
    return Net(
        clock=arrays.clock,
        horizon=problem.horizon,
        has_away=bool(away.size),
        op=_ops(problem, arrays, need_first),
        mode=_modes(problem, need_first),
        edge=_table(
            problem.pred[edges],
            problem.kind[edges],
            arrays.lag_first[edges],
            arrays.lead_first[edges],
        ),
        out=problem.succ[arrays.out_edge].astype(NARROW),
        lags=problem.lags.astype(NARROW),
        leads=problem.leads.astype(NARROW),
        changes=problem.setup_times.reshape(-1).astype(NARROW),
        need=need,
        lane_first=_pointer(problem.resource_capacity).astype(NARROW),
        away_first=away_first,
        away=away,
        demand=np.column_stack(
            (
                problem.demand_due,
                problem.demand_release,
                problem.demand_ptr[:-1],
                problem.demand_ptr[1:],
            )
        ),
        link=_table(problem.demand_op, problem.demand_lag),
        serve=_table(arrays.serves, arrays.serves_lag),
        sinks=_sinks(problem),
    )


def is_narrow(problem: Problem) -> bool:
    """Tell whether the ticks of any plan fit into tables, however its sequences are.

    Work that finds no room is put behind the horizon, at worst all of it one after the other.
    """
    setup = int(problem.setup_times.max(initial=0)) + int(problem.mode_preparation.max(initial=0))
    duration = np.zeros(problem.num_operations, dtype=np.int64)
    np.maximum.at(duration, problem.mode_op, problem.mode_duration)
    longest = problem.horizon + int(duration.sum()) + setup * problem.num_operations
    for lags in (problem.lags, problem.leads, problem.demand_lag):
        longest += int(lags.sum())
    dates = (problem.op_release, problem.op_deadline, problem.op_fixed_start)
    return max(longest, *(int(date.max(initial=0)) for date in dates)) < MOST


def _table(*columns: Ints) -> Table:
    return np.column_stack(columns).astype(NARROW)


def _pointer(sizes: Ints) -> Ints:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def _ops(problem: Problem, arrays: Arrays, need_first: Ints) -> Table:
    most = np.zeros(problem.num_operations, dtype=np.int64)
    np.maximum.at(most, problem.mode_op, np.diff(need_first))
    nodes = _pointer(most)
    return _table(
        arrays.release, problem.op_fixed_start, problem.op_deadline,
        problem.op_elastic.astype(np.int64),
        arrays.mode_first, arrays.mode_last, arrays.in_ptr[:-1], arrays.in_ptr[1:],
        arrays.out_ptr[:-1], arrays.out_ptr[1:], nodes[:-1], nodes[1:],
        arrays.serves_ptr[:-1], arrays.serves_ptr[1:],
    )  # fmt: skip


def _modes(problem: Problem, need_first: Ints) -> Table:
    resource, states = problem.mode_resource, problem.setup_times.shape[1]
    # the last entry of each is for modes without a resource
    setup = np.append(problem.resource_setup, -1)[resource]
    return _table(
        problem.mode_duration, problem.mode_calendar, problem.mode_interruptible.astype(np.int64),
        problem.mode_state, problem.mode_preparation,
        np.where(setup >= 0, setup * states * states, -1), np.full(resource.size, states),
        np.append(problem.resource_setup_calendar, 0)[resource],
        np.append(problem.resource_initial_state, -1)[resource],
        need_first[:-1], need_first[1:], resource,
    )  # fmt: skip


def _needs(problem: Problem) -> tuple[Table, Ints]:
    """Return what modes hold, and where the rows of each mode begin.

    Work without length holds nothing, unless it may wait at its end.
    """
    holds = (problem.mode_duration > 0) | problem.op_elastic[problem.mode_op]
    main = np.flatnonzero((problem.mode_resource >= 0) & holds)
    uses = np.flatnonzero(holds[problem.use_mode])
    mode = np.concatenate((main, problem.use_mode[uses]))
    resource = np.concatenate((problem.mode_resource[main], problem.use_resource[uses]))
    calendar = np.concatenate(
        (problem.resource_calendar[problem.mode_resource[main]], problem.use_calendar[uses])
    )
    units = np.concatenate((problem.mode_units[main], problem.use_units[uses]))
    order = np.argsort(mode, kind="stable")
    rows = np.repeat(order, units[order])
    counts = np.bincount(mode[rows], minlength=problem.num_modes)
    return _table(resource[rows], calendar[rows]), _pointer(counts)


def _away(problem: Problem) -> tuple[Ints, Wide]:
    """Return when which lanes are not there."""
    lanes: list[list[tuple[int, int]]] = [[] for _ in range(int(problem.resource_capacity.sum()))]
    first = _pointer(problem.resource_capacity)
    rows = zip(
        problem.profile_resource.tolist(),
        problem.profile_start.tolist(),
        problem.profile_end.tolist(),
        problem.profile_capacity.tolist(),
        strict=True,
    )
    for resource, start, end, units in rows:
        for lane in range(int(first[resource]) + units, int(first[resource + 1])):
            if start < end:
                lanes[lane].append((start, end))
    stretches = [row for lane in lanes for row in sorted(lane)]
    sizes = np.array([len(lane) for lane in lanes], dtype=np.int64)
    return _pointer(sizes), np.array(stretches, dtype=np.int64).reshape(-1, 2)


def _sinks(problem: Problem) -> Narrow:
    ends_later = (problem.kind == Precedence.END_START) | (problem.kind == Precedence.END_END)
    is_last = np.ones(problem.num_operations, dtype=np.bool_)
    is_last[problem.pred[ends_later]] = False  # lags are not negative
    return np.flatnonzero(is_last).astype(NARROW)
