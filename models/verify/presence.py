"""Every order has each operation that is still to be done exactly once, and none else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import OperationRow
    from models.verify.facts import Facts

__all__ = ["check_presence", "check_times_are_sane"]


def check_presence(facts: Facts) -> Iterator[Violation]:
    """Check that each task of each order has one row, with its item and the quantity left."""
    seen: set[tuple[str, int]] = set()
    for row in facts.operations:
        key = (row.order, row.phase)
        if key not in facts.tasks:
            yield Violation(Rule.UNKNOWN, name_of(row), _why_unknown(facts, row))
        elif key in seen:
            text = f"is scheduled again, from {facts.at(row.start)} on {row.machine or 'nothing'}."
            yield Violation(Rule.DUPLICATE, name_of(row), text)
        else:
            seen.add(key)
            yield from _same_facts(facts, row)
    for key, task in facts.tasks.items():
        if key not in seen:
            text = f"is not scheduled; {task.quantity} pieces of {task.order.item} are to be made."
            yield Violation(Rule.MISSING, f"order {key[0]} phase {key[1]}", text)


def _why_unknown(facts: Facts, row: OperationRow) -> str:
    order = facts.order(row.order)
    if order is None:
        return f"the material plan has no order {row.order}."
    if row.order in facts.left_out:
        return f"order {row.order} is said to be unscheduled."
    phases = facts.phases_of_order.get(row.order, [])
    left = ", ".join(str(phase) for phase in phases) or "none"
    return f"order {row.order} has no phase {row.phase} to do; its phases to do are: {left}."


def _same_facts(facts: Facts, row: OperationRow) -> Iterator[Violation]:
    task = facts.tasks[row.order, row.phase]
    if row.item != task.order.item:
        text = f"makes {row.item!r}, but order {row.order} is of {task.order.item!r}."
        yield Violation(Rule.UNKNOWN, name_of(row), text)
    if row.quantity != task.quantity:
        text = f"makes {row.quantity} pieces, but {task.quantity} are left to make."
        yield Violation(Rule.UNKNOWN, name_of(row), text)


def check_times_are_sane(facts: Facts) -> Iterator[Violation]:
    """Check that setup, start, first piece and end ascend, from the start of the plan on."""
    for row in facts.operations:
        times = (row.setup_start, row.start, row.run_start, row.end)
        if not facts.is_sane(*times):
            words = ", ".join(facts.at(tick) for tick in times)
            text = (
                f"setup, start, first piece and end ({words}) must ascend and not lie before"
                f" the start of the plan, {facts.at(0)}."
            )
            yield Violation(Rule.CALENDAR, name_of(row), text)
