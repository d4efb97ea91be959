"""What an order consumes, worked out once more from the user's bills of materials.

Phantoms and kits are taken apart where they occur. Exact fractions, recursion and no memory:
slower than the planner's own explosion, and independent of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from models.bills import bom_of, valid_components
from models.scenario import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Component, Scenario

__all__ = ["Line", "consumed_by", "passes_through"]


@dataclass(frozen=True, slots=True)
class Line:
    """One component of an order.

    Parameters
    ----------
    quantity
        Pieces that the whole order takes, scrap included.
    alternatives
        Items that may stand in for it, with the pieces of each that would replace all of it.
    critical
        Work waits for it even where it does not wait for others.
    """

    item: str
    quantity: Fraction
    phase: int | None
    alternatives: tuple[tuple[str, Fraction], ...]
    critical: bool = False


def passes_through(scenario: Scenario, item_id: str, version: str | None = None) -> bool:
    """Tell whether needs of an item are needs of its components: a kit or a phantom assembly."""
    item = scenario.item_by_id.get(item_id)
    bom = bom_of(scenario, item_id, version)
    if item is None or bom is None:
        return False
    return item.source is Source.KIT or bom.phantom


def consumed_by(
    scenario: Scenario, item: str, quantity: Fraction, version: str | None = None
) -> list[Line]:
    """Return the components that a quantity of an item takes.

    Parameters
    ----------
    version
        Of the bill of materials, where the order names one.
    """
    if passes_through(scenario, item, version):
        quantity *= _scrap(scenario, item)  # a kit, or a phantom that is asked for as such
    return list(_lines(scenario, item, quantity, version, phase=None, is_top=True))


def _scrap(scenario: Scenario, item: str) -> Fraction:
    return 1 + Fraction(scenario.item_by_id[item].scrap)


def _lines(
    scenario: Scenario,
    item: str,
    quantity: Fraction,
    version: str | None,
    *,
    phase: int | None,
    is_top: bool,
) -> Iterator[Line]:
    bom = bom_of(scenario, item, version)
    if bom is None:
        return
    for component in valid_components(scenario, bom):
        share = Fraction(1) if component.fixed else quantity / Fraction(bom.quantity)
        needed = share * Fraction(component.quantity) * (1 + Fraction(component.scrap))
        at_phase = component.phase if is_top else phase
        name, inner = component.item, component.version
        is_phantom = component.phantom and bom_of(scenario, name, inner) is not None
        if is_phantom or passes_through(scenario, name, inner):
            scrapped = needed * _scrap(scenario, name)
            yield from _lines(scenario, name, scrapped, inner, phase=at_phase, is_top=False)
        else:
            others = _alternatives(component, share)
            yield Line(component.item, needed, at_phase, others, component.critical)


def _alternatives(component: Component, share: Fraction) -> tuple[tuple[str, Fraction], ...]:
    scrap = 1 + Fraction(component.scrap)
    return tuple(
        (other.item, share * Fraction(other.quantity) * scrap) for other in component.alternatives
    )
