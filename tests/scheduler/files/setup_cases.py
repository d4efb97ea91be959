"""Faults of setups by several properties."""

from __future__ import annotations

from tests.scheduler.files.sound import CUT, SAW, SAWN, Case, added, having

__all__ = ["SETUP_CASES"]

_HEAT = "{id: heat, numeric: true, per_unit: 1m}"
_DIE = "{id: die, default: 5m}"
_RULES = """\
  - id: press
    records: [{properties: [{property: heat}, {property: die}]}]
"""
_PRESS = (
    ("items:\n", f"{_RULES}items:\n"),
    added(f"setup_properties:\n  - {_HEAT}\n  - {_DIE}"),
    (SAW, having(SAW, "setup_rule: press")),
)
"""A saw that is set to a heat and a die, by properties in lines 60 and 61."""


def _initial(state: str) -> str:
    return f"machines: [{{id: S1, work_center: SAW, initial: {{{state}}}}}]\nsetup_properties:"


def _pressed(title: str, edit: tuple[str, str], message: str, *more: tuple[str, str]) -> Case:
    return Case(title, *_PRESS[0], message, (*_PRESS[1:], edit, *more))


SETUP_CASES = [
    _pressed(
        "initial value nothing names",
        (_DIE, "{id: die, default: 5m, mounting: [{value: ALU}, {value: BRASS}]}"),
        "machines 'S1' (line 59) initial.die: found 'BRAS', "
        "expected a die that an operation or the times of changes name\n    Did you mean 'BRASS'?",
        ("setup_properties:", _initial("heat: 20, die: BRAS")),
    ),
    _pressed(
        "initial value of a machine that the matrix does not name",
        (
            "setup_properties:",
            "machines: [{id: P1, work_center: PAINT, initial: {colour: wite}}]\nsetup_properties:",
        ),
        "machines 'P1' (line 59) initial.colour: found 'wite', expected a colour that an operation "
        "or the times of changes name\n    Did you mean 'white'?",
        ("machine: PAINT-1", "machine: P1"),
    ),
    _pressed(
        "unknown property in a record",
        ("property: die}", "property: dye}"),
        "setup_rules.records.properties 'press' / row 1 / 'dye' (line 23) property: found "
        "'dye', expected the id of a setup property\n"
        "    Did you mean 'die'?",
    ),
    _pressed(
        "value mounted twice",
        (_DIE, "{id: die, default: 5m, mounting: [{value: A}, {value: A}]}"),
        "setup_properties.mounting 'die' / 'A' (line 61) value: found 'A', expected one "
        "row for a value; row 1 has it too",
    ),
    _pressed(
        "two times for a change of a property",
        (
            _DIE,
            "{id: die, default: 5m, "
            "matrix: [{from: A, to: B, time: 1m}, {from: A, to: B, time: 2m}]}",
        ),
        "setup_properties.matrix 'die' / row 2 (line 61) from, to: found 'A -> B', "
        "expected one time for a pair of states; row 1 has it too",
    ),
    _pressed(
        "property twice in a record",
        ("{property: die}", "{property: heat}"),
        "setup_rules.records.properties 'press' / row 1 / 'heat' (line 23) property: found "
        "'heat', expected a property once in a record; row 1 has it too",
    ),
    _pressed(
        "rule with records and a default",
        ("    records: [", "    default: 5m\n    records: ["),
        "setup_rules 'press' (line 22) default: expected no default in a rule with records\n"
        "    Those of the setup properties count.",
    ),
    _pressed(
        "record without properties",
        ("[{property: heat}, {property: die}]", "[]"),
        "setup_rules.records 'press' / row 1 (line 23) properties: expected at least one property",
    ),
    _pressed(
        "numeric property without time",
        (_HEAT, "{id: heat, numeric: true}"),
        "setup_properties 'heat' (line 60) per_unit: expected a per_unit or a constant "
        "time, as it is numeric",
    ),
    _pressed(
        "time per unit of what is no number",
        (_DIE, "{id: die, default: 5m, per_unit: 1m}"),
        "setup_properties 'die' (line 61) numeric: found 'false', expected true: per_unit "
        "counts for numeric properties only",
    ),
    _pressed(
        "matrix of a numeric property",
        (_HEAT, having(_HEAT, "default: 3m")),
        "setup_properties 'heat' (line 60) default: expected no default: a numeric "
        "property has none",
    ),
    _pressed(
        "heat that is no number",
        (SAWN, having(SAWN, "state: {heat: hot, die: A}")),
        "routings.operations 'BIKE' / phase 10 (line 37) state.heat: found 'hot', expected "
        "a number up to 1,000,000,000, as 'heat' is numeric",
    ),
    _pressed(
        "heat that is infinite",
        (SAWN, having(SAWN, "state: {heat: inf, die: A}")),
        "routings.operations 'BIKE' / phase 10 (line 37) state.heat: found 'inf', expected "
        "a number up to 1,000,000,000, as 'heat' is numeric",
    ),
    _pressed(
        "value that is not admitted",
        (SAWN, having(SAWN, "state: {heat: 20, die: C}")),
        "routings.operations 'BIKE' / phase 10 (line 37) state.die: found 'C', expected "
        "one of the values of 'die': A, B",
        (_DIE, having(_DIE, "values: [A, B]")),
    ),
    _pressed(
        "initial value that is not admitted",
        (_DIE, having(_DIE, "values: [ALU, BRASS]")),
        "machines 'S1' (line 59) initial.die: found 'ALUU', expected one of the values of "
        "'die': ALU, BRASS\n"
        "    Did you mean 'ALU'?",
        (
            "setup_properties:",
            _initial("heat: 20, die: ALUU"),
        ),
    ),
    _pressed(
        "mounting of what is not admitted",
        (_DIE, "{id: die, default: 5m, values: [A], mounting: [{value: B}]}"),
        "setup_properties.mounting 'die' / 'B' (line 61) value: found 'B', expected one of "
        "the values of 'die': A",
    ),
    _pressed(
        "some properties only",
        (SAWN, having(SAWN, "state: {die: A}")),
        "routings.operations 'BIKE' / phase 10 (line 37) state.heat: expected a value, as "
        "die has one: 'press' looks at all of them or at none",
    ),
    _pressed(
        "machine set in part",
        (
            "setup_properties:",
            _initial("heat: 20"),
        ),
        "machines 'S1' (line 59) initial.die: expected a value, as heat has one: 'press' "
        "looks at all of them or at none",
    ),
    _pressed(
        "initial state of an unknown property",
        (
            "setup_properties:",
            _initial("heat: 20, dye: A, die: A"),
        ),
        "machines 'S1' (line 59) initial.dye: found 'A', expected a property of the setup "
        "rule 'press': heat, die\n"
        "    Did you mean 'die'?",
    ),
    _pressed(
        "initial states of a rule in part",
        ("    records: [", "    initial_states: {die: A}\n    records: ["),
        "setup_rules 'press' (line 22) initial_states.heat: expected a value, as die has "
        "one: 'press' looks at all of them or at none",
    ),
    _pressed(
        "changes without a time",
        (_DIE, "{id: die, matrix: [{from: A, to: B, time: 3m}]}"),
        "setup_properties 'die' (line 61) matrix: found 'B -> A', expected a time for "
        "every change of the die, or a default",
        (SAWN, having(SAWN, "state: {heat: 20, die: A}")),
        (CUT, having(CUT, "state: {heat: 30, die: B}")),
    ),
    _pressed(
        "change to what nobody can mount",
        (_DIE, "{id: die, mounting: [{value: A, mount: 3m}]}"),
        "setup_properties 'die' (line 61) matrix: found 'A -> B, B -> A', expected a time "
        "for every change of the die, or a default",
        (SAWN, having(SAWN, "state: {heat: 20, die: A}")),
        (CUT, having(CUT, "state: {heat: 30, die: B}")),
    ),
]
