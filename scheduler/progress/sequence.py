"""Phases that were declared before what they follow was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import OverlapType
from scheduler.progress.places import Problem
from scheduler.progress.states import Key, Stand
from scheduler.progress.words import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.scenario import Operation
    from scheduler.progress.floor import Floor
    from scheduler.progress.states import Actual

__all__ = ["sequence_problems"]


def sequence_problems(floor: Floor, allowed: Collection[str]) -> Iterator[tuple[int, Key, Problem]]:
    """Yield phases that began before a phase they follow was closed, with their line.

    A phase that overlaps may begin once the other has begun, and is closed after it.

    Parameters
    ----------
    allowed
        Work centers whose phases need not wait for others.
    """
    for actual in floor.actual.values():
        key = actual.key
        if not actual.opened_line and not actual.closed_line:
            continue
        operation = floor.places.operation(key)
        center = floor.places.center_of(key, actual.machine)
        if center in allowed or operation.work_center in allowed:
            continue
        before = [
            floor.actual[Key(key.order, p)] for p in floor.places.follows(key.order)[key.phase]
        ]
        for earlier in before:
            found = _problem(actual, earlier, operation, center)
            if found is not None:
                yield found


def _problem(
    actual: Actual, earlier: Actual, operation: Operation, center: str
) -> tuple[int, Key, Problem] | None:
    """Return the first thing that is out of sequence between a phase and one it follows."""
    order, phase = earlier.key
    hint = f"--out-of-sequence {center} allows it."
    overlaps = _overlaps(operation)
    if actual.opened_line:
        found = Kind.OPENING.value
        if overlaps and not _was(earlier, opened_by=actual.opened):
            rule = f"phase {phase} of {order} to be opened first, with which it overlaps"
            return actual.opened_line, actual.key, Problem("kind", found, rule, hint)
        if not overlaps and not _was(earlier, closed_by=actual.opened):
            rule = f"phase {phase} of {order}, which it follows, to be closed first"
            return actual.opened_line, actual.key, Problem("kind", found, rule, hint)
    if overlaps and actual.closed_line and not _was(earlier, closed_by=actual.closed):
        rule = f"phase {phase} of {order}, with which it overlaps, to be closed first"
        return actual.closed_line, actual.key, Problem("kind", Kind.CLOSING.value, rule, hint)
    return None


def _was(earlier: Actual, *, opened_by: int | None = None, closed_by: int | None = None) -> bool:
    """Tell whether a phase was opened, or closed, up to a moment; or before the plan began."""
    if opened_by is not None:
        return earlier.has_begun and (earlier.opened is None or earlier.opened <= opened_by)
    if earlier.stand is not Stand.CLOSED:
        return False
    return earlier.closed is None or closed_by is None or earlier.closed <= closed_by


def _overlaps(operation: Operation) -> bool:
    overlap = operation.overlap
    return overlap is not None and (overlap.type is not OverlapType.PERCENT or bool(overlap.value))
