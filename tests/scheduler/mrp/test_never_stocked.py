"""Kits and phantom assemblies are never held in stock, whatever thresholds they have."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.mrp import plan_materials
from tests.scheduler.mrp.mrp_helpers import scenario_of

KIT = {"id": "F", "source": "kit"}
PHANTOM = {"id": "F", "source": "make", "lead_time": "1d"}
LEVELS = [{"safety_stock": 5}, {"reorder_level": 5}, {"reorder_level": 5, "replenish_quantity": 9}]


@pytest.mark.parametrize("levels", LEVELS)
@pytest.mark.parametrize("item", [KIT, PHANTOM])
def test_thresholds_of_what_is_never_in_stock_order_nothing(
    item: dict[str, Any], levels: dict[str, Any]
) -> None:
    scenario = scenario_of(
        items=[item | levels, {"id": "C", "source": "buy"}],
        boms=[
            {"parent": "F", "phantom": True, "components": [{"item": "C", "quantity": 2}]},
        ],
        orders=[
            {"id": "OLD", "type": "production", "item": "F", "quantity": 1, "end": "2026-06-03"}
        ],
        demands=[{"id": "D1", "item": "F", "quantity": 3, "due": "2026-06-05"}],
    )
    plan = plan_materials(scenario)
    # 3 F of 2 C each for the demand, and 2 C that the document of one F takes
    new = [order for order in plan.orders if not order.is_document]
    assert {order.item for order in new} == {"C"}
    assert sum(order.quantity for order in new) == 8
    assert not plan.uncovered
