"""Before which ticks an operation may neither start nor end: what its predecessors ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.search.decoder_clock import done, earliest_ending, to_work, worked
from solvers.search.decoder_facts import (
    CALENDAR,
    DURATION,
    ELASTIC,
    END,
    IN_FIRST,
    IN_LAST,
    IS_SIMPLE,
    KIND,
    LEAD_FIRST,
    MAY_PAUSE,
    MODE,
    PIN,
    PRED,
    RELEASE,
    START,
    edge_row,
    lag_of,
    mode_row,
    number,
    op_row,
    place,
)
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["ready"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _WORK_WORK = int(Precedence.END_END), int(Precedence.WORK_WORK)
_MAX_WAIT = int(Precedence.MAX_WAIT)


@inner
def ready(facts: Ints, memory: Ints, op: int, mode: int) -> tuple[int, int]:
    """Return before which ticks a mode may neither start nor end; (-1, -1) if it never may.

    What neither is elastic nor pinned starts so late that it ends late enough.
    """
    if facts[op_row(facts, op) + IS_SIMPLE] == 0:
        return _ready_by_kind(facts, memory, op, mode)
    low = facts[op_row(facts, op) + RELEASE]
    for row in range(facts[op_row(facts, op) + IN_FIRST], facts[op_row(facts, op) + IN_LAST]):
        pred = facts[edge_row(facts, row) + PRED]
        low = max(low, memory[place(pred) + END] + lag_of(facts, memory, row))
    return low, 0


@outlined
def _ready_by_kind(facts: Ints, memory: Ints, op: int, mode: int) -> tuple[int, int]:
    low = until = facts[op_row(facts, op) + RELEASE]  # nothing ends before it either
    for row in range(facts[op_row(facts, op) + IN_FIRST], facts[op_row(facts, op) + IN_LAST]):
        pred, kind = facts[edge_row(facts, row) + PRED], facts[edge_row(facts, row) + KIND]
        lag = lag_of(facts, memory, row)
        if kind == _END_START:
            low = max(low, memory[place(pred) + END] + lag)
        elif kind == _END_END:
            until = max(until, memory[place(pred) + END] + lag)
        elif kind != _MAX_WAIT:
            calendar = facts[mode_row(facts, memory[place(pred) + MODE]) + CALENDAR]
            tick = worked(facts, calendar, memory[place(pred) + START], lag)
            if tick < 0:
                return -1, -1
            if kind == _WORK_WORK:
                lead = number(facts, facts[edge_row(facts, row) + LEAD_FIRST] + mode)
                tick = _paced(facts, mode, tick, lead)
            low = max(low, tick)
    return _late_enough(facts, op, mode, low, until)


@inner
def _paced(facts: Ints, mode: int, tick: int, lead: int) -> int:
    """Return the first start from which `lead` ticks are worked no sooner than at a tick."""
    if lead == 0:
        return tick
    calendar = facts[mode_row(facts, mode) + CALENDAR]
    work = to_work(facts, calendar, tick) - lead
    return done(facts, calendar, work) if work > 0 else 0


@inner
def _late_enough(facts: Ints, op: int, mode: int, low: int, until: int) -> tuple[int, int]:
    """Let work that neither is elastic nor pinned start so late that it ends late enough."""
    if until <= low or facts[op_row(facts, op) + ELASTIC] or facts[op_row(facts, op) + PIN] >= 0:
        return low, until
    calendar, duration = (
        facts[mode_row(facts, mode) + CALENDAR],
        facts[mode_row(facts, mode) + DURATION],
    )
    may_pause = facts[mode_row(facts, mode) + MAY_PAUSE] != 0
    tick = earliest_ending(facts, calendar, until, duration, may_pause)
    return (max(low, tick), until) if tick >= 0 else (-1, -1)
