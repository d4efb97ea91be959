"""When work must begin at the latest that precedes a phase moved to an earlier time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from scheduler.simulation.moves import modes_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import Plan
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlace
    from scheduler.simulation.moves import Key

__all__ = ["latest_starts"]


def latest_starts(
    plan: Plan, held: Mapping[Key, PreviousPlace], compiled: Compiled
) -> dict[Key, int]:
    r"""Return the latest starts of what precedes phases that move to an earlier time.

    Each works on the machine where it was, and nobody else is in its way: the start of a
    predecessor is the last at which it has worked its time before that of its successor, less the
    lag between them. Of other precedences than end to start that is a bound all the same, as
    these only let it start later.

    Returns
    -------
    dict
        Ticks by order and phase, directly or through others; never after the start in the plan,
        and without what may stay where it is.
    """
    rows = {(row.order, row.phase): row for row in plan.operations}
    keys = [(ref.order, ref.phase) for ref in compiled.operations]
    edges = _incoming(compiled)
    latest = {
        op: tick
        for op, key in enumerate(keys)
        if key in held and (tick := plan.clock.tick(held[key].start)) < rows[key].start
    }
    moved, stack = set(latest), list(latest)
    while stack:
        op = stack.pop()
        for edge, pred in edges.get(op, ()):
            row = rows.get(keys[pred])
            if row is None or keys[pred] in held:
                continue
            modes = modes_at(compiled, pred, row.machine, row)
            if not modes:
                continue
            tick = _start(compiled, modes[0], latest[op] - _lag(compiled, edge, pred, modes[0]))
            if tick < latest.get(pred, row.start):
                latest[pred] = tick
                stack.append(pred)
    return {keys[op]: tick for op, tick in latest.items() if op not in moved}


def _incoming(compiled: Compiled) -> dict[int, list[tuple[int, int]]]:
    """Return the edges that order work, with their predecessors, by successor."""
    problem = compiled.problem
    found: dict[int, list[tuple[int, int]]] = {}
    columns = (problem.pred.tolist(), problem.succ.tolist(), problem.kind.tolist())
    for edge, (pred, succ, kind) in enumerate(zip(*columns, strict=True)):
        if kind != Precedence.MAX_WAIT:
            found.setdefault(succ, []).append((edge, pred))
    return found


def _lag(compiled: Compiled, edge: int, pred: int, mode: int) -> int:
    """Return the elapsed ticks that must lie between the end of a predecessor and a start."""
    problem = compiled.problem
    if problem.kind[edge] != Precedence.END_START:
        return 0
    within = mode - int(problem.mode_ptr[pred])
    return int(problem.lags[problem.lag_ptr[edge] + within])


def _start(compiled: Compiled, mode: int, end: int) -> int:
    """Return the last tick at which a mode may begin to be done at another; 0 if that is past."""
    problem = compiled.problem
    times = problem.calendars[problem.mode_calendar[mode]]
    work = times.to_work(max(0, end)) - int(problem.mode_duration[mode])
    return times.to_wall_start(work) if 0 <= work < times.total else 0
