"""What made demands late: the parts of their lateness, summed over all of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.plan import LostTo
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from scheduler.words import Words

__all__ = ["Waited", "lost_groups", "short_time", "waits"]

_MOST_WAITS = 5
"""Things waited for that have room beside the figures; the rest is told as one."""

_LOST = {
    LostTo.QUEUE: mark("waiting for {name}"),
    LostTo.CHANGEOVER: mark("changeovers of {name}"),
    LostTo.RELEASE: mark("material, release dates and fixed starts"),
    LostTo.WORK: mark("work that takes that long"),
    LostTo.CLOSED: mark("closed hours"),
    LostTo.OVERDUE: mark("due before planning starts"),
    LostTo.OTHER: mark("other waits between phases"),
}


@dataclass(frozen=True, slots=True)
class Waited:
    """One thing that made demands late, with the days it cost all of them together.

    ``percent`` is its share of the first one's.
    """

    what: str
    time: str
    demands: str
    percent: int


def lost_groups(plan: Plan, words: Words = ENGLISH) -> list[tuple[str, int, set[str]]]:
    """Return what made demands late, the most ticks first: what, its ticks, which demands.

    Lesser things are told as one, the last; the lists are `_MOST_WAITS` + 1 long at most.
    """
    ticks, demands = defaultdict[str, int](int), defaultdict[str, set[str]](set)
    for row in plan.demands:
        for part in row.lost if row.late else ():
            what = _what(part.to, part.name, words)
            ticks[what] += part.ticks
            demands[what].add(row.demand)
    ranked = sorted(ticks, key=lambda what: -ticks[what])
    groups = [(what, ticks[what], demands[what]) for what in ranked[:_MOST_WAITS]]
    if rest := ranked[_MOST_WAITS:]:
        label = words.plural("{count} other reason", "{count} other reasons", len(rest))
        late = set[str]().union(*(demands[what] for what in rest))
        groups.append((label, sum(ticks[what] for what in rest), late))
    return groups


def waits(plan: Plan, words: Words = ENGLISH) -> Iterator[Waited]:
    """Yield these groups as text."""
    groups = lost_groups(plan, words)
    top = max([1, *(ticks for _, ticks, _ in groups[:_MOST_WAITS])])
    for what, ticks, late in groups:
        yield Waited(
            what,
            short_time(plan, ticks, words),
            words.plural("{count} demand", "{count} demands", len(late)),
            min(100, round(100 * ticks / top)),
        )


def _what(to: LostTo, name: str, words: Words) -> str:
    if to is LostTo.CHANGEOVER and not name:
        return words.in_context("cause", "changeovers")
    return words.text(_LOST[to], name=name)


def short_time(plan: Plan, ticks: int, words: Words = ENGLISH) -> str:
    """Return an elapsed time in days, or in hours if it is less than a day."""
    amount, unit = ticks / plan.clock.ticks_per_day, "d"
    if 0 < amount < 1:
        amount, unit = 24 * amount, "h"
    return f"{words.number(amount, 1)}\N{NO-BREAK SPACE}{words.unit(unit)}"
