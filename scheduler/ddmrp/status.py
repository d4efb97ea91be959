"""How deep a buffer is penetrated: colours and priorities."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.ddmrp.zones import Zones

__all__ = ["Colour", "order_colour", "priority", "stock_colour", "urgency"]


class Colour(StrEnum):
    """State of a buffer, the most urgent first."""

    DARK_RED = "dark-red"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"


def stock_colour(on_hand: int, red: int) -> Colour:
    """Return the status of a buffer by its stock in percent of the red zone.

    Below 0: dark red. Up to 50 %: red. Up to 100 %: yellow. Above: green. A buffer without red
    zone protects nothing and is green unless its stock is negative.
    """
    if on_hand < 0:
        return Colour.DARK_RED
    if red == 0:
        return Colour.GREEN
    if 2 * on_hand <= red:
        return Colour.RED
    return Colour.YELLOW if on_hand <= red else Colour.GREEN


def order_colour(on_hand: int, zones: Zones) -> Colour:
    """Return the status as order lists show it: blue above red and green together."""
    if on_hand > zones.red + zones.green:
        return Colour.BLUE
    return stock_colour(on_hand, zones.red)


def priority(on_hand: int, red: int) -> Fraction | None:
    """Return the stock in percent of the red zone; ``None`` without red zone."""
    return Fraction(100 * on_hand, red) if red else None


def urgency(on_hand: int, red: int) -> tuple[bool, Fraction]:
    """Return the key that sorts buffers by penetration, the deepest first.

    Buffers without red zone come first if their stock is negative, otherwise last.
    """
    percent = priority(on_hand, red)
    if percent is None:
        return (on_hand >= 0, Fraction(0) if on_hand >= 0 else Fraction(on_hand))
    return (False, percent)
