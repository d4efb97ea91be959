"""OEE of work centers from declarations, and what these cost, by numbers known by heart."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.material import MaterialPlan
from scheduler.costing import Piece, actual_costs, deviations, estimate
from scheduler.progress import center_oees, declared_phases, oee_table
from tests.scheduler.costing.costing_helpers import values
from tests.scheduler.progress.progress_helpers import (
    HOUR,
    floor_of,
    operation,
    order,
    plan_of,
    shop,
)

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.oee import Oee


def press_shop(**tables: Any) -> Scenario:
    """Return a press, open eight hours a day, that makes a piece a minute; two fitters assemble."""
    base: dict[str, Any] = {
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}],
        "work_centers": [
            {"id": "PRESS", "hourly_rate": 30},
            {"id": "FIT", "hourly_rate": 0},
            {"id": "COAT", "external": True},
        ],
        "setup_rules": [],
        "workers": [
            {"id": "Eva", "skills": ["fitting"], "hourly_rate": 25},
            {"id": "Ugo", "skills": ["fitting"]},
        ],
        "settings": {"costing": {"labour_rates": {"fitting": 20}}},
        "routings": [
            {
                "item": "FRAME",
                "operations": [
                    {"phase": 10, "work_center": "PRESS", "setup": "30m", "run": "1m"},
                    {
                        "phase": 20, "work_center": "FIT", "run": "30s",
                        "skills": [{"skill": "fitting", "quantity": 2}],
                    },
                    {"phase": 30, "work_center": "COAT", "lead_time": "2d"},
                ],
            }
        ],
        "subcontract_prices": [{"item": "FRAME", "work_center": "COAT", "price": "0.5"}],
    }  # fmt: skip
    return shop(**(base | tables))


def press_plan(**tables: Any) -> Plan:
    """Return the plan of one order of 400 frames in that shop."""
    return plan_of(
        press_shop(**tables),
        material=MaterialPlan((order("MO-1", 400),), ()),
        operations=(
            operation("MO-1", 10, "PRESS-1", 0, 430, quantity=Decimal(400), run_start=30),
            operation("MO-1", 20, "FIT-1", 24 * HOUR, 24 * HOUR + 200, quantity=Decimal(400)),
        ),
    )


PRESS = press_plan()
PRESSED = (
    "1 08:00 MO-1/10 opening",
    "1 08:30 MO-1/10 progress machine_time=30m setup=true",
    "1 16:00 MO-1/10 closing good=361 scrapped=19 machine_time=390m",
)


def test_K06_declared_work_gives_oee_75_21_with_setup_and_69_84_without(tmp_path: Path) -> None:
    rows = ("1 08:00 MO-1/10 opening",
            "1 16:00 MO-1/10 closing good=361 scrapped=19 machine_time=420m")  # fmt: skip
    (press,) = center_oees(floor_of(tmp_path, *rows, plan=press_plan()))
    # 420 of 480 minutes worked x 380 pieces of the 420 possible x 361 good of 380
    assert press.work_center == "PRESS"
    assert (press.available, press.worked) == (timedelta(hours=8), timedelta(hours=7))
    assert (press.produced, press.good) == values(380, 361)
    assert press.with_setup.percent == press.without_setup.percent == 75.21


def test_K06_setup_counts_as_time_worked_or_as_time_lost(tmp_path: Path) -> None:
    (press,) = center_oees(floor_of(tmp_path, *PRESSED, plan=press_plan()))
    assert (press.setup, press.worked) == (timedelta(minutes=30), timedelta(minutes=390))
    # (390 + 30)/480 x 380/390 x 361/380 = 361/480 x 420/390; without setup 361/480
    assert press.with_setup.percent == 80.99
    assert press.without_setup.percent == 75.21


def test_time_of_phases_nobody_counted_has_no_part_in_performance(tmp_path: Path) -> None:
    rows = ("1 08:00 MO-1/10 opening", "1 12:00 MO-1/10 progress machine_time=4h")
    (press,) = center_oees(floor_of(tmp_path, *rows, plan=press_plan()))
    assert press.with_setup.performance is None
    assert press.with_setup.percent is None
    (cells,) = oee_table([press]).rows
    assert cells[8:] == (100.0, None, None, None, None)


def test_every_machine_of_a_center_is_available(tmp_path: Path) -> None:
    centers = [{"id": "PRESS", "capacity": 2}, {"id": "FIT"}, {"id": "COAT", "external": True}]
    plan = press_plan(work_centers=centers)
    (press,) = center_oees(floor_of(tmp_path, *PRESSED, plan=plan))
    assert press.available == timedelta(hours=16)


def test_a_center_outside_has_no_oee(tmp_path: Path) -> None:
    rows = (
        *PRESSED,
        "2 08:00 MO-1/20 opening", "2 11:00 MO-1/20 closing good=361 labour_time=3h",
        "2 11:00 MO-1/30 opening", "4 11:00 MO-1/30 closing good=361",
    )  # fmt: skip
    found = center_oees(floor_of(tmp_path, *rows, plan=press_plan()))
    assert [row.work_center for row in found] == ["PRESS", "FIT"]
    # 361 pieces of half a minute in 180 minutes
    assert found[1].with_setup.performance == pytest.approx(180.5 / 180)


def test_declared_work_costs_the_rates_of_who_did_it(tmp_path: Path) -> None:
    rows = (
        *PRESSED,
        "2 08:00 MO-1/20 opening",
        "2 10:00 MO-1/20 progress good=200 labour_time=2h workers=Eva;Ugo",
        "2 11:00 MO-1/20 closing good=161 labour_time=1h",
        "2 11:00 MO-1/30 opening",
        "4 11:00 MO-1/30 closing good=361",
    )
    plan = press_plan()
    floor = floor_of(tmp_path, *rows, plan=plan)
    costs = estimate(plan)
    actual = actual_costs(plan, declared_phases(floor, costs.orders))
    sums = {piece: Decimal(0) for piece in Piece}
    for row in actual.rows:
        sums[row.piece] += row.amount
    # the press 390 min and 30 min of setup at 30; Eva 2 h at 25, Ugo 2 h at 20, then two fitters
    # for an hour at 20; 361 pieces came back at 0.5
    assert sums[Piece.MACHINE] == 195
    assert sums[Piece.SETUP] == 15
    assert sums[Piece.LABOUR] == 50 + 40 + 40
    assert sums[Piece.SUBCONTRACT] == Decimal("180.50")
    found = {(row.phase, row.piece): row for row in deviations(costs.rows, actual.rows)}
    # 400 minutes were planned on the press: 200.00
    assert found[10, Piece.MACHINE].estimate == 200
    assert found[10, Piece.MACHINE].deviation == -5


def test_what_was_spent_before_the_plan_is_paid_and_what_follows_comes_on_top(
    tmp_path: Path,
) -> None:
    document = {
        "id": "MO-1", "type": "production", "item": "FRAME", "quantity": 400, "end": "2026-06-05",
        "status": "launched",
        "progress": [{"phase": 10, "state": "started", "good": 100, "worked": "2h",
                      "machine": "PRESS-1"}],
    }  # fmt: skip
    plan = press_plan(orders=[document])
    floor = floor_of(tmp_path, "1 12:00 MO-1/10 closing good=280 machine_time=4h", plan=plan)
    phases = declared_phases(floor, {"MO-1"})
    assert [phase.machine_time for phase in phases] == [timedelta(hours=2), timedelta(hours=4)]
    assert {(phase.work_center, phase.machine) for phase in phases} == {("PRESS", "PRESS-1")}
    # what the plan began with is no part of the time available since
    (press,) = center_oees(floor)
    assert press.worked == timedelta(hours=4)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_oee_does_not_depend_on_how_often_the_floor_declares(minutes: list[int]) -> None:
    """A plan of 400 pieces, 300 made of which 10 are scrap, in one row or in many."""

    def declared(*times: int) -> Oee:
        rows = [
            f"1 14:{place:02d} MO-1/10 progress machine_time={time}m"
            for place, time in enumerate(times[:-1])
        ]
        closing = f"1 15:00 MO-1/10 closing good=290 scrapped=10 machine_time={times[-1]}m"
        with TemporaryDirectory() as folder:
            lines = ("1 08:00 MO-1/10 opening", *rows, closing)
            (press,) = center_oees(floor_of(Path(folder), *lines, plan=PRESS))
        return press.with_setup

    assert declared(*minutes) == declared(sum(minutes))


def test_orders_that_are_not_costed_are_left_out(tmp_path: Path) -> None:
    assert declared_phases(floor_of(tmp_path, *PRESSED, plan=press_plan()), set()) == ()
