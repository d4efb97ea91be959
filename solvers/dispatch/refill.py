"""Plan again, with some operations put off, where a session started that should have waited."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from solvers.dispatch.gathering import Underfilled
from solvers.facts import Impossible
from solvers.flat import FlatProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem
    from solvers.dispatch.shop import Shop

__all__ = ["fill_again"]

MOST_TRIES = 6
"""How often a shop is filled again; in the second half the whole family is put off."""


def fill_again(flat: FlatProblem, fill: Callable[[FlatProblem], Shop], until: float = inf) -> Shop:
    """Fill a shop; if a session should have waited, fill it again with those in it put off.

    They are put off to the next session of the family, which they may join; if that does not
    help, all of the family are put off to its last session.

    Parameters
    ----------
    flat
        What to plan.
    fill
        Fills a shop; its `Underfilled` says which session should have waited.
    until
        No other try begins after `time.monotonic` passes it.

    Raises
    ------
    Impossible
        If no such plan is found: the reason of the first try.
    """
    try:
        return fill(flat)
    except Underfilled as reason:
        first = last = reason
    for attempt in range(MOST_TRIES):
        problem = _put_off(flat.problem, last, everybody=2 * attempt >= MOST_TRIES)
        if problem is None or monotonic() > until:
            break
        flat = FlatProblem(problem)
        try:
            return fill(flat)
        except Underfilled as reason:
            last = reason
        except Impossible:
            break
    raise first


def _put_off(problem: Problem, reason: Underfilled, *, everybody: bool) -> Problem | None:
    """Return the problem with later releases; ``None`` if none of them can be later."""
    ops, tick = (reason.family, reason.last) if everybody else (reason.members, reason.following)
    free = [op for op in ops if problem.op_fixed_start[op] < 0]
    release = problem.op_release.copy()
    release[free] = np.maximum(release[free], tick)
    return (
        None if np.array_equal(release, problem.op_release) else problem.replace(op_release=release)
    )
