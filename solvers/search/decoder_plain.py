"""Machines and pools for the append decoder: who can use it, and its arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.problem import Precedence
from solvers.search.clock import Clock, clock_of
from solvers.search.decoder_spare import spare_resources

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["Lanes", "Listing", "Plain", "lanes_of", "memory_of", "plain_of"]

MOST_LANES = 64
"""Larger pools take longer lane by lane than as a timeline."""

# columns of Plain.op
RELEASE, DEADLINE, PIN, ELASTIC, MODE_FIRST, MODE_LAST, IN_FIRST, IN_LAST, IS_SIMPLE = range(9)
# columns of Plain.mode
MACHINE, CALENDAR, DURATION, MAY_PAUSE, UNITS, STATE, PREPARATION, USE_FIRST, USE_LAST = range(9)
# columns of Plain.machine
LANE_FIRST, LANE_LAST, SETUP, SETUP_CALENDAR, INITIAL_STATE = range(5)
# columns of Plain.use
RESOURCE, COUNT = range(2)
# columns of Plain.edge
PRED, KIND, LAG_FIRST, LEAD_FIRST = range(4)
# rows of Lanes.place
MODE, START, END, CHANGE = range(4)
# rows of Lanes.left
LEFT_STATE, MOMENT = range(2)


class Plain(NamedTuple):
    """A problem of machines and pools, each row of a table with all that belongs together.

    With its predecessor in mode m, edge e has the lag ``numbers[edge[e, LAG_FIRST] + m]``,
    likewise for leads. From state i to state j machine r is set up in
    ``numbers[machine[r, SETUP] + i * num_states + j]`` ticks; -1 for a machine without setups.
    """

    clock: Clock
    horizon: int
    num_states: int
    is_exact: bool
    """Whether no further resource has to be counted."""
    op: Table
    """(N, 9)"""
    mode: Table
    """(M, 9)"""
    use: Table
    """(U, 2), by mode: further resources that may run short, each once."""
    machine: Table
    """(R, 5)"""
    edge: Table
    """(E, 4), by successor."""
    numbers: Ints


class Lanes(NamedTuple):
    """What has been placed so far; all parts of one `memory`, so that one copy saves it."""

    place: Table
    """(4, N): mode, start, end and changeover of each operation."""
    free: Ints
    """(L,): from when on each unit of each resource is free, ascending within a resource."""
    left: Table
    """(2, R): state a machine was left in, and the tick at which its last operation ran if that
    had no length and the machine has setups."""


class Listing(NamedTuple):
    """What is decoded."""

    order: Ints
    """(N,): operations, every one after all its predecessors."""
    mode: Ints
    """(N,): mode of each operation, -1 for the one that ends first."""


def plain_of(problem: Problem) -> Plain | None:
    """Return the arrays of a problem; ``None`` if appending cannot keep its rules.

    Further resources are held through the breaks of the work, too: that keeps their rule, but a
    crew that could help elsewhere meanwhile does not. Only `Plain.is_exact` problems have none.
    """
    uses = _uses(problem)
    if not _is_plain(problem, uses):
        return None
    leads, setups = problem.lags.size, problem.lags.size + problem.leads.size
    return Plain(
        clock=clock_of(problem),
        horizon=problem.horizon,
        num_states=problem.setup_times.shape[1],
        is_exact=not len(uses),
        op=_operations(problem),
        mode=_modes(problem, uses),
        use=uses[:, 1:].copy(),
        machine=_machines(problem, setups),
        edge=_edges(problem, leads),
        numbers=np.concatenate((problem.lags, problem.leads, problem.setup_times.ravel())),
    )


def memory_of(problem: Problem) -> Ints:
    """Return room for a plan of a problem with `plain_of`."""
    lanes = int(problem.resource_capacity.sum())
    size = 4 * problem.num_operations + lanes + 2 * problem.num_resources
    return np.zeros(size, dtype=np.int64)


def lanes_of(problem: Problem, memory: Ints) -> Lanes:
    """Return the parts of a memory."""
    count = problem.num_operations
    lanes = 4 * count + int(problem.resource_capacity.sum())
    return Lanes(
        place=memory[: 4 * count].reshape(4, count),
        free=memory[4 * count : lanes],
        left=memory[lanes:].reshape(2, problem.num_resources),
    )


def _uses(problem: Problem) -> Table:
    """Return mode, resource and units of all that modes hold besides their machine."""
    is_needed = ~spare_resources(problem)[problem.use_resource]
    keys = np.stack([problem.use_mode[is_needed], problem.use_resource[is_needed]], axis=1)
    rows, index = np.unique(keys, axis=0, return_inverse=True)
    units = np.zeros(len(rows), dtype=np.int64)
    np.add.at(units, index.ravel(), problem.use_units[is_needed])
    return np.column_stack((rows, units)).astype(np.int64)


def _is_plain(problem: Problem, uses: Table) -> bool:
    resources = np.concatenate((problem.mode_resource[problem.mode_resource >= 0], uses[:, 1]))
    capacity = problem.resource_capacity
    is_changed = np.isin(problem.crew_machine, resources)
    spare = spare_resources(problem)
    return not (
        (~spare[problem.crew_resource[is_changed]]).any()
        or np.isin(problem.profile_resource, resources).any()
        or (problem.mode_family >= 0).any()
        or (problem.kind == Precedence.MAX_WAIT).any()
        or (capacity[resources] > MOST_LANES).any()
        or (uses[:, 2] > capacity[uses[:, 1]]).any()
        or (uses[:, 1] == problem.mode_resource[uses[:, 0]]).any()
    )


def _operations(problem: Problem) -> Table:
    fixed, pointer = problem.op_fixed_mode, problem.mode_ptr
    in_ptr = np.concatenate(
        ([0], np.cumsum(np.bincount(problem.succ, minlength=problem.num_operations)))
    )
    is_simple = np.ones(problem.num_operations, dtype=np.int64)
    is_simple[problem.succ[problem.kind != Precedence.END_START]] = 0
    return _table(
        problem.op_release.clip(min=0),
        problem.op_deadline,
        problem.op_fixed_start,
        problem.op_elastic,
        np.where(fixed >= 0, fixed, pointer[:-1]),
        np.where(fixed >= 0, fixed + 1, pointer[1:]),
        in_ptr[:-1],
        in_ptr[1:],
        is_simple,
    )


def _modes(problem: Problem, uses: Table) -> Table:
    pointer = np.searchsorted(uses[:, 0], np.arange(problem.num_modes + 1))
    return _table(
        problem.mode_resource,
        problem.mode_calendar,
        problem.mode_duration,
        problem.mode_interruptible,
        problem.mode_units,
        problem.mode_state,
        problem.mode_preparation,
        pointer[:-1],
        pointer[1:],
    )


def _machines(problem: Problem, setups: int) -> Table:
    last, setup = np.cumsum(problem.resource_capacity), problem.resource_setup
    size = problem.setup_times.shape[1] ** 2
    return _table(
        last - problem.resource_capacity,
        last,
        np.where(setup >= 0, setups + setup * size, -1),
        problem.resource_setup_calendar,
        problem.resource_initial_state,
    )


def _edges(problem: Problem, leads: int) -> Table:
    first_mode = problem.mode_ptr
    rows = _table(
        problem.pred,
        problem.kind,
        problem.lag_ptr[:-1] - first_mode[problem.pred],
        leads + problem.lead_ptr[:-1] - first_mode[problem.succ],
    )
    return np.ascontiguousarray(rows[np.argsort(problem.succ, kind="stable")])


def _table(*columns: np.ndarray[tuple[int], np.dtype[np.int64 | np.bool_]]) -> Table:
    return np.ascontiguousarray(np.stack([column.astype(np.int64) for column in columns], axis=1))
