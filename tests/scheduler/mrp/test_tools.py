"""Tools that operations need: ordered where too few are there, and never consumed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.scenario import Scenario
from models.verify import verify
from scheduler.mrp import plan_materials
from scheduler.objectives import scenario_options
from scheduler.pipeline import plan

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.plan import Plan


def moulding(stock: int, *, to_reorder: bool = True, **changes: Any) -> Scenario:
    """Return a shop that presses X with two moulds; three demands, from Monday on around the
    clock. A mould has a lead time of three days; Monday is day 0.
    """
    tool = {"item": "MOULD", "quantity": 2, "to_reorder": to_reorder}
    base: dict[str, Any] = {
        "scenario": {"id": "t", "start": "2026-06-01T00:00", "horizon": "30d"},
        "calendars": [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}],
        "work_centers": [{"id": "PRESS"}, {"id": "BENCH"}],
        "items": [
            {"id": "MOULD", "source": "buy", "lead_time": "3d"},
            {"id": "X", "source": "make"},
        ],
        "routings": [
            {
                "item": "X",
                "operations": [
                    {"phase": 10, "work_center": "BENCH", "run": "1h"},
                    {"phase": 20, "work_center": "PRESS", "run": "1h", "equipment": [tool]},
                ],
            }
        ],
        "stock": [{"item": "MOULD", "quantity": stock}] if stock else [],
        "demands": [
            {"id": f"SO-{day}", "item": "X", "quantity": 1, "due": f"2026-06-{day:02d}"}
            for day in (10, 12, 14)
        ],
    }
    return Scenario.model_validate(base | changes)


def moulds(material: MaterialPlan) -> list[tuple[str, int]]:
    """Return what is ordered of the mould."""
    return [(row.type, int(row.quantity)) for row in material.orders if row.item == "MOULD"]


def planned(scenario: Scenario) -> Plan:
    """Return the plan by dispatching."""
    return plan(scenario, replace(scenario_options(scenario), objectives=()))


@pytest.mark.parametrize(("stock", "ordered"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_M27_the_missing_pieces_are_ordered_once_for_all_orders(stock: int, ordered: int) -> None:
    # each of three orders needs two moulds; nobody consumes them
    material = plan_materials(moulding(stock))
    assert moulds(material) == ([("purchase", ordered)] if ordered else [])


def test_M27_without_to_reorder_nothing_is_ordered() -> None:
    assert moulds(plan_materials(moulding(1, to_reorder=False))) == []


def test_M27_the_first_order_waits_for_the_moulds_and_the_others_share_them() -> None:
    result = planned(moulding(1))
    (mould,) = [row for row in result.orders if row.item == "MOULD"]
    presses = sorted(row.start for row in result.operations if row.work_center == "PRESS")
    # ordered now, the second mould is there after three days; then one order after the other
    assert mould.end <= presses[0]
    assert presses == [3 * 1440, 3 * 1440 + 60, 3 * 1440 + 120]
    assert [row for row in result.load if row.work_center == "tool MOULD"][3].load == 3 * 2 * 60
    (peg,) = [row for row in result.material.pegs if row.supply == mould.order]
    assert (peg.phase, int(peg.quantity)) == (20, 1)
    assert verify(
        result.scenario, result.material, result.operations, result.orders, result.demands
    ) == ()  # fmt: skip


def test_M27_an_order_on_the_way_is_enough() -> None:
    orders = [{"id": "PO-1", "type": "purchase", "item": "MOULD", "quantity": 2,
               "end": "2026-06-03"}]  # fmt: skip
    scenario = moulding(0, orders=orders)
    assert moulds(plan_materials(scenario)) == [("purchase", 2)]
    result = planned(scenario)
    assert min(row.start for row in result.operations if row.work_center == "PRESS") == 2 * 1440


def test_M27_the_most_that_one_operation_needs_is_ordered() -> None:
    # X needs two, Y three of which one is there: two are missing
    def made(item: str, pieces: int) -> dict[str, Any]:
        tool = {"item": "MOULD", "quantity": pieces, "to_reorder": True}
        row = {"phase": 10, "work_center": "PRESS", "run": "1h", "equipment": [tool]}
        return {"item": item, "operations": [row]}

    scenario = moulding(
        1,
        items=[
            {"id": "MOULD", "source": "buy", "lead_time": "3d"},
            {"id": "X", "source": "make"},
            {"id": "Y", "source": "make"},
        ],
        routings=[made("X", 2), made("Y", 3)],
        demands=[
            {"id": "SO-X", "item": "X", "quantity": 1, "due": "2026-06-08"},
            {"id": "SO-Y", "item": "Y", "quantity": 1, "due": "2026-06-09"},
        ],
    )
    material = plan_materials(scenario)
    assert moulds(material) == [("purchase", 2)]
    (peg,) = [row for row in material.pegs if row.item == "MOULD" and row.supply != "MOULD"]
    assert peg.demand == "MO-X-1"  # the first that lacks any waits for them


def test_M27_phases_that_are_done_need_no_tool_any_more() -> None:
    orders = [
        {"id": "MO-9", "type": "production", "item": "X", "quantity": 1, "end": "2026-06-10",
         "status": "launched", "progress": [{"phase": phase, "state": "closed", "good": 1}
                                            for phase in (10, 20)]},
    ]  # fmt: skip
    scenario = moulding(0, orders=orders, demands=[])
    assert moulds(plan_materials(scenario)) == []


def test_a_tool_is_netted_after_all_that_need_it_and_shown_as_such() -> None:
    # MOULD comes before X by name, and nothing but the tool ties them
    material = plan_materials(moulding(0))
    (grid,) = [row for row in material.grid if row.item == "MOULD"]
    assert "tools" in grid.requirements
    assert int(grid.gross.sum()) == 2 * 1_000_000
