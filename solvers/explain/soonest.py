"""When work could be done if every machine were there as often as anyone liked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.flat import FlatProblem, ReadyByMode
from solvers.flat_calendar import NOWHERE

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["soonest_completions", "soonest_ends"]


def soonest_completions(problem: Problem) -> list[int]:
    """Return a tick before which no schedule completes each demand, whatever the capacity.

    Unlike in `solvers.timing.infinite_asap` every operation may take the mode that starts first
    and, at once, the one that ends first, and nothing waits for its follower: a bound, not a plan.

    Returns
    -------
    list of int
        (D,): ticks.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    end = soonest_ends(problem)
    completions: list[int] = problem.demand_release.tolist()
    pointer = problem.demand_ptr.tolist()
    links = list(zip(problem.demand_op.tolist(), problem.demand_lag.tolist(), strict=True))
    return [
        max([release, *(end[op] + lag for op, lag in links[pointer[row] : pointer[row + 1]])])
        for row, release in enumerate(completions)
    ]


def soonest_ends(problem: Problem) -> list[int]:
    """Return a tick before which no schedule ends each operation, as `soonest_completions`."""
    flat = FlatProblem(problem)
    start, end = [0] * flat.num_operations, [0] * flat.num_operations
    for op in flat.topological_order():
        ready = _ready(flat, op, start, end)
        spans = [_span(flat, mode, ready) for mode in flat.modes[op]]
        fitting = [span for span in spans if span[0] >= 0] or [(max(ready),) * 2]
        start[op] = min(begin for begin, _ in fitting)
        end[op] = min(done for _, done in fitting)
    return end


def _ready(flat: FlatProblem, op: int, start: list[int], end: list[int]) -> ReadyByMode:
    """Return before which ticks an operation may neither start, in each mode, nor end."""
    first_start, first_end = flat.release[op], 0
    starts = dict.fromkeys(flat.modes[op], 0)
    for edge in flat.incoming[op]:
        pred, modes = edge.pred, flat.modes[edge.pred]
        if edge.kind == Precedence.MAX_WAIT:
            continue  # lets nothing start later
        if edge.kind in (Precedence.END_START, Precedence.END_END):
            tick = end[pred] + min(edge.lag(mode) for mode in modes)
        else:
            tick = min(_worked(flat, mode, start[pred], edge.lag(mode)) for mode in modes)
        if edge.kind == Precedence.END_END:
            first_end = max(first_end, tick)
        elif edge.kind == Precedence.WORK_WORK:
            for mode in starts:
                starts[mode] = max(starts[mode], _let_on(flat, mode, edge.lead(mode), tick))
        else:
            first_start = max(first_start, tick)
    return ReadyByMode((first_start, first_end), starts)


def _worked(flat: FlatProblem, mode: int, start: int, ticks: int) -> int:
    """Return when a mode has worked some ticks; past the horizon if never."""
    worked = flat.calendar[mode].worked(start, ticks)
    return worked if worked >= 0 else flat.horizon + 1


def _let_on(flat: FlatProblem, mode: int, lead: int, tick: int) -> int:
    """Return the first start of a mode that has worked its lead no sooner than at a tick."""
    calendar = flat.calendar[mode]
    work = calendar.to_work(tick) - lead
    if not lead or tick > flat.horizon:
        return tick
    return calendar.done(work) if work > 0 else 0


def _span(flat: FlatProblem, mode: int, ready: ReadyByMode) -> tuple[int, int]:
    """Return start and end of one mode, as early as it fits; the pinned start if it is pinned."""
    op = flat.operation[mode]
    if (pin := flat.fixed_start[op]) >= 0:
        start, end = pin, flat.calendar[mode].worked(pin, flat.duration[mode])
    else:
        tick = flat.first_tick(mode, ready)
        start, end = flat.earliest(mode, tick) if tick >= 0 else NOWHERE
    return start, max(end, ready[1]) if start >= 0 and flat.elastic[op] else end
