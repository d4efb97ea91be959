"""Who searches when, by size and objective: the one table, and what it was measured with.

Each row is for problems of up to so many operations. Its lanes run side by side, a core each; a
step of a lane is a search and the part of the lane's time left that it may take; a step that has
nothing more to do hands over to the next at once. Every lane ends with a search that knows every
problem and every level: local searches do not, and some look at the first level alone.

Seen so far, 60 s on two cores (`python -m benchmarks targets`): plants of up to 60 operations are
proved within seconds where CP-SAT has a lane of its own, at 100 no longer. At 270 and 1,069 two
annealings to the end of the time beat one beside CP-SAT; annealing that is cut short loses most,
as its last part is the best. At 10,000 rules lead for the first ten seconds. Shares of some percent
were not told apart from the noise between seeds, which is about 2 % at 1,069 operations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.schedule import Objective

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem

__all__ = ["LOCAL_SEARCH", "MORE", "Lane", "Step", "lanes_for"]

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
_NEAR = Step("neighbourhoods")
_NEAR_TOO = Step("neighbourhoods", effort=0)
"""Beside a lane that has it: where turns are not timed, once is enough."""
_ALONG = Step(LOCAL_SEARCH)
_MOSTLY = Step(LOCAL_SEARCH, 0.9)
"""Annealing is coldest, and so best, at the end of its turn; the rest polishes."""
_RIGHT = Step("just-in-time")
_NO_LIMIT = float("inf")

MORE: Lane = (_ALONG, _NEAR)
"""Each lane of more than two workers."""

_SMALL = _Row(
    60,
    (
        (Step("bounds", 0.1, effort=0.1), _EXACT, _NEAR_TOO),
        # proofs take a second mostly: the others are there for when they do not
        (Step(LOCAL_SEARCH, 0.1, delay=1.0, effort=0), _NEAR_TOO),
    ),
)

_DATES = (
    _SMALL,
    _Row(
        150,
        (
            (Step("bounds", 0.1, effort=0.1), Step("parts", 0.5), Step("cp-sat", 0.5), _NEAR),
            (Step(LOCAL_SEARCH, 0.85, delay=0.5), _RIGHT, _NEAR_TOO),
        ),
    ),
    _Row(
        3_000,
        (
            (Step("bounds", 0.1, effort=0.1), Step("parts", 0.5), _MOSTLY, _RIGHT, _NEAR),
            (
                Step("all-rules", 0.1),
                Step("rules", 0.04, effort=0.1),
                _MOSTLY,
                _RIGHT,
                _NEAR_TOO,
            ),
        ),
    ),
    _Row(
        _NO_LIMIT,
        (
            (Step("all-rules", 0.3), Step("rules", 0.2, effort=0.2), _ALONG, _NEAR),
            (
                Step("bounds", 0.1, effort=0.1),
                Step("parts", 0.5),
                Step("rules", 0.15, effort=0),
                _ALONG,
                _NEAR_TOO,
            ),
        ),
    ),
)
"""Plants with due dates."""

_MAKESPAN = (
    _SMALL,
    _Row(
        150,
        (
            (_ALONG, _NEAR),
            (Step("bounds", 0.1, effort=0.1), Step("parts", 0.5), _EXACT, _NEAR_TOO),
        ),
    ),
    _Row(
        _NO_LIMIT,
        (
            (_ALONG, _NEAR),
            (Step("bounds", 0.02, effort=0.05), _ALONG, _NEAR_TOO),
        ),
    ),
)
"""Job shops and projects: the makespan, or the largest lateness, comes first."""


def lanes_for(problem: Problem, levels: tuple[Level, ...]) -> tuple[Lane, Lane]:
    """Return the two lanes for a problem with such levels, most important first."""
    is_makespan = levels[0].objectives <= {Objective.MAKESPAN, Objective.MAX_LATENESS}
    rows = _MAKESPAN if is_makespan else _DATES
    return next(row.lanes for row in rows if problem.num_operations <= row.most_operations)
