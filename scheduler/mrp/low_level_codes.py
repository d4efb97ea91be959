"""Low-level codes: the order in which items can be netted."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from models.scenario import Scenario

__all__ = ["low_level_codes"]


def low_level_codes(scenario: Scenario) -> dict[str, int]:
    """Return the longest way from a product down to each item; 0 where no BOM uses it.

    An item is netted only after every item that uses it, so that all its needs are known.

    Raises
    ------
    InvalidScenarioFile
        If an item is, over some levels, a component of itself; the fault names the cycle.
    """
    parents: dict[str, list[str]] = {item.id: [] for item in scenario.items}
    for bom in scenario.boms:
        for component in bom.components:
            parents.setdefault(component.item, []).append(bom.parent)
    try:
        order = list(TopologicalSorter(parents).static_order())
    except CycleError as error:
        raise InvalidScenarioFile((_cycle_fault(error.args[1]),)) from None
    codes: dict[str, int] = {}
    for item in order:
        codes[item] = max((codes[parent] + 1 for parent in parents.get(item, ())), default=0)
    return codes


def _cycle_fault(cycle: list[str]) -> Fault:
    """Return the fault of a cycle, told from its first item by name; the last repeats the first."""
    items = cycle[:-1]
    first = items.index(min(items))
    told = [*items[first:], *items[:first], items[first]]
    return Fault(
        "boms",
        repr(told[0]),
        "components",
        " -> ".join(told),
        "bills of materials in which no item is, over some levels, a part of itself",
    )
