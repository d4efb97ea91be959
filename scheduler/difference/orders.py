"""Orders and demands whose dates two plans see differently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.difference.instants import Instants
from scheduler.difference.operations import Kind, there
from scheduler.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import DemandRow, OrderRow, Plan

__all__ = ["DemandChange", "OrderChange", "Outcome", "demand_changes", "order_changes"]


class Outcome(StrEnum):
    """What becomes of a demand or an order."""

    ADDED = "only in the second plan"
    REMOVED = "only in the first plan"
    DROPPED = "not scheduled any more"
    SCHEDULED = "scheduled now"
    LATE = "late now"
    ON_TIME = "on time now"
    LATER = "later"
    EARLIER = "earlier"
    AS_LATE = "as late as before"


@dataclass(frozen=True, slots=True)
class OrderChange:
    """One order that is not the same in both plans.

    Parameters
    ----------
    before, after
        In ticks of each plan's own clock; ``None`` where a plan does not schedule it.
    kinds
        In what it differs.
    start_shift, end_shift
        Seconds by which it starts and ends later; 0 where a plan lacks it.
    late_before, late_after
        Seconds it ends after it is due; ``None`` where nobody waits for it, or a plan lacks it.
    left_out
        Why the second plan leaves it out; empty if it does not, or does not know the order.
    """

    before: OrderRow | None
    after: OrderRow | None
    kinds: tuple[Kind, ...]
    outcome: Outcome
    start_shift: int = 0
    end_shift: int = 0
    late_before: int | None = None
    late_after: int | None = None
    left_out: str = ""

    @property
    def row(self) -> OrderRow:
        """Return the order as it is now, or was if it is gone; see `there`."""
        return there(self.before, self.after)


@dataclass(frozen=True, slots=True)
class DemandChange:
    """One demand that is not served the same in both plans; fields as of `OrderChange`.

    ``late_before`` and ``late_after`` are ``None`` where it is not scheduled.
    """

    before: DemandRow | None
    after: DemandRow | None
    outcome: Outcome
    shift: int = 0
    late_before: int | None = None
    late_after: int | None = None

    @property
    def row(self) -> DemandRow:
        """Return the demand as it is now, or was if it is gone; see `there`."""
        return there(self.before, self.after)


def order_changes(before: Plan, after: Plan) -> tuple[OrderChange, ...]:
    """Return the orders that start, end or are due otherwise, the largest shift first."""
    old = {row.order: row for row in before.orders}
    new = {row.order: row for row in after.orders}
    then, now = Instants(before.clock), Instants(after.clock)
    reasons = {row.order: row.cause for row in after.unscheduled}
    changes = []
    for name in dict.fromkeys((*old, *new)):
        change = _order(old.get(name), new.get(name), then, now)
        if change is not None:
            gone = reasons.get(name, "") if change.after is None else ""
            changes.append(replace(change, left_out=gone))
    return tuple(
        sorted(changes, key=lambda change: (-abs(change.end_shift), natural(change.row.order)))
    )


def _order(
    first: OrderRow | None, second: OrderRow | None, then: Instants, now: Instants
) -> OrderChange | None:
    late = None if first is None or first.due < 0 else then.length(first.late)
    late_now = None if second is None or second.due < 0 else now.length(second.late)
    if first is None or second is None:
        kind = Kind.ADDED if first is None else Kind.REMOVED
        outcome = Outcome.ADDED if first is None else Outcome.REMOVED
        return OrderChange(first, second, (kind,), outcome, late_before=late, late_after=late_now)
    kinds = tuple(_order_kinds(first, second, then, now))
    if not kinds:
        return None
    begin = now.at(second.start) - then.at(first.start)
    end = now.at(second.end) - then.at(first.end)
    outcome = _outcome(late or 0, late_now or 0, end)
    return OrderChange(first, second, kinds, outcome, begin, end, late, late_now)


def _order_kinds(
    first: OrderRow, second: OrderRow, then: Instants, now: Instants
) -> Iterator[Kind]:
    times = [(row.start, row.end) for row in (first, second)]
    if [then.at(tick) for tick in times[0]] != [now.at(tick) for tick in times[1]]:
        yield Kind.MOVED
    if first.quantity != second.quantity:
        yield Kind.QUANTITY
    if _due(first.due, then) != _due(second.due, now):
        yield Kind.DUE


def _due(tick: int, instants: Instants) -> int | None:
    return None if tick < 0 else instants.at(tick)


def demand_changes(before: Plan, after: Plan) -> tuple[DemandChange, ...]:
    """Return the demands that are completed or due otherwise, what gets worst first."""
    old = {row.demand: row for row in before.demands}
    new = {row.demand: row for row in after.demands}
    then, now = Instants(before.clock), Instants(after.clock)
    found = (
        _demand(old.get(name), new.get(name), then, now) for name in dict.fromkeys((*old, *new))
    )
    changes = [change for change in found if change is not None]

    def worst(change: DemandChange) -> tuple[object, ...]:
        gained = (change.late_after or 0) - (change.late_before or 0)
        rank = list(Outcome).index(change.outcome)
        return (-gained, rank, natural(change.row.demand))

    return tuple(sorted(changes, key=worst))


def _demand(
    first: DemandRow | None, second: DemandRow | None, then: Instants, now: Instants
) -> DemandChange | None:
    late = None if first is None or not first.is_scheduled else then.length(first.late)
    late_now = None if second is None or not second.is_scheduled else now.length(second.late)
    if first is None or second is None:
        outcome = Outcome.ADDED if first is None else Outcome.REMOVED
        return DemandChange(first, second, outcome, late_before=late, late_after=late_now)
    is_same = then.at(first.due) == now.at(second.due) and first.quantity == second.quantity
    if late is None or late_now is None:
        if late is late_now and is_same:
            return None
        dropped = Outcome.DROPPED if late_now is None else Outcome.SCHEDULED
        outcome = Outcome.AS_LATE if late is late_now else dropped
        return DemandChange(first, second, outcome, 0, late, late_now)
    shift = now.at(second.completion) - then.at(first.completion)
    if is_same and not shift:
        return None
    return DemandChange(first, second, _outcome(late, late_now, shift), shift, late, late_now)


def _outcome(late: int, late_now: int, shift: int) -> Outcome:
    """Return what becomes of something that both plans schedule, from seconds late and shifted."""
    if bool(late) != bool(late_now):
        return Outcome.LATE if late_now else Outcome.ON_TIME
    if shift:
        return Outcome.LATER if shift > 0 else Outcome.EARLIER
    return Outcome.AS_LATE
