"""How many pieces an order still makes, and how many of each phase are left.

Scrapped pieces are not made again: they are missing in the phases that follow, and in what the
order brings. What the item's own ``scrap`` allows for was ordered in addition, so only what is
scrapped beyond that is missing. A closed phase passes on its good pieces, if any were counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from models.quantity import from_units, to_units
from scheduler.mrp.lots import with_scrap, without_scrap
from scheduler.phase_order import last_phases
from scheduler.progress.states import Key, Stand

if TYPE_CHECKING:
    from scheduler.progress.floor import Floor
    from scheduler.progress.states import Actual

__all__ = ["OrderPieces"]

_NONE = Decimal(0)


@dataclass(frozen=True)
class OrderPieces:
    """Pieces of one order, phase by phase."""

    floor: Floor
    order: str

    @cached_property
    def ordered(self) -> Decimal:
        """Return the pieces that the plan has the order make."""
        return self.floor.places.orders[self.order].quantity

    @cached_property
    def actual(self) -> dict[int, Actual]:
        """Return how its phases stand, by phase."""
        phases = self.floor.places.phases(self.order)
        return {phase: self.floor.actual[Key(self.order, phase)] for phase in phases}

    @cached_property
    def _passed(self) -> dict[int, Decimal]:
        """Return the pieces that each phase passes on, or will; a phase comes after its number."""
        found: dict[int, Decimal] = {}
        follows = self.floor.places.follows(self.order)
        left = dict(follows)
        while left:
            ready = [phase for phase, before in left.items() if not set(before) & left.keys()]
            for phase in ready:
                del left[phase]
                arrives = min((found[p] for p in follows[phase]), default=self.ordered)
                found[phase] = _passed_on(self.actual[phase], arrives)
        return found

    def arrives(self, phase: int) -> Decimal:
        """Return the pieces that a phase gets to work on."""
        before = self.floor.places.follows(self.order)[phase]
        return min((self._passed[earlier] for earlier in before), default=self.ordered)

    def left(self, phase: int) -> Decimal:
        """Return the pieces that are left to make of a phase; none once it is closed."""
        actual = self.actual[phase]
        if actual.stand is Stand.CLOSED:
            return _NONE
        return max(_NONE, self.arrives(phase) - actual.good - actual.scrapped)

    @cached_property
    def made(self) -> Decimal:
        """Return the good pieces that the order ends with, or will."""
        last = last_phases(self.floor.places.follows(self.order))
        return min((self._passed[phase] for phase in last), default=self.ordered)

    @cached_property
    def quantity(self) -> Decimal:
        """Return the quantity that the order has from now on: what it brings, with scrap added."""
        item = self.floor.plan.scenario.item_by_id[self.floor.places.orders[self.order].item]
        scrap, ordered, made = to_units(item.scrap), to_units(self.ordered), to_units(self.made)
        if made > ordered:
            return self.made
        if made >= without_scrap(ordered, scrap=scrap):
            return self.ordered
        return from_units(with_scrap(made, scrap=scrap))

    @property
    def is_closed(self) -> bool:
        """Tell whether all its phases are."""
        return all(actual.stand is Stand.CLOSED for actual in self.actual.values())


def _passed_on(actual: Actual, arrives: Decimal) -> Decimal:
    if actual.stand is Stand.CLOSED and actual.is_counted:
        return actual.good
    return max(_NONE, arrives - actual.scrapped)
