"""Rules of routings: how long operations take, and on which machines they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.rows import centers_of, listed, operations
from models.checks.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Alternative, Operation, Scenario

__all__ = [
    "foreign_machines",
    "lead_times_at_internal_centers",
    "machines_beyond_center",
    "operations_without_time",
    "unknown_cycles",
]


def operations_without_time(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that do not say how long they take where they run."""
    centers = scenario.work_center_by_id
    for path, operation in operations(scenario):
        center = centers.get(operation.work_center)
        if center is not None and center.external:
            if operation.lead_time is None:
                rule = f"a lead_time at the external work center '{center.id}'"
                yield Finding(path, "lead_time", "", rule, about=(center.id,))
        elif center is not None and not _has_time(operation):
            rule = f"a setup or a run time at the work center '{center.id}'"
            yield Finding(path, "run", "", rule, about=(center.id,))
        for place, other in enumerate(operation.alternatives):
            yield from _alternative_without_time(scenario, (*path, "alternatives", place), other)


def _has_time(operation: Operation) -> bool:
    holding = operation.wait if operation.wait_commits else None
    times = (operation.setup, operation.run, operation.worker_run, holding)
    if any(time is not None for time in times):
        return True
    rows = operation.machines
    return bool(rows) and all(row.setup is not None or row.run is not None for row in rows)


def _alternative_without_time(
    scenario: Scenario, path: Path, other: Alternative
) -> Iterator[Finding]:
    center = scenario.work_center_by_id.get(other.work_center)
    operation = scenario.routings[int(path[1])].operations[int(path[3])]
    main = scenario.work_center_by_id.get(operation.work_center)
    if center is None or center.external or main is None or not main.external:
        return  # at an internal main center the alternative has at least its times
    times = (other.setup, other.run, operation.setup, operation.run, operation.worker_run)
    if all(time is None for time in times):
        rule = f"a setup or a run time at the work center '{center.id}'"
        yield Finding(path, "run", "", rule, about=(center.id, main.id))


def lead_times_at_internal_centers(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations with a lead time where work is counted in minutes."""
    for path, operation in operations(scenario):
        center = scenario.work_center_by_id.get(operation.work_center)
        if operation.lead_time is not None and center is not None and not center.external:
            rule = f"setup and run instead: the work center '{center.id}' is not external"
            found = f"{operation.lead_time.days}d"
            yield Finding(path, "lead_time", found, rule, about=(center.id,))


def foreign_machines(scenario: Scenario) -> Iterator[Finding]:
    """Yield machines that are none of the centers of the operation that names them.

    Times of machines are those of the main center's; resources may be needed on any.
    """
    known = _machines(scenario)
    for path, operation in operations(scenario):
        for place, row in enumerate(operation.machines):
            part = (*path, "machines", place)
            yield from _foreign(part, row.machine, [operation.work_center], known)
        for place, use in enumerate(operation.resources):
            if use.machine is not None:
                part = (*path, "resources", place)
                yield from _foreign(part, use.machine, centers_of(operation), known)


def _machines(scenario: Scenario) -> dict[str, list[str]]:
    """Return the machines of each center, those that are switched off too."""
    known = {
        center: [machine.id for machine in machines]
        for center, machines in scenario.machines_by_center.items()
    }
    for machine in scenario.machines:
        center = scenario.work_center_by_id.get(machine.work_center)
        if not machine.active and center and not (center.infinite or center.external):
            known[machine.work_center].append(machine.id)
    return known


def _foreign(
    path: Path, machine: str, centers: list[str], known: dict[str, list[str]]
) -> Iterator[Finding]:
    if any(center not in known for center in centers):
        return  # an unknown center has its own finding
    names = [name for center in centers for name in known[center]]
    if machine not in names:
        words = " or ".join(f"'{center}'" for center in centers)
        rule = (
            f"a machine of {words}: {listed(names)}" if names else f"no machine: {words} has none"
        )
        about = ("machines", *centers)
        yield Finding(path, "machine", machine, rule, did_you_mean(machine, names), about)


def machines_beyond_center(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that hold more machines at once than they may run on."""
    known = _machines(scenario)
    for path, operation in operations(scenario):
        center = scenario.work_center_by_id.get(operation.work_center)
        if center is None or center.infinite or center.external or operation.machine_count == 1:
            continue
        most = len(operation.machines or known[center.id])
        if operation.machine_count > most:
            rule = f"at most the machines of '{center.id}', {most}"
            if operation.machines:
                rule = f"at most the machines it may run on, {most}"
            found = str(operation.machine_count)
            yield Finding(path, "machine_count", found, rule, about=("machines", center.id))


def unknown_cycles(scenario: Scenario) -> Iterator[Finding]:
    """Yield items made by a cycle that is none of their routings."""
    cycles: dict[str, list[int]] = {}
    for routing in scenario.routings:
        cycles.setdefault(routing.item, []).append(routing.cycle)
    for index, item in enumerate(scenario.items):
        known = cycles.get(item.id, [])
        if item.cycle not in known and (known or item.cycle != 1):
            rule = f"a cycle of the routings of '{item.id}': {', '.join(map(str, sorted(known)))}"
            if not known:
                rule = f"1, as '{item.id}' has no routing"
            path = ("items", index)
            yield Finding(path, "cycle", str(item.cycle), rule, about=("routings",))
