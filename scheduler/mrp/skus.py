"""The netting units of an item: one, or one for each warehouse, takers before givers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.terms import Sku

if TYPE_CHECKING:
    from models.scenario import Item, Scenario
    from models.terms import TermsTable

__all__ = ["skus_of"]


def skus_of(scenario: Scenario, terms: TermsTable, item: Item) -> list[Sku]:
    """Return where an item is netted; a warehouse comes before the one it is supplied from.

    Raises
    ------
    InvalidScenarioFile
        If warehouses supply each other in a circle.
    """
    if not scenario.settings.mrp.by_warehouse or not scenario.warehouses:
        return [terms.sku(item.id, None)]
    names = sorted({warehouse.id for warehouse in scenario.warehouses})
    givers = {name: terms.of(Sku(item.id, name)).transfer_from for name in names}
    depth: dict[str, int] = {}
    for name in names:
        _go_up(item, name, givers, depth)
    return [Sku(item.id, name) for name in sorted(names, key=lambda name: (depth[name], name))]


def _go_up(item: Item, name: str, givers: dict[str, str], depth: dict[str, int]) -> None:
    """Set the depth of a warehouse and of all that it is, over others, supplied from."""
    level, here, trail = depth.get(name, 0), name, [name]
    depth[name] = level
    while giver := givers.get(here, ""):
        level, here = level + 1, giver
        if giver in trail:
            told = " <- ".join([*trail[trail.index(giver) :], giver])
            rule = "transfers that do not go round in a circle"
            fault = Fault("items.warehouses", repr(item.id), "from", told, rule)
            raise InvalidScenarioFile((fault,))
        trail.append(giver)
        depth[here] = max(depth.get(here, 0), level)
