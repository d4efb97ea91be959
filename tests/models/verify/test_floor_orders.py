"""What ties phases, orders and dates: waits, idling, lots, deadlines, gates, orders left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.material import MaterialPlan
from models.plan import DemandRow, Mode, OrderRow, Unscheduled
from models.scenario import OrderType
from tests.models.verify.floor import FROZEN, STARTED, broken, document, floor, job, texts
from tests.models.verify.workshop import Case, operation, peg, supply

SECOND = "order MO-1 phase 20"
FIRST = {"phase": 10, "work_center": "A", "run": "6m"}
"""An hour for 10 pieces."""
DUE = 28 * 1440 + 16 * 60
"""D-PART is due at midnight after 2026-06-29; tick 0 is 2026-06-01 08:00."""


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


# lots


def chain(
    *, transfer: str = "25", withdrawal: str = "25", setup: str = "0m", child: Any = None
) -> Case:
    """Return a plan of MO-1, 60 PARTs of a minute on B, made of 60 BARs of a minute on A."""
    made = {"phase": 10, "work_center": "A", "run": "1m", "setup": setup} | (child or {})
    case = floor(
        orders={"MO-1": 60},
        items=[
            {"id": "PART", "source": "make"},
            {"id": "BAR", "source": "make"}
            | {"transfer_lot": transfer, "withdrawal_lot": withdrawal},
        ],
        boms=[{"parent": "PART", "components": [{"item": "BAR", "quantity": 1}]}],
        routings=[
            {"item": "PART", "operations": [{"phase": 10, "work_center": "B", "run": "1m"}]},
            {"item": "BAR", "operations": [made]},
        ],
    )
    orders = (*case.material.orders, supply("MO-BAR", "BAR", 60, level=1))
    pegs = (*case.material.pegs, peg("MO-BAR", "MO-1", "BAR", 60))
    return replace(case, material=MaterialPlan(orders, pegs))


def bars(*at: int) -> Any:
    return operation("MO-BAR", "BAR", 10, 60, on="A-1", at=at)


def parts(start: int, end: int | None = None) -> Any:
    return job("MO-1", 10, "B-1", start, end or start + 60, quantity=60)


def earliest(case: Case, tick: int, made: Any) -> None:
    """Assert that MO-1 may start at a tick, and not before."""
    assert broken(case, made, parts(tick)) == set()
    assert broken(case, made, parts(tick - 1)) == {("material", "order MO-1 phase 10")}


@pytest.mark.parametrize(
    ("transfer", "withdrawal", "tick"),
    [
        # 60 in lots of 25 are deposited as 25, 25 and 10
        ("25", "25", 25),  # lots of 25, 25, 10 at 25, 50, 60, taken at 0, 25, 50 of its work
        ("0", "25", 60),  # lot 0: after the end
        ("25", "0", 60),
        ("25", "30", 50),  # the first 30 need two lots
        ("25", "20", 30),  # the second 20 need two, the last the end: a third 25 came at 75
        ("30", "25", 35),  # the second 25 need the end, at 60, when 25 min are worked
        ("60", "1", 60),
        ("1", "1", 1),
        ("100", "1", 60),
    ],
)
def test_S21_lots_pass_on_what_is_made_so_far(transfer: str, withdrawal: str, tick: int) -> None:
    earliest(chain(transfer=transfer, withdrawal=withdrawal), tick, bars(0, 60))


def test_S21_a_lot_is_there_when_setup_and_its_pieces_are_worked() -> None:
    case = chain(setup="5m")
    earliest(case, 30, bars(0, 0, 5, 65))
    found = texts(case, bars(0, 0, 5, 65), parts(29))
    assert found == [
        "material: order MO-1 phase 10: withdraws 25 BAR when it has worked 0 min from"
        " 2026-06-01T08:29+00:00 on, but order MO-BAR passes on 1 lots of 25 at"
        " 2026-06-01T08:30+00:00."
    ]


def test_S21_earlier_pegs_of_the_order_come_first() -> None:
    case = chain()
    first, second = (
        peg("MO-BAR", "D-PART", "BAR", 30), peg("MO-BAR", "MO-1", "BAR", 30),
    )  # fmt: skip
    pegs = (case.material.pegs[0], first, second)
    case = replace(case, material=MaterialPlan(case.material.orders, pegs))
    # its first 25 are pieces 31 to 55, all there with the end, at 60
    late, early = broken(case, bars(0, 60), parts(60)), broken(case, bars(0, 60), parts(59))
    assert early - late == {("material", "order MO-1 phase 10")}


@pytest.mark.parametrize(
    "child",
    [
        {"wait": "10m"},
        {"work_center": "C", "aggregation": "hot"},
    ],
)
def test_S21_after_a_wait_or_a_session_all_comes_at_the_end(child: dict[str, Any]) -> None:
    case = chain(child=child)
    rule = [{"id": "oven", "most": 60}]
    centers = [{"id": "A"}, {"id": "B"}, {"id": "C", "aggregation_rule": "oven"}]
    scenario = case.scenario.model_validate(
        case.scenario.model_dump(mode="json", by_alias=True)
        | {"work_centers": centers, "aggregation_rules": rule}
    )
    case = replace(case, scenario=scenario)
    made = bars(0, 60)
    if "aggregation" in child:
        made = replace(made, work_center="C", machine="C-1", session=1)
    earliest(case, 70 if "wait" in child else 60, made)


def test_S21_who_idles_for_the_phase_before_passes_on_nothing_before_its_end() -> None:
    steps = [
        {"phase": 5, "work_center": "C", "run": "1m"},
        {"phase": 10, "work_center": "A", "run": "1m", "overlap": {"type": "total", "idle": True}},
    ]
    case = chain()
    tables = case.scenario.model_dump(mode="json", by_alias=True)
    tables["routings"][1]["operations"] = steps
    case = replace(case, scenario=case.scenario.model_validate(tables))
    first = operation("MO-BAR", "BAR", 5, 60, on="C-1", at=(0, 60))
    for start, wrong in ((60, set()), (59, {("material", "order MO-1 phase 10")})):
        assert broken(case, first, bars(0, 60), parts(start)) == wrong


def test_S21_started_orders_have_passed_on_what_they_made() -> None:
    case = chain()
    begun = document("MO-BAR", 60, item="BAR", progress=[
        {"phase": 10, "state": "started", "good": 40}
    ])  # fmt: skip
    scenario = case.scenario.model_validate(
        case.scenario.model_dump(mode="json", by_alias=True) | {"orders": [begun]}
    )
    orders = (case.material.orders[0], supply("MO-BAR", "BAR", 60, document=True))
    case = replace(case, scenario=scenario, material=MaterialPlan(orders, case.material.pegs))
    # 40 are made: the second 25 wait for piece 50, at 10; the rest is there at 20
    made = operation("MO-BAR", "BAR", 10, 20, on="A-1", at=(0, 20), state=STARTED)
    assert broken(case, made, parts(0)) == set()


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


# orders left out


def left_out(order: str = "MO-BAR", cause: str = "A never works.", **fields: Any) -> Unscheduled:
    return Unscheduled(**{"order": order, "phase": None, "cause": cause} | fields)


def never(completion: int = -1, cause: str = "MO-1 is not scheduled") -> DemandRow:
    return DemandRow("D-PART", "PART", Decimal(60), DUE, completion, Decimal(1), cause=cause)


GOOD = replace(
    chain(),
    unscheduled=(left_out(), left_out("MO-1", "It needs MO-BAR.", waits_for="MO-BAR")),
    demands=(never(),),
)
PART_ROW = OrderRow(
    "MO-1", OrderType.PRODUCTION, "PART", Decimal(60), 0, 60, -1, ("D-PART",), is_document=False
)


def test_S26_an_order_that_cannot_run_is_left_out_with_those_that_need_it() -> None:
    assert GOOD.broken() == set()


@pytest.mark.parametrize(
    ("rows", "changes", "said"),
    [
        ((), {"unscheduled": GOOD.unscheduled[1:]},
         "unscheduled: order MO-1: is said to wait for order MO-BAR, which is scheduled."),
        ((parts(0),), {"unscheduled": GOOD.unscheduled[:1]},
         "unscheduled: order MO-1: is scheduled, but takes BAR of order MO-BAR, which is not."),
        ((parts(0),), {},
         "unknown: order MO-1 phase 10: order MO-1 is said to be unscheduled."),
        ((), {"orders": (PART_ROW,)},
         "unscheduled: order MO-1: is said to be unscheduled, but has a row among the orders."),
        ((), {"unscheduled": (left_out(cause=" "), GOOD.unscheduled[1])},
         "unscheduled: order MO-BAR: is said to be unscheduled, but no cause is given."),
        ((), {"unscheduled": (left_out(), left_out("MO-1", "Why not."))},
         "unscheduled: order MO-1: does not say that it waits for order MO-BAR, which is left"
         " out."),
        ((), {"unscheduled": (left_out(waits_for="MO-1"), GOOD.unscheduled[1])},
         "unscheduled: order MO-BAR: is said to wait for order MO-1, of which it takes nothing."),
        ((), {"unscheduled": (*GOOD.unscheduled, left_out("PO-9"))},
         "unscheduled: order PO-9: is said to be unscheduled, but it has nothing to do."),
        ((), {"unscheduled": (*GOOD.unscheduled, left_out())},
         "duplicate: order MO-BAR: is said to be unscheduled more than once."),
        ((), {"unscheduled": (left_out(phase=30), GOOD.unscheduled[1])},
         "unscheduled: order MO-BAR: is said to be unscheduled for phase 30, which it does not have"
         " to do."),
        ((), {"demands": (never(0),)},
         "demand: demand D-PART: is said to be complete at 2026-06-01T08:00+00:00, but order MO-1,"
         " which serves it, is not scheduled."),
        ((), {"demands": (never(cause=""),)},
         "demand: demand D-PART: does not say why it is never complete: order MO-1 is not"
         " scheduled."),
    ],
)  # fmt: skip
def test_S26_who_is_left_out_says_why_and_for_whom(
    rows: tuple[Any, ...], changes: dict[str, Any], said: str
) -> None:
    assert said in texts(GOOD, *rows, **changes)


def test_S26_nobody_else_is_never_complete() -> None:
    rows = bars(0, 60), parts(60)
    found = texts(GOOD, *rows, unscheduled=())
    assert found == [
        "demand: demand D-PART: is said never to be complete, but nothing that serves it is left"
        " out."
    ]


def test_S26_who_has_a_trouble_of_its_own_need_not_wait_for_another() -> None:
    own = left_out("MO-1", "B never works.", phase=10)
    assert broken(GOOD, unscheduled=(left_out(), own)) == set()
