"""Fix what is not free as a partial order: same modes, same order, but no fixed times.

Along every resource, whatever starts in the plan after something else has ended follows it by a
precedence. A plan with these precedences can still move together as far as they let it, which
fixed times would forbid; Godard, Laborie and Nuijten (2005), "Randomized large neighborhood search
for cumulative scheduling", call it a partial-order schedule.
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from solvers.ordering import by_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["by_unit", "chains", "ordered", "places", "with_pairs"]


def ordered(problem: Problem, plan: Schedule, free: Bools) -> Problem:
    """Return a problem in which only some operations may change modes and places in the order.

    Every plan of it is a plan of `problem`, and `plan` is one of them.

    Parameters
    ----------
    problem, plan
        What to plan, and a plan that keeps all its rules.
    free
        (N,): which operations are free.
    """
    fixed_mode = np.where(free, problem.op_fixed_mode, plan.mode)
    place = places(problem, plan)
    pairs = [
        (before, after)
        for row in chains(problem, plan, np.flatnonzero(~free).tolist())
        for before, after in pairwise(row)
        if place[before] < place[after]
    ]
    return with_pairs(problem.replace(op_fixed_mode=fixed_mode), sorted(set(pairs)))


def chains(problem: Problem, plan: Schedule, ops: Iterable[int]) -> list[list[int]]:
    """Return who follows whom on each unit of each resource, neighbours never overlapping.

    Operations that may share a session are left out: whether they were ready, which is asked of
    a session that is not full, depends on what they wait for. So is what overlaps more than there
    are units, as crews do that are free in the breaks of their work.
    """
    starts, ends = plan.start.tolist(), plan.end.tolist()
    modes: list[int] = plan.mode.tolist()
    rows: dict[int, list[tuple[int, int]]] = {}
    machine: list[int] = problem.mode_resource.tolist()
    units: list[int] = problem.mode_units.tolist()
    family: list[int] = problem.mode_family.tolist()
    pointer: list[int] = problem.use_ptr.tolist()
    use_resource: list[int] = problem.use_resource.tolist()
    use_units: list[int] = problem.use_units.tolist()
    shares = _may_share(problem, family)
    for op in sorted(ops, key=lambda row: (starts[row], ends[row], row)):
        mode = modes[op]
        if shares[op] or starts[op] == ends[op]:
            continue
        if machine[mode] >= 0:
            rows.setdefault(machine[mode], []).append((op, units[mode]))
        for use in range(pointer[mode], pointer[mode + 1]):
            rows.setdefault(use_resource[use], []).append((op, use_units[use]))
    found: list[list[int]] = []
    for resource, holders in rows.items():
        found += by_unit(holders, starts, ends, int(problem.resource_capacity[resource]))
    return found


def _may_share(problem: Problem, family: list[int]) -> list[bool]:
    shares = [False] * problem.num_operations
    for mode, op in enumerate(problem.mode_op.tolist()):
        shares[op] |= family[mode] >= 0
    return shares


def by_unit(
    holders: list[tuple[int, int]], starts: list[int], ends: list[int], capacity: int
) -> list[list[int]]:
    """Give holders units as they become free, and return who had each, one after the other."""
    found: list[list[int]] = []
    # a unit that was free for longest comes first: then more operations stay independent
    free: list[tuple[int, int]] = []
    for op, count in holders:
        for _ in range(count):
            if free and free[0][0] <= starts[op]:
                row = heapq.heappop(free)[1]
                found[row].append(op)
            elif len(found) < capacity:
                row = len(found)
                found.append([op])
            else:
                break  # held by more than there are, in closed time
            heapq.heappush(free, (ends[op], row))
    return found


def places(problem: Problem, plan: Schedule) -> list[int]:
    """Return a place of each operation in an order that agrees with all precedences.

    By start as far as they allow; edges that follow it too close no circle.
    """
    edges = zip(problem.pred.tolist(), problem.succ.tolist(), strict=True)
    key = list(zip(plan.start.tolist(), plan.end.tolist(), strict=True))
    place = [0] * problem.num_operations
    for position, op in enumerate(by_key(edges, key)):
        place[op] = position
    return place


def with_pairs(
    problem: Problem, pairs: list[tuple[int, int]], kind: Precedence = Precedence.END_START
) -> Problem:
    """Return a problem with one more edge without lag for each pair: by default end before start.

    Any kind but ``WORK_WORK``, which has leads.
    """
    if not pairs:
        return problem
    pred, succ = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    sizes = np.diff(problem.mode_ptr)[pred]
    last, last_lead = int(problem.lag_ptr[-1]), int(problem.lead_ptr[-1])
    return problem.replace(
        pred=np.concatenate((problem.pred, pred)),
        succ=np.concatenate((problem.succ, succ)),
        kind=np.append(problem.kind, np.full(pred.size, int(kind))),
        lags=np.append(problem.lags, np.zeros(int(sizes.sum()), dtype=np.int64)),
        lag_ptr=np.append(problem.lag_ptr, last + np.cumsum(sizes)),
        lead_ptr=np.append(problem.lead_ptr, np.full(pred.size, last_lead)),
    )
