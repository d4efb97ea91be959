"""Exact quantities: decimals at the border, integers of a millionth inside.

Floating point would turn 20 x 3.15 into 63.000000000000004, and a lot of 5 more pieces.
"""

from __future__ import annotations

from decimal import Decimal

__all__ = ["QUANTITY_SCALE", "from_units", "to_units"]

QUANTITY_SCALE = 1_000_000
"""Integer units per piece."""


def to_units(quantity: Decimal) -> int:
    """Return a quantity in millionths of a piece; scenario fields have at most six decimals."""
    return int(quantity * QUANTITY_SCALE)


def from_units(units: int) -> Decimal:
    """Return millionths of a piece as a decimal without trailing zeros."""
    pieces, rest = divmod(int(units), QUANTITY_SCALE)
    if not rest:
        return Decimal(pieces)
    return (Decimal(int(units)) / QUANTITY_SCALE).normalize()
