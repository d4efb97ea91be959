"""Net an item whose orders look beyond the day of their shortage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

from scheduler.mrp.receipts import Netting, PlannedReceipt, receipts_for

if TYPE_CHECKING:
    from scheduler.mrp.netting_rule import NettingRule, Reorder

__all__ = ["Projection"]


class Projection:
    """The stock of one item, bucket by bucket, with what is ordered to keep it above its floor.

    Orders of the reorder level arrive in the order in which they are placed.

    Parameters
    ----------
    opening
        Stock on hand, millionths of a piece.
    buckets
        All in which something happens, and bucket 0; sorted.
    gross, scheduled
        Requirements and scheduled receipts by bucket, millionths of a piece.
    """

    def __init__(
        self,
        opening: int,
        buckets: list[int],
        *,
        gross: dict[int, int],
        scheduled: dict[int, int],
        rule: NettingRule,
    ) -> None:
        self._rule = rule
        self._buckets = buckets
        self._gross = gross
        self._opening = opening
        self._gross_before = list(accumulate((gross.get(b, 0) for b in buckets), initial=0))
        receipts = (scheduled.get(b, 0) for b in buckets)
        self._scheduled_before = list(accumulate(receipts, initial=0))
        self._netted = 0  # what net requirements got so far
        self._arrivals: list[int] = []  # buckets in which orders of the reorder level arrive,
        self._arrived = [0]  # and how much has arrived before each of them
        self._net: dict[int, int] = {}
        self._receipts: list[PlannedReceipt] = []

    def net(self) -> Netting:
        """Return the net requirements and the receipts that cover them."""
        rule = self._rule
        for index, bucket in enumerate(self._buckets):
            if rule.reorder is not None and bucket >= 0:
                self._net_and_reorder(index, bucket, rule.reorder)
            else:
                self._net_bucket(index, bucket)
        return Netting(self._net, tuple(sorted(self._receipts, key=attrgetter("bucket"))))

    def _net_and_reorder(self, index: int, bucket: int, reorder: Reorder) -> None:
        """Net a bucket, and order if that leaves the stock below the reorder level.

        What is received on the day it is ordered comes before netting, which then needs less.
        """
        if self._position(index) >= reorder.level:
            self._net_bucket(index, bucket)
            return
        arrival = max(reorder.received(bucket), bucket, *self._arrivals[-1:])
        if self._rule.fence_end is not None:
            arrival = max(arrival, self._rule.fence_end)
        if arrival == bucket:
            self._reorder(index, arrival, reorder)
        self._net_bucket(index, bucket)
        if arrival > bucket:
            self._reorder(index, arrival, reorder)

    def _reorder(self, index: int, arrival: int, reorder: Reorder) -> None:
        """Order what stock and the receipts until a new order's lack to the reorder level."""
        after = bisect_right(self._buckets, arrival)
        expected = self._scheduled_before[after] - self._scheduled_before[index + 1]
        position = self._position(index) + expected
        if position >= reorder.level:
            return
        missing = reorder.missing(position)
        bucket = self._buckets[index]
        receipts = receipts_for(missing, arrival, reorder.sizing, order_bucket=bucket)
        self._receipts += receipts
        self._arrivals.append(arrival)
        self._arrived.append(self._arrived[-1] + sum(row.quantity for row in receipts))

    def _net_bucket(self, index: int, bucket: int) -> None:
        shortage = self._rule.floor - self._on_hand(index)
        if shortage <= 0 or not self._may_receive(bucket):
            return
        receipts = receipts_for(self._wanted_by_group(index), bucket, self._rule.sizing)
        self._net[bucket] = shortage
        self._receipts += receipts
        self._netted += sum(row.quantity for row in receipts)

    def _may_receive(self, bucket: int) -> bool:
        """Tell whether a shortage is covered in its bucket.

        Stock that is too low in itself is a matter of today; the past is over.
        """
        if self._rule.fence_end is not None and bucket < self._rule.fence_end:
            return False
        return bucket >= 0 or bucket in self._gross

    def _wanted_by_group(self, index: int) -> int:
        """Return what is wanted in a bucket, and in those whose orders are merged with it."""
        groups_until = self._rule.groups_until
        end = self._buckets[index] + 1
        if groups_until is not None:
            end = max(end, groups_until(self._buckets[index]))
        wanted = 0
        for position in range(index, bisect_left(self._buckets, end, lo=index)):
            shortage = self._rule.floor - self._on_hand(position) - wanted
            if shortage > 0:
                wanted += self._wanted(position, shortage)
        return wanted

    def _wanted(self, index: int, shortage: int) -> int:
        """Return a shortage with the later needs that its order covers too."""
        bucket = self._buckets[index]
        wanted = shortage
        if self._rule.pools_until is not None:
            gross, expected = self._later(index, self._rule.pools_until(bucket))
            wanted += max(0, gross - expected)
        if self._rule.coverage is not None:
            coverage = self._rule.coverage
            gross, expected = self._later(index, bucket + coverage.num_days)
            today = self._gross.get(bucket, 0)
            available = today - shortage + expected  # above the floor, before today's demand
            wanted = max(wanted, coverage.of(today + gross) - available)
        return wanted

    def _later(self, index: int, until: int) -> tuple[int, int]:
        """Return requirements, and receipts on their way, after a bucket and before another."""
        after = bisect_left(self._buckets, until, lo=index + 1)
        gross = self._gross_before[after] - self._gross_before[index + 1]
        scheduled = self._scheduled_before[after] - self._scheduled_before[index + 1]
        arriving = self._arrived_until(until - 1) - self._arrived_until(self._buckets[index])
        return gross, scheduled + arriving

    def _on_hand(self, index: int) -> int:
        """Return the stock at the end of a bucket, with all that is ordered so far."""
        balance = self._scheduled_before[index + 1] - self._gross_before[index + 1]
        arrived = self._arrived_until(self._buckets[index]) if self._arrivals else 0
        return self._opening + balance + self._netted + arrived

    def _position(self, index: int) -> int:
        """Return the stock at the end of a bucket, with what the reorder level has on order."""
        under_way = self._arrived[-1] - self._arrived_until(self._buckets[index])
        return self._on_hand(index) + under_way

    def _arrived_until(self, bucket: int) -> int:
        """Return what orders of the reorder level have brought by the end of a bucket."""
        return self._arrived[bisect_right(self._arrivals, bucket)]
