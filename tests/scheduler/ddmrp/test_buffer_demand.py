from __future__ import annotations

from typing import Any

import pytest

from scheduler.ddmrp import NetFlow, buffer_states
from tests.scheduler.ddmrp.ddmrp_helpers import PIECE, bom, buffered, item, state_of
from tests.scheduler.mrp.mrp_helpers import scenario_of

# a buffer in which every day's demand is a spike, so that all of 30 days ahead shows
SIGHTED: dict[str, Any] = {"daily_usage": 0, "spike_horizon": "30d"}
FAR_SIGHTED = buffered("A", 0, "buy", **SIGHTED)


def flow_of(*items: dict[str, Any], **tables: Any) -> tuple[float, ...]:
    """Return on hand, on order, due and spikes of A in pieces."""
    rows = items if any(row["id"] == "A" for row in items) else (*items, FAR_SIGHTED)
    flow: NetFlow = state_of(buffer_states(scenario_of("60d", items=rows, **tables)), "A").flow
    return tuple(units / PIECE for units in (flow.on_hand, flow.on_order, flow.due, flow.spikes))


def demand(name: str, quantity: int, due: str, item_id: str = "A", **more: Any) -> dict[str, Any]:
    return {"id": name, "item": item_id, "quantity": quantity, "due": due, **more}


def order(name: str, item_id: str, quantity: int, **more: Any) -> dict[str, Any]:
    return {
        "id": name, "type": "production", "item": item_id, "quantity": quantity,
        "status": "confirmed", "end": "2026-06-10", **more,
    }  # fmt: skip


def test_demand_is_due_up_to_today_and_delivered_ones_are_none() -> None:
    demands = [
        demand("LATE", 5, "2026-05-20"),
        demand("TODAY", 7, "2026-06-01T15:00"),
        demand("TOMORROW", 11, "2026-06-02"),
        demand("DONE", 13, "2026-06-01", fulfilled=True),
        {"id": "UNDATED", "item": "A", "quantity": 17},
    ]
    assert flow_of(demands=demands) == (0, 0, 12, 11)


def test_undated_demand_takes_the_date_of_the_settings() -> None:
    undated = {"id": "UNDATED", "item": "A", "quantity": 17}
    settings = {"mrp": {"undated_demands": "2026-06-01"}}
    assert flow_of(demands=[undated], settings=settings) == (0, 0, 17, 0)


@pytest.mark.parametrize("status", ["firm", "confirmed", "launched", "executive"])
def test_documents_that_are_more_than_planned_are_on_order(status: str) -> None:
    bought = {"type": "purchase", "status": status, "end": "2026-07-20"}
    assert flow_of(orders=[order("PO", "A", 40, **bought)]) == (0, 40, 0, 0)


def test_planned_documents_and_moves_between_warehouses_are_not_on_order() -> None:
    planned = order("P", "A", 40, type="purchase", status="planned")
    move = {**order("T", "A", 40, type="transfer"), "from": "W1", "warehouse": "W2"}
    warehouses = [{"id": "W1"}, {"id": "W2"}]
    assert flow_of(orders=[planned, move], warehouses=warehouses) == (0, 0, 0, 0)


def test_orders_supply_what_scrap_leaves() -> None:
    scrap = FAR_SIGHTED | {"scrap": "0.1"}
    assert flow_of(scrap, orders=[order("PO", "A", 110, type="purchase")])[1] == 100


def test_stock_counts_over_all_warehouses_if_it_may_be_used() -> None:
    stock = [
        {"item": "A", "quantity": 30, "warehouse": "W1"},
        {"item": "A", "quantity": 10},
        {"item": "A", "quantity": 5, "available": False},
    ]
    tables: dict[str, Any] = {"stock": stock, "warehouses": [{"id": "W1"}]}
    by_warehouse = {"mrp": {"by_warehouse": True}}
    assert flow_of(**tables, settings=by_warehouse)[0] == 40
    assert flow_of(**tables, settings={"mrp": {"unavailable_stock": True}})[0] == 45
    assert flow_of(**tables, settings={"mrp": {"ignore": ["stock"]}})[0] == 0


def test_reserved_stock_is_taken_off_with_what_it_is_reserved_for() -> None:
    stock = [
        {"item": "A", "quantity": 30},
        {"item": "A", "quantity": 10, "reserved_for": "SO"},
    ]
    assert flow_of(stock=stock, demands=[demand("SO", 25, "2026-06-01")]) == (30, 0, 15, 0)


def test_confirmed_orders_of_parents_want_their_parts_when_they_start() -> None:
    orders = [
        order("MO-1", "TOP", 10, start="2026-05-30"),
        order("MO-2", "TOP", 20, start="2026-06-05"),
        order("MO-3", "TOP", 30, start="2026-06-05", status="planned"),
    ]
    for top in (item("TOP"), buffered("TOP")):
        assert flow_of(top, boms=[bom("TOP", A=2)], orders=orders) == (0, 0, 20, 40)


def test_demand_passes_through_what_is_not_buffered() -> None:
    tops = [item("TOP", 2), item("MID", 3)]
    boms = [bom("TOP", MID=1), bom("MID", A=2)]
    demands = [
        demand("SO-1", 10, "2026-06-06", "TOP"),  # day 5 less 2 and 3 days: today
        demand("SO-2", 20, "2026-06-09", "TOP"),
    ]
    stock = [{"item": "TOP", "quantity": 4}, {"item": "MID", "quantity": 1}]
    # 10 - 4 tops, 6 - 1 mids, 2 A for each
    assert flow_of(*tops, boms=boms, demands=demands, stock=stock) == (0, 0, 10, 40)


def test_a_buffer_between_keeps_demand_from_passing() -> None:
    tops = [item("TOP", 2), buffered("MID", 3)]
    boms = [bom("TOP", MID=1), bom("MID", A=2)]
    demands = [demand("SO-1", 10, "2026-06-01", "TOP")]
    scenario = scenario_of(items=[*tops, FAR_SIGHTED], boms=boms, demands=demands)
    states = buffer_states(scenario)
    assert state_of(states, "MID").flow.due == 10 * PIECE
    assert state_of(states, "A").flow.due == 0


def test_lots_and_scrap_of_what_lies_between_enlarge_demand() -> None:
    top = item("TOP", 0, scrap="0.1", lot={"rule": "fixed", "size": 40})
    demands = [demand("SO-1", 10, "2026-06-01", "TOP"), demand("SO-2", 5, "2026-06-02", "TOP")]
    # 11 to order is a lot of 40, which supplies 36 and so covers both
    assert flow_of(top, boms=[bom("TOP", A=1)], demands=demands) == (0, 0, 40, 0)


def test_kits_want_their_components() -> None:
    kit = item("KIT", 0, "kit")
    demands = [demand("SO", 3, "2026-06-01", "KIT")]
    assert flow_of(kit, boms=[bom("KIT", A=2)], demands=demands) == (0, 0, 6, 0)


def test_what_is_not_planned_wants_nothing_of_its_components() -> None:
    demands = [demand("SO", 3, "2026-06-01", "TOP")]
    top = item("TOP", excluded=True)
    assert flow_of(top, boms=[bom("TOP", A=2)], demands=demands) == (0, 0, 0, 0)


def test_ignored_sales_are_no_demand() -> None:
    settings = {"mrp": {"ignore": ["sales"]}}
    assert flow_of(demands=[demand("SO", 3, "2026-06-01")], settings=settings) == (0, 0, 0, 0)
