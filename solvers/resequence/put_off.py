"""Which work of a plan was put off: it could have started earlier, with all else as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.dispatch.shop import Shop
from solvers.flat import FlatProblem
from solvers.resequence.lanes import lanes_of
from solvers.resequence.network import Why, extended, holder_steps, in_order, lane_steps

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.dispatch.shop import Placement

    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["put_off"]


def put_off(problem: Problem, plan: Schedule) -> Bools:
    """Return which operations start later than all before them, in their order, would let them.

    Plans put work off on purpose, to keep little of it half finished. Of operations that longest
    waits tie none counts unless all do, and none that may share a session: it may have waited for
    others.

    Returns
    -------
    ndarray of shape (N,), bool
        All, should the plan not come out again when it is placed operation by operation.
    """
    is_free = problem.op_fixed_start < 0
    lanes = {
        lane: [op for op in ops if is_free[op]] for lane, ops in lanes_of(problem, plan).items()
    }
    steps = lane_steps(problem, plan, lanes, Why.KEPT) + holder_steps(problem, plan, is_free)
    bound = extended(problem.replace(op_fixed_mode=plan.mode), steps)
    found = _walk(bound, plan, in_order(problem, steps, plan.start.tolist()))
    if found is None:
        return is_free
    found &= problem.mode_family[plan.mode] < 0
    for block in FlatProblem(problem).blocks:
        found[block] = found[block].all()
    return found


def _walk(problem: Problem, plan: Schedule, order: list[int]) -> Bools | None:
    """Place everything where it is, and see where it might have been; ``None`` if it cannot be."""
    flat = FlatProblem(problem)
    shop = Shop(flat)
    found = np.zeros(problem.num_operations, dtype=np.bool_)
    for op in order:
        start = int(plan.start[op])
        place = _soonest(shop, op, 0)
        if place is not None and place.start < start:
            found[op] = True
            place = _soonest(shop, op, start)
        if place is None or place.start != start:
            return None
        shop.place(op, place)
    return found


def _soonest(shop: Shop, op: int, tick: int) -> Placement | None:
    if shop.flat.fixed_start[op] >= 0:
        return shop.pinned(op)
    return shop.best(op, not_before=tick)
