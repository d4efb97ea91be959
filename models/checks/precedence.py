"""Rules between the phases of a routing: which follows which, how soon and how late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.rows import operations
from models.scenario.base import format_duration
from models.scenario.order import OrderType
from models.scenario.routing import OverlapType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Operation, Overlap, Routing, Scenario

__all__ = [
    "circular_phases",
    "impossible_gaps",
    "impossible_overlaps",
    "overlaps_beyond_quantity",
    "predecessors",
    "unknown_predecessors",
    "useless_overlaps",
]


def _is_valid(scenario: Scenario, operation: Operation) -> bool:
    today = scenario.scenario.start.date()
    begun = operation.valid_from is None or operation.valid_from <= today
    return begun and (operation.valid_to is None or today <= operation.valid_to)


def _follows(scenario: Scenario, routing: Routing) -> dict[int, tuple[int, ...]]:
    """Return the phases that each phase names, or else the valid one before it."""
    follows: dict[int, tuple[int, ...]] = {}
    before: tuple[int, ...] = ()
    rows = {row.phase: row for row in reversed(routing.operations)}  # of two alike, the first
    for operation in sorted(rows.values(), key=lambda row: row.phase):
        follows[operation.phase] = before if operation.after is None else operation.after
        if _is_valid(scenario, operation):
            before = (operation.phase,)
    return follows


def predecessors(scenario: Scenario, routing: Routing) -> dict[int, list[int]]:
    """Return the valid phases that each valid phase follows.

    Who follows a phase that is left out today follows what that one followed.
    """
    follows = _follows(scenario, routing)
    valid = {row.phase for row in routing.operations if _is_valid(scenario, row)}
    found: dict[int, list[int]] = {}
    for phase in valid:
        seen: dict[int, None] = {}
        stack = list(follows[phase])
        while stack:
            other = stack.pop()
            if other not in seen:
                seen[other] = None
                stack += () if other in valid else follows.get(other, ())
        found[phase] = sorted(other for other in seen if other in valid)
    return found


def unknown_predecessors(scenario: Scenario) -> Iterator[Finding]:
    """Yield phases that follow a phase the routing does not have."""
    for path, operation in operations(scenario):
        routing = scenario.routings[int(path[1])]
        known = sorted({other.phase for other in routing.operations})
        for phase in operation.after or ():
            if phase not in known:
                numbers = ", ".join(map(str, known))
                rule = f"a phase of the routing of '{routing.item}': {numbers}"
                yield Finding(path, "after", str(phase), rule)


def circular_phases(scenario: Scenario) -> Iterator[Finding]:
    """Yield one circle of each routing whose phases wait for each other."""
    for index, routing in enumerate(scenario.routings):
        circle = _circle(_follows(scenario, routing))
        if circle:
            steps = {row.phase: step for step, row in enumerate(routing.operations)}
            path = ("routings", index, "operations", steps[circle[0]])
            value = " -> ".join(map(str, [*circle, circle[0]]))
            yield Finding(path, "after", value, "no phase to wait for itself, over any others")


def _circle(follows: dict[int, tuple[int, ...]]) -> list[int]:
    """Return the phases of a circle, each before the one that follows it; empty if there is none.

    Phases that follow nothing open are taken away again and again: what is left has a circle.
    """
    left = {
        phase: {other for other in before if other in follows} for phase, before in follows.items()
    }
    waiting: dict[int, list[int]] = {}
    for phase, before in left.items():
        for other in before:
            waiting.setdefault(other, []).append(phase)
    ready = [phase for phase, before in left.items() if not before]
    for phase in ready:  # grows while it is read
        for other in waiting.get(phase, ()):
            left[other].discard(phase)
            if not left[other]:
                ready.append(other)
    return _walked_back({phase: before for phase, before in left.items() if before})


def _walked_back(left: dict[int, set[int]]) -> list[int]:
    """Return a circle of phases that all follow another one among them."""
    trail: list[int] = []
    phase = min(left, default=None)
    while phase is not None and phase not in trail:
        trail.append(phase)
        phase = min(left[phase])
    if phase is None:
        return []
    circle = trail[trail.index(phase) :][::-1]
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]


def impossible_overlaps(scenario: Scenario) -> Iterator[Finding]:
    """Yield overlaps without the value they need, of more than all, or with more than one phase."""
    for path, operation in operations(scenario):
        overlap = operation.overlap
        if overlap is None or overlap.type is OverlapType.TOTAL:
            continue
        if overlap.value is None:
            rule = f"a number of {_unit(overlap)} for an overlap by {overlap.type.value}"
            yield Finding(path, "overlap.value", "", rule)
        elif overlap.type is OverlapType.PERCENT and overlap.value > 100:
            yield Finding(path, "overlap.value", str(overlap.value), "at most 100 percent")
    for index, step, operation, before in _overlapping(scenario):
        path = ("routings", index, "operations", step)
        found = operation.overlap.type.value if operation.overlap else ""
        if len(before) > 1:
            phases = ", ".join(map(str, before))
            rule = f"no overlap in a phase that follows several: {phases}"
            yield Finding(path, "overlap", found, rule)
            continue
        for other in scenario.routings[index].operations:
            if [other.phase] == before and other.max_wait is not None:
                rule = f"no overlap with phase {other.phase}, whose max_wait counts from its end"
                yield Finding(path, "overlap", found, rule)


def _overlapping(scenario: Scenario) -> Iterator[tuple[int, int, Operation, list[int]]]:
    """Yield the valid phases that overlap, with the phases that they follow."""
    for index, routing in enumerate(scenario.routings):
        if all(operation.overlap is None for operation in routing.operations):
            continue
        before = predecessors(scenario, routing)
        for step, operation in enumerate(routing.operations):
            overlap = operation.overlap
            if overlap is None or operation.phase not in before:
                continue
            if overlap.type is not OverlapType.PERCENT or overlap.value != 0:  # 0 is none
                yield index, step, operation, before[operation.phase]


def _unit(overlap: Overlap) -> str:
    return "minutes" if overlap.type is OverlapType.TIME else overlap.type.value


def useless_overlaps(scenario: Scenario) -> Iterator[Finding]:
    """Yield overlaps of phases that follow none, which have nothing to overlap with; a warning."""
    for index, step, operation, before in _overlapping(scenario):
        if not before and operation.overlap is not None:
            path = ("routings", index, "operations", step)
            rule = "no overlap in a phase that follows none; it is ignored"
            yield Finding(path, "overlap", operation.overlap.type.value, rule)


def overlaps_beyond_quantity(scenario: Scenario) -> Iterator[Finding]:
    """Yield orders of fewer pieces than a phase must have made before the next; a warning."""
    for index, order in enumerate(scenario.orders):
        routing = scenario.routing_by_item.get(order.item)
        is_made = order.type in (OrderType.PRODUCTION, OrderType.SUBCONTRACT)
        for operation in routing.operations if routing and is_made else ():
            overlap = operation.overlap
            if overlap is None or overlap.type is not OverlapType.PIECES or overlap.value is None:
                continue
            if overlap.value > order.quantity:
                rule = (
                    f"at least the {overlap.value:f} pieces of the overlap of phase "
                    f"{operation.phase}, which starts when all are made"
                )
                path = ("orders", index)
                yield Finding(path, "quantity", f"{order.quantity:f}", rule, about=(order.item,))


def impossible_gaps(scenario: Scenario) -> Iterator[Finding]:
    """Yield phases after which the next must start before the wait is over."""
    for path, operation in operations(scenario):
        if operation.max_wait is None or operation.wait is None or operation.wait_commits:
            continue
        if operation.max_wait < operation.wait:
            found = format_duration(operation.max_wait)
            rule = f"at least the wait, {format_duration(operation.wait)}"
            yield Finding(path, "max_wait", found, rule)
