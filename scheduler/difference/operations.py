"""Operations that two plans place differently."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from scheduler.difference.instants import Instants
from scheduler.difference.sequences import overtaken
from scheduler.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import OperationRow, Plan

__all__ = ["Kind", "OperationChange", "operation_changes", "there"]

Row = TypeVar("Row")


class Kind(StrEnum):
    """In what an operation, an order or a demand differs."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    MACHINE = "machine"
    SEQUENCE = "sequence"
    QUANTITY = "quantity"
    STATE = "state"
    DUE = "due"


def there(before: Row | None, after: Row | None) -> Row:
    """Return a row as it is now, or was if it is gone.

    Raises
    ------
    ValueError
        If it is in neither plan.
    """
    row = before if after is None else after
    if row is None:
        message = "found no row, expected one in at least one of the plans"
        raise ValueError(message)
    return row


@dataclass(frozen=True, slots=True)
class OperationChange:
    """One operation that is not the same in both plans.

    Parameters
    ----------
    before, after
        Where the plans place it, each in ticks of its own clock; ``None`` where a plan lacks it.
    kinds
        In what it differs, at least one.
    start_shift, end_shift
        Seconds by which the first piece and the end come later; 0 where a plan lacks it.
    """

    before: OperationRow | None
    after: OperationRow | None
    kinds: tuple[Kind, ...]
    start_shift: int = 0
    end_shift: int = 0

    @property
    def row(self) -> OperationRow:
        """Return the operation as it is now, or was if it is gone; see `there`."""
        return there(self.before, self.after)


def operation_changes(before: Plan, after: Plan) -> tuple[OperationChange, ...]:
    """Return the operations that differ, by start; order and phase name an operation."""
    old = {(row.order, row.phase): row for row in before.operations}
    new = {(row.order, row.phase): row for row in after.operations}
    then, now = Instants(before.clock), Instants(after.clock)
    passed = overtaken(before, after)

    def start(change: OperationChange) -> tuple[object, ...]:
        row, clock = change.row, then if change.after is None else now
        return (clock.at(row.setup_start), natural(row.order), row.phase)

    changes = []
    for key in dict.fromkeys((*old, *new)):
        first, second = old.get(key), new.get(key)
        if first is None or second is None:
            kind = Kind.ADDED if first is None else Kind.REMOVED
            changes.append(OperationChange(first, second, (kind,)))
            continue
        kinds = tuple(_kinds(first, second, then, now))
        if key in passed:
            kinds += (Kind.SEQUENCE,)
        if kinds:
            begin = now.at(second.run_start) - then.at(first.run_start)
            end = now.at(second.end) - then.at(first.end)
            changes.append(OperationChange(first, second, kinds, begin, end))
    return tuple(sorted(changes, key=start))


def _kinds(
    first: OperationRow, second: OperationRow, then: Instants, now: Instants
) -> Iterator[Kind]:
    times = ("setup_start", "start", "run_start", "end")
    if any(then.at(getattr(first, name)) != now.at(getattr(second, name)) for name in times):
        yield Kind.MOVED
    if _machines(first) != _machines(second):
        yield Kind.MACHINE
    if first.quantity != second.quantity:
        yield Kind.QUANTITY
    if first.state != second.state:
        yield Kind.STATE


def _machines(row: OperationRow) -> tuple[object, ...]:
    return row.work_center, row.machine, frozenset(row.also)
