"""Every operation runs on a center its routing allows, on machines that the center has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import OperationRow
    from models.scenario import Operation, WorkCenter
    from models.verify.facts import Facts
    from models.verify.tasks import Task

__all__ = ["check_machines"]


def check_machines(facts: Facts) -> Iterator[Violation]:
    """Check that center, machines and further resources of each row are known and allowed."""
    for key, row in facts.rows.items():
        text = _fault(facts, row, facts.tasks[key])
        if text:
            yield Violation(Rule.MACHINE, name_of(row), text)


def _fault(facts: Facts, row: OperationRow, task: Task) -> str:
    allowed = facts.centers_of(task)
    if task.operation is None:
        if row.work_center or row.machine or row.also:
            return f"item {row.item} has no routing, so it cannot run on {row.machine!r}."
        return ""
    if row.work_center not in allowed:
        return f"may run on {' or '.join(allowed)}, not on {row.work_center!r}."
    center = facts.scenario.work_center_by_id.get(row.work_center)
    if center is None:
        return f"the scenario has no work center {row.work_center!r}."
    text = _wrong_team(facts, row, task.operation, center)
    if text:
        return text
    unknown = [
        use.resource
        for use in task.operation.resources
        if use.resource not in facts.scenario.resource_by_id
    ]
    return f"the scenario has no resource {unknown[0]!r}." if unknown else ""


def _wrong_team(facts: Facts, row: OperationRow, operation: Operation, center: WorkCenter) -> str:
    """Return what is wrong with the machines that a row holds."""
    known = facts.machines_for(operation, center) if facts.limited(center) else {center.id: None}
    for name in (row.machine, *row.also):
        if name not in known:
            return f"runs on machine {name!r}, but may run on {_listed(list(known))}."
    count = operation.machine_count if facts.limited(center) else 1
    held = [row.machine, *row.also]
    if len(held) != count or len(set(held)) != count:
        return f"holds {' and '.join(held)}, but takes {count} different machines."
    if held[0] != next(name for name in known if name in held):
        return f"is said to run on {held[0]} first, but {' and '.join(held)} come in another order."
    return ""


def _listed(names: list[str]) -> str:
    if len(names) > 5:
        return f"{names[0]} to {names[-1]}"
    return " or ".join(names) or "none that is active"
