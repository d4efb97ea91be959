"""How urgent every operation is: dates and weights carried back from the demands it serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solvers.timing import latest_starts

if TYPE_CHECKING:
    from solvers.flat import FlatProblem

__all__ = ["Urgency", "urgency_of"]


@dataclass(frozen=True, eq=False)
class Urgency:
    """What priority rules look at; lists by operation.

    Parameters
    ----------
    due
        Due date of the most urgent demand an operation serves, itself or through later phases
        and the orders that consume what it makes; the horizon if it serves none. Ticks.
    latest
        Latest start with which that demand can still be met at infinite capacity, in ticks of
        wall time; before tick 0 if it is late anyway.
    weight
        Largest weight among the demands it serves.
    work
        Working ticks in its shortest mode.
    span
        Mean wall-clock length of an operation in ticks, breaks included, at least 1.
    setup
        Mean changeover between different states in ticks, at least 1.
    """

    due: list[int]
    latest: list[int]
    weight: list[int]
    work: list[int]
    span: float
    setup: float


def urgency_of(flat: FlatProblem) -> Urgency:
    """Carry due dates and weights backward through phases and child orders.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    problem = flat.problem
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    wanted = np.full(problem.num_operations, problem.horizon, dtype=np.int64)
    np.minimum.at(wanted, problem.demand_op, problem.demand_due[demand] - problem.demand_lag)
    weights = np.zeros(problem.num_operations, dtype=np.int64)
    np.maximum.at(weights, problem.demand_op, problem.demand_weight[demand])
    deadline: list[int] = wanted.tolist()
    due, weight = list(deadline), weights.tolist()
    for op in reversed(flat.topological_order()):
        for edge in flat.outgoing[op]:
            due[op] = min(due[op], due[edge.succ])
            weight[op] = max(weight[op], weight[edge.succ])
    shortest = [min(modes, key=flat.duration.__getitem__) for modes in flat.modes]
    work = [flat.duration[mode] for mode in shortest]
    return Urgency(
        due=due,
        latest=latest_starts(flat, shortest, deadline),
        weight=weight,
        work=work,
        span=max(1.0, _stretch(flat) * sum(work) / max(1, len(work))),
        setup=_mean_setup(flat),
    )


def _stretch(flat: FlatProblem) -> float:
    """Return how much longer than its work an operation is in wall time, on average."""
    shares = [
        flat.horizon / flat.calendar[modes[0]].total
        for modes in flat.modes
        if flat.calendar[modes[0]].total
    ]
    return sum(shares) / len(shares) if shares else 1.0


def _mean_setup(flat: FlatProblem) -> float:
    times = flat.problem.setup_times
    return max(1.0, float(times[times > 0].mean())) if (times > 0).any() else 1.0
