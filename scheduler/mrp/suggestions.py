"""Suggestions: what the planner should do with each document, and what should be created.

Netting has counted documents where they are needed; here the difference to where they stand
becomes advice, in words that name the days and pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import Advice, Suggestion
from models.quantity import from_units
from scheduler.mrp.suggestion_documents import on_date, on_quantity, pieces
from scheduler.mrp.suggestion_facts import Advised, Creation, Standing
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDING = 10
"""Millionths of a piece that orders of one lot may lose, or gain, by rounding what scrap leaves."""

__all__ = ["Advised", "Creation", "Standing", "advise", "suggestion_order"]


def suggestion_order(suggestion: Suggestion) -> tuple[int, str, str, str, str, str]:
    """Return the key that sorts suggestions by wished date, and tells ties apart."""
    when = suggestion.date if suggestion.new_date is None else suggestion.new_date
    advice, order = suggestion.advice.value, suggestion.order
    return (when or 0, suggestion.item, advice, order, suggestion.warehouse, suggestion.reason)


def advise(
    advised: Advised, documents: Sequence[Standing], creations: Sequence[Creation]
) -> list[Suggestion]:
    """Return what the planner should do about one item, by wished date.

    A document no need holds anything of is cancelled, one that is held in part decreased as far
    as lots allow; if it may not be changed, that is reported as excess, within the rescheduling
    tolerance from the start. What is left is advanced or postponed as rescheduling found. An
    order to create becomes an increase of a movable document received within that tolerance.
    """
    found: list[Suggestion] = []
    surpluses = _surpluses(advised, documents)
    for document, surplus in zip(documents, surpluses, strict=True):
        found += on_quantity(advised, document, surplus, creations)
        if surplus == 0 or document.pegged:
            found += on_date(advised, document, is_surplus=surplus > 0)
    needed = [row for row, surplus in zip(documents, surpluses, strict=True) if not surplus]
    found += [_create_or_increase(advised, creation, needed) for creation in creations]
    return sorted(found, key=suggestion_order)


def _surpluses(advised: Advised, documents: Sequence[Standing]) -> list[int]:
    """Return what each document has too much, in millionths of a piece."""
    kept = advised.stock_to_keep
    surpluses = [0] * len(documents)
    by_day = sorted(
        range(len(documents)),
        key=lambda number: (documents[number].effective.bucket, documents[number].receipt.id),
    )
    for number in by_day:
        document = documents[number]
        free = document.receipt.quantity - document.pegged
        if free <= 0:
            continue
        if kept > 0:
            kept -= free
            continue
        order_quantity = document.order_quantity or advised.order_quantity
        wanted = order_quantity(document.pegged) if document.pegged else 0
        surplus = document.ordered - wanted
        surpluses[number] = surplus if surplus > _ROUNDING else 0
    return surpluses


def _create_or_increase(
    advised: Advised, creation: Creation, needed: Sequence[Standing]
) -> Suggestion:
    nearby = _nearby(advised, creation, needed)
    quantity, day = pieces(creation.ordered), advised.day(creation.bucket)
    if nearby is None:
        reason = (
            Said("{quantity} needed on {date}", quantity=quantity, date=day)
            if creation.need
            else Said("{quantity} to refill the stock on {date}", quantity=quantity, date=day)
        )
    else:
        reason = Said(
            "{quantity} more needed on {date}: add them to the {ordered} that come on {comes},"
            " in place of {order}",
            quantity=quantity,
            date=day,
            ordered=pieces(nearby.ordered),
            comes=advised.day(nearby.effective.bucket),
            order=creation.id,
        )
    return Suggestion(
        advice=Advice.CREATE if nearby is None else Advice.INCREASE,
        item=advised.item,
        order=creation.id if nearby is None else nearby.receipt.id,
        quantity=from_units(creation.ordered),
        date=None if nearby is None else nearby.tick,
        new_date=creation.tick,
        need=creation.need,
        reason=reason,
        warehouse=advised.warehouse,
    )


def _nearby(advised: Advised, creation: Creation, needed: Sequence[Standing]) -> Standing | None:
    """Return the document to increase in place of an order: the nearest, the earlier first."""
    limit = advised.tolerances.reschedule
    if limit is None or creation.is_reserved:
        return None
    near = [
        row
        for row in needed
        if row.receipt.is_movable
        and not row.is_reserved
        and abs(row.effective.bucket - creation.bucket) <= limit
    ]
    return min(near, key=lambda row: _distance(row, creation), default=None)


def _distance(row: Standing, creation: Creation) -> tuple[int, int, str]:
    bucket = row.effective.bucket
    return (abs(bucket - creation.bucket), bucket, row.receipt.id)
