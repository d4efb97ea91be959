"""Levels of the objective in kernels: what `models.measures` computes, from flat arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.measures import of_class
from models.schedule import Objective
from solvers.search.clock import to_work
from solvers.search.jit import kernel

if TYPE_CHECKING:
    from models.level import Level, Term
    from models.problem import Problem
    from solvers.search.arrays import Arrays

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["MEASURES", "Score", "Times", "evaluate", "overtime_of", "score_of"]

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

_MAKESPAN, _FLOW, _SETUP, _SETUP_COST, _OVERTIME, _MOVED, _SHIFT = range(len(MEASURES))


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


class Times(NamedTuple):
    """A schedule as `evaluate` reads it; each of shape (N,)."""

    mode: Ints
    start: Ints
    end: Ints
    changeover: Ints


@kernel
def evaluate(arrays: Arrays, score: Score, times: Times, completion: Ints, out: Ints) -> None:
    """Write the levels of a schedule to `out`.

    Parameters
    ----------
    arrays, score
        The problem and what is minimised.
    times
        Mode, start, end and changeover of each operation.
    completion
        (D,): written too, when each demand is complete.
    out
        (L,): the levels.
    """
    _complete(arrays, times.end, completion)
    values = np.zeros(7, dtype=np.int64)
    _measure(arrays, score, times, completion, values)
    for level in range(out.size):
        total = 0
        for column in range(7):
            total += score.plain[level, column] * values[column]
        for demand in range(arrays.num_demands):
            lateness = completion[demand] - arrays.due[demand]
            if lateness > 0:
                total += score.tardiness[level, demand] * lateness + score.late[level, demand]
        out[level] = total + _worst_lateness(arrays, score, completion, level)


@kernel
def _complete(arrays: Arrays, end: Ints, completion: Ints) -> None:
    for demand in range(arrays.num_demands):
        last = arrays.demand_release[demand]
        for row in range(arrays.demand_ptr[demand], arrays.demand_ptr[demand + 1]):
            last = max(last, end[arrays.demand_op[row]] + arrays.demand_lag[row])
        completion[demand] = last


@kernel
def _worst_lateness(arrays: Arrays, score: Score, completion: Ints, level: int) -> int:
    total = 0
    for group in range(score.lateness.shape[1]):
        if score.lateness[level, group]:
            worst = 0
            for demand in range(arrays.num_demands):
                if score.group[group, demand]:
                    worst = max(worst, completion[demand] - arrays.due[demand])
            total += score.lateness[level, group] * worst
    return total


@kernel
def _measure(arrays: Arrays, score: Score, times: Times, completion: Ints, values: Ints) -> None:
    """Write the plain measures; overtime only if some level asks for it."""
    for op in range(arrays.num_operations):
        mode, start, end = times.mode[op], times.start[op], times.end[op]
        resource, change = arrays.resource[mode], times.changeover[op]
        values[_MAKESPAN] = max(values[_MAKESPAN], end)
        values[_FLOW] += arrays.flow_start[op] * start + arrays.flow_end[op] * end
        values[_SETUP] += change
        if resource >= 0:
            values[_SETUP_COST] += arrays.setup_cost[resource] * change
        before, old = arrays.previous_start[op], arrays.previous_mode[op]
        if before >= 0:
            is_elsewhere = old >= 0 and arrays.resource[old] != resource
            values[_MOVED] += 1 if start != before or is_elsewhere else 0
            values[_SHIFT] += abs(start - before)
    for demand in range(arrays.num_demands):
        delivery = max(arrays.due[demand], completion[demand])
        values[_FLOW] += arrays.flow_demand[demand] * delivery
    if score.plain[:, _OVERTIME].any():
        for op in range(arrays.num_operations):
            values[_OVERTIME] += overtime_of(arrays, times.mode[op], times.start[op])


@kernel
def overtime_of(arrays: Arrays, mode: int, start: int) -> int:
    """Return what the overtime of one operation costs; see `models.measures.overtime_cost`."""
    resource, calendar, total = arrays.resource[mode], arrays.calendar[mode], 0
    if resource < 0:
        return 0
    for row in range(arrays.overtime_ptr[resource], arrays.overtime_ptr[resource + 1]):
        begin = to_work(arrays.clock, calendar, start)
        end = begin + arrays.duration[mode]
        opens = to_work(arrays.clock, calendar, arrays.overtime_start[row])
        closes = to_work(arrays.clock, calendar, arrays.overtime_end[row])
        worked = min(end, closes) - max(begin, opens)
        total += max(0, worked) * arrays.overtime_cost[row]
    return total
