"""Net one item: what must still be received, when, and in which lots."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.mrp.lots import LotSizing
    from scheduler.mrp.needs import Need, Supply

__all__ = ["Netting", "net_item", "total_by_bucket"]


@dataclass(frozen=True, slots=True)
class Netting:
    """Net requirements and planned receipts by bucket, in millionths of a piece, zeros left out."""

    net: dict[int, int]
    receipts: dict[int, int]


def total_by_bucket(rows: Iterable[Need] | Iterable[Supply]) -> dict[int, int]:
    """Return the quantities summed by bucket."""
    totals: dict[int, int] = {}
    for row in rows:
        totals[row.when.bucket] = totals.get(row.when.bucket, 0) + row.quantity
    return totals


def net_item(
    opening: int,
    safety_stock: int,
    *,
    gross: dict[int, int],
    scheduled: dict[int, int],
    sizing: LotSizing,
) -> Netting:
    r"""Return what stock and scheduled receipts leave uncovered, in lots.

    :math:`net_t = \max(0, gross_t + safety - available_t)` with
    :math:`available_t = on\_hand_{t-1} + scheduled_t`. The lot due in a bucket covers its net
    requirement and what scheduled receipts leave of the gross requirements of the further
    buckets its rule pools.

    Only buckets in which something happens are visited; in bucket 0 a stock below safety stock
    is noticed even if nothing else happens.

    Parameters
    ----------
    opening, safety_stock
        Millionths of a piece.
    gross, scheduled
        Requirements and scheduled receipts by bucket, millionths of a piece.
    sizing
        The item's lot rule.
    """
    buckets = sorted({0, *gross, *scheduled})
    gross_before = list(accumulate((gross.get(b, 0) for b in buckets), initial=0))
    scheduled_before = list(accumulate((scheduled.get(b, 0) for b in buckets), initial=0))
    net: dict[int, int] = {}
    receipts: dict[int, int] = {}
    on_hand = opening
    for index, bucket in enumerate(buckets):
        on_hand += scheduled.get(bucket, 0) - gross.get(bucket, 0)
        shortage = safety_stock - on_hand
        if shortage <= 0:
            continue
        after = bisect_left(buckets, sizing.covers_until(bucket), lo=index + 1)
        pooled = gross_before[after] - gross_before[index + 1]
        expected = scheduled_before[after] - scheduled_before[index + 1]
        net[bucket] = shortage
        receipts[bucket] = sizing.round_up(shortage + max(0, pooled - expected))
        on_hand += receipts[bucket]
    return Netting(net, receipts)
