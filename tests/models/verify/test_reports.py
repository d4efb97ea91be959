"""What infinite capacity is said to have promised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.verify import verify
from scheduler.compile import compile_problem
from scheduler.materials import material_plan
from scheduler.pipeline import finish
from scheduler.solving import Solved
from solvers.dispatch import dispatch
from solvers.options import SolveOptions
from tests.scheduler.scenario_builder import DAY, plant


@pytest.mark.parametrize(("promised", "is_refused"), [(3 * DAY, False), (3 * DAY - 1, True)])
def test_nothing_is_promised_before_its_last_receipt(promised: int, *, is_refused: bool) -> None:
    scenario = plant(
        items=[{"id": "Y", "source": "buy", "lead_time": "3d"}],
        demands=[{"id": "SO-1", "item": "Y", "quantity": 1, "due": "2026-06-02"}],
    )
    compiled = compile_problem(scenario, material_plan(scenario))
    plan = finish(Solved(compiled, dispatch(compiled.problem)), SolveOptions())
    (row,) = plan.demands
    assert row.promised == 3 * DAY  # ordered now
    rows = (replace(row, promised=promised),)
    violations = verify(plan.scenario, plan.material, plan.operations, plan.orders, rows)
    assert bool(violations) == is_refused
    for violation in violations:
        assert str(violation) == (
            "demand: demand SO-1: is said to be promised for 2026-06-03T23:59+00:00 at infinite"
            " capacity, but its last receipt is there at 2026-06-04T00:00+00:00 (order PO-Y-1,"
            " placed now, takes 3 days)."
        )
