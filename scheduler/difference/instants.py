"""Moments of two plans on one line: their clocks may start elsewhen and tick otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.calendar import Clock

if TYPE_CHECKING:
    from models.plan import Plan

__all__ = ["Instants", "aligned"]


class Instants:
    """Ticks of a plan as seconds since 1970."""

    def __init__(self, clock: Clock) -> None:
        self._origin = int(clock.moment(0).timestamp())
        self._seconds = clock.tick_seconds

    def at(self, tick: int) -> int:
        """Return a tick in seconds since 1970."""
        return self._origin + tick * self._seconds

    def length(self, ticks: int) -> int:
        """Return a number of ticks in seconds."""
        return ticks * self._seconds


def aligned(before: Plan, after: Plan) -> Clock:
    """Return the clock of the first plan, telling the local time of the second one.

    Its ticks are those of the first plan.
    """
    own, zone = before.clock, after.clock.timezone
    if own.timezone == zone:
        return own
    # replacing the zone keeps the fold, which tells the second of two equal local times
    origin = own.moment(0).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return Clock(origin, zone, own.tick_seconds)
