"""The example plants of the buffer tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.quantity import QUANTITY_SCALE
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario
    from scheduler.ddmrp import BufferState

PIECE = QUANTITY_SCALE
WEEKDAYS = [{"id": "week", "shifts": {"mon-fri": ["08:00-16:00"]}}]
TWELVE_DAYS = {
    "daily_usage": 10,
    "lead_time": "12d",
    "lead_time_factor": "0.5",
    "variability_factor": "0.5",
    "minimum_order": 50,
    "order_cycle": "7d",
}
"""The buffer whose zones are 90, 120 and 70."""


def item(name: str, days: int = 0, source: str = "make", **fields: Any) -> dict[str, Any]:
    """Return an item with a lead time in days; the helpers' calendar works every day."""
    return {"id": name, "source": source, "lead_time": f"{days}d", **fields}


def bom(parent: str, **components: Any) -> dict[str, Any]:
    """Return a bill with quantities by component."""
    lines = [{"item": name, "quantity": quantity} for name, quantity in components.items()]
    return {"parent": parent, "components": lines}


def buffered(name: str, days: int = 0, source: str = "make", **buffer: Any) -> dict[str, Any]:
    """Return an item planned by a buffer."""
    return item(name, days, source, policy="ddmrp", buffer={"daily_usage": 10, **buffer})


def tree(*names: str, **tables: Any) -> Scenario:
    """Return FP(2) made of S1(5) and of S2(3), which is made of P1(10); the named are buffered."""
    days = {"FP": 2, "S1": 5, "S2": 3, "P1": 10}
    sources = {"FP": "make", "S1": "buy", "S2": "make", "P1": "buy"}
    items = [
        (buffered if name in names else item)(name, days[name], sources[name]) for name in days
    ]
    boms = [bom("FP", S1=1, S2=1), bom("S2", P1=1)]
    return scenario_of("60d", **{"items": items, "boms": boms, **tables})


def state_of(states: tuple[BufferState, ...], name: str) -> BufferState:
    """Return the state of one item."""
    return next(row for row in states if row.item == name)
