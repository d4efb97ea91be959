"""The scenario as of now: documents, declared phases, stock, machines, and what cannot stay."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checks import check_scenario
from models.errors import InvalidScenarioFile
from models.material import DemandKind, MaterialPlan, Peg, SupplyKind, Uncovered
from models.scenario import OrderStatus, OrderType, ProgressState, Remainder
from scheduler.progress import current_scenario
from scheduler.progress.movements import movements_of
from tests.scheduler.progress.progress_helpers import (
    DAY,
    ORDERS,
    floor_of,
    order,
    plan_of,
    shop,
    taken,
)

if TYPE_CHECKING:
    from pathlib import Path

    from models.material import SupplyOrder
    from models.plan import Plan
    from models.scenario import Order, Scenario
    from scheduler.progress import Floor

DONE = (
    "1 08:00 MO-3/10 opening machine=SAW-2",
    "1 09:00 MO-3/10 closing good=20",
    "1 09:30 MO-3/20 opening",
    "1 10:00 MO-3/20 closing good=20",
    "1 10:00 MO-3/30 opening",
    "1 10:10 MO-3/30 closing good=19 scrapped=1",
)
BEGUN = ("1 08:00 MO-1/10 opening machine=SAW-1", "1 11:00 MO-1/10 progress good=40")


def orders(scenario: Scenario) -> dict[str, Order]:
    return {row.id: row for row in scenario.orders}


def stock(scenario: Scenario) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for row in scenario.stock:
        totals[row.item] = totals.get(row.item, Decimal(0)) + row.quantity
    return totals


def current(folder: Path, *rows: str, **options: Any) -> Scenario:
    return current_scenario(floor_of(folder, *rows, **options)).scenario


def test_now_is_the_new_start_and_the_last_day_stays(tmp_path: Path) -> None:
    header = current(tmp_path, "3 09:15 MO-1/10 opening").scenario
    assert header.start == datetime.fromisoformat("2026-06-03T09:15")
    assert header.horizon == timedelta(days=18)  # of 20 from Monday


def test_at_least_a_week_is_planned_or_as_long_as_before(tmp_path: Path) -> None:
    header = {"id": "shop", "start": "2026-06-01T08:00"}
    for days, left in (("20d", 7), ("5d", 5)):
        plan = plan_of(shop(scenario=header | {"horizon": days}))
        found = current(tmp_path, "19 09:00 MO-1/10 opening", plan=plan).scenario
        assert found.horizon == timedelta(days=left)


def test_seconds_of_now_are_rounded_up_to_the_plan_s_minutes(tmp_path: Path) -> None:
    now = datetime.fromisoformat("2026-06-01T08:00:30")
    assert current(tmp_path, now=now).scenario.start.isoformat() == "2026-06-01T08:01:00"


def test_what_has_begun_is_an_executive_document_with_its_progress(tmp_path: Path) -> None:
    row = orders(current(tmp_path, *BEGUN))["MO-1"]
    assert (row.status, row.quantity, row.end) == (
        OrderStatus.EXECUTIVE, Decimal(100), date(2026, 6, 5),
    )  # fmt: skip
    (progress,) = row.progress
    assert (progress.phase, progress.state) == (10, ProgressState.STARTED)
    assert (progress.good, progress.worked) == (Decimal(40), timedelta(minutes=160))  # 20 of setup
    assert (progress.machine, progress.start) == (
        "SAW-1", datetime.fromisoformat("2026-06-01T08:00"),
    )  # fmt: skip


def test_planned_production_keeps_its_ids(tmp_path: Path) -> None:
    found = orders(current(tmp_path, *BEGUN))
    assert {name for name in found if name.startswith("MO")} == {"MO-1", "MO-2", "MO-3"}
    assert (found["MO-2"].status, found["MO-2"].progress) == (OrderStatus.PLANNED, ())


def placed(folder: Path, supply: SupplyOrder, dates: tuple[int, int], *pegs: Peg) -> Scenario:
    """Return the scenario as of Monday 11:00 after a plan with an order that has such dates."""
    plan = plan_of(material=MaterialPlan((*ORDERS[:3], supply), pegs))
    rows = tuple(
        replace(row, start=dates[0], end=dates[1]) if row.order == supply.id else row
        for row in plan.orders
    )
    return current(folder, *BEGUN, plan=replace(plan, orders=rows))


def test_a_purchase_that_was_to_be_placed_by_now_is_on_its_way(tmp_path: Path) -> None:
    supply = order("PO-1", 200, type=OrderType.PURCHASE, item="TUBE")
    # placed at 10:59, received on Thursday
    found = orders(placed(tmp_path, supply, (179, 3 * DAY + 60)))["PO-1"]
    assert (found.status, found.quantity, found.end) == (
        OrderStatus.CONFIRMED, Decimal(200), date(2026, 6, 4),
    )  # fmt: skip
    assert "PO-1" not in orders(placed(tmp_path, supply, (180, 3 * DAY + 60)))


def test_what_a_subcontractor_works_on_has_left_the_stock(tmp_path: Path) -> None:
    supply = order("SC-1", 50, type=OrderType.SUBCONTRACT)
    scenario = placed(tmp_path, supply, (100, 2 * DAY + 60), taken("SC-1", "TUBE", 100, 10))
    found = orders(scenario)["SC-1"]
    assert (found.status, found.end) == (
        OrderStatus.CONFIRMED, datetime.fromisoformat("2026-06-03T09:00"),
    )  # fmt: skip
    assert stock(scenario)["TUBE"] == 400


def test_a_proposal_becomes_a_document_only_if_it_has_begun(tmp_path: Path) -> None:
    proposals = tuple(replace(row, is_proposal=True) for row in ORDERS)
    plan = plan_of(material=MaterialPlan(proposals, ()))
    assert set(orders(current(tmp_path, *BEGUN, plan=plan))) == {"MO-1"}


def test_closed_phases_are_closed_and_the_next_is_free(tmp_path: Path) -> None:
    rows = ("1 08:00 MO-1/10 opening", "1 11:00 MO-1/10 closing good=100")
    (progress,) = orders(current(tmp_path, *rows))["MO-1"].progress
    assert (progress.state, progress.good) == (ProgressState.CLOSED, Decimal(100))


def test_a_finished_order_is_stock_and_what_it_took_has_left(tmp_path: Path) -> None:
    scenario = current(tmp_path, *DONE)
    closed = orders(scenario)["MO-3"]
    assert (closed.status, closed.quantity) == (OrderStatus.CLOSED, Decimal(20))
    # 20 frames took 40 tubes and 20 labels; one was scrapped
    assert stock(scenario) == {"FRAME": 19, "TUBE": 460, "LABEL": 130}


def test_an_opened_phase_takes_its_material_for_the_whole_order(tmp_path: Path) -> None:
    assert stock(current(tmp_path, *BEGUN)) == {"TUBE": 300, "LABEL": 50}


def test_material_of_a_later_phase_stays_until_that_is_opened(tmp_path: Path) -> None:
    pegs = tuple(
        Peg(SupplyKind.STOCK, item, DemandKind.ORDER, "MO-1", item, Decimal(100), phase)
        for item, phase in (("TUBE", 20), ("LABEL", None))
    )
    plan = plan_of(material=MaterialPlan(ORDERS, pegs))
    assert stock(current(tmp_path, *BEGUN, plan=plan)) == {"TUBE": 500, "LABEL": 50}


def test_what_nobody_had_booked_in_makes_the_stock_negative(tmp_path: Path) -> None:
    rows = ("1 08:00 MO-1/10 opening", "1 08:00 MO-2/10 opening", "1 08:00 MO-3/10 opening")
    scenario = shop(stock=[{"item": "TUBE", "quantity": 250}])
    # 300 tubes and 150 labels are taken
    assert stock(current(tmp_path, *rows, plan=plan_of(scenario))) == {"TUBE": -50, "LABEL": -150}


def test_material_that_had_no_supply_is_taken_all_the_same(tmp_path: Path) -> None:
    row = Uncovered(DemandKind.ORDER, "MO-1", "TUBE", Decimal(7), "the item is blocked", 10)
    plan = plan_of(material=MaterialPlan(ORDERS, (), uncovered=(row,)))
    floor = floor_of(tmp_path, *BEGUN, plan=plan)
    (move,) = movements_of(floor, ())
    assert (move.item, move.quantity) == ("TUBE", Decimal(-7))


def test_reserved_stock_goes_first_and_that_of_others_stays(tmp_path: Path) -> None:
    demands = [{"id": "SO-1", "item": "FRAME", "quantity": 150, "due": "2026-06-12"}]
    rows = [
        {"item": "TUBE", "quantity": 120, "reserved_for": "SO-1"},
        {"item": "TUBE", "quantity": 500},
        {"item": "TUBE", "quantity": 90, "available": False},
        {"item": "LABEL", "quantity": 100},
    ]
    documents = [
        {"id": "MO-1", "type": "production", "item": "FRAME", "quantity": 100, "end": "2026-06-05"}
    ]
    own = [*rows, {"item": "TUBE", "quantity": 150, "reserved_for": "MO-1"}]
    plan = documented(stock=own, demands=demands, orders=documents)
    found = current(tmp_path, *BEGUN, plan=plan).stock
    assert [row.quantity for row in found] == [120, 450, 90, 0, 0]


def test_the_goods_of_a_job_are_reserved_for_its_demand(tmp_path: Path) -> None:
    supplies = (order("MO-3", 20, job="SO-1"),)
    pegs = (Peg(SupplyKind.ORDER, "MO-3", DemandKind.DEMAND, "SO-1", "FRAME", Decimal(15)),)
    plan = plan_of(material=MaterialPlan(supplies, pegs))
    frames = [row for row in current(tmp_path, *DONE, plan=plan).stock if row.item == "FRAME"]
    assert {row.reserved_for: row.quantity for row in frames} == {"SO-1": 15, None: 4}


def test_what_is_checked_after_it_is_made_stays_an_order(tmp_path: Path) -> None:
    items = [
        {"id": "FRAME", "source": "make", "analysis_time": "2d"},
        *({"id": name, "source": "buy", "lead_time": "1d"} for name in ("TUBE", "LABEL")),
    ]
    scenario = current(tmp_path, *DONE, plan=plan_of(shop(items=items)))
    assert len(orders(scenario)["MO-3"].progress) == 3
    assert "FRAME" not in stock(scenario)


def test_an_order_of_which_all_is_scrapped_is_closed(tmp_path: Path) -> None:
    rows = ("1 08:00 MO-3/10 opening", "1 09:00 MO-3/10 closing scrapped=20")
    scenario = current(tmp_path, *rows)
    assert orders(scenario)["MO-3"].status is OrderStatus.CLOSED
    assert stock(scenario) == {"TUBE": 460, "LABEL": 130}


def test_the_order_brings_less_by_what_was_scrapped(tmp_path: Path) -> None:
    rows = (BEGUN[0], "1 11:00 MO-1/10 progress good=40 scrapped=5")
    row = orders(current(tmp_path, *rows))["MO-1"]
    assert [row.quantity, row.progress[0].good] == [95, 40]  # 55 are left


def test_machines_are_set_up_as_their_last_work_left_them(tmp_path: Path) -> None:
    scenario = current(tmp_path, *DONE)
    assert [(row.id, row.initial) for row in scenario.machines] == [("PAINT-1", {"colour": "red"})]
    assert current(tmp_path, *BEGUN).machines == ()  # the saw has no setup rule


def test_the_rest_is_told_by_time_from_now_on_if_that_is_asked(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, *BEGUN)
    assert current_scenario(floor).scenario.settings.shop.remainder is Remainder.QUANTITY
    changed = current_scenario(floor, Remainder.TIME).scenario
    assert changed.settings.shop.remainder is Remainder.TIME


def documented(**changes: Any) -> Plan:
    """Return the plan of a shop in which MO-1 is a document."""
    supplies = (replace(ORDERS[0], is_document=True), *ORDERS[1:])
    pegs = plan_of().material.pegs
    return plan_of(shop(**changes), material=MaterialPlan(supplies, pegs))


def frozen() -> Plan:
    document = {
        "id": "MO-1", "type": "production", "item": "FRAME", "quantity": 100, "end": "2026-06-05",
        "frozen": True, "pinned": [{"phase": 10, "start": "2026-06-01T08:00"}],
    }  # fmt: skip
    return documented(orders=[document])


def test_frozen_work_that_did_not_begin_in_time_is_frozen_no_more(tmp_path: Path) -> None:
    late = current_scenario(floor_of(tmp_path, "1 09:00 MO-2/10 opening", plan=frozen()))
    assert not orders(late.scenario)["MO-1"].frozen
    assert "orders 'MO-1' frozen: found 'true', expected a start that is still to come" in str(
        late.warnings[0]
    )
    begun = current_scenario(floor_of(tmp_path, "1 09:00 MO-1/10 opening", plan=frozen()))
    assert orders(begun.scenario)["MO-1"].frozen
    assert begun.warnings == ()


def test_checks_of_a_frozen_order_that_is_made_are_not_frozen(tmp_path: Path) -> None:
    items = [
        {"id": "FRAME", "source": "make", "analysis_time": "2d"},
        *({"id": name, "source": "buy", "lead_time": "1d"} for name in ("TUBE", "LABEL")),
    ]
    document = {
        "id": "MO-3", "type": "production", "item": "FRAME", "quantity": 20, "end": "2026-06-05",
        "frozen": True, "start": "2026-06-01T08:00",
    }  # fmt: skip
    supplies = (*ORDERS[:2], replace(ORDERS[2], is_document=True))
    plan = plan_of(shop(items=items, orders=[document]), material=MaterialPlan(supplies, ()))
    found = current_scenario(floor_of(tmp_path, *DONE, plan=plan))
    assert not orders(found.scenario)["MO-3"].frozen
    assert found.warnings == ()


def states(current_one: Scenario) -> dict[str, str]:
    return {row.id: row.progress[0].state.value for row in current_one.orders if row.progress}


INTERRUPTED = (
    "1 08:00 MO-1/10 opening machine=SAW-1",
    "1 09:00 MO-1/10 interruption reason=production",
)


def test_interrupted_work_keeps_its_machine_unless_other_work_has_it_now(tmp_path: Path) -> None:
    assert states(current(tmp_path, *INTERRUPTED)) == {"MO-1": "started"}
    elsewhere = "1 09:00 MO-2/10 opening machine=SAW-2"
    assert states(current(tmp_path, *INTERRUPTED, elsewhere)) == {
        "MO-1": "started", "MO-2": "started",
    }  # fmt: skip
    found = current_scenario(floor_of(tmp_path, *INTERRUPTED, "1 09:00 MO-2/10 opening"))
    assert states(found.scenario) == {"MO-1": "interrupted", "MO-2": "started"}
    assert found.warnings == ()


def test_of_two_interrupted_phases_on_a_machine_the_last_keeps_it(tmp_path: Path) -> None:
    rows = ("1 09:00 MO-2/10 opening", "1 10:00 MO-2/10 interruption reason=loss")
    assert states(current(tmp_path, *INTERRUPTED, *rows)) == {
        "MO-1": "interrupted", "MO-2": "started",
    }  # fmt: skip


def test_what_the_plan_found_interrupted_is_to_be_resumed(tmp_path: Path) -> None:
    document = {
        "id": "MO-1", "type": "production", "item": "FRAME", "quantity": 100, "end": "2026-06-05",
        "progress": [{"phase": 10, "state": "interrupted", "good": 30}],
    }  # fmt: skip
    plan = documented(orders=[document])
    with pytest.raises(InvalidScenarioFile, match="a resumption of what is interrupted"):
        current(tmp_path, "1 08:00 MO-1/10 progress", plan=plan)
    found = current(tmp_path, "1 08:00 MO-1/10 resumption machine=SAW-2", plan=plan)
    (progress,) = found.orders[0].progress
    assert (progress.state, progress.machine) == (ProgressState.STARTED, "SAW-2")
    assert progress.good == 30


def test_a_machine_on_which_two_phases_run_is_told(tmp_path: Path) -> None:
    rows = ("1 08:00 MO-1/10 opening machine=SAW-1", "1 09:00 MO-2/10 opening machine=SAW-1")
    (warning,) = current_scenario(floor_of(tmp_path, *rows)).warnings
    assert str(warning) == (
        "machines 'SAW-1': found 'MO-1/10, MO-2/10', expected one running phase; interrupt or"
        " close the others, or name their machines"
    )


def test_an_item_that_nobody_can_order_is_not_booked_below_nothing(tmp_path: Path) -> None:
    items = [
        {"id": "FRAME", "source": "make"},
        *({"id": name, "source": "buy"} for name in ("TUBE", "LABEL")),
    ]
    scenario = shop(items=items, stock=[{"item": "TUBE", "quantity": 150}])
    found = current(tmp_path, *BEGUN, plan=plan_of(scenario))
    assert stock(found) == {"TUBE": 0}
    assert check_scenario(found).errors == ()


def test_a_job_is_as_far_as_its_orders_even_when_they_are_closed(tmp_path: Path) -> None:
    rows = [{"row": 1, "item": "FRAME", "quantity": 20, "state": "launched"}]
    supplies = (*ORDERS[:2], order("MO-3", 20, job="J-1"))
    plan = plan_of(shop(jobs=[{"id": "J-1", "rows": rows}]), material=MaterialPlan(supplies, ()))
    found = [
        current(tmp_path, *log, plan=plan).jobs[0].rows[0].state.value for log in (DONE[:1], DONE)
    ]
    assert found == ["executive", "closed"]


@pytest.mark.parametrize("log", [(), BEGUN, DONE, (*BEGUN, *DONE)])
def test_the_scenario_is_a_sound_one(log: tuple[str, ...], tmp_path: Path) -> None:
    floor: Floor = floor_of(tmp_path, *log)
    scenario = current_scenario(floor).scenario
    again = type(scenario).model_validate(scenario.model_dump(by_alias=True))
    assert check_scenario(again).errors == ()


@given(
    scrapped=st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)),
    told=st.integers(0, 9),
)
def test_no_piece_is_lost_or_made_twice_however_far_an_order_is(
    tmp_path_factory: pytest.TempPathFactory, scrapped: tuple[int, int, int], told: int
) -> None:
    log, left = [], 20
    for step, (phase, bad) in enumerate(zip((10, 20, 30), scrapped, strict=True)):
        left -= bad
        log += [
            f"1 {9 + step:02d}:00 MO-3/{phase} opening",
            f"1 {9 + step:02d}:30 MO-3/{phase} progress good={left // 2} scrapped={bad}",
            f"1 {9 + step:02d}:40 MO-3/{phase} closing good={left - left // 2}",
        ]
    lost = sum(scrapped[: (told + 1) // 3])
    scenario = current(tmp_path_factory.mktemp("log"), *log[:told])
    document = orders(scenario)["MO-3"]
    frames, is_closed = stock(scenario).get("FRAME", Decimal(0)), told == 9
    assert frames + (0 if is_closed else document.quantity) == 20 - lost
    assert (document.status is OrderStatus.CLOSED) == is_closed
    if document.progress and not is_closed:
        last = document.progress[-1]
        assert document.quantity - last.good == (left_of(log[:told], lost) if told % 3 else 0)


def left_of(log: list[str], lost: int) -> int:
    """Return what is left of the phase that the log ends with."""
    made = re.search(r"progress good=(\d+)", log[-1])
    return 20 - lost - (int(made[1]) if made else 0)
