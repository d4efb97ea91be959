"""Rules of the shop floor where they must keep quiet, and where several rows decide.

The text of each message is asserted where files are read: tests/scheduler/files.
"""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checks import Findings, check_scenario
from models.scenario import Scenario

# Any: rows are what a file would hold
Row = dict[str, Any]
DAY = {"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}
DUE = "2026-06-19"


def checked(*steps: Row, **tables: object) -> Findings:
    """Return what is found in a plant that makes item A by the steps given."""
    return check_scenario(
        Scenario.model_validate(
            {
                "scenario": {"id": "s", "start": "2026-06-01T06:00", "horizon": "30d"},
                "calendars": [DAY],
                "work_centers": [{"id": "SAW"}, {"id": "WELD", "capacity": 2}],
                "items": [{"id": "A", "source": "make", "lead_time": "1d"}],
                "routings": [{"item": "A", "operations": steps}] if steps else [],
                **tables,
            }
        )
    )


def step(phase: int = 10, center: str = "SAW", **fields: object) -> Row:
    return {"phase": phase, "work_center": center, "run": "10m", **fields}


def order(name: str = "MO", **fields: object) -> Row:
    """Return an order of 6 pieces."""
    return {"id": name, "type": "production", "item": "A", "quantity": 6, "end": DUE, **fields}


def pinned(name: str, *pins: Row, **fields: object) -> Row:
    return order(name, frozen=True, pinned=list(pins), **fields)


def pin(time: str, phase: int = 10, **fields: object) -> Row:
    return {"phase": phase, "start": f"2026-06-03T{time}", **fields}


def errors(findings: Findings) -> list[tuple[str, str, str]]:
    """Return table, field and value of the errors."""
    return [(fault.table, fault.field, fault.value) for fault in findings.errors]


def warnings(findings: Findings) -> list[tuple[str, str, str]]:
    return [(fault.table, fault.field, fault.value) for fault in findings.warnings]


QUIET = Findings((), ())


# what must not be told


def test_a_skill_of_somebody_who_is_away_is_known_and_only_missing() -> None:
    workers = [{"id": "Eva", "skills": ["weld"], "active": False}]
    findings = checked(step(skills=[{"skill": "weld"}]), workers=workers)
    assert errors(findings) == []
    assert warnings(findings) == [("routings.operations.skills", "quantity", "1")]


def test_times_of_a_machine_that_is_switched_off_are_no_fault() -> None:
    machines = [
        {"id": "S1", "work_center": "SAW"},
        {"id": "S2", "work_center": "SAW", "active": False},
    ]
    times = [{"machine": "S1"}, {"machine": "S2", "run": "4m"}]
    assert checked(step(machines=times, machine_count=2), machines=machines) == QUIET


def test_a_phase_of_given_machines_may_leave_its_own_time_out() -> None:
    rows = [{"machine": "WELD-1", "run": "9m"}]
    quiet = {"phase": 10, "work_center": "WELD", "machines": rows}
    assert checked(quiet) == QUIET
    rows.append({"machine": "WELD-2"})
    assert errors(checked(quiet)) == [("routings.operations", "run", "")]


@pytest.mark.parametrize("field", ["setup", "worker_run"])
def test_any_time_of_the_work_is_a_time(field: str) -> None:
    assert checked({"phase": 10, "work_center": "SAW", field: "1h"}) == QUIET


def test_a_wait_is_a_time_where_it_holds_the_center() -> None:
    drying = {"phase": 10, "work_center": "SAW", "wait": "1h"}
    assert errors(checked(drying)) == [("routings.operations", "run", "")]
    assert checked(drying | {"wait_commits": True}) == QUIET


def test_a_wait_that_holds_the_center_is_no_minimum_gap() -> None:
    assert checked(step(wait="2h", max_wait="0m", wait_commits=True), step(20)) == QUIET
    found = checked(step(wait="2h", max_wait="0m"), step(20))
    assert errors(found) == [("routings.operations", "max_wait", "0s")]


def test_overtime_may_overlap_shifts_and_make_a_closed_calendar_work() -> None:
    overtime = [
        {"from": "2026-06-01", "to": "2026-06-05", "shifts": ["15:00-18:00", "17:00-19:00"]}
    ]
    calendars = [DAY | {"overtime": overtime}, {"id": "extra", "overtime": overtime}]
    machines = [{"id": "S1", "work_center": "SAW", "calendar": "extra"}]
    assert checked(calendars=calendars, machines=machines) == QUIET


def test_an_overlap_of_0_percent_is_none() -> None:
    none = {"type": "percent", "value": 0}
    assert checked(step(10, after=[], overlap=none), step(20, max_wait="1h")) == QUIET
    assert checked(step(10, max_wait="1h"), step(20, overlap=none)) == QUIET


def test_a_phase_that_is_left_out_today_has_no_say_in_what_follows_what() -> None:
    # 20 and 30 follow 10; 40 follows 20, and over 30, which is left out, 10 again
    left_out = step(30, after=[10], valid_from="2027-01-01")
    half = {"type": "percent", "value": 50}
    assert checked(step(10), left_out, step(40, after=[30], overlap=half)) == QUIET
    several = checked(step(10), step(20), left_out, step(40, after=[20, 30], overlap=half))
    assert errors(several) == [("routings.operations", "overlap", "percent")]


# what the floor declared


def test_phases_side_by_side_may_start_in_any_order() -> None:
    steps = (step(10), step(20, after=[]), step(30, after=[10, 20]))
    begun = [{"phase": 20, "state": "started"}]
    assert checked(*steps, orders=[order(progress=begun)]) == QUIET
    begun = [{"phase": 30, "state": "started"}, {"phase": 20, "state": "closed"}]
    found = checked(*steps, orders=[order(progress=begun)])
    assert [fault.expected for fault in found.warnings] == ["phase 10 to be closed first"]


def test_a_phase_that_overlaps_may_run_beside_the_one_it_follows() -> None:
    begun = [{"phase": 10, "state": "started"}, {"phase": 20, "state": "started"}]
    orders = [order(progress=begun)]
    assert checked(step(10), step(20, overlap={"type": "total"}), orders=orders) == QUIET
    assert warnings(checked(step(10), step(20), orders=orders)) == [
        ("orders.progress", "state", "started")
    ]


def test_S12_progress_above_the_quantity_is_a_warning_that_names_the_phase() -> None:
    begun = [{"phase": 10, "state": "started", "good": 7}]
    findings = checked(step(10), orders=[order(progress=begun)])
    assert [str(fault) for fault in findings.warnings] == [
        "orders.progress 'MO' / phase 10 good: found '7', expected at most the order's quantity, 6"
    ]


def test_a_phase_declared_under_an_older_routing_is_known() -> None:
    old = step(20, valid_to="2026-05-31")
    begun = [{"phase": 10, "state": "closed"}, {"phase": 20, "state": "closed"}]
    assert checked(step(10), old, step(30), orders=[order(progress=begun)]) == QUIET


# pins


def test_S11_pins_that_touch_leave_each_other_room() -> None:
    # 6 pieces of 10 minutes: 08:00-09:00, and the next from 09:00 on
    orders = [pinned("M1", pin("08:00")), pinned("M2", pin("09:00"))]
    assert checked(step(), orders=orders) == QUIET
    orders[1] = pinned("M2", pin("08:59"))
    assert errors(checked(step(), orders=orders)) == [
        ("orders.pinned", "start", "2026-06-03T08:59")
    ]


def test_pins_to_a_center_of_several_machines_clash_on_a_named_one_only() -> None:
    orders = [pinned(name, pin("08:00")) for name in ("M1", "M2", "M3")]
    assert checked(step(center="WELD"), orders=orders) == QUIET  # nobody knows on which
    orders = [pinned(name, pin("08:00", machine="WELD-2")) for name in ("M1", "M2")]
    assert errors(checked(step(center="WELD"), orders=orders)) == [
        ("orders.pinned", "start", "2026-06-03T08:00")
    ]
    # a phase for one machine only is on that one, whoever says so
    alone = step(center="WELD", machines=[{"machine": "WELD-1"}])
    orders = [pinned(name, pin("08:00")) for name in ("M1", "M2")]
    assert len(checked(alone, orders=orders).errors) == 1


@pytest.mark.parametrize(
    ("tables", "fields"),
    [
        # pins at 08:00 and 08:30, 60 minutes of work: each makes it 30 minutes or less
        ({"machines": [{"id": "S1", "work_center": "SAW", "efficiency": 2}]}, {}),
        ({}, {"fixed_time": True}),
        ({}, {"pieces": 2}),
        ({"settings": {"shop": {"executions": "proportional"}}}, {"pieces": "2.4", "run": "12m"}),
        (
            {"workers": [{"id": name, "skills": ["saw"]} for name in "EU"]},
            {"skills": [{"skill": "saw", "most": 2}]},
        ),
    ],
)
def test_what_makes_work_short_makes_room_for_pins(tables: Row, fields: Row) -> None:
    orders = [pinned("M1", pin("08:00")), pinned("M2", pin("08:30"))]
    assert len(checked(step(), orders=orders).errors) == 1
    assert checked(step(**fields), orders=orders, **tables).errors == ()


def test_pins_in_one_session_stand_together() -> None:
    tables = {
        "work_centers": [{"id": "SAW", "aggregation_rule": "oven"}],
        "aggregation_rules": [{"id": "oven", "most": 100}],
        "orders": [pinned("M1", pin("08:00")), pinned("M2", pin("08:00"))],
    }
    assert checked(step(aggregation="hot"), **tables) == QUIET


def test_pins_of_phases_that_overlap_need_only_start_in_order() -> None:
    total = {"type": "total"}
    steps = (step(10), step(20, "WELD", overlap=total))
    assert checked(*steps, orders=[pinned("M", pin("08:00"), pin("08:00", 20))]) == QUIET
    late = checked(*steps, orders=[pinned("M", pin("08:01"), pin("08:00", 20))])
    assert errors(late) == [("orders.pinned", "start", "2026-06-03T08:00")]


def test_pins_of_what_has_begun_or_is_not_frozen_are_left_alone() -> None:
    begun = [{"phase": 10, "state": "started"}]
    orders = [pinned("M1", pin("08:00")), pinned("M2", pin("08:00"), progress=begun)]
    assert checked(step(), orders=orders) == QUIET
    loose = order("M2", pinned=[pin("08:00")])
    assert checked(step(), orders=[orders[0], loose]).errors == ()


# phases that wait for each other


@given(st.lists(st.lists(st.integers(0, 4), max_size=2, unique=True), min_size=5, max_size=5))
def test_phases_wait_in_circles_if_no_order_of_them_is_possible(after: list[list[int]]) -> None:
    findings = checked(*(step(phase, after=before) for phase, before in enumerate(after)))
    orders = permutations(range(5))
    is_possible = any(
        all(row.index(other) < row.index(phase) for phase in row for other in after[phase])
        for row in orders
    )
    found = [fault.value for fault in findings.errors if fault.field == "after"]
    assert len(found) == (0 if is_possible else 1)
    for value in found:  # each of the circle is waited for by the next
        circle = [int(part) for part in value.split(" -> ")]
        assert circle[0] == circle[-1]
        assert all(a in after[b] for a, b in pairwise(circle))


# setups

PAIRS = [(a, b) for a in "ABC" for b in "ABC" if a != b]


@given(st.sets(st.sampled_from("ABC"), min_size=1), st.sampled_from(["A", "C", None]),
       st.sets(st.sampled_from(PAIRS)))  # fmt: skip
def test_a_matrix_has_a_gap_if_some_change_that_may_come_has_no_time(
    asked: set[str], initial: str | None, known: set[tuple[str, str]]
) -> None:
    matrix = [{"from": a, "to": b, "time": "5m"} for a, b in sorted(known)]
    before = asked | ({initial} if initial else set())
    gaps = [(a, b) for a in before for b in asked if a != b and (a, b) not in known]
    steps = [step(10 + index, state={"die": state}) for index, state in enumerate(sorted(asked))]
    centers = [{"id": "SAW", "setup_rule": "die"}, {"id": "WELD", "capacity": 2}]
    single: Row = {"id": "die", "property": "die", "matrix": matrix, "states": ["A", "B", "C"]}
    records = [{"properties": [{"property": "die"}]}]
    several: Row = {"id": "die", "records": records}
    if initial:
        single["initial"] = initial
        several["initial_states"] = {"die": initial}
    listed = {"setup_properties": [{"id": "die", "matrix": matrix, "values": ["A", "B", "C"]}]}
    for rule, tables in ((single, {}), (several, listed)):
        found = checked(*steps, work_centers=centers, setup_rules=[rule], **tables)
        assert bool(found.errors) == bool(gaps)
        assert all(fault.field == "matrix" for fault in found.errors)


def test_each_machine_counts_with_the_rule_it_has() -> None:
    # S1 is set up by its center's rule, S2 by its own, which has no time from blue
    machines = [
        {"id": "S1", "work_center": "SAW"},
        {"id": "S2", "work_center": "SAW", "setup_rule": "own", "initial": {"die": "blue"}},
    ]
    rules = [
        {"id": "all", "property": "die", "default": "5m"},
        {"id": "own", "property": "die", "matrix": [{"from": "red", "to": "blue", "time": "3m"}]},
    ]
    found = checked(
        step(state={"die": "red"}),
        work_centers=[{"id": "SAW", "setup_rule": "all"}],
        machines=machines,
        setup_rules=rules,
    )
    assert errors(found) == [("setup_rules", "matrix", "blue -> red")]


# sessions


def test_codes_are_compared_at_each_center_by_itself() -> None:
    tables = {
        "work_centers": [
            {"id": "SAW", "aggregation_rule": "oven"},
            {"id": "WELD", "aggregation_rule": "oven"},
        ],
        "aggregation_rules": [{"id": "oven", "most": 100}],
        "resources": [{"id": "jig"}],
    }
    jig = [{"resource": "jig"}]
    apart = (step(10, aggregation="hot"), step(20, "WELD", aggregation="hot", resources=jig))
    assert checked(*apart, **tables) == QUIET
    # once the second may go to SAW too, both may meet there
    both = step(20, "WELD", aggregation="hot", resources=jig, alternatives=[{"work_center": "SAW"}])
    assert errors(checked(apart[0], both, **tables)) == [
        ("routings.operations", "resources", "1 jig")
    ]


def test_what_is_for_information_only_does_not_keep_phases_apart() -> None:
    tables = {
        "work_centers": [{"id": "SAW", "aggregation_rule": "oven"}],
        "aggregation_rules": [{"id": "oven", "most": 100}],
    }
    note = [{"item": "A", "scheduled": False}]
    steps = (step(10, aggregation="hot"), step(20, aggregation="hot", equipment=note))
    assert checked(*steps, **tables) == QUIET
