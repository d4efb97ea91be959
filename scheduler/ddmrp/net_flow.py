"""The net flow position: what tells, every day, whether a buffer orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE, to_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Buffer
    from scheduler.ddmrp.zones import Zones

__all__ = ["NetFlow", "net_flow", "order_need", "spike_horizon", "spike_threshold"]


@dataclass(frozen=True, slots=True)
class NetFlow:
    """The net flow position of a buffer and its parts, in millionths of a piece.

    Parameters
    ----------
    on_order
        Confirmed, whenever it comes.
    due
        Demand due today or overdue.
    spikes
        Demand of the spike days ahead.
    """

    on_hand: int
    on_order: int
    due: int
    spikes: int

    @property
    def position(self) -> int:
        """Return on hand + on order - due - spikes (NFP)."""
        return self.on_hand + self.on_order - self.due - self.spikes


def net_flow(
    on_hand: int, on_order: int, demand: Mapping[int, int], *, threshold: int, horizon: int
) -> NetFlow:
    """Return the net flow position of today.

    A day's demand is a spike if its total exceeds the threshold, and then counts whole. Days
    from tomorrow to ``horizon`` days after tomorrow are looked at.

    Parameters
    ----------
    demand
        By bucket; what is overdue in bucket 0 or before.
    threshold
        Millionths of a piece.
    """
    return NetFlow(
        on_hand,
        on_order,
        due=sum(quantity for bucket, quantity in demand.items() if bucket <= 0),
        spikes=sum(
            quantity
            for bucket, quantity in demand.items()
            if 1 <= bucket <= 1 + horizon and quantity > threshold
        ),
    )


def spike_threshold(buffer: Buffer, zones: Zones) -> int:
    """Return the most that a day may want without being a spike, in millionths of a piece."""
    return zones.red * to_units(buffer.spike_threshold) // (100 * QUANTITY_SCALE)


def spike_horizon(buffer: Buffer, days: int) -> int:
    """Return how many days after tomorrow spikes count: by default the decoupled lead time."""
    return days if buffer.spike_horizon is None else buffer.spike_horizon.days


def order_need(position: int, zones: Zones) -> int:
    """Return what is missing to the top of green, once the position is not above yellow."""
    if position > zones.top_of_yellow:
        return 0
    return max(0, zones.top_of_green - position)
