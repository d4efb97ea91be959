"""Rules of items and bills of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.scenario.planning import LotRule, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = [
    "bought_without_lead_time",
    "components_at_unknown_phases",
    "components_of_themselves",
    "cyclic_boms",
    "incomplete_lots",
    "made_without_routing",
    "routings_without_operations",
]

_LOT_NUMBERS = {
    LotRule.FIXED: "size",
    LotRule.MINIMUM: "size",
    LotRule.AT_LEAST: "size",
    LotRule.PERIODS: "periods",
    LotRule.STORAGE_TIME: "days",
}


def components_of_themselves(scenario: Scenario) -> Iterator[Finding]:
    """Yield components that are their own parent."""
    for index, bom in enumerate(scenario.boms):
        for line, component in enumerate(bom.components):
            if component.item == bom.parent:
                path = ("boms", index, "components", line)
                yield Finding(path, "item", component.item, "an item other than its parent")


def cyclic_boms(scenario: Scenario) -> Iterator[Finding]:
    """Yield one cycle A -> B -> A for each group of items that contain each other.

    Depth-first search; an item still open when it is reached again closes a cycle.
    """
    rows: dict[str, int] = {}
    for index, bom in enumerate(scenario.boms):
        rows.setdefault(bom.parent, index)
    done: set[str] = set()
    reported: set[str] = set()
    for root in rows:
        trail: list[str] = []
        places: dict[str, int] = {}
        stack = [(root, False)]
        while stack:
            item, leaving = stack.pop()
            if leaving:
                done.add(trail.pop())
                del places[item]
            elif item in places:
                cycle = trail[places[item] :]
                if len(cycle) > 1 and reported.isdisjoint(cycle):
                    reported.update(cycle)
                    yield _cycle(rows, cycle)
            elif item not in done:
                places[item] = len(trail)
                trail.append(item)
                stack.append((item, True))
                stack.extend((part, False) for part in _parts(scenario, rows, item))


def _parts(scenario: Scenario, rows: dict[str, int], item: str) -> list[str]:
    """Return the components of an item that have components, last one first."""
    if item not in rows:
        return []
    components = scenario.boms[rows[item]].components
    return [part.item for part in reversed(components) if part.item in rows]


def _cycle(rows: dict[str, int], cycle: list[str]) -> Finding:
    first = min(range(len(cycle)), key=lambda position: rows[cycle[position]])
    names = cycle[first:] + cycle[:first]
    value = " -> ".join([*names, names[0]])
    rule = "no item to contain itself, at any level"
    return Finding(("boms", rows[names[0]]), "components", value, rule)


def made_without_routing(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that are made or subcontracted, nobody says how or how long."""
    routed = {routing.item for routing in scenario.routings}
    for index, item in enumerate(scenario.items):
        is_made = item.source in (Source.MAKE, Source.SUBCONTRACT)
        if is_made and item.id not in routed and item.lead_time is None:
            rule = f"a lead_time, or a routing, for an item with source {item.source.value}"
            yield Finding(("items", index), "lead_time", "", rule)


def routings_without_operations(scenario: Scenario) -> Iterator[Finding]:
    """Yield routings that list no operation."""
    for index, routing in enumerate(scenario.routings):
        if not routing.operations:
            yield Finding(("routings", index), "operations", "", "at least one operation")


def bought_without_lead_time(scenario: Scenario) -> Iterator[Finding]:
    """Yield items bought or transferred at once; a warning."""
    for index, item in enumerate(scenario.items):
        if item.source in (Source.BUY, Source.TRANSFER) and item.lead_time is None:
            rule = "a lead_time; 0d is assumed"
            yield Finding(("items", index), "lead_time", "", rule)


def incomplete_lots(scenario: Scenario) -> Iterator[Finding]:
    """Yield lot rules that lack the number they work with."""
    for index, item in enumerate(scenario.items):
        number = _LOT_NUMBERS.get(item.lot.rule)
        if number is not None and getattr(item.lot, number) is None:
            rule = f"a number for the lot rule {item.lot.rule.value}"
            yield Finding(("items", index), f"lot.{number}", "", rule)


def components_at_unknown_phases(scenario: Scenario) -> Iterator[Finding]:
    """Yield components consumed by a phase that the routing of their parent lacks."""
    phases: dict[str, list[int]] = {}
    for routing in scenario.routings:
        phases.setdefault(routing.item, [operation.phase for operation in routing.operations])
    for index, bom in enumerate(scenario.boms):
        known = phases.get(bom.parent)
        for line, component in enumerate(bom.components):
            if known and component.phase is not None and component.phase not in known:
                path = ("boms", index, "components", line)
                listed = ", ".join(str(phase) for phase in sorted(known))
                rule = f"a phase of the routing of '{bom.parent}': {listed}"
                yield Finding(path, "phase", str(component.phase), rule)
