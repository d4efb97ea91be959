"""The MRP grid of an item, as planners read it: one column per day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.material import ItemGrid
from scheduler.mrp.needs import INDEPENDENT
from scheduler.mrp.netting import total_by_bucket

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.material import Units
    from scheduler.mrp.lead_times import OrderTiming
    from scheduler.mrp.needs import Need, Supply
    from scheduler.mrp.netting import Netting

__all__ = ["GridRows"]


class GridRows:
    """Lay out grids of a number of buckets; rows without a number share one array of zeros."""

    def __init__(self, num_buckets: int) -> None:
        self._num_buckets = num_buckets
        self._zeros = self._read_only(np.zeros(num_buckets, dtype=np.int64))

    def item_grid(
        self,
        item: str,
        opening: int,
        *,
        needs: Sequence[Need],
        labels: Iterable[str],
        scheduled: Sequence[Supply],
        netting: Netting,
        releases: Iterable[tuple[OrderTiming, int]],
    ) -> ItemGrid:
        """Return the grid of one item; quantities in millionths of a piece.

        Parameters
        ----------
        labels
            Rows of dependent requirements, shown even where they are empty.
        releases
            Timing and quantity of each planned order.
        """
        by_label: dict[str, list[Need]] = {label: [] for label in (INDEPENDENT, *labels)}
        for need in needs:
            by_label[need.label].append(need)
        gross = self._row(total_by_bucket(needs))
        receipts = self._row(total_by_bucket(scheduled))
        planned = self._row(netting.receipts)
        released: dict[int, int] = {}
        past_due = 0
        for timing, quantity in releases:
            bucket = min(max(timing.release_bucket, 0), self._num_buckets - 1)
            released[bucket] = released.get(bucket, 0) + quantity
            past_due += quantity if timing.past_due else 0
        return ItemGrid(
            item=item,
            opening=opening,
            gross=gross,
            scheduled_receipts=receipts,
            projected_on_hand=self._read_only(opening + np.cumsum(receipts + planned - gross)),
            net=self._row(netting.net),
            planned_receipts=planned,
            planned_releases=self._row(released),
            past_due_releases=past_due,
            requirements={
                label: self._row(total_by_bucket(rows)) for label, rows in by_label.items()
            },
        )

    def _row(self, totals: dict[int, int]) -> Units:
        if not totals:
            return self._zeros
        row = np.zeros(self._num_buckets, dtype=np.int64)
        row[list(totals)] = list(totals.values())
        return self._read_only(row)

    @staticmethod
    def _read_only(row: Units) -> Units:
        row.flags.writeable = False
        return row
