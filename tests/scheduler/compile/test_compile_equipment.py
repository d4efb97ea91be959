"""Moulds and gauges of which stock holds a few."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import NoPlanExists
from models.scenario import OrderType
from scheduler.compile import Compiled, compile_problem
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing


def moulding(stock: float, *orders: Any, **equipment: Any) -> Compiled:
    """X needs MOULD, of which some pieces are on stock; who has none waits four days for one."""
    phase = {
        "phase": 10,
        "work_center": "A",
        "run": "1m",
        "equipment": [{"item": "MOULD", **equipment}],
    }
    scenario = plant(
        items=[
            {"id": "X", "source": "make"},
            {"id": "MOULD", "source": "buy", "lead_time": "4d"},
        ],
        routings=[routing("X", phase)],
        stock=[
            {"item": "MOULD", "quantity": stock},
            {"item": "MOULD", "quantity": 5, "available": False},
        ],
    )
    return compile_problem(scenario, material(production(), *orders))


def test_M27_pieces_on_stock_are_units_that_operations_hold() -> None:
    problem = moulding(2.5).problem
    assert problem.resource_names[-1] == "tool MOULD"
    # whole pieces only, and none of the lots that may not be used
    assert problem.resource_capacity[-1] == 2
    assert problem.use_units.tolist() == [1]


def test_M27_without_reordering_too_few_tools_are_waited_for() -> None:
    with pytest.raises(NoPlanExists, match="it waits for 2 MOULD, and there are 1"):
        moulding(1, quantity=2)
    with pytest.raises(NoPlanExists, match="it waits for 1 MOULD, and there are 0"):
        moulding(0)


def test_M27_with_reordering_units_are_there_from_their_receipt_on() -> None:
    order = production("PO-1", "MOULD", quantity=2, type=OrderType.PURCHASE)
    problem = moulding(1, order, quantity=2, to_reorder=True).problem
    assert problem.resource_capacity[-1] == 3
    # one is there at once, the others four days from now
    row = problem.num_resources - 1
    assert problem.profile_resource.tolist() == [row]
    assert (problem.profile_start.tolist(), problem.profile_end.tolist()) == ([0], [4 * DAY])
    assert problem.profile_capacity.tolist() == [1]
    windows = problem.calendars[problem.mode_calendar[0]]
    assert windows.starts[0] == 4 * DAY


def test_M27_a_tool_that_is_not_scheduled_limits_nothing() -> None:
    problem = moulding(0, scheduled=False).problem
    assert "tool MOULD" not in problem.resource_names
