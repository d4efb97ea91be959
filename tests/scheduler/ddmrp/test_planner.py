from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.material import Advice, DemandKind, SupplyKind
from models.terms import Sku
from scheduler.ddmrp.planner import BufferPlanner
from scheduler.mrp import plan_materials
from scheduler.mrp.engine import beyond_horizon
from scheduler.mrp.needs import Need, Supply, When
from scheduler.mrp.pegging import Match
from tests.scheduler.ddmrp.ddmrp_helpers import PIECE, TWELVE_DAYS, buffered, item
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario

A = Sku("A")


def plant(horizon: str = "60d", **tables: Any) -> Scenario:
    bought = {"type": "purchase", "item": "A", "quantity": 1, "end": "2026-06-09"}
    base = {
        "items": [buffered("A", 5, "buy", **TWELVE_DAYS), item("B", 1, "buy")],
        "orders": [{"id": "PO", "status": "confirmed", **bought}, {"id": "PLAN", **bought}],
    }
    return scenario_of(horizon, **{**base, **tables})


def planner(*arguments: str, **tables: Any) -> BufferPlanner:
    found = BufferPlanner.of(plant(*arguments, **tables))
    assert found is not None
    return found


def need(
    quantity: int, bucket: int, consumer: str = "SO", kind: DemandKind = DemandKind.DEMAND
) -> Need:
    return Need(When(bucket, bucket * 1440), kind, consumer, "A", quantity * PIECE)


def supply(quantity: int, bucket: int, reserved_for: str = "") -> Supply:
    when = When(bucket, bucket * 1440)
    return Supply(when, SupplyKind.ORDER, "PO", quantity * PIECE, reserved_for=reserved_for)


def receipts(
    plans: BufferPlanner, opening: int, *needs: Need, scheduled: int = 0, reserved: int = 0
) -> list[tuple[int, int]]:
    """Return day of receipt and pieces supplied."""
    rows = plans.receipts(
        A,
        opening * PIECE,
        needs=needs,
        scheduled=[supply(scheduled, 8)] if scheduled else [],
        reserved=[supply(reserved, 0, "SO")] if reserved else [],
    )
    return [(row.bucket, row.quantity // PIECE) for row in rows]


def test_nobody_plans_buffers_where_there_are_none() -> None:
    assert BufferPlanner.of(plant(items=[item("A", 1, "buy")])) is None


def test_the_net_flow_orders_what_netting_would_not() -> None:
    # 80 + 100 - 20 = 160 of 280, received after 12 days
    assert receipts(planner(), 80, need(20, 0), scheduled=100) == [(12, 120)]


def test_reserved_stock_serves_its_demand_without_lowering_the_position() -> None:
    # 20 reserved for it: 180 are left, 100 to the top of green
    assert receipts(planner(), 80, need(20, 0), scheduled=100, reserved=20) == [(12, 100)]


def orders(*names: str) -> list[Supply]:
    return [Supply(When(0, 0), SupplyKind.ORDER, name, PIECE) for name in names]


def with_orders() -> BufferPlanner:
    """Return a planner that knows of the orders of C, which is buffered, and of B, which is not.

    C has the confirmed document PO, the planned one PLAN and the proposal PR-C. Of B, PR-B1 serves
    PR-C alone, PR-B2 a sales order as well.
    """
    plans = planner(items=[buffered("A", 5, "buy", **TWELVE_DAYS), item("B"), buffered("C")])
    plans.note(Sku("C"), orders("PO", "PLAN", "PR-C"), [], [])
    needs = [need(1, 0, "PR-C", DemandKind.ORDER), need(1, 0)]
    pairs = [Match(0, 0, 1), Match(1, 0, 1), Match(1, 1, 1)]
    plans.note(Sku("B"), orders("PR-B1", "PR-B2"), needs, pairs)
    return plans


@pytest.mark.parametrize(
    ("consumer", "expected"),
    [
        ("PO", [(12, 120)]),  # a confirmed order takes 100 today
        ("PLAN", [(13, 120)]),  # a planned one of a buffer not before tomorrow
        ("PR-C", [(13, 120)]),
        ("PR-B1", [(13, 120)]),
        ("PR-B2", [(12, 120)]),  # a customer waits for it
    ],
)
def test_planned_orders_of_buffers_are_no_demand_today(
    consumer: str, expected: list[tuple[int, int]]
) -> None:
    assert receipts(with_orders(), 260, need(100, 0, consumer, DemandKind.ORDER)) == expected


def test_needs_of_planned_orders_are_no_spikes() -> None:
    # 60 above half of red, within sight: a sales order counts today, a planned one on day 5
    assert receipts(with_orders(), 260, need(60, 5)) == [(12, 80)]
    assert receipts(with_orders(), 260, need(60, 5, "PLAN", DemandKind.ORDER)) == [(17, 80)]


def test_forecasts_take_nothing_from_a_buffer() -> None:
    rows = [need(1, 0), need(2, 0, "F", DemandKind.FORECAST)]
    assert planner().demand(rows) == rows[:1]


def test_lots_and_scrap_make_the_orders() -> None:
    row = buffered("A", 5, "buy", **TWELVE_DAYS)
    row |= {"lot": {"rule": "fixed", "size": 55, "maximum": 110}, "scrap": "0.1"}
    rows = planner(items=[row]).receipts(A, 160 * PIECE, needs=[], scheduled=[])
    # 120 short, 132 to order: a full lot of two and one more, which supply 100 and 50
    assert [(line.quantity // PIECE, line.order_quantity // PIECE) for line in rows] == [
        (100, 110),
        (50, 55),
    ]


def test_what_would_come_after_the_horizon_is_left_out() -> None:
    assert receipts(planner("12d"), 80) == []
    assert beyond_horizon("A") == "the buffer of A receives more only after the horizon"


def test_a_buffer_stands_in_the_first_warehouse() -> None:
    warehouses = [{"id": "W2"}, {"id": "W1"}]
    settings = {"mrp": {"by_warehouse": True}}
    plans = planner(warehouses=warehouses, settings=settings)
    assert plans.plans(Sku("A", "W2"))
    assert not plans.plans(Sku("A", "W1"))
    assert not plans.plans(Sku("B", "W2"))
    assert planner().plans(A)


def test_what_a_buffer_orders_is_suggested_and_its_documents_are_not_advised_on() -> None:
    # 80 on hand, position far below the top of yellow (210): an order today, none cancelled
    scenario = plant(
        stock=[{"item": "A", "quantity": 80}],
        demands=[{"id": "SO", "item": "A", "quantity": 20, "due": "2026-06-01"}],
    )
    material = plan_materials(scenario)
    planned = {order.id for order in material.orders if not order.is_document}
    about_a = [row for row in material.suggestions if row.item == "A"]
    assert planned
    assert {row.order for row in about_a} == planned
    assert {row.advice for row in about_a} == {Advice.CREATE}
