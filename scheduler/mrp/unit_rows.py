"""What a planned netting unit shows in the MRP grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import SupplyKind
from models.quantity import to_units
from scheduler.mrp.grid import GridRows
from scheduler.mrp.unit import totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.calendar import Clock
    from scheduler.mrp.given import Given
    from scheduler.mrp.lead_times import OrderTiming
    from scheduler.mrp.needs import Supply
    from scheduler.mrp.unit import Proposal, Unit

__all__ = ["UnitRows"]


class UnitRows:
    """The grid rows of one unit; quantities in millionths of a piece.

    Parameters
    ----------
    releases
        Timing and quantity of each order that the run plans.
    given
        Orders planned before for job orders: they show as planned, like those of the run.
    """

    def __init__(
        self,
        unit: Unit,
        proposals: Iterable[Proposal],
        releases: Sequence[tuple[OrderTiming, int]],
        given: Given,
        clock: Clock,
    ) -> None:
        stock = [row for row in unit.reserved if row.kind is SupplyKind.STOCK]
        self.opening = unit.opening + sum(row.quantity for row in stock)
        self.past_due = sum(quantity for timing, quantity in releases if timing.past_due)
        receipts: Sequence[Supply] = unit.scheduled
        planned = _received(proposals)
        released = _released(releases)
        if unit.reserved or given.orders:
            held = [row for row in unit.reserved if row.kind is not SupplyKind.STOCK]
            receipts = [*unit.scheduled, *held]
            ours = [row for row in receipts if row.id in given.order_by_id]
            receipts = [row for row in receipts if row.id not in given.order_by_id]
            _add(planned, totals(ours))
            self._release_given({row.id for row in ours}, given, clock, released)
        self.rows = GridRows(totals(unit.needs), totals(receipts), planned, unit.net, released)

    def _release_given(
        self, names: set[str], given: Given, clock: Clock, released: dict[int, int]
    ) -> None:
        for name in sorted(names):
            order = given.order_by_id[name]
            quantity = to_units(order.quantity)
            _add(released, {max(clock.day(order.start), 0): quantity})
            self.past_due += quantity if order.past_due else 0


def _received(proposals: Iterable[Proposal]) -> dict[int, int]:
    planned: dict[int, int] = {}
    for row in proposals:
        bucket = row.receipt.bucket
        planned[bucket] = planned.get(bucket, 0) + row.receipt.quantity
    return planned


def _released(releases: Iterable[tuple[OrderTiming, int]]) -> dict[int, int]:
    released: dict[int, int] = {}
    for timing, quantity in releases:
        bucket = max(timing.release_bucket, 0)
        released[bucket] = released.get(bucket, 0) + quantity
    return released


def _add(amounts: dict[int, int], more: dict[int, int]) -> None:
    for bucket, quantity in more.items():
        amounts[bucket] = amounts.get(bucket, 0) + quantity
