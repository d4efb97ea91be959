"""Job orders from sales orders: who gets one, how lines are grouped, how many are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.quantity import to_units
from models.scenario import JobKind, JobOrigin, JobState
from scheduler.jobs import generate_jobs
from tests.scheduler.jobs.job_helpers import (
    SALES,
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
    from random import Random


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"confirmed": False}, "it is not confirmed"),
        ({"printed": False}, "it is not printed"),
        ({"fulfilled": True}, "it is delivered"),
        ({"due": None}, "it has no due date"),
        ({"due": "2026-08-01"}, "it is due after 2026-07-30, the last day planned"),
        ({"item": "NOT"}, "NOT generates no job orders"),
        ({"item": "OUT"}, "OUT is excluded from planning"),
        ({"id": "OLD"}, "job JOB-OLD serves it"),
        (
            {"item": "MTS"},
            "MTS is planned by policy mts: its jobs come from forecast, mps, low-stock",
        ),
        ({"item": "BUF"}, "BUF is planned by policy ddmrp: its jobs come from none"),
    ],
)
def test_R01_one_missing_condition_suffices_to_exclude_a_line(line: Row, reason: str) -> None:
    bad = sale("BAD", 3) | line
    if bad["due"] is None:
        del bad["due"]
    old = {"id": "JOB-OLD", "rows": [{"row": 10, "item": "A", "quantity": 3, "demands": ["OLD"]}]}
    scenario = scenario_of(
        items=[
            item(),
            item("NOT", job_generation=False),
            item("OUT", excluded=True),
            item("MTS", policy="mts"),
            item("BUF", policy="ddmrp"),
        ],
        demands=[sale("GOOD", 5), bad],
        job_rows=[old],
    )
    proposal = generate_jobs(scenario, sources=SALES)
    assert [job.rows[0].demands for job in proposal.jobs] == [("GOOD",)]
    assert reasons_of(proposal) == {bad["id"]: reason}


def test_R01_every_missing_condition_is_told() -> None:
    bad = sale("BAD", 3, "2026-05-20", confirmed=False, printed=False)
    scenario = scenario_of(items=[item()], demands=[bad], jobs={"exclude_delayed": True})
    assert reasons_of(generate_jobs(scenario)) == {
        "BAD": "it is not confirmed; it is not printed; it is overdue"
    }


def test_R01_only_lines_of_the_warehouses_asked_for_get_jobs() -> None:
    scenario = scenario_of(
        items=[item()],
        warehouses=[{"id": "NORTH"}, {"id": "SOUTH"}],
        demands=[sale("N", 1, warehouse="NORTH"), sale("S", 2, warehouse="SOUTH"), sale("X", 4)],
    )
    proposal = generate_jobs(scenario, warehouses=["NORTH"])
    assert [job.rows[0].demands for job in proposal.jobs] == [("N",)]
    assert reasons_of(proposal) == {
        "S": "it is shipped from SOUTH, which is not asked for",
        "X": "it is shipped from no warehouse, which is not asked for",
    }


def test_a_line_of_a_cancelled_job_gets_a_new_one() -> None:
    row = {"row": 10, "item": "A", "quantity": 5, "demands": ["D1"], "state": "cancelled"}
    jobs = [{"id": "JOB-1", "rows": [row]}]
    scenario = scenario_of(items=[item()], demands=[sale("D1", 5)], job_rows=jobs)
    assert [job.id for job in generate_jobs(scenario).jobs] == ["JOB-2"]


SIX_AND_EIGHT = [sale("D1", 6, "2026-06-20"), sale("D2", 8, "2026-06-15")]


@pytest.mark.parametrize("policy", ["requirement", "mto", "ato"])
def test_R02_mono_sums_the_lines_of_an_item_due_with_the_earliest(policy: str) -> None:
    # 6 + 8 = 14, due on the 15th
    scenario = scenario_of(items=[item(policy=policy)], demands=SIX_AND_EIGHT)
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [("JOB-1", "A", 14, "2026-06-15")]
    (job,) = proposal.jobs
    assert (job.kind, job.origin) == (JobKind.MONO, JobOrigin.SALES)
    assert (job.rows[0].row, job.rows[0].demands) == (10, ("D2", "D1"))
    assert job.rows[0].state is JobState.NOT_EXAMINED


def test_R02_mono_keeps_versions_and_items_apart() -> None:
    scenario = scenario_of(
        items=[item(), item("B")],
        demands=[
            *SIX_AND_EIGHT,
            sale("D3", 2, "2026-06-10", version="V2"),
            sale("D4", 3, "2026-06-12", item="B"),
            sale("D5", 1, "2026-06-30", version="V2"),
        ],
    )
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [
        ("JOB-1", "A", 3, "2026-06-10"),
        ("JOB-2", "B", 3, "2026-06-12"),
        ("JOB-3", "A", 14, "2026-06-15"),
    ]
    assert [job.rows[0].version for job in proposal.jobs] == ["V2", None, None]


ORDERS = [
    sale("D1", 6, customer="Rossi", project="P1"),
    sale("D2", 8, "2026-06-15", customer="Bianchi", project="P1"),
    sale("D3", 1, "2026-06-17", customer="Rossi", project="P2"),
    sale("D4", 2, "2026-06-18", customer="Rossi", project="P1", item="B"),
    sale("D5", 3, "2026-06-19", customer="Rossi", project="P1"),
]


@pytest.mark.parametrize(
    ("grouping", "jobs"),
    [
        # Bianchi: D2; Rossi: A from D1, D3, D5 (10, due 17th), B from D4
        ("customer", [[("A", 8, 15)], [("A", 10, 17), ("B", 2, 18)]]),
        # P1: A from D1, D2, D5 (17, due 15th), B from D4; P2: D3
        ("project", [[("A", 17, 15), ("B", 2, 18)], [("A", 1, 17)]]),
        # Bianchi P1; Rossi P2; Rossi P1: B from D4, A from D1, D5 (9, due 19th)
        ("both", [[("A", 8, 15)], [("A", 1, 17)], [("B", 2, 18), ("A", 9, 19)]]),
        # one row for each sales line
        ("none", [[("A", 8, 15), ("A", 1, 17), ("B", 2, 18), ("A", 3, 19), ("A", 6, 20)]]),
    ],
)
def test_R02_multi_jobs_hold_rows_by_customer_project_or_line(
    grouping: str, jobs: list[list[tuple[str, float, int]]]
) -> None:
    scenario = scenario_of(
        items=[item(), item("B")], demands=ORDERS, jobs={"kind": "multi", "grouping": grouping}
    )
    proposal = generate_jobs(scenario)
    found = [
        [(row.item, float(row.quantity), row.due.day) for row in job.rows] for job in proposal.jobs
    ]
    assert found == jobs
    assert all(job.kind is JobKind.MULTI for job in proposal.jobs)
    assert [row.row for row in proposal.jobs[-1].rows] == [
        10 * number for number in range(1, len(jobs[-1]) + 1)
    ]


def test_R02_a_job_names_the_customer_and_project_its_lines_share() -> None:
    scenario = scenario_of(
        items=[item(), item("B")], demands=ORDERS, jobs={"kind": "multi", "grouping": "both"}
    )
    named = {(job.customer, job.project) for job in generate_jobs(scenario).jobs}
    assert named == {("Bianchi", "P1"), ("Rossi", "P2"), ("Rossi", "P1")}
    mono = generate_jobs(scenario_of(items=[item(), item("B")], demands=ORDERS))
    assert [(job.customer, job.project) for job in mono.jobs] == [("", ""), ("Rossi", "P1")]


def test_lines_engineered_to_order_are_jobs_apart_until_a_version_is_drawn() -> None:
    demands = [*SIX_AND_EIGHT, sale("D3", 1, version="V"), sale("D4", 2, version="V")]
    scenario = scenario_of(items=[item(policy="eto")], demands=demands)
    assert sorted(quantities_of(scenario)) == [3, 6, 8]


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ({"missing_date": "start"}, "2026-06-01"),
        ({"missing_date": "end"}, "2026-07-30"),
        ({"missing_date": "end", "until": "2026-06-30"}, "2026-06-30"),
        ({"missing_date": "start", "given_date": "2026-06-08"}, "2026-06-08"),
    ],
)
def test_a_line_without_date_gets_one_by_the_rule(rule: Row, due: str) -> None:
    scenario = scenario_of(items=[item()], demands=[sale("D1", 5, None)], jobs=rule)
    assert rows_of(generate_jobs(scenario)) == [("JOB-1", "A", 5, due)]


@pytest.mark.parametrize(
    ("switches", "lot", "quantity"),
    [
        ({}, {}, 125),  # 101 in lots of 100 and steps of 25
        ({"economic_multiples": False}, {}, 101),
        ({"economic_lots": False}, {}, 101),
        ({}, {"use_multiple": False}, 101),
        ({}, {"use_size": False}, 101),
        ({}, {"maximum": 110}, 125),  # splits orders, not the job
    ],
)
def test_a_job_makes_an_economic_lot_if_item_and_run_want_it(
    switches: Row, lot: Row, quantity: int
) -> None:
    sized = {"rule": "minimum", "size": 100, "multiple": 25, **lot}
    scenario = scenario_of(items=[item(lot=sized)], demands=[sale("D1", 101)], jobs=switches)
    assert quantities_of(scenario) == [quantity]


def test_availability_leaves_to_jobs_what_is_short_on_the_due_date() -> None:
    # the 10th: 20 of 30 in stock cover all; the 20th: 10 + 15 received cover 25 of 60
    receipt = {"id": "PO", "type": "purchase", "item": "A", "quantity": 15, "end": "2026-06-12"}
    late = {"id": "PO-2", "type": "purchase", "item": "A", "quantity": 99, "end": "2026-06-21"}
    tables: dict[str, object] = {
        "stock": [{"item": "A", "quantity": 30}],
        "orders": [receipt, late],
        "demands": [
            sale("D1", 20, "2026-06-10", version="V1"),
            sale("D2", 60, "2026-06-20", version="V2"),
        ],
    }
    scenario = scenario_of(items=[item()], jobs={"availability": True}, **tables)
    proposal = generate_jobs(scenario)
    assert rows_of(proposal) == [("JOB-1", "A", 35, "2026-06-20")]
    assert reasons_of(proposal) == {"D1": "stock and receipts cover it"}
    assert sorted(quantities_of(scenario_of(items=[item()], **tables))) == [20, 60]


@pytest.mark.parametrize(
    ("switches", "reading", "quantity"),
    [
        ({}, "order-date", 30),  # 50 + 10 safety - 30 in stock
        ({"safety_stock": False, "reorder_level": False}, "order-date", 20),
        ({"safety_stock": False}, "order-date", 45),  # 50 + 25 - 30
        ({}, "floor", 45),
    ],
)
def test_availability_keeps_the_level_that_is_defended(
    switches: Row, reading: str, quantity: int
) -> None:
    scenario = scenario_of(
        items=[item(safety_stock=10, reorder_level=25)],
        stock=[{"item": "A", "quantity": 30}],
        demands=[sale("D1", 50)],
        jobs={"availability": True, **switches},
        mrp={"reorder_reading": reading},
    )
    assert quantities_of(scenario) == [quantity]


def test_what_a_lot_makes_too_much_is_available_for_the_next_job() -> None:
    # 30 becomes a lot of 100; 70 are left for the 80 of the other version: 10, a lot again
    demands = [sale("D1", 30, "2026-06-10", version="V1"), sale("D2", 80, version="V2")]
    lots = item(lot={"rule": "minimum", "size": 100})
    scenario = scenario_of(items=[lots], demands=demands, jobs={"availability": True})
    assert quantities_of(scenario) == [100, 100]
    few = [demands[0], sale("D2", 70, version="V2")]
    assert quantities_of(scenario_of(items=[lots], demands=few, jobs={"availability": True})) == [
        100
    ]


def test_other_demands_and_material_of_orders_take_what_is_available() -> None:
    # 30 in stock; the unconfirmed line wants 5 of them, the order of P 2 x 4: 17 left for 20
    scenario = scenario_of(
        items=[item(), {"id": "P", "source": "make", "lead_time": "1d"}],
        boms=[{"parent": "P", "components": [{"item": "A", "quantity": 2}]}],
        stock=[{"item": "A", "quantity": 30}],
        orders=[
            {"id": "MO", "type": "production", "item": "P", "quantity": 4, "end": "2026-06-10"}
        ],
        demands=[sale("D1", 20), sale("D2", 5, "2026-06-10", confirmed=False)],
        jobs={"availability": True},
    )
    assert quantities_of(scenario) == [3]


def test_names_are_numbered_around_those_that_are_taken() -> None:
    scenario = scenario_of(
        items=[item(), item("B")],
        demands=[sale("JOB-1", 5), sale("D2", 1, "2026-06-22", item="B")],
        orders=[
            {"id": "JOB-2", "type": "purchase", "item": "B", "quantity": 1, "end": "2026-06-09"}
        ],
    )
    assert [job.id for job in generate_jobs(scenario).jobs] == ["JOB-3", "JOB-4"]


def test_jobs_have_the_priority_of_the_settings() -> None:
    scenario = scenario_of(items=[item()], demands=[sale("D1", 5)], jobs={"priority": 7})
    assert [job.priority for job in generate_jobs(scenario).jobs] == [7]


@st.composite
def tables(draw: st.DrawFn) -> dict[str, object]:
    names = st.sampled_from(["A", "B", "C"])
    days = st.integers(1, 90).map(lambda day: f"2026-{6 + day // 31:02d}-{1 + day % 30:02d}")
    amounts = st.integers(1, 9_999_999).map(lambda units: f"{units // 1000}.{units % 1000:03d}")
    people = st.sampled_from(["", "Rossi", "Bianchi"])
    sales = [
        sale(
            f"D{n}",
            draw(amounts),
            draw(days),
            item=draw(names),
            confirmed=draw(st.booleans()),
            customer=draw(people),
            version=draw(st.sampled_from([None, "V"])),
        )
        for n in range(draw(st.integers(0, 7)))
    ]
    rows = [
        forecast(f"F{n}", draw(amounts), draw(days), item=draw(names), customer=draw(people))
        for n in range(draw(st.integers(0, 3)))
    ]
    policies = st.sampled_from(["mto", "mts", None])
    modes = st.sampled_from(["max", "sum", "min", "forecast", "orders"])
    items = [
        item(name, policy=draw(policies), forecast_mode=draw(modes), safety_stock=draw(amounts))
        for name in "ABC"
    ]
    return {"items": items, "demands": sales, "forecasts": rows}


JOB_SETTINGS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["mono", "multi"]),
        "grouping": st.sampled_from(["none", "customer", "both"]),
        "forecast_timing": st.sampled_from(["monthly", "weekly", "real", "zone"]),
        "availability": st.booleans(),
    }
)


@given(tables())
@settings(max_examples=75, deadline=None)
def test_mono_jobs_make_exactly_what_eligible_lines_want(rows: dict[str, object]) -> None:
    rows = rows | {"items": [item(name) for name in "ABC"], "forecasts": []}
    scenario = scenario_of(**rows)
    proposal = generate_jobs(scenario)
    wanted: dict[tuple[str, str | None], int] = {}
    for demand in scenario.demands:
        if demand.confirmed and demand.due.isoformat() <= "2026-07-30":
            key = (demand.item, demand.version)
            wanted[key] = wanted.get(key, 0) + to_units(demand.quantity)
    made = {(job.rows[0].item, job.rows[0].version): job.rows[0] for job in proposal.jobs}
    assert {key: to_units(row.quantity) for key, row in made.items()} == wanted
    assert len(made) == len(proposal.jobs)
    for (name, version), row in made.items():
        served = [scenario.demand_by_id[demand] for demand in row.demands]
        assert row.due == min(demand.due for demand in served)
        assert {(demand.item, demand.version) for demand in served} == {(name, version)}


@given(tables(), JOB_SETTINGS, st.randoms(use_true_random=False))
@settings(max_examples=75, deadline=None)
def test_the_order_of_rows_does_not_matter(
    rows: dict[str, object], options: dict[str, object], random: Random
) -> None:
    shuffled: dict[str, object] = {}
    for name, listed in rows.items():
        assert isinstance(listed, list)
        shuffled[name] = random.sample(listed, len(listed))
    one = generate_jobs(scenario_of(jobs=options, **rows))
    other = generate_jobs(scenario_of(jobs=options, **shuffled))
    assert one == other


@given(tables(), JOB_SETTINGS)
@settings(max_examples=75, deadline=None)
def test_a_second_run_serves_no_demand_or_forecast_again(
    rows: dict[str, object], options: dict[str, object]
) -> None:
    scenario = scenario_of(jobs=options, **rows)
    proposal = generate_jobs(scenario)
    again = generate_jobs(with_jobs(scenario, proposal))
    served = [name for job in proposal.jobs for row in job.rows for name in row.demands]
    assert len(served) == len(set(served))
    forecasts = {name for job in proposal.jobs for row in job.rows for name in row.forecasts}
    for job in again.jobs:
        for row in job.rows:
            assert not {*served, *forecasts} & {*row.demands, *row.forecasts}
