"""The MRP grid of an item, as planners read it: one column per day."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np

from models.material import ItemGrid
from scheduler.mrp.needs import INDEPENDENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.material import Units
    from models.terms import Sku
    from scheduler.mrp.needs import Need

__all__ = ["GridRows", "Grids"]


class _Packed(NamedTuple):
    """A grid in the space its numbers take: bucket after bucket with what happens in it."""

    sku: Sku
    opening: int
    past_due: int
    rows: tuple[array[int], ...]
    labels: tuple[str, ...]


class GridRows(NamedTuple):
    """What happens to one item, in millionths of a piece by bucket.

    Buckets before the first count in it; those after the last are left out.
    """

    gross: Mapping[int, int]
    scheduled: Mapping[int, int]
    planned: Mapping[int, int]
    net: Mapping[int, int]
    released: Mapping[int, int]


class Grids(Sequence[ItemGrid]):
    """The grids of all items, laid out when they are looked at.

    A year of days for 100,000 items takes gigabytes laid out, and a few hundred megabytes as the
    days on which something happens.
    """

    def __init__(self, num_buckets: int) -> None:
        self._num_buckets = num_buckets
        self._packed: list[_Packed] = []
        self._zeros = _read_only(np.zeros(num_buckets, dtype=np.int64))

    def add(
        self,
        sku: Sku,
        opening: int,
        rows: GridRows,
        *,
        needs: Sequence[Need],
        labels: Iterable[str],
        past_due: int,
    ) -> None:
        """Take note of one item.

        Parameters
        ----------
        labels
            Rows of dependent requirements, shown even where they are empty.
        past_due
            Quantity released before the scenario starts.
        """
        by_label: dict[str, dict[int, int]] = {label: {} for label in (INDEPENDENT, *labels)}
        for need in needs:
            totals = by_label.setdefault(need.label, {})
            totals[need.when.bucket] = totals.get(need.when.bucket, 0) + need.quantity
        packed = tuple(_pack(row) for row in (*rows, *by_label.values()))
        self._packed.append(_Packed(sku, opening, past_due, packed, tuple(by_label)))

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self._packed)

    @overload
    def __getitem__(self, index: int) -> ItemGrid: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ItemGrid]: ...
    def __getitem__(self, index: int | slice) -> ItemGrid | Sequence[ItemGrid]:
        """Return the grid of an item, laid out."""
        if isinstance(index, slice):
            return tuple(self._laid_out(packed) for packed in self._packed[index])
        return self._laid_out(self._packed[index])

    def _laid_out(self, packed: _Packed) -> ItemGrid:
        rows = [self._row(row) for row in packed.rows]
        gross, scheduled, planned, net, released = rows[:5]
        return ItemGrid(
            item=packed.sku.item,
            opening=packed.opening,
            gross=gross,
            scheduled_receipts=scheduled,
            projected_on_hand=_read_only(packed.opening + np.cumsum(scheduled + planned - gross)),
            net=net,
            planned_receipts=planned,
            planned_releases=released,
            past_due_releases=packed.past_due,
            requirements=dict(zip(packed.labels, rows[5:], strict=True)),
            warehouse=packed.sku.warehouse,
        )

    def _row(self, packed: array[int]) -> Units:
        if not packed:
            return self._zeros
        row = np.zeros(self._num_buckets, dtype=np.int64)
        for bucket, quantity in zip(packed[::2], packed[1::2], strict=True):
            if bucket < self._num_buckets:
                row[max(bucket, 0)] += quantity
        return _read_only(row)


def _pack(totals: Mapping[int, int]) -> array[int]:
    packed = array("q")
    for pair in totals.items():
        packed.extend(pair)
    return packed


def _read_only(row: Units) -> Units:
    row.flags.writeable = False
    return row
