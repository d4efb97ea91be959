"""Advice on documents: too much of them, too late or too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import Advice
from models.quantity import from_units
from scheduler.words import Amount, Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.material import Suggestion
    from scheduler.mrp.suggestion_facts import Advised, Creation, Standing

__all__ = ["on_date", "on_quantity", "pieces"]


def pieces(units: int) -> Amount:
    """Return a quantity in pieces, for sentences."""
    return Amount.of(from_units(units))


def on_quantity(
    advised: Advised, document: Standing, surplus: int, creations: Sequence[Creation]
) -> list[Suggestion]:
    """Return what to do about a document that has ``surplus`` millionths too much."""
    if surplus == 0:
        return []
    free, ordered = pieces(surplus), pieces(document.ordered)
    if not document.receipt.is_movable:
        if not advised.is_soon(document):
            return []
        reason = Said(
            "{quantity} of {ordered} are needed by nobody, and it may not be changed",
            quantity=free,
            ordered=ordered,
        )
        return [advised.about(document, Advice.EXCESS, surplus, reason, has_date=False)]
    if document.pegged:
        reason = Said(
            "{quantity} of {ordered} are needed by nobody", quantity=free, ordered=ordered
        )
        return [advised.about(document, Advice.DECREASE, surplus, reason, has_date=False)]
    reason = _why_cancel(advised, document, creations)
    return [advised.about(document, Advice.CANCEL, document.ordered, reason, has_date=False)]


def _why_cancel(advised: Advised, document: Standing, creations: Sequence[Creation]) -> Said:
    """Return why nobody needs a document: maybe it is needed, but too much earlier."""
    limit, bucket = advised.tolerances.reschedule, document.receipt.bucket
    earlier = [row for row in creations if row.bucket + (limit or 0) < bucket]
    if not earlier:
        return Said("nobody needs it")
    last = max(earlier, key=lambda row: (row.bucket, row.id))
    why = Said("it may not move")
    if limit is not None:
        why = Said.plural(
            "{count} day is more than the {limit} it may move",
            "{count} days are more than the {limit} it may move",
            bucket - last.bucket,
            limit=str(limit),
        )
    return Said(
        "needed on {date}, comes on {comes}: {why}, so {order} is created instead",
        date=advised.day(last.bucket),
        comes=advised.day(bucket),
        why=why,
        order=last.id,
    )


def on_date(advised: Advised, document: Standing, *, is_surplus: bool) -> list[Suggestion]:
    """Return when a document should come, if not on its day."""
    change, needed = document.effective.change, document.effective.needed
    if change is None or needed is None:
        return []
    dates = {"date": advised.day(needed), "comes": advised.day(document.receipt.bucket)}
    if change is Advice.EXCESS:
        if is_surplus or not advised.is_soon(document):
            return []
        reason = (
            Said("needed on {date} only, comes on {comes}, too far to move it", **dates)
            if document.receipt.is_movable
            else Said("needed on {date} only, comes on {comes}, and it may not be moved", **dates)
        )
    elif change is Advice.ADVANCE:
        reason = Said("needed on {date}, comes on {comes}", **dates)
    else:
        reason = Said("needed on {date} only, comes on {comes}", **dates)
    if advised.moves_documents and change is not Advice.EXCESS:
        reason = Said("{reason}: moved", reason=reason)
    return [advised.about(document, change, document.ordered, reason, has_date=True)]
