"""When an operation fits into a shop that is filled through time.

Whatever is placed holds its units from now on: at every later tick fewer of them are held. So
all that is known of a unit is when it is free again. A crew or tool counts as held from start to
end even where it is not: a plan made with that keeps all rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.search.clock import begin as begin_of
from solvers.search.clock import done, earliest, earliest_ending, to_work, worked
from solvers.search.jit import inner

if TYPE_CHECKING:
    from solvers.search.simulate_shop import Filling, Shop

__all__ = [
    "LATE",
    "find",
    "first_start",
    "first_tick",
    "free_again",
    "get_ready",
    "pass_pin",
    "take",
]

LATE = -(2**60)
"""Mark in `Filling.waits` of pinned work that has no time for its changeover."""

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _WORK_WORK = int(Precedence.END_END), int(Precedence.WORK_WORK)


@inner
def get_ready(shop: Shop, filling: Filling, op: int) -> None:
    """Note before which ticks an operation may neither start nor end, whatever its mode."""
    first_start, first_end = shop.release[op], 0
    for row in range(shop.in_ptr[op], shop.in_ptr[op + 1]):
        edge = shop.in_edge[row]
        kind, pred = shop.kind[edge], shop.pred[edge]
        lag = shop.lags[shop.lag_first[edge] + filling.mode[pred]]
        if kind == _END_START:
            first_start = max(first_start, filling.end[pred] + lag)
        elif kind == _END_END:
            first_end = max(first_end, filling.end[pred] + lag)
        elif kind == _WORK_START:
            first_start = max(first_start, _worked_at(shop, filling, pred, lag))
    filling.ready_start[op], filling.ready_end[op] = first_start, first_end


@inner
def _worked_at(shop: Shop, filling: Filling, op: int, work: int) -> int:
    tick = worked(shop.clock, shop.calendar[filling.mode[op]], filling.start[op], work)
    return tick if tick >= 0 else shop.horizon + 1


@inner
def first_start(shop: Shop, filling: Filling, op: int, mode: int) -> int:
    """Return before which tick a mode may not start, even if it ends late enough."""
    start, calendar = filling.ready_start[op], shop.calendar[mode]
    if shop.is_paced[op]:
        for row in range(shop.in_ptr[op], shop.in_ptr[op + 1]):
            edge = shop.in_edge[row]
            if shop.kind[edge] == _WORK_WORK:
                pred, lead = shop.pred[edge], shop.leads[shop.lead_first[edge] + mode]
                lag = shop.lags[shop.lag_first[edge] + filling.mode[pred]]
                tick = _worked_at(shop, filling, pred, lag)
                work = to_work(shop.clock, calendar, tick) - lead
                if work > 0:
                    start = max(start, done(shop.clock, calendar, work))
                if lead == 0 or tick > shop.horizon:
                    start = max(start, tick)
    return start


@inner
def first_tick(shop: Shop, filling: Filling, op: int, mode: int) -> int:
    """Return the earliest start of a mode by what precedes it, -1 if there is none."""
    start, end = first_start(shop, filling, op, mode), filling.ready_end[op]
    if end <= start or shop.elastic[op]:
        return start
    first = earliest_ending(
        shop.clock,
        shop.calendar[mode],
        end,
        shop.duration[mode],
        shop.interruptible[mode],
    )
    return max(start, first) if first >= 0 else -1


@inner
def free_again(shop: Shop, filling: Filling, resource: int, tick: int) -> int:
    """Return the first tick at which a unit of a resource is free and working, -1 for never."""
    first = shop.unit_ptr[resource]
    count = shop.unit_ptr[resource + 1] - first
    tick = max(tick, filling.free[first])
    while True:
        opens = earliest(shop.clock, shop.resource_calendar[resource], tick, 1, True)[0]
        if opens < 0:
            return -1
        tick = opens
        row = _stretch(shop, resource, tick)
        if row == shop.held_ptr[resource + 1] or shop.held_start[row] > tick:
            return tick
        away = shop.held_units[row]
        if away < count and filling.free[first + away] <= tick:
            return tick
        until = shop.held_end[row]
        tick = until if away >= count else min(until, filling.free[first + away])


@inner
def _stretch(shop: Shop, resource: int, tick: int) -> int:
    """Return the first stretch with fewer units that ends after a tick."""
    low, high = shop.held_ptr[resource], shop.held_ptr[resource + 1]
    while low < high:
        middle = (low + high) // 2
        if shop.held_end[middle] <= tick:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _blocked(shop: Shop, filling: Filling, need: int, since: int, until: int) -> int:
    """Return the next tick worth trying if a need is not met from one tick to another, else -1."""
    resource, units = shop.need_resource[need], shop.need_units[need]
    first = shop.unit_ptr[resource]
    count = shop.unit_ptr[resource + 1] - first
    if units > count:
        return shop.horizon + 1
    if filling.free[first + units - 1] > since:
        return filling.free[first + units - 1]
    row, last = _stretch(shop, resource, since), shop.held_ptr[resource + 1]
    while row < last and shop.held_start[row] < until:
        low, high = max(since, shop.held_start[row]), min(until, shop.held_end[row])
        short = shop.held_units[row] + units
        # so many must be free when the stretch begins
        if short > count or filling.free[first + short - 1] > low:
            calendar = shop.need_calendar[need]
            if calendar < 0:
                calendar = shop.resource_calendar[resource]
            clock = shop.clock
            if to_work(clock, calendar, high) > to_work(clock, calendar, low):
                over = shop.held_end[row]
                return over if short > count else min(over, filling.free[first + short - 1])
        row += 1
    return -1


@inner
def _meet(shop: Shop, filling: Filling, mode: int, held: tuple[int, int, int]) -> tuple[int, bool]:
    """Return the next tick worth trying if something a mode needs is missing, else -1.

    `held` is since when it holds its machine, its start and its end. Also tell whether it is the
    machine that is missing, so that a changeover comes behind that tick.
    """
    for need in range(shop.need_ptr[mode], shop.need_ptr[mode + 1]):
        is_main = shop.need_resource[need] == shop.resource[mode]
        since = held[0] if is_main else held[1]
        tick = _blocked(shop, filling, need, since, held[2])
        if tick >= 0:
            return tick, is_main
    return -1, False


@inner
def _change(shop: Shop, resource: int, before: int, mode: int) -> int:
    """Return the changeover that a mode needs behind a state of its machine."""
    state, ticks = shop.state[mode], shop.preparation[mode]
    if before >= 0 and state >= 0:
        ticks += shop.setup_times[shop.setup[resource], before, state]
    return ticks


@inner
def _after_change(shop: Shop, resource: int, free: int, change: int) -> int:
    """Return the first tick at which a changeover from `free` on is done, -1 for never."""
    if change == 0:
        return free
    calendar = shop.setup_calendar[resource]
    return done(shop.clock, calendar, to_work(shop.clock, calendar, free) + change)


@inner
def _since(shop: Shop, resource: int, start: int, change: int) -> int:
    """Return since when a machine is held by what starts after a changeover."""
    if change == 0:
        return start
    calendar = shop.setup_calendar[resource]
    return begin_of(shop.clock, calendar, to_work(shop.clock, calendar, start) - change)


@inner
def _fits_before(
    shop: Shop, filling: Filling, resource: int, pin: int, last: tuple[int, int]
) -> bool:
    """Tell whether pinned work can follow what ends at a tick in a state."""
    end, state = last
    change = _change(shop, resource, state, filling.mode[pin])
    after = _after_change(shop, resource, end, change)
    return 0 <= after <= filling.start[pin]


@inner
def _fit(
    shop: Shop, filling: Filling, mode: int, tick: int, end_at_least: int
) -> tuple[int, int, int, int]:
    """Return start, end, changeover and begin of the hold of a mode from a tick on, or -1 each.

    On a machine with setups it runs behind all that is placed, but before pinned work if it and
    the changeovers leave room.
    """
    resource, clock = shop.resource[mode], shop.clock
    changes = resource >= 0 and shop.setup[resource] >= 0
    before, free, pin, last_pin, change = -1, 0, 0, 0, 0
    if changes:
        before, free = filling.state[resource], filling.free[shop.unit_ptr[resource]]
        pin, last_pin = filling.next_pin[resource], shop.pin_ptr[resource + 1]
        change = _change(shop, resource, before, mode)
        first = _after_change(shop, resource, free, change)
        tick = max(tick, first) if first >= 0 else -1
    while 0 <= tick <= shop.horizon:
        start, end = earliest(
            clock, shop.calendar[mode], tick, shop.duration[mode], shop.interruptible[mode]
        )
        end = max(end, end_at_least)
        if start < 0 or end > shop.horizon:
            break
        if changes and pin < last_pin:
            op = shop.pin[pin]
            leaves = shop.state[mode] if shop.state[mode] >= 0 else before
            if start >= filling.start[op] or not _fits_before(
                shop, filling, resource, op, (end, leaves)
            ):
                own = shop.state[filling.mode[op]]
                before, free = own if own >= 0 else before, max(free, filling.end[op])
                pin += 1
                change = _change(shop, resource, before, mode)
                first = _after_change(shop, resource, free, change)
                tick = max(tick, first) if first >= 0 else -1
                continue
        since = _since(shop, resource, start, change) if changes else start
        tick, is_main = _meet(shop, filling, mode, (since, start, end))
        if tick < 0:
            return start, end, change, since
        if changes and is_main:
            tick = _after_change(shop, resource, tick, change)
    return -1, -1, -1, -1


@inner
def find(shop: Shop, filling: Filling, op: int) -> tuple[int, int, int, int, int]:
    """Return mode, start, end, changeover and begin of the hold where an operation ends first.

    All -1 if it fits nowhere; of modes that end together the lower changeover, then the first.
    """
    found = (-1, -1, -1, -1, -1)
    end_at_least = filling.ready_end[op] if shop.elastic[op] else 0
    for mode in range(shop.mode_first[op], shop.mode_last[op]):
        tick = first_tick(shop, filling, op, mode)
        start, end, change, since = _fit(shop, filling, mode, tick, end_at_least)
        if start >= 0 and (
            found[0] < 0 or end < found[2] or (end == found[2] and change < found[3])
        ):
            found = (mode, start, end, change, since)
    return found


@inner
def take(shop: Shop, filling: Filling, op: int, place: tuple[int, int, int, int, int]) -> None:
    """Place an operation where `find` said."""
    mode, start, end, change, since = place
    filling.mode[op], filling.start[op], filling.end[op] = mode, start, end
    filling.changeover[op] = change
    resource = shop.resource[mode]
    if resource >= 0 and shop.setup[resource] >= 0:
        while (
            filling.next_pin[resource] < shop.pin_ptr[resource + 1]
            and filling.start[shop.pin[filling.next_pin[resource]]] <= start
        ):
            pass_pin(shop, filling, resource)
        if shop.state[mode] >= 0:
            filling.state[resource] = shop.state[mode]
    for need in range(shop.need_ptr[mode], shop.need_ptr[mode + 1]):
        is_main = shop.need_resource[need] == resource
        _hold(shop, filling, need, since if is_main else start, end)


@inner
def pass_pin(shop: Shop, filling: Filling, resource: int) -> None:
    """Put the next pinned operation into the sequence of its machine; mark it if it is late."""
    op = shop.pin[filling.next_pin[resource]]
    filling.next_pin[resource] += 1
    unit, mode = shop.unit_ptr[resource], filling.mode[op]
    change = _change(shop, resource, filling.state[resource], mode)
    after = _after_change(shop, resource, filling.free[unit], change)
    if after < 0 or after > filling.start[op]:
        filling.waits[op] = LATE
    filling.changeover[op] = change
    filling.free[unit] = max(filling.free[unit], filling.end[op])
    if shop.state[mode] >= 0:
        filling.state[resource] = shop.state[mode]


@inner
def _hold(shop: Shop, filling: Filling, need: int, since: int, end: int) -> None:
    """Let the units that are free last, but by `since`, be free at `end` again."""
    resource = shop.need_resource[need]
    first, last = shop.unit_ptr[resource], shop.unit_ptr[resource + 1]
    for _ in range(shop.need_units[need]):
        place = first
        while place + 1 < last and filling.free[place + 1] <= since:
            place += 1
        while place + 1 < last and filling.free[place + 1] < end:
            filling.free[place] = filling.free[place + 1]
            place += 1
        filling.free[place] = end
