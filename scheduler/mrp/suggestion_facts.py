"""What advice is given about: documents as netting and pegging left them, orders to create."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from models.material import Suggestion
from models.quantity import from_units
from scheduler.mrp.lots import exact
from scheduler.words import Moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from models.material import Advice
    from scheduler.mrp.reschedule import Effective, Receipt, Tolerances

__all__ = ["Advised", "Creation", "Standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A document after netting and pegging.

    Parameters
    ----------
    receipt, effective
        As rescheduling saw it and where it put it.
    tick
        Its receipt as the document stands.
    new_tick
        Its receipt in the bucket `Effective.needed`; ``None`` if it has none.
    ordered
        Quantity of the document; `Receipt.quantity` is what scrap leaves of it. All quantities
        in millionths of a piece.
    pegged
        What is held for demands, orders and safety stock of what it supplies.
    need
        First need it serves.
    is_reserved
        It serves one job or demand only, so that it is not enlarged for others.
    order_quantity
        What must be ordered to supply a quantity, where it has lots of its own.
    """

    receipt: Receipt
    effective: Effective
    tick: int
    ordered: int
    pegged: int
    new_tick: int | None = None
    need: str = ""
    is_reserved: bool = False
    order_quantity: Callable[[int], int] | None = None


@dataclass(frozen=True, slots=True)
class Creation:
    """An order that MRP plans, or only proposes.

    Parameters
    ----------
    bucket, tick
        Its receipt.
    ordered
        Millionths of a piece.
    need
        First need it serves; empty if it only refills stock.
    """

    id: str
    bucket: int
    tick: int
    ordered: int
    need: str = ""
    is_reserved: bool = False


@dataclass(frozen=True, slots=True)
class Advised:
    """The item, in one warehouse, that advice is about, and its rules.

    Parameters
    ----------
    first_day
        Local day of bucket 0.
    order_quantity
        What must be ordered to supply a quantity: with scrap, and in lots.
    stock_to_keep
        What the reorder level wants of what no need holds, millionths of a piece: documents
        that bring it are no surplus.
    moves_documents
        The run re-dates documents itself.
    """

    item: str
    tolerances: Tolerances
    first_day: date
    warehouse: str = ""
    order_quantity: Callable[[int], int] = exact
    stock_to_keep: int = 0
    moves_documents: bool = False

    def day(self, bucket: int) -> Moment:
        """Return a bucket as the planner reads it."""
        day = self.first_day + timedelta(days=bucket)
        return Moment(datetime.combine(day, datetime.min.time()), is_day=True)

    def about(
        self, document: Standing, advice: Advice, pieces: int, reason: str, *, has_date: bool
    ) -> Suggestion:
        """Return advice on a document, with the date it is needed if it is about that."""
        return Suggestion(
            advice=advice,
            item=self.item,
            order=document.receipt.id,
            quantity=from_units(pieces),
            date=document.tick,
            new_date=document.new_tick if has_date else None,
            need=document.need if has_date else "",
            reason=reason,
            warehouse=self.warehouse,
        )

    def is_soon(self, document: Standing) -> bool:
        """Tell whether a surplus lies within the rescheduling tolerance, if there is one."""
        limit = self.tolerances.reschedule
        return limit is None or document.receipt.bucket <= limit
