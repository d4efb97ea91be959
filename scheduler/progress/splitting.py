r"""Share out what a row declares for several phases: exactly, so that the parts add up.

Declared time :math:`T` of phases with :math:`q_i` pieces, scrapped ones included, is
:math:`T \cdot q_i / \sum q` each, and :math:`T / n` where no pieces were declared. What does not
divide goes, a smallest unit each, to the parts with the largest remainders, the first first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE, from_units, to_units
from scheduler.progress.words import Distribution

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

__all__ = ["distribute", "split", "split_time"]

_MICROSECOND = timedelta(microseconds=1)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Return a whole number in parts that are as its weights, and add up to it.

    Parameters
    ----------
    total
        At least 0.
    weights
        At least 0 each, and one of them at least; if all are 0 they count as equal.
    """
    counted = weights if any(weights) else [1] * len(weights)
    whole = sum(counted)
    parts = [total * weight // whole for weight in counted]
    by_remainder = sorted(
        range(len(counted)), key=lambda place: (-(total * counted[place] % whole), place)
    )
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def split_time(time: timedelta, quantities: Sequence[Decimal]) -> list[timedelta]:
    """Return a time shared out by pieces made and scrapped; equally if there are none.

    120 min over 30, 20 and 10 pieces are 60, 40 and 20 min; over none, 40 min each.
    """
    parts = split(time // _MICROSECOND, [to_units(quantity) for quantity in quantities])
    return [part * _MICROSECOND for part in parts]


def distribute(
    total: Decimal, left: Sequence[Decimal], how: Distribution = Distribution.SEQUENCE
) -> list[Decimal]:
    """Return pieces shared out among phases by what is left to make of each.

    ``sequence`` fills up one phase after the other, and what is too much goes to the last;
    ``proportional`` gives each its share, in whole pieces where all numbers are whole.

    Parameters
    ----------
    left
        At least 0 each.
    how
        Not ``manual``: there is nothing to share out.
    """
    if how is Distribution.PROPORTIONAL:
        unit = QUANTITY_SCALE if all(_is_whole(number) for number in (total, *left)) else 1
        weights = [to_units(number) // unit for number in left]
        return [from_units(part * unit) for part in split(to_units(total) // unit, weights)]
    parts, rest = [], total
    for number in left:
        parts.append(min(number, rest))
        rest -= parts[-1]
    parts[-1] += rest
    return parts


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()
