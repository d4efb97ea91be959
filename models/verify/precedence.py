"""The phases of an order run one after the other, or overlap as the routing says."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from models.scenario import OverlapType
from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Overlap
    from models.verify.facts import Facts, Placed
    from models.verify.tasks import Task

__all__ = ["check_overlaps", "check_precedence"]


def _pairs(facts: Facts) -> Iterator[tuple[Task, Task]]:
    """Yield neighbouring phases; what led to a started phase is history."""
    tasks = list(facts.tasks.items())
    for (key, earlier), (after, later) in pairwise(tasks):
        known = key in facts.rows and after in facts.rows
        if key[0] == after[0] and known and later.progress is None:
            yield earlier, later


def _overlap_of(earlier: Task, later: Task) -> Overlap | None:
    """Return how the later phase overlaps the earlier; percent 0 does not."""
    overlap = later.operation.overlap if later.operation else None
    if overlap is None or later.previous != earlier.phase:
        return None
    return None if overlap.type is OverlapType.PERCENT and not overlap.value else overlap


def check_precedence(facts: Facts) -> Iterator[Violation]:
    """Check that a phase without overlap starts after the end and the wait of the one before."""
    for earlier, later in _pairs(facts):
        if _overlap_of(earlier, later) is not None:
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


def check_overlaps(facts: Facts) -> Iterator[Violation]:
    """Check that an overlapping phase starts when enough is done, and never ends first."""
    for earlier, later in _pairs(facts):
        overlap = _overlap_of(earlier, later)
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
        worked = task.progress.worked if task.progress else None
        spent = facts.clock.duration(worked) if worked else 0
        needed = value * 60 / facts.clock.tick_seconds - spent
    elif times.lead is not None:  # a lead time makes the pieces that are left evenly
        left = Fraction(task.quantity)
        share = max(Fraction(0), value - made) / left if left else Fraction(0)
        needed = times.lead * (value / 100 if overlap.type is OverlapType.PERCENT else share)
    elif overlap.type is OverlapType.PERCENT:
        runs = times.executions(task.order.quantity) * value / 100
        runs -= times.executions(task.order.quantity) - times.executions(task.quantity)
        needed = times.setup + runs * times.run_once
    else:
        needed = (
            times.setup
            + ceil(max(Fraction(0), value - made) / Fraction(times.pieces)) * times.run_once
        )
    return min(max(0, ceil(needed)), placed.work)
