"""Run a buffer over the horizon: when it orders, and how its stock and position develop."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from scheduler.ddmrp.net_flow import order_need

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scheduler.ddmrp.zones import Zones

__all__ = ["BufferProposal", "Projection", "Spikes", "buffer_proposals", "project"]


class BufferProposal(NamedTuple):
    """An order that a buffer asks for; the quantity is what it supplies, in millionths."""

    order_bucket: int
    receipt_bucket: int
    quantity: int


class Spikes(NamedTuple):
    """Which demand ahead counts before its day.

    Parameters
    ----------
    threshold
        A day that wants more is a spike; millionths of a piece.
    horizon
        Days after tomorrow that are looked at.
    """

    threshold: int
    horizon: int


@dataclass(frozen=True, slots=True)
class Projection:
    """A buffer by day, at the end of each; millionths of a piece, one number per bucket.

    Parameters
    ----------
    on_hand
        Below 0 where demand must wait.
    position
        Net flow position, with the order that the day places.
    proposals
        The orders placed within the horizon; some may be received after it.
    """

    on_hand: tuple[int, ...]
    position: tuple[int, ...]
    zones: tuple[Zones, ...]
    proposals: tuple[BufferProposal, ...]


def _exact(need: int) -> int:
    return need


def buffer_proposals(
    opening: int,
    *,
    gross: Mapping[int, int],
    scheduled: Mapping[int, int],
    zones: Zones,
    dlt_days: int,
    num_buckets: int,
    round_up: Callable[[int], int] = _exact,
    changes: Mapping[int, Zones] | None = None,
    spikes: Spikes | None = None,
    planned: Mapping[int, int] | None = None,
) -> list[BufferProposal]:
    r"""Return the orders a buffer places from bucket 0 on.

    On each day :math:`t` the net flow position is opening + all scheduled + all ordered so far -
    demand due by :math:`t` - spikes ahead. Not above the top of yellow, it is brought to the top
    of green by an order that is received after the decoupled lead time. Only days on which the
    position or the zones change are visited.

    Parameters
    ----------
    opening
        Stock on hand in millionths of a piece, like all quantities.
    gross, scheduled
        Demand and confirmed receipts by bucket; what is overdue is in bucket 0 or before.
    zones
        Those of bucket 0, and of all further ones unless `changes` says otherwise.
    dlt_days
        Decoupled lead time in buckets; a receipt may lie at or beyond ``num_buckets``.
    round_up
        What an order supplies for a need above 0, never less than the need.
    changes
        Zones by the bucket from which they hold.
    spikes
        Without them, demand counts on its day only.
    planned
        What planned orders of other items will need, by bucket. No demand today, since only what
        is confirmed is; counts on its day, from tomorrow on, and is never a spike.

    Returns
    -------
    list of BufferProposal
        By bucket, at most one a day.
    """
    if num_buckets <= 0:
        return []
    falls = _falls(gross, planned or {}, spikes, num_buckets)
    later = {bucket: change for bucket, change in (changes or {}).items() if bucket < num_buckets}
    position = opening + sum(scheduled.values())
    proposals = []
    for bucket in sorted({0, *falls, *later}):
        zones = later.get(bucket, zones)
        position -= falls.get(bucket, 0)
        need = order_need(position, zones)
        if need > 0:
            quantity = round_up(need)
            position += quantity
            proposals.append(BufferProposal(bucket, bucket + dlt_days, quantity))
    return proposals


def _falls(
    gross: Mapping[int, int],
    planned: Mapping[int, int],
    spikes: Spikes | None,
    num_buckets: int,
) -> dict[int, int]:
    """Return by how much demand lowers the position, by bucket.

    A spike does so when it comes into sight, and no further on its own day.
    """
    rows = [(max(bucket, 1), quantity) for bucket, quantity in planned.items()]
    for bucket, quantity in gross.items():
        seen = max(bucket, 0)
        if spikes is not None and bucket > 0 and quantity > spikes.threshold:
            seen = max(0, bucket - 1 - spikes.horizon)
        rows.append((seen, quantity))
    falls: dict[int, int] = {}
    for bucket, quantity in rows:
        if bucket < num_buckets:
            falls[bucket] = falls.get(bucket, 0) + quantity
    return falls


def project(
    opening: int,
    *,
    gross: Mapping[int, int],
    scheduled: Mapping[int, int],
    zones: Zones,
    dlt_days: int,
    num_buckets: int,
    round_up: Callable[[int], int] = _exact,
    changes: Mapping[int, Zones] | None = None,
    spikes: Spikes | None = None,
) -> Projection:
    """Return stock, position and zones of every day, with the orders of `buffer_proposals`.

    Parameters are those of `buffer_proposals`.
    """
    proposals = buffer_proposals(
        opening,
        gross=gross,
        scheduled=scheduled,
        zones=zones,
        dlt_days=dlt_days,
        num_buckets=num_buckets,
        round_up=round_up,
        changes=changes,
        spikes=spikes,
    )
    flow, position = [0] * num_buckets, [0] * num_buckets
    for bucket, quantity in _within(scheduled, num_buckets):
        flow[bucket] += quantity
    for bucket, quantity in _within(gross, num_buckets):
        flow[bucket] -= quantity
    for bucket, quantity in _falls(gross, {}, spikes, num_buckets).items():
        position[bucket] -= quantity
    for row in proposals:
        position[row.order_bucket] += row.quantity
        if row.receipt_bucket < num_buckets:
            flow[row.receipt_bucket] += row.quantity
    by_day = []
    for bucket in range(num_buckets):
        zones = (changes or {}).get(bucket, zones)
        by_day.append(zones)
    start = opening + sum(scheduled.values())
    return Projection(
        on_hand=tuple(accumulate(flow, initial=opening))[1:],
        position=tuple(accumulate(position, initial=start))[1:],
        zones=tuple(by_day),
        proposals=tuple(proposals),
    )


def _within(rows: Mapping[int, int], num_buckets: int) -> list[tuple[int, int]]:
    moved = ((max(bucket, 0), quantity) for bucket, quantity in rows.items())
    return [(bucket, quantity) for bucket, quantity in moved if bucket < num_buckets]
