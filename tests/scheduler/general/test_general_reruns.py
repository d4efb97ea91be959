"""Running again changes nothing, whatever the order of rows, and what is written is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.plan import Mode
from scheduler.files import load, save
from scheduler.general import plan_jobs, with_planned_jobs
from scheduler.pipeline import plan as schedule
from solvers.options import SolveOptions
from tests.scheduler.general.general_helpers import (
    items,
    job,
    order_of,
    orders_of,
    pegs,
    plan,
    plant,
    row_of,
    settings,
    when,
)

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.general import GeneralPlan

JOBS = [
    job("JOB-2", "BIKE", 5, "2026-06-12", demands=["D2"]),
    {
        "id": "JOB-1",
        "kind": "multi",
        "rows": [
            {"row": 10, "item": "BIKE", "quantity": 10, "due": "2026-06-15", "demands": ["D1"]},
            {"row": 20, "item": "FRAME", "quantity": 7, "due": "2026-06-10"},
        ],
    },
]
DEMANDS = [
    {"id": "D1", "item": "BIKE", "quantity": 8, "due": "2026-06-16"},
    {"id": "D2", "item": "BIKE", "quantity": 5, "due": "2026-06-13"},
    {"id": "D3", "item": "FRAME", "quantity": 4, "due": "2026-06-09"},
]
STOCK = [{"item": "FRAME", "quantity": 6}, {"item": "WHEEL", "quantity": 9}]
TABLES: dict[str, Any] = {"jobs": JOBS, "demands": DEMANDS, "stock": STOCK}


def told(found: GeneralPlan) -> tuple[object, ...]:
    """Return a plan as data; orders that it planned before are the same as planned ones."""
    orders = {
        (row.id, row.item, row.quantity, row.start, row.end, row.job)
        for row in found.material.orders
    }
    return orders, pegs(found), found.jobs, found.phases


def test_a_demand_gets_its_part_of_the_row_and_the_job_the_rest() -> None:
    found = plan(**TABLES)
    assert {("MO-BIKE-JOB-1/10-1", "D1", 8.0), ("MO-BIKE-JOB-1/10-1", "JOB-1/10", 2.0)} <= pegs(
        found
    )
    assert ("MO-BIKE-JOB-2/10-1", "D2", 5.0) in pegs(found)


def test_a_forecast_is_served_by_its_job_and_not_planned_twice() -> None:
    forecasts = [{"id": "F", "item": "BIKE", "quantity": 10, "date": "2026-06-01"}]
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", forecasts=["F"])]
    found = plan(jobs=jobs, forecasts=forecasts)
    assert ("MO-BIKE-JOB-1/10-1", "F", 10.0) in pegs(found)
    assert len(orders_of(found, "BIKE")) == 1


def test_the_order_of_rows_does_not_matter() -> None:
    turned = {name: list(reversed(rows)) for name, rows in TABLES.items()}
    scenario = plant(**turned)
    scenario = scenario.replaced(
        items=tuple(reversed(scenario.items)),
        boms=tuple(
            bom.model_copy(update={"components": tuple(reversed(bom.components))})
            for bom in scenario.boms
        ),
        routings=tuple(reversed(scenario.routings)),
    )
    assert told(plan_jobs(scenario)) == told(plan(**TABLES))


@pytest.mark.parametrize("direction", ["asap", "alap"])
def test_planning_again_after_writing_the_orders_changes_nothing(
    direction: str, tmp_path: Path
) -> None:
    scenario = plant(**TABLES, settings=settings(direction=direction))
    first = plan_jobs(scenario)
    written = with_planned_jobs(scenario, first)
    assert {row.state for job in written.jobs for row in job.rows} == {"planned"}
    # the orders of jobs are written, those of MRP for the demand D3 are not
    assert {order.job for order in written.orders} == {"JOB-1/10", "JOB-1/20", "JOB-2/10"}
    save(written, tmp_path / "planned.yaml")
    again = load(tmp_path / "planned.yaml")
    second = plan_jobs(again)
    assert told(second) == told(first)
    assert with_planned_jobs(again, second) == again


def test_orders_of_mandatory_jobs_stay_and_cover_them() -> None:
    mandatory = [row | {"mandatory": True} for row in JOBS]
    scenario = plant(**{**TABLES, "jobs": mandatory})
    first = plan_jobs(scenario)
    second = plan_jobs(with_planned_jobs(scenario, first))
    assert {row.id for row in second.material.orders} == {row.id for row in first.material.orders}
    assert {row.id for row in second.material.orders if row.job} == {
        row.id for row in second.material.orders if row.is_document
    }
    assert pegs(second) == pegs(first)


def test_firm_orders_of_a_job_stay_and_only_the_rest_is_planned() -> None:
    firm = {
        "id": "MO-1",
        "type": "production",
        "item": "BIKE",
        "quantity": 4,
        "end": "2026-06-11",
        "status": "firm",
        "job": "JOB-1/10",
    }
    found = plan(orders=[firm])
    assert float(order_of(found, "BIKE").quantity) == 6
    assert ("MO-1", "JOB-1/10", 4.0) in pegs(found)


def test_documents_of_a_job_serve_no_other() -> None:
    bought = {
        "id": "PO-1",
        "type": "purchase",
        "item": "WHEEL",
        "quantity": 50,
        "end": "2026-06-03",
        "status": "confirmed",
    }
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12"), job("JOB-2", "BIKE", 10, "2026-06-15")]
    free = plan(jobs=jobs, orders=[bought])
    assert orders_of(free, "WHEEL") == []
    own = plan(jobs=jobs, orders=[bought | {"job": "JOB-2"}])
    assert ("PO-1", "MO-BIKE-JOB-2/10-1", 20.0) in pegs(own)
    assert order_of(own, "WHEEL").job == "JOB-1/10"


def test_policies_send_material_to_mrp() -> None:
    # frames by requirement; wheels without a policy follow the bike, which is assembled to order
    found = plan(items=items({"id": "FRAME", "policy": "requirement"}))
    assert (order_of(found, "FRAME").job, order_of(found, "WHEEL").job) == ("", "JOB-1/10")
    found = plan(items=items({"id": "BIKE", "policy": "ato"}, {"id": "FRAME", "policy": "mto"}))
    assert (order_of(found, "FRAME").job, order_of(found, "WHEEL").job) == ("JOB-1/10", "")


def test_the_source_of_a_row_overrides_that_of_its_item() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", source="buy")]
    found = plan(jobs=jobs)
    assert [(row.id, row.type) for row in found.material.orders] == [
        ("PO-BIKE-JOB-1/10-1", "purchase")
    ]


def test_a_job_for_a_kit_is_one_for_its_components() -> None:
    found = plan(items=items({"id": "BIKE", "source": "kit"}), routings=[])
    assert {row.item for row in found.material.orders} == {"FRAME", "WHEEL"}
    assert {
        ("MO-FRAME-JOB-1/10-1", "JOB-1/10", 10.0),
        ("PO-WHEEL-JOB-1/10-1", "JOB-1/10", 20.0),
    } == (pegs(found))


def test_warehouses_pass_the_goods_of_a_job_on() -> None:
    records = [
        {"warehouse": "SHOP", "source": "transfer", "from": "WORKS", "lead_time": "2d"},
        {"warehouse": "WORKS", "source": "make"},
    ]
    found = plan(
        warehouses=[{"id": "SHOP"}, {"id": "WORKS"}],
        items=items({"id": "FRAME", "warehouses": records}),
        jobs=[job("JOB-1", "FRAME", 10, "2026-06-12", demands=["D"])],
        demands=[
            {
                "id": "D",
                "item": "FRAME",
                "quantity": 10,
                "due": "2026-06-12",
                "warehouse": "SHOP",
            }
        ],
        settings={"mrp": {"by_warehouse": True}},
    )
    sent = next(row for row in found.material.orders if row.type == "transfer")
    made = next(row for row in found.material.orders if row.type == "production")
    assert (sent.warehouse, sent.transfer_from, made.warehouse) == ("SHOP", "WORKS", "WORKS")
    assert (sent.job, made.job) == ("JOB-1/10", "JOB-1/10")
    # in transit from the 10th on; welded until then
    assert (when(sent.start), when(made.end)) == ("06-10 00:00", "06-09 17:00")
    assert {(sent.id, "D", 10.0), (made.id, sent.id, 10.0)} == pegs(found)


@pytest.mark.parametrize("mode", ["asap", "alap", "finite"])
def test_the_pipeline_schedules_and_verifies_what_jobs_plan(mode: str) -> None:
    tables = {**TABLES, "jobs": [JOBS[0], job("JOB-1", "BIKE", 8, "2026-06-15", demands=["D1"])]}
    found = schedule(plant(**tables), SolveOptions(mode=Mode(mode), time_limit=5.0, workers=1))
    assert found.kpis["verified"] == "yes"
    linked = {row.job for row in found.material.orders if row.job}
    assert linked == {"JOB-1/10", "JOB-2/10"}
    first = min(row.start for row in found.operations)
    if mode == "asap":  # S01: the first phase starts today at shift start
        assert when(first) == "06-01 08:00"
    if mode == "alap":  # S02: the last phase ends at the due date of its demand, the 16th at 17:00
        assert when(max(row.end for row in found.operations)) == "06-16 17:00"


def test_the_log_tells_what_items_lack_and_what_is_late() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-03"), job("JOB-2", "BOX", 1, "2026-06-30")]
    found = plan(items=items({"id": "BOX", "source": "make"}), jobs=jobs)
    assert [(str(line.kind), line.subject) for line in found.log] == [
        ("no-bom", "BOX"),
        ("no-bom", "FRAME"),
        ("no-routing", "BOX"),
        ("no-supplier", "WHEEL"),
        ("no-lead-time", "BOX"),
        ("job-late", "JOB-1/10"),
        ("order-late", "PO-WHEEL-JOB-1/10-1"),
    ]
    late = next(line for line in found.log if line.kind == "job-late")
    assert late.text == "is due on 2026-06-04 00:00, ready on 2026-06-04 12:00 at the soonest."
    assert row_of(found).slack < 0


def test_the_start_of_a_row_is_that_of_its_own_orders() -> None:
    # the first job is late, its lot of 15 frames serves the second one, too
    lot = {"rule": "minimum", "size": 15}
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-02"), job("JOB-2", "BIKE", 4, "2026-06-19")]
    found = plan(items=items({"id": "FRAME", "lot": lot}), jobs=jobs)
    assert ("MO-FRAME-JOB-1/10-1", "MO-BIKE-JOB-2/10-1", 4.0) in pegs(found)
    assert row_of(found, "JOB-1").slack < 0
    # its wheels, needed on Friday the 19th, are ordered 3 days before
    assert when(row_of(found, "JOB-2").start) == "06-16 00:00"
    assert row_of(found, "JOB-2").slack > 0
