"""Keep longest waits by looking back: plan without them, put off what ended too early, again.

To place what a longest wait ties all at once is exact but slow, and lets nobody join its
sessions. Where many operations are tied, the shop is filled as if waits had no limit; who is
followed too late is released just late enough, and the shop is filled again.
"""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from models.problem import Precedence
from solvers.dispatch.refill import fill_again
from solvers.facts import Impossible, waits_too_long
from solvers.flat import FlatProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem
    from solvers.dispatch.shop import Shop
    from solvers.flat import Edge

__all__ = ["fill_loosely", "has_many_ties"]

MOST_TRIES = 40
"""How often a shop is filled anew."""

_MANY = 60
"""Tied operations from which on placing them together takes too long."""

_MAX_WAIT = int(Precedence.MAX_WAIT)


def has_many_ties(flat: FlatProblem) -> bool:
    """Tell whether so many operations are tied that they had better be planned loosely."""
    return sum(len(block) for block in flat.blocks if len(block) > 1) > _MANY


def fill_loosely(
    flat: FlatProblem, fill: Callable[[FlatProblem], Shop], until: float = inf
) -> Shop:
    """Return a shop, filled without regard to longest waits, that keeps them all.

    Parameters
    ----------
    flat
        What to plan.
    fill
        Fills a shop.
    until
        No other try begins after `time.monotonic` passes it.

    Raises
    ------
    Impossible
        If no such shop was found; that is no proof.
    """
    waits = [edge for edges in flat.outgoing for edge in edges if edge.kind == _MAX_WAIT]
    loose = _without_waits(flat.problem)
    late: list[Edge] = []
    for _ in range(MOST_TRIES):
        shop = fill_again(FlatProblem(loose), fill, until)
        late = [edge for edge in waits if shop.start[edge.succ] > _last_start(shop, edge)]
        if not late:
            return shop
        put_off = _put_off(flat, loose, shop, late)
        if put_off is None or monotonic() > until:
            break
        loose = put_off
    raise Impossible(waits_too_long(flat, late[0]), is_proof=False)


def _last_start(shop: Shop, edge: Edge) -> int:
    return shop.end[edge.pred] + edge.lag(shop.mode[edge.pred])


def _put_off(flat: FlatProblem, loose: Problem, shop: Shop, late: list[Edge]) -> Problem | None:
    """Return the problem with predecessors released so late that their followers are in time.

    ``None`` if one of them is pinned, or cannot end as late.
    """
    release = loose.op_release.copy()
    for edge in late:
        mode, op = shop.mode[edge.pred], edge.pred
        wanted = shop.start[edge.succ] - edge.lag(mode)
        tick = flat.calendar[mode].earliest_ending(
            wanted, flat.duration[mode], interruptible=flat.interruptible[mode]
        )
        if flat.fixed_start[op] >= 0 or tick < 0:
            return None
        # later than it was, or it would be planned as before
        release[op] = max(release[op], tick, shop.start[op] + 1)
    return loose.replace(op_release=release)


def _without_waits(problem: Problem) -> Problem:
    rows = problem.kind != _MAX_WAIT
    changes: dict[str, Any] = {
        name: getattr(problem, name)[rows] for name in ("pred", "succ", "kind")
    }
    for name, pointer in (("lags", "lag_ptr"), ("leads", "lead_ptr")):
        sizes = np.diff(getattr(problem, pointer))
        changes[name] = getattr(problem, name)[np.repeat(rows, sizes)]
        changes[pointer] = np.concatenate(([0], np.cumsum(sizes[rows]))).astype(np.int64)
    return problem.replace(**changes)
