"""Net one item: what must still be received, when, and in which lots."""

from __future__ import annotations

from scheduler.mrp.netting_rule import NettingRule, netting_rule
from scheduler.mrp.projection import Projection
from scheduler.mrp.receipts import Netting, PlannedReceipt, receipts_for

__all__ = [
    "Netting",
    "NettingRule",
    "PlannedReceipt",
    "net_item",
    "netting_rule",
    "size_dedicated",
]


def net_item(
    opening: int,
    *,
    gross: dict[int, int],
    scheduled: dict[int, int],
    rule: NettingRule,
) -> Netting:
    r"""Return what stock and scheduled receipts leave uncovered, in lots.

    :math:`net_t = \max(0, gross_t + floor - available_t)` with
    :math:`available_t = on\_hand_{t-1} + scheduled_t`. The lot due in a bucket covers its net
    requirement, and what scheduled receipts leave of the gross requirements of the further
    buckets its rule pools. Within a fence nothing is received and stock may fall below 0; the
    first bucket after it covers what is missing by then.

    Only buckets in which something happens are visited; in bucket 0 a stock below the floor is
    noticed even if nothing else happens. Buckets before it are the past: there only demand is
    netted.

    Parameters
    ----------
    opening
        Stock on hand, millionths of a piece.
    gross, scheduled
        Requirements and scheduled receipts by bucket, millionths of a piece.
    rule
        How the item is netted.

    Raises
    ------
    InvalidScenarioFile
        If a maximum lot is so small that one need falls into thousands of orders.
    """
    happening = {0, *gross, *scheduled}
    if rule.fence_end is not None:
        happening.add(rule.fence_end)
    buckets = sorted(happening)
    if not rule.is_plain:
        return Projection(opening, buckets, gross=gross, scheduled=scheduled, rule=rule).net()
    first_open = buckets[0] if rule.fence_end is None else rule.fence_end
    net: dict[int, int] = {}
    receipts: list[PlannedReceipt] = []
    above_floor = opening - rule.floor
    for bucket in buckets:
        above_floor += scheduled.get(bucket, 0) - gross.get(bucket, 0)
        if above_floor >= 0 or bucket < first_open or (bucket < 0 and bucket not in gross):
            continue
        net[bucket] = -above_floor
        lots = receipts_for(-above_floor, bucket, rule.sizing)
        receipts += lots
        above_floor += sum([row.quantity for row in lots])
    return Netting(net, tuple(receipts))


def size_dedicated(bucket: int, quantity: int, rule: NettingRule) -> tuple[PlannedReceipt, ...]:
    """Return the receipts that serve one need alone, without stock and other needs.

    Lots, scrap and the most that one order holds apply; a need within the fence is served in the
    first bucket after it.

    Parameters
    ----------
    quantity
        Millionths of a piece; nothing is received for 0.
    """
    if quantity <= 0:
        return ()
    if rule.fence_end is not None:
        bucket = max(bucket, rule.fence_end)
    return tuple(receipts_for(quantity, bucket, rule.sizing))
