"""Low stock: projected availability, and the jobs that refill it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.scenario import Item, JobOrigin
from scheduler.jobs import generate_jobs
from scheduler.jobs.availability import Availability
from scheduler.jobs.low_stock import average_daily_use
from scheduler.mrp.needs import When
from tests.scheduler.jobs.job_helpers import (
    LOW_STOCK,
    Row,
    forecast,
    item,
    quantities_of,
    reasons_of,
    rows_of,
    sale,
    scenario_of,
    with_jobs,
)

if TYPE_CHECKING:
    from scheduler.jobs.low_stock import LowStockRow

STOCK = [{"item": "A", "quantity": 100}]
# 100, then 70 on the 5th, 45 on the 10th, 15 on the 20th
USE = [sale("D1", 30, "2026-06-05"), sale("D2", 25, "2026-06-10"), sale("D3", 30, "2026-06-20")]


def made_to_stock(**fields: object) -> Row:
    return item(policy="mts", **{"safety_stock": 40, **fields})


def figures(row: LowStockRow) -> list[int]:
    return [int(pieces) for pieces in (row.on_hand, row.initial, row.final, row.minimum)]


def test_R04_average_daily_use_is_the_fall_to_safety_stock_by_its_days() -> None:
    # (100 - 40) / 12 = 5
    row = item(reorder_level=100, safety_stock=40, reorder_days=12)
    assert average_daily_use(Item.model_validate(row)) == 5
    row = item(reorder_level=100, safety_stock=40, reorder_days=7)
    assert average_daily_use(Item.model_validate(row)) == Decimal("8.571428")
    assert average_daily_use(Item.model_validate(item(reorder_level=100))) is None


def test_R04_low_stock_job_is_due_on_the_first_day_below_and_lasts_to_the_horizon() -> None:
    # 40 are safe: 15 on the 20th is the first day below; 25 more last to the end
    scenario = scenario_of(items=[made_to_stock()], stock=STOCK, demands=USE)
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [("JOB-1", "A", 25, "2026-06-20")]
    assert proposal.jobs[0].origin is JobOrigin.LOW_STOCK
    (row,) = proposal.low_stock
    assert figures(row) == [100, 100, 15, 15]
    assert row.quantity == 25
    assert row.due == date(2026, 6, 20)


def test_R04_low_stock_job_is_rounded_to_the_lot() -> None:
    # 25 missing; a lot of 20 and steps of 15: 35
    lot = {"rule": "minimum", "size": 20, "multiple": 15}
    tables: Row = {"stock": STOCK, "demands": USE}
    assert quantities_of(scenario_of(items=[made_to_stock(lot=lot)], **tables)) == [35]
    plain = scenario_of(items=[made_to_stock(lot=lot)], jobs={"economic_lots": False}, **tables)
    assert quantities_of(plain) == [25]


def test_R04_low_stock_lasts_until_the_day_asked_for() -> None:
    scenario = scenario_of(
        items=[made_to_stock(safety_stock=50)],
        stock=STOCK,
        demands=USE,
        jobs={"until": "2026-06-15"},
    )
    # until the 15th the least is 45, on the 10th
    assert rows_of(generate_jobs(scenario)) == [("JOB-1", "A", 5, "2026-06-10")]


def test_R04_stock_that_stays_high_enough_is_shown_without_job() -> None:
    scenario = scenario_of(
        items=[made_to_stock(reorder_level=100, reorder_days=12)],
        stock=STOCK,
        demands=USE[:2],
    )
    proposal = generate_jobs(scenario)
    assert proposal.jobs == ()
    (row,) = proposal.low_stock
    assert figures(row) == [100, 100, 45, 45]
    assert (row.quantity, row.due) == (None, None)
    assert row.average_daily_use == 5
    assert (row.below_reorder, row.below_safety) == (date(2026, 6, 5), None)


def test_the_reorder_level_is_defended_where_there_is_no_safety_stock() -> None:
    # 70 on the 5th is below 80, 15 the least: 65
    low = item(policy="mts", reorder_level=80)
    scenario = scenario_of(items=[low], stock=STOCK, demands=USE)
    assert rows_of(generate_jobs(scenario)) == [("JOB-1", "A", 65, "2026-06-05")]
    off = scenario_of(items=[low], stock=STOCK, demands=USE, jobs={"reorder_level": False})
    assert reasons_of(generate_jobs(off, sources=LOW_STOCK)) == {
        "A": "A has no safety stock and no reorder level to keep"
    }


def test_only_items_made_to_stock_are_looked_at() -> None:
    for policy in ("requirement", "mto", "ato", "eto", "ddmrp"):
        low = item(policy=policy, safety_stock=40)
        assert generate_jobs(scenario_of(items=[low]), sources=LOW_STOCK).low_stock == ()


def test_a_blocked_item_gets_no_refill() -> None:
    proposal = generate_jobs(scenario_of(items=[made_to_stock(blocked=True)]))
    assert proposal.jobs == ()
    assert reasons_of(proposal) == {"A": "A is blocked"}
    assert [row.initial for row in proposal.low_stock] == [0]


def test_receipts_and_jobs_keep_stock_up_and_a_second_run_is_silent() -> None:
    scenario = scenario_of(items=[made_to_stock()], stock=STOCK, demands=USE)
    assert generate_jobs(with_jobs(scenario, generate_jobs(scenario))).jobs == ()
    receipt = {"id": "PO", "type": "purchase", "item": "A", "quantity": 25, "end": "2026-06-18"}
    with_receipt = scenario_of(items=[made_to_stock()], stock=STOCK, demands=USE, orders=[receipt])
    assert generate_jobs(with_receipt).jobs == ()


def test_stock_that_is_low_now_is_refilled_today_once() -> None:
    # 3 today, and 40 are safe: 37, which today's job brings by the end of the day
    scenario = scenario_of(items=[made_to_stock()], stock=[{"item": "A", "quantity": 3}])
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [("JOB-1", "A", 37, "2026-06-01")]
    again = generate_jobs(with_jobs(scenario, proposal))
    assert again.jobs == ()
    assert figures(again.low_stock[0]) == [3, 3, 40, 40]


def test_orders_of_a_low_stock_job_do_not_count_beside_it() -> None:
    # the job of 25 has an order of 15 on the 10th, and 10 to come on the 20th
    job = {
        "id": "JOB-1",
        "origin": "low-stock",
        "rows": [{"row": 10, "item": "A", "quantity": 25, "due": "2026-06-20"}],
    }
    order = {"id": "PO", "type": "purchase", "item": "A", "quantity": 15, "end": "2026-06-10"}
    scenario = scenario_of(
        items=[made_to_stock()],
        stock=STOCK,
        demands=USE,
        job_rows=[job],
        orders=[{**order, "job": "JOB-1"}],
    )
    (row,) = generate_jobs(scenario).low_stock
    assert figures(row) == [100, 100, 40, 40]
    assert row.quantity is None


def test_a_job_made_by_hand_keeps_what_it_makes() -> None:
    rows = [{"row": 10, "item": "A", "quantity": 500, "due": "2026-06-02"}]
    order = {"id": "PO", "type": "purchase", "item": "A", "quantity": 500, "end": "2026-06-02"}
    scenario = scenario_of(
        items=[made_to_stock()],
        stock=STOCK,
        demands=USE,
        job_rows=[{"id": "HAND", "rows": rows}],
        orders=[{**order, "job": "HAND/10"}],
    )
    proposal = generate_jobs(scenario)
    assert [(job.origin, float(job.rows[0].quantity)) for job in proposal.jobs] == [
        (JobOrigin.LOW_STOCK, 25)
    ]


def test_jobs_from_forecasts_of_the_same_run_keep_stock_up() -> None:
    # 100 - 50 forecast today + 50 of its job on the 15th: below 60 until then, in between 50
    scenario = scenario_of(
        items=[made_to_stock(safety_stock=60)],
        stock=STOCK,
        forecasts=[forecast("F6", 50)],
        jobs={"month_day": 15},
    )
    assert rows_of(generate_jobs(scenario)) == [
        ("JOB-1", "A", 50, "2026-06-15"),
        ("JOB-2", "A", 10, "2026-06-01"),
    ]
    assert rows_of(generate_jobs(scenario, sources=LOW_STOCK)) == [("JOB-1", "A", 10, "2026-06-01")]


def test_each_warehouse_has_its_own_low_stock_where_they_are_planned_apart() -> None:
    local = [{"warehouse": "SOUTH", "safety_stock": 5}]
    scenario = scenario_of(
        items=[made_to_stock(warehouses=local)],
        warehouses=[{"id": "NORTH"}, {"id": "SOUTH"}],
        stock=[{"item": "A", "quantity": 30, "warehouse": "NORTH"}],
        mrp={"by_warehouse": True},
    )
    # NORTH lacks 40 - 30, SOUTH 5
    assert sorted(quantities_of(scenario)) == [5, 10]


@pytest.mark.parametrize("exclude_delayed", [True, False])
def test_overdue_documents_are_part_of_the_initial_availability(*, exclude_delayed: bool) -> None:
    # 100 + 7 that should have come - 30 that should have gone, unless those are left out
    overdue = {"id": "PO", "type": "purchase", "item": "A", "quantity": 7, "end": "2026-05-30"}
    scenario = scenario_of(
        items=[made_to_stock()],
        stock=STOCK,
        orders=[overdue],
        demands=[sale("D1", 30, "2026-05-29"), sale("D2", 1, "2026-06-01")],
        jobs={"exclude_delayed": exclude_delayed},
    )
    (row,) = generate_jobs(scenario).low_stock
    assert row.initial == (107 if exclude_delayed else 77)
    assert row.final == row.initial - 1


def test_availability_by_day() -> None:
    moves = [(When(2, 20), -30), (When(0, 0), 5), (When(0, 9), -1), (When(5, 50), 40)]
    found = Availability.of(10, moves)
    assert (found.on_hand, found.initial) == (10, 15)
    assert [found.at(day) for day in range(7)] == [14, 14, -16, -16, -16, 24, 24]
    assert (found.minimum(1), found.minimum(2), found.minimum(9)) == (14, -16, -16)
    assert found.first_below(15, 9) == 0
    assert found.first_below(14, 9) == 2
    assert found.first_below(14, 1) is None
    assert found.first_below(-16, 9) is None
