"""Overtime: shifts beside the regular ones, and what work in them costs."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from models.calendar import compile_calendar
from models.scenario import Calendar
from scheduler.compile.presence import most, without

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from models.calendar import Clock, WorkingTime

__all__ = ["CostScale", "overtime_stretches", "with_overtime"]

_MILLIONTHS = 1_000_000
_SECONDS_PER_HOUR = 3600


def with_overtime(calendar: Calendar, clock: Clock, *, until: int, full_count: int) -> WorkingTime:
    """Return when a calendar works from tick 0 on, overtime included.

    Where overtime overlaps a regular shift, the one with more units counts.
    """
    regular = _regular(calendar, clock, until, full_count)
    if not calendar.overtime:
        return regular
    return most([regular, *_extra(calendar, clock, until, full_count)])


def overtime_stretches(calendar: Calendar, clock: Clock, *, until: int) -> list[tuple[int, int]]:
    """Return the stretches of overtime in which no regular shift works."""
    if not calendar.overtime:
        return []
    regular = _regular(calendar, clock, until, 1)
    shifts = zip(regular.starts.tolist(), regular.ends.tolist(), strict=True)
    extra = without(most(_extra(calendar, clock, until, 1)), shifts)
    return list(zip(extra.starts.tolist(), extra.ends.tolist(), strict=True))


def _regular(calendar: Calendar, clock: Clock, until: int, full_count: int) -> WorkingTime:
    if calendar.overtime:
        calendar = calendar.model_copy(update={"overtime": ()})
    return compile_calendar(calendar, clock, since=0, until=until, full_count=full_count)


def _extra(calendar: Calendar, clock: Clock, until: int, full_count: int) -> list[WorkingTime]:
    """Return the overtime row by row; several rows of one day all count."""
    return [
        compile_calendar(
            Calendar(id=calendar.id, exceptions=(row,)),
            clock,
            since=0,
            until=until,
            full_count=full_count,
        )
        for row in calendar.overtime
    ]


class CostScale:
    """Hourly rates as the smallest whole numbers in the same ratios: costs of a tick.

    Parameters
    ----------
    rates
        Currency per hour.
    clock
        Gives the length of a tick.
    """

    def __init__(self, rates: Iterable[Decimal], clock: Clock) -> None:
        self._divisor = gcd(*(int(rate * _MILLIONTHS) for rate in rates)) or _MILLIONTHS
        self._tick_seconds = clock.tick_seconds

    def per_tick(self, rate: Decimal) -> int:
        """Return what a tick costs at one of the rates, in `unit`."""
        return int(rate * _MILLIONTHS) // self._divisor

    @property
    def unit(self) -> float:
        """Return the currency that a cost of 1 stands for."""
        return self._divisor / _MILLIONTHS * self._tick_seconds / _SECONDS_PER_HOUR
