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

__all__ = ["Waited", "short_time", "waits"]

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


def waits(plan: Plan, words: Words = ENGLISH) -> Iterator[Waited]:
    """Yield what made demands late, the most days first; lesser things as one."""
    ticks, demands = defaultdict[str, int](int), defaultdict[str, set[str]](set)
    for row in plan.demands:
        for part in row.lost if row.late else ():
            what = _what(part.to, part.name, words)
            ticks[what] += part.ticks
            demands[what].add(row.demand)
    ranked = sorted(ticks, key=lambda what: -ticks[what])
    groups = [(what, [what]) for what in ranked[:_MOST_WAITS]]
    if rest := ranked[_MOST_WAITS:]:
        groups.append(
            (words.plural("{count} other reason", "{count} other reasons", len(rest)), rest)
        )
    top = max(1, max(ticks.values(), default=1))
    for label, members in groups:
        total, late = sum(ticks[what] for what in members), set[str]()
        late.update(*(demands[what] for what in members))
        yield Waited(
            label,
            short_time(plan, total, words),
            words.plural("{count} demand", "{count} demands", len(late)),
            min(100, round(100 * total / top)),
        )


def _what(to: LostTo, name: str, words: Words) -> str:
    if to is LostTo.CHANGEOVER and not name:
        return words.text("changeovers")
    return words.text(_LOST[to], name=name)


def short_time(plan: Plan, ticks: int, words: Words = ENGLISH) -> str:
    """Return an elapsed time in days, or in hours if it is less than a day."""
    amount, unit = ticks / plan.clock.ticks_per_day, "d"
    if 0 < amount < 1:
        amount, unit = 24 * amount, "h"
    return f"{words.number(amount, 1)}\N{NO-BREAK SPACE}{words.unit(unit)}"
