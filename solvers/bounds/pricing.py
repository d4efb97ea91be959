r"""What the cheapest plan costs if time on resources has a price instead of a limit.

With prices :math:`\mu_{rk} \ge 0` for a unit of resource r and a tick of bucket k, and capacities
:math:`Q_{rk}`, no plan costs less than

.. math:: \sum_j \min_k \Bigl(c_{jk} + F_j(k)\Bigr) - \sum_{rk} \mu_{rk} Q_{rk}

where :math:`c_{jk}` is what owner j pays that completes in bucket k and :math:`F_j(k)` what its
operations pay at least to be ready by then: a tree of operations, each after those before it,
priced by dynamic programming over buckets (Lagrangian relaxation of capacity: Hoitomt, Luh &
Pattipati 1993, doi:10.1109/70.210791). An operation that starts at work coordinate x pays for the
:math:`p_m` ticks that it works. Within a bucket the order of operations is not seen.
All numbers are integers, so nothing is rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.bounds.market import DEAR
from solvers.search.jit import inner, lean

if TYPE_CHECKING:
    from solvers.bounds.market import Market
    from solvers.bounds.orders import Orders

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Rates = tuple[int, int, int, int, int, int]

__all__ = ["Desk", "Tariff", "desk_for", "post", "serve"]


class Tariff(NamedTuple):
    """What an operation pays besides prices, all scaled like them."""

    start: Ints
    """(N,): per tick of a later start."""
    end: Ints
    """(N,): per tick of a later end of its work."""
    base: Ints
    """(N,)."""
    due: Ints
    """(N,): tick after which the end of its work is late, not scaled; and then it pays ..."""
    delay: Ints
    """(N,): ... per tick ..."""
    late: Ints
    """(N,): ... and once."""


class Desk(NamedTuple):
    """Where kernels write."""

    rate: Table
    """(P, K): price of a working tick of a profile."""
    passed: Table
    """(P, K + 1): price of all working ticks before."""
    used: Table
    """(R, K): units times ticks that the cheapest plan holds."""
    cost: Table
    """(most operations of an owner, K + 2): cheapest way to be ready by a tick of the grid."""
    mode: Table
    begin: Table
    by_start: Table
    """Like `cost`: what predecessors cost that are ready by then, for the start ..."""
    by_end: Table
    """... and for the end."""
    wanted: Ints
    """(most operations of an owner,): by when each has to be ready."""


def desk_for(market: Market, orders: Orders) -> Desk:
    """Return a desk with nothing on it."""
    profiles, buckets = market.profile_calendar.size, market.grid.size - 1
    most = int(np.diff(orders.ptr).max(initial=1))
    shape = (most, buckets + 2)
    return Desk(
        np.zeros((profiles, buckets), dtype=np.int64),
        np.zeros((profiles, buckets + 1), dtype=np.int64),
        np.zeros(market.capacity.shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(most, dtype=np.int64),
    )


@lean
def post(market: Market, price: Table, desk: Desk) -> None:
    """Fill what each profile pays, and forget what was used."""
    for resource in range(price.shape[0]):
        for bucket in range(price.shape[1]):
            desk.used[resource, bucket] = 0
    for profile in range(market.profile_calendar.size):
        calendar, passed = market.profile_calendar[profile], 0
        for bucket in range(price.shape[1]):
            rate = 0
            for row in range(market.profile_ptr[profile], market.profile_ptr[profile + 1]):
                rate += market.profile_units[row] * price[market.profile_resource[row], bucket]
            desk.rate[profile, bucket] = rate
            passed += rate * (market.edge[calendar, bucket + 1] - market.edge[calendar, bucket])
            desk.passed[profile, bucket + 1] = passed


@lean
def serve(
    market: Market, orders: Orders, tariff: Tariff, desk: Desk, owners: tuple[int, int]
) -> int:
    """Return what the cheapest plan of some owners costs, `DEAR` or more if there is none.

    Parameters
    ----------
    owners
        The first of them and one past the last.
    """
    total = 0
    for owner in range(owners[0], owners[1]):
        first, count = orders.ptr[owner], orders.ptr[owner + 1] - orders.ptr[owner]
        for row in range(count):
            for tick in range(desk.cost.shape[1]):
                desk.by_start[row, tick], desk.by_end[row, tick] = 0, 0
        for row in range(count):
            _quote(market, orders, tariff, desk, (first, row))
        least = _complete(orders, desk, owner)
        if least >= DEAR:
            return DEAR
        total += least
        _take(market, orders, desk, (first, count))
    return total


@inner
def _complete(orders: Orders, desk: Desk, owner: int) -> int:
    """Return the cost of an owner; let the rows that nobody waits for be ready in time."""
    first, last = orders.ptr[owner], orders.ptr[owner + 1]
    least, chosen, always = DEAR, 0, desk.cost.shape[1] - 1
    for tick in range(always + 1):
        cost = orders.cost[owner, tick]
        for place in range(first, last):
            if cost >= DEAR:
                break
            if orders.is_last[place]:
                cost += desk.cost[place - first, tick]
            elif orders.next_row[place] < 0:
                cost += desk.cost[place - first, always]
        if cost < least:
            least, chosen = cost, tick
    for place in range(first, last):
        desk.wanted[place - first] = chosen if orders.is_last[place] else always
    return least


@inner
def _take(market: Market, orders: Orders, desk: Desk, rows: tuple[int, int]) -> None:
    """Go back from what is wanted to what is done, and count what that holds."""
    first, count = rows
    for row in range(count - 1, -1, -1):
        after = orders.next_row[first + row]
        if after >= 0:  # its choice is known: it comes later
            mode, begin = desk.mode[after, 0], desk.begin[after, 0]
            calendar = market.calendar[mode]
            moment = begin
            if orders.by_end[first + row] and market.duration[mode] > 0:
                moment = begin + market.duration[mode] - 1
            desk.wanted[row] = _bucket(market, calendar, 0, moment) + 1
        mode, begin = desk.mode[row, desk.wanted[row]], desk.begin[row, desk.wanted[row]]
        desk.mode[row, 0], desk.begin[row, 0] = mode, begin
        _use(market, desk, mode, begin)


@inner
def _quote(
    market: Market, orders: Orders, tariff: Tariff, desk: Desk, place: tuple[int, int]
) -> None:
    """Fill the cheapest way to have an operation ready by each tick, and tell the one after it."""
    first, row = place
    op, ticks = orders.op[first + row], desk.cost.shape[1]
    for tick in range(ticks):
        desk.cost[row, tick] = DEAR
    rates = (
        tariff.start[op], tariff.end[op], tariff.base[op],
        tariff.due[op], tariff.delay[op], tariff.late[op],
    )  # fmt: skip
    for mode in range(market.mode_first[op], market.mode_last[op]):
        if market.first[mode] >= 0:
            _walk(market, orders, desk, (mode, row), rates)
    for tick in range(1, ticks):
        if desk.cost[row, tick - 1] < desk.cost[row, tick]:
            desk.cost[row, tick] = desk.cost[row, tick - 1]
            desk.mode[row, tick] = desk.mode[row, tick - 1]
            desk.begin[row, tick] = desk.begin[row, tick - 1]
    after = orders.next_row[first + row]
    if after < 0:
        return
    for tick in range(ticks):
        if orders.by_end[first + row]:
            desk.by_end[after, tick] = min(DEAR, desk.by_end[after, tick] + desk.cost[row, tick])
        else:
            cost = desk.by_start[after, tick] + desk.cost[row, tick]
            desk.by_start[after, tick] = min(DEAR, cost)


@inner
def _walk(market: Market, orders: Orders, desk: Desk, place: tuple[int, int], rates: Rates) -> None:
    """Go through the starts of a mode, piece by piece on which its cost is a straight line.

    On a piece, the buckets of its start and of its end stay the same, and it is late or not.
    """
    mode, row = place
    calendar, duration, x = market.calendar[mode], market.duration[mode], market.first[mode]
    bucket, end_bucket, window, tick = 0, 0, market.window_ptr[calendar], 0
    ready_bucket = 0
    while x <= orders.last[mode]:
        last = orders.last[mode]
        if market.is_whole[mode]:
            window = _window(market, window, (x, duration, market.window_ptr[calendar + 1]))
            x = max(x, market.window_passed[window])
            closes = market.window_passed[window] + market.window_length[window]
            last = min(last, closes - duration)
            if x > last:
                break
        bucket = _bucket(market, calendar, bucket, x)
        end_bucket = _bucket(market, calendar, end_bucket, x + duration - 1)
        last = min(last, market.edge[calendar, bucket + 1] - 1)
        last = max(x, min(last, market.edge[calendar, end_bucket + 1] - duration))
        done = _done(market, mode, x + duration, end_bucket)
        if done <= rates[3]:
            last = min(last, x + rates[3] - done)
        ready_bucket = _bucket(market, calendar, ready_bucket, x + orders.ready[mode, 0] - 1)
        ready = _done(market, mode, x + orders.ready[mode, 0], ready_bucket)
        tick = _tick(market, tick, ready + orders.ready[mode, 1])
        before = desk.by_start[row, bucket + 1]
        before += desk.by_end[row, (end_bucket if duration > 0 else bucket) + 1]
        if before < DEAR:
            for start in (x, last):
                cost = before + _cost(market, desk, mode, (start, bucket, end_bucket), rates)
                if cost < desk.cost[row, tick]:
                    desk.cost[row, tick] = cost
                    desk.mode[row, tick], desk.begin[row, tick] = mode, start
        x = last + 1


@inner
def _done(market: Market, mode: int, work: int, bucket: int) -> int:
    """Return a tick before which a mode has not worked up to a coordinate in a bucket.

    At the seam of two buckets it is the earlier: pins may be there, in closed time.
    """
    return int(market.grid[bucket] + work - market.edge[market.calendar[mode], bucket])


@inner
def _tick(market: Market, tick: int, moment: int) -> int:
    """Return the first tick of the grid from some one on that is not before a moment."""
    while tick < market.grid.size and market.grid[tick] < moment:
        tick += 1
    return tick


@inner
def _window(market: Market, window: int, work: tuple[int, int, int]) -> int:
    """Return the first window from some one on with room for work in one piece, else the last.

    Parameters
    ----------
    work
        Work coordinate of its earliest start, duration, one past the last window.
    """
    x, duration, end = work
    while window < end - 1:
        opens = market.window_passed[window]
        if opens + market.window_length[window] - max(x, opens) >= duration:
            break
        window += 1
    return window


@inner
def _bucket(market: Market, calendar: int, bucket: int, work: int) -> int:
    """Return the first bucket from some one on that works past a coordinate, or the last."""
    last = market.grid.size - 2
    while bucket < last and market.edge[calendar, bucket + 1] <= work:
        bucket += 1
    return bucket


@inner
def _cost(
    market: Market,
    desk: Desk,
    mode: int,
    place: tuple[int, int, int],
    rates: Rates,
) -> int:
    """Return what a mode pays that starts at a work coordinate, at least.

    Within a bucket, closed time may come before or after its start: the better is taken.
    """
    x, first, last = place
    calendar, profile = market.calendar[mode], market.profile[mode]
    done = x + market.duration[mode]
    cost = rates[2]
    if done > x:
        cost += desk.passed[profile, last] - desk.passed[profile, first]
        cost += desk.rate[profile, last] * (done - market.edge[calendar, last])
        cost -= desk.rate[profile, first] * (x - market.edge[calendar, first])
    per_start, per_end = rates[0], rates[1]
    if done == x:
        per_start, per_end = per_start + per_end, 0
    late = _done(market, mode, done, last) - rates[3]
    if late > 0:
        cost += rates[4] * late + rates[5]
    if per_start > 0:
        cost += per_start * (market.grid[first] + x - market.edge[calendar, first])
    elif per_start < 0:
        cost += per_start * (market.grid[first + 1] - market.edge[calendar, first + 1] + x)
    if per_end > 0:
        cost += per_end * (market.grid[last] + done - market.edge[calendar, last])
    elif per_end < 0:
        cost += per_end * (market.grid[last + 1] - market.edge[calendar, last + 1] + done)
    return cost


@inner
def _use(market: Market, desk: Desk, mode: int, x: int) -> None:
    """Count what a mode holds that starts at a work coordinate."""
    calendar, profile, done = market.calendar[mode], market.profile[mode], x
    done += market.duration[mode]
    bucket = 0
    while x < done:
        bucket = _bucket(market, calendar, bucket, x)
        until = min(done, market.edge[calendar, bucket + 1])
        if until <= x:
            return  # the calendar ends
        for row in range(market.profile_ptr[profile], market.profile_ptr[profile + 1]):
            held = market.profile_units[row] * (until - x)
            desk.used[market.profile_resource[row], bucket] += held
        x = until
