"""What ties phases, orders and dates: waits, idling, deadlines, gates, frozen work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.material import MaterialPlan
from models.plan import Mode
from models.scenario import OrderType
from tests.models.verify.floor import FROZEN, STARTED, broken, document, floor, job, texts
from tests.models.verify.workshop import Case, peg, supply

SECOND = "order MO-1 phase 20"
FIRST = {"phase": 10, "work_center": "A", "run": "6m"}
"""An hour for 10 pieces."""


# phases


@pytest.mark.parametrize(
    ("waits", "last"),
    [({"max_wait": "30m"}, 90), ({"max_wait": "0m"}, 60), ({"wait": "20m", "max_wait": "30m"}, 90)],
)
def test_a_phase_starts_soon_enough_after_one_that_may_not_wait(
    waits: dict[str, Any], last: int
) -> None:
    case = floor(FIRST | waits, {"phase": 20, "work_center": "B", "run": "1m"})
    before = job("MO-1", 10, "A-1", 0, 60)
    assert broken(case, before, job("MO-1", 20, "B-1", last, last + 10)) == set()
    late = job("MO-1", 20, "B-1", last + 1, last + 11)
    assert broken(case, before, late) == {("max-wait", SECOND)}
    assert broken(replace(case, mode=Mode.ALAP), replace(before, machine="A"),
                  replace(late, machine="B")) == {("max-wait", SECOND)}  # fmt: skip


def test_every_follower_is_bound_by_a_maximum_wait() -> None:
    case = floor(
        FIRST | {"max_wait": "30m"},
        {"phase": 20, "work_center": "B", "run": "1m", "after": [10]},
        {"phase": 30, "work_center": "C", "run": "1m", "after": [10]},
    )
    rows = [job("MO-1", 10, "A-1", 0, 60), job("MO-1", 20, "B-1", 60, 70)]
    late = texts(case, *rows, job("MO-1", 30, "C-1", 100, 110))
    assert late == [
        "max-wait: order MO-1 phase 30: starts at 2026-06-01T09:40+00:00, but at most 30 min after"
        " phase 10, which ends at 2026-06-01T09:00+00:00."
    ]


def overlapping(**overlap: Any) -> Case:
    return floor(
        FIRST,
        {"phase": 20, "work_center": "B", "run": "1m"} | {"overlap": {"type": "total"} | overlap},
        work_centers=[{"id": "A"}, {"id": "B", "calendar": "day"}],
    )


def test_S15_a_fast_successor_shows_idle_hours() -> None:
    first = job("MO-1", 10, "A-1", 0, 60)
    case = overlapping(idle=True)
    # 10 min of work from 0 on; the 50 until the phase before ends are idle
    assert broken(case, first, job("MO-1", 20, "B-1", 0, 60, idle=50)) == set()
    assert texts(case, first, job("MO-1", 20, "B-1", 0, 60)) == [
        f"report: {SECOND}: is said to idle for 0 min, but its 10 min of work leave 50 min until"
        " 2026-06-01T09:00+00:00."
    ]
    assert broken(case, first, job("MO-1", 20, "B-1", 55, 65)) == set()  # it need not start early
    # longer than it must
    assert broken(case, first, job("MO-1", 20, "B-1", 0, 61, idle=51)) == {("duration", SECOND)}
    assert ("overlap", SECOND) in broken(case, first, job("MO-1", 20, "B-1", 0, 10))


def test_S15_only_working_time_is_idle() -> None:
    # from 230 to noon, 240, its work is done; the phase before ends over lunch, at 280
    case = overlapping(idle=True)
    first = job("MO-1", 10, "A-1", 220, 280)
    assert broken(case, first, job("MO-1", 20, "B-1", 225, 280, idle=5)) == set()
    assert broken(case, first, job("MO-1", 20, "B-1", 225, 280, idle=45)) == {("report", SECOND)}


def test_S15_without_idling_a_successor_starts_late_enough_to_run_through() -> None:
    first = job("MO-1", 10, "A-1", 0, 60)
    assert broken(overlapping(), first, job("MO-1", 20, "B-1", 50, 60)) == set()
    assert broken(overlapping(), first, job("MO-1", 20, "B-1", 0, 60, idle=50)) == {
        ("duration", SECOND), ("report", SECOND),
    }  # fmt: skip


def test_S15_idling_holds_the_machine() -> None:
    case = floor(
        FIRST,
        {"phase": 20, "work_center": "B", "run": "1m"}
        | {"overlap": {"type": "total", "idle": True}},
        {"phase": 30, "work_center": "B", "run": "1m", "after": []},
    )
    rows = job("MO-1", 10, "A-1", 0, 60), job("MO-1", 20, "B-1", 0, 60, idle=50)
    assert broken(case, *rows, job("MO-1", 30, "B-1", 60, 70)) == set()
    taken = broken(case, *rows, job("MO-1", 30, "B-1", 30, 40))
    assert ("capacity", "order MO-1 phase 30") in taken


# dates


@pytest.mark.parametrize(
    ("end", "wait", "is_right"),
    [(960, "0m", True), (961, "0m", False), (950, "10m", True), (951, "10m", False)],
)
def test_an_order_that_holds_its_end_is_complete_by_that_day(
    end: int, wait: str, is_right: bool
) -> None:
    # midnight after 2026-06-01 is tick 960
    held = document(end="2026-06-01", hold_end=True)
    case = floor(FIRST | {"wait": wait}, documents=[held])
    wrong = set() if is_right else {("deadline", "order MO-1 phase 10")}
    assert broken(case, job("MO-1", 10, "A-1", end - 60, end)) == wrong


@pytest.mark.parametrize("by_demand", [True, False])
def test_a_hard_demand_is_never_late(by_demand: bool) -> None:
    demand = {"id": "D-PART", "item": "PART", "quantity": 10, "due": "2026-06-01T10:00"}
    tables: dict[str, Any] = {"demands": [demand | {"hard": by_demand}]}
    if not by_demand:
        tables["settings"] = {"shop": {"hard_deadlines": True}}
    case = floor(FIRST, **tables)
    assert broken(case, job("MO-1", 10, "A-1", 60, 120)) == set()
    assert texts(case, job("MO-1", 10, "A-1", 61, 121)) == [
        "deadline: demand D-PART: may not be late: it is due at 2026-06-01T10:00+00:00, but order"
        " MO-1 ends at 2026-06-01T10:01+00:00."
    ]
    soft = floor(FIRST, demands=[demand])
    assert broken(soft, job("MO-1", 10, "A-1", 61, 121)) == set()


def released(case: Case, start: int) -> Case:
    """Return the case with MO-1 starting at a tick, as MRP sees it."""
    orders = tuple(replace(order, start=start) for order in case.material.orders)
    return replace(case, material=MaterialPlan(orders, case.material.pegs))


@pytest.mark.parametrize(("advance", "first"), [(2, 1440), (0, 4320), (-1, 5760)])
def test_S22_no_phase_is_earlier_than_so_many_days_before_its_order(
    advance: int, first: int
) -> None:
    case = floor(FIRST, settings={"shop": {"release_advance": advance}})
    case = released(case, 4320)
    assert broken(case, job("MO-1", 10, "A-1", first, first + 60)) == set()
    early = job("MO-1", 10, "A-1", first - 1, first + 59)
    assert broken(case, early) == {("release", "order MO-1 phase 10")}


def test_S22_begun_and_frozen_work_is_released_already() -> None:
    settings = {"shop": {"release_advance": 0}}
    begun = document(progress=[{"phase": 10, "state": "started"}])
    frozen = document(frozen=True, start="2026-06-01T09:00")
    row = job("MO-1", 10, "A-1", 0, 60, state=STARTED)
    assert broken(released(floor(FIRST, documents=[begun], settings=settings), 4320), row) == set()
    row = job("MO-1", 10, "A-1", 60, 120, state=FROZEN)
    case = floor(FIRST, documents=[frozen], settings=settings)
    assert broken(released(case, 4320), row) == set()


def test_a_planned_order_does_not_start_inside_the_fence_of_its_item() -> None:
    items = [{"id": "PART", "source": "make", "fence": "5d"}]
    calendars = [
        {"id": "week", "shifts": {"mon-fri": ["00:00-24:00"]}},
        {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
    ]
    centers = [{"id": "A", "calendar": "always"}]
    case = floor(FIRST, items=items, calendars=calendars, work_centers=centers)
    # Monday, and Tuesday to Friday and Monday: the fence ends with Monday, 8 days less 8 hours
    first = 8 * 1440 - 480
    assert broken(case, job("MO-1", 10, "A-1", first, first + 60)) == set()
    early = job("MO-1", 10, "A-1", first - 1, first + 59)
    assert texts(case, early) == [
        "release: order MO-1 phase 10: starts at 2026-06-08T23:59+00:00, before"
        " 2026-06-09T00:00+00:00: PART has a fence of 5 working days."
    ]
    assert broken(replace(case, mode=Mode.ASAP), replace(early, machine="A")) == set()
    known = floor(
        FIRST, items=items, calendars=calendars, work_centers=centers, documents=[document()]
    )
    assert broken(known, early) == set()  # an existing order stays


# material


def fed(
    end: str = "2026-06-03", kind: str = "purchase", critical: bool = False, **shop: Any
) -> Case:
    """Return a plan of MO-1 whose second phase takes a BAR that is received one day."""
    bar = {"item": "BAR", "quantity": 1, "phase": 20, "critical": critical}
    case = floor(
        FIRST,
        {"phase": 20, "work_center": "B", "run": "1m"},
        items=[{"id": "PART", "source": "make"}, {"id": "BAR", "source": "buy"}],
        boms=[{"parent": "PART", "components": [bar]}],
        settings={"shop": shop, "purchase_delay": "1d"},
        orders={"MO-1": 10},
        documents=[{"id": "IN-1", "type": kind, "item": "BAR", "quantity": 10, "end": end}],
    )
    order = supply("IN-1", "BAR", 10, kind=OrderType(kind), document=True)
    pegs = (*case.material.pegs, peg("IN-1", "MO-1", "BAR", 10, phase=20))
    return replace(case, material=MaterialPlan((*case.material.orders, order), pegs))


THURSDAY = 3 * 1440 - 480
"""Midnight before 2026-06-04: a day after the receipt of 2026-06-03."""


@pytest.mark.parametrize(
    ("shop", "critical", "is_gated"),
    [
        ({}, False, True),
        ({"wait_for_material": False}, True, False),
        ({"wait_until": "2026-06-04"}, False, True),
        ({"wait_until": "2026-06-03"}, False, False),  # usable on the 4th
        ({"critical_only": True}, False, False),
        ({"critical_only": True}, True, True),
    ],
)
def test_S13_a_phase_waits_for_its_own_material_as_far_as_the_settings_say(
    shop: dict[str, Any], critical: bool, is_gated: bool
) -> None:
    case = fed(critical=critical, **shop)
    first = job("MO-1", 10, "A-1", 0, 60)  # linked material delays only its phase
    assert broken(case, first, job("MO-1", 20, "B-1", THURSDAY, THURSDAY + 10)) == set()
    early = job("MO-1", 20, "B-1", THURSDAY - 1, THURSDAY + 9)
    assert broken(case, first, early) == ({("material", SECOND)} if is_gated else set())


def test_S23_subcontracted_goods_have_a_delay_of_their_own() -> None:
    first = job("MO-1", 10, "A-1", 0, 60)
    case = fed(kind="subcontract", subcontract_delay="3d")
    usable = THURSDAY + 2 * 1440  # 2026-06-03 and three days
    assert broken(case, first, job("MO-1", 20, "B-1", usable, usable + 10)) == set()
    early = job("MO-1", 20, "B-1", usable - 1, usable + 9)
    assert broken(case, first, early) == {("material", SECOND)}


def test_material_without_a_phase_gates_every_phase_that_follows_none() -> None:
    case = fed()
    parallel = [FIRST, {"phase": 20, "work_center": "B", "run": "1m", "after": []}]
    scenario = case.scenario.model_validate(
        case.scenario.model_dump(mode="json", by_alias=True)
        | {
            "routings": [{"item": "PART", "operations": parallel}],
            "boms": [{"parent": "PART", "components": [{"item": "BAR", "quantity": 1}]}],
        }
    )
    pegs = tuple(replace(row, phase=None) for row in case.material.pegs)
    case = replace(case, scenario=scenario, material=MaterialPlan(case.material.orders, pegs))
    rows = job("MO-1", 10, "A-1", 0, 60), job("MO-1", 20, "B-1", 0, 10)
    assert broken(case, *rows) == {("material", "order MO-1 phase 10"), ("material", SECOND)}


# frozen work


def test_S11_mandatory_orders_keep_their_dates_and_consume_capacity() -> None:
    frozen = document(frozen=True, pinned=[{"phase": 10, "start": "2026-06-01T09:00"}])
    case = floor(FIRST, orders={"MO-1": 10, "MO-2": 10}, documents=[frozen])
    held = job("MO-1", 10, "A-1", 60, 120, state=FROZEN)
    assert broken(case, held, job("MO-2", 10, "A-1", 0, 60)) == set()
    moved = job("MO-1", 10, "A-1", 120, 180, state=FROZEN)
    assert broken(case, moved, job("MO-2", 10, "A-1", 0, 60)) == {("frozen", "order MO-1 phase 10")}
    taken = broken(case, held, job("MO-2", 10, "A-1", 90, 150))
    assert ("capacity", "order MO-2 phase 10") in taken


def test_S11_after_an_alternative_center_the_next_phase_is_due_when_it_really_ends() -> None:
    other = [{"work_center": "B", "run": "12m"}]
    frozen = document(
        frozen=True,
        pinned=[{"phase": 10, "start": "2026-06-01T08:00", "work_center": "B"}],
    )
    case = floor(
        FIRST | {"alternatives": other}, {"phase": 20, "work_center": "C", "run": "1m"},
        documents=[frozen],
    )  # fmt: skip
    first = job("MO-1", 10, "B-1", 0, 120, state=FROZEN)  # 10 x 12, not 10 x 6
    assert broken(case, first, job("MO-1", 20, "C-1", 120, 130, state=FROZEN)) == set()
    late = job("MO-1", 20, "C-1", 121, 131, state=FROZEN)
    assert broken(case, first, late) == {("frozen", SECOND)}


def test_work_of_the_last_plan_may_be_called_frozen_within_its_days() -> None:
    row = job("MO-1", 10, "A-1", 0, 60, state=FROZEN)
    assert broken(floor(FIRST), row) == {("report", "order MO-1 phase 10")}
    days = {"shop": {"frozen_days": "1d"}}
    assert broken(floor(FIRST, settings=days), row) == set()
    late = job("MO-1", 10, "A-1", 1440, 1500, state=FROZEN)
    assert broken(floor(FIRST, settings=days), late) == {("report", "order MO-1 phase 10")}
