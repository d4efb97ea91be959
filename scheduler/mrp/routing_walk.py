"""Walk the routings backwards from a due tick, at infinite capacity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from scheduler.mrp.backward import BackwardCalendar
from scheduler.mrp.phase_hours import PhaseHours, PhaseTime

if TYPE_CHECKING:
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
    follow each other without overlap: a plan that overlaps them can only start later, so
    components are never wanted too late.
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
        starts: dict[int, int] = {}
        end = due
        for step in reversed(self._steps[item_id]):
            end = self._latest_start(step, quantity, end)
            starts[step.phase.operation.phase] = end
        return starts

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
        end = due
        for step in reversed(self._steps_of(item_id, choices)):
            start = end = self._latest_start(step, quantity, end)
            done = step.calendar.end_of(start, step.phase.work(quantity, self._clock))
            number = step.phase.operation.phase
            walked.append(PhaseTime(number, step.phase.center.id, start, done))
        return tuple(reversed(walked))

    def _latest_start(self, step: _Step, quantity: Decimal, end: int) -> int:
        wait = step.phase.operation.wait
        if wait is not None:
            end -= self._clock.duration(wait)
        return step.latest_start(end, step.phase.work(quantity, self._clock))

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
