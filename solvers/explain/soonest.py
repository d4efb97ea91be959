"""When each demand could be complete if every machine were there as often as anyone liked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.flat import FlatProblem

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["soonest_completions"]

_END_START, _END_END = int(Precedence.END_START), int(Precedence.END_END)


def soonest_completions(problem: Problem) -> list[int]:
    """Return a tick before which no schedule completes each demand, whatever the capacity.

    Unlike in `solvers.timing.infinite_asap` every operation may take the mode that starts first
    and, at once, the one that ends first: a bound, not a plan.

    Returns
    -------
    list of int
        (D,): ticks.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    flat = FlatProblem(problem)
    start, end = [0] * flat.num_operations, [0] * flat.num_operations
    for op in flat.topological_order():
        ready = _ready(flat, op, start, end)
        spans = [_span(flat, mode, ready) for mode in flat.modes[op]]
        fitting = [span for span in spans if span[0] >= 0] or [(max(ready), max(ready))]
        start[op] = min(begin for begin, _ in fitting)
        end[op] = min(done for _, done in fitting)
    completions: list[int] = problem.demand_release.tolist()
    pointer = problem.demand_ptr.tolist()
    links = list(zip(problem.demand_op.tolist(), problem.demand_lag.tolist(), strict=True))
    return [
        max([release, *(end[op] + lag for op, lag in links[pointer[row] : pointer[row + 1]])])
        for row, release in enumerate(completions)
    ]


def _ready(flat: FlatProblem, op: int, start: list[int], end: list[int]) -> tuple[int, int]:
    """Return before which ticks an operation may neither start nor end."""
    first_start, first_end = flat.release[op], 0
    for edge in flat.incoming[op]:
        pred = edge.pred
        if edge.kind in (_END_START, _END_END):
            tick = end[pred] + min(edge.lag(mode) for mode in flat.modes[pred])
        else:
            tick = min(
                flat.calendar[mode].worked(start[pred], edge.lag(mode)) for mode in flat.modes[pred]
            )
        if edge.kind == _END_END:
            first_end = max(first_end, tick)
        else:
            first_start = max(first_start, tick)
    return first_start, first_end


def _span(flat: FlatProblem, mode: int, ready: tuple[int, int]) -> tuple[int, int]:
    """Return start and end of one mode, as early as it fits; the pinned start if it is pinned."""
    pin = flat.fixed_start[flat.operation[mode]]
    if pin >= 0:
        return pin, flat.calendar[mode].worked(pin, flat.duration[mode])
    tick = flat.first_tick(mode, ready)
    return flat.earliest(mode, tick) if tick >= 0 else (-1, -1)
