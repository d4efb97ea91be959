"""Plans of small shops, made by a rule alone, for the tests of sequences."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import InvalidScenarioFile
from scheduler.api import plan as make_plan
from scheduler.outputs import dump_plan
from scheduler.sequence import WantedRow, resequenced
from tests.scheduler.scenario_builder import plant, routing

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import OperationRow, Plan
    from models.scenario import Scenario


def queue(**tables: Any) -> Scenario:
    """Return three orders of 60, 120 and 60 pieces that each run on A, then on B.

    A works 08-12 and 13-17 and takes a minute a piece, B never closes and takes one too. They are
    due on 2, 3 and 4 June. Each piece takes one HUB, which is bought in a day.
    """
    base: dict[str, Any] = {
        "work_centers": [{"id": "A", "calendar": "day"}, {"id": "B"}],
        "routings": [routing("X", (10, "A", "1m"), (20, "B", "1m"))],
        "items": [
            {"id": "X", "source": "make"},
            {"id": "HUB", "source": "buy", "lead_time": "1d"},
        ],
        "boms": [{"parent": "X", "components": [{"item": "HUB", "quantity": 1}]}],
        "stock": [{"item": "HUB", "quantity": 240}],
        "orders": [
            {"id": f"MO-{n}", "type": "production", "item": "X", "quantity": pieces,
             "end": f"2026-06-0{day}", "status": "launched"}
            for n, pieces, day in ((1, 60, 2), (2, 120, 3), (3, 60, 4))
        ],
        "demands": [
            {"id": f"SO-{n}", "item": "X", "quantity": pieces, "due": f"2026-06-0{day}"}
            for n, pieces, day in ((1, 60, 2), (2, 120, 3), (3, 60, 4))
        ],
    }  # fmt: skip
    return plant(**(base | tables))


@cache
def queue_plan() -> Plan:
    """Return the plan: on 1 June A runs MO-1 08-09, MO-2 09-11, MO-3 11-12."""
    return make_plan(queue(), rule="edd")


def rows_of(plan: Plan, center: str = "A") -> list[OperationRow]:
    """Return the operations of a center by machine and position."""
    rows = [row for row in plan.operations if row.work_center == center]
    return sorted(rows, key=lambda row: (row.machine, row.sequence))


def orders_of(plan: Plan, center: str = "A") -> list[str]:
    """Return whose phases a center runs, in its order."""
    return [row.order for row in rows_of(plan, center)]


def times_of(plan: Plan, center: str = "A") -> dict[str, tuple[str, str]]:
    """Return start and end of the phases of a center, by order."""
    at = plan.clock.moment
    return {
        row.order: (f"{at(row.run_start):%d %H:%M}", f"{at(row.end):%d %H:%M}")
        for row in rows_of(plan, center)
    }


def wanted(*orders: str, phase: int = 10, machine: str = "") -> list[WantedRow]:
    """Return rows of one phase of some orders."""
    return [WantedRow(order, phase, machine) for order in orders]


def written(plan: Plan, folder: Path) -> Path:
    """Write what `finitecap sequence` reads of a plan; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(dump_plan(plan), encoding="utf-8")
    return folder


def refusal(plan: Plan, rows: list[WantedRow], **options: Any) -> str:
    """Return why rows are no order of A."""
    with pytest.raises(InvalidScenarioFile) as caught:
        resequenced(plan, "A", rows, **options)
    return str(caught.value)
