"""A small plant with jobs, and readable views of its plan."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.calendar import Clock
from models.scenario import Scenario
from scheduler.general import GeneralPlan, JobResult, plan_jobs

if TYPE_CHECKING:
    from models.material import SupplyOrder

DAY = 1440


def plant(**tables: Any) -> Scenario:
    """Return a plant on Monday 1 June 2026, 06:00, that works 8-12 and 13-17 on weekdays.

    A ``BIKE`` is made in two phases of 2 and 4 hours for ten, from a ``FRAME`` and two ``WHEEL``;
    a frame takes a day for ten, wheels are bought in 3 days.
    """
    base: dict[str, Any] = {
        "scenario": {"id": "test", "start": "2026-06-01T06:00", "horizon": "60d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}],
        "work_centers": [{"id": "PAINT"}, {"id": "MOUNT"}, {"id": "WELD"}],
        "items": [
            {"id": "BIKE", "source": "make"},
            {"id": "FRAME", "source": "make"},
            {"id": "WHEEL", "source": "buy", "lead_time": "3d"},
        ],
        "boms": [
            {
                "parent": "BIKE",
                "components": [
                    {"item": "FRAME", "quantity": 1, "phase": 10},
                    {"item": "WHEEL", "quantity": 2, "phase": 20},
                ],
            }
        ],
        "routings": [
            routing("BIKE", (10, "PAINT", "12m"), (20, "MOUNT", "24m")),
            routing("FRAME", (10, "WELD", "48m")),
        ],
        "jobs": [job("JOB-1", "BIKE", 10, "2026-06-12")],
    }
    return Scenario.model_validate(base | tables)


def settings(**values: Any) -> dict[str, Any]:
    """Return settings of general planning."""
    return {"general": values}


def routing(item: str, *rows: tuple[int, str, str] | dict[str, Any]) -> dict[str, Any]:
    """Return a routing from ``(phase, work center, run)`` rows or whole records."""
    operations = [
        row if isinstance(row, dict) else {"phase": row[0], "work_center": row[1], "run": row[2]}
        for row in rows
    ]
    return {"item": item, "operations": operations}


def job(name: str, item: str, quantity: object, due: str, **fields: Any) -> dict[str, Any]:
    """Return a job of one row, 10; further fields are the row's."""
    row = {"row": 10, "item": item, "quantity": quantity, "due": due, **fields}
    return {"id": name, "rows": [row]}


def items(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items of `plant` with some fields changed, and further items."""
    known: dict[str, dict[str, Any]] = {
        "BIKE": {"id": "BIKE", "source": "make"},
        "FRAME": {"id": "FRAME", "source": "make"},
        "WHEEL": {"id": "WHEEL", "source": "buy", "lead_time": "3d"},
    }
    for change in changes:
        known[change["id"]] = known.get(change["id"], {}) | change
    return list(known.values())


def plan(**tables: Any) -> GeneralPlan:
    """Return the plan of a plant."""
    return plan_jobs(plant(**tables))


def when(tick: int) -> str:
    """Return a tick of `plant` as month-day and time."""
    return f"{_clock().moment(tick):%m-%d %H:%M}"


def tick(text: str) -> int:
    """Return the tick of a local time."""
    return _clock().tick(datetime.fromisoformat(text))


def _clock() -> Clock:
    return Clock.of(plant().scenario)


def order_of(plan: GeneralPlan, item: str) -> SupplyOrder:
    """Return the one order of an item."""
    (order,) = orders_of(plan, item)
    return order


def orders_of(plan: GeneralPlan, item: str) -> list[SupplyOrder]:
    """Return the orders of an item that are no documents."""
    return [order for order in plan.material.orders if order.item == item and not order.is_document]


def quantities(plan: GeneralPlan, item: str) -> list[float]:
    """Return the quantities of an item's orders."""
    return [float(order.quantity) for order in orders_of(plan, item)]


def row_of(plan: GeneralPlan, name: str = "JOB-1") -> JobResult:
    """Return the result of the first row of a job."""
    return next(row for row in plan.jobs if row.job == name)


def pegs(plan: GeneralPlan) -> set[tuple[str, str, float]]:
    """Return supply, demand and pieces of every peg."""
    return {(peg.supply, peg.demand, float(peg.quantity)) for peg in plan.material.pegs}


def phase_times(plan: GeneralPlan, order: str) -> list[tuple[int, str, str]]:
    """Return phase, start and end of an order's phases."""
    return [
        (row.phase, when(row.start), when(row.end)) for row in plan.phases if row.order == order
    ]
