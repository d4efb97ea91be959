r"""Times of changeovers, from the rule that several properties of a state share.

Domain 1.13: a rule adds up its records; a record multiplies its coefficient with the combination
(largest, smallest, sum, average) of what its properties take, each times its own coefficient:
:math:`\sum_r c_r \cdot combine_{p \in r}(c_p \cdot t_p(a, b))`.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.scenario import Combination

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from models.calendar import Clock
    from models.scenario import (
        Machine,
        Scenario,
        SetupProperty,
        SetupRecord,
        SetupRule,
        SetupTransition,
    )

    State = tuple[str, ...]

__all__ = ["initial_state", "setup_matrix", "state_of", "states_of", "transition"]

_MICROSECOND = timedelta(microseconds=1)


def setup_matrix(
    rule: SetupRule,
    properties: Mapping[str, SetupProperty],
    states: Sequence[State],
    clock: Clock,
) -> list[list[int]]:
    """Return the ticks from each state to each, row = state before; shape (S, S).

    Rounded up once. A pair that the rule knows no time for takes none here: loading refuses it
    wherever anybody needs it.

    Parameters
    ----------
    properties
        Setup properties by id.
    states
        The values of ``rule.properties``, in that order.
    """
    tick = clock.tick_seconds * 1_000_000
    return [
        [
            0 if before == after else ceil((_time(rule, properties, before, after) or 0) / tick)
            for after in states
        ]
        for before in states
    ]


def _time(
    rule: SetupRule, properties: Mapping[str, SetupProperty], before: State, after: State
) -> Fraction | None:
    """Return the microseconds from a state to another; None where the rule knows none."""
    if rule.property is not None:
        found = _listed(rule.matrix, before[0], after[0])
        length = rule.default if found is None else found.time
        return None if length is None else _micros(length)
    values = dict(zip(rule.properties, zip(before, after, strict=True), strict=True))
    total = Fraction(0)
    for record in rule.records:
        time = _record_time(record, properties, values)
        if time is None:
            return None
        total += time
    return total


def _record_time(
    record: SetupRecord,
    properties: Mapping[str, SetupProperty],
    values: Mapping[str, tuple[str, str]],
) -> Fraction | None:
    times: list[Fraction] = []
    for part in record.properties:
        time = transition(properties[part.property], *values[part.property])
        if time is None:
            return None
        times.append(Fraction(part.coefficient) * time)
    combined = _COMBINE[record.combine](times) if times else Fraction(0)
    return Fraction(record.coefficient) * combined


def _average(times: Sequence[Fraction]) -> Fraction:
    return sum(times, Fraction(0)) / len(times)


_COMBINE: dict[Combination, Callable[[Sequence[Fraction]], Fraction]] = {
    Combination.MAX: max,
    Combination.MIN: min,
    Combination.SUM: lambda times: sum(times, Fraction(0)),
    Combination.AVERAGE: _average,
}


def transition(row: SetupProperty, before: str, after: str) -> Fraction | None:
    """Return the microseconds that one property takes to change; None where nobody says.

    No change takes no time. A number takes its change times ``per_unit``, plus ``constant``;
    another value what the matrix lists, else dismounting plus mounting, else the default.
    """
    if row.numeric:
        change = Decimal(after) - Decimal(before)
        if not change:
            return Fraction(0)
        counted = max(Decimal(0), change) if row.signed else abs(change)
        return Fraction(counted) * _micros(row.per_unit) + _micros(row.constant)
    if before == after:
        return Fraction(0)
    found = _listed(row.matrix, before, after)
    if found is not None:
        return _micros(found.time)
    mounts = {entry.value: entry for entry in row.mounting}
    if before in mounts and after in mounts:
        return _micros(mounts[before].dismount) + _micros(mounts[after].mount)
    return None if row.default is None else _micros(row.default)


def _listed(matrix: Sequence[SetupTransition], before: str, after: str) -> SetupTransition | None:
    """Return the last row of a matrix for a pair of values."""
    return next((row for row in reversed(matrix) if (row.from_, row.to) == (before, after)), None)


def _micros(length: timedelta | None) -> Fraction:
    return Fraction((length or timedelta(0)) // _MICROSECOND)


def state_of(rule: SetupRule, values: Mapping[str, str]) -> State | None:
    """Return the state that values by property make; None if any property is missing."""
    if not rule.properties or any(name not in values for name in rule.properties):
        return None
    return tuple(values[name] for name in rule.properties)


def initial_state(rule: SetupRule, machine: Machine | None = None) -> State | None:
    """Return what a machine is set to at the start; None if its first setup is free."""
    values = dict(rule.initial_states)
    if rule.property is not None and rule.initial is not None:
        values[rule.property] = rule.initial
    if machine is not None:
        values |= machine.initial
    return state_of(rule, values)


def states_of(scenario: Scenario, rule: SetupRule) -> list[State]:
    """Return every state a machine of a rule may be in: at the start, by its rule, by its work."""
    states = [initial_state(rule), *(initial_state(rule, row) for row in scenario.machines)]
    if rule.property is not None:
        states += [(value,) for value in rule.states]
        states += [(value,) for row in rule.matrix for value in (row.from_, row.to)]
    states += [
        state_of(rule, operation.state)
        for routing in scenario.routings
        for operation in routing.operations
    ]
    return list(dict.fromkeys(state for state in states if state is not None))
