r"""Overall equipment effectiveness, from what the floor declared.

:math:`OEE = \frac{worked}{available} \cdot \frac{processed}{theoretical} \cdot
\frac{good}{produced}`
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite

__all__ = ["Oee", "oee"]

Number = int | float | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Oee:
    """The three rates of a machine, or of all that was declared; each ``None`` if undefined.

    Parameters
    ----------
    availability
        Time worked / time available.
    performance
        Pieces, or their standard time, processed / theoretically possible in the time worked.
    quality
        Good pieces / pieces produced.
    """

    availability: Fraction | None
    performance: Fraction | None
    quality: Fraction | None

    @property
    def percent(self) -> float | None:
        """Return the product of the rates in percent, to two decimals; None if one is missing."""
        if self.availability is None or self.performance is None or self.quality is None:
            return None
        return round(float(100 * self.availability * self.performance * self.quality), 2)


def oee(
    *,
    available: Number,
    worked: Number,
    theoretical: Number,
    processed: Number,
    produced: Number,
    good: Number,
    setup: Number = 0,
    with_setup: bool = True,
) -> Oee:
    """Return the rates of what was declared.

    Parameters
    ----------
    available, worked
        Time, both in one unit; worked is processing, without setup.
    theoretical, processed
        Pieces, or their standard time, both in one unit.
    produced, good
        Pieces.
    setup
        Time spent on setup.
    with_setup
        Whether setup counts as time worked; otherwise it is lost.

    Raises
    ------
    ValueError
        If a number is negative or not finite, or more pieces are good than were produced. Other
        rates may exceed 1: who works overtime, or faster than the standard, does.
    """
    given = {
        "available": available,
        "worked": worked,
        "theoretical": theoretical,
        "processed": processed,
        "produced": produced,
        "good": good,
        "setup": setup,
    }
    for name, value in given.items():
        if not isfinite(value) or value < 0:
            message = f"{name} is {value}, expected a finite number of at least 0"
            raise ValueError(message)
    if good > produced:
        message = f"good is {good}, more than the {produced} produced"
        raise ValueError(message)
    exact = {name: Fraction(value) for name, value in given.items()}
    busy = exact["worked"] + (exact["setup"] if with_setup else 0)
    return Oee(
        availability=_rate(busy, exact["available"]),
        performance=_rate(exact["processed"], exact["theoretical"]),
        quality=_rate(exact["good"], exact["produced"]),
    )


def _rate(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole if whole else None
