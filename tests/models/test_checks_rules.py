"""Rules between tables, where the verdict depends on more than the fault of one row.

The text of each message is asserted where files are read: tests/scheduler/files.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checks import Findings, check_scenario
from models.scenario import Scenario

DAY = {"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}

# Any: rows are what a file would hold
Rows = list[dict[str, Any]]


def checked(**tables: object) -> Findings:
    header = {"id": "s", "start": "2026-06-01T06:00", "horizon": "30d"}
    return check_scenario(
        Scenario.model_validate({"scenario": header, "calendars": [DAY], **tables})
    )


def values(findings: Findings) -> list[str]:
    return [fault.value for fault in findings.errors]


def made(*names: str) -> Rows:
    return [{"id": name, "source": "make", "lead_time": "1d"} for name in names]


def boms(*edges: str) -> Rows:
    children: dict[str, list[dict[str, object]]] = {}
    for edge in edges:
        parent, child = tuple(edge)
        children.setdefault(parent, []).append({"item": child, "quantity": 1})
    return [{"parent": parent, "components": rows} for parent, rows in children.items()]


def test_a_bom_that_shares_components_has_no_cycle() -> None:
    # a diamond: A needs B and C, both need D
    assert values(checked(items=made(*"ABCD"), boms=boms("AB", "AC", "BD", "CD"))) == []


def test_a_cycle_is_named_from_its_first_listed_bom() -> None:
    # X leads into the cycle but is not on it
    findings = checked(items=made(*"XCAB"), boms=boms("XC", "CA", "AB", "BC"))
    assert values(findings) == ["C -> A -> B -> C"]


def test_cycles_apart_from_each_other_are_all_named() -> None:
    findings = checked(items=made(*"ABCD"), boms=boms("AB", "BA", "CD", "DC"))
    assert values(findings) == ["A -> B -> A", "C -> D -> C"]


def test_a_long_chain_of_boms_is_walked_without_recursion() -> None:
    names = [f"I{n}" for n in range(5_000)]
    rows = [
        {"parent": parent, "components": [{"item": child, "quantity": 1}]}
        for parent, child in pairwise(names)
    ]
    assert values(checked(items=made(*names), boms=rows)) == []
    closing = {"parent": names[-1], "components": [{"item": names[0], "quantity": 1}]}
    (cycle,) = values(checked(items=made(*names), boms=[*rows, closing]))
    assert cycle.count("->") == 5_000


@given(st.sets(st.sampled_from([a + b for a in "ABCDE" for b in "ABCDE" if a != b])))
def test_a_cycle_is_found_exactly_where_no_order_of_levels_exists(edges: set[str]) -> None:
    findings = checked(items=made(*"ABCDE"), boms=boms(*sorted(edges)))
    left = set(edges)
    while True:  # take away edges into items that have no components left
        kept = {edge for edge in left if edge[1] in {other[0] for other in left}}
        if kept == left:
            break
        left = kept
    assert bool(findings.errors) == bool(left)


def weekly(**shifts: list[str]) -> list[str]:
    calendar = {"id": "day", "shifts": {key.replace("_", "-"): row for key, row in shifts.items()}}
    return values(checked(calendars=[calendar]))


def test_shifts_that_touch_do_not_overlap() -> None:
    assert weekly(mon_fri=["06:00-14:00", "14:00-22:00", "22:00-06:00"]) == []
    assert weekly(mon_sun=["00:00-24:00"]) == []


def test_shifts_of_two_keys_for_one_day_add_up() -> None:
    assert weekly(mon_fri=["08:00-12:00"], fri=["13:00-15:00"]) == []
    assert weekly(mon_fri=["08:00-12:00"], fri=["11:00-15:00"]) == ["11:00-15:00"]


def test_a_shift_inside_a_longer_one_overlaps_whatever_their_order() -> None:
    assert weekly(mon=["09:00-10:00", "08:00-16:00"]) == ["09:00-10:00"]


def test_the_same_shift_twice_overlaps_itself() -> None:
    assert weekly(mon=["08:00-12:00", "08:00-12:00"]) == ["08:00-12:00"]


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        # Monday 1 June 2026 is closed, so its night shift cannot reach into Tuesday
        ([{"date": "2026-06-01"}, {"date": "2026-06-02", "shifts": ["04:00-12:00"]}], []),
        ([{"date": "2026-06-02", "shifts": ["04:00-12:00"]}], ["04:00-12:00"]),
        # an exception on Friday runs into Saturday, on which nobody works
        ([{"date": "2026-06-05", "shifts": ["20:00-08:00"]}], []),
        # and one on Sunday runs into Monday's second exception
        (
            [
                {"date": "2026-06-07", "shifts": ["20:00-08:00"]},
                {"date": "2026-06-08", "shifts": ["07:00-09:00"]},
            ],
            ["07:00-09:00"],
        ),
        # what lies beyond the horizon is nobody's trouble
        ([{"date": "2031-06-03", "shifts": ["04:00-12:00"]}], []),
    ],
)
def test_exceptions_overlap_with_what_really_happens_beside_them(
    exceptions: Rows, expected: list[str]
) -> None:
    calendar = {"id": "day", "shifts": {"mon-thu": ["22:00-06:00"]}, "exceptions": exceptions}
    assert values(checked(calendars=[calendar])) == expected


def test_a_calendar_nobody_uses_may_be_idle() -> None:
    idle = {"id": "spare", "shifts": {}}
    assert values(checked(calendars=[DAY, idle])) == []
    centers = [{"id": "SAW", "calendar": "spare"}]
    found = checked(calendars=[DAY, idle], work_centers=centers)
    assert not found.errors  # its work is left out of the plan; the rest can be planned
    (fault,) = found.warnings
    assert (fault.table, fault.row, fault.field) == ("calendars", "'spare'", "shifts")


def test_a_setup_rule_without_matrix_needs_no_states() -> None:
    rule = {"id": "r", "property": "colour", "default": "10m", "initial": "white"}
    assert values(checked(setup_rules=[rule])) == []


def test_a_matrix_for_a_property_nobody_has_suggests_the_one_that_was_meant() -> None:
    rule = {
        "id": "r",
        "property": "color",
        "default": "10m",
        "matrix": [{"from": "red", "to": "blue", "time": "5m"}],
    }
    operations = [
        {"phase": 10, "work_center": "P", "run": "1m", "state": {"colour": "red"}},
    ]
    findings = checked(
        setup_rules=[rule],
        work_centers=[{"id": "P", "setup_rule": "r"}],
        items=made("A"),
        routings=[{"item": "A", "operations": operations}],
    )
    (fault,) = findings.errors
    assert (fault.field, fault.value, fault.hint) == ("property", "color", "Did you mean 'colour'?")
    assert [warning.field for warning in findings.warnings] == ["state.colour"]


def test_a_machine_of_an_alternative_center_is_known() -> None:
    operation = {
        "phase": 10,
        "work_center": "A",
        "run": "1m",
        "alternatives": [{"work_center": "B"}],
    }
    order = {
        "id": "MO",
        "type": "production",
        "item": "X",
        "quantity": 1,
        "end": "2026-06-05",
        "progress": [{"phase": 10, "state": "started", "machine": "B-2"}],
    }
    tables = {
        "items": made("X"),
        "routings": [{"item": "X", "operations": [operation]}],
        "orders": [order],
    }
    two = [{"id": "A"}, {"id": "B", "capacity": 2}]
    assert values(checked(work_centers=two, **tables)) == []
    assert values(checked(work_centers=[{"id": "A"}, {"id": "B"}], **tables)) == ["B-2"]


@pytest.mark.parametrize(
    ("due", "fields"),
    [
        ("2026-05-31", ["due"]),  # ends at midnight, before the start at 06:00
        ("2026-06-01", []),  # until the end of today
        ("2026-06-01T06:00", ["due"]),
        ("2026-06-01T06:01", []),
        ("2026-06-30", []),  # day 29 of 30
        ("2026-07-01", ["due"]),  # day 30
        ("2026-06-30T23:59+00:00", []),
    ],
)
def test_a_demand_outside_the_plan_is_a_warning(due: str, fields: list[str]) -> None:
    demand = {"id": "D", "item": "A", "quantity": 1, "due": due}
    findings = checked(items=made("A"), demands=[demand])
    assert findings.errors == ()
    assert [fault.field for fault in findings.warnings] == fields


def test_a_fault_names_the_row_in_every_table_on_its_way() -> None:
    operation = {
        "phase": 10,
        "work_center": "SAW",
        "run": "1m",
        "resources": [{"resource": "crew"}, {"resource": "kru"}],
    }
    (fault,) = checked(
        items=made("A"),
        work_centers=[{"id": "SAW"}],
        resources=[{"id": "crew"}],
        routings=[{"item": "A", "operations": [operation]}],
    ).errors
    assert str(fault) == (
        "routings.operations.resources 'A' / phase 10 / 'kru' resource: found 'kru', "
        "expected the id of a resource"
    )
