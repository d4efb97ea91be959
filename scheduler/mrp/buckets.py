"""The time axis of MRP: local days from the day of the scenario's start."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from models.calendar import Clock
from scheduler.mrp.needs import When

if TYPE_CHECKING:
    from datetime import date

    from models.scenario import Scenario

__all__ = ["Buckets"]


@dataclass(frozen=True)
class Buckets:
    """Days 0 to ``count - 1``; day 0 holds tick 0.

    Parameters
    ----------
    count
        Days of the horizon. What is due or received later is not planned.
    keeps_past
        What is overdue keeps its day, before day 0, instead of counting today.
    """

    clock: Clock
    count: int
    keeps_past: bool = False
    # asked for each order and need, with few different answers: local dates are slow to convert
    _starts: dict[int, int] = field(default_factory=dict, compare=False, repr=False)
    _days: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, scenario: Scenario) -> Buckets:
        """Return the buckets of a scenario."""
        days = scenario.scenario.horizon.days
        return cls(Clock.of(scenario.scenario), days, scenario.settings.mrp.consider_past)

    def due(self, moment: date | datetime) -> When:
        """Return when a demand is due: until the end of the day for a date alone."""
        return When(self._day(moment), self.clock.end_of_day(moment))

    def received(self, moment: date | datetime, delay: timedelta) -> When:
        """Return when a receipt is usable: from the start of the day for a date alone."""
        usable = moment + delay
        return When(self._day(usable), self.clock.tick(usable, round_up=True))

    def at(self, tick: int) -> When:
        """Return an instant with its bucket; what lies in the past is needed now."""
        tick = max(tick, 0)
        if tick not in self._days:
            self._days[tick] = min(self.clock.day(tick), self.count - 1)
        return When(self._days[tick], tick)

    def start(self, bucket: int) -> int:
        """Return the first tick of a bucket; of bucket 0 what is left of it begins at tick 0."""
        if bucket not in self._starts:
            day = self.clock.first_day + timedelta(days=bucket)
            self._starts[bucket] = self.clock.tick(day) if bucket else 0
        return self._starts[bucket]

    def overdue(self, when: When) -> When:
        """Return the same tick in bucket 0 if its own bucket is over, unless the past counts."""
        if self.keeps_past:
            return when
        return When(max(when.bucket, 0), when.tick)

    def on_day(self, when: When, bucket: int) -> When:
        """Return the same time of day in another bucket."""
        days = timedelta(days=when.bucket - bucket)
        local = self.clock.moment(when.tick).replace(tzinfo=None)
        return When(bucket, self.clock.tick(local - days))

    def _day(self, moment: date | datetime) -> int:
        if isinstance(moment, datetime):
            return self.clock.day(self.clock.tick(moment))
        return (moment - self.clock.first_day).days
