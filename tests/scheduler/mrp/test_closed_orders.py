"""Orders that are closed: history that nobody plans with, and ids that nobody gets again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.verify import verify
from scheduler.jobs.states import finished_orders
from scheduler.mrp import plan_materials
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario


def plant(status: str) -> Scenario:
    """Return a plant that wants 5 frames, and has an order of 5."""
    document: dict[str, Any] = {
        "id": "MO-FRAME-1", "type": "production", "item": "FRAME", "quantity": 5,
        "end": "2026-06-03", "status": status,
    }  # fmt: skip
    return scenario_of(
        items=[{"id": "FRAME", "source": "make", "lead_time": "1d"}],
        orders=[document],
        demands=[{"id": "SO-1", "item": "FRAME", "quantity": 5, "due": "2026-06-05"}],
    )


def test_an_open_order_serves_the_demand() -> None:
    assert [row.id for row in plan_materials(plant("executive")).orders] == ["MO-FRAME-1"]


def test_a_closed_order_brings_nothing_and_keeps_its_id() -> None:
    material = plan_materials(plant("closed"))
    assert [(row.id, row.is_document) for row in material.orders] == [("MO-FRAME-2", False)]
    assert finished_orders(plant("closed")) == {"MO-FRAME-1"}
    assert finished_orders(plant("executive")) == frozenset()


@pytest.mark.parametrize(("status", "told"), [("closed", True), ("executive", False)])
def test_the_verifier_refuses_a_plan_that_counts_on_a_closed_order(status: str, told: bool) -> None:
    material = plan_materials(plant("executive"))
    violations = verify(plant(status), material, (), (), ())
    text = "order MO-FRAME-1: is closed, but the plan counts on it."
    assert any(text in str(violation) for violation in violations) is told


def test_the_verifier_misses_an_open_order_only() -> None:
    material = replace(plan_materials(plant("executive")), orders=(), pegs=())
    for status, is_missed in (("closed", False), ("executive", True)):
        violations = verify(plant(status), material, (), (), ())
        missed = [str(row) for row in violations if "stands in the scenario" in str(row)]
        assert bool(missed) is is_missed
