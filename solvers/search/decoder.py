"""The append decoder: operations in the order of a list, each behind all before it.

Each takes the first working time at which its machine is free for good. What is found is an
earliest schedule for the sequences the list gives to machines (a semi-active one). Gaps are for
`solvers.search.decoder_general`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.search.clock import done, earliest, earliest_ending, to_work, worked
from solvers.search.decoder_plain import (
    CALENDAR,
    CHANGE,
    COUNT,
    DEADLINE,
    DURATION,
    ELASTIC,
    END,
    IN_FIRST,
    IN_LAST,
    INITIAL_STATE,
    IS_SIMPLE,
    KIND,
    LAG_FIRST,
    LANE_FIRST,
    LANE_LAST,
    LEAD_FIRST,
    LEFT_STATE,
    MACHINE,
    MAY_PAUSE,
    MODE,
    MODE_FIRST,
    MODE_LAST,
    MOMENT,
    PIN,
    PRED,
    PREPARATION,
    RELEASE,
    RESOURCE,
    SETUP,
    SETUP_CALENDAR,
    START,
    STATE,
    UNITS,
    USE_FIRST,
    USE_LAST,
)
from solvers.search.jit import inner, lean

if TYPE_CHECKING:
    from solvers.search.decoder_plain import Lanes, Listing, Plain

__all__ = ["append", "empty"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _WORK_WORK = int(Precedence.END_END), int(Precedence.WORK_WORK)


@lean
def empty(plain: Plain, lanes: Lanes) -> None:
    """Forget all that was placed."""
    for lane in range(lanes.free.size):
        lanes.free[lane] = 0
    for machine in range(lanes.left.shape[1]):
        lanes.left[LEFT_STATE, machine] = plain.machine[machine, INITIAL_STATE]
        lanes.left[MOMENT, machine] = -1


@lean
def append(plain: Plain, lanes: Lanes, listing: Listing, first: int, last: int) -> int:
    """Place a part of a list; all before it has been placed.

    Parameters
    ----------
    plain, lanes
        The problem, and what has been placed so far.
    listing
        What to place.
    first, last
        Positions in its order, from the first to the one before the last.

    Returns
    -------
    int
        `last`, or the position of the first operation that has no place: it would end after the
        horizon or its deadline, or start after its pin.
    """
    for index in range(first, last):
        op = listing.order[index]
        mode = listing.mode[op]
        if mode < 0:
            mode = _quickest(plain, lanes, op)
        if mode < 0:
            return index
        start, end, changeover = _find(plain, lanes, op, mode)
        if start < 0:
            return index
        lanes.place[MODE, op] = mode
        lanes.place[START, op] = start
        lanes.place[END, op] = end
        lanes.place[CHANGE, op] = changeover
        _take(plain, lanes, mode, start, end)
    return last


@inner
def _quickest(plain: Plain, lanes: Lanes, op: int) -> int:
    """Return the mode in which an operation ends first, of equals the lower changeover; or -1."""
    best, best_end, best_change = -1, 0, 0
    for mode in range(plain.op[op, MODE_FIRST], plain.op[op, MODE_LAST]):
        start, end, change = _find(plain, lanes, op, mode)
        if start >= 0 and (
            best < 0 or end < best_end or (end == best_end and change < best_change)
        ):
            best, best_end, best_change = mode, end, change
    return best


@inner
def _find(plain: Plain, lanes: Lanes, op: int, mode: int) -> tuple[int, int, int]:
    """Return start, end and changeover of an operation in a mode, or (-1, -1, -1)."""
    low, until = _ready(plain, lanes, op, mode)
    if low < 0:
        return -1, -1, -1
    low, change = _free_from(plain, lanes, mode, low)
    if low < 0:
        return -1, -1, -1
    start, end = _span(plain, op, mode, low)
    machine = plain.mode[mode, MACHINE]
    if 0 <= start == end and machine >= 0 and lanes.left[MOMENT, machine] == start:
        start, end = _span(plain, op, mode, start + 1)  # which of the two runs first would be open
    if 0 <= start and end < until:
        if plain.op[op, ELASTIC] == 0:  # pinned work: all other starts late enough
            return -1, -1, -1
        end = until
    deadline = plain.op[op, DEADLINE]
    if start < 0 or end > plain.horizon or (deadline >= 0 and end > deadline):
        return -1, -1, -1
    return start, end, change


@inner
def _span(plain: Plain, op: int, mode: int, low: int) -> tuple[int, int]:
    """Return the first start from a tick on, or the pinned one, and the end; or (-1, -1)."""
    clock, calendar = plain.clock, plain.mode[mode, CALENDAR]
    duration, may_pause = plain.mode[mode, DURATION], plain.mode[mode, MAY_PAUSE] != 0
    pin = plain.op[op, PIN]
    if pin < 0:
        return earliest(clock, calendar, low, duration, may_pause)
    end = worked(clock, calendar, pin, duration)
    if low > pin or end < 0 or (end - pin != duration and not may_pause):
        return -1, -1
    return pin, end


@inner
def _ready(plain: Plain, lanes: Lanes, op: int, mode: int) -> tuple[int, int]:
    """Return before which ticks a mode may neither start nor end; (-1, -1) if it never may."""
    low, place = plain.op[op, RELEASE], lanes.place
    if plain.op[op, IS_SIMPLE] == 0:
        return _ready_by_kind(plain, lanes, op, mode)
    for row in range(plain.op[op, IN_FIRST], plain.op[op, IN_LAST]):
        pred = plain.edge[row, PRED]
        low = max(
            low, place[END, pred] + plain.numbers[plain.edge[row, LAG_FIRST] + place[MODE, pred]]
        )
    return low, 0


@inner
def _ready_by_kind(plain: Plain, lanes: Lanes, op: int, mode: int) -> tuple[int, int]:
    low, until, place = plain.op[op, RELEASE], 0, lanes.place
    for row in range(plain.op[op, IN_FIRST], plain.op[op, IN_LAST]):
        pred, kind = plain.edge[row, PRED], plain.edge[row, KIND]
        lag = plain.numbers[plain.edge[row, LAG_FIRST] + place[MODE, pred]]
        if kind == _END_START:
            low = max(low, place[END, pred] + lag)
        elif kind == _END_END:
            until = max(until, place[END, pred] + lag)
        else:
            calendar = plain.mode[place[MODE, pred], CALENDAR]
            tick = worked(plain.clock, calendar, place[START, pred], lag)
            if tick < 0:
                return -1, -1
            if kind == _WORK_WORK:
                lead = plain.numbers[plain.edge[row, LEAD_FIRST] + mode]
                tick = paced(plain, mode, tick, lead)
            low = max(low, tick)
    return _late_enough(plain, op, mode, low, until)


@inner
def paced(plain: Plain, mode: int, tick: int, lead: int) -> int:
    """Return the first start from which `lead` ticks are worked no sooner than at a tick."""
    if lead == 0:
        return tick
    calendar = plain.mode[mode, CALENDAR]
    work = to_work(plain.clock, calendar, tick) - lead
    return done(plain.clock, calendar, work) if work > 0 else 0


@inner
def _late_enough(plain: Plain, op: int, mode: int, low: int, until: int) -> tuple[int, int]:
    """Let work that neither is elastic nor pinned start so late that it ends late enough."""
    if until <= low or plain.op[op, ELASTIC] != 0 or plain.op[op, PIN] >= 0:
        return low, until
    calendar, duration = plain.mode[mode, CALENDAR], plain.mode[mode, DURATION]
    may_pause = plain.mode[mode, MAY_PAUSE] != 0
    tick = earliest_ending(plain.clock, calendar, until, duration, may_pause)
    return (max(low, tick), until) if tick >= 0 else (-1, -1)


@inner
def _free_from(plain: Plain, lanes: Lanes, mode: int, low: int) -> tuple[int, int]:
    """Return from which tick on all a mode holds is free, and the changeover; -1 for never."""
    machine, change = plain.mode[mode, MACHINE], 0
    if machine >= 0:
        free = lanes.free[plain.machine[machine, LANE_FIRST] + plain.mode[mode, UNITS] - 1]
        if plain.machine[machine, SETUP] >= 0:
            free, change = _changed(plain, lanes, mode, free)
        low = max(low, free) if free >= 0 else -1
    for row in range(plain.mode[mode, USE_FIRST], plain.mode[mode, USE_LAST]):
        first = plain.machine[plain.use[row, RESOURCE], LANE_FIRST]
        low = max(low, lanes.free[first + plain.use[row, COUNT] - 1]) if low >= 0 else -1
    return low, change


@inner
def _changed(plain: Plain, lanes: Lanes, mode: int, free: int) -> tuple[int, int]:
    """Return when the changeover of a machine free from a tick on is done, and how long it is."""
    machine = plain.mode[mode, MACHINE]
    before, after = lanes.left[LEFT_STATE, machine], plain.mode[mode, STATE]
    change = plain.mode[mode, PREPARATION]
    if before >= 0 and after >= 0:
        change += plain.numbers[plain.machine[machine, SETUP] + before * plain.num_states + after]
    calendar = plain.machine[machine, SETUP_CALENDAR]
    return worked(plain.clock, calendar, free, change), change


@inner
def _take(plain: Plain, lanes: Lanes, mode: int, start: int, end: int) -> None:
    """Let an operation hold its units until its end."""
    machine = plain.mode[mode, MACHINE]
    if machine >= 0:
        if plain.machine[machine, SETUP] >= 0:
            lanes.left[MOMENT, machine] = start if start == end else -1
            if plain.mode[mode, STATE] >= 0:
                lanes.left[LEFT_STATE, machine] = plain.mode[mode, STATE]
        _take_lanes(plain, lanes, (machine, plain.mode[mode, UNITS]), start, end)
    for row in range(plain.mode[mode, USE_FIRST], plain.mode[mode, USE_LAST]):
        what = (plain.use[row, RESOURCE], plain.use[row, COUNT])
        _take_lanes(plain, lanes, what, start, end)


@inner
def _take_lanes(plain: Plain, lanes: Lanes, what: tuple[int, int], start: int, end: int) -> None:
    """Give up the latest of the units free at `start`; those free later move down."""
    first, last = plain.machine[what[0], LANE_FIRST], plain.machine[what[0], LANE_LAST]
    if last - first == 1:
        lanes.free[first] = end
        return
    if end == start:
        return
    after = first
    while after < last and lanes.free[after] <= start:
        after += 1
    into = after - what[1]
    while after < last and lanes.free[after] < end:
        lanes.free[into] = lanes.free[after]
        into += 1
        after += 1
    for lane in range(into, after):
        lanes.free[lane] = end
