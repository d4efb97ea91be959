"""Tiny scenarios for tests: one plant, a few lines to change it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from models.material import DemandKind, MaterialPlan, Peg, SupplyKind, SupplyOrder
from models.scenario import OrderStatus, OrderType, Scenario

DAY = 1440


def plant(**tables: Any) -> Scenario:
    """Return a plant that starts on Monday 1 June 2026 at midnight, in UTC.

    Calendar ``always`` never closes, ``day`` works Monday to Friday 08-12 and 13-17. Center ``A``
    is one machine, ``B`` two, both always open; item ``X`` runs on A for a minute per piece, then
    on B for two, then on A for three.
    """
    base: dict[str, Any] = {
        "scenario": {"id": "test", "start": "2026-06-01T00:00", "horizon": "20d"},
        "calendars": [
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
        ],
        "work_centers": [{"id": "A"}, {"id": "B", "capacity": 2}],
        "items": [{"id": "X", "source": "make"}],
        "routings": [routing("X", (10, "A", "1m"), (20, "B", "2m"), (30, "A", "3m"))],
    }
    return Scenario.model_validate(base | tables)


def routing(item: str, *rows: tuple[int, str, str] | dict[str, Any]) -> dict[str, Any]:
    """Return a routing from ``(phase, work center, run)`` rows or whole records."""
    operations = [
        row if isinstance(row, dict) else {"phase": row[0], "work_center": row[1], "run": row[2]}
        for row in rows
    ]
    return {"item": item, "operations": operations}


def production(
    name: str = "MO-1", item: str = "X", quantity: int = 10, **changes: Any
) -> SupplyOrder:
    """Return a planned production order that MRP wants from now until day 5."""
    values: dict[str, Any] = {
        "type": OrderType.PRODUCTION,
        "status": OrderStatus.PLANNED,
        "start": 0,
        "end": 5 * DAY,
        "is_document": False,
    }
    return SupplyOrder(id=name, item=item, quantity=Decimal(quantity), **(values | changes))


def material(*orders: SupplyOrder, pegs: tuple[Peg, ...] = ()) -> MaterialPlan:
    """Return a material plan of some orders."""
    return MaterialPlan(orders=orders, pegs=pegs)


def peg(supply: str, consumer: str, item: str = "X", quantity: int = 10, **changes: Any) -> Peg:
    """Return a peg from an order to an order; fields may be changed."""
    values: dict[str, Any] = {"supply_kind": SupplyKind.ORDER, "demand_kind": DemandKind.ORDER}
    return Peg(
        supply=supply, demand=consumer, item=item, quantity=Decimal(quantity), **(values | changes)
    )
