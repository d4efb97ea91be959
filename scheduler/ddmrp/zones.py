"""The zones of a DDMRP buffer: how much stock decouples, protects and replenishes.

Quantities are integers in millionths of a piece; what the formulas leave of a millionth is
rounded up, so that no buffer is smaller than its formula says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE, to_units
from models.scenario import BufferKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from models.scenario import Buffer

__all__ = ["Zones", "base_zones", "zone_changes", "zones_on"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Zones:
    """Red protects, yellow covers the lead time, green is the usual order.

    Parameters
    ----------
    red, yellow, green
        Millionths of a piece, not negative.
    """

    red: int
    yellow: int
    green: int

    @property
    def top_of_red(self) -> int:
        """Return the stock below which the buffer is in danger (TOR)."""
        return self.red

    @property
    def top_of_yellow(self) -> int:
        """Return the net flow position at which an order is due (TOY)."""
        return self.red + self.yellow

    @property
    def top_of_green(self) -> int:
        """Return the net flow position an order brings back (TOG)."""
        return self.red + self.yellow + self.green

    @property
    def average_stock(self) -> Fraction:
        """Return the stock to expect on average, red and half of green, in millionths."""
        return self.red + Fraction(self.green, 2)


def base_zones(buffer: Buffer, usage: int, days: int) -> Zones:
    r"""Return the zones of a buffer on a day like any other.

    With usage :math:`A`, decoupled lead time :math:`L`, lead time factor :math:`f`, variability
    factor :math:`v` and order cycle :math:`c`: :math:`yellow = A L`, :math:`red = A L f (1 + v)`,
    :math:`green = \max(MOQ, A c, A L f)`. A min-max buffer has no yellow zone. An override buffer
    has the zones it names; one it leaves out is computed.

    Parameters
    ----------
    usage
        Average daily usage (ADU), millionths of a piece a day, at least 0.
    days
        Decoupled lead time (DLT), calendar days, at least 0.
    """
    factor = to_units(buffer.lead_time_factor)
    variability = QUANTITY_SCALE + to_units(buffer.variability_factor)
    during_lead_time = usage * days
    zones = Zones(
        red=_divided(during_lead_time * factor * variability, QUANTITY_SCALE**2),
        yellow=during_lead_time,
        green=max(
            to_units(buffer.minimum_order),
            usage * buffer.order_cycle.days,
            _divided(during_lead_time * factor, QUANTITY_SCALE),
        ),
    )
    match buffer.kind:
        case BufferKind.OVERRIDE:
            return _replaced(zones, red=buffer.red, yellow=buffer.yellow, green=buffer.green)
        case BufferKind.MIN_MAX:
            return replace(zones, yellow=0)
        case BufferKind.REPLENISHED:
            return zones


def zones_on(buffer: Buffer, usage: int, days: int, *, day: date) -> Zones:
    """Return the zones of a buffer on a day, with its factors and its exceptions.

    The factors that hold on the day multiply the usage; a zone that the buffer names for the day
    comes in place of the computed one, whatever the kind of the buffer.
    """
    factored = Fraction(usage)
    for span, factor in buffer.usage_factors.items():
        if _covers(span, day):
            factored *= Fraction(factor)
    zones = base_zones(buffer, _divided(factored.numerator, factored.denominator), days)
    return _replaced(
        zones,
        red=_exception(buffer.red_on, day),
        yellow=_exception(buffer.yellow_on, day),
        green=_exception(buffer.green_on, day),
    )


def zone_changes(
    buffer: Buffer, usage: int, days: int, *, today: date, num_buckets: int
) -> dict[int, Zones]:
    """Return the zones from today on, by the bucket from which they hold; bucket 0 is among them.

    Parameters
    ----------
    today
        Day of bucket 0.
    num_buckets
        Days of the horizon.
    """
    dates = {today}
    for span in _all_spans(buffer):
        first, last = _ends(span)
        dates |= {first, last + _ONE_DAY}
    buckets = sorted({(day - today).days for day in dates})
    return {
        bucket: zones_on(buffer, usage, days, day=today + bucket * _ONE_DAY)
        for bucket in buckets
        if 0 <= bucket < max(num_buckets, 1)
    }


def _divided(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def _replaced(
    zones: Zones, *, red: Decimal | None, yellow: Decimal | None, green: Decimal | None
) -> Zones:
    return Zones(
        zones.red if red is None else to_units(red),
        zones.yellow if yellow is None else to_units(yellow),
        zones.green if green is None else to_units(green),
    )


def _exception(exceptions: Mapping[str, Decimal], day: date) -> Decimal | None:
    """Return the number that holds on a day: of several spans, that which starts last."""
    covering = [span for span in exceptions if _covers(span, day)]
    return exceptions[max(covering)] if covering else None


def _all_spans(buffer: Buffer) -> Iterable[str]:
    for spans in (buffer.usage_factors, buffer.red_on, buffer.yellow_on, buffer.green_on):
        yield from spans


def _covers(span: str, day: date) -> bool:
    first, last = _ends(span)
    return first <= day <= last


def _ends(span: str) -> tuple[date, date]:
    first, _, last = span.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)
