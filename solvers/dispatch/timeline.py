"""How many units of a resource are free from when to when."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

__all__ = ["Timeline"]


class Timeline:
    """A step function: ``free[k]`` units from ``times[k]`` to ``times[k + 1]``, the last for ever.

    Steps of equal height are merged, so that work packed back to back stays one step.
    """

    __slots__ = ("free", "times")

    def __init__(self, capacity: int) -> None:
        self.times = [0]
        self.free = [capacity]

    def next_free(self, start: int, end: int, units: int, length: int) -> int:
        """Return `start` if the units are free until `end`, else the next tick worth trying.

        Parameters
        ----------
        start, end
            Ticks; a stretch without length must not lie within a busy one.
        units
            How many are needed.
        length
            Work takes at least so long: shorter gaps are passed over.

        Returns
        -------
        int
            -1 if the resource never has as many units.
        """
        times, free = self.times, self.free
        step = bisect_right(times, start) - 1
        if start == end and times[step] == start and step and free[step - 1] >= units:
            return start
        count = len(times)
        blocked = step
        while blocked < count and (times[blocked] < end or blocked == step):
            if free[blocked] < units:
                return self._gap(blocked, units, length)
            blocked += 1
        return start

    def _gap(self, step: int, units: int, length: int) -> int:
        """Return the start of the first long enough gap after a busy step."""
        times, free, count = self.times, self.free, len(self.times)
        while step < count:
            while step < count and free[step] < units:
                step += 1
            if step == count:
                return -1
            begin = times[step]
            while free[step] >= units:
                step += 1
                if step == count or times[step] - begin >= length:
                    return begin
        return -1

    def reserve(self, start: int, end: int, units: int) -> None:
        """Take units from `start` to `end`; the caller has asked whether they are free."""
        if start >= end:
            return
        times, free = self.times, self.free
        first = bisect_right(times, start) - 1
        if times[first] < start:
            first += 1
            times.insert(first, start)
            free.insert(first, free[first - 1])
        last = bisect_left(times, end, first)
        if last == len(times) or times[last] != end:
            times.insert(last, end)
            free.insert(last, free[last - 1])
        for step in range(first, last):
            free[step] -= units
        if free[last] == free[last - 1]:
            del times[last], free[last]
        if first and free[first] == free[first - 1]:
            del times[first], free[first]

    def snapshot(self) -> tuple[list[int], list[int]]:
        """Return what is free now, for `restore`."""
        return self.times.copy(), self.free.copy()

    def restore(self, saved: tuple[list[int], list[int]]) -> None:
        """Undo every reservation made since a snapshot; it may be restored again."""
        self.times[:], self.free[:] = saved
