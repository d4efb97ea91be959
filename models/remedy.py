"""What would bring a late demand nearer to its date, as rows of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Remedy", "RemedyKind"]


class RemedyKind(StrEnum):
    """What kind of change a remedy is."""

    OVERTIME = "overtime"
    RECEIPT = "receipt"
    RUSH = "rush"
    MOVE = "move"
    SUBCONTRACT = "subcontract"
    TOGETHER = "together"
    """Two changes of the other kinds."""
    NONE = "none"
    """No change: nothing helps, and the row says why."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to bring a late demand to its date, or nearer; planned again and verified.

    Parameters
    ----------
    rank
        From 1, the cheapest first, those that bring it on time before all others.
    text
        The change in words.
    subject
        Work center, order, demand or machine that it is about; empty where there are several.
    amount, unit
        How much of it, the smallest that does as much: hours (``h``) of overtime, days (``d``);
        nothing and empty where it has no amount.
    options
        The same change as options of ``finitecap simulate``.
    late
        Ticks that the demand is late with it; 0 if it is on time.
    cost
        What the change itself costs; ``None`` where the scenario has no price for it.
    lateness_cost
        By how much more other demands cost by their lateness, at the daily cost of delay.
    moved
        Operations that are elsewhere, or at another time.
    later
        Other demands that are late, or later, with it, and by how much, in words.
    note
        What else has to be known, e.g. why there is none.
    """

    demand: str
    rank: int
    kind: RemedyKind
    text: str
    subject: str
    amount: Decimal
    unit: str
    options: tuple[str, ...]
    late: int
    cost: Decimal | None
    lateness_cost: Decimal
    moved: int
    later: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_sufficient(self) -> bool:
        """Tell whether it brings the demand on time."""
        return self.kind is not RemedyKind.NONE and not self.late
