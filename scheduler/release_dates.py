"""Operations that wait for a date rather than for a receipt, and what that date is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from scheduler.compile.receipts import is_made
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import SupplyOrder
    from scheduler.compile import Compiled

__all__ = ["received_for", "release_dates"]


def release_dates(compiled: Compiled) -> dict[int, str]:
    """Return what sets the release of operations that no receipt sets, by operation.

    That is how long before its start an order may begin, or the fence of its item.
    """
    dates: dict[int, str] = {}
    usable = compiled.receipts.usable
    for op, tick in enumerate(compiled.problem.op_release.tolist()):
        if tick <= 0:
            continue
        order = compiled.material.order_by_id[compiled.operations[op].order]
        receipts = received_for(compiled, DemandKind.ORDER, order.id)
        if not any(usable(receipt) == tick for receipt in receipts):
            dates[op] = _date(compiled, order, tick)
    return dates


def _date(compiled: Compiled, order: SupplyOrder, tick: int) -> Said:
    days = compiled.scenario.settings.shop.release_advance
    ticks_per_day = compiled.receipts.calendars.clock.ticks_per_day
    fence = compiled.receipts.calendars.terms.of_order(order).item.fence.days
    is_advance = days is not None and order.start - days * ticks_per_day == tick
    if is_advance or order.is_document or not fence:
        return Said("the release of {order}", order=order.id)
    return Said("the end of the fence of {item}", item=order.item)


def received_for(compiled: Compiled, kind: DemandKind, consumer: str) -> Iterator[SupplyOrder]:
    """Yield the orders that are received, not made, for a demand or an order."""
    for peg in compiled.material.pegs_by_consumer.get((kind, consumer), ()):
        if peg.supply_kind is SupplyKind.ORDER:
            order = compiled.material.order_by_id[peg.supply]
            if not is_made(order):
                yield order
