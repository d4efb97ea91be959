"""The fourteen execution tables agree with the plan, and with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import scheduler
from models.material import DemandKind
from models.plan import Mode, Plan
from models.quantity import from_units
from models.scenario import OrderType
from scheduler.capacity import Kind, Period, capacity_of
from scheduler.execution import EXECUTION_TABLES, execution_tables
from scheduler.outputs.columns import Holds
from scheduler.outputs.folder_kinds import EXECUTION_FILES
from tests.scheduler.outputs.sample_plan import sample_plan

SCENARIOS = Path(__file__).parents[3] / "scenarios"
Rows = list[dict[str, Any]]

TYPES: dict[Holds, tuple[type, ...]] = {
    Holds.TEXT: (str,), Holds.FLAG: (bool,), Holds.WHOLE: (int,), Holds.NUMBER: (float, int),
    Holds.DECIMAL: (Decimal,), Holds.MOMENT: (datetime,),
}  # fmt: skip


def rows_of(plan: Plan, name: str) -> Rows:
    table = execution_tables(plan)[name]()
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


@pytest.fixture(
    scope="module",
    params=[
        *((name, "edd") for name in ("bicycle", "coating", "pumps", "mrp-lecture")),
        ("coating", "spt"), ("coating", "asap"), ("bicycle", "alap"),
    ],
    ids=lambda value: "-".join(value),
)  # fmt: skip
def plan(request: pytest.FixtureRequest) -> Plan:
    name, how = request.param
    scenario = scheduler.load(SCENARIOS / f"{name}.yaml")
    if how in ("asap", "alap"):
        return scheduler.plan(scenario, mode=how)
    return scheduler.plan(scenario, rule=how)


def test_K10_there_are_fourteen_tables_of_declared_columns_and_kinds(plan: Plan) -> None:
    assert [f"{name}.csv" for name in EXECUTION_TABLES] == list(EXECUTION_FILES)
    assert len(EXECUTION_TABLES) == 14
    for name, listed in EXECUTION_TABLES.items():
        table = listed.make(plan)
        assert table.columns == tuple(listed.columns), name
        for row in table.rows:
            for cell, (column, holds) in zip(row, listed.columns.items(), strict=True):
                assert cell is None or isinstance(cell, TYPES[holds]), (name, column, cell)


def test_K10_every_operation_has_its_tasks_and_every_task_its_operations(plan: Plan) -> None:
    operations, tasks = rows_of(plan, "operations"), rows_of(plan, "tasks")
    assert len(operations) == len(plan.operations)
    named: dict[str, list[str]] = defaultdict(list)
    for task in tasks:
        members = task["operations"].split("; ")
        assert task["num_operations"] == len(members)
        assert (len(members) > 1) <= (task["session"] is not None)
        for member in members:
            named[member].append(task["task"])
    for row in operations:
        mine = named.pop(f"{row['order']}/{row['phase']}")
        assert row["tasks"] == "; ".join(mine)
        parts = [task for task in tasks if task["task"] in mine]
        assert [task["part"] for task in parts] == list(range(1, parts[0]["parts"] + 1))
        assert all(task["machine"] == row["machine"] for task in parts)
        assert parts[-1]["end"] >= row["end"]
        for before, after in pairwise(parts):
            assert before["end"] <= after["start"]
    assert not named


def test_K10_orders_are_in_the_table_of_their_kind_once(plan: Plan) -> None:
    kinds = Counter(row.type for row in plan.orders)
    for kind, name in (
        (OrderType.PURCHASE, "purchase_orders"),
        (OrderType.PRODUCTION, "production_orders"),
        (OrderType.TRANSFER, "internal_orders"),
    ):
        assert len(rows_of(plan, name)) == kinds[kind], name
    outside = {row.id for row in plan.scenario.work_centers if row.external}
    whole = {row.order for row in plan.orders if row.type is OrderType.SUBCONTRACT}
    phases = sum(row.work_center in outside and row.order not in whole for row in plan.operations)
    assert len(rows_of(plan, "subcontract_orders")) == kinds[OrderType.SUBCONTRACT] + phases
    made = rows_of(plan, "production_orders")
    own = {row.order for row in plan.orders if row.type is OrderType.PRODUCTION}
    worked = sum(row.order in own for row in plan.operations)
    assert sum(row["operations"] for row in made) == worked


def test_K10_sales_are_delivered_when_they_are_due_or_later(plan: Plan) -> None:
    sales = rows_of(plan, "sales_orders")
    assert len(sales) == len(plan.demands)
    assert {row["demand"] for row in sales if row["late_hours"]} == {
        row.demand for row in plan.demands if row.late
    }
    assert all(row["delivery"] >= row["due"] for row in sales)


def test_K10_the_last_stock_record_is_the_last_stock_of_the_mrp_grid(plan: Plan) -> None:
    last: dict[tuple[str, str], Decimal] = {}
    for row in rows_of(plan, "stock_records"):
        key = row["item"], row["warehouse"]
        assert row["stock"] == last.get(key, Decimal(0)) + row["quantity"]
        assert (row["movement"] == "opening") == (key not in last)
        assert row["stock"] >= 0, row  # nothing is taken before it is there
        last[key] = row["stock"]
    grid = {
        (row.item, row.warehouse): from_units(int(row.projected_on_hand[-1]))
        for row in plan.material.grid
    }
    assert last == grid


def test_K10_what_is_put_on_stock_is_what_orders_bring(plan: Plan) -> None:
    put: dict[str, Decimal] = defaultdict(Decimal)
    times: dict[str, datetime] = {}
    for row in rows_of(plan, "stock_records"):
        if row["movement"] == "deposit":
            put[row["document"]] += row["quantity"]
            times[row["document"]] = row["time"]
    assert put.keys() == {row.order for row in plan.orders}
    scrap = {item.id: item.scrap for item in plan.scenario.items}
    for order in plan.orders:
        brought = order.quantity / (1 + scrap[order.item])
        assert abs(put[order.order] - brought) < Decimal("0.000001"), order.order
        assert times[order.order] == plan.clock.moment(max(0, order.end)), order.order


def test_K10_what_is_withdrawn_is_what_orders_and_sales_take(plan: Plan) -> None:
    taken: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows_of(plan, "stock_records"):
        if row["movement"] == "withdrawal":
            taken[row["document"], row["item"]] -= row["quantity"]
    pegged: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for peg in plan.material.pegs:
        if peg.demand_kind is not DemandKind.SAFETY_STOCK:
            pegged[peg.demand, peg.item] += peg.quantity
    assert taken == pegged
    made = (OrderType.PRODUCTION, OrderType.SUBCONTRACT)
    makers = {row.order for row in plan.orders if row.type in made}
    dependent: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows_of(plan, "dependent_demand"):
        dependent[row["order"], row["item"]] += row["from_stock"] + row["from_orders"]
        assert row["quantity"] == row["from_stock"] + row["from_orders"] + row["missing"]
    assert dependent == {key: value for key, value in taken.items() if key[0] in makers}


def test_K10_workers_are_at_one_thing_at_a_time_and_have_the_skill(plan: Plan) -> None:
    workers = {row.id: row for row in plan.scenario.workers}
    changes: dict[str, list[tuple[datetime, Fraction]]] = defaultdict(list)
    for row in rows_of(plan, "worker_activities"):
        assert bool(row["worker"]) == (plan.solve.mode is Mode.FINITE)
        if row["worker"]:
            assert row["skill"] in workers[row["worker"]].skills
            share = Fraction(row["share"]).limit_denominator(10_000)
            changes[row["worker"]] += [(row["start"], share), (row["end"], -share)]
    for name, steps in changes.items():
        busy = Fraction(0)
        for _, share in sorted(steps):
            busy += share
            assert 0 <= busy <= 1, name


def test_K10_people_and_crews_are_there_as_long_as_capacity_counts_them(plan: Plan) -> None:
    spent: dict[str, float] = defaultdict(float)
    for row in rows_of(plan, "worker_activities"):
        spent[f"skill {row['skill']}"] += row["share"] * row["minutes"]
    for row in rows_of(plan, "resource_activities"):
        if row["kind"] == "crew":
            spent[row["resource"]] += row["units"] * row["minutes"]
    prefix = {Kind.SKILL: "skill ", Kind.CREW: ""}
    minutes = {
        f"{prefix[bar.kind]}{bar.name}": pytest.approx(bar.load)
        for bar in capacity_of(plan).bars(Period.PLAN)
        if bar.kind in prefix and bar.load
    }
    assert spent == minutes


def test_K10_activities_lie_inside_the_working_time_of_their_operations(plan: Plan) -> None:
    operations = {(row["order"], row["phase"]): row for row in rows_of(plan, "operations")}
    tasks = {row["task"]: row for row in rows_of(plan, "tasks")}
    for row in rows_of(plan, "worker_activities"):
        operation = operations[row["order"], row["phase"]]
        assert operation["setup_start"] <= row["start"] < row["end"] <= operation["end"]
        task = tasks[row["task"]]
        if task["num_operations"] == 1:
            assert task["start"] <= row["start"] < row["end"] <= task["end"]
    for row in rows_of(plan, "resource_activities"):
        operation = operations[row["order"], row["phase"]]
        assert operation["setup_start"] <= row["start"] < row["end"] <= operation["end"]


def test_K10_an_empty_plan_has_all_tables_with_their_columns() -> None:
    scenario = scheduler.load(SCENARIOS / "mrp-lecture.yaml").replaced(demands=(), orders=())
    plan = scheduler.plan(scenario, mode="asap")
    for name, listed in EXECUTION_TABLES.items():
        table = listed.make(plan)
        assert table.columns == tuple(listed.columns)
        assert bool(list(table.rows)) == (name in ("parameters", "stock_records")), name


def test_K11_the_warnings_of_the_input_are_an_execution_table() -> None:
    plan = sample_plan()
    rows = rows_of(plan, "import_warnings")
    assert [(row["table"], row["row"], row["field"], row["value"]) for row in rows] == [
        (fault.table, fault.row, fault.field, fault.value) for fault in plan.warnings
    ]
    assert rows


def test_K10_what_could_not_be_done_is_told_as_errors_and_as_warnings_of_tasks() -> None:
    plan = sample_plan()
    errors = rows_of(plan, "execution_errors")
    left_out = [row for row in errors if row["error"] == "not scheduled"]
    assert {row["order"] for row in left_out} == {row.order for row in plan.unscheduled}
    assert len(errors) - len(left_out) == len(plan.material.uncovered)
    warned = [row for row in rows_of(plan, "tasks") if row["warning"]]
    assert [row["warning"] for row in warned] == [row.cause for row in plan.unscheduled]
    assert all(row["start"] is None for row in warned)
