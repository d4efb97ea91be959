"""Warehouses planned apart: transfers down a chain, pegged, scheduled and verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from models.plan import Mode
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from scheduler.pipeline import plan as plan_finite
from solvers.options import SolveOptions
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.scenario import Scenario

DAY = 1440


def orders(plan: MaterialPlan) -> list[tuple[str, str, str, float, int]]:
    """Return id, from, to, pieces and day of release of planned orders, today being day 0."""
    return [
        (order.id, order.transfer_from, order.warehouse, float(order.quantity), order.start // DAY)
        for order in plan.orders
        if not order.is_document
    ]


def pegs(plan: MaterialPlan) -> list[tuple[str, str, float, str]]:
    return [(row.supply, row.demand, float(row.quantity), row.warehouse) for row in plan.pegs]


def transfer(to: str, from_: str, days: int) -> dict[str, object]:
    return {"warehouse": to, "source": "transfer", "from": from_, "lead_time": f"{days}d"}


def chain(*, stock: tuple[int, int, int] = (0, 0, 0), **more: object) -> Scenario:
    """Return a shop supplied from a depot in 2 days, and that from the plant in 3."""
    tables: dict[str, object] = {
        "settings": {"mrp": {"by_warehouse": True}},
        "warehouses": [{"id": "plant"}, {"id": "depot"}, {"id": "shop"}],
        "items": [
            {
                "id": "X",
                "source": "make",
                "lead_time": "4d",
                "warehouses": [transfer("shop", "depot", 2), transfer("depot", "plant", 3)],
            }
        ],
        "stock": [
            {"item": "X", "quantity": quantity, "warehouse": name}
            for name, quantity in zip(("plant", "depot", "shop"), stock, strict=True)
            if quantity
        ],
        "demands": [
            {"id": "D", "item": "X", "quantity": 10, "due": "2026-06-16", "warehouse": "shop"}
        ],
    }
    return scenario_of(**(tables | more))


def test_a_transfer_is_pegged_to_what_the_source_warehouse_has() -> None:
    # due at the end of day 16; 2 days before, 4 of the 10 are there, the rest comes 3 days before
    plan = plan_materials(chain(stock=(20, 4, 0)))
    assert orders(plan) == [
        ("TO-X-1", "depot", "shop", 10, 13),
        ("TO-X-2", "plant", "depot", 6, 10),
    ]
    assert pegs(plan) == [
        ("TO-X-1", "D", 10, "shop"),
        ("X", "TO-X-1", 4, "depot"),
        ("TO-X-2", "TO-X-1", 6, "depot"),
        ("X", "TO-X-2", 6, "plant"),
    ]


def test_lead_times_add_up_along_the_chain() -> None:
    # day 15 less 2, 3 and, made in the plant, 4 days
    plan = plan_materials(chain())
    assert [row[-1] for row in orders(plan)] == [13, 10, 6]
    assert [row[0] for row in orders(plan)] == ["TO-X-1", "TO-X-2", "MO-X-1"]
    assert pegs(plan)[-1] == ("MO-X-1", "TO-X-2", 10, "plant")


@pytest.mark.parametrize("mode", list(Mode))
def test_a_finite_plan_makes_then_moves_and_delivers(mode: Mode) -> None:
    # made in 4 days, moved in 3 and 2: on day 9 at the earliest; the demand may wait until 16
    options = SolveOptions(mode=mode, workers=1, deterministic_limit=0.5, time_limit=60)
    plan = plan_finite(chain(), options)
    rows = {row.order: (row.start, row.end) for row in plan.orders}
    assert rows["TO-X-2"][0] >= rows["MO-X-1"][1]
    assert rows["TO-X-1"][0] >= rows["TO-X-2"][1]
    assert rows["TO-X-1"][1] - rows["TO-X-1"][0] == 2 * DAY
    (row,) = plan.demands
    assert 9 * DAY <= row.completion <= row.due == 16 * DAY
    if mode is Mode.ASAP:
        assert row.completion == 9 * DAY


def test_two_warehouses_share_one_source() -> None:
    # the plant serves both shops: 10 from the one, 5 from the other, on the same day
    scenario = scenario_of(
        settings={"mrp": {"by_warehouse": True}},
        warehouses=[{"id": "east"}, {"id": "plant"}, {"id": "west"}],
        items=[
            {
                "id": "X",
                "source": "buy",
                "lead_time": "3d",
                "warehouses": [transfer("east", "plant", 2), transfer("west", "plant", 2)],
            }
        ],
        demands=[
            {"id": "E", "item": "X", "quantity": 10, "due": "2026-06-16", "warehouse": "east"},
            {"id": "W", "item": "X", "quantity": 5, "due": "2026-06-16", "warehouse": "west"},
        ],
    )
    plan = plan_materials(scenario)
    assert orders(plan) == [
        ("TO-X-1", "plant", "east", 10, 13),
        ("TO-X-2", "plant", "west", 5, 13),
        ("PO-X-1", "", "plant", 15, 10),
    ]
    assert pegs(plan)[2:] == [
        ("PO-X-1", "TO-X-1", 10, "plant"),
        ("PO-X-1", "TO-X-2", 5, "plant"),
    ]


def test_a_transfer_document_takes_from_its_source_until_it_is_sent() -> None:
    document = {
        "id": "TO",
        "type": "transfer",
        "item": "X",
        "quantity": 10,
        "end": "2026-06-10",
        "warehouse": "shop",
        "from": "depot",
    }
    for status, expected in (("firm", [("X", "TO", 10, "depot")]), ("confirmed", [])):
        plan = plan_materials(chain(stock=(0, 10, 0), orders=[document | {"status": status}]))
        assert orders(plan) == []
        assert pegs(plan) == [("TO", "D", 10, "shop"), *expected]


def test_a_component_is_taken_in_the_warehouse_where_its_parent_is_made() -> None:
    scenario = scenario_of(
        settings={"mrp": {"by_warehouse": True}},
        warehouses=[{"id": "plant"}, {"id": "shop"}],
        items=[
            {"id": "P", "source": "make", "warehouses": [transfer("shop", "plant", 1)]},
            {"id": "C", "source": "buy"},
        ],
        boms=[{"parent": "P", "components": [{"item": "C", "quantity": 2}]}],
        stock=[
            {"item": "C", "quantity": 7, "warehouse": "plant"},
            {"item": "C", "quantity": 100, "warehouse": "shop"},
        ],
        demands=[{"id": "D", "item": "P", "quantity": 5, "due": "2026-06-16", "warehouse": "shop"}],
    )
    plan = plan_materials(scenario)
    assert [row[:4] for row in orders(plan)] == [
        ("TO-P-1", "plant", "shop", 5),
        ("MO-P-1", "", "plant", 5),
        ("PO-C-1", "", "plant", 3),
    ]


def test_a_run_over_its_own_transfers_changes_nothing() -> None:
    scenario = chain(stock=(3, 4, 1))
    first = plan_materials(scenario)
    adopted = adopt(scenario, first)
    again = plan_materials(adopted)
    assert orders(again) == []
    assert pegs(again) == pegs(first)
    sent = [order for order in adopted.orders if order.id == "TO-X-1"]
    assert [(order.from_, order.warehouse) for order in sent] == [("depot", "shop")]


def test_warehouses_that_supply_each_other_are_refused() -> None:
    scenario = scenario_of(
        settings={"mrp": {"by_warehouse": True}},
        warehouses=[{"id": "N"}, {"id": "S"}],
        items=[
            {
                "id": "X",
                "source": "buy",
                "warehouses": [transfer("N", "S", 1), transfer("S", "N", 1)],
            }
        ],
    )
    with pytest.raises(InvalidScenarioFile) as refused:
        plan_materials(scenario)
    assert "N <- S <- N" in str(refused.value)
