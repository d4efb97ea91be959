"""Low-level codes: the order in which items can be netted."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from models.bills import bom_owner, is_valid_on
from models.errors import Fault, InvalidScenarioFile
from scheduler.mrp.tools import reordered_tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from models.scenario import Scenario

    Uses = dict[str, list[str]]

__all__ = ["low_level_codes"]


def low_level_codes(scenario: Scenario) -> dict[str, int]:
    """Return the longest way from a product down to each item; 0 where no BOM uses it.

    An item is netted only after every item that uses it, so that all its needs are known. All
    active versions count, whether anybody uses them today or not. An alternative material is
    netted after the one it may replace, as far as that goes: where two items may replace each
    other, or one replaces what it is made into, only what leads down counts. The same holds for
    versions and lines that are not valid on the day of planning, and for tools to be ordered.

    Raises
    ------
    InvalidScenarioFile
        If an item is, over some levels, a component of itself; the fault names the cycle.
    """
    graph = _Graph.of(scenario)
    codes, stuck = _longest_ways(graph.items, graph.components, graph.wishes)
    if not stuck:
        return codes
    must, stuck_for_good = _longest_ways(graph.items, graph.components, {})
    if stuck_for_good:
        raise InvalidScenarioFile((_cycle_fault(_cycle(stuck_for_good, graph.components)),))
    wishes = _leading_down(graph, _in_cycles(stuck, graph), must)
    return _longest_ways(graph.items, graph.components, wishes)[0]


@dataclass
class _Graph:
    """What must be netted after what.

    Parameters
    ----------
    components
        Items that go into an item; a cycle of these is an error.
    wishes
        Items that should come after an item, if no cycle forbids it.
    """

    items: list[str]
    components: Uses = field(default_factory=dict)
    wishes: Uses = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario) -> _Graph:
        """Return the graph of all active bills of materials, own or borrowed."""
        graph = cls([item.id for item in scenario.items])
        day = scenario.scenario.start.date()
        for item in graph.items:
            for bom in scenario.boms_by_parent.get(bom_owner(scenario, item), ()):
                counts = is_valid_on(day, bom)
                for line in bom.components if bom.active else ():
                    kind = graph.components if counts and is_valid_on(day, line) else graph.wishes
                    kind.setdefault(item, []).append(line.item)
                    for row in line.alternatives:
                        graph.wishes.setdefault(line.item, []).append(row.item)
        for item, tools in reordered_tools(scenario).items():
            graph.wishes.setdefault(item, []).extend(sorted(tools))
        return graph


def _longest_ways(
    items: Iterable[str], components: Uses, wishes: Uses
) -> tuple[dict[str, int], set[str]]:
    """Return the longest way down to each item, and the items that cycles keep from being reached.

    Both in time proportional to the edges: an item is done once all that use it are.
    """
    waiting = dict.fromkeys(items, 0)
    for below in chain(components.values(), wishes.values()):
        for item in below:
            waiting[item] = waiting.get(item, 0) + 1
    ready = [item for item, count in waiting.items() if not count]
    codes = dict.fromkeys(waiting, 0)
    for item in ready:  # grows while it is read
        level = codes[item] + 1
        for component in chain(components.get(item, ()), wishes.get(item, ())):
            codes[component] = max(codes[component], level)
            waiting[component] -= 1
            if not waiting[component]:
                ready.append(component)
    return {item: codes[item] for item in ready}, codes.keys() - ready


def _leading_down(graph: _Graph, ring: set[str], must: dict[str, int]) -> Uses:
    """Return the wishes without those that close a cycle.

    Among the items in cycles only those count that lead from a smaller level, or at the same
    level from a smaller name, to a larger one: components do so already, so that no cycle is left.
    """

    def leads_down(item: str, other: str) -> bool:
        together = item in ring and other in ring
        return not together or (must[item], item) < (must[other], other)

    return {
        item: [other for other in others if leads_down(item, other)]
        for item, others in graph.wishes.items()
    }


def _in_cycles(stuck: set[str], graph: _Graph) -> set[str]:
    """Return the stuck items that lie in cycles or between them, not those merely below."""
    components, wishes = graph.components, graph.wishes
    return _with_way_on(stuck, lambda item: chain(components.get(item, ()), wishes.get(item, ())))


def _with_way_on(stuck: set[str], uses: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the items from which a cycle can be reached."""
    above: dict[str, list[str]] = {}
    left = dict.fromkeys(stuck, 0)
    for item in stuck:
        for component in uses(item):
            if component in stuck:
                above.setdefault(component, []).append(item)
                left[item] += 1
    ends = [item for item, count in left.items() if not count]
    for end in ends:  # grows while it is read
        for item in above.get(end, ()):
            left[item] -= 1
            if not left[item]:
                ends.append(item)
    return stuck.difference(ends)


def _cycle(stuck: set[str], components: Uses) -> list[str]:
    """Return the items of one cycle, in the order of use."""
    ring = _with_way_on(stuck, lambda item: components.get(item, ()))
    item, way = min(ring), dict[str, None]()
    while item not in way:
        way[item] = None
        item = min(component for component in components[item] if component in ring)
    names = list(way)
    return names[names.index(item) :]


def _cycle_fault(items: list[str]) -> Fault:
    """Return the fault of a cycle, told from its first item by name."""
    first = items.index(min(items))
    told = [*items[first:], *items[:first], items[first]]
    return Fault(
        "boms",
        repr(told[0]),
        "components",
        " -> ".join(told),
        "bills of materials in which no item is, over some levels, a part of itself",
    )
