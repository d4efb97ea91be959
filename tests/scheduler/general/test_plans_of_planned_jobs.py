"""Scheduling a scenario whose jobs an earlier run of general planning has planned."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import OrderStatus, Scenario
from models.verify import verify
from models.verify.violation import Rule
from scheduler.general import plan_jobs, with_planned_jobs
from scheduler.pipeline import plan
from solvers.options import SolveOptions

ORDER = "MO-A-J1/1-1"


def planned_once(**job: Any) -> Scenario:  # any field of a job
    """Return a job of 2 A with the order that general planning found for it."""
    scenario = Scenario.model_validate(
        {
            "scenario": {"id": "again", "start": "2026-06-01T06:00", "horizon": "30d"},
            "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}],
            "items": [{"id": "A", "source": "make", "lead_time": "2d"}],
            "jobs": [
                {
                    "id": "J1",
                    "rows": [{"row": 1, "item": "A", "quantity": 2, "due": "2026-06-10"}],
                    **job,
                }
            ],
        }
    )
    found = with_planned_jobs(scenario, plan_jobs(scenario))
    assert [order.id for order in found.orders] == [ORDER]
    return found


@pytest.mark.parametrize("mandatory", [False, True])
def test_orders_planned_for_jobs_are_scheduled_once(mandatory: bool) -> None:
    found = plan(planned_once(mandatory=mandatory), SolveOptions(workers=1))
    # the order is planned anew under its name; that of a mandatory job stays a document
    assert [(row.order, row.is_document) for row in found.orders] == [(ORDER, mandatory)]


@pytest.mark.parametrize("change", [{"status": OrderStatus.FIRM}, {"job": None}])
def test_an_order_that_stays_is_not_planned_anew(change: dict[str, Any]) -> None:
    scenario = planned_once()
    found = plan(scenario, SolveOptions(workers=1))
    orders = (scenario.orders[0].model_copy(update=change),)
    broken = verify(scenario.replaced(orders=orders), found.material, found.operations)
    assert Rule.UNKNOWN in {row.rule for row in broken}
