"""Planned orders become documents, and the next run finds its own plan."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scenario import Area, OrderStatus
from scheduler.files import load, save
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from tests.scheduler.mrp.mrp_helpers import demands_of, scenario_of
from tests.scheduler.mrp.random_plants import networks, plants, scenario_from

if TYPE_CHECKING:
    from pathlib import Path

    from models.material import MaterialPlan
    from models.scenario import Order, Scenario

DUST = Decimal("0.00001")
"""Two needs of one day whose lots are split lose their millionths apart, or together."""

PLANNED = [area for area in Area if area.startswith("planned")]


def proposed(plan: MaterialPlan) -> list[object]:
    return [(order.id, order.quantity) for order in plan.orders if not order.is_document]


def pegged(plan: MaterialPlan) -> dict[object, Decimal]:
    """Return the quantity pegged to each need of each item."""
    quantities: dict[object, Decimal] = {}
    for peg in plan.pegs:
        need = (peg.demand_kind, peg.demand, peg.item, peg.phase, peg.warehouse)
        quantities[need] = quantities.get(need, Decimal(0)) + peg.quantity
    return quantities


def differences(one: MaterialPlan, other: MaterialPlan) -> list[object]:
    """Return the needs that have more, or less, in one of two plans."""
    left, right = pegged(one), pegged(other)
    return [
        need
        for need in left.keys() | right.keys()
        if abs(left.get(need, Decimal(0)) - right.get(need, Decimal(0))) > DUST
    ]


@given(st.one_of(plants(), plants(), networks()))
@settings(max_examples=200, deadline=None)
def test_R27_a_run_over_its_own_plan_changes_nothing(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    first = plan_materials(scenario)
    again = plan_materials(adopt(scenario, first))
    assert proposed(again) == []
    assert differences(again, first) == []
    assert again.uncovered == first.uncovered


@given(plants())
@settings(max_examples=60, deadline=None)
def test_R27_a_run_that_ignores_its_own_plan_makes_it_again(tables: dict[str, object]) -> None:
    scenario = ignoring_planned(scenario_from(tables))
    first = plan_materials(scenario)
    again = plan_materials(adopt(scenario, first))
    assert again.orders == first.orders
    assert again.pegs == first.pegs
    assert again.suggestions == first.suggestions


def ignoring_planned(scenario: Scenario) -> Scenario:
    mrp = scenario.settings.mrp.model_copy(update={"ignore": tuple(PLANNED)})
    return scenario.replaced(settings=scenario.settings.model_copy(update={"mrp": mrp}))


BOUGHT: dict[str, object] = {
    "items": [
        {"id": "P", "source": "make", "lead_time": "2d", "analysis_time": "1d"},
        {"id": "X", "source": "buy", "lead_time": "4d", "suppliers": [{"supplier": "ACME"}]},
    ],
    "boms": [{"parent": "P", "components": [{"item": "X", "quantity": 2}]}],
}


def adopted(**tables: object) -> tuple[Order, ...]:
    scenario = scenario_of(**(BOUGHT | tables))
    return adopt(scenario, plan_materials(scenario)).orders


def test_adopted_orders_are_planned_and_dated_as_documents_are_read() -> None:
    # P is due on 10 June and checked for a day before, so it is ready when the 9th ends and
    # begins two days earlier, on the 7th; X is bought to be there two days before, on the 5th
    orders = adopted(demands=demands_of("P", {10: 5}), settings={"purchase_delay": "2d"})
    assert [
        (row.id, row.status, int(row.quantity), row.end.isoformat(), row.start, row.supplier)
        for row in orders
    ] == [
        ("MO-P-1", OrderStatus.PLANNED, 5, "2026-06-09", None, None),
        ("PO-X-1", OrderStatus.PLANNED, 10, "2026-06-05", None, "ACME"),
    ]


def test_an_order_of_the_reorder_level_keeps_its_day_of_release() -> None:
    # below 5 on Saturday 6 June; ordered then, two working days later is Tuesday night: day 10
    # would be served by a release on Monday 8, too
    tables: dict[str, object] = {
        "calendars": [{"id": "week", "shifts": {"mon-fri": ["08:00-16:00"]}}],
        "items": [{"id": "P", "source": "make", "lead_time": "2d", "reorder_level": 5}],
        "boms": [],
        "stock": [{"item": "P", "quantity": 6}],
        "demands": demands_of("P", {6: 3}),
    }
    (order,) = adopted(**tables)
    assert order.start is not None
    assert (order.start.isoformat(), order.end.isoformat()) == (
        "2026-06-06T00:00:00",
        "2026-06-10T00:00:00",
    )


def test_documents_that_the_run_moved_have_their_new_dates() -> None:
    tables: dict[str, object] = {
        "items": [{"id": "X", "source": "buy", "reschedule_tolerance": "9d"}],
        "boms": [],
        "settings": {"mrp": {"move_documents": True}},
        "orders": [
            {
                "id": "PO",
                "type": "purchase",
                "item": "X",
                "quantity": 5,
                "start": "2026-06-01",
                "end": "2026-06-16",
            }
        ],
        "demands": demands_of("X", {10: 5}),
    }
    (order,) = adopted(**tables)
    assert (order.id, order.start, order.end.isoformat()) == ("PO", None, "2026-06-10")


@pytest.mark.parametrize("name", ["plan.yaml", "plan.xlsx", "plan"])
def test_an_adopted_plan_is_saved_and_loaded_as_a_scenario(name: str, tmp_path: Path) -> None:
    scenario = scenario_of(**BOUGHT, demands=demands_of("P", {10: 5}))
    first = plan_materials(scenario)
    save(adopt(scenario, first), tmp_path / name)
    again = plan_materials(load(tmp_path / name))
    assert proposed(again) == []
    assert again.pegs == first.pegs
