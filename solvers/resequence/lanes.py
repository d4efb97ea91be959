"""Lanes: single units of resources, and what runs on each of them one after the other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from solvers.neighbourhoods.partial_order import by_unit, places
from solvers.units import holds_one, unit_sets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["Lane", "groups", "holders_in_turn", "lanes_of", "pairs_of"]

Lane = tuple[int, int]
"""A resource and one of its units, from 0."""


def lanes_of(problem: Problem, plan: Schedule) -> dict[Lane, list[int]]:
    """Return the operations on each unit of each main resource, in the order they run.

    An operation that holds several units is on each of them.
    """
    order = _by_time(problem, plan)
    sets, is_single = unit_sets(problem, plan), holds_one(problem)
    lanes: dict[Lane, list[int]] = {}
    for op in order:
        resource = int(problem.mode_resource[plan.mode[op]])
        if resource >= 0:
            units = (int(plan.unit[op]),) if is_single[resource] else sets[op]
            for unit in units:
                lanes.setdefault((resource, unit), []).append(op)
    return lanes


def _by_time(problem: Problem, plan: Schedule) -> list[int]:
    """Return the operations by start, then end; of two moments what must come first first."""
    place = np.array(places(problem, plan), dtype=np.int64)
    order: list[int] = np.lexsort((place, plan.end, plan.start)).tolist()
    return order


def groups(problem: Problem, plan: Schedule, lane: Sequence[int]) -> list[list[int]]:
    """Return the operations of a lane, those that share a session together."""
    found: list[list[int]] = []
    for op in lane:
        if found and _is_with(problem, plan, found[-1][-1], op):
            found[-1].append(op)
        else:
            found.append([op])
    return found


def _is_with(problem: Problem, plan: Schedule, one: int, other: int) -> bool:
    family, modes = problem.mode_family, plan.mode
    return bool(
        family[modes[one]] >= 0
        and family[modes[one]] == family[modes[other]]
        and problem.mode_resource[modes[one]] == problem.mode_resource[modes[other]]
        and plan.start[one] == plan.start[other]
    )


def pairs_of(
    problem: Problem, plan: Schedule, lane: Lane, ops: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield who follows whom directly on a lane; sessions follow each other as a whole."""
    if not problem.session_most[lane[0]]:
        yield from pairwise(ops)
        return
    for before, after in pairwise(groups(problem, plan, ops)):
        yield from ((one, other) for one in before for other in after)


def holders_in_turn(problem: Problem, plan: Schedule, members: Bools) -> Iterator[tuple[int, int]]:
    """Yield which operations take over a unit of a further resource from which.

    What overlaps more than there are units, as crews do that are free in the breaks of their
    work, is left out.

    Parameters
    ----------
    members
        (N,): which operations count.
    """
    starts, ends = plan.start.tolist(), plan.end.tolist()
    holders: dict[int, list[tuple[int, int]]] = {}
    for op in _by_time(problem, plan):
        if not members[op] or starts[op] == ends[op]:
            continue
        mode = int(plan.mode[op])
        for use in range(int(problem.use_ptr[mode]), int(problem.use_ptr[mode + 1])):
            row = (op, int(problem.use_units[use]))
            holders.setdefault(int(problem.use_resource[use]), []).append(row)
    for resource, rows in holders.items():
        for chain in by_unit(rows, starts, ends, int(problem.resource_capacity[resource])):
            yield from pairwise(chain)
