"""Walk the routings backwards from a due tick, at infinite capacity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scheduler.mrp.backward import BackwardCalendar
from scheduler.mrp.phase_hours import PhaseHours, PhaseTime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from models.calendar import WorkingTime
    from models.scenario import Scenario
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.phase_hours import Choices, Phase

__all__ = ["RoutingWalks"]

_DAYS_AT_FIRST = 128
_FARTHEST_DAYS = 15_000


@dataclass(frozen=True, slots=True)
class _Step:
    """A phase ready to be walked: where it runs and when that works."""

    phase: Phase
    calendar: BackwardCalendar

    def latest_start(self, end: int, work: int) -> int:
        """Return the latest start for an end."""
        if self.phase.center.interruptible or self.phase.is_outside:
            return self.calendar.latest_start(end, work)
        return self.calendar.latest_uninterrupted_start(end, work)


class RoutingWalks:
    """Latest phase starts of every item with a routing.

    Each phase runs on its main center while that and the phase's further resources work. Phases
    end before the first of those that follow them starts, without overlap: a plan that overlaps
    them can only start later, so components are never wanted too late.
    """

    def __init__(self, scenario: Scenario, buckets: Buckets) -> None:
        self._clock = buckets.clock
        self._until = (buckets.count + 1) * buckets.clock.ticks_per_day
        self._hours = PhaseHours(scenario, buckets.clock)
        self._steps: dict[str, tuple[_Step, ...]] = {}
        self._calendars: dict[tuple[object, ...], BackwardCalendar] = {}

    def latest_starts(self, item_id: str, quantity: Decimal, due: int) -> dict[int, int]:
        """Return the latest start of each phase, by phase, for output usable at tick ``due``.

        Empty for an item without routing.
        """
        if item_id not in self._steps:
            self._steps[item_id] = self._steps_of(item_id)
        return {
            step.phase.operation.phase: start
            for step, start in self._latest(self._steps[item_id], quantity, due)
        }

    def latest_phases(
        self, item_id: str, quantity: Decimal, due: int, choices: Choices | None = None
    ) -> tuple[PhaseTime, ...]:
        """Return the same walk with the ends of the phases, in their order.

        Parameters
        ----------
        choices
            Alternative centers by phase; the others run on their main center.
        """
        walked = []
        for step, start in self._latest(self._steps_of(item_id, choices), quantity, due):
            phase = step.phase
            done = step.calendar.end_of(start, phase.work(quantity, self._clock))
            wait = phase.wait(quantity, self._clock)
            walked.append(PhaseTime(phase.operation.phase, phase.center.id, start, done, wait))
        return tuple(sorted(walked, key=lambda row: row.phase))

    def _latest(
        self, steps: tuple[_Step, ...], quantity: Decimal, due: int
    ) -> Iterator[tuple[_Step, int]]:
        """Yield the phases with their latest starts, each before those that it follows."""
        ends: dict[int, int] = {}
        for step in reversed(steps):
            phase = step.phase
            end = ends.get(phase.operation.phase, due) - phase.wait(quantity, self._clock)
            start = step.latest_start(end, phase.work(quantity, self._clock))
            for earlier in phase.follows:
                ends[earlier] = min(start, ends.get(earlier, start))
            yield step, start

    def _steps_of(self, item_id: str, choices: Choices | None = None) -> tuple[_Step, ...]:
        return tuple(self._step(phase) for phase in self._hours.phases(item_id, choices))

    def _step(self, phase: Phase) -> _Step:
        if phase.key not in self._calendars:
            self._calendars[phase.key] = BackwardCalendar(
                partial(self._working_since, phase),
                reach=_DAYS_AT_FIRST * self._clock.ticks_per_day,
                farthest=self._farthest_days() * self._clock.ticks_per_day,
            )
        return _Step(phase, self._calendars[phase.key])

    def _working_since(self, phase: Phase, since: int) -> WorkingTime:
        return self._hours.working_time(phase, since=since, until=self._until)

    def _farthest_days(self) -> int:
        """Return how far back calendars may reach without leaving the years that dates have."""
        return min(_FARTHEST_DAYS, self._clock.first_day.toordinal() - 3)
