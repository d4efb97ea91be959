"""Fill a shop through time, compiled: whenever something is free, a rule picks who runs.

The plans of `solvers.dispatch.chronological`, some hundred times faster, for problems without
sessions, setup crews and maximum waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.jit import inner, lean
from solvers.search.rules_kernel import index
from solvers.search.simulate_fit import (
    LATE,
    find,
    first_start,
    free_again,
    get_ready,
    pass_pin,
    take,
)

if TYPE_CHECKING:
    from solvers.search.rules_kernel import Pressure, Rule
    from solvers.search.simulate_shop import Filling, Shop

__all__ = ["keeps_pins", "simulate"]

HEAP, PLACED = 0, 1
"""Places in `Filling.size`."""


@lean
def simulate(shop: Shop, filling: Filling, pressure: Pressure, rule: Rule) -> bool:
    """Place every operation; tell whether all rules are kept.

    Parameters
    ----------
    shop
        What is planned.
    filling
        Empty but for pinned work; afterwards the plan, as far as it came.
    pressure, rule
        Who goes first.
    """
    count, tick, resource = _begin(shop, filling), 0, -1
    # every step is written once: what is compiled into several places compiles several times
    while count or filling.size[HEAP]:
        if count:
            count -= 1
            op = filling.freed[count]
            get_ready(shop, filling, op)
            resource = -1
            if not shop.is_ungated[op]:
                _queue(shop, filling, op, tick)
                continue
        else:
            rank = filling.heap[0]
            resource, tick = shop.by_rank[rank], filling.heap_tick[rank]
            _drop_first(filling)
            op = _next(shop, filling, (resource, tick), pressure, rule)
            if op < 0:
                continue
        place = find(shop, filling, op)
        if place[0] < 0:
            return False
        if resource >= 0 and place[4] > tick:
            filling.ask_at[op] = place[4]
            _wake_gates(shop, filling, op)
        else:
            take(shop, filling, op, place)
            count = _free(shop, filling, op, count)
        if resource >= 0:
            _wake(shop, filling, resource, tick)
    return filling.size[PLACED] == shop.num_operations


@inner
def _begin(shop: Shop, filling: Filling) -> int:
    """Note what nothing precedes but pinned work; return how many do."""
    for op in range(shop.num_operations):
        if filling.start[op] >= 0:
            filling.size[PLACED] += 1
            for row in range(shop.out_ptr[op], shop.out_ptr[op + 1]):
                filling.waits[shop.succ[shop.out_edge[row]]] -= 1
    count = 0
    for op in range(shop.num_operations):
        if filling.waits[op] == 0 and filling.start[op] < 0:
            filling.freed[count] = op
            count += 1
    return count


@inner
def _free(shop: Shop, filling: Filling, op: int, count: int) -> int:
    """Note what waits for nothing any more once an operation is placed; return how many do."""
    filling.size[PLACED] += 1
    for row in range(shop.out_ptr[op], shop.out_ptr[op + 1]):
        succ = shop.succ[shop.out_edge[row]]
        filling.waits[succ] -= 1
        if filling.waits[succ] == 0 and filling.start[succ] < 0:
            filling.freed[count] = succ
            count += 1
    return count


@inner
def _queue(shop: Shop, filling: Filling, op: int, tick: int) -> None:
    """Let a freed operation wait at its gates."""
    ready = filling.ready_start[op]
    filling.ready_at[op] = ready
    filling.ask_at[op] = max(tick, ready)
    for row in range(shop.gate_ptr[op], shop.gate_ptr[op + 1]):
        gate = shop.gate[row]
        place = shop.queue_ptr[gate] + filling.queue_size[gate]
        filling.queue[place] = op
        filling.queue_mode[place] = shop.gate_mode[row]
        filling.queue_size[gate] += 1
    _wake_gates(shop, filling, op)


@inner
def _next(
    shop: Shop,
    filling: Filling,
    now: tuple[int, int],
    pressure: Pressure,
    rule: Rule,
) -> int:
    """Return who is to start at a resource at a tick; -1 for nobody, and look again later."""
    resource, tick = now
    later = free_again(shop, filling, resource, tick)
    if later < 0:
        return -1  # who waits here may run elsewhere
    op, ask = _pick(shop, filling, now, pressure, rule)
    if op >= 0 and later == tick:
        return op
    if op >= 0 or ask >= 0:
        _wake(shop, filling, resource, later if op >= 0 else max(later, ask))
    return -1


@inner
def _pick(
    shop: Shop,
    filling: Filling,
    now: tuple[int, int],
    pressure: Pressure,
    rule: Rule,
) -> tuple[int, int]:
    """Return who the rule puts first of those that could start, and when the next one could.

    -1 for nobody. Who has been placed leaves the queue.
    """
    resource, tick = now
    begin = shop.queue_ptr[resource]
    count, best, ask, most = filling.queue_size[resource], -1, -1, 0.0
    before = filling.state[resource]
    matrix = shop.setup[resource] if rule.shun > 0.0 else -1
    row = begin
    while row < begin + count:
        op = filling.queue[row]
        if filling.start[op] >= 0:
            count -= 1
            filling.queue[row] = filling.queue[begin + count]
            filling.queue_mode[row] = filling.queue_mode[begin + count]
            continue
        asks = filling.ask_at[op]
        if asks <= tick:
            change = 0
            if matrix >= 0 and before >= 0:
                state = shop.state[filling.queue_mode[row]]
                change = shop.setup_times[matrix, before, state] if state >= 0 else 0
            number = index(pressure, rule, op, tick, (filling.ready_at[op], change))
            if best < 0 or number > most or (number == most and _is_before(pressure, op, best)):
                best, most = op, number
        elif ask < 0 or asks < ask:
            ask = asks
        row += 1
    filling.queue_size[resource] = count
    return best, ask


@inner
def _is_before(pressure: Pressure, op: int, other: int) -> bool:
    """Tell whether, of two equals, one must start first; equals by row."""
    one, two = pressure.latest[op], pressure.latest[other]
    return one < two or (one == two and op < other)


@lean
def keeps_pins(shop: Shop, filling: Filling) -> bool:
    """Put the last pinned work into its sequences; tell whether all pinned work can be."""
    for resource in range(shop.num_resources):
        while filling.next_pin[resource] < shop.pin_ptr[resource + 1]:
            pass_pin(shop, filling, resource)
    for op in range(shop.num_operations):
        if shop.fixed_start[op] >= 0:
            get_ready(shop, filling, op)
            mode, start, end = filling.mode[op], filling.start[op], filling.end[op]
            is_broken = end - start != shop.duration[mode] and not shop.interruptible[mode]
            if is_broken or end > shop.horizon or filling.waits[op] == LATE:
                return False
            if start < first_start(shop, filling, op, mode) or end < filling.ready_end[op]:
                return False
    return True


@inner
def _wake_gates(shop: Shop, filling: Filling, op: int) -> None:
    for row in range(shop.gate_ptr[op], shop.gate_ptr[op + 1]):
        _wake(shop, filling, shop.gate[row], filling.ask_at[op])


@inner
def _wake(shop: Shop, filling: Filling, resource: int, tick: int) -> None:
    """Look at a resource at a tick, if that is not planned already."""
    rank = shop.rank[resource]
    place = filling.heap_at[rank]
    if place < 0:
        place = filling.size[HEAP]
        filling.size[HEAP] += 1
    elif filling.heap_tick[rank] <= tick:
        return
    filling.heap_tick[rank] = tick
    while place > 0:
        above = filling.heap[(place - 1) // 2]
        if not _is_sooner(filling, rank, above):
            break
        filling.heap[place] = above
        filling.heap_at[above] = place
        place = (place - 1) // 2
    filling.heap[place] = rank
    filling.heap_at[rank] = place


@inner
def _is_sooner(filling: Filling, rank: int, other: int) -> bool:
    """Tell whether one is looked at before the other: sooner, or more loaded."""
    one, two = filling.heap_tick[rank], filling.heap_tick[other]
    return one < two or (one == two and rank < other)


@inner
def _drop_first(filling: Filling) -> None:
    """Take the first out of the heap."""
    filling.heap_at[filling.heap[0]] = -1
    filling.size[HEAP] -= 1
    size = filling.size[HEAP]
    if size == 0:
        return
    rank, place = filling.heap[size], 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and _is_sooner(filling, filling.heap[below + 1], filling.heap[below]):
            below += 1
        if not _is_sooner(filling, filling.heap[below], rank):
            break
        filling.heap[place] = filling.heap[below]
        filling.heap_at[filling.heap[place]] = place
        place = below
    filling.heap[place] = rank
    filling.heap_at[rank] = place
