"""Rules of setup properties: values that are admitted, and a time for every change of them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from models.checks.finding import Finding
from models.checks.rows import centers_of, centers_with_rules, listed, operations
from models.checks.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.checks.finding import Path
    from models.scenario import Scenario, SetupProperty, SetupTransition

__all__ = ["impossible_properties", "impossible_values", "matrix_gaps"]

_Change = tuple[str, str]
_LARGEST = 10**9
"""A change of so much, at the longest time a file can name, is still counted in 64 bits."""


class _Stated(NamedTuple):
    """A value of a property, and where it stands."""

    path: Path
    field: str
    property: str
    value: str


def impossible_properties(scenario: Scenario) -> Iterator[Finding]:
    """Yield numeric properties without a time, and others with a time of numbers."""
    for index, row in enumerate(scenario.setup_properties):
        path = ("setup_properties", index)
        if row.numeric and row.per_unit is None and row.constant is None:
            yield Finding(path, "per_unit", "", "a per_unit or a constant time, as it is numeric")
        for field in ("per_unit", "constant", "signed"):
            if not row.numeric and getattr(row, field):
                expected = f"true: {field} counts for numeric properties only"
                yield Finding(path, "numeric", "false", expected)
        for field in ("matrix", "mounting", "default"):
            if row.numeric and getattr(row, field) not in (None, ()):
                yield Finding(path, field, "", f"no {field}: a numeric property has none")


def impossible_values(scenario: Scenario) -> Iterator[Finding]:
    """Yield values of numeric properties that are no numbers, and values not admitted."""
    known = scenario.setup_property_by_id
    for path, field, name, value in _stated(scenario):
        row = known.get(name)
        if row is None:
            continue
        if row.numeric and not _is_number(value):
            expected = f"a number up to {_LARGEST:,}, as '{name}' is numeric"
            yield Finding(path, field, value, expected, about=(name,))
        elif row.values and value not in row.values:
            expected = f"one of the values of '{name}': {listed(list(row.values), 8)}"
            yield Finding(path, field, value, expected, did_you_mean(value, row.values), (name,))


def _stated(scenario: Scenario) -> Iterator[_Stated]:
    for path, operation in operations(scenario):
        for name, value in operation.state.items():
            yield _Stated(path, f"state.{name}", name, value)
    for index, machine in enumerate(scenario.machines):
        for name, value in machine.initial.items():
            yield _Stated(("machines", index), f"initial.{name}", name, value)
    for index, rule in enumerate(scenario.setup_rules):
        for name, value in rule.initial_states.items():
            yield _Stated(("setup_rules", index), f"initial_states.{name}", name, value)
        if rule.property is not None and rule.initial is not None:
            yield _Stated(("setup_rules", index), "initial", rule.property, rule.initial)
    yield from _stated_by_properties(scenario)


def _stated_by_properties(scenario: Scenario) -> Iterator[_Stated]:
    for index, row in enumerate(scenario.setup_properties):
        place = ("setup_properties", index)
        for value in row.values:
            yield _Stated(place, "values", row.id, value)
        for step, change in enumerate(row.matrix):
            yield _Stated((*place, "matrix", step), "from", row.id, change.from_)
            yield _Stated((*place, "matrix", step), "to", row.id, change.to)
        for step, mount in enumerate(row.mounting):
            yield _Stated((*place, "mounting", step), "value", row.id, mount.value)


def _is_number(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number) <= _LARGEST


def matrix_gaps(scenario: Scenario) -> Iterator[Finding]:
    """Yield rules and properties that do not say how long a change takes that may come."""
    asked, begun = _asked(scenario), _begun(scenario)
    told: set[_Stated] = set()
    properties = {row.id: index for index, row in enumerate(scenario.setup_properties)}
    for index, rule in enumerate(scenario.setup_rules):
        for name in rule.properties:
            key = (rule.id, name)
            before, after = begun.get(key, {}) | asked.get(key, {}), asked.get(key, {})
            if rule.property is not None:
                if rule.default is None:
                    gaps = _gaps(before, after, rule.matrix)
                    yield from _told(("setup_rules", index), name, gaps, told)
            elif name in properties:
                place = ("setup_properties", properties[name])
                gaps = _property_gaps(scenario.setup_property_by_id[name], before, after)
                yield from _told(place, name, gaps, told)


def _asked(scenario: Scenario) -> dict[tuple[str, str], dict[str, None]]:
    """Return the values that operations ask for, by setup rule and property."""
    rules = centers_with_rules(scenario)
    asked: dict[tuple[str, str], dict[str, None]] = {}
    for _, operation in operations(scenario):
        for place in centers_of(operation) if operation.state else ():
            for rule in rules.get(place, ()):
                for name in rule.properties:
                    if name in operation.state:
                        asked.setdefault((rule.id, name), {})[operation.state[name]] = None
    return asked


def _begun(scenario: Scenario) -> dict[tuple[str, str], dict[str, None]]:
    """Return the values that machines are set to at the start, by setup rule and property."""
    begun: dict[tuple[str, str], dict[str, None]] = {}
    for rule in scenario.setup_rules:
        if rule.property is not None and rule.initial is not None:
            begun.setdefault((rule.id, rule.property), {})[rule.initial] = None
        for name, value in rule.initial_states.items():
            begun.setdefault((rule.id, name), {})[value] = None
    for machine in scenario.machines:
        center = scenario.work_center_by_id.get(machine.work_center)
        used = machine.setup_rule or (center.setup_rule if center else None)
        for part, value in machine.initial.items() if used is not None else ():
            begun.setdefault((str(used), part), {})[value] = None
    return begun


def _property_gaps(
    row: SetupProperty, before: Mapping[str, None], after: Mapping[str, None]
) -> Iterator[_Change]:
    if row.numeric or row.default is not None:
        return
    mounted = {mount.value for mount in row.mounting}
    for old, new in _gaps(before, after, row.matrix):
        if old not in mounted or new not in mounted:
            yield old, new


def _gaps(
    before: Iterable[str], after: Mapping[str, None], matrix: tuple[SetupTransition, ...]
) -> Iterator[_Change]:
    known = {(change.from_, change.to) for change in matrix}
    for old in before:
        for new in after:
            if old != new and (old, new) not in known:
                yield old, new


def _told(path: Path, name: str, gaps: Iterator[_Change], told: set[_Stated]) -> Iterator[Finding]:
    pairs = [f"{old} -> {new}" for old, new in islice(gaps, 5)]
    finding = _Stated(path, "matrix", name, listed(pairs))
    if pairs and finding not in told:  # two rules may look at one property
        told.add(finding)
        expected = f"a time for every change of the {name}, or a default"
        yield Finding(path, "matrix", finding.value, expected, about=("routings",))
