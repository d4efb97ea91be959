"""Which job order an order names, and who looks at it."""

from __future__ import annotations

import pytest

from models.checks import check_scenario
from models.scenario import Scenario


def scenario(reference: str | None = None) -> Scenario:
    """Return a job of two rows, the first of which is bought though its item is made."""
    row = {"row": 10, "item": "A", "quantity": 1, "due": "2026-06-10", "source": "buy"}
    order = {"id": "PO", "type": "purchase", "item": "A", "quantity": 1, "end": "2026-06-10"}
    return Scenario.model_validate(
        {
            "scenario": {"id": "s", "start": "2026-06-01T06:00", "horizon": "30d"},
            "settings": {"mrp": {"ignore": ["planned-purchases"]}},
            "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}],
            "items": [{"id": "A", "source": "make", "lead_time": "1d"}],
            "jobs": [{"id": "2026/7", "rows": [row, row | {"row": 20, "source": "make"}]}],
            "orders": [order | ({"job": reference} if reference else {})],
        }
    )


@pytest.mark.parametrize(
    ("reference", "expected"),
    [("2026/7", "2026/7"), ("2026/7/10", "2026/7"), ("2026", None), ("", None), (None, None)],
)
def test_an_order_names_a_job_or_one_of_its_rows(
    reference: str | None, expected: str | None
) -> None:
    job = scenario().job_named(reference)
    assert (job.id if job else None) == expected


@pytest.mark.parametrize("reference", ["2026/7", "2026/7/10"])
def test_planned_orders_of_jobs_are_not_planned_anew(reference: str) -> None:
    assert scenario().planned_anew == {"PO"}
    assert scenario(reference).planned_anew == frozenset()


@pytest.mark.parametrize("reference", ["2026/7", "2026/7/10"])
def test_a_job_row_may_buy_what_others_make(reference: str) -> None:
    assert [fault.field for fault in check_scenario(scenario()).warnings] == ["type"]
    assert check_scenario(scenario(reference)).warnings == ()
