"""Critical components: those that work waits for whatever the settings let it not wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bills import bom_of, bom_used_in_place, valid_components

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.scenario import Bom, Scenario

__all__ = ["is_critical"]


def is_critical(scenario: Scenario, consumer: SupplyOrder, item: str) -> bool:
    """Tell whether an order must wait for a component, or for an alternative to one.

    What goes through a phantom is critical if a line on the way is. A transfer waits for what it
    takes along.
    """
    if consumer.transfer_from:
        return True
    bom = bom_of(scenario, consumer.item, consumer.version or None)
    return bom is not None and _has_critical(scenario, bom, item, is_below=False)


def _has_critical(scenario: Scenario, bom: Bom, item: str, *, is_below: bool) -> bool:
    for line in valid_components(scenario, bom):
        known = is_below or line.critical
        if known and item in (line.item, *(other.item for other in line.alternatives)):
            return True
        inside = bom_used_in_place(scenario, line.item, line.version, phantom=line.phantom)
        if inside is not None and _has_critical(scenario, inside, item, is_below=known):
            return True
    return False
