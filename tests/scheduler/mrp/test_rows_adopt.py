"""Planned orders become documents, and the next run finds its own plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings

from models.checks import check_scenario
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from tests.scheduler.mrp.mrp_helpers import scenario_of
from tests.scheduler.mrp.random_plants import plants, scenario_from

if TYPE_CHECKING:
    from models.material import MaterialPlan

DUST = Decimal("0.00001")
"""Two needs of one day whose lots are split lose their millionths apart, or together."""


def proposed(plan: MaterialPlan) -> list[object]:
    return [(order.id, order.quantity) for order in plan.orders if not order.is_document]


def differences(one: MaterialPlan, other: MaterialPlan) -> list[object]:
    """Return the pegs that differ by more than the rounding of split lots."""
    quantities: dict[object, Decimal] = {}
    for plan, sign in ((one, 1), (other, -1)):
        for peg in plan.pegs:
            key = replace(peg, quantity=Decimal(0))
            quantities[key] = quantities.get(key, Decimal(0)) + sign * peg.quantity
    return [key for key, quantity in quantities.items() if abs(quantity) > DUST]


@given(plants())
@settings(max_examples=150, deadline=None)
def test_R27_a_run_over_its_own_plan_changes_nothing(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    first = plan_materials(scenario)
    again = plan_materials(adopt(scenario, first))
    assert proposed(again) == []
    assert differences(again, first) == []


def test_planned_orders_are_not_called_like_a_demand_a_forecast_or_a_job() -> None:
    # 20 less the 5 of sales orders are left of the forecast on the 8th
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy"}],
        demands=[{"id": "PO-X-1", "item": "X", "quantity": 5, "due": "2026-06-08"}],
        forecasts=[{"id": "PO-X-2", "item": "X", "quantity": 20, "date": "2026-06-04"}],
        jobs=[
            {"id": "PO-X-3", "rows": [{"row": 1, "item": "X", "quantity": 1, "due": "2026-06-09"}]}
        ],
    )
    plan = plan_materials(scenario)
    named = [(order.id, float(order.quantity)) for order in plan.orders]
    assert named == [("PO-X-4", 15), ("PO-X-5", 5)]
    assert check_scenario(adopt(scenario, plan)).errors == ()


def test_an_order_planned_for_a_forecast_made_to_order_is_a_sound_document() -> None:
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "policy": "mto"}],
        forecasts=[{"id": "F", "item": "X", "quantity": 50, "date": "2026-06-08"}],
    )
    written = adopt(scenario, plan_materials(scenario))
    assert [order.job for order in written.orders] == ["F"]
    assert check_scenario(written).errors == ()
