"""Which bill of materials counts: versions, validity, borrowed structures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from models.scenario import Bom, Component, Scenario

__all__ = ["bom_of", "is_valid_on", "valid_components"]


def is_valid_on(day: date, row: Bom | Component) -> bool:
    """Tell whether a day lies in the span, both ends included, in which a row is valid."""
    begun = row.valid_from is None or row.valid_from <= day
    return begun and (row.valid_to is None or day <= row.valid_to)


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
    item = scenario.item_by_id.get(item_id)
    owner = item.reference_bom or item_id if item else item_id
    day = scenario.scenario.start.date()
    boms = [
        bom
        for bom in scenario.boms_by_parent.get(owner, ())
        if bom.active and is_valid_on(day, bom)
    ]
    wanted = version or (item.bom_version if item else None)
    if wanted is not None:
        return next((bom for bom in boms if bom.version == wanted), None)
    return next((bom for bom in boms if bom.default), None)


def valid_components(scenario: Scenario, bom: Bom) -> tuple[Component, ...]:
    """Return the lines of a bill of materials that are valid on the day of planning."""
    day = scenario.scenario.start.date()
    return tuple(line for line in bom.components if is_valid_on(day, line))
