"""Machines with setup by state: the time between two states, right before the operation."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from models.plan import Mode
from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import SetupRule
    from models.verify.facts import Facts, Placed

__all__ = ["check_changeovers"]


def check_changeovers(facts: Facts) -> Iterator[Violation]:
    """Check that each changeover takes the rule's time from the state before, or none."""
    if facts.mode is not Mode.FINITE:
        return
    sequences: dict[str, list[Placed]] = defaultdict(list)
    for placed in facts.placed.values():
        rule = _rule_of(facts, placed)
        if rule is None:
            yield from _check_length(facts, placed, 0, "its machine needs none")
        else:
            sequences[placed.row.machine].append(placed)
    for sequence in sequences.values():
        yield from _check_sequence(facts, sequence)


def _rule_of(facts: Facts, placed: Placed) -> SetupRule | None:
    center = placed.center
    if center is None or not center.setup_rule or not facts.limited(center):
        return None
    return facts.scenario.setup_rule_by_id.get(center.setup_rule)


def _check_sequence(facts: Facts, sequence: list[Placed]) -> Iterator[Violation]:
    rule = _rule_of(facts, sequence[0])
    if rule is None:
        return
    times = {(row.from_, row.to): row.time for row in rule.matrix}
    state = rule.initial
    for placed in sorted(sequence, key=lambda item: (item.row.start, item.row.end)):
        operation = placed.task.operation
        wanted = operation.state.get(rule.property) if operation else None
        if wanted is None:
            yield from _check_length(facts, placed, 0, f"it needs no {rule.property}")
            continue
        if placed.task.progress is not None:
            reason, due = "it has begun, its setup is done", timedelta(0)
        elif state is None or state == wanted:
            reason, due = f"the machine is at {wanted} or nowhere yet", timedelta(0)
        else:
            reason, due = f"{state} to {wanted}", times.get((state, wanted), rule.default)
        yield from _check_length(facts, placed, facts.clock.duration(due), reason)
        state = wanted


def _check_length(facts: Facts, placed: Placed, due: int, reason: str) -> Iterator[Violation]:
    row = placed.row
    if row.changeover != due:
        text = (
            f"its changeover on {row.machine or 'no machine'} takes {facts.span(row.changeover)},"
            f" but {facts.span(due)} are due ({reason})."
        )
        yield Violation(Rule.SETUP, name_of(row), text)
    expected = _setup_start(facts, placed, due)
    if row.setup_start != expected:
        begin = "it cannot begin in time" if expected is None else f"begins at {facts.at(expected)}"
        text = (
            f"its setup is said to begin at {facts.at(row.setup_start)}, but {facts.span(due)} of"
            f" changeover right before {facts.at(row.start)}: {begin}."
        )
        yield Violation(Rule.SETUP, name_of(row), text)


def _setup_start(facts: Facts, placed: Placed, due: int) -> int | None:
    """Return when a changeover must begin, in the machine's own working time."""
    if due == 0 or placed.center is None:
        return placed.row.start
    calendar = facts.machine_calendar(placed.center, placed.unit)
    begin = calendar.to_work(int(placed.row.start)) - due
    return calendar.to_wall_start(begin) if 0 <= begin < calendar.total else None
