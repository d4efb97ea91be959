"""What netting proposes: planned receipts of one item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.mrp.lots import LotSizing

__all__ = ["Netting", "PlannedReceipt", "receipts_for"]


@dataclass(frozen=True, slots=True)
class PlannedReceipt:
    """An order to be received.

    Parameters
    ----------
    bucket
        Day on which it is received.
    quantity
        Millionths of a piece that it supplies.
    order_quantity
        Millionths of a piece to order, scrap included.
    order_bucket
        Day on which it is ordered because of the reorder level; ``None`` if the lead time before
        its receipt gives that day.
    """

    bucket: int
    quantity: int
    order_quantity: int
    order_bucket: int | None = None


@dataclass(frozen=True, slots=True)
class Netting:
    """Net requirements by bucket, in millionths of a piece, and receipts by bucket."""

    net: dict[int, int]
    receipts: tuple[PlannedReceipt, ...]


def receipts_for(
    need: int, bucket: int, sizing: LotSizing, *, order_bucket: int | None = None
) -> list[PlannedReceipt]:
    """Return the receipts in one bucket that supply a need above 0."""
    return [
        PlannedReceipt(bucket, supplies, quantity, order_bucket)
        for supplies, quantity in sizing.orders(need)
    ]
