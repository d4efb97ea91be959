"""Bills of materials: what an item is made of, in versions."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from models.scenario.base import Day, Id, NonNegative, Phase, Positive, Record

__all__ = ["AlternativeMaterial", "Bom", "Component"]


class AlternativeMaterial(Record):
    """Another item that may stand in for a component."""

    item: Id
    quantity: Positive
    """Per `Bom.quantity` of the parent, in place of the component's own."""
    priority: int = 0
    """The lowest comes first."""


class Component(Record):
    """One line of a bill of materials."""

    row_key: ClassVar[tuple[str, ...]] = ("item", "#")

    item: Id
    quantity: Positive
    """Per `Bom.quantity` of the parent."""
    fixed: bool = False
    """The same total for every order, whatever its quantity."""
    scrap: NonNegative = Decimal(0)
    """Added: need = quantity x (1 + scrap)."""
    phase: Phase | None = None
    """Consumed when that phase starts, otherwise when the order starts."""
    phantom: bool = False
    """Here its own components are used, and no order is made for it."""
    version: Id | None = None
    """Version of its own bill of materials."""
    critical: bool = False
    """Work waits for it even if `ShopSettings.critical_only` lets it not wait for others."""
    valid_from: Day | None = None
    valid_to: Day | None = None
    """Last day."""
    alternatives: tuple[AlternativeMaterial, ...] = ()


class Bom(Record):
    """What an item is made of.

    Of several versions, that of the order counts, then the one its parent's component names, then
    the item's, then the default one that is valid on the day of planning.
    """

    row_key: ClassVar[tuple[str, ...]] = ("parent", "version")

    parent: Id
    version: Id | None = None
    default: bool = True
    """Used where nobody names a version."""
    active: bool = True
    valid_from: Day | None = None
    valid_to: Day | None = None
    """Last day."""
    quantity: Positive = Decimal(1)
    """Pieces of the parent that the components' quantities make."""
    fixed: bool = False
    """The structure makes just `quantity` pieces; more pieces are more orders."""
    phantom: bool = False
    """The parent is never ordered: its components are used in its place."""
    components: tuple[Component, ...]
