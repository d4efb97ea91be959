"""Advice on documents: too much of them, too late or too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import Advice
from models.quantity import from_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.material import Suggestion
    from scheduler.mrp.suggestion_facts import Advised, Creation, Standing

__all__ = ["on_date", "on_quantity", "pieces"]


def pieces(units: int) -> str:
    """Return a quantity in pieces, as text."""
    return f"{from_units(units):f}"


def on_quantity(
    advised: Advised, document: Standing, surplus: int, creations: Sequence[Creation]
) -> list[Suggestion]:
    """Return what to do about a document that has ``surplus`` millionths too much."""
    if surplus == 0:
        return []
    free = f"{pieces(surplus)} of {pieces(document.ordered)}"
    if not document.receipt.is_movable:
        if not advised.is_soon(document):
            return []
        reason = f"{free} are needed by nobody, and it may not be changed"
        return [advised.about(document, Advice.EXCESS, surplus, reason, has_date=False)]
    if document.pegged:
        reason = f"{free} are needed by nobody"
        return [advised.about(document, Advice.DECREASE, surplus, reason, has_date=False)]
    reason = _why_cancel(advised, document, creations)
    return [advised.about(document, Advice.CANCEL, document.ordered, reason, has_date=False)]


def _why_cancel(advised: Advised, document: Standing, creations: Sequence[Creation]) -> str:
    """Return why nobody needs a document: maybe it is needed, but too much earlier."""
    limit, bucket = advised.tolerances.reschedule, document.receipt.bucket
    earlier = [row for row in creations if row.bucket + (limit or 0) < bucket]
    if not earlier:
        return "nobody needs it"
    last = max(earlier, key=lambda row: (row.bucket, row.id))
    why = "it may not move"
    if limit is not None:
        why = f"{bucket - last.bucket} days are more than the {limit} it may move"
    return (
        f"needed on {advised.day(last.bucket)}, comes on {advised.day(bucket)}: "
        f"{why}, so {last.id} is created instead"
    )


def on_date(advised: Advised, document: Standing, *, is_surplus: bool) -> list[Suggestion]:
    """Return when a document should come, if not on its day."""
    change, needed = document.effective.change, document.effective.needed
    if change is None or needed is None:
        return []
    comes = advised.day(document.receipt.bucket)
    if change is Advice.EXCESS:
        if is_surplus or not advised.is_soon(document):
            return []
        reason = f"needed on {advised.day(needed)} only, comes on {comes}, {_why_stay(document)}"
    elif change is Advice.ADVANCE:
        reason = f"needed on {advised.day(needed)}, comes on {comes}"
    else:
        reason = f"needed on {advised.day(needed)} only, comes on {comes}"
    if advised.moves_documents and change is not Advice.EXCESS:
        reason += ": moved"
    return [advised.about(document, change, document.ordered, reason, has_date=True)]


def _why_stay(document: Standing) -> str:
    return "too far to move it" if document.receipt.is_movable else "and it may not be moved"
