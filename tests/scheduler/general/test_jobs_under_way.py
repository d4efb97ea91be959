"""Jobs that were released keep what was made for them; jobs that refill stock keep nothing."""

from __future__ import annotations

from typing import Any

import pytest

from models.material import Advice
from scheduler.general import plan_jobs, with_planned_jobs
from scheduler.jobs import generate_jobs
from scheduler.pipeline import plan as schedule
from tests.scheduler.general.general_helpers import (
    items,
    job,
    orders_of,
    pegs,
    plan,
    plant,
    quantities,
    settings,
)

RELEASED = {
    "id": "MO-1",
    "type": "production",
    "item": "BIKE",
    "quantity": 10,
    "end": "2026-06-11",
    "status": "launched",
    "job": "JOB-1/10",
}
CLOSED = [{"phase": phase, "state": "closed", "good": 10} for phase in (10, 20)]


def advice(found: Any) -> set[tuple[Advice, str]]:
    return {(row.advice, row.order) for row in found.material.suggestions}


@pytest.mark.parametrize(
    ("state", "order"),
    [
        ("launched", {}),
        ("planned", {}),  # it is launched: its order is
        ("planned", {"status": "executive"}),
        ("executive", {"status": "executive", "progress": CLOSED}),
    ],
)
def test_an_order_of_a_released_job_is_pegged_to_it_and_not_to_be_cancelled(
    state: str, order: dict[str, Any]
) -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", state=state)]
    found = plan(jobs=jobs, orders=[RELEASED | order])
    assert ("MO-1", "JOB-1/10", 10.0) in pegs(found)
    assert {kind for kind, _ in advice(found)} <= {Advice.CREATE}  # its parts may be missing
    assert found.jobs == ()
    assert orders_of(found, "BIKE") == []


def test_an_order_of_a_job_that_was_given_up_is_anybodys() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", state="cancelled")]
    found = plan(jobs=jobs, orders=[RELEASED])
    assert (Advice.CANCEL, "MO-1") in advice(found)


def test_what_is_released_serves_the_demands_of_its_job_before_the_job() -> None:
    # D0 comes first and belongs to no job; 7 of the 10 are for D1, the rest for the job itself
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", state="launched", demands=["D1"])]
    demands = [
        {"id": "D0", "item": "BIKE", "quantity": 4, "due": "2026-06-11"},
        {"id": "D1", "item": "BIKE", "quantity": 7, "due": "2026-06-12"},
    ]
    found = plan(jobs=jobs, orders=[RELEASED], demands=demands)
    assert {row for row in pegs(found) if row[1] in {"D0", "D1", "JOB-1/10"}} == {
        ("MO-1", "D1", 7.0),
        ("MO-1", "JOB-1/10", 3.0),
        ("MO-BIKE-1", "D0", 4.0),
    }


def test_the_rest_of_a_demand_of_a_released_job_is_left_to_mrp() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", state="launched", demands=["D1"])]
    demands = [{"id": "D1", "item": "BIKE", "quantity": 10, "due": "2026-06-12"}]
    found = plan(jobs=jobs, orders=[RELEASED | {"quantity": 6}], demands=demands)
    assert quantities(found, "BIKE") == [4]
    assert {("MO-1", "D1", 6.0), ("MO-BIKE-1", "D1", 4.0)} <= pegs(found)


def test_what_is_written_tells_how_far_a_job_has_gone() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", state="planned")]
    scenario = plant(jobs=jobs, orders=[RELEASED])
    written = with_planned_jobs(scenario, plan_jobs(scenario))
    assert [row.state for row in written.jobs[0].rows] == ["launched"]
    assert written.orders == scenario.orders


def test_a_released_job_due_after_the_horizon_keeps_its_order() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2027-06-12", state="launched")]
    found = plan(jobs=jobs, orders=[RELEASED])
    assert ("MO-1", "JOB-1/10", 10.0) in pegs(found)


@pytest.mark.parametrize("refills", [False, True])
@pytest.mark.parametrize("status", ["planned", "firm"])
def test_what_a_job_makes_to_refill_stock_serves_the_demands_that_draw_on_it(
    status: str, *, refills: bool
) -> None:
    # 45 wheels, 40 of them safety stock: the 10 of D on the 20th leave 5 too few, and the job for
    # these is due on that day; nothing else is to be ordered, now or when the job's order is firm
    tables: dict[str, Any] = {
        "items": items({"id": "WHEEL", "policy": "mts", "safety_stock": 40}),
        "stock": [{"item": "WHEEL", "quantity": 45}],
        "demands": [{"id": "D", "item": "WHEEL", "quantity": 10, "due": "2026-06-20"}],
        "settings": settings(stock_items=refills),
    }
    proposed = generate_jobs(plant(**tables, jobs=[])).jobs
    scenario = plant(**tables, jobs=[row.model_dump(mode="json") for row in proposed])
    expected = {("WHEEL", "D", 5.0), ("PO-WHEEL-JOB-1/10-1", "D", 5.0)}
    first = plan_jobs(scenario)
    assert pegs(first) == expected
    written = with_planned_jobs(scenario, first)
    orders = tuple(order.model_copy(update={"status": status}) for order in written.orders)
    again = plan_jobs(written.replaced(orders=orders))
    assert pegs(again) == expected
    assert advice(again) == set()
    assert [row.id for row in again.material.orders] == ["PO-WHEEL-JOB-1/10-1"]
    schedule(scenario)  # and it is a plan that verifies
