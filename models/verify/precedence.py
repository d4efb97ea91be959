"""The phases of an order run one after the other, or overlap as the routing says."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.scenario import OverlapType
from models.verify.facts import name_of
from models.verify.places import done_at
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Overlap
    from models.verify.facts import Facts
    from models.verify.places import Placed
    from models.verify.tasks import Task

__all__ = ["check_max_waits", "check_overlaps", "check_precedence", "may_follow"]


def _pairs(facts: Facts) -> Iterator[tuple[Task, Task]]:
    """Yield phases and those that follow them; what led to a started phase is history."""
    for key, later in facts.tasks.items():
        if later.progress is not None or key not in facts.rows:
            continue
        for phase in later.after:
            before = (key[0], phase)
            if before in facts.rows:
                yield facts.tasks[before], later


def check_precedence(facts: Facts) -> Iterator[Violation]:
    """Check that a phase without overlap starts after the end and the wait of those before."""
    for earlier, later in _pairs(facts):
        if later.overlap is not None:
            continue
        before = facts.rows[earlier.order.id, earlier.phase]
        after = facts.rows[later.order.id, later.phase]
        wait = facts.wait_of(earlier)
        if after.start < before.end + wait:
            waiting = f" and must wait {facts.span(wait)}" if wait else ""
            text = (
                f"starts at {facts.at(after.start)}, but phase {before.phase} ends at"
                f" {facts.at(before.end)}{waiting}."
            )
            yield Violation(Rule.PRECEDENCE, name_of(after), text)


def check_max_waits(facts: Facts) -> Iterator[Violation]:
    """Check that a phase starts soon enough after one that lets others wait only so long."""
    for earlier, later in _pairs(facts):
        operation = earlier.operation
        if operation is None or operation.max_wait is None:
            continue
        if later.operation is None or later.overlap is not None:
            continue  # quality checks may begin later; overlaps are refused when loading
        before = facts.rows[earlier.order.id, earlier.phase]
        after = facts.rows[later.order.id, later.phase]
        longest = facts.clock.duration(operation.max_wait)
        if after.start > before.end + longest:
            text = (
                f"starts at {facts.at(after.start)}, but at most {facts.span(longest)} after phase"
                f" {before.phase}, which ends at {facts.at(before.end)}."
            )
            yield Violation(Rule.MAX_WAIT, name_of(after), text)


def check_overlaps(facts: Facts) -> Iterator[Violation]:
    """Check that an overlapping phase starts when enough is done, and never ends first."""
    for earlier, later in _pairs(facts):
        overlap = later.overlap
        if overlap is None:
            continue
        before = facts.rows[earlier.order.id, earlier.phase]
        after = facts.rows[later.order.id, later.phase]
        if after.end < before.end:
            text = (
                f"ends at {facts.at(after.end)}, before phase {before.phase}, which it overlaps"
                f" and which ends at {facts.at(before.end)}."
            )
            yield Violation(Rule.OVERLAP, name_of(after), text)
        placed = facts.placed.get((earlier.order.id, earlier.phase))
        if placed is None:
            continue
        needed = _work_before(facts, placed, overlap)
        begun = placed.calendar.to_work(int(before.start))
        done = placed.calendar.to_work(int(after.start)) - begun
        if after.start < before.start or done < needed:
            text = (
                f"starts at {facts.at(after.start)}, when phase {before.phase}, begun at"
                f" {facts.at(before.start)}, has worked {facts.span(done)}; {facts.span(needed)}"
                f" must be done ({overlap.type} {overlap.value or ''})".rstrip()
            )
            yield Violation(Rule.OVERLAP, name_of(after), f"{text}.")


def may_follow(facts: Facts, later: Task) -> int:
    """Return from when the phases before let a phase start; 0 for the first ones."""
    ready = 0
    for phase in later.after:
        placed = facts.placed.get((later.order.id, phase))
        if placed is None:
            continue
        if later.overlap is None:
            tick = int(placed.row.end) + facts.wait_of(placed.task)
        else:
            needed = _work_before(facts, placed, later.overlap)
            tick = done_at(placed.calendar, placed.row.start, needed) or 0
        ready = max(ready, tick)
    return ready


def _work_before(facts: Facts, placed: Placed, overlap: Overlap) -> int:
    """Return the working ticks the earlier phase must have done from its start in the plan.

    What a started phase did before the plan counts as done.
    """
    task, times = placed.task, placed.times
    value = Fraction(overlap.value or 0)
    made = Fraction(task.order.quantity) - Fraction(task.quantity)
    if overlap.type is OverlapType.TOTAL:
        needed = Fraction(0)
    elif overlap.type is OverlapType.TIME:
        spent = ceil(task.worked or 0)
        needed = value * 60 / facts.clock.tick_seconds - spent
    elif times.lead is not None:  # a lead time makes the pieces that are left evenly
        left = Fraction(task.quantity)
        share = max(Fraction(0), value - made) / left if left else Fraction(0)
        needed = times.lead * (value / 100 if overlap.type is OverlapType.PERCENT else share)
    elif overlap.type is OverlapType.PERCENT:
        run = times.run(Fraction(task.order.quantity))
        done = times.sessions * (run - times.left(task, facts.scenario.settings.shop))
        whole = times.sessions * (times.setup + run) - times.setup
        needed = times.setup + whole * value / 100 - done
    else:
        needed = times.sessions * (times.setup + times.until_made(value - made))
    return min(max(0, ceil(needed)), placed.work)
