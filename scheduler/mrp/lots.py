"""Lot rules: how many needs one order pools, and how its quantity is rounded.

Every rule is a coverage, the buckets pooled from the first uncovered one, followed by a rounding.
Quantities are integers in millionths of a piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from models.quantity import to_units
from models.scenario import LotRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.scenario import Lot
    from scheduler.mrp.working_days import WorkingDays

__all__ = [
    "DAYS_PER_MONTH",
    "DAYS_PER_WEEK",
    "LotSizing",
    "at_least",
    "calendar_bucket_end",
    "exact",
    "lot_sizing",
    "minimum",
    "multiples",
    "next_buckets",
]

DAYS_PER_WEEK = 7
DAYS_PER_MONTH = 30


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


def next_buckets(bucket: int, *, num_buckets: int) -> int:
    """Return the bucket after the ``num_buckets`` that begin with ``bucket``."""
    return bucket + num_buckets


def calendar_bucket_end(bucket: int, *, length: int) -> int:
    """Return the bucket after the week or month, counted from planning start, of ``bucket``."""
    return (bucket // length + 1) * length


@dataclass(frozen=True, slots=True)
class LotSizing:
    """The lot rule of one item.

    Parameters
    ----------
    covers_until
        The bucket after the last whose needs an order due in a bucket also covers.
    round_up
        The order quantity for a pooled net need above 0.
    """

    covers_until: Callable[[int], int]
    round_up: Callable[[int], int]


def lot_sizing(lot: Lot, working_days: WorkingDays) -> LotSizing:
    """Return the coverage and the rounding of a lot rule.

    A number the rule needs and the record lacks leaves the need as it is.
    """
    return LotSizing(_coverage(lot, working_days), _rounding(lot))


def _coverage(lot: Lot, working_days: WorkingDays) -> Callable[[int], int]:
    match lot.rule:
        case LotRule.PERIODS:
            return partial(next_buckets, num_buckets=lot.periods or 1)
        case LotRule.STORAGE_TIME:
            return partial(working_days.after, num_days=lot.days or 1)
        case LotRule.WEEKLY:
            return partial(calendar_bucket_end, length=DAYS_PER_WEEK)
        case LotRule.MONTHLY:
            return partial(calendar_bucket_end, length=DAYS_PER_MONTH)
        case _:
            return partial(next_buckets, num_buckets=1)


def _rounding(lot: Lot) -> Callable[[int], int]:
    if lot.size is None:
        return exact
    size = to_units(lot.size)
    match lot.rule:
        case LotRule.FIXED:
            return partial(multiples, size=size)
        case LotRule.MINIMUM:
            multiple = 0 if lot.multiple is None else to_units(lot.multiple)
            return partial(minimum, size=size, multiple=multiple)
        case LotRule.AT_LEAST:
            return partial(at_least, size=size)
        case _:
            return exact
