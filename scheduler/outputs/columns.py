"""What the columns of a table hold: one declaration for every format that has types."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

__all__ = [
    "DATE",
    "DECIMAL",
    "FLAG",
    "MOMENT",
    "NUMBER",
    "TEXT",
    "WHOLE",
    "Columns",
    "Holds",
]


class Holds(StrEnum):
    """What a column holds where it is not empty."""

    TEXT = "text"
    FLAG = "flag"
    """True or false."""
    WHOLE = "whole"
    NUMBER = "number"
    """A number with a binary fraction: hours, minutes, percentages."""
    DECIMAL = "decimal"
    """An exact number: quantities and money."""
    MOMENT = "moment"
    """A local time with its offset."""
    DATE = "date"
    """A local day."""


TEXT, FLAG, WHOLE, NUMBER = Holds.TEXT, Holds.FLAG, Holds.WHOLE, Holds.NUMBER
DECIMAL, MOMENT, DATE = Holds.DECIMAL, Holds.MOMENT, Holds.DATE

Columns = Mapping[str, Holds]
"""What each column holds, by its name, in the order of the table."""
