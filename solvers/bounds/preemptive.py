"""Whether relaxed machines keep deadlines: earliest due date first, breaking off where it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.bounds.passes import latest_times
from solvers.search.jit import inner, lean

if TYPE_CHECKING:
    from solvers.bounds.axes import Axes
    from solvers.bounds.passes import Deadlines, Heads
    from solvers.search.arrays import Arrays

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Room", "can_keep", "room_for"]


class Room(NamedTuple):
    """Where kernels keep what waits: a heap of deadlines with the work that is left."""

    deadline: Ints
    left: Ints


def room_for(axes: Axes) -> Room:
    """Return room for the axis with most operations."""
    size = int(np.diff(axes.ptr).max(initial=0)) + 1
    return Room(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))


@inner
def _push(room: Room, count: int, deadline: int, left: int) -> None:
    place = count
    while place > 0:
        above = (place - 1) // 2
        if room.deadline[above] <= deadline:
            break
        room.deadline[place], room.left[place] = room.deadline[above], room.left[above]
        place = above
    room.deadline[place], room.left[place] = deadline, left


@inner
def _pop(room: Room, count: int) -> None:
    """Remove the earliest deadline of `count`."""
    last = count - 1
    deadline, left = room.deadline[last], room.left[last]
    place = 0
    while 2 * place + 1 < last:
        below = 2 * place + 1
        if below + 1 < last and room.deadline[below + 1] < room.deadline[below]:
            below += 1
        if room.deadline[below] >= deadline:
            break
        room.deadline[place], room.left[place] = room.deadline[below], room.left[below]
        place = below
    room.deadline[place], room.left[place] = deadline, left


@inner
def _late_at(axes: Axes, axis: int, tick: int) -> int:
    """Return where on an axis a deadline lies."""
    low, high = axes.late_ptr[axis], axes.late_ptr[axis + 1]
    first = low
    while low < high:
        middle = (low + high) // 2
        if axes.late_tick[middle] <= tick:
            low = middle + 1
        else:
            high = middle
    if low == first:
        return 0
    piece = low - 1
    return int(axes.late_total[piece] + axes.late_rate[piece] * (tick - axes.late_tick[piece]))


@inner
def _latest(axes: Axes, axis: int, latest_end: Ints, op: int) -> int:
    """Return the latest end of an operation, or the last of all if it is `ANY`."""
    if op >= 0:
        return int(latest_end[op])
    latest = 0
    for row in range(axes.ptr[axis], axes.ptr[axis + 1]):
        if axes.op[row] >= 0:
            latest = max(latest, latest_end[axes.op[row]])
    return latest


@inner
def _has_room(axes: Axes, axis: int, latest_end: Ints, room: Room) -> bool:
    """Tell whether a relaxed machine keeps all deadlines."""
    now, waiting, row = 0, 0, axes.ptr[axis]
    last = axes.ptr[axis + 1]
    while row < last or waiting > 0:
        if waiting == 0:
            now = max(now, axes.head[row])
        while row < last and axes.head[row] <= now:
            deadline = _late_at(axes, axis, _latest(axes, axis, latest_end, axes.op[row]))
            _push(room, waiting, deadline, axes.energy[row])
            waiting += 1
            row += 1
        until = now + room.left[0]
        if row < last:
            until = min(until, axes.head[row])
        if until > room.deadline[0]:
            return False
        room.left[0] -= until - now
        now = until
        if room.left[0] == 0:
            _pop(room, waiting)
            waiting -= 1
    return True


@lean
def can_keep(arrays: Arrays, heads: Heads, axes: Axes, deadlines: Deadlines, room: Room) -> int:
    """Return -1 if deadlines could be kept as far as relaxations tell, else what breaks them.

    That is the axis that has no room, or their number if an operation alone is late.
    """
    if not latest_times(arrays, heads, deadlines):
        return axes.ptr.size - 1
    for axis in range(axes.ptr.size - 1):
        if not _has_room(axes, axis, deadlines.end, room):
            return axis
    return -1
