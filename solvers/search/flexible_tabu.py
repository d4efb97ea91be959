"""Tabu search for flexible job shops: always the best move of a critical path that is allowed.

After Mastrolilli and Gambardella (2000), "Effective neighbourhood functions for the flexible job
shop problem", Journal of Scheduling 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import draw
from solvers.search.flexible_moves import (
    ESTIMATE,
    MODE,
    NEVER,
    OP,
    PLACE,
    TIES,
    Moves,
    critical_path,
    weigh,
)
from solvers.search.flexible_state import move, span
from solvers.search.jit import inner, lean

if TYPE_CHECKING:
    from solvers.search.disjunctive import Disjunctive
    from solvers.search.flexible_state import Plan

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Hunt", "begin", "new_hunt", "search"]

_TENURE = 60
"""Least steps for which a mode is tabu, as a percentage of those on the critical path plus the
choices of the operation, which is what the paper takes; at most it is twice that."""

_MOST_WEIGHED = 60
"""Operations of a critical path that are weighed in one step, spread over a longer one: with some
thousand operations, many quick steps get further than few good ones."""


class Hunt(NamedTuple):
    """A tabu search under way: what it found and how far it is."""

    moves: Moves
    best_mode: Ints
    """(N,): modes of its best plan ..."""
    best_order: Ints
    """(N,): ... and an order that gives its sequences."""
    length: Ints
    """(2,): longest path of its best plan and of the one it is at."""
    idle: Ints
    """(1,): steps since the last better plan."""


def new_hunt(num_ops: int, num_modes: int) -> Hunt:
    """Return room for a search."""
    moves = Moves(*(_zeros(size) for size in (num_modes, 2, 5, 5, num_ops, num_ops)))
    return Hunt(moves, *(_zeros(size) for size in (num_ops, num_ops, 2, 1)))


def _zeros(size: int) -> Ints:
    return np.zeros(size, dtype=np.int64)


@lean
def begin(shop: Disjunctive, plan: Plan, hunt: Hunt) -> None:
    """Start from what the plan is, nothing tabu."""
    for mode in range(hunt.moves.until.size):
        hunt.moves.until[mode] = 0
    hunt.moves.now[0] = 0
    hunt.length[1] = span(shop, plan)
    _keep(plan, hunt)


@inner
def _keep(plan: Plan, hunt: Hunt) -> None:
    for op in range(plan.mode.size):  # whole arrays take Numba seconds to compile
        hunt.best_mode[op] = plan.mode[op]
        hunt.best_order[op] = plan.order[op]
    hunt.length[0] = hunt.length[1]
    hunt.idle[0] = 0


@lean
def search(shop: Disjunctive, plan: Plan, hunt: Hunt, limits: Ints) -> int:
    """Take steps; return how much was done, in operations moved or timed again.

    Parameters
    ----------
    limits
        (3,): how much to do at most; after how many idle steps to end; at which length to end.
    """
    done = 0
    while done < limits[0] and hunt.idle[0] < limits[1] and hunt.length[0] > limits[2]:
        done += _step(shop, plan, hunt)
        hunt.length[1] = span(shop, plan)
        hunt.idle[0] += 1
        if hunt.length[1] < hunt.length[0]:
            _keep(plan, hunt)
    return done


@inner
def _step(shop: Disjunctive, plan: Plan, hunt: Hunt) -> int:
    """Make the best move that is allowed; return the work, as `search` does."""
    moves = hunt.moves
    moves.now[0] += 1
    moves.now[1] = hunt.length[0]
    moves.free[ESTIMATE] = moves.tabu[ESTIMATE] = NEVER
    moves.free[TIES] = moves.tabu[TIES] = 0
    length = critical_path(shop, plan, hunt.length[1], moves.path)
    weighed = 0
    count = min(length, _MOST_WEIGHED)
    offset, stride = draw(plan.random, length), length // count
    for index in range(count):
        weighed += weigh(shop, plan, moves, moves.path[(offset + index * stride) % length])
    pick = moves.free if moves.free[TIES] else moves.tabu
    if pick[TIES] == 0:
        hunt.idle[0] = NEVER
        return weighed
    op, mode = pick[OP], plan.mode[pick[OP]]
    tenure = 1 + (length + shop.mode_last[op] - shop.mode_first[op]) * _TENURE // 100
    moves.until[mode] = moves.now[0] + tenure + draw(plan.random, tenure)
    if not move(shop, plan, op, pick[MODE], pick[PLACE]):
        moves.until[pick[MODE]] = moves.until[mode]
    return weighed // 8 + plan.order.size // 8 + 4 * count
