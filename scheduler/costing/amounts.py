"""Money: rounded once, added up by kind, shared out without losing a cent."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["NOTHING", "Amounts", "Rounder", "shared"]

_ZERO = Decimal(0)
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Rounder:
    """Rounds amounts half away from zero, as accounts do.

    Parameters
    ----------
    decimals
        Places of an amount: 2 for cents.
    """

    decimals: int = 2

    def __call__(self, amount: Fraction | Decimal) -> Decimal:
        """Return an amount, rounded."""
        size = floor(abs(Fraction(amount)) * 10**self.decimals + _HALF)
        return self.of_units(size if amount >= 0 else -size)

    def shown(self, amount: Decimal) -> Decimal:
        """Return an exact amount with all its places, and no fewer than these."""
        plain = amount.normalize()
        unit = self.of_units(1)
        return plain.quantize(unit) if plain == plain.quantize(unit) else plain

    def of_units(self, units: int) -> Decimal:
        """Return so many of the smallest unit, such as cents, as an amount."""
        return Decimal(units).scaleb(-self.decimals)

    def to_units(self, amount: Decimal) -> int:
        """Return a rounded amount in its smallest unit."""
        return int(amount.scaleb(self.decimals))


def shared(units: int, weights: Sequence[int]) -> list[int]:
    """Return a whole number split by weights; the parts add up to it.

    Each part is rounded down, and what is left goes to the largest remainders, the first of
    those alike first.

    Parameters
    ----------
    units
        At least 0.
    weights
        At least 0 each, and not all 0.
    """
    total = sum(weights)
    parts = [units * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(units * weights[at] % total), at))
    for at in by_remainder[: units - sum(parts)]:
        parts[at] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Amounts:
    """Costs by kind.

    Parameters
    ----------
    material
        What is bought or taken from stock.
    machine, labour
        Hours of the own shop, run time only.
    setup
        Own setups and changeovers, by machines and people.
    overtime
        What hours in overtime cost beyond others.
    subcontract
        Work outside.
    """

    material: Decimal = _ZERO
    machine: Decimal = _ZERO
    labour: Decimal = _ZERO
    setup: Decimal = _ZERO
    overtime: Decimal = _ZERO
    subcontract: Decimal = _ZERO

    @property
    def working(self) -> Decimal:
        """Return the cost of the own shop."""
        return self.machine + self.labour + self.setup + self.overtime

    @property
    def industrial(self) -> Decimal:
        """Return all of it: materials, own work, work outside."""
        return self.material + self.working + self.subcontract

    def __add__(self, other: Amounts) -> Amounts:
        """Return the sum, kind by kind."""
        return Amounts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def __iter__(self) -> Iterator[Decimal]:
        """Yield the amounts in the order of the fields."""
        return (getattr(self, name) for name in KINDS)

    @classmethod
    def total(cls, amounts: Iterable[Amounts]) -> Amounts:
        """Return the sum of many."""
        columns = zip(*amounts, strict=True)
        return cls(*(sum(column, _ZERO) for column in columns))

    def split(self, weights: Sequence[int], rounder: Rounder) -> list[Amounts]:
        """Return the amounts split by weights; kind by kind, the parts add up to them."""
        columns = [
            [rounder.of_units(part) for part in shared(rounder.to_units(amount), weights)]
            for amount in self
        ]
        return [Amounts(*row) for row in zip(*columns, strict=True)]


KINDS = tuple(field.name for field in fields(Amounts))
"""Kinds of cost, in the order of their columns."""

NOTHING = Amounts()
