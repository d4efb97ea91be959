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
        Due date of the most urgent demand, or deadline, an operation serves, itself or through
        later phases and the orders that consume what it makes; the horizon if it serves none.
        Ticks.
    latest
        Latest start with which that can still be met at infinite capacity, in ticks of wall
        time; before tick 0 if it is late anyway.
    weight
        Largest weight among the demands it serves; of all demands if it serves a deadline.
    work
        Working ticks in its shortest mode.
    must
        Latest start with which the deadlines it serves can be met; the horizon if it serves none.
    place
        Place in the planner's list, from 0; no two are equal.
    span
        Mean wall-clock length of an operation in ticks, breaks included, at least 1.
    setup
        Mean changeover between different states in ticks, at least 1.
    """

    due: list[int]
    latest: list[int]
    weight: list[int]
    work: list[int]
    must: list[int]
    place: list[int]
    span: float
    setup: float


def urgency_of(flat: FlatProblem) -> Urgency:
    """Carry due dates, deadlines and weights backward through phases and child orders.

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
    is_hard = problem.op_deadline >= 0
    wanted[is_hard] = np.minimum(wanted, problem.op_deadline)[is_hard]
    weights[is_hard] = problem.demand_weight.max(initial=1)
    deadline: list[int] = wanted.tolist()
    due, weight = list(deadline), weights.tolist()
    for op in reversed(flat.topological_order()):
        for edge in flat.outgoing[op]:
            due[op] = min(due[op], due[edge.succ])
            weight[op] = max(weight[op], weight[edge.succ])
    shortest = [_shortest(flat, op) for op in range(flat.num_operations)]
    work = [flat.duration[mode] for mode in shortest]
    return Urgency(
        due=due,
        latest=latest_starts(flat, shortest, deadline),
        weight=weight,
        work=work,
        must=_must(flat, shortest),
        place=_places(flat),
        span=max(1.0, _stretch(flat) * sum(work) / max(1, len(work))),
        setup=_mean_setup(flat),
    )


def _shortest(flat: FlatProblem, op: int) -> int:
    """Return the shortest of the modes in which an operation can run at all."""
    modes, release = flat.modes[op], flat.release[op]
    able = modes if len(modes) == 1 else [m for m in modes if flat.earliest(m, release)[0] >= 0]
    return min(able or modes, key=flat.duration.__getitem__)


def _must(flat: FlatProblem, mode: list[int]) -> list[int]:
    """Return the latest starts that hard deadlines leave; the horizon where there is none."""
    serves = [deadline >= 0 for deadline in flat.deadline]
    if not any(serves):
        return [flat.horizon] * flat.num_operations
    for op in reversed(flat.topological_order()):
        serves[op] = serves[op] or any(serves[edge.succ] for edge in flat.outgoing[op])
    ends = [deadline if deadline >= 0 else flat.horizon for deadline in flat.deadline]
    return [
        start if served else flat.horizon
        for start, served in zip(latest_starts(flat, mode, ends), serves, strict=True)
    ]


def _places(flat: FlatProblem) -> list[int]:
    place = [0] * flat.num_operations
    in_order = sorted(range(flat.num_operations), key=flat.rank.__getitem__)  # equals by row
    for position, op in enumerate(in_order):
        place[op] = position
    return place


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
