"""Sessions of ovens and tanks: neither too full nor too empty, the same for all who share one."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from models.plan import Mode
from models.verify.facts import name_of
from models.verify.readiness import ready_at
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.verify.facts import Facts
    from models.verify.places import Placed

__all__ = ["check_session_numbers", "check_sessions"]


def check_sessions(facts: Facts) -> Iterator[Violation]:
    """Check that those who share a session may, fill it enough and not too much, and end together.

    Below the least fill somebody must have waited for long enough, or nobody is left to come.
    """
    if facts.mode is not Mode.FINITE:
        return
    families: dict[tuple[str, str], list[list[Placed]]] = defaultdict(list)
    for members in _sessions(facts):
        families[members[0].row.work_center, members[0].code].append(members)
    for sessions in families.values():
        for members in sessions:
            yield from _check_members(facts, members)
            yield from _check_fill(facts, members, sessions)


def _sessions(facts: Facts) -> Iterator[list[Placed]]:
    for key, members in facts.sessions.items():
        first = members[0].row
        if key == (first.order, first.phase):
            yield members


def _check_members(facts: Facts, members: list[Placed]) -> Iterator[Violation]:
    """Check that who shares a session is alike."""
    first = members[0]
    for other in members[1:]:
        text = ""
        if not first.calendar.same_windows(other.calendar):
            text = "works in other hours"
        elif first.rule is not None and first.rule.same_quantity and not _is_alike(first, other):
            text = f"makes {other.task.order.quantity} pieces, not {first.task.order.quantity}"
        elif first.row.end != other.row.end:
            text = f"ends at {facts.at(other.row.end)}, not at {facts.at(first.row.end)}"
        elif first.row.session != other.row.session:
            text = f"is in number {other.row.session}, not {first.row.session}"
        if text:
            text += f", but shares a session on {first.row.machine} with {name_of(first.row)}."
            yield Violation(Rule.SESSION, name_of(other.row), text)


def _is_alike(one: Placed, other: Placed) -> bool:
    """Tell whether two rows make one quantity, as their orders say or of what is left."""
    orders = one.task.order.quantity == other.task.order.quantity
    return orders or one.task.quantity == other.task.quantity


def _check_fill(
    facts: Facts, members: list[Placed], family: list[list[Placed]]
) -> Iterator[Violation]:
    first = members[0]
    if first.rule is None:
        return
    fill = sum((member.fill for member in members), Fraction(0))
    subject = f"session on {first.row.machine}"
    names = ", ".join(name_of(member.row) for member in members)
    text = f"the one at {facts.at(first.row.start)} holds {float(fill):.6g} {first.rule.measure}"
    text = f"{text.rstrip()} ({names})"
    if fill > Fraction(first.rule.most):
        yield Violation(Rule.SESSION, subject, f"{text}, more than {first.rule.most}.")
    if fill >= Fraction(first.rule.least) or _is_last(facts, members, family):
        return
    if not any(_has_waited(facts, member) for member in members):
        text += (
            f", less than {first.rule.least}; nobody in it has waited for"
            f" {first.rule.max_wait or 'others'}, and others come later."
        )
        yield Violation(Rule.SESSION, subject, text)


def _is_last(facts: Facts, members: list[Placed], sessions: list[list[Placed]]) -> bool:
    """Tell whether nobody of the family starts later, on whatever machine."""
    first = members[0]
    later = (
        other
        for session in sessions
        for other in session
        if other.row.start > first.row.start and _share_hours(facts, first, other)
    )
    same_quantity = first.rule is not None and first.rule.same_quantity
    return not any(not same_quantity or _is_alike(first, other) for other in later)


def _share_hours(facts: Facts, one: Placed, other: Placed) -> bool:
    """Tell whether two operations would work in the same hours, on the machine of either."""
    pairs = ((one, other.machines), (other, one.machines))
    return all(
        facts.mode_calendar(mine.task.operation, mine.center, machines, mine.needs).same_windows(
            there.calendar
        )
        for (mine, machines), there in zip(pairs, (other, one), strict=True)
        if mine.task.operation is not None and mine.center is not None
    )


def _has_waited(facts: Facts, member: Placed) -> bool:
    """Tell whether a member was ready for long enough, or did not choose when to start."""
    if member.task.progress is not None or member.task.is_frozen:
        return True
    if member.rule is None or member.rule.max_wait is None or member.center is None:
        return False
    machine = facts.hours.machine(member.center.id, member.row.machine)
    waited = machine.to_work(int(member.row.start)) - machine.to_work(ready_at(facts, member))
    return waited >= facts.clock.duration(member.rule.max_wait)


def check_session_numbers(facts: Facts) -> Iterator[Violation]:
    """Check that the sessions of a machine are numbered from 1, ascending with their starts."""
    if facts.mode is not Mode.FINITE:
        return
    machines: dict[str, list[list[Placed]]] = defaultdict(list)
    for members in _sessions(facts):
        machines[members[0].row.machine].append(members)
    for placed in facts.placed.values():
        if not placed.code and placed.row.session:
            text = f"is said to be in session {placed.row.session}, but it shares none."
            yield Violation(Rule.REPORT, name_of(placed.row), text)
    for machine, sessions in machines.items():
        sessions.sort(key=lambda members: (members[0].row.start, members[0].row.session))
        for number, members in enumerate(sessions, start=1):
            row = members[0].row
            if row.session != number:
                text = f"is in session {row.session}, which is number {number} on {machine}."
                yield Violation(Rule.REPORT, name_of(row), text)
                break  # all the others follow from the first
