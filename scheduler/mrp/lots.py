"""Lot rules: how many needs one order pools, and into which orders a quantity goes.

Every rule is a coverage, the buckets pooled from the first uncovered one, followed by a rounding.
Quantities are integers in millionths of a piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.quantity import QUANTITY_SCALE, from_units
from models.scenario import LotRule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from models.scenario import Lot
    from scheduler.mrp.working_days import WorkingDays

__all__ = [
    "DAYS_PER_MONTH",
    "DAYS_PER_WEEK",
    "LOT_FOR_LOT",
    "MOST_ORDERS",
    "LotSizing",
    "at_least",
    "batch_sizing",
    "calendar_bucket_end",
    "exact",
    "largest_order",
    "lot_sizing",
    "minimum",
    "multiples",
    "next_buckets",
    "order_quantity",
    "pools_until",
    "with_scrap",
    "without_scrap",
]

DAYS_PER_WEEK = 7
DAYS_PER_MONTH = 30
MOST_ORDERS = 10_000
"""Orders that one need is split into; a maximum that asks for more is in the wrong unit."""


def exact(need: int) -> int:
    """Return the need itself."""
    return need


def multiples(need: int, *, size: int) -> int:
    """Return the smallest multiple of ``size`` that covers the need."""
    return -(-need // size) * size


def minimum(need: int, *, size: int, multiple: int) -> int:
    """Return ``size``, or above it ``size`` plus the fewest steps of ``multiple``.

    Without a multiple (0) a need above ``size`` is taken as it is.
    """
    if multiple == 0:
        return at_least(need, size=size)
    return size + max(0, multiples(need - size, size=multiple))


def at_least(need: int, *, size: int) -> int:
    """Return the larger of ``size`` and the need."""
    return max(size, need)


def order_quantity(need: int, *, rule: Callable[[int], int], least: int, step: int) -> int:
    """Return what the rule makes of a need of at least ``least``, in whole steps of ``step``."""
    return multiples(rule(max(need, least)), size=step)


def largest_order(maximum: int, *, base: int, multiple: int, step: int) -> int:
    """Return the largest order up to a maximum that is as its rule wants it.

    That is ``base`` plus multiples of ``multiple``, rounded up to ``step``. If none is that
    small, the largest multiple of ``step``; if none is that small either, the maximum.
    """
    top = maximum // step * step
    if top < (base or multiple):
        return top or maximum
    return multiples(base + (top - base) // multiple * multiple, size=step)


def with_scrap(need: int, *, scrap: int) -> int:
    """Return what must be ordered for a need, ``scrap`` being added to it: need x (1 + scrap).

    Parameters
    ----------
    scrap
        Millionths of what is needed.
    """
    return -(-need * (QUANTITY_SCALE + scrap) // QUANTITY_SCALE) if scrap else need


def without_scrap(ordered: int, *, scrap: int) -> int:
    """Return what an order supplies, rounded down: ordered / (1 + scrap)."""
    return ordered * QUANTITY_SCALE // (QUANTITY_SCALE + scrap) if scrap else ordered


def next_buckets(bucket: int, *, num_buckets: int) -> int:
    """Return the bucket after the ``num_buckets`` that begin with ``bucket``."""
    return bucket + num_buckets


def calendar_bucket_end(bucket: int, *, length: int) -> int:
    """Return the bucket after the week or month, counted from planning start, of ``bucket``."""
    return (bucket // length + 1) * length


def pools_until(lot: Lot, working_days: WorkingDays) -> Callable[[int], int] | None:
    """Return what tells the bucket after the last whose needs an order due in a bucket covers.

    ``None`` for the rules that pool nothing, and where the number of days is missing.
    """
    match lot.rule:
        case LotRule.PERIODS if lot.periods:
            return partial(next_buckets, num_buckets=lot.periods)
        case LotRule.STORAGE_TIME if lot.days:
            return partial(working_days.after, num_days=lot.days)
        case LotRule.WEEKLY:
            return partial(calendar_bucket_end, length=DAYS_PER_WEEK)
        case LotRule.MONTHLY:
            return partial(calendar_bucket_end, length=DAYS_PER_MONTH)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class LotSizing:
    """Into which orders the quantity needed of one item goes.

    Parameters
    ----------
    round_up
        The quantity of a single order, scrap included, for what must be ordered at least.
    largest
        The most that one order holds; 0 for any quantity.
    scrap
        Millionths of a need ordered on top of it.
    item
        Named if a need falls into too many orders.
    """

    round_up: Callable[[int], int] = exact
    largest: int = 0
    scrap: int = 0
    item: str = ""

    def orders(self, need: int) -> Sequence[tuple[int, int]]:
        """Return what each order for a need above 0 supplies, and its quantity.

        Supplies add up to what the orders together supply, so that none of them loses a fraction
        of a millionth: one may be a millionth above its own quantity without scrap.

        Raises
        ------
        InvalidScenarioFile
            If the maximum is so small that a need falls into more than `MOST_ORDERS` orders.
        """
        ordered = with_scrap(need, scrap=self.scrap)
        if not self.largest or ordered <= self.largest:
            quantity = self.round_up(ordered)
            if self.largest:
                quantity = min(quantity, self.largest)
            return ((without_scrap(quantity, scrap=self.scrap), quantity),)
        return self._split(ordered)

    def _split(self, ordered: int) -> Sequence[tuple[int, int]]:
        full, rest = divmod(ordered, self.largest)
        if full > MOST_ORDERS:
            raise InvalidScenarioFile((self._too_small(ordered),))
        quantities = [self.largest] * full
        if rest:
            quantities.append(min(self.round_up(rest), self.largest))
        orders = []
        total = supplied = 0
        for quantity in quantities:
            total += quantity
            supplies = without_scrap(total, scrap=self.scrap) - supplied
            supplied += supplies
            orders.append((supplies, quantity))
        return orders

    def _too_small(self, ordered: int) -> Fault:
        return Fault(
            table="items",
            row=repr(self.item),
            field="lot.maximum",
            value=f"{from_units(self.largest):f} pieces an order",
            expected=f"at most {MOST_ORDERS} orders for a need of {from_units(ordered):f} pieces",
            hint="Maybe the maximum, or the quantity of a fixed bill of materials, is in the "
            "wrong unit.",
        )


LOT_FOR_LOT = LotSizing()
"""Every need gets one order of its own quantity."""


def lot_sizing(
    lot: Lot,
    *,
    scrap: Decimal | int = 0,
    economic_lots: bool = True,
    economic_multiples: bool = True,
    item: str = "",
) -> LotSizing:
    """Return how the lot of an item sizes its orders.

    First the scrap is added, then the rule applied to at least the minimum, then the rounding;
    what exceeds the maximum becomes several orders, each of which its rule would make. A number
    the rule needs and the record lacks leaves the need as it is.

    Parameters
    ----------
    scrap
        Share of the need that is ordered on top of it.
    economic_lots, economic_multiples
        Whether the run looks at economic lots (rule ``minimum``) and at the steps above them; the
        lot must say so too.
    """
    rule, base, multiple = _rule(
        lot, economic_lots=economic_lots, economic_multiples=economic_multiples
    )
    least, step = _units(lot.minimum), _units(lot.rounding) or 1
    if least or step > 1:
        rule = partial(order_quantity, rule=rule, least=least, step=step)
    largest = 0
    if lot.maximum is not None:
        largest = largest_order(_units(lot.maximum), base=base, multiple=multiple, step=step)
    return LotSizing(rule, largest, _units(scrap), item)


def batch_sizing(batch: int, *, scrap: Decimal | int = 0, item: str = "") -> LotSizing:
    """Return the sizing of an item whose orders all make exactly one batch, in millionths."""
    return LotSizing(partial(multiples, size=batch), batch, _units(scrap), item)


def _rule(
    lot: Lot, *, economic_lots: bool, economic_multiples: bool
) -> tuple[Callable[[int], int], int, int]:
    """Return the rule as a function, and as the least order and the steps above it."""
    size = _units(lot.size)
    if not size:
        return exact, 0, 1
    match lot.rule:
        case LotRule.FIXED:
            return partial(multiples, size=size), 0, size
        case LotRule.AT_LEAST:
            return partial(at_least, size=size), size, 1
        case LotRule.MINIMUM if economic_lots and lot.use_size:
            steps = economic_multiples and lot.use_multiple
            multiple = _units(lot.multiple) if steps else 0
            return partial(minimum, size=size, multiple=multiple), size, multiple or 1
        case _:
            return exact, 0, 1


def _units(quantity: Decimal | int | None) -> int:
    return int(quantity * QUANTITY_SCALE) if quantity else 0
