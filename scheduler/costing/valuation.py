"""From the cost of a document to its price: cost items, mark-up, corrections, rounding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from models.scenario import CostBase, CostKind, CostRounding, CostRule
from scheduler.costing.amounts import Rounder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.scenario import CostItem, CostSettings
    from scheduler.costing.amounts import Amounts

__all__ = ["Addition", "Valuation", "rounding", "valued"]

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Addition:
    """What a cost item adds to a document."""

    item: CostItem
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Valuation:
    """How the cost of a document becomes its price.

    Parameters
    ----------
    additions
        Of the cost items that apply, in the order of their table.
    markup, rounding
        Added; below 0 where it is rounded down.
    """

    amounts: Amounts
    additions: tuple[Addition, ...]
    markup: Decimal
    rounding: Decimal

    def of(self, kind: CostKind) -> Decimal:
        """Return what the cost items of a kind add."""
        return sum((row.amount for row in self.additions if row.item.kind is kind), _NOTHING)

    @property
    def total_direct(self) -> Decimal:
        """Return the industrial cost with the direct cost items."""
        return self.amounts.industrial + self.of(CostKind.DIRECT)

    @property
    def marked_up(self) -> Decimal:
        """Return the direct costs with the mark-up."""
        return self.total_direct + self.markup

    @property
    def total(self) -> Decimal:
        """Return the price: all that is added, rounded."""
        others = (CostKind.GENERAL, CostKind.OTHER, CostKind.CORRECTION)
        return sum(map(self.of, others), self.marked_up) + self.rounding


def valued(
    amounts: Amounts,
    quantity: Decimal,
    settings: CostSettings,
    items: Iterable[CostItem],
    *,
    document: str = "",
) -> Valuation:
    """Return the valuation of a document.

    Industrial cost + direct items = total direct; + mark-up; + general + other + correction;
    rounded. Every amount is rounded for itself, so that they add up.

    Parameters
    ----------
    quantity
        Pieces, for items by the piece.
    document
        Id of the demand, job or order: cost items may be for one alone.
    """
    rounder = Rounder(settings.decimals)
    applied = [row for row in items if row.document in (None, document)]
    direct = [
        Addition(row, _amount(row, _base(row, amounts), quantity, rounder))
        for row in applied
        if row.kind is CostKind.DIRECT
    ]
    total_direct = sum((row.amount for row in direct), amounts.industrial)
    by_percent = _percent(total_direct, settings.markup_percent)
    markup = rounder(by_percent + Fraction(settings.markup_value))
    later = [
        Addition(row, _amount(row, total_direct + markup, quantity, rounder))
        for row in applied
        if row.kind is not CostKind.DIRECT
    ]
    before = sum((row.amount for row in later), total_direct + markup)
    additions = _in_order([*direct, *later], applied)
    return Valuation(amounts, additions, markup, rounding(before, settings))


def _in_order(additions: Sequence[Addition], items: Sequence[CostItem]) -> tuple[Addition, ...]:
    by_id = {row.item.id: row for row in additions}
    return tuple(by_id[item.id] for item in items)


def _base(item: CostItem, amounts: Amounts) -> Decimal:
    match item.applies_to:
        case CostBase.MATERIAL:
            return amounts.material
        case CostBase.MACHINE:
            return amounts.machine
        case CostBase.LABOUR:
            return amounts.labour
        case CostBase.WORKING:
            return amounts.working
        case CostBase.INDUSTRIAL | None:
            return amounts.industrial


def _amount(item: CostItem, base: Decimal, quantity: Decimal, rounder: Rounder) -> Decimal:
    match item.rule:
        case CostRule.PERCENT:
            return rounder(_percent(base, item.value))
        case CostRule.VARIABLE:
            return rounder(Fraction(item.value) * Fraction(quantity))
        case CostRule.FIXED:
            return rounder(item.value)


def _percent(base: Decimal, percent: Decimal) -> Fraction:
    return Fraction(base) * Fraction(percent) / 100


def rounding(amount: Decimal, settings: CostSettings) -> Decimal:
    """Return what rounding to a multiple adds to an amount: below 0 if it is rounded down."""
    if settings.rounding is CostRounding.NONE:
        return _NOTHING
    multiples = Fraction(amount) / Fraction(settings.rounding_to)
    whole = ceil(multiples) if settings.rounding is CostRounding.UP else floor(multiples)
    return whole * settings.rounding_to - amount
