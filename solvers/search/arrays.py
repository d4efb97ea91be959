"""A `Problem` as kernels want it: rows of edges and demands by operation, one tuple of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.clock import Clock, clock_of

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["Arrays", "arrays_of"]


class Arrays(NamedTuple):
    """Names, shapes and units as in `Problem`, but for what is said here.

    Edges of operation i are rows ``in_ptr[i]`` to ``in_ptr[i + 1]`` of `in_edge`, likewise what
    it precedes in `out_edge`. With its predecessor in mode m, edge e has the lag
    ``lags[lag_first[e] + m]``, with its successor in mode m the lead ``leads[lead_first[e] + m]``
    (WORK_WORK only).
    """

    num_operations: int
    clock: Clock

    release: Ints
    """(N,): not negative."""
    fixed_start: Ints
    mode_first: Ints
    """(N,): first mode the operation may run in ..."""
    mode_last: Ints
    """(N,): ... and one past the last; one mode only if it is pinned."""

    mode_op: Ints
    calendar: Ints
    duration: Ints
    interruptible: Bools

    in_ptr: Ints
    in_edge: Ints
    out_ptr: Ints
    out_edge: Ints
    pred: Ints
    succ: Ints
    kind: Ints
    lag_first: Ints
    lags: Ints
    lead_first: Ints
    leads: Ints

    serves_ptr: Ints
    """(N + 1,): rows of `serves` and `serves_lag` of each operation."""
    serves: Ints
    """(L,): a demand that the operation completes ..."""
    serves_lag: Ints
    """(L,): ... so many ticks after its end."""


def arrays_of(problem: Problem) -> Arrays:
    """Return the arrays of a problem; some seconds for a million operations."""
    return Arrays(
        num_operations=problem.num_operations,
        clock=clock_of(problem),
        release=problem.op_release.clip(min=0),
        fixed_start=problem.op_fixed_start,
        mode_op=problem.mode_op,
        calendar=problem.mode_calendar,
        duration=problem.mode_duration,
        interruptible=problem.mode_interruptible,
        **_allowed(problem),
        **_edges(problem),
        **_served(problem),
    )


def _pointer(owner: Ints, count: int) -> Ints:
    """Return where each owner's rows begin once they are sorted by owner; shape (count + 1,)."""
    sizes = np.bincount(owner, minlength=count) if owner.size else np.zeros(count, dtype=np.int64)
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def _allowed(problem: Problem) -> dict[str, Ints]:
    fixed = problem.op_fixed_mode
    first, last = problem.mode_ptr[:-1], problem.mode_ptr[1:]
    return {
        "mode_first": np.where(fixed >= 0, fixed, first),
        "mode_last": np.where(fixed >= 0, fixed + 1, last),
    }


def _edges(problem: Problem) -> dict[str, Ints]:
    count, first_mode = problem.num_operations, problem.mode_ptr
    return {
        "pred": problem.pred,
        "succ": problem.succ,
        "kind": problem.kind,
        "lags": problem.lags,
        "leads": problem.leads,
        "lag_first": problem.lag_ptr[:-1] - first_mode[problem.pred],
        "lead_first": problem.lead_ptr[:-1] - first_mode[problem.succ],
        "in_ptr": _pointer(problem.succ, count),
        "in_edge": np.argsort(problem.succ, kind="stable").astype(np.int64),
        "out_ptr": _pointer(problem.pred, count),
        "out_edge": np.argsort(problem.pred, kind="stable").astype(np.int64),
    }


def _served(problem: Problem) -> dict[str, Ints]:
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    order = np.argsort(problem.demand_op, kind="stable")
    return {
        "serves_ptr": _pointer(problem.demand_op, problem.num_operations),
        "serves": demand[order].astype(np.int64),
        "serves_lag": problem.demand_lag[order],
    }
