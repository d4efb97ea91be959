"""Rules of bills of materials: no item contains itself, and what is replaced has a bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bills import bom_of, bom_owner, valid_components
from models.checks.finding import Finding
from models.scenario.planning import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = [
    "borrowed_in_circles",
    "components_at_unknown_phases",
    "components_of_themselves",
    "cyclic_boms",
    "kits_without_components",
    "phantoms_without_bom",
    "unused_boms",
]


def components_of_themselves(scenario: Scenario) -> Iterator[Finding]:
    """Yield components, and alternatives to them, that are their own parent."""
    for index, bom in enumerate(scenario.boms):
        for line, component in enumerate(bom.components):
            path = ("boms", index, "components", line)
            rule = "an item other than its parent"
            if component.item == bom.parent:
                yield Finding(path, "item", component.item, rule)
            for place, other in enumerate(component.alternatives):
                row = (*path, "alternatives", place)
                if other.item == bom.parent:
                    yield Finding(row, "item", other.item, rule)
                elif other.item == component.item:
                    rule = "an item other than the one it stands in for"
                    yield Finding(row, "item", other.item, rule)


def borrowed_in_circles(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that, over some others, borrow their own bill of materials."""
    borrows = {item.id: item.reference_bom for item in scenario.items}
    rows = {item.id: index for index, item in enumerate(scenario.items)}
    done: set[str | None] = set()
    for item in scenario.items:
        trail: dict[str, None] = {}
        name: str | None = item.id
        while name is not None and name not in done and name not in trail:
            trail[name] = None
            name = borrows.get(name)
        if name in trail:
            names = list(trail)
            ring = names[names.index(str(name)) :]
            value = " -> ".join([*ring, ring[0]])
            rule = "no item to borrow its own bill of materials"
            yield Finding(("items", rows[ring[0]]), "reference_bom", value, rule)
        done.update(trail)


def cyclic_boms(scenario: Scenario) -> Iterator[Finding]:
    """Yield one cycle A -> B -> A for each group of items that contain each other.

    All active versions count, on whatever day they are valid, and bills that are borrowed.
    Depth-first search; an item still open when it is reached again closes a cycle.
    """
    uses, rows = _uses(scenario)
    done: set[str] = set()
    reported: set[str] = set()
    for root in uses:
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
                is_told = len(cycle) == 1 and bom_owner(scenario, item) == item
                if not is_told and reported.isdisjoint(cycle):
                    reported.update(cycle)
                    yield _cycle(scenario, rows, cycle)
            elif item not in done:
                places[item] = len(trail)
                trail.append(item)
                stack.append((item, True))
                stack.extend((part, False) for part in reversed(uses[item]) if part in uses)


def _uses(scenario: Scenario) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Return the components of each item with a bill, own or borrowed, and the row of that bill."""
    uses: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for index, bom in enumerate(scenario.boms):
        if bom.active:
            rows.setdefault(bom.parent, index)
            uses.setdefault(bom.parent, []).extend(line.item for line in bom.components)
    own = dict(uses)
    for item in scenario.items:
        owner = bom_owner(scenario, item.id)
        if owner != item.id:
            uses.pop(item.id, None)  # who borrows a bill does not use his own
            if owner in own:
                uses[item.id] = own[owner]
    rows |= {name: rows[bom_owner(scenario, name)] for name in uses}
    return uses, rows


def _cycle(scenario: Scenario, rows: dict[str, int], cycle: list[str]) -> Finding:
    first = min(range(len(cycle)), key=lambda position: rows[cycle[position]])
    names = cycle[first:] + cycle[:first]
    value = " -> ".join([*names, names[0]])
    borrowed = [(name, bom_owner(scenario, name)) for name in names]
    hint = " ".join(
        f"'{name}' borrows the bill of materials of '{owner}'."
        for name, owner in borrowed
        if name != owner
    )
    rule = "no item to contain itself, at any level"
    return Finding(("boms", rows[names[0]]), "components", value, rule, hint)


def components_at_unknown_phases(scenario: Scenario) -> Iterator[Finding]:
    """Yield components consumed by a phase that the routing of their parent lacks."""
    phases: dict[str, list[int]] = {}
    for routing in scenario.routings:
        item = scenario.item_by_id.get(routing.item)
        if routing.cycle == (item.cycle if item else 1):
            phases.setdefault(routing.item, [operation.phase for operation in routing.operations])
    for index, bom in enumerate(scenario.boms):
        known = phases.get(bom.parent)
        for line, component in enumerate(bom.components):
            if known and component.phase is not None and component.phase not in known:
                path = ("boms", index, "components", line)
                listed = ", ".join(str(phase) for phase in sorted(known))
                rule = f"a phase of the routing of '{bom.parent}': {listed}"
                yield Finding(path, "phase", str(component.phase), rule)


def kits_without_components(scenario: Scenario) -> Iterator[Finding]:
    """Yield kits that no bill of materials takes apart on the day of planning."""
    day = scenario.scenario.start.date()
    for index, item in enumerate(scenario.items):
        if item.source is not Source.KIT:
            continue
        bom = bom_of(scenario, item.id)
        if bom is None or not valid_components(scenario, bom):
            rule = f"a bill of materials with components valid on {day}, which replace a kit"
            about = ("boms", bom_owner(scenario, item.id))
            yield Finding(("items", index), "source", "kit", rule, about=about)


def phantoms_without_bom(scenario: Scenario) -> Iterator[Finding]:
    """Yield lines that call an item phantom whose components nobody knows; a warning."""
    for index, bom in enumerate(scenario.boms):
        for line, component in enumerate(bom.components):
            owner = bom_owner(scenario, component.item)
            if component.phantom and owner not in scenario.boms_by_parent:
                path = ("boms", index, "components", line)
                rule = f"false: '{component.item}' has no bill of materials, it is used itself"
                yield Finding(path, "phantom", "true", rule, about=("boms", component.item))


def unused_boms(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that borrow a bill of materials although they have one; a warning."""
    for index, item in enumerate(scenario.items):
        if item.reference_bom is not None and item.id in scenario.boms_by_parent:
            rule = "no reference_bom for an item with bills of materials; these are ignored"
            path = ("items", index)
            yield Finding(path, "reference_bom", item.reference_bom, rule, about=(item.id,))
