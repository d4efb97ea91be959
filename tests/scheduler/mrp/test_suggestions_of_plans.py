"""Suggestions of whole MRP runs; day 0 is 1 June 2026, so day 10 is the 11th."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models.material import Advice
from scheduler.mrp import plan_materials
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.scenario import Scenario

TICKS_PER_DAY = 1440
LIMITS = {"advance_tolerance": "2d", "postpone_tolerance": "5d", "reschedule_tolerance": "90d"}


def scenario(
    end: str = "2026-06-16",
    *,
    mrp: dict[str, object] | None = None,
    order: dict[str, object] | None = None,
) -> Scenario:
    """Return a need of 100 on 11 June and a document of 100, by default of 16 June."""
    document = {"id": "DOC", "type": "purchase", "item": "A", "quantity": 100, "end": end}
    return scenario_of(
        horizon="200d",
        items=[{"id": "A", "source": "buy", **LIMITS}],
        orders=[document | (order or {})],
        demands=[{"id": "D-1", "item": "A", "quantity": 100, "due": "2026-06-11"}],
        jobs=[
            {
                "id": "J-1",
                "mandatory": True,
                "rows": [{"row": 1, "item": "A", "quantity": 100, "state": "closed"}],
            }
        ],
        settings={"mrp": mrp or {}},
    )


def told(plan: MaterialPlan) -> list[tuple[Advice, str, int]]:
    return [(row.advice, row.order, int(row.quantity)) for row in plan.suggestions]


def proposed(plan: MaterialPlan) -> list[str]:
    return [order.id for order in plan.orders if not order.is_document]


# need on day 10; supply on day 12 is fine, on day 15 advanced by 5 days, on day 120 (29 September)
# cancelled and created anew
@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2026-06-13", []),
        ("2026-06-16", [(Advice.ADVANCE, "DOC", 100)]),
        ("2026-09-29", [(Advice.CREATE, "PO-A-1", 100), (Advice.CANCEL, "DOC", 100)]),
    ],
)
def test_R25_tolerance_2_5_90_in_a_plan(end: str, expected: list[tuple[Advice, str, int]]) -> None:
    plan = plan_materials(scenario(end))
    assert told(plan) == expected
    assert proposed(plan) == [name for advice, name, _ in expected if advice is Advice.CREATE]


def test_R25_without_suggestions_creations_are_still_planned() -> None:
    # nobody would hear that DOC must come sooner, so what it cannot bring in time is ordered
    plan = plan_materials(scenario("2026-06-16", mrp={"suggestions": False}))
    assert plan.suggestions == ()
    assert proposed(plan) == ["PO-A-1"]
    assert plan_materials(scenario("2026-06-13", mrp={"suggestions": False})).suggestions == ()


PROGRESS = [{"phase": 10, "state": "started"}]


@pytest.mark.parametrize(
    ("order", "moves"),
    [
        ({"type": "production", "status": "planned"}, True),
        ({"type": "production", "status": "planned", "frozen": True}, False),
        ({"type": "production", "status": "planned", "job": "J-1"}, False),
        ({"type": "production", "status": "planned", "job": "J-1/1"}, False),
        ({"type": "production", "status": "launched"}, True),
        ({"type": "production", "status": "executive", "progress": PROGRESS}, False),
        ({"type": "purchase", "status": "planned"}, True),
        ({"type": "purchase", "status": "confirmed"}, False),
        ({"type": "subcontract", "status": "firm"}, True),
        ({"type": "subcontract", "status": "firm", "printed": True}, False),
        ({"type": "transfer", "status": "planned"}, True),
        ({"type": "transfer", "status": "confirmed"}, False),
    ],
)
def test_R26_a_run_re_dates_only_what_may_move(order: dict[str, object], *, moves: bool) -> None:
    plan = plan_materials(scenario(mrp={"move_documents": True}, order=order))
    document = plan.order_by_id["DOC"]
    if moves:
        assert document.moved_from is not None
        # from 16 to 11 June: 5 days
        assert document.moved_from - document.end == 5 * TICKS_PER_DAY
        assert told(plan) == [(Advice.ADVANCE, "DOC", 100)]
    else:
        assert document.moved_from is None
        assert (Advice.CREATE, "PO-A-1", 100) in told(plan)
        assert Advice.ADVANCE not in {row.advice for row in plan.suggestions}


def test_R27_without_orders_every_proposal_is_listed_and_none_is_an_order() -> None:
    plan = plan_materials(scenario("2026-09-29", mrp={"generate_orders": False}))
    created = [row.order for row in plan.suggestions if row.advice is Advice.CREATE]
    assert created == ["PO-A-1"]
    assert [order.id for order in plan.orders if order.is_proposal] == created
    assert proposed(plan) == created


def test_R27_planning_again_with_the_moved_documents_changes_nothing() -> None:
    first = scenario(mrp={"move_documents": True})
    plan = plan_materials(first)
    same = plan_materials(first)
    assert (same.orders, same.pegs, same.suggestions) == (plan.orders, plan.pegs, plan.suggestions)
    document = plan.order_by_id["DOC"]
    moved = first.orders[0].model_copy(
        update={"end": first.scenario.start.date() + timedelta(minutes=document.end)}
    )
    again = plan_materials(first.replaced(orders=(moved,)))
    assert again.suggestions == ()
    assert again.order_by_id["DOC"].end == document.end
    assert proposed(again) == []
