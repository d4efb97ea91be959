"""Bind operations to a start and a mode, each to a machine of its own where it can be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from scheduler.compile.cannot_run import CannotRun
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from scheduler.compile.modes import CompiledMode
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["Pinned", "Pins", "end_of", "worked"]


class Pinned(NamedTuple):
    """Where and when an operation is bound to run; `mode` counts within its modes."""

    mode: int
    start: int
    end: int


def end_of(mode: CompiledMode, start: int) -> int:
    """Return when work that begins at a tick ends, at the last when its calendar does."""
    return worked(mode, start, mode.spec.duration)


def worked(mode: CompiledMode, start: int, ticks: int) -> int:
    """Return when so many ticks are worked of what begins at a tick."""
    if not ticks:
        return start
    times = mode.working_time
    return times.to_wall_end(min(times.total, times.to_work(start) + ticks))


class _Hold(NamedTuple):
    """Machines that bound work holds; work of one family shares them."""

    start: int
    end: int
    units: int
    family: int

    def meets(self, other: _Hold) -> bool:
        """Tell whether two holds get in each other's way."""
        is_shared = self.family >= 0 and (self.family, self.start) == (other.family, other.start)
        return self.start < other.end and other.start < self.end and not is_shared


@dataclass
class Pins:
    """The operations bound so far, and the machines that they hold."""

    table: OperationTable
    bound: dict[int, Pinned] = field(default_factory=dict)
    """Operation to where it is bound."""
    _held: dict[int, list[_Hold]] = field(default_factory=lambda: defaultdict(list))

    def pin(
        self,
        row: CompiledOperation,
        tick: int,
        *,
        center: str | None,
        machine: str | None,
        ends_after: int = 0,
    ) -> Pinned:
        """Fix the start of an operation at `tick`, or when it can next work.

        Started work holds its machine from `tick` on, be it in closed time or before its crew.

        Parameters
        ----------
        center, machine
            Where it runs, by name. Where neither is named its main center is meant; of several
            machines one that no other bound work holds.
        ends_after
            Until then it waits at its end, elastic as it is.

        Raises
        ------
        CannotRun
            If no mode of the operation is on that center and machine, or none works from then on.
        """
        choices = self.choices(row, center, machine)
        if not choices:
            fact = Said(
                "{order} phase {phase} is bound to {place}, where it cannot run",
                order=row.order.id,
                phase=str(row.phase),
                place=machine or center or "",
            )
            raise CannotRun(row.order.id, row.phase, fact)
        found = [self._at(row, number, tick, ends_after) for number in choices]
        pinned = next((place for place in found if self.is_free(row, place)), found[0])
        self.bind(row, pinned)
        return pinned

    def bind(self, row: CompiledOperation, pinned: Pinned) -> None:
        """Fix the start and the mode of an operation, and take what it holds."""
        self.table.builder.fix(row.index, start=pinned.start, mode=pinned.mode)
        self.bound[row.index] = pinned
        for resource, hold in self._holds(row.modes[pinned.mode], pinned):
            self._held[resource].append(hold)

    def choices(self, row: CompiledOperation, center: str | None, machine: str | None) -> list[int]:
        """Return the modes on a center and machine, those of the first fitting center only."""
        wanted = [
            number
            for number, mode in enumerate(row.modes)
            if mode.center is None or center in (None, mode.center.id)
        ]
        if machine is not None:
            named = [n for n in wanted if machine in self.machines_of(row.modes[n])]
            first = [n for n in named if self._is_first(row.modes[n], machine)]
            wanted = first or named
        centers = [row.modes[number].center for number in wanted]
        return [n for n, found in zip(wanted, centers, strict=True) if found == centers[0]]

    def _is_first(self, mode: CompiledMode, machine: str) -> bool:
        """Tell whether a mode does not hold a machine as one of several others only."""
        return machine not in mode.machines[1:]

    def machines_of(self, mode: CompiledMode) -> tuple[str, ...]:
        """Return the names of the machines on which a mode may run; the center if of nobody."""
        if mode.machines:
            return mode.machines
        if mode.spec.resource >= 0:
            return self.table.resources.names[mode.spec.resource]
        return (mode.center.id,) if mode.center else ()

    def is_free(self, row: CompiledOperation, place: Pinned) -> bool:
        """Tell whether other bound work leaves the machines that an operation holds meanwhile."""
        return all(
            self._fits(resource, hold)
            for resource, hold in self._holds(row.modes[place.mode], place)
        )

    def _holds(self, mode: CompiledMode, place: Pinned) -> list[tuple[int, _Hold]]:
        """Return which machines a mode holds: resource, and when."""
        spec, names = mode.spec, self.table.resources.names
        others = {use[0] for use in spec.uses if set(names[use[0]]) <= set(mode.machines)}
        rows = [(resource, 1, -1) for resource in sorted(others)]
        if spec.resource >= 0:
            rows.append((spec.resource, spec.units, spec.family))
        return [
            (resource, _Hold(place.start, place.end, units, family))
            for resource, units, family in rows
        ]

    def _fits(self, resource: int, hold: _Hold) -> bool:
        """Tell whether there are enough units of a resource, of all that are ever there."""
        others = [other for other in self._held[resource] if other.meets(hold)]
        capacity = self.table.builder.capacity_of(resource)
        return all(
            sum(other.units for other in others if other.start <= tick < other.end) + hold.units
            <= capacity
            for tick in {hold.start, *(other.start for other in others)}
            if hold.start <= tick < hold.end
        )

    def _at(self, row: CompiledOperation, number: int, tick: int, ends_after: int) -> Pinned:
        mode = row.modes[number]
        start = tick if row.started else self._first_start(row, mode, tick)
        return Pinned(number, start, max(ends_after, end_of(mode, start)))

    def _first_start(self, row: CompiledOperation, mode: CompiledMode, tick: int) -> int:
        """Return the first tick from `tick` on at which a mode may start.

        Raises
        ------
        CannotRun
            If there is none before the calendars end.
        """
        times, duration = mode.working_time, mode.spec.duration
        work = times.to_work(tick)
        if not mode.spec.interruptible:
            work = times.first_fit(work, duration)
        if work >= times.total:
            fact = Said(
                "{order} phase {phase} is bound to start at {date}, but its machine has no working"
                " time for it from then on",
                order=row.order.id,
                phase=str(row.phase),
                date=Moment.of(self.table.calendars.clock.moment(tick)),
            )
            raise CannotRun(row.order.id, row.phase, fact)
        return times.to_wall_start(work)
