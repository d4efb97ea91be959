"""Rules of sequence-dependent setups: states must be states of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.suggest import closest, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario, SetupRule

__all__ = ["undeclared_states", "unknown_setup_states", "useless_states"]

_ROUTINGS = ("routings",)
"""States come from all routings: if one is wrong, its states may be missing."""


def unknown_setup_states(scenario: Scenario) -> Iterator[Finding]:
    """Yield states of setup rules that no machine can ever be in.

    A machine is in the ``initial`` state, in one that an operation asks for, or in one that the
    rule lists in ``states``. The initial state itself must be known to an operation, to the list
    or to the matrix.
    """
    asked = _states_by_property(scenario)
    for index, rule in enumerate(scenario.setup_rules):
        states = asked.get(rule.property, {}) | dict.fromkeys(rule.states)
        if not states and rule.matrix:
            expected = "a property that the state of an operation names"
            hint = did_you_mean(rule.property, asked)
            row = ("setup_rules", index)
            yield Finding(row, "property", rule.property, expected, hint, about=_ROUTINGS)
        elif states:
            yield from _unknown_states(index, rule, states)


def _states_by_property(scenario: Scenario) -> dict[str, dict[str, None]]:
    """Return the states that operations ask for, in the order they are met."""
    asked: dict[str, dict[str, None]] = {}
    for routing in scenario.routings:
        for operation in routing.operations:
            for name, state in operation.state.items():
                asked.setdefault(name, {})[state] = None
    return asked


def _unknown_states(index: int, rule: SetupRule, states: dict[str, None]) -> Iterator[Finding]:
    reachable = dict(states)
    if rule.initial is not None:
        listed = {state: None for row in rule.matrix for state in (row.from_, row.to)}
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
    rules = {rule.id: rule for rule in scenario.setup_rules if rule.states}
    by_center = {center.id: rules.get(center.setup_rule or "") for center in scenario.work_centers}
    for index, routing in enumerate(scenario.routings):
        for step, operation in enumerate(routing.operations):
            places = [operation.work_center, *(row.work_center for row in operation.alternatives)]
            found = {rule.id: rule for place in places if (rule := by_center.get(place))}
            for rule in found.values():
                state = operation.state.get(rule.property)
                if state is None or state in rule.states:
                    continue
                path = ("routings", index, "operations", step)
                expected = f"one of the states of the setup rule '{rule.id}'"
                hint = did_you_mean(state, rule.states)
                field = f"state.{rule.property}"
                yield Finding(path, field, state, expected, hint, about=("setup_rules", *places))


def useless_states(scenario: Scenario) -> Iterator[Finding]:
    """Yield states that the setup rule of no center of the operation looks at; a warning."""
    rules = {rule.id: rule.property for rule in scenario.setup_rules}
    watched = {center.id: rules.get(center.setup_rule or "") for center in scenario.work_centers}
    for index, routing in enumerate(scenario.routings):
        for step, operation in enumerate(routing.operations):
            places = [operation.work_center, *(row.work_center for row in operation.alternatives)]
            if not operation.state or any(place not in watched for place in places):
                continue
            known = {watched[place] for place in places}
            for name, state in operation.state.items():
                if name not in known:
                    path = ("routings", index, "operations", step)
                    expected = "a property of the work center's setup rule; it is ignored"
                    names = [word for word in known if word]
                    hint = did_you_mean(name, names)
                    rows = ("setup_rules", *places)
                    yield Finding(path, f"state.{name}", state, expected, hint, about=rows)
