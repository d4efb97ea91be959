"""Levels of the objective as flat arrays: what a late tick and a unit of each measure costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.measures import of_class
from models.schedule import Objective

if TYPE_CHECKING:
    from models.level import Level, Term
    from models.problem import Problem

    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["MEASURES", "Score", "score_of"]

MEASURES = (
    Objective.MAKESPAN,
    Objective.FLOW,
    Objective.SETUP,
    Objective.SETUP_COST,
    Objective.OVERTIME,
    Objective.MOVED,
    Objective.SHIFT,
)
"""Columns of `Score.plain`."""


class Score(NamedTuple):
    """L levels as sums: what a late tick or a late demand costs in each, weights of the rest."""

    tardiness: Table
    """(L, D): cost of one tick of lateness of a demand."""
    late: Table
    """(L, D): cost of being late at all."""
    lateness: Table
    """(L, K): cost of one tick of the largest lateness within a group of demands."""
    group: Table
    """(K, D): 1 where a demand belongs to the group, else 0."""
    plain: Table
    """(L, 7): weights of the `MEASURES`."""


def score_of(problem: Problem, levels: tuple[Level, ...]) -> Score:
    """Return resolved levels for kernels.

    Parameters
    ----------
    levels
        As `models.level_scale.resolve` returns them.
    """
    count, demands = len(levels), problem.num_demands
    tardiness, late = (np.zeros((count, demands), dtype=np.int64) for _ in range(2))
    plain = np.zeros((count, len(MEASURES)), dtype=np.int64)
    classes = sorted({term.demand_class for level in levels for term in _worst(level)})
    lateness = np.zeros((count, len(classes)), dtype=np.int64)
    for row, level in enumerate(levels):
        for term in level.terms:
            chosen = of_class(problem, term.demand_class)
            if term.objective is Objective.TARDINESS:
                tardiness[row, chosen] += term.weight * problem.demand_weight[chosen]
            elif term.objective is Objective.LATE:
                late[row, chosen] += term.weight
            elif term.objective is Objective.MAX_LATENESS:
                lateness[row, classes.index(term.demand_class)] += term.weight
            else:
                plain[row, MEASURES.index(term.objective)] += term.weight
    group = np.array([of_class(problem, one) for one in classes], dtype=np.int64)
    return Score(tardiness, late, lateness, group.reshape(len(classes), demands), plain)


def _worst(level: Level) -> tuple[Term, ...]:
    return tuple(term for term in level.terms if term.objective is Objective.MAX_LATENESS)
