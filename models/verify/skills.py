"""At every moment the workers who are there can do everything that is asked of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from models.plan import Mode
from models.verify.capacity import names_of, working_spans
from models.verify.changeovers import setup_calendar
from models.verify.labour import short_skills
from models.verify.places import needs_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import OperationRow
    from models.verify.facts import Facts
    from models.verify.labour import Needs, Present
    from models.verify.places import Placed

__all__ = ["check_skills"]

Ask = tuple[int, int, "Needs", "OperationRow"]
"""From, to, workers asked, for what."""


def check_skills(facts: Facts) -> Iterator[Violation]:
    """Check that workers can be shared out among all who work or set up, at every moment.

    Nobody is asked for in breaks of the work. Who has several skills serves one at a time.
    """
    if facts.mode is not Mode.FINITE:
        return
    asks = [ask for placed in facts.placed.values() for ask in _asks(facts, placed)]
    if not asks:
        return
    present = facts.hours.present(skill for _, _, needs, _ in asks for skill, _ in needs)
    starts = [start for start, _, _ in present]
    known: dict[tuple[Needs, tuple[tuple[frozenset[str], int], ...]], frozenset[str]] = {}
    told: list[OperationRow] = []
    for begin, end, active in _stretches(asks, {tick for row in present for tick in row[:2]}):
        workers = _at(present, starts, begin)
        needs = _total(active)
        key = needs, tuple(workers.items())
        if key not in known:
            known[key] = short_skills(dict(needs), workers)
        short = known[key]
        holders = [row for _, _, asked, row in active if any(name in short for name, _ in asked)]
        if short and holders != told:
            asked_for = sum((units for name, units in needs if name in short), Fraction(0))
            there = sum(count for group, count in workers.items() if group & short)
            text = (
                f"{float(asked_for):.6g} are asked for from {facts.at(begin)} to"
                f" {facts.at(end)}, but {there} are there: {names_of(holders)}."
            )
            word = "skill" if len(short) == 1 else "skills"
            yield Violation(Rule.CAPACITY, f"{word} {'+'.join(sorted(short))}", text)
        told = holders if short else []


def _asks(facts: Facts, placed: Placed) -> Iterator[Ask]:
    row = placed.row
    if placed.needs:
        for start, end in working_spans(placed.calendar, int(row.start), int(row.end)):
            yield start, end, placed.needs, row
    if placed.center is not None and placed.center.setup_skills and row.setup_start < row.start:
        needs = needs_of(placed.center.setup_skills)
        calendar = setup_calendar(facts, placed)
        for start, end in working_spans(calendar, int(row.setup_start), int(row.start)):
            yield start, end, needs, row


def _stretches(asks: list[Ask], changes: set[int]) -> Iterator[tuple[int, int, list[Ask]]]:
    """Yield from, to and who asks, from one start, end or change of shift to the next."""
    opens: dict[int, list[int]] = defaultdict(list)
    closes: dict[int, list[int]] = defaultdict(list)
    for number, (start, end, _, _) in enumerate(asks):
        opens[start].append(number)
        closes[end].append(number)
    active: dict[int, Ask] = {}
    since = 0
    for tick in sorted({*opens, *closes, *changes}):
        if active and since < tick:
            yield since, tick, list(active.values())
        for number in closes[tick]:
            active.pop(number)
        active |= {number: asks[number] for number in opens[tick]}
        since = tick


def _total(active: list[Ask]) -> Needs:
    total: dict[str, Fraction] = {}
    for _, _, needs, _ in active:
        for skill, units in needs:
            total[skill] = total.get(skill, Fraction(0)) + units
    return tuple(sorted(total.items()))


def _at(present: list[tuple[int, int, Present]], starts: list[int], tick: int) -> Present:
    """Return who is there at a tick."""
    number = bisect_right(starts, tick) - 1
    if number < 0 or tick >= present[number][1]:
        return {}
    return present[number][2]
