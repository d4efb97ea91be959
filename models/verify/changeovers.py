"""Changeovers: what the states of a machine and its setters ask, right before the operation."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from models.plan import Mode
from models.verify.facts import name_of
from models.verify.places import needs_of
from models.verify.setup_times import changeover_time, initial_state, state_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import SetupRule
    from models.verify.facts import Facts
    from models.verify.places import Placed

__all__ = ["check_changeovers", "setup_calendar"]


def check_changeovers(facts: Facts) -> Iterator[Violation]:
    """Check that each changeover takes the rule's time from the state before, or none.

    Where a center has people who set up, the own setup of the operation is part of it.
    """
    if facts.mode is not Mode.FINITE:
        return
    sequences: dict[str, list[Placed]] = defaultdict(list)
    for placed in facts.placed.values():
        if _rule_of(facts, placed) is None:
            yield from _check_length(facts, placed, 0, "its machine needs none")
        else:
            sequences[placed.row.machine].append(placed)
    for sequence in sequences.values():
        yield from _check_sequence(facts, sequence)


def _rule_of(facts: Facts, placed: Placed) -> SetupRule | None:
    """Return the setup rule of a machine: its own, or else that of its center."""
    if placed.center is None or not placed.machines:
        return None
    name = placed.machines[0].setup_rule or placed.center.setup_rule
    return facts.scenario.setup_rule_by_id.get(name) if name else None


def _check_sequence(facts: Facts, sequence: list[Placed]) -> Iterator[Violation]:
    rule = _rule_of(facts, sequence[0])
    if rule is None:
        return
    state = initial_state(rule, sequence[0].machines[0])
    properties = " or ".join(rule.properties)
    # of operations without length at one tick, the one with the changeover is first
    for placed in sorted(sequence, key=lambda p: (p.row.start, p.row.end, -p.row.changeover)):
        operation = placed.task.operation
        wanted = state_of(rule, operation.state) if operation else None
        due = 0
        if wanted is None:
            reason = f"it needs no {properties}"
        elif placed.task.progress is not None:
            reason = "it has begun, its setup is done"
        elif state is None or state == wanted:
            reason = f"the machine is at {_words(wanted)} or nowhere yet"
        else:
            reason = f"{_words(state)} to {_words(wanted)}"
            due = ceil(changeover_time(facts.scenario, facts.clock, rule, state, wanted))
        yield from _check_length(facts, placed, due, reason)
        state = wanted or state


def _words(state: dict[str, str]) -> str:
    return ", ".join(state.values())


def _check_length(facts: Facts, placed: Placed, due: int, reason: str) -> Iterator[Violation]:
    row = placed.row
    own = ceil(placed.times.preparation)
    if own:
        due, reason = due + own, f"{reason}; {facts.span(own)} of its own"
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


def setup_calendar(facts: Facts, placed: Placed) -> WorkingTime:
    """Return when changeovers of a row's machine advance: with it, and with those who set up."""
    if placed.center is None or not placed.machines:
        return WorkingTime.of([])
    working = facts.hours.machine(placed.center.id, placed.machines[0].id)
    needs = needs_of(placed.center.setup_skills)
    return working.intersect(facts.hours.crew(needs)) if needs else working


def _setup_start(facts: Facts, placed: Placed, due: int) -> int | None:
    """Return when a changeover must begin."""
    if due == 0:
        return placed.row.start
    calendar = setup_calendar(facts, placed)
    begin = calendar.to_work(int(placed.row.start)) - due
    return calendar.to_wall_start(begin) if 0 <= begin < calendar.total else None
