"""Lanes: single units of resources, and what runs on each of them one after the other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from solvers.neighbourhoods.partial_order import by_unit, places
from solvers.units import assign_units, unit_sets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["Lane", "groups", "holders_in_turn", "lanes_of", "pairs_of", "units_kept"]

Lane = tuple[int, int]
"""A resource and one of its units, from 0."""


def lanes_of(problem: Problem, plan: Schedule) -> dict[Lane, list[int]]:
    """Return the operations on each unit of each main resource, in the order they run.

    An operation that holds several units is on each of them.
    """
    order = _by_time(problem, plan)
    sets, is_single = unit_sets(problem, plan), _is_single(problem)
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


def _is_single(problem: Problem) -> Bools:
    """Tell of which resources every mode holds one unit, so that the unit may be chosen."""
    single = np.ones(problem.num_resources + 1, dtype=np.bool_)  # the last is for resource -1
    single[problem.mode_resource[problem.mode_units > 1]] = False
    return single[:-1]


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


def units_kept(
    problem: Problem, schedule: Schedule, wanted: Ints, movable: Sequence[int] = ()
) -> Ints:
    """Return the units of a schedule: those wanted wherever nobody else has them.

    Parameters
    ----------
    wanted
        (N,): unit of each operation.
    movable
        Operations that may be on any unit.

    Returns
    -------
    ndarray of shape (N,), int64
        Of a resource on which operations hold several units, or on which those that stay leave
        no single unit free for one that moves, all are given anew.
    """
    anew = assign_units(problem, schedule.mode, schedule.start, schedule.end)
    unit, resources = wanted.copy(), problem.mode_resource[schedule.mode]
    single = _is_single(problem)
    for resource in np.unique(resources[resources >= 0]).tolist():
        ops = np.flatnonzero(resources == resource)
        capacity = int(problem.resource_capacity[resource])
        found = _fitted(schedule, wanted, ops, frozenset(movable), capacity)
        is_kept = capacity > 1 and single[resource]
        unit[ops] = found if is_kept and found is not None else anew[ops]
    unit[resources < 0] = -1
    return unit


def _fitted(
    schedule: Schedule, wanted: Ints, ops: Ints, movable: frozenset[int], capacity: int
) -> list[int] | None:
    """Return units of the operations of a resource, ``None`` if there is none for one of them.

    Those that stay are first given theirs; then the others come by start.
    """
    rows = ops.tolist()
    spans = dict(
        zip(
            rows,
            zip(schedule.start[ops].tolist(), schedule.end[ops].tolist(), strict=True),
            strict=True,
        )
    )
    units: dict[int, int] = {}
    for op in sorted(rows, key=lambda row: (row in movable, spans[row])):
        choices = [int(wanted[op]), *(range(capacity) if op in movable else ())]
        taken = {unit for other, unit in units.items() if _meet(spans[op], spans[other])}
        found = next((unit for unit in choices if 0 <= unit < capacity and unit not in taken), -1)
        if found < 0:
            return None
        units[op] = found
    return [units[op] for op in rows]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two stretches of time have more than a moment in common."""
    return max(one[0], other[0]) < min(one[1], other[1])
