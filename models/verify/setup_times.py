"""How long a machine takes from one state to another: matrices, numbers, mounts; exact."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from models.scenario import Combination
from models.verify.times import ticks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.calendar import Clock
    from models.scenario import Machine, Scenario, SetupProperty, SetupRecord, SetupRule

__all__ = ["State", "changeover_time", "initial_state", "state_of"]

State = dict[str, str]
"""Property to value, for all properties of a rule."""


def state_of(rule: SetupRule, values: Mapping[str, str]) -> State | None:
    """Return the state that an operation asks for; None if it says nothing, or not all."""
    if any(name not in values for name in rule.properties):
        return None
    return {name: values[name] for name in rule.properties}


def initial_state(rule: SetupRule, machine: Machine) -> State | None:
    """Return what a machine is set to at the start; None if nobody says so."""
    known = dict(rule.initial_states)
    if rule.property is not None and rule.initial is not None:
        known[rule.property] = rule.initial
    return state_of(rule, known | machine.initial)


def changeover_time(
    scenario: Scenario, clock: Clock, rule: SetupRule, before: State, after: State
) -> Fraction:
    """Return the ticks from one state to another: the sum of the rule's records."""
    if rule.property is not None:
        return _listed(clock, rule, before[rule.property], after[rule.property])
    return sum(
        (_of_record(scenario, clock, record, before, after) for record in rule.records),
        Fraction(0),
    )


def _listed(clock: Clock, rule: SetupRule, before: str, after: str) -> Fraction:
    if before == after:
        return Fraction(0)
    times = {(row.from_, row.to): row.time for row in rule.matrix}
    return ticks(times.get((before, after), rule.default), clock)


def _of_record(
    scenario: Scenario, clock: Clock, record: SetupRecord, before: State, after: State
) -> Fraction:
    times = []
    for row in record.properties:
        known = scenario.setup_property_by_id.get(row.property)
        old, new = before[row.property], after[row.property]
        time = _of_property(clock, known, old, new) if known is not None else Fraction(0)
        times.append(Fraction(row.coefficient) * time)
    match record.combine:
        case Combination.MAX:
            combined = max(times)
        case Combination.MIN:
            combined = min(times)
        case Combination.SUM:
            combined = sum(times, Fraction(0))
        case Combination.AVERAGE:
            combined = sum(times, Fraction(0)) / len(times)
    return Fraction(record.coefficient) * combined


def _of_property(clock: Clock, known: SetupProperty, before: str, after: str) -> Fraction:
    """Return the ticks that one property takes from a value to another."""
    if before == after:
        return Fraction(0)
    old, new = _number(before), _number(after)
    if known.numeric and old is not None and new is not None:
        change = new - old
        size = max(Fraction(0), change) if known.signed else abs(change)
        constant = ticks(known.constant, clock) if change else Fraction(0)
        return ticks(known.per_unit, clock) * size + constant
    times = {(row.from_, row.to): row.time for row in known.matrix}
    if (before, after) in times:
        return ticks(times[before, after], clock)
    mounts = {row.value: row for row in known.mounting}
    if before in mounts and after in mounts:
        off, on = mounts[before].dismount, mounts[after].mount
        return ticks((off or timedelta(0)) + (on or timedelta(0)), clock)
    return ticks(known.default, clock)


def _number(value: str) -> Fraction | None:
    try:
        return Fraction(Decimal(value))
    except (ArithmeticError, ValueError):  # no number, or an infinite one
        return None
