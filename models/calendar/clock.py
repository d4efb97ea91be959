"""The clock of a scenario: ticks since its start, and local wall time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import Header

    Ticks = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Clock"]

MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class Clock:
    """Convert between ticks and local wall time.

    Parameters
    ----------
    origin
        Local time of tick 0, without offset.
    timezone
        IANA name of the zone.
    tick_seconds
        Length of a tick in seconds.
    """

    origin: datetime
    timezone: str = "UTC"
    tick_seconds: int = 60

    @classmethod
    def of(cls, header: Header) -> Clock:
        """Return the clock of a scenario."""
        return cls(header.start, header.timezone, 1 if header.tick == "1s" else 60)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def _origin_utc(self) -> datetime:
        return self.origin.replace(tzinfo=self._zone).astimezone(UTC)

    @property
    def ticks_per_day(self) -> int:
        """Return the ticks in 24 h."""
        return 86_400 // self.tick_seconds

    @cached_property
    def first_day(self) -> date:
        """Return the local day of tick 0: day 0 of `midnights` and of the MRP buckets."""
        return self.origin.date()

    def duration(self, length: timedelta) -> int:
        """Return the ticks a duration lasts, rounded up."""
        return -(-length // timedelta(seconds=self.tick_seconds))

    def tick(self, moment: date | datetime, *, round_up: bool = False) -> int:
        """Return the tick of a local moment; of the start of the day for a date.

        Parameters
        ----------
        moment
            A date, a local time without offset, or an aware time. A local time that daylight
            saving skips counts as if the change came later; one that it repeats is the first.
        round_up
            Round a moment between two ticks to the later one, not to the earlier.
        """
        if not isinstance(moment, datetime):
            moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - local
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        elapsed = moment.astimezone(UTC) - self._origin_utc
        length = timedelta(seconds=self.tick_seconds)
        return -(-elapsed // length) if round_up else elapsed // length

    def end_of_day(self, moment: date | datetime) -> int:
        """Return the tick until which a due moment lasts: the next midnight for a date alone."""
        if isinstance(moment, datetime):
            return self.tick(moment)
        return self.tick(moment + timedelta(days=1))

    def moment(self, tick: int) -> datetime:
        """Return the local time of a tick, with its offset."""
        elapsed = timedelta(seconds=int(tick) * self.tick_seconds)
        return (self._origin_utc + elapsed).astimezone(self._zone)

    def day(self, tick: int) -> int:
        """Return the local day a tick lies on, counted from `first_day`."""
        return (self.moment(tick).date() - self.first_day).days

    def midnights(self, first: int, last: int) -> Ticks:
        """Return the ticks of local midnight of days ``first`` to ``last`` inclusive.

        Returns
        -------
        ndarray of shape (last - first + 1,), int64
        """
        days = (self.first_day + timedelta(days=day) for day in range(first, last + 1))
        return np.array([self.tick(day) for day in days], dtype=np.int64)

    def ticks_of_minutes(self, days: Sequence[int], minutes: Sequence[int]) -> Ticks:
        """Return the ticks of local times given as day numbers and minutes after midnight.

        Minutes beyond 1440 lie on the next day. Vectorised: only days on which the offset
        changes are looked up one by one.

        Returns
        -------
        ndarray of the same length, int64
        """
        day = np.asarray(days, dtype=np.int64)
        minute = np.asarray(minutes, dtype=np.int64)
        if not day.size:
            return day
        day, minute = day + minute // MINUTES_PER_DAY, minute % MINUTES_PER_DAY
        first = int(day.min())
        midnights = self.midnights(first, int(day.max()) + 1)
        index = day - first
        ticks = midnights[index] + minute * 60 // self.tick_seconds
        changes = np.diff(midnights) != self.ticks_per_day
        for position in np.flatnonzero(changes[index]):
            local = datetime.combine(
                self.first_day + timedelta(days=int(day[position])), datetime.min.time()
            ) + timedelta(minutes=int(minute[position]))
            ticks[position] = self.tick(local)
        return ticks
