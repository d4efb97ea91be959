"""Rules of routings, and of the centers and resources they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.scenario.routing import OverlapType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Alternative, Operation, Overlap, Scenario

__all__ = [
    "centers_without_capacity",
    "impossible_overlaps",
    "lead_times_at_internal_centers",
    "operations_without_time",
    "resources_beyond_capacity",
    "useless_overlaps",
]


def _operations(scenario: Scenario) -> Iterator[tuple[Path, Operation]]:
    for index, routing in enumerate(scenario.routings):
        for step, operation in enumerate(routing.operations):
            yield ("routings", index, "operations", step), operation


def centers_without_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Yield work centers that have no machine and no excuse."""
    for index, center in enumerate(scenario.work_centers):
        if center.capacity == 0 and not center.infinite and not center.external:
            rule = "at least 1, or infinite: true"
            yield Finding(("work_centers", index), "capacity", "0", rule)


def operations_without_time(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that do not say how long they take where they run."""
    centers = scenario.work_center_by_id
    for path, operation in _operations(scenario):
        center = centers.get(operation.work_center)
        if center is not None and center.external:
            if operation.lead_time is None:
                rule = f"a lead_time at the external work center '{center.id}'"
                yield Finding(path, "lead_time", "", rule, about=(center.id,))
        elif center is not None and operation.setup is None and operation.run is None:
            rule = f"a setup or a run time at the work center '{center.id}'"
            yield Finding(path, "run", "", rule, about=(center.id,))
        for place, other in enumerate(operation.alternatives):
            yield from _alternative_without_time(scenario, (*path, "alternatives", place), other)


def _alternative_without_time(
    scenario: Scenario, path: Path, other: Alternative
) -> Iterator[Finding]:
    center = scenario.work_center_by_id.get(other.work_center)
    operation = scenario.routings[int(path[1])].operations[int(path[3])]
    main = scenario.work_center_by_id.get(operation.work_center)
    if center is None or center.external or main is None or not main.external:
        return  # at an internal main center the alternative has at least its times
    times = (other.setup, other.run, operation.setup, operation.run)
    if all(time is None for time in times):
        rule = f"a setup or a run time at the work center '{center.id}'"
        yield Finding(path, "run", "", rule, about=(center.id, main.id))


def lead_times_at_internal_centers(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations with a lead time where work is counted in minutes."""
    for path, operation in _operations(scenario):
        center = scenario.work_center_by_id.get(operation.work_center)
        if operation.lead_time is not None and center is not None and not center.external:
            rule = f"setup and run instead: the work center '{center.id}' is not external"
            found = f"{operation.lead_time.days}d"
            yield Finding(path, "lead_time", found, rule, about=(center.id,))


def resources_beyond_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that need more units of a resource than there are."""
    for path, operation in _operations(scenario):
        needed: dict[str, int] = {}
        for place, use in enumerate(operation.resources):
            resource = scenario.resource_by_id.get(use.resource)
            needed[use.resource] = needed.get(use.resource, 0) + use.quantity
            if resource is not None and needed[use.resource] > resource.capacity:
                rule = f"at most the capacity of '{resource.id}', {resource.capacity}"
                found = str(needed[use.resource])
                row = (*path, "resources", place)
                yield Finding(row, "quantity", found, rule, about=(resource.id,))


def impossible_overlaps(scenario: Scenario) -> Iterator[Finding]:
    """Yield overlaps without the value they need, or of more than all."""
    for path, operation in _operations(scenario):
        overlap = operation.overlap
        if overlap is None or overlap.type is OverlapType.TOTAL:
            continue
        if overlap.value is None:
            rule = f"a number of {_unit(overlap)} for an overlap by {overlap.type.value}"
            yield Finding(path, "overlap.value", "", rule)
        elif overlap.type is OverlapType.PERCENT and overlap.value > 100:
            yield Finding(path, "overlap.value", str(overlap.value), "at most 100 percent")


def _unit(overlap: Overlap) -> str:
    return "minutes" if overlap.type is OverlapType.TIME else overlap.type.value


def useless_overlaps(scenario: Scenario) -> Iterator[Finding]:
    """Yield overlaps of first phases, which have nothing to overlap with; a warning."""
    for index, routing in enumerate(scenario.routings):
        if not routing.operations:
            continue
        first = min(operation.phase for operation in routing.operations)
        for step, operation in enumerate(routing.operations):
            if operation.phase == first and operation.overlap is not None:
                path = ("routings", index, "operations", step)
                rule = "no overlap in the first phase; it is ignored"
                yield Finding(path, "overlap", operation.overlap.type.value, rule)
