"""Which bill of materials counts: versions, validity, borrowed structures, phantoms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import Source

if TYPE_CHECKING:
    from datetime import date

    from models.scenario import Bom, Component, Scenario

__all__ = [
    "bills_of",
    "bom_of",
    "bom_owner",
    "bom_used_in_place",
    "is_never_ordered",
    "is_valid_on",
    "valid_components",
]


def is_valid_on(day: date, row: Bom | Component) -> bool:
    """Tell whether a day lies in the span, both ends included, in which a row is valid."""
    begun = row.valid_from is None or row.valid_from <= day
    return begun and (row.valid_to is None or day <= row.valid_to)


def bom_owner(scenario: Scenario, item_id: str) -> str:
    """Return the item whose bills of materials make an item: itself, or the one it borrows from.

    Who borrows from an item that borrows itself, gets what that one gets.
    """
    seen = {item_id}
    while (item := scenario.item_by_id.get(item_id)) and item.reference_bom:
        if item.reference_bom in seen:
            break
        item_id = item.reference_bom
        seen.add(item_id)
    return item_id


def bills_of(scenario: Scenario, item_id: str) -> tuple[Bom, ...]:
    """Return the versions of an item's bill of materials that may be used on the day of planning.

    These are the active ones that are valid when the scenario starts.
    """
    day = scenario.scenario.start.date()
    boms = scenario.boms_by_parent.get(bom_owner(scenario, item_id), ())
    return tuple(bom for bom in boms if bom.active and is_valid_on(day, bom))


def bom_of(scenario: Scenario, item_id: str, version: str | None = None) -> Bom | None:
    """Return the bill of materials that makes an item, as of the day of planning.

    The version named by the order or by the parent's component counts, then the item's own
    `bom_version`, then the default one. Only active versions that are valid on the day the
    scenario starts are seen; an item with a `reference_bom` borrows that of the other item.

    Parameters
    ----------
    version
        The version that the order, or the parent's component, names.
    """
    boms = bills_of(scenario, item_id)
    item = scenario.item_by_id.get(item_id)
    wanted = version or (item.bom_version if item else None)
    if wanted is not None:
        return next((bom for bom in boms if bom.version == wanted), None)
    return next((bom for bom in boms if bom.default), None)


def valid_components(scenario: Scenario, bom: Bom) -> tuple[Component, ...]:
    """Return the lines of a bill of materials that are valid on the day of planning."""
    day = scenario.scenario.start.date()
    return tuple(line for line in bom.components if is_valid_on(day, line))


def bom_used_in_place(
    scenario: Scenario, item_id: str, version: str | None = None, *, phantom: bool = False
) -> Bom | None:
    """Return the bill whose components are used in place of an item, ``None`` if it is used itself.

    That holds for kits, for assemblies that their bill calls phantom, and where one line of a
    bill does. An item without a bill is used itself, whatever it is called: otherwise it would
    vanish from the plan.

    Parameters
    ----------
    phantom
        The line of the parent's bill calls the item phantom.
    """
    bom = bom_of(scenario, item_id, version)
    if bom is None:
        return None
    return bom if phantom or is_never_ordered(scenario, item_id, bom) else None


def is_never_ordered(scenario: Scenario, item_id: str, bom: Bom) -> bool:
    """Tell whether an item with a bill is a kit or, by that bill, a phantom."""
    item = scenario.item_by_id.get(item_id)
    return bom.phantom or (item is not None and item.source is Source.KIT)
