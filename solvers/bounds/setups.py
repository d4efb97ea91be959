"""The least changeovers of each machine: the shortest way through all states it has to be in."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from solvers.bounds.passes import NEVER
from solvers.setup_times import least_times

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.bounds.passes import Heads

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
    Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["least_changeovers", "shortest_tour"]

_MOST_STATES = 12
"""So many states at most are put in their best order exactly (Held & Karp 1962)."""


def least_changeovers(problem: Problem, heads: Heads, counts: Bools | None = None) -> Ints:
    """Return the ticks of changeovers, preparations not counted, that no plan saves; shape (R,).

    Only operations count that run on a machine in one state whatever their mode.

    Parameters
    ----------
    counts
        (N,): leave others out; then all changeovers come before the last of these ends.
    """
    result = np.zeros(problem.num_resources, dtype=np.int64)
    possible = np.flatnonzero(heads.mode_start < NEVER)
    machine, state = problem.mode_resource[possible], problem.mode_state[possible]
    bounds = np.searchsorted(problem.mode_op[possible], np.arange(problem.num_operations + 1))
    needed: dict[int, set[int]] = {}
    has_setup = np.append(problem.resource_setup, -1)[problem.mode_resource] >= 0
    rows = pairwise(bounds.tolist()) if has_setup.any() else ()
    for op, (begin, end) in enumerate(rows):
        if counts is not None and not counts[op]:
            continue
        pairs = set(zip(machine[begin:end].tolist(), state[begin:end].tolist(), strict=True))
        if len(pairs) == 1:
            ((resource, wanted),) = pairs
            needed.setdefault(resource, set()).add(wanted)
    for resource in np.flatnonzero(problem.resource_setup >= 0).tolist():
        initial = int(problem.resource_initial_state[resource])
        known = {*state[machine == resource].tolist(), initial} - {-1}
        times = problem.setup_times[problem.resource_setup[resource]]
        wanted_states = needed.get(resource, set()) - {-1}
        result[resource] = shortest_tour(times, sorted(known), sorted(wanted_states), initial)
    return result


def shortest_tour(times: Matrix, known: list[int], wanted: list[int], initial: int) -> int:
    """Return the least time to be in some states once, each.

    Parameters
    ----------
    times
        From state to state, row = before.
    known
        States that may be passed on the way.
    wanted
        Those that must; of `known`.
    initial
        Where it starts, -1 to start anywhere for nothing.
    """
    if not wanted:
        return 0
    place = {state: index for index, state in enumerate(known)}
    way = least_times(times[np.ix_(known, known)])
    ends = [place[state] for state in wanted]
    into = [int(way[place[initial], end]) if initial >= 0 else 0 for end in ends]
    between = way[np.ix_(ends, ends)]
    if len(ends) > _MOST_STATES:
        return _least_entries(between, into, initial)
    return _best_order(between.tolist(), into)


def _least_entries(between: Matrix, into: list[int], initial: int) -> int:
    """Return the sum of the shortest ways into each state; one is free without an initial one."""
    apart = between + np.where(np.eye(len(into), dtype=np.bool_), 2**40, 0)
    least = apart.min(axis=0)
    if initial < 0:
        return int(least.sum() - least.max())
    return int(np.minimum(least, into).sum())


def _best_order(between: list[list[int]], into: list[int]) -> int:
    """Return the shortest way through all states, by dynamic programming over sets of them."""
    count = len(into)
    best = {(1 << last, last): cost for last, cost in enumerate(into)}
    for _ in range(1, count):
        longer: dict[tuple[int, int], int] = {}
        for (visited, last), cost in best.items():
            for after in range(count):
                if not visited >> after & 1:
                    key = visited | 1 << after, after
                    new = cost + between[last][after]
                    longer[key] = min(new, longer.get(key, new))
        best = longer
    return min(best.values())
