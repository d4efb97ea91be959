"""What a plan asks of each center, machine, crew, tool and skill, by day and by week."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.plan import Mode
from scheduler.by_day import units_by_day, weight_by_day
from scheduler.capacity.bookings import Part, book
from scheduler.capacity.load import midnights_of
from scheduler.capacity.loadable import loadables
from scheduler.capacity.ready import ready_ticks
from scheduler.capacity.times import OperationTimes
from scheduler.plan_time import PlanTime

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.plan import Plan
    from scheduler.capacity.bookings import Bookings
    from scheduler.capacity.loadable import Kind, Loadable

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]
    Cube = np.ndarray[tuple[int, int, int], np.dtype[np.float64]]
    Whole = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["Bar", "Capacity", "Period", "PhaseShare", "capacity_of"]


class Period(StrEnum):
    """How long a bar lasts: a local day, an ISO week, or the days of the whole plan."""

    DAY = "day"
    WEEK = "week"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Bar:
    """Load against capacity of one thing in one period, in minutes of one unit of it.

    Parameters
    ----------
    first_day, last_day
        Local days, 0 being that of the start; a week has only its days in the plan.
    capacity
        When it is there, times its units.
    processing, setup
        Work; setup is changeovers and own setup.
    idle
        Held without work: waiting at the end for the phase that is overlapped, or pausing because
        who or what works with it is not there.
    load
        As in ``load.csv``: processing, setup, and waiting for the phase that is overlapped.
    overload
        Sum over days of load above capacity; 0 for infinite and external centers.
    queue
        Hours of work that wait in front of it, on average over the time in which it is there;
        ``None`` if it never is.
    """

    kind: Kind
    name: str
    period: Period
    first_day: int
    last_day: int
    capacity: float
    processing: float
    setup: float
    idle: float
    load: float
    overload: float
    queue: float | None
    is_limited: bool = True

    def percent(self, minutes: float) -> float | None:
        """Return minutes in percent of the capacity; ``None`` where none is there, or no limit."""
        return 100 * minutes / self.capacity if self.capacity and self.is_limited else None


@dataclass(frozen=True, slots=True)
class PhaseShare:
    """What one operation adds to a bar, in minutes; the shares of a bar sum up to it."""

    order: str
    phase: int
    processing: float
    setup: float
    idle: float
    load: float


def capacity_of(plan: Plan) -> Capacity:
    """Return what a plan asks of all that it loads; every operation counts, whatever is shown.

    It is made once for a plan.
    """
    return plan.once(Capacity)


@dataclass(frozen=True, eq=False)
class Capacity:
    """Capacity requirements of a plan: bars, and the phases behind each."""

    plan: Plan

    @cached_property
    def _times(self) -> OperationTimes:
        return OperationTimes(self.plan.operations)

    @cached_property
    def bounds(self) -> Ints:
        """Return the midnights around the days of the plan, in ticks; shape (days + 1,)."""
        return midnights_of(self.plan.clock, self._times.until)

    @cached_property
    def time(self) -> PlanTime:
        """Return when machines and operations work, over the days of the plan."""
        plan = self.plan
        return PlanTime(plan.scenario, int(self.bounds[-1]), material=plan.material)

    @cached_property
    def rows(self) -> tuple[Loadable, ...]:
        """Return what may be loaded; machines only where the plan names them."""
        return loadables(self.time, with_machines=self.plan.solve.mode is Mode.FINITE)

    @cached_property
    def bookings(self) -> Bookings:
        """Return what each operation takes, day by day, in ticks."""
        return book(self.time, self._times, self.rows, self.bounds)

    @cached_property
    def units(self) -> Table:
        """Return the capacity by loadable and day, in unit-ticks."""
        units = [units_by_day(row.present, self.bounds) for row in self.rows]
        return np.array(units, dtype=np.float64).reshape(len(self.rows), self.num_days)

    @cached_property
    def _marks(self) -> Whole:
        """Return the midnights in the working time of each loadable; shape (rows, days + 1)."""
        marks = [row.present.to_work(self.bounds) for row in self.rows]
        return np.array(marks, dtype=np.int64).reshape(len(self.rows), self.num_days + 1)

    @cached_property
    def open_ticks(self) -> Whole:
        """Return the ticks in which a loadable is there, with however many units, by day."""
        return np.diff(self._marks)

    @cached_property
    def ready(self) -> Ints:
        """Return from when each operation could have begun; shape (N,)."""
        return ready_ticks(self.plan, self.time)

    @cached_property
    def queued(self) -> Table:
        """Return ticks of queued work x ticks in which something is there, by it and by day."""
        ready, begin = self.ready, self._times.setup_start
        result = np.zeros((len(self.rows), self.bounds.size - 1))
        loadable, operation, work = self.bookings.by_operation()
        waits = ready[operation] < begin[operation]
        loadable, operation, work = loadable[waits], operation[waits], work[waits]
        for index in np.unique(loadable).tolist():
            mine = slice(*np.searchsorted(loadable, (index, index + 1)).tolist())
            there, at = self.rows[index].present, operation[mine]
            result[index] = weight_by_day(
                self._marks[index], there.to_work(ready[at]), there.to_work(begin[at]), work[mine]
            )
        return result

    @property
    def num_days(self) -> int:
        """Return the number of days of the plan."""
        return self.bounds.size - 1

    def _firsts(self, period: Period) -> Ints:
        """Return the first day of each period of the plan."""
        days = np.arange(self.num_days)
        if period is Period.DAY:
            return days
        if period is Period.PLAN:
            return days[:1]
        monday = -self.plan.clock.first_day.weekday() % 7
        return np.unique(np.concatenate((days[:1], days[monday::7])))

    @property
    def _minute(self) -> float:
        """Return how many minutes a tick lasts."""
        return self.plan.clock.tick_seconds / 60

    @cached_property
    def _minutes(self) -> Cube:
        """Return capacity, processing, setup, idle, load, overload; shape (6, rows, days)."""
        ticks, units = self.bookings.bars, self.units
        processing, setup, waiting, paused = (ticks[part] for part in Part)
        load = processing + setup + waiting
        is_limited = np.array([row.is_limited for row in self.rows], dtype=bool)
        overload = np.maximum(0, load - units) * is_limited.reshape(-1, 1)
        figures = (units, processing, setup, waiting + paused, load, overload)
        return np.stack(figures) * self._minute

    def bars(self, period: Period = Period.DAY) -> Iterator[Bar]:
        """Yield all bars of a period, by what they are of and by date.

        Days on which nothing of a thing is there, asked or waited for are left out.
        """
        firsts = self._firsts(period)
        lasts = np.append(firsts[1:], self.num_days) - 1
        sums = np.add.reduceat(self._minutes, firsts, axis=2)
        queued = np.add.reduceat(self.queued, firsts, axis=1) * self._minute / 60
        there = np.add.reduceat(self.open_ticks, firsts, axis=1)
        for row, at in np.argwhere(sums.any(axis=0) | (queued > 0)).tolist():
            loadable, open_ticks = self.rows[row], int(there[row, at])
            capacity, processing, setup, idle, load, overload = sums[:, row, at].tolist()
            yield Bar(
                kind=loadable.kind,
                name=loadable.name,
                period=period,
                first_day=int(firsts[at]),
                last_day=int(lasts[at]),
                capacity=capacity,
                processing=processing,
                setup=setup,
                idle=idle,
                load=load,
                overload=overload,
                queue=float(queued[row, at] / open_ticks) if open_ticks else None,
                is_limited=loadable.is_limited,
            )

    def phases(self, bar: Bar, orders: Collection[str] | None = None) -> tuple[PhaseShare, ...]:
        """Return the operations behind a bar, those that take most of it first.

        Parameters
        ----------
        orders
            Show only these orders; the bar stays as it is, for it counts all.
        """
        at = self.bookings.between(self._position(bar), bar.first_day, bar.last_day)
        found, place = np.unique(self.bookings.operation[at], return_inverse=True)
        sums = np.zeros((len(Part), found.size))
        for part, ticks in zip(sums, self.bookings.ticks[:, at], strict=True):
            part += np.bincount(place, ticks, minlength=found.size)
        sums *= self._minute
        shares = []
        for index, column in zip(found.tolist(), sums.T.tolist(), strict=True):
            row = self.plan.operations[index]
            processing, setup, waiting, paused = column
            if orders is None or row.order in orders:
                load = processing + setup + waiting
                share = PhaseShare(row.order, row.phase, processing, setup, waiting + paused, load)
                shares.append(share)
        return tuple(sorted(shares, key=lambda row: (-row.load, row.order, row.phase)))

    @cached_property
    def _positions(self) -> dict[tuple[Kind, str], int]:
        return {(row.kind, row.name): index for index, row in enumerate(self.rows)}

    def _position(self, bar: Bar) -> int:
        return self._positions[bar.kind, bar.name]
