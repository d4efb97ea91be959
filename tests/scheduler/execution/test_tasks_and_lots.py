"""Tasks are stretches of work; pieces are passed on and taken in lots."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import scheduler
from scheduler.execution import execution_tables
from tests.scheduler.scenario_builder import plant, routing

if TYPE_CHECKING:
    from models.plan import Plan


def rows_of(plan: Plan, name: str) -> list[dict[str, Any]]:
    table = execution_tables(plan)[name]()
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def planned(**tables: Any) -> Plan:
    return scheduler.plan(plant(**tables), rule="edd")


def clocks(rows: list[dict[str, Any]], *names: str) -> list[tuple[str, ...]]:
    return [tuple(f"{row[name]:%a %H:%M}" for name in names) for row in rows]


def test_K10_an_operation_that_closed_time_interrupts_is_several_tasks() -> None:
    # 600 min of work from Monday 08:00: until 12, until 17, and an hour on Tuesday
    plan = planned(
        work_centers=[{"id": "A", "calendar": "day"}],
        routings=[routing("X", (10, "A", "60m"))],
        demands=[{"id": "D", "item": "X", "quantity": 10, "due": "2026-06-05"}],
    )
    tasks = rows_of(plan, "tasks")
    assert clocks(tasks, "start", "end") == [
        ("Mon 08:00", "Mon 12:00"), ("Mon 13:00", "Mon 17:00"), ("Tue 08:00", "Tue 10:00"),
    ]  # fmt: skip
    assert [(row["part"], row["parts"], row["minutes"]) for row in tasks] == [
        (1, 3, 240), (2, 3, 240), (3, 3, 120),
    ]  # fmt: skip
    (operation,) = rows_of(plan, "operations")
    assert operation["tasks"] == "T1; T2; T3"


def oven() -> dict[str, Any]:
    phase = {"phase": 10, "work_center": "A", "run": "30m", "fixed_time": True,
             "aggregation": "hot", "fill": 1}  # fmt: skip
    return {
        "work_centers": [{"id": "A", "aggregation_rule": "oven"}],
        "aggregation_rules": [{"id": "oven", "most": 10}],
        "routings": [{"item": "X", "operations": [phase]}],
        "items": [{"id": "X", "source": "make"}],
    }


def test_K10_operations_of_one_session_are_one_task() -> None:
    orders = [
        {"id": name, "type": "production", "item": "X", "quantity": 4, "end": "2026-06-03"}
        for name in ("M1", "M2")
    ]
    plan = planned(**oven(), orders=orders)
    (task,) = rows_of(plan, "tasks")
    assert task["num_operations"] == 2
    assert set(task["operations"].split("; ")) == {"M1/10", "M2/10"}
    assert task["session"] == 1
    assert {row["tasks"] for row in rows_of(plan, "operations")} == {"T1"}


def test_K10_an_operation_too_large_for_one_session_is_one_task_for_each() -> None:
    plan = planned(
        **oven(), demands=[{"id": "D", "item": "X", "quantity": 25, "due": "2026-06-05"}]
    )
    tasks = rows_of(plan, "tasks")
    assert [row["minutes"] for row in tasks] == [30, 30, 30]  # 10, 10 and 5 pieces
    assert [(row["part"], row["parts"]) for row in tasks] == [(1, 3), (2, 3), (3, 3)]


def test_K10_pieces_are_deposited_and_withdrawn_in_lots() -> None:
    # 10 parts of 6 min each are passed on in fours: after 24, 48 and 60 min; the assembly of 10
    # takes them in fives, 100 min after each other, and not before they are there
    part = {"id": "P", "source": "make", "transfer_lot": 4, "withdrawal_lot": 5}
    plan = planned(
        items=[{"id": "X", "source": "make"}, part],
        boms=[{"parent": "X", "components": [{"item": "P", "quantity": 1}]}],
        routings=[routing("P", (10, "A", "6m")), routing("X", (10, "B", "20m"))],
        demands=[{"id": "D", "item": "X", "quantity": 10, "due": "2026-06-05"}],
    )
    records = [row for row in rows_of(plan, "stock_records") if row["item"] == "P"]
    (maker,) = (row for row in plan.operations if row.item == "P")
    (taker,) = (row for row in plan.operations if row.item == "X")
    at = plan.clock.moment
    assert [(row["movement"], row["time"], row["quantity"]) for row in records[1:]] == sorted(
        [
            ("deposit", at(maker.start + 24), Decimal(4)),
            ("deposit", at(maker.start + 48), Decimal(4)),
            ("deposit", at(maker.end), Decimal(2)),
            ("withdrawal", at(taker.start), Decimal(-5)),
            ("withdrawal", at(taker.start + 100), Decimal(-5)),
        ],
        key=lambda row: (row[1], row[0]),
    )
    assert taker.start < maker.end  # which is what lots are for
    assert all(row["stock"] >= 0 for row in records)
    assert records[-1]["stock"] == 0


def test_K10_scrap_does_not_reach_the_stock() -> None:
    plan = planned(
        items=[{"id": "X", "source": "make", "scrap": 0.25}],
        routings=[routing("X", (10, "A", "1m"))],
        demands=[{"id": "D", "item": "X", "quantity": 8, "due": "2026-06-05"}],
    )
    (order,) = plan.orders
    assert order.quantity == 10  # 8 x 1.25
    moves = [(row["movement"], row["quantity"]) for row in rows_of(plan, "stock_records")]
    assert moves == [("opening", 0), ("deposit", 8), ("withdrawal", -8)]
