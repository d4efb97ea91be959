"""Planned orders become documents, and the next run finds its own plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings

from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
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
