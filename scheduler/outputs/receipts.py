"""On which day MRP wants what is bought or carried."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.material import Advice
from models.scenario import OrderType

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.material import MaterialPlan, Suggestion, SupplyOrder

__all__ = ["received", "wished"]

_RECEIVED = (OrderType.PURCHASE, OrderType.TRANSFER)


def received(order: SupplyOrder, clock: Clock) -> int:
    """Return when an order arrives as MRP dates it, in ticks.

    Receipts count from the start of their day. What is bought or carried for a need until the end
    of a day comes on that day: entered with the midnight after it, it would come too late.
    """
    bucket = order.bucket
    if order.is_document or order.type not in _RECEIVED or bucket is None:
        return order.end
    if bucket < 0 or clock.day(order.end) <= bucket:
        return order.end
    return clock.tick(clock.first_day + timedelta(days=bucket)) if bucket else 0


def wished(suggestion: Suggestion, material: MaterialPlan, clock: Clock) -> int | None:
    """Return the receipt that a suggestion asks for, in ticks; ``None`` if it does not matter."""
    order = material.order_by_id.get(suggestion.order)
    if suggestion.advice is not Advice.CREATE or order is None:
        return suggestion.new_date
    return received(order, clock) if order.end == suggestion.new_date else suggestion.new_date
