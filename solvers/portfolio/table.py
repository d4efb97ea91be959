"""Who searches when, by size and objective: the one table, and what it was measured with.

Each row is for problems of up to so many operations. Its lanes run side by side, a core each; a
step of a lane is a search and the part of the lane's time left that it may take; a step that has
nothing more to do hands over to the next at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.schedule import Objective

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem

__all__ = ["LOCAL_SEARCH", "Lane", "Step", "lanes_for"]

LOCAL_SEARCH = "local"
"""Stands for the local search that fits the problem."""


class Step(NamedTuple):
    """A search within a lane."""

    search: str
    share: float = 1.0
    """Of the time the lane has left."""
    delay: float = 0.0
    """Seconds it waits first: what is proved by then never starts it."""
    effort: float = 1.0
    """Of the deterministic limit, where there is one; 0 leaves the step out then."""


Lane = tuple[Step, ...]


class _Row(NamedTuple):
    most_operations: float
    lanes: tuple[Lane, Lane]


_EXACT = Step("cp-sat")
_ALONG = Step(LOCAL_SEARCH)
_NO_LIMIT = float("inf")

# proofs of small problems take a second mostly: the local search is there for when they do not
_SMALL = _Row(60, ((_EXACT,), (Step(LOCAL_SEARCH, delay=1.0, effort=0),)))

_DATES = (_SMALL, _Row(_NO_LIMIT, ((Step(LOCAL_SEARCH, 0.5), _EXACT), (_ALONG,))))
"""Plants with due dates."""

_MAKESPAN = (
    _SMALL,
    _Row(150, ((_ALONG,), (_EXACT,))),
    _Row(_NO_LIMIT, ((_ALONG,), (_ALONG, _EXACT))),
)
"""Job shops and projects: the makespan, or the largest lateness, comes first."""


def lanes_for(problem: Problem, levels: tuple[Level, ...]) -> tuple[Lane, Lane]:
    """Return the two lanes for a problem with such levels, most important first."""
    is_makespan = levels[0].objectives <= {Objective.MAKESPAN, Objective.MAX_LATENESS}
    rows = _MAKESPAN if is_makespan else _DATES
    return next(row.lanes for row in rows if problem.num_operations <= row.most_operations)
