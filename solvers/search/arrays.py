"""A `Problem` as kernels want it: rows of edges and demands by operation, one tuple of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.clock import Clock, clock_of

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Matrix = np.ndarray[tuple[int, int, int], np.dtype[np.int64]]
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
    num_resources: int
    num_demands: int
    horizon: int
    clock: Clock

    release: Ints
    """(N,): not negative."""
    fixed_start: Ints
    deadline: Ints
    elastic: Bools
    mode_first: Ints
    """(N,): first mode the operation may run in ..."""
    mode_last: Ints
    """(N,): ... and one past the last; one mode only if it is pinned."""

    mode_op: Ints
    resource: Ints
    calendar: Ints
    duration: Ints
    state: Ints
    preparation: Ints
    units: Ints
    family: Ints
    fill: Ints
    interruptible: Bools

    use_ptr: Ints
    use_resource: Ints
    use_units: Ints
    use_calendar: Ints

    capacity: Ints
    resource_calendar: Ints
    setup: Ints
    """(R,): setup matrix of a resource, -1 for none."""
    initial_state: Ints
    setup_calendar: Ints
    setup_cost: Ints
    setup_times: Matrix
    session_most: Ints
    session_least: Ints
    session_patience: Ints
    profile_ptr: Ints
    """(R + 1,): stretches of a resource with fewer units, by start."""
    profile_start: Ints
    profile_end: Ints
    profile_capacity: Ints
    crew_ptr: Ints
    """(R + 1,): what changeovers on a machine hold."""
    crew_resource: Ints
    crew_units: Ints
    overtime_ptr: Ints
    """(R + 1,): stretches of overtime of a main resource."""
    overtime_start: Ints
    overtime_end: Ints
    overtime_cost: Ints

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

    due: Ints
    demand_release: Ints
    demand_ptr: Ints
    demand_op: Ints
    demand_lag: Ints
    serves_ptr: Ints
    """(N + 1,): rows of `serves` and `serves_lag` of each operation."""
    serves: Ints
    """(L,): a demand that the operation completes ..."""
    serves_lag: Ints
    """(L,): ... so many ticks after its end."""

    flow_start: Ints
    flow_end: Ints
    flow_demand: Ints
    previous_start: Ints
    previous_mode: Ints


def arrays_of(problem: Problem) -> Arrays:
    """Return the arrays of a problem; some seconds for a million operations."""
    profile = _by_resource(problem, problem.profile_resource, problem.profile_start)
    crew = _by_resource(problem, problem.crew_machine)
    overtime = _by_resource(problem, problem.overtime_resource, problem.overtime_start)
    return Arrays(
        num_operations=problem.num_operations,
        num_resources=problem.num_resources,
        num_demands=problem.num_demands,
        horizon=problem.horizon,
        clock=clock_of(problem),
        release=problem.op_release.clip(min=0),
        fixed_start=problem.op_fixed_start,
        deadline=problem.op_deadline,
        elastic=problem.op_elastic,
        mode_op=problem.mode_op,
        resource=problem.mode_resource,
        calendar=problem.mode_calendar,
        duration=problem.mode_duration,
        state=problem.mode_state,
        preparation=problem.mode_preparation,
        units=problem.mode_units,
        family=problem.mode_family,
        fill=problem.mode_fill,
        interruptible=problem.mode_interruptible,
        use_ptr=problem.use_ptr,
        use_resource=problem.use_resource,
        use_units=problem.use_units,
        use_calendar=problem.use_calendar,
        capacity=problem.resource_capacity,
        resource_calendar=problem.resource_calendar,
        setup=problem.resource_setup,
        initial_state=problem.resource_initial_state,
        setup_calendar=problem.resource_setup_calendar,
        setup_cost=problem.resource_setup_cost,
        setup_times=np.ascontiguousarray(problem.setup_times),
        session_most=problem.session_most,
        session_least=problem.session_least,
        session_patience=problem.session_patience,
        profile_ptr=profile[0],
        profile_start=problem.profile_start[profile[1]],
        profile_end=problem.profile_end[profile[1]],
        profile_capacity=problem.profile_capacity[profile[1]],
        crew_ptr=crew[0],
        crew_resource=problem.crew_resource[crew[1]],
        crew_units=problem.crew_units[crew[1]],
        overtime_ptr=overtime[0],
        overtime_start=problem.overtime_start[overtime[1]],
        overtime_end=problem.overtime_end[overtime[1]],
        overtime_cost=problem.overtime_cost[overtime[1]],
        due=problem.demand_due,
        demand_release=problem.demand_release,
        demand_ptr=problem.demand_ptr,
        demand_op=problem.demand_op,
        demand_lag=problem.demand_lag,
        flow_start=problem.flow_start,
        flow_end=problem.flow_end,
        flow_demand=problem.flow_demand,
        previous_start=problem.op_previous_start,
        previous_mode=problem.op_previous_mode,
        **_allowed(problem),
        **_edges(problem),
        **_served(problem),
    )


def _by_resource(problem: Problem, owner: Ints, then: Ints | None = None) -> tuple[Ints, Ints]:
    """Return where the rows of each resource begin, and the rows in that order."""
    order = np.lexsort((owner,) if then is None else (then, owner))
    return _pointer(owner, problem.num_resources), order.astype(np.int64)


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
