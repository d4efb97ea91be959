"""A good plan passes; each way of spoiling it is caught and named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.material import MaterialPlan
from models.plan import Mode, OperationRow, OperationState
from models.verify import RULES, Rule
from tests.models.verify.floor_mutations import FLOOR_MUTATIONS
from tests.models.verify.workshop import OPERATIONS, Case, good_plan, workshop
from tests.models.verify.workshop_mutations import WORKSHOP_MUTATIONS

GOOD = good_plan()
MUTATIONS = WORKSHOP_MUTATIONS | FLOOR_MUTATIONS


def test_the_good_plan_breaks_no_rule() -> None:
    assert GOOD.verify() == ()


def test_the_good_plan_without_rows_of_orders_and_demands_breaks_no_rule() -> None:
    assert replace(GOOD, orders=(), demands=()).verify() == ()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_spoiled_plan_is_caught_and_named(name: str) -> None:
    spoil, rule, subject = MUTATIONS[name]
    assert (rule.value, subject) in spoil().broken()


def test_every_rule_is_named_by_some_test_of_a_spoiled_plan() -> None:
    assert {rule for _, rule, _ in MUTATIONS.values()} == set(Rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_without_any_one_rule_some_spoiled_plan_passes(
    rule: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.verify.RULES", tuple(other for other in RULES if other != rule))
    assert any(
        (named.value, subject) not in spoil().broken()
        for spoil, named, subject in MUTATIONS.values()
    )


def test_more_than_one_jig_in_use_is_caught() -> None:
    # a second welder is hired, so that two chairs orders could be welded, but not with one jig
    both = good_plan()
    second = replace(both.material.order_by_id["MO-CHAIR"], id="MO-CHAIR-2", quantity=Decimal(10))
    material = MaterialPlan((*both.material.orders, second), both.material.pegs)
    rows = [replace(row, order="MO-CHAIR-2") for row in OPERATIONS if row.order == "MO-CHAIR"]
    rows = [replace(row, machine="WELD-2") if row.phase == 20 else row for row in rows]
    resources = [{"id": "welder", "capacity": 2}, {"id": "jig"}]
    case = Case(workshop(resources=resources), material, (*OPERATIONS, *rows))
    broken = case.broken()
    assert ("capacity", "resource jig") in broken
    assert ("capacity", "resource welder") not in broken


def test_a_text_names_numbers_machines_and_local_times() -> None:
    late = GOOD.moved("MO-FRAME", 20, -1).verify()
    text = next(str(violation) for violation in late if violation.rule is Rule.PRECEDENCE)
    # 209 min after 06:00 is 09:29
    assert text == (
        "precedence: order MO-FRAME phase 20: starts at 2026-06-01T09:29+00:00,"
        " but phase 10 ends at 2026-06-01T09:30+00:00."
    )


KEYS = [(row.order, row.phase) for row in OPERATIONS]


@given(key=st.sampled_from(KEYS), ticks=st.integers(-90, 90).filter(bool))
def test_a_start_that_moves_alone_is_always_caught(key: tuple[str, int], ticks: int) -> None:
    # every row starts and ends in working time, so a moved start changes the work done, or lies
    # in a break, or after the end
    row = GOOD.operation(*key)
    start = row.start + ticks
    case = GOOD.with_operation(*key, setup_start=start, start=start, run_start=start)
    subject = f"order {key[0]} phase {key[1]}"
    assert any(named == subject for _, named in case.broken())


def _working_minutes(row: OperationRow, start: int, end: int) -> int:
    """Count the working minutes of a day shift or a long one, a minute at a time."""
    day, long = {8, 9, 10, 11, 13, 14, 15, 16}, set(range(6, 22))
    hours = long if row.work_center in ("WELD", "PAINT") else day
    clock = [(360 + tick) % 1440 // 60 for tick in range(start, end)]
    return sum(hour in hours for hour in clock)


@given(
    key=st.sampled_from([key for key in KEYS if key[0] not in ("SO-LEG", "MO-KNOB")]),
    ticks=st.integers(-100, 900).filter(bool),
)
def test_an_operation_moved_as_a_whole_is_caught_when_breaks_change_its_work(
    key: tuple[str, int], ticks: int
) -> None:
    row = GOOD.operation(*key)
    start, end = row.start + ticks, row.end + ticks
    if min(start, row.setup_start + ticks) < 0:
        return
    case = GOOD.moved(*key, ticks)
    work = _working_minutes(row, row.start, row.end)
    moved = _working_minutes(row, start, end)
    caught = ("duration", f"order {key[0]} phase {key[1]}") in case.broken()
    assert caught >= (moved != work)


WEIRD = st.one_of(
    st.integers(-5, 3000),
    st.sampled_from([-(10**15), 10**9, 10**12, 10**18]),
)


@settings(max_examples=60, deadline=None)
@given(
    order=st.sampled_from(["MO-CHAIR", "MO-FROZEN", "MO-STARTED", "SO-LEG", "PO-SEAT", "nobody"]),
    phase=st.sampled_from([0, 10, 20, 30, 40, 7, -1]),
    center=st.sampled_from(["CUT", "WELD", "PAINT", "COAT", "", "nowhere"]),
    machine=st.sampled_from(["CUT-1", "WELD-2", "WELD-٣", "PAINT-01", "COAT", "", "-", "CUT--1"]),
    times=st.tuples(WEIRD, WEIRD, WEIRD, WEIRD),
    changeover=WEIRD,
    quantity=st.sampled_from([Decimal(0), Decimal(-3), Decimal("1e30"), Decimal("0.000001")]),
)
def test_garbage_rows_are_named_and_never_crash(
    order: str,
    phase: int,
    center: str,
    machine: str,
    times: tuple[int, int, int, int],
    changeover: int,
    quantity: Decimal,
) -> None:
    garbage = OperationRow(
        order=order,
        item="GHOST",
        phase=phase,
        quantity=quantity,
        work_center=center,
        machine=machine,
        sequence=-1,
        setup_start=times[0],
        start=times[1],
        run_start=times[2],
        end=times[3],
        changeover=changeover,
        state=OperationState.PLANNED,
    )
    good = good_plan()
    kept = tuple(r for r in good.operations if (r.order, r.phase) != (order, phase))
    for rows in ((garbage, *kept), (*good.operations, garbage), (garbage,)):
        plan = replace(good, operations=rows)
        subject = f"order {order} phase {phase}"
        assert any(v.subject == subject for v in plan.verify())
        assert replace(plan, mode=Mode.ASAP).verify()
