"""How far phases and orders are, and what is left of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.material import MaterialPlan
from models.scenario import Remainder
from scheduler.progress import Key, orders_of, phases_of
from scheduler.progress.pieces import OrderPieces
from scheduler.progress.work import Work, percent
from tests.scheduler.progress.progress_helpers import (
    ORDERS,
    actual_of,
    floor_of,
    order,
    plan_of,
    shop,
)

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.progress import Floor, PhaseProgress

MINUTE = timedelta(minutes=1)
OPENED = "1 08:00 MO-1/10 opening"
FORTY = "1 10:00 MO-1/10 progress good=40 machine_time=90m labour_time=60m"


def phase(floor: Floor, order: str, number: int) -> PhaseProgress:
    return next(row for row in phases_of(floor) if row.actual.key == (order, number))


def test_K02_40_of_100_pieces_are_40_percent_and_time_is_the_larger_of_both(
    tmp_path: Path,
) -> None:
    floor = floor_of(tmp_path, OPENED, FORTY)
    row = phase(floor, "MO-1", 10)
    assert row.planned_run == 300 * MINUTE  # 100 pieces at 3 min
    assert (row.percent_by_quantity, row.percent_by_time) == (40.0, 30.0)  # 90 of 300 min
    by_hand = floor_of(tmp_path, OPENED, FORTY.replace("labour_time=60m", "labour_time=150m"))
    assert phase(by_hand, "MO-1", 10).percent_by_time == 50.0


def test_K02_scrapped_pieces_count_as_done(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, OPENED, f"{FORTY} scrapped=10")
    assert phase(floor, "MO-1", 10).percent_by_quantity == 50.0


@pytest.mark.parametrize("cells", ["good=101", "scrapped=101", "good=60 machine_time=301m"])
def test_K02_more_than_100_percent_is_flagged(cells: str, tmp_path: Path) -> None:
    row = phase(floor_of(tmp_path, OPENED, f"1 10:00 MO-1/10 progress {cells}"), "MO-1", 10)
    assert row.is_over
    assert not phase(floor_of(tmp_path, OPENED, FORTY), "MO-1", 10).is_over


def test_percent_is_rounded_once_and_there_is_none_of_nothing() -> None:
    assert percent(Decimal(1), Decimal(3)) == 33.33
    assert percent(timedelta(minutes=2), timedelta(minutes=3)) == 66.67
    assert percent(Decimal(1), Decimal(0)) is None
    assert percent(Decimal(1), None) is None


def test_what_is_left_by_quantity_is_180_and_by_time_210_minutes(tmp_path: Path) -> None:
    row = phase(floor_of(tmp_path, OPENED, FORTY), "MO-1", 10)
    assert (row.left_by_quantity, row.left_by_time) == (180 * MINUTE, 210 * MINUTE)


def test_without_declared_times_the_working_time_that_has_passed_counts(tmp_path: Path) -> None:
    # the saw works 08-12 and 13-17: 3 h until 11:00, 2 h more until 14:00; setup comes first
    floor = floor_of(
        tmp_path, OPENED, "1 11:00 MO-1/10 progress good=10", "1 14:00 MO-1/10 progress good=10"
    )
    actual = actual_of(floor, "MO-1/10")
    assert (actual.machine_time, actual.labour_time) == (280 * MINUTE, 280 * MINUTE)
    assert actual.setup_time == 20 * MINUTE


def test_with_one_declared_time_the_other_is_none(tmp_path: Path) -> None:
    actual = actual_of(
        floor_of(tmp_path, OPENED, "1 11:00 MO-1/10 progress labour_time=20m"), "MO-1/10"
    )
    assert (actual.machine_time, actual.labour_time) == (0 * MINUTE, 20 * MINUTE)


def test_time_to_set_up_is_no_run_time(tmp_path: Path) -> None:
    floor = floor_of(
        tmp_path, OPENED, "1 08:30 MO-1/10 progress setup=true", "1 09:00 MO-1/10 progress good=9"
    )
    actual = actual_of(floor, "MO-1/10")
    assert (actual.setup_time, actual.worked) == (30 * MINUTE, 30 * MINUTE)


def test_work_that_goes_as_planned_is_100_percent_by_time_too(tmp_path: Path) -> None:
    # 20 min of setup and 20 pieces at 3 min, from 08:00 to 09:20
    floor = floor_of(tmp_path, "1 08:00 MO-3/10 opening", "1 09:20 MO-3/10 closing good=20")
    row = phase(floor, "MO-3", 10)
    assert (row.percent_by_quantity, row.percent_by_time, row.is_over) == (100.0, 100.0, False)


def test_parts_of_a_minute_that_the_plan_rounds_up_are_not_too_much(tmp_path: Path) -> None:
    # 5 pieces at 30 s are 2.5 min, which the plan has as 3
    plan = plan_of(material=MaterialPlan((order("MO-5", 5),), ()))
    log = [
        f"1 {9 + step:02d}:{minute} MO-5/{phase} {kind}"
        for step, phase in enumerate((10, 20, 30))
        for minute, kind in (("00", "opening"), ("03", "closing"))
    ]
    row = phase(floor_of(tmp_path, *log, plan=plan), "MO-5", 30)
    assert (row.planned_run, row.percent_by_time) == (3 * MINUTE, 100.0)


def test_an_interruption_is_lost_time_of_its_reason_and_no_work(tmp_path: Path) -> None:
    rows = (
        OPENED,
        "1 09:00 MO-1/10 interruption reason=maintenance",
        "1 14:00 MO-1/10 resumption",  # 09-12 and 13-14: 4 h
        "1 15:00 MO-1/10 interruption reason=loss",
    )
    floor = floor_of(tmp_path, *rows, "1 16:30 MO-3/10 opening")
    row = phase(floor, "MO-1", 10)
    assert row.actual.worked == 100 * MINUTE  # 08-09 and 14-15, less 20 min of setup
    assert {str(reason): time / MINUTE for reason, time in row.lost.items()} == {
        "maintenance": 240, "loss": 90,  # the second one lasts until now, 16:30
    }  # fmt: skip


def test_scrapped_pieces_are_not_made_again_and_are_missing_afterwards(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, OPENED, "1 10:00 MO-1/10 progress good=40 scrapped=5")
    pieces = OrderPieces(floor, "MO-1")
    assert [pieces.left(10), pieces.left(20), pieces.quantity] == [55, 95, 95]
    # by quantity 55 x 3 min; by time what 95 pieces take less 100 of the 120 min that have passed
    work, key = Work(floor), Key("MO-1", 10)
    assert work.left(key, Remainder.QUANTITY) == 165 * MINUTE
    assert work.left(key, Remainder.TIME) == (285 - 100) * MINUTE


def test_what_the_scrap_of_the_item_allows_for_is_not_missing(tmp_path: Path) -> None:
    items = [
        {"id": "FRAME", "source": "make", "scrap": "0.25"},
        *({"id": name, "source": "buy", "lead_time": "1d"} for name in ("TUBE", "LABEL")),
    ]
    plan = plan_of(shop(items=items))  # the order of 100 brings 80
    rows = (OPENED, "1 10:00 MO-1/10 progress good=40 scrapped=20")
    within = OrderPieces(floor_of(tmp_path, *rows, plan=plan), "MO-1")
    assert [within.left(10), within.quantity] == [40, 100]
    beyond = floor_of(tmp_path, *rows, "1 11:00 MO-1/10 progress scrapped=4", plan=plan)
    assert OrderPieces(beyond, "MO-1").quantity == 95  # brings 76: 95 / 1.25


def test_a_phase_that_is_closed_early_passes_on_what_it_made(tmp_path: Path) -> None:
    rows = (OPENED, "1 10:00 MO-1/10 closing good=70", "1 10:00 MO-1/20 opening")
    pieces = OrderPieces(floor_of(tmp_path, *rows), "MO-1")
    assert [pieces.left(10), pieces.left(20), pieces.quantity] == [0, 70, 70]


def test_a_phase_closed_without_a_count_passes_on_all(tmp_path: Path) -> None:
    pieces = OrderPieces(floor_of(tmp_path, OPENED, "1 10:00 MO-1/10 closing"), "MO-1")
    assert [pieces.left(10), pieces.left(20), pieces.quantity] == [0, 100, 100]


def test_an_order_is_as_far_as_its_last_phase_and_as_its_time(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, OPENED, FORTY)
    rows = {row.order: row for row in orders_of(floor, phases_of(floor))}
    # 90 of 300 + 100 + 50 min; nothing is packed yet
    assert (rows["MO-1"].percent_by_quantity, rows["MO-1"].percent_by_time) == (0.0, 20.0)
    assert (rows["MO-1"].percent(Remainder.TIME), rows["MO-1"].num_phases) == (20.0, 3)


@given(
    good=st.integers(0, 60),
    scrapped=st.integers(0, 60),
    declared=st.integers(0, 500),
)
def test_what_is_left_never_falls_below_nothing_nor_rises(
    tmp_path_factory: pytest.TempPathFactory, good: int, scrapped: int, declared: int
) -> None:
    row = f"1 10:00 MO-1/10 progress good={good} scrapped={scrapped} machine_time={declared}m"
    floor = floor_of(tmp_path_factory.mktemp("log"), OPENED, row)
    found = phase(floor, "MO-1", 10)
    pieces = OrderPieces(floor, "MO-1")
    assert pieces.left(10) == max(0, 100 - good - scrapped)
    assert found.left_by_quantity is not None
    assert found.left_by_time is not None
    assert 0 * MINUTE <= found.left_by_quantity <= 300 * MINUTE
    assert 0 * MINUTE <= found.left_by_time <= 300 * MINUTE
    assert ORDERS[0].quantity - min(100, scrapped) == pieces.quantity
