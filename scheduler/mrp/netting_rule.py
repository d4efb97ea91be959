"""Everything that netting must know of one item, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE, to_units
from models.scenario import LotRule, ReorderReading, Threshold
from scheduler.mrp.item_sizing import item_sizing
from scheduler.mrp.lots import (
    DAYS_PER_WEEK,
    LOT_FOR_LOT,
    LotSizing,
    multiples,
    pools_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from models.scenario import Item, Lot, MrpSettings
    from models.terms import Terms
    from scheduler.mrp.working_days import WorkingDays

__all__ = ["Coverage", "NettingRule", "Reorder", "netting_rule"]

_FIRST_OPEN_DAY = 1
"""The day after today, from which a fence counts its working days; today is frozen too."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Order at a shortage what the demand of the next weeks asks for.

    Parameters
    ----------
    num_days
        Buckets of the window, that of the shortage being the first.
    percent
        Part of the demand to cover, in millionths of a percent.
    """

    num_days: int
    percent: int

    def of(self, demand: int) -> int:
        """Return the part of a demand to cover, rounded up."""
        return -(-demand * self.percent // (100 * QUANTITY_SCALE))


@dataclass(frozen=True, slots=True)
class Reorder:
    """Order on the day on which the stock falls below a level.

    Parameters
    ----------
    level
        Millionths of a piece, above 0.
    quantity
        What is ordered, or ordered up to; 0: what is missing to the level.
    is_up_to
        `quantity` is the stock to order up to.
    sizing
        How the orders are sized. A quantity that is given is not subject to the lot rule, only
        to minimum, rounding and maximum.
    received
        Tells the bucket in which an order placed in a bucket arrives; never decreases.
    """

    level: int
    quantity: int
    is_up_to: bool
    sizing: LotSizing
    received: Callable[[int], int]

    def missing(self, position: int) -> int:
        """Return what to order for stock and receipts that lie below the level together.

        One replenishment quantity, or as many as bring the stock back to the level.
        """
        if self.quantity == 0:
            return self.level - position
        if self.is_up_to:
            return max(self.quantity, self.level) - position
        return multiples(self.level - position, size=self.quantity)


@dataclass(frozen=True, slots=True)
class NettingRule:
    """How one item is netted; quantities in millionths of a piece.

    Parameters
    ----------
    floor
        Stock that is never used: the safety stock, if it counts.
    fence_end
        First bucket in which something may be received; ``None`` without a fence.
    pools_until
        Tells the bucket after the last whose needs an order due in a bucket also covers.
    groups_until
        Tells the bucket after the last whose orders are merged with one due in a bucket.
    """

    floor: int = 0
    sizing: LotSizing = LOT_FOR_LOT
    fence_end: int | None = None
    pools_until: Callable[[int], int] | None = None
    groups_until: Callable[[int], int] | None = None
    coverage: Coverage | None = None
    reorder: Reorder | None = None

    @property
    def is_plain(self) -> bool:
        """Tell whether every shortage is ordered for its own bucket, and nothing else is."""
        return (
            self.pools_until is None
            and self.groups_until is None
            and self.coverage is None
            and self.reorder is None
        )


def netting_rule(
    terms: Terms,
    settings: MrpSettings,
    *,
    working_days: WorkingDays,
    received: Callable[[int], int],
    batch: int = 0,
) -> NettingRule:
    """Return how an item is netted on its terms by a run.

    A threshold, coverage or economic lot counts if both the item and the run say so.

    Parameters
    ----------
    working_days
        Those of the factory: storage time, fence and grouping count them.
    received
        Bucket in which an order placed in a bucket arrives; asked only for a reorder level.
    batch
        What every order makes exactly, in millionths of a piece, by a fixed bill of materials;
        0 where the lot decides.
    """
    item = terms.item
    sizing = item_sizing(terms, batch, settings)
    safety, level = _thresholds(terms, settings)
    reorder = None
    if level and settings.reorder_reading is ReorderReading.ORDER_DATE:
        quantity = to_units(terms.replenish_quantity)
        is_given = quantity > 0 and not item.replenish_up_to
        reorder = Reorder(
            level,
            quantity,
            item.replenish_up_to,
            item_sizing(terms, batch, settings, lot=_limits(terms.lot)) if is_given else sizing,
            received,
        )
    return NettingRule(
        floor=safety if reorder else max(safety, level),
        sizing=sizing,
        fence_end=_fence_end(item, working_days),
        pools_until=pools_until(terms.lot, working_days),
        groups_until=_groups_until(item, working_days),
        coverage=_coverage(item, settings),
        reorder=reorder,
    )


def _limits(lot: Lot) -> Lot:
    """Return the lot without its rule: minimum, rounding and maximum."""
    return lot.model_copy(update={"rule": LotRule.LOT_FOR_LOT})


def _thresholds(terms: Terms, settings: MrpSettings) -> tuple[int, int]:
    """Return safety stock and reorder level, 0 where one does not count."""

    def units(threshold: Threshold, quantity: Decimal, *, counts: bool) -> int:
        return to_units(quantity) if counts and threshold in terms.item.thresholds else 0

    return (
        units(Threshold.SAFETY_STOCK, terms.safety_stock, counts=settings.safety_stock),
        units(Threshold.REORDER_LEVEL, terms.reorder_level, counts=settings.reorder_level),
    )


def _fence_end(item: Item, working_days: WorkingDays) -> int | None:
    return working_days.after(_FIRST_OPEN_DAY, item.fence.days) if item.fence.days else None


def _groups_until(item: Item, working_days: WorkingDays) -> Callable[[int], int] | None:
    if not item.grouping.days:
        return None
    return partial(working_days.after, num_days=item.grouping.days)


def _coverage(item: Item, settings: MrpSettings) -> Coverage | None:
    if item.coverage_weeks is None or not settings.coverage:
        return None
    return Coverage(item.coverage_weeks * DAYS_PER_WEEK, to_units(item.coverage_index))
