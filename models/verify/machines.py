"""Every operation runs on a center its routing allows, on a machine that the center has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import OperationRow
    from models.verify.facts import Facts
    from models.verify.tasks import Task

__all__ = ["check_machines"]


def check_machines(facts: Facts) -> Iterator[Violation]:
    """Check that center, machine and further resources of each row are known and allowed."""
    for key, row in facts.rows.items():
        text = _fault(facts, row, facts.tasks[key])
        if text:
            yield Violation(Rule.MACHINE, name_of(row), text)


def _fault(facts: Facts, row: OperationRow, task: Task) -> str:
    allowed = facts.centers_of(task)
    if task.operation is None:
        if row.work_center or row.machine:
            return f"item {row.item} has no routing, so it cannot run on {row.machine!r}."
        return ""
    if row.work_center not in allowed:
        return f"may run on {' or '.join(allowed)}, not on {row.work_center!r}."
    center = facts.scenario.work_center_by_id.get(row.work_center)
    if center is None:
        return f"the scenario has no work center {row.work_center!r}."
    if facts.unit_of(row.machine, center) is None:
        names = f"{center.id}-1 to {center.id}-{center.capacity}"
        known = names if facts.limited(center) else center.id
        return f"runs on machine {row.machine!r}, but {center.id} has {known}."
    unknown = [
        use.resource
        for use in task.operation.resources
        if use.resource not in facts.scenario.resource_by_id
    ]
    return f"the scenario has no resource {unknown[0]!r}." if unknown else ""
