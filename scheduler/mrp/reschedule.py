"""Rescheduling: which documents should come earlier or later, and how netting counts them.

A document that comes a little late or early is left alone, one that comes further off is moved,
as a whole, to the day it is needed, and one still further off stays: what it cannot serve is
ordered anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.material import Advice
from models.scenario import OrderStatus, OrderType
from scheduler.mrp.reschedule_projection import MovableProjection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from models.scenario import Item, Order

__all__ = [
    "NO_TOLERANCES",
    "Effective",
    "Receipt",
    "Tolerances",
    "is_movable",
    "moved",
    "reschedule",
    "tolerances",
]

_NOT_CONFIRMED = frozenset({OrderStatus.PLANNED, OrderStatus.FIRM})


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far documents may be off, and how far they may be moved, in calendar days.

    Parameters
    ----------
    advance
        A supply may come so much later than it is needed without a word.
    postpone
        It may come so much earlier.
    reschedule
        Longest move; ``None`` if nothing may move.
    """

    advance: int = 0
    postpone: int = 0
    reschedule: int | None = None

    @property
    def leave_all(self) -> bool:
        """Tell whether every document stays and counts on its own day."""
        return self.advance == 0 and not self.reschedule


NO_TOLERANCES = Tolerances()


@dataclass(frozen=True, slots=True)
class Receipt:
    """A document as rescheduling sees it; the quantity is what it supplies, in millionths."""

    id: str
    bucket: int
    quantity: int
    is_movable: bool


@dataclass(frozen=True, slots=True)
class Effective:
    """The bucket in which netting counts a document.

    Parameters
    ----------
    change
        ``ADVANCE`` or ``POSTPONE`` if it should be moved there; ``EXCESS`` if it is needed so much
        later that it should be moved, but may not; ``None`` if nothing is to be said.
    needed
        Bucket that a document with a change is needed in, and should move to. What moves may
        still come a tolerable little later than what it covers: netting counts it in `bucket`.
    """

    id: str
    bucket: int
    change: Advice | None = None
    needed: int | None = None


def tolerances(item: Item, lead_days: int, *, may_move: bool = True) -> Tolerances:
    """Return the tolerances of an item; of a number of days and a percentage the smaller holds.

    Parameters
    ----------
    lead_days
        Lead time that `Item.reschedule_percent` is a part of, in days; parts of days are dropped.
    may_move
        ``False`` in runs that neither move documents nor advise it: counting on a move nobody
        hears of would leave a need open.
    """
    limits = []
    if may_move and item.reschedule_tolerance is not None:
        limits.append(item.reschedule_tolerance.days)
    if may_move and item.reschedule_percent is not None:
        limits.append(int(item.reschedule_percent * lead_days / 100))
    advance, postpone = item.advance_tolerance.days, item.postpone_tolerance.days
    if not limits and advance == 0 and postpone == 0:
        return NO_TOLERANCES
    return Tolerances(advance, postpone, min(limits, default=None))


def is_movable(order: Order, *, is_mandatory: bool = False) -> bool:
    """Tell whether MRP may move a document.

    Never what is frozen, printed, declared or of a mandatory job. Production moves
    until the floor declares something, subcontracting until it is printed, purchases and
    transfers until they are confirmed.

    Parameters
    ----------
    is_mandatory
        It was planned for a job whose orders keep their dates.
    """
    if is_mandatory or order.frozen or order.printed or order.progress:
        return False
    if order.type in (OrderType.PURCHASE, OrderType.TRANSFER):
        return order.status in _NOT_CONFIRMED
    return True


def reschedule(
    opening: int,
    *,
    gross: dict[int, int],
    receipts: Sequence[Receipt],
    floor: int,
    tolerances: Tolerances,
    earliest: int = 0,
    round_up: Callable[[int], int] | None = None,
) -> list[Effective]:
    """Return where netting counts each document, in the order of `receipts`.

    What is short on a day is first left to documents that come within the tolerance; then later
    ones, the earliest first, are advanced to that day; the rest is ordered anew. After that,
    documents without which the stock stays at the floor are postponed to the first day on which
    it would not, the latest first, so that they keep their order. Nothing moves twice, and a
    plan that already follows these rules is left as it is.

    Parameters
    ----------
    opening, floor
        Stock at the start, and the level it should not fall below; millionths of a piece.
    gross
        Requirements by bucket, millionths of a piece.
    earliest
        First bucket outside the frozen fence: within it nothing moves, and its needs wait for it.
    round_up
        Quantity that is ordered for a missing one; default: the same.
    """
    if tolerances.leave_all or not receipts:
        return [Effective(receipt.id, receipt.bucket) for receipt in receipts]
    projection = MovableProjection(
        opening - floor, gross=gross, receipts=receipts, advance=tolerances.advance, since=earliest
    )
    projection.cover(tolerances.reschedule or 0, round_up)
    early: dict[int, int] = {}
    if tolerances.reschedule:
        early = projection.postpone(tolerances.postpone, tolerances.reschedule)
    dates = list(projection.buckets)
    projection.cover_silently()
    projection.cover_the_past()
    return [
        Effective(receipt.id, counted, *_change(receipt.bucket, date, early.get(number)))
        for number, (receipt, date, counted) in enumerate(
            zip(receipts, dates, projection.buckets, strict=True)
        )
    ]


def _change(old: int, new: int, needed: int | None) -> tuple[Advice | None, int | None]:
    if new != old:
        return (Advice.ADVANCE if new < old else Advice.POSTPONE), new
    return (None, None) if needed is None else (Advice.EXCESS, needed)


def moved(effective: Iterable[Effective]) -> dict[str, int]:
    """Return the new bucket of every document that should move, by id."""
    return {
        row.id: row.needed
        for row in effective
        if row.needed is not None and row.change is not Advice.EXCESS
    }
