"""What several rules look up: operations with their place, where they run, what sets them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Operation, Scenario, SetupRule

__all__ = ["centers_of", "centers_with_rules", "listed", "machines_of", "operations", "phase_words"]


def operations(scenario: Scenario) -> Iterator[tuple[Path, Operation]]:
    """Yield every operation of every routing, valid today or not, with its place."""
    for index, routing in enumerate(scenario.routings):
        for step, operation in enumerate(routing.operations):
            yield ("routings", index, "operations", step), operation


def centers_of(operation: Operation) -> list[str]:
    """Return the ids of the centers an operation may run on, the main one first."""
    return [operation.work_center, *(other.work_center for other in operation.alternatives)]


def machines_of(scenario: Scenario, operation: Operation, center: str) -> list[str]:
    """Return the active machines of a center that an operation may run on."""
    names = [machine.id for machine in scenario.machines_by_center.get(center, ())]
    if center != operation.work_center or not operation.machines:
        return names
    allowed = {row.machine for row in operation.machines}
    return [name for name in names if name in allowed]


def centers_with_rules(scenario: Scenario) -> dict[str, list[SetupRule]]:
    """Return the setup rules of every center: its own, and those of its machines."""
    names: dict[str, dict[str, None]] = {
        center.id: dict.fromkeys([center.setup_rule] if center.setup_rule else [])
        for center in scenario.work_centers
    }
    for machine in scenario.machines:
        if machine.setup_rule is not None and machine.work_center in names:
            names[machine.work_center][machine.setup_rule] = None
    known = scenario.setup_rule_by_id
    return {
        center: [known[name] for name in rules if name in known] for center, rules in names.items()
    }


def phase_words(scenario: Scenario, path: Path) -> str:
    """Return what messages call an operation elsewhere: ``phase 10 of 'BIKE'``."""
    routing = scenario.routings[int(path[1])]
    return f"phase {routing.operations[int(path[3])].phase} of '{routing.item}'"


def listed(names: list[str], most: int = 4) -> str:
    """Return the first names in a row, with dots where there are more."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")
