"""Sessions of an oven: who may share one, how full it must be, and who waits for whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.plan import Mode
from tests.models.verify.floor import FROZEN, STARTED, broken, document, floor, job, texts

if TYPE_CHECKING:
    from models.plan import OperationRow
    from tests.models.verify.workshop import Case

OVEN = {"id": "oven", "measure": "dm3", "most": 100, "least": 60}
BAKE = {"phase": 10, "work_center": "A", "run": "60m", "fixed_time": True, "aggregation": "hot"}
ABCD = {"MO-A": 30, "MO-B": 40, "MO-C": 50, "MO-D": 20}
"""The example of the domain: volumes of 30, 40, 50 and 20."""


def oven(*, orders: dict[str, int] | None = None, machines: int = 1, **tables: Any) -> Case:
    rule = OVEN | tables.pop("rule", {})
    bake = BAKE | tables.pop("bake", {})
    centers = [{"id": "A", "capacity": machines, "aggregation_rule": "oven"}, {"id": "B"}]
    before = tables.pop("before", [])
    return floor(
        *before, bake, orders=orders or ABCD,
        **{"work_centers": centers, "aggregation_rules": [rule]} | tables,
    )  # fmt: skip


def baked(name: str, *at: int, session: int = 1, on: str = "A-1", **fields: Any) -> OperationRow:
    return job(name, 10, on, *at, quantity=fields.pop("quantity", ABCD.get(name, 10)),
               session=session, **fields)  # fmt: skip


def test_M29_a_session_of_a_c_and_d_holds_100_and_b_waits() -> None:
    first = [baked(name, 0, 60) for name in ("MO-A", "MO-C", "MO-D")]
    # 40 are less than 60, but nobody is left to come
    assert broken(oven(), *first, baked("MO-B", 60, 120, session=2)) == set()


def test_M29_a_session_never_holds_more_than_it_may() -> None:
    first = [baked(name, 0, 60) for name in ("MO-A", "MO-B", "MO-C")]
    found = texts(oven(), *first, baked("MO-D", 60, 120, session=2))
    assert found == [
        "session: session on A-1: the one at 2026-06-01T08:00+00:00 holds 120 dm3 (order MO-A"
        " phase 10, order MO-B phase 10, order MO-C phase 10), more than 100."
    ]


def test_M29_a_session_below_its_least_fill_waits_for_others() -> None:
    rows = [
        baked("MO-B", 0, 60),
        *(baked(name, 60, 120, session=2) for name in ("MO-A", "MO-C", "MO-D")),
    ]
    assert texts(oven(), *rows) == [
        "session: session on A-1: the one at 2026-06-01T08:00+00:00 holds 40 dm3 (order MO-B phase"
        " 10), less than 60; nobody in it has waited for others, and others come later."
    ]


def test_who_does_not_start_with_the_others_finds_the_oven_taken() -> None:
    rows = [baked(name, 0, 60) for name in ("MO-A", "MO-C")]
    late = baked("MO-D", 30, 90, session=2), baked("MO-B", 90, 150, session=3)
    found = broken(oven(rule={"least": 0}), *rows, *late)
    assert ("capacity", "order MO-D phase 10") in found


def test_members_of_a_session_end_together_with_the_longest() -> None:
    # 2 min a piece: A 60, C 100, D 40
    case = oven(bake={"run": "2m", "fixed_time": False})
    last = baked("MO-B", 100, 180, session=2)
    rows = [baked(name, 0, 100) for name in ("MO-A", "MO-C", "MO-D")]
    assert broken(case, *rows, last) == set()
    early = [*rows[:2], baked("MO-D", 0, 40)]
    assert broken(case, *early, last) == {
        ("duration", "order MO-D phase 10"),
        ("session", "order MO-D phase 10"),
    }
    long = [baked(name, 0, 101) for name in ("MO-A", "MO-C", "MO-D")]
    assert ("duration", "order MO-A phase 10") in broken(case, *long, replace(last, start=101))


def test_other_codes_do_not_share_a_session() -> None:
    hot = oven(orders={"MO-A": 30, "MO-D": 20}, bake={"aggregation": None}, rule={"least": 0})
    rows = baked("MO-A", 0, 60, session=0), baked("MO-D", 0, 60, session=0)
    assert broken(hot, *rows) == {
        ("capacity", "order MO-D phase 10"),
        ("capacity", "work center A"),
    }


def test_a_session_may_ask_for_orders_of_one_quantity() -> None:
    orders = {"MO-1": 30, "MO-2": 30, "MO-3": 20}
    case = oven(orders=orders, rule={"same_quantity": True, "least": 0})
    pair = [baked(name, 0, 60, quantity=30) for name in ("MO-1", "MO-2")]
    assert broken(case, *pair, baked("MO-3", 60, 120, quantity=20, session=2)) == set()
    assert broken(case, *pair, baked("MO-3", 0, 60, quantity=20)) == {
        ("session", "order MO-3 phase 10")
    }


@pytest.mark.parametrize(("per_order", "is_right"), [(False, False), (True, True)])
def test_fill_is_that_of_a_piece_or_of_the_order(per_order: bool, is_right: bool) -> None:
    # 3 a piece: 90 + 60 are too much; 3 an order are nearly nothing
    orders = {"MO-1": 30, "MO-2": 20}
    case = oven(orders=orders, bake={"fill": 3}, rule={"per_order": per_order, "least": 0})
    rows = [baked(name, 0, 60, quantity=quantity) for name, quantity in orders.items()]
    assert broken(case, *rows) == (set() if is_right else {("session", "session on A-1")})


def test_what_does_not_fit_into_one_session_takes_several_alone() -> None:
    # 250 of 100: three sessions of 60 min
    case = oven(orders={"MO-1": 250, "MO-2": 20})
    rows = [baked("MO-1", 0, 180, quantity=250, session=0), baked("MO-2", 180, 240, quantity=20)]
    assert broken(case, *rows) == set()
    short = [baked("MO-1", 0, 60, quantity=250, session=0), rows[1]]
    assert texts(case, *short)[0] == (
        "duration: order MO-1 phase 10: A-1 works 60 min between 2026-06-01T08:00+00:00 and"
        " 2026-06-01T09:00+00:00, but 250 pieces in 3 sessions take 180 min."
    )
    shared = [rows[0], baked("MO-2", 0, 60, quantity=20)]
    assert ("capacity", "order MO-1 phase 10") in broken(case, *shared) or (
        "capacity", "order MO-2 phase 10",
    ) in broken(case, *shared)  # fmt: skip


@pytest.mark.parametrize(("start", "is_right"), [(89, False), (90, True), (200, True)])
def test_S20_an_underfilled_session_starts_after_the_longest_wait(
    start: int, is_right: bool
) -> None:
    # B is ready when it is cut, at 30; an hour of the oven later it may start alone
    cut = {"phase": 5, "work_center": "B", "run": "30m", "fixed_time": True, "after": []}
    orders = {"MO-A": 30, "MO-B": 40}
    case = oven(
        orders=orders, before=[cut], rule={"max_wait": "1h"}, bake={"after": [5]},
        work_centers=[{"id": "A", "aggregation_rule": "oven"}, {"id": "B", "capacity": 2}],
    )  # fmt: skip
    rows = [
        job("MO-B", 5, "B-1", 0, 30, quantity=40),
        baked("MO-B", start, start + 60),
        job("MO-A", 5, "B-2", 0, 30, quantity=30),
        baked("MO-A", 300, 360, session=2),
    ]
    assert broken(case, *rows) == (set() if is_right else {("session", "session on A-1")})
    if not is_right:
        assert "nobody in it has waited for 1:00:00, and others come later" in texts(case, *rows)[0]


def test_S20_only_working_time_of_the_oven_counts_as_waiting() -> None:
    orders = {"MO-A": 30, "MO-B": 40}
    centers = [{"id": "A", "aggregation_rule": "oven", "calendar": "day"}]
    case = oven(orders=orders, rule={"max_wait": "260m"}, work_centers=centers)
    # 240 min until noon, and 20 after 13:00, tick 300
    for start, is_right in ((319, False), (320, True)):
        rows = baked("MO-B", start, start + 60), baked("MO-A", 400, 460, session=2)
        assert broken(case, *rows) == (set() if is_right else {("session", "session on A-1")})


def test_S20_material_and_release_tell_since_when_somebody_waits() -> None:
    # no phase before the start of its order, now, and three days: the orders wait since 4320
    orders = {"MO-A": 30, "MO-B": 40}
    settings = {"shop": {"release_advance": -3}}
    case = oven(orders=orders, rule={"max_wait": "1h"}, settings=settings)
    for start, is_right in ((4379, False), (4380, True)):
        rows = baked("MO-B", start, start + 60), baked("MO-A", 5000, 5060, session=2)
        assert broken(case, *rows) == (set() if is_right else {("session", "session on A-1")})


def test_the_last_session_of_a_family_may_start_underfilled_whatever_the_oven() -> None:
    case = oven(orders={"MO-A": 30, "MO-B": 40}, machines=2)
    at_once = baked("MO-A", 0, 60), baked("MO-B", 0, 60, on="A-2")
    assert broken(case, *at_once) == set()
    first = baked("MO-A", 0, 60), baked("MO-B", 1, 61, on="A-2")
    assert broken(case, *first) == {("session", "session on A-1")}


def test_a_family_is_one_on_ovens_with_other_hours() -> None:
    machines = [
        {"id": "A-1", "work_center": "A", "calendar": "day"},
        {"id": "A-2", "work_center": "A"},
    ]
    case = oven(orders={"MO-A": 30, "MO-B": 40}, machines=2)
    case = replace(case, scenario=case.scenario.model_validate(
        case.scenario.model_dump(mode="json", by_alias=True) | {"machines": machines}
    ))  # fmt: skip
    first = baked("MO-A", 0, 60), baked("MO-B", 1, 61, on="A-2")
    assert broken(case, *first) == {("session", "session on A-1")}


@pytest.mark.parametrize("is_begun", [True, False])
def test_begun_and_frozen_sessions_need_no_fill(is_begun: bool) -> None:
    progress = [{"phase": 10, "state": "started", "good": 0}]
    fields = {"progress": progress} if is_begun else {"frozen": True, "start": "2026-06-01T08:00"}
    case = oven(orders={"MO-A": 30, "MO-B": 40}, documents=[document("MO-A", 30, **fields)])
    state = STARTED if is_begun else FROZEN
    rows = baked("MO-A", 0, 60, state=state), baked("MO-B", 60, 120, session=2)
    assert broken(case, *rows) == set()


def test_nobody_joins_a_session_that_has_begun() -> None:
    progress = [{"phase": 10, "state": "started", "good": 0}]
    documents = [document("MO-A", 30, progress=progress)]
    case = oven(orders={"MO-A": 30, "MO-B": 40}, documents=documents)
    rows = baked("MO-A", 0, 60, state=STARTED), baked("MO-B", 0, 60, session=2)
    assert ("capacity", "order MO-B phase 10") in broken(case, *rows)


def test_sessions_are_numbered_on_each_machine() -> None:
    case = oven(rule={"least": 0})
    rows = [baked(name, 0, 60) for name in ("MO-A", "MO-C", "MO-D")]
    assert texts(case, *rows, baked("MO-B", 60, 120, session=3)) == [
        "report: order MO-B phase 10: is in session 3, which is number 2 on A-1."
    ]
    apart = [*rows[:2], baked("MO-D", 0, 60, session=2)]
    assert ("session", "order MO-D phase 10") in broken(
        case, *apart, baked("MO-B", 60, 120, session=2)
    )
    alone = floor({"phase": 10, "work_center": "A", "run": "6m"})
    assert texts(alone, job("MO-1", 10, "A-1", 0, 60, session=1)) == [
        "report: order MO-1 phase 10: is said to be in session 1, but it shares none."
    ]


def test_members_hold_their_own_tools_and_must_work_in_the_same_hours() -> None:
    tray = [{"resource": "tray"}]
    case = oven(
        orders={"MO-A": 30, "MO-B": 40}, bake={"resources": tray}, resources=[{"id": "tray"}]
    )
    rows = baked("MO-A", 0, 60), baked("MO-B", 0, 60)
    assert broken(case, *rows) == {("capacity", "resource tray")}
    routings = [
        {"item": "PART", "operations": [BAKE]},
        {"item": "PLATE", "operations": [BAKE | {"resources": tray}]},
    ]
    items = [{"id": name, "source": "make"} for name in ("PART", "PLATE")]
    other = oven(
        orders={"MO-A": 30, "MO-B": 40}, routings=routings, items=items,
        resources=[{"id": "tray", "calendar": "day"}],
    )  # fmt: skip
    orders = tuple(
        replace(order, item="PLATE") if order.id == "MO-B" else order
        for order in other.material.orders
    )
    mixed = replace(other, material=type(other.material)(orders, other.material.pegs))
    rows = baked("MO-A", 0, 60), baked("MO-B", 0, 60, item="PLATE")
    assert ("session", "order MO-B phase 10") in broken(mixed, *rows)


def test_infinite_plans_run_every_operation_alone() -> None:
    case = replace(oven(bake={"run": "2m", "fixed_time": False}), mode=Mode.ASAP)
    rows = [job(name, 10, "A", 0, 2 * count, quantity=count) for name, count in ABCD.items()]
    assert broken(case, *rows) == set()
