"""Closed hours of a work center in which overtime could be worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.compile.calendars import ScenarioCalendars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.remedies.shop import Shop

__all__ = ["LONGEST", "QUARTER", "Slot", "slots"]

QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
"""No overtime is longer: that is another shift."""

_SHORTEST = timedelta(hours=2)
"""Shorter gaps between shifts are breaks."""

_MOST_SLOTS = 5
"""Of one center; the latest ones."""


@dataclass(frozen=True, slots=True)
class Slot:
    """So many quarters of an hour from a local time on, in which a work center is closed."""

    center: str
    begin: datetime
    quarters: int


def slots(shop: Shop, center: str, spans: Sequence[tuple[int, int]]) -> list[Slot]:
    """Return where a center could work overtime, the latest first.

    That is after a shift, and on closed days from the usual hour on; only where it touches one of
    some stretches of time, as elsewhere it brings nothing forward.

    Parameters
    ----------
    spans
        Ticks ``(begin, end)``.
    """
    row = shop.plan.scenario.work_center_by_id.get(center)
    if row is None or row.infinite or row.external:
        return []
    clock = shop.plan.clock
    until = max(end for _, end in spans) + 7 * clock.ticks_per_day
    times = ScenarioCalendars(shop.plan.scenario, until).present(row)
    found = []
    for closes, opens in pairwise(_merged(times.starts.tolist(), times.ends.tolist())):
        for begin, end in _within(shop, closes[1], opens[0]):
            if any(begin < last and first < end for first, last in spans):
                length = (end - begin) * clock.tick_seconds
                quarters = length // int(QUARTER.total_seconds())
                found.append(Slot(center, clock.moment(begin).replace(tzinfo=None), quarters))
    return found[::-1][:_MOST_SLOTS]


def _merged(starts: list[int], ends: list[int]) -> list[tuple[int, int]]:
    """Return windows without those borders at which only the number of machines changes."""
    found: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _within(shop: Shop, closes: int, opens: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of overtime in a gap between two shifts: ticks from and to."""
    clock = shop.plan.clock
    longest = clock.duration(LONGEST)
    if opens - closes < clock.duration(_SHORTEST):
        return
    first, last = clock.moment(closes), clock.moment(opens)
    yield closes, min(opens, closes + longest)
    day = first.date() + timedelta(days=1)
    while day < last.date():
        begin = clock.tick(datetime.combine(day, last.time()))
        if begin >= closes + longest:
            yield begin, min(opens, begin + longest)
        day += timedelta(days=1)
