"""What each operation takes of what it loads, day by day: all bars are sums of this."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from scheduler.capacity.loadable import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.calendar import WorkingTime
    from models.scenario import WorkCenter
    from scheduler.capacity.loadable import Loadable
    from scheduler.capacity.times import OperationTimes
    from scheduler.plan_time import Held, Manner, PlanTime

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]
    Cube = np.ndarray[tuple[int, int, int], np.dtype[np.float64]]

__all__ = ["Bookings", "Part", "book"]


class Part(IntEnum):
    """What time is spent on.

    ``WAITING`` is for the phase that is overlapped, at the end of the work. ``PAUSED`` is time in
    which a machine is there and held, but who or what works with it is not.
    """

    PROCESSING = 0
    SETUP = 1
    WAITING = 2
    PAUSED = 3


@dataclass(frozen=True, eq=False)
class Bookings:
    """Ticks of operations, by what they load and by local day; sorted by these two.

    Parameters
    ----------
    shape
        How many loadables and days there are.
    operation, loadable, day
        Positions, shape (E,). Several rows may be of the same operation and day, as where it holds
        two machines of a center.
    ticks
        Unit-ticks of each `Part`, shape (4, E).
    """

    shape: tuple[int, int]
    operation: Ints
    loadable: Ints
    day: Ints
    ticks: Table

    @cached_property
    def _cell(self) -> Ints:
        return self.loadable * self.shape[1] + self.day

    @cached_property
    def bars(self) -> Cube:
        """Return the sums by part, loadable and day; shape (4, loadables, days)."""
        size = self.shape[0] * self.shape[1]
        sums = [_sums(self._cell, part, size) for part in self.ticks]
        return np.stack(sums).reshape(len(Part), *self.shape)

    def between(self, loadable: int, first: int, last: int) -> slice:
        """Return the rows of a loadable from one day to another, inclusive."""
        wanted = np.array([first, last + 1]) + loadable * self.shape[1]
        begin, end = np.searchsorted(self._cell, wanted)
        return slice(int(begin), int(end))

    def by_operation(self) -> tuple[Ints, Ints, Floats]:
        """Return the work of each operation on each loadable: loadable, operation, unit-ticks.

        That is processing and setup, without waiting; by loadable and operation.
        """
        span = int(self.operation.max(initial=0)) + 1
        keys, place = np.unique(self.loadable * span + self.operation, return_inverse=True)
        work = self.ticks[Part.PROCESSING] + self.ticks[Part.SETUP]
        return keys // span, keys % span, _sums(place, work, keys.size)


def _sums(place: Ints, weights: Floats, size: int) -> Floats:
    """Return the sum of the weights at each place."""
    return np.bincount(place, weights, minlength=size).astype(np.float64, copy=False)


def book(
    time: PlanTime, times: OperationTimes, loadables: Sequence[Loadable], bounds: Ints
) -> Bookings:
    """Book all operations on what they load.

    Work is booked on the days on which it is done, not on those that it spans. A session loads
    its machine once, several machines at one operation count each. Tools and equipment are held
    through the breaks of the work, crews and workers are not.

    Parameters
    ----------
    bounds
        Midnights, shape (days + 1,); what lies outside is left out.
    """
    booker = _Booker(time, times, loadables, bounds)
    for manner, at in time.groups(times.operations):
        booker.add(manner, at)
    return booker.result()


class _Chunk(NamedTuple):
    """Rows of `Bookings`, not sorted; loadable -1 for what nobody asks about."""

    operation: Ints
    loadable: Ints
    day: Ints
    ticks: Table


@dataclass
class _Booker:
    time: PlanTime
    times: OperationTimes
    loadables: Sequence[Loadable]
    bounds: Ints
    chunks: list[_Chunk] = field(default_factory=list)

    @cached_property
    def _centers(self) -> dict[str, int]:
        return self._positions(Kind.CENTER)

    @cached_property
    def _machines(self) -> dict[str, int]:
        return self._positions(Kind.MACHINE)

    def _positions(self, kind: Kind) -> dict[str, int]:
        return {row.name: at for at, row in enumerate(self.loadables) if row.kind is kind}

    @cached_property
    def _held(self) -> dict[str, int]:
        own = (Kind.CENTER, Kind.MACHINE)
        return {row.label: at for at, row in enumerate(self.loadables) if row.kind not in own}

    @cached_property
    def _machine_of(self) -> Ints:
        """Return the loadable of the main machine of each operation, -1 if it is not wanted."""
        known = (self._machines.get(row.machine, -1) for row in self.times.operations)
        return np.fromiter(known, dtype=np.int64, count=len(self.times.operations))

    def result(self) -> Bookings:
        shape = (len(self.loadables), self.bounds.size - 1)
        if not self.chunks:
            none = np.zeros(0, dtype=np.int64)
            return Bookings(shape, none, none, none, np.zeros((len(Part), 0)))
        operation = np.concatenate([chunk.operation for chunk in self.chunks])
        loadable = np.concatenate([chunk.loadable for chunk in self.chunks])
        day = np.concatenate([chunk.day for chunk in self.chunks])
        ticks = np.concatenate([chunk.ticks for chunk in self.chunks], axis=1)
        kept = np.flatnonzero(ticks.any(axis=0) & (loadable >= 0))
        kept = kept[np.lexsort((operation[kept], day[kept], loadable[kept]))]
        return Bookings(shape, operation[kept], loadable[kept], day[kept], ticks[:, kept])

    def add(self, manner: Manner, at: Ints) -> None:
        """Book operations that run alike."""
        if manner.center is None:
            return
        mine = at[self.times.counts[at] > 0]
        if manner.held or manner.machines > 1:
            self._add_apart(manner, manner.center, mine)
        else:  # nobody to wait for: the machine works whenever it is there
            op, day = self._days(mine)
            ticks = self._worked(manner, op, day)
            self._put(op, self._centers[manner.center.id], day, ticks)
            if self._machines:
                self.chunks.append(_Chunk(op, self._machine_of[op], day, ticks))
        for held in manner.held:
            self._add_held(held, manner, at)

    def _put(self, op: Ints, loadable: int, day: Ints, ticks: Table) -> None:
        self.chunks.append(_Chunk(op, np.full_like(op, loadable), day, ticks))

    def _add_apart(self, manner: Manner, center: WorkCenter, at: Ints) -> None:
        """Book machine by machine: each is held in its own hours."""
        is_limited = not (center.infinite or center.external)
        for name, members in self._by_machine(at):
            op, day = self._days(members)
            ticks = self._worked(manner, op, day)
            if is_limited:
                own = self.time.machine(center.id, name)
                there = self._inside(own, self.times.setup_start[op], self.times.end[op], day)
                ticks[Part.PAUSED] = np.maximum(0, there - ticks.sum(axis=0))
            if name == center.id and name not in self._named(center):  # no single one is meant
                ticks *= manner.machines
            self._put(op, self._centers[center.id], day, ticks)
            if name in self._machines:
                self._put(op, self._machines[name], day, ticks)

    def _named(self, center: WorkCenter) -> set[str]:
        return {machine.id for machine in self.time.scenario.machines_by_center[center.id]}

    def _by_machine(self, at: Ints) -> Iterator[tuple[str, Ints]]:
        members: dict[str, list[int]] = {}
        for index in at.tolist():
            row = self.times.operations[index]
            for name in (row.machine, *row.also):
                members.setdefault(name, []).append(index)
        for name, indices in members.items():
            yield name, np.array(indices, dtype=np.int64)

    def _worked(self, manner: Manner, op: Ints, day: Ints) -> Table:
        """Return the ticks of one machine: changeover, own setup, run, waiting."""
        ticks = self._parts(manner.work, manner, op, day)
        begin, end = self.times.setup_start[op], self.times.start[op]
        ticks[Part.SETUP] += self._inside(manner.setup, begin, end, day)
        return ticks

    def _add_held(self, held: Held, manner: Manner, at: Ints) -> None:
        index = self._held[held.name]
        op, day = self._days(at)
        if held.sets_up:
            ticks = np.zeros((len(Part), op.size))
            begin, end = self.times.setup_start[op], self.times.start[op]
            ticks[Part.SETUP] = self._inside(manner.setup, begin, end, day)
        else:
            there = manner.work if held.pauses else self.loadables[index].present
            ticks = self._parts(there, manner, op, day)
        self._put(op, index, day, ticks * held.units)

    def _parts(self, there: WorkingTime, manner: Manner, op: Ints, day: Ints) -> Table:
        """Return the ticks between start and end of something that is there at times."""
        times, done = self.times, self._done(manner.work, op)
        ticks = np.zeros((len(Part), op.size))
        ticks[Part.SETUP] = self._inside(there, times.start[op], times.run_start[op], day)
        ticks[Part.PROCESSING] = self._inside(there, times.run_start[op], done, day)
        ticks[Part.WAITING] = self._inside(there, done, times.end[op], day)
        return ticks

    def _done(self, work: WorkingTime, op: Ints) -> Ints:
        """Return when operations have done their work, and only wait from then on."""
        end, idle = self.times.end[op], self.times.idle[op]
        waits = idle > 0
        if waits.any():
            end = end.copy()
            end[waits] = work.to_wall_end(work.to_work(end[waits]) - idle[waits])
        return end

    def _days(self, at: Ints) -> tuple[Ints, Ints]:
        """Return each operation with each day that it touches."""
        setup_start, end = self.times.setup_start[at], self.times.end[at]
        first = np.maximum(0, np.searchsorted(self.bounds, setup_start, side="right") - 1)
        last = np.minimum(self.bounds.size - 2, np.searchsorted(self.bounds, end) - 1)
        many = np.maximum(0, last - first + 1)
        begins = np.cumsum(many) - many
        day = np.repeat(first - begins, many) + np.arange(int(many.sum()))
        return np.repeat(at, many), day

    def _inside(self, there: WorkingTime, begin: Ints, end: Ints, day: Ints) -> Ints:
        """Return the working ticks of intervals on one day each."""
        marks = there.to_work(self.bounds)
        since = np.maximum(there.to_work(begin), marks[day])
        ticks: Ints = np.maximum(0, np.minimum(there.to_work(end), marks[day + 1]) - since)
        return ticks
