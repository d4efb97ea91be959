"""Buffer profiles: what kind of part, how long its lead time, how variable its demand.

==========  ===========  ===========  ===================
lead time   factor       variability  factor
==========  ===========  ===========  ===================
short (S)   0.61 - 1     low (L)      0 - 0.40
medium (M)  0.41 - 0.60  medium (M)   0.41 - 0.60
long (L)    0 - 0.40     high (H)     0.61 - 1, and above
==========  ===========  ===========  ===================

Parts are made (M), intermediate (I: made for other parts), purchased (P) or distributed (D).
The ranges are the same for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from models.scenario import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import Buffer

__all__ = [
    "LEAD_TIME_RANGES",
    "VARIABILITY_RANGES",
    "LeadTimeClass",
    "PartType",
    "Profile",
    "VariabilityClass",
    "profile_of",
]


class PartType(StrEnum):
    """Where a buffered part comes from."""

    MADE = "M"
    INTERMEDIATE = "I"
    PURCHASED = "P"
    DISTRIBUTED = "D"


class LeadTimeClass(StrEnum):
    """How long a lead time is; the longer, the smaller its factor."""

    SHORT = "S"
    MEDIUM = "M"
    LONG = "L"


class VariabilityClass(StrEnum):
    """How variable demand or supply is."""

    LOW = "L"
    MEDIUM = "M"
    HIGH = "H"


LEAD_TIME_RANGES = (
    (LeadTimeClass.LONG, Decimal("0.40")),
    (LeadTimeClass.MEDIUM, Decimal("0.60")),
    (LeadTimeClass.SHORT, Decimal("1.00")),
)
"""Classes with the largest lead time factor of each."""

VARIABILITY_RANGES = (
    (VariabilityClass.LOW, Decimal("0.40")),
    (VariabilityClass.MEDIUM, Decimal("0.60")),
    (VariabilityClass.HIGH, Decimal("1.00")),
)
"""Classes with the largest variability factor of each; factors above 1 are high too."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The three letters of a buffer, e.g. ``I-M-M``."""

    part_type: PartType
    lead_time: LeadTimeClass
    variability: VariabilityClass

    def __str__(self) -> str:
        """Return the letters with dashes between them."""
        return f"{self.part_type}-{self.lead_time}-{self.variability}"


_PART_TYPES = {Source.BUY: PartType.PURCHASED, Source.TRANSFER: PartType.DISTRIBUTED}


def profile_of(source: Source, buffer: Buffer, *, is_component: bool) -> Profile:
    """Return the profile of a buffer.

    Parameters
    ----------
    is_component
        Other items are made of it.
    """
    made = PartType.INTERMEDIATE if is_component else PartType.MADE
    return Profile(
        _PART_TYPES.get(source, made),
        _class_of(buffer.lead_time_factor, LEAD_TIME_RANGES),
        _class_of(buffer.variability_factor, VARIABILITY_RANGES),
    )


_Class = TypeVar("_Class", bound=StrEnum)


def _class_of(factor: Decimal, ranges: Sequence[tuple[_Class, Decimal]]) -> _Class:
    """Return the first class whose range reaches a factor, else the last one."""
    return next((name for name, largest in ranges if factor <= largest), ranges[-1][0])
