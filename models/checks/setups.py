"""Rules of sequence-dependent setups: states must be states of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.rows import centers_of, centers_with_rules, operations
from models.checks.suggest import closest, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Scenario, SetupRule, SetupTransition

__all__ = [
    "impossible_setup_rules",
    "partial_states",
    "undeclared_states",
    "unknown_initial_states",
    "unknown_setup_states",
    "useless_states",
]

_ROUTINGS = ("routings",)
"""States come from all routings: if one is wrong, its states may be missing."""


def impossible_setup_rules(scenario: Scenario) -> Iterator[Finding]:
    """Yield rules with no property, with records beside one property, or with empty records."""
    for index, rule in enumerate(scenario.setup_rules):
        path = ("setup_rules", index)
        if not rule.records:
            if rule.property is None:
                yield Finding(path, "property", "", "a property, or records of several")
            continue
        for field in ("property", "default", "matrix", "initial", "states"):
            if getattr(rule, field) not in (None, ()):
                expected = f"no {field} in a rule with records"
                hint = "Those of the setup properties count."
                if field == "initial":
                    hint = "Write initial_states."
                yield Finding(path, field, "", expected, hint)
        for place, record in enumerate(rule.records):
            if not record.properties:
                row = (*path, "records", place)
                yield Finding(row, "properties", "", "at least one property")


def partial_states(scenario: Scenario) -> Iterator[Finding]:
    """Yield states with some of the properties of a setup rule, and without the others.

    Operations, machines and rules may give none at all; machines and rules no others.
    """
    rules = centers_with_rules(scenario)
    for path, operation in operations(scenario):
        places = centers_of(operation)
        found = {rule.id: rule for place in places for rule in rules.get(place, ())}
        for rule in found.values():
            about = ("setup_rules", *places)
            yield from _missing(path, "state", operation.state, rule, about)
    for path, field, state, rule in _initial(scenario):
        yield from _missing(path, field, state, rule, (rule.id,))


def _initial(scenario: Scenario) -> Iterator[tuple[Path, str, dict[str, str], SetupRule]]:
    """Yield what machines are set to at the start, and the rule that looks at it."""
    for index, machine in enumerate(scenario.machines):
        center = scenario.work_center_by_id.get(machine.work_center)
        name = machine.setup_rule or (center.setup_rule if center else None)
        known = scenario.setup_rule_by_id.get(name or "")
        if known is not None:
            yield ("machines", index), "initial", machine.initial, known
    for index, rule in enumerate(scenario.setup_rules):
        yield ("setup_rules", index), "initial_states", rule.initial_states, rule


def _missing(
    path: Path, field: str, state: dict[str, str], rule: SetupRule, about: tuple[str, ...]
) -> Iterator[Finding]:
    missing = [name for name in rule.properties if name not in state]
    if len(missing) < len(rule.properties):
        given = ", ".join(name for name in rule.properties if name in state)
        for name in missing:
            expected = f"a value, as {given} has one: '{rule.id}' looks at all of them or at none"
            yield Finding(path, f"{field}.{name}", "", expected, about=about)


def unknown_initial_states(scenario: Scenario) -> Iterator[Finding]:
    """Yield initial states of properties, or with values, that nothing else in the rule names.

    Values are looked for where a matrix or a list of mountings says that they are known.
    """
    asked = _states_by_property(scenario)
    for path, field, state, rule in _initial(scenario):
        for name, value in state.items():
            if name not in rule.properties:
                expected = f"a property of the setup rule '{rule.id}': {', '.join(rule.properties)}"
                hint = did_you_mean(name, rule.properties)
                yield Finding(path, f"{field}.{name}", value, expected, hint, about=(rule.id,))
                continue
            named = _named_values(scenario, rule, name)
            known = named | asked.get(name, {}) | dict.fromkeys(rule.states)
            if named and value not in known:
                expected = f"a {name} that an operation or the times of changes name"
                hint = did_you_mean(value, known)
                about = ("routings", rule.id, name)
                yield Finding(path, f"{field}.{name}", value, expected, hint, about=about)


def _named_values(scenario: Scenario, rule: SetupRule, name: str) -> dict[str, None]:
    """Return the values in the matrix and the mountings; none if the property lists all."""
    row = scenario.setup_property_by_id.get(name)
    if row is not None and (row.numeric or row.values):
        return {}
    if rule.property is not None:
        return _states_in(rule.matrix)
    if row is None:
        return {}
    return _states_in(row.matrix) | dict.fromkeys(mount.value for mount in row.mounting)


def _states_in(matrix: tuple[SetupTransition, ...]) -> dict[str, None]:
    return {state: None for change in matrix for state in (change.from_, change.to)}


def unknown_setup_states(scenario: Scenario) -> Iterator[Finding]:
    """Yield states of setup rules of one property that no machine can ever be in.

    A machine is in the ``initial`` state, in one that an operation asks for, or in one that the
    rule lists in ``states``. The initial state itself must be known to an operation, to the list
    or to the matrix.
    """
    asked = _states_by_property(scenario)
    begun = _initial_states(scenario)
    for index, rule in enumerate(scenario.setup_rules):
        name = rule.property
        if name is None:
            continue
        states = asked.get(name, {}) | dict.fromkeys(rule.states)
        if not states and rule.matrix:
            expected = "a property that the state of an operation names"
            hint = did_you_mean(name, asked)
            row = ("setup_rules", index)
            yield Finding(row, "property", name, expected, hint, about=_ROUTINGS)
        elif states:
            yield from _unknown_states(index, rule, states, begun.get(name, {}))


def _states_by_property(scenario: Scenario) -> dict[str, dict[str, None]]:
    """Return the states that operations ask for, in the order they are met."""
    asked: dict[str, dict[str, None]] = {}
    for _, operation in operations(scenario):
        for name, state in operation.state.items():
            asked.setdefault(name, {})[state] = None
    return asked


def _initial_states(scenario: Scenario) -> dict[str, dict[str, None]]:
    """Return the states that machines, and rules in ``initial_states``, are in at the start."""
    begun: dict[str, dict[str, None]] = {}
    rows = [machine.initial for machine in scenario.machines]
    rows += [rule.initial_states for rule in scenario.setup_rules]
    for row in rows:
        for name, state in row.items():
            begun.setdefault(name, {})[state] = None
    return begun


def _unknown_states(
    index: int, rule: SetupRule, states: dict[str, None], begun: dict[str, None]
) -> Iterator[Finding]:
    reachable = states | begun
    if rule.initial is not None:
        listed = _states_in(rule.matrix)
        if rule.initial in states or rule.initial in listed:
            reachable[rule.initial] = None
        elif rule.matrix:
            known = states | listed
            match = closest(rule.initial, known)
            reachable[match or rule.initial] = None  # what it was meant to be
            expected = f"a state of the {rule.property} that an operation or the matrix names"
            hint = f"Did you mean '{match}'?" if match else ""
            rule_row = ("setup_rules", index)
            yield Finding(rule_row, "initial", rule.initial, expected, hint, about=_ROUTINGS)
    expected = f"the initial state, one of states, or the {rule.property} of an operation"
    for place, row in enumerate(rule.matrix):
        path = ("setup_rules", index, "matrix", place)
        for field, state in (("from", row.from_), ("to", row.to)):
            if state not in reachable:
                hint = did_you_mean(state, reachable)
                yield Finding(path, field, state, expected, hint, about=_ROUTINGS)


def undeclared_states(scenario: Scenario) -> Iterator[Finding]:
    """Yield states of operations that are missing from the list of a rule that has one."""
    rules = centers_with_rules(scenario)
    for path, operation in operations(scenario):
        places = centers_of(operation)
        found = {rule.id: rule for place in places for rule in rules.get(place, ())}
        for rule in found.values():
            state = operation.state.get(rule.property) if rule.property else None
            if state is None or not rule.states or state in rule.states:
                continue
            expected = f"one of the states of the setup rule '{rule.id}'"
            hint = did_you_mean(state, rule.states)
            field = f"state.{rule.property}"
            yield Finding(path, field, state, expected, hint, about=("setup_rules", *places))


def useless_states(scenario: Scenario) -> Iterator[Finding]:
    """Yield states that no setup rule looks at: of operations, and of machines; a warning."""
    rules = centers_with_rules(scenario)
    for path, operation in operations(scenario):
        places = centers_of(operation)
        if not operation.state or any(place not in rules for place in places):
            continue
        watched = [rule for place in places for rule in rules[place]]
        known = dict.fromkeys(name for rule in watched for name in rule.properties)
        for name, state in operation.state.items():
            if name not in known:
                expected = "a property of the work center's setup rule; it is ignored"
                hint = did_you_mean(name, known)
                about = ("setup_rules", *places)
                yield Finding(path, f"state.{name}", state, expected, hint, about=about)
    centers = scenario.work_center_by_id
    for index, machine in enumerate(scenario.machines):
        center = centers.get(machine.work_center)
        if center is not None and machine.setup_rule is None and center.setup_rule is None:
            for name, state in machine.initial.items():
                expected = f"a setup rule of the machine, or of '{center.id}'; it is ignored"
                path = ("machines", index)
                yield Finding(path, f"initial.{name}", state, expected, about=(center.id,))
