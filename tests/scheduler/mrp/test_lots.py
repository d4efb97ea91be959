"""Lot rules, each as a table of net need and order quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.calendar import Clock
from models.scenario import Calendar, Lot
from scheduler.mrp import plan_materials
from scheduler.mrp.lots import lot_sizing
from scheduler.mrp.working_days import WorkingDays
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

if TYPE_CHECKING:
    from scheduler.mrp.lots import LotSizing

PIECE = 1_000_000


def sizing_of(**lot: object) -> LotSizing:
    scenario = scenario_of()
    calendar = Calendar.model_validate({"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}})
    days = WorkingDays(calendar, Clock.of(scenario.scenario))
    return lot_sizing(Lot.model_validate(lot), days)


# The columns of the domain's table: L = 200, net need 180, 200, 234, 400, 401.
@pytest.mark.parametrize(
    ("lot", "quantities"),
    [
        ({"rule": "lot-for-lot", "size": 200}, (180, 200, 234, 400, 401)),  # size ignored
        ({"rule": "fixed", "size": 200}, (200, 200, 400, 400, 600)),
        ({"rule": "at-least", "size": 200}, (200, 200, 234, 400, 401)),
        ({"rule": "minimum", "size": 200}, (200, 200, 234, 400, 401)),  # no steps above 200
        # 200 + 1 x 150 = 350 covers 234; 200 + 2 x 150 = 500 covers 400 and 401
        ({"rule": "minimum", "size": 200, "multiple": 150}, (200, 200, 350, 500, 500)),
        ({"rule": "periods", "periods": 3}, (180, 200, 234, 400, 401)),
        ({"rule": "weekly"}, (180, 200, 234, 400, 401)),
        ({"rule": "fixed"}, (180, 200, 234, 400, 401)),  # no size: the need as it is
    ],
)
def test_R10_order_quantity_by_rule_and_need(
    lot: dict[str, object], quantities: tuple[int, ...]
) -> None:
    sizing = sizing_of(**lot)
    needs = (180, 200, 234, 400, 401)
    assert tuple(sizing.round_up(need * PIECE) // PIECE for need in needs) == quantities


@pytest.mark.parametrize(
    ("need", "quantity"),
    [(30, 100), (100, 100), (101, 125), (125, 125), (130, 150), (175, 175), (176, 200)],
)
def test_R13_economic_lot_of_100_grows_in_steps_of_25(need: int, quantity: int) -> None:
    sizing = sizing_of(rule="minimum", size=100, multiple=25)
    assert sizing.round_up(need * PIECE) == quantity * PIECE


def test_R10_a_lot_of_two_and_a_half_pieces_is_exact() -> None:
    # 7.500001 pieces need 4 lots of 2.5 = 10; 7.5 need exactly 3
    sizing = sizing_of(rule="fixed", size="2.5")
    assert sizing.round_up(7_500_001) == 10 * PIECE
    assert sizing.round_up(7_500_000) == 7_500_000


def test_R10_a_need_of_110_takes_two_fixed_lots_of_100_in_a_plan() -> None:
    scenario = scenario_of(
        items=[{"id": "D", "source": "buy", "lot": {"rule": "fixed", "size": 100}}],
        demands=demands_of("D", {4: 110, 5: 40, 6: 40}),
    )
    grid = grid_of(plan_materials(scenario), "D")
    assert by_day(grid.planned_receipts) == {4: 200}  # 90 are left for 5 and 6
    assert by_day(grid.projected_on_hand)[6] == 10


def coverage_plan(
    lot: dict[str, object], needs: dict[int, int], **item: object
) -> dict[int, float]:
    """Return the planned receipts of an item by day; ``stock`` is on hand at the start."""
    stock = item.pop("stock", 0)
    scenario = scenario_of(
        horizon="90d",
        items=[{"id": "X", "source": "buy", "lot": lot, **item}],
        stock=[{"item": "X", "quantity": stock}],
        demands=[
            {"id": f"X-{day}", "item": "X", "quantity": quantity, "due": due_day(day)}
            for day, quantity in needs.items()
        ],
    )
    return by_day(grid_of(plan_materials(scenario), "X").planned_receipts)


def due_day(day: int) -> str:
    """Return the date of a day counted from 1 June, beyond the end of the month."""
    for month, length in ((6, 30), (7, 31), (8, 31)):
        if day <= length:
            return f"2026-{month:02d}-{day:02d}"
        day -= length
    raise AssertionError(day)


WEEKLY_NEEDS = {2: 30, 6: 20, 8: 50, 14: 10, 15: 40}
STORAGE_NEEDS = {2: 30, 4: 20, 6: 50, 7: 10, 12: 40}


def test_R12_weekly_lots_are_counted_from_planning_start() -> None:
    # days 1-7: 30 + 20; days 8-14: 50 + 10; days 15-21: 40
    assert coverage_plan({"rule": "weekly"}, WEEKLY_NEEDS) == {2: 50, 8: 60, 15: 40}


def test_R12_stock_moves_the_first_weekly_lot_to_the_first_uncovered_need() -> None:
    # 35 cover the 30 of day 2; of the 20 of day 6 they leave 15
    plan = coverage_plan({"rule": "weekly"}, WEEKLY_NEEDS, stock=35)
    assert plan == {6: 15, 8: 60, 15: 40}


def test_R12_a_stock_below_safety_at_the_start_is_refilled_on_day_1() -> None:
    # 10 - 4 = 6 are missing on day 1, and the first week needs 50 more
    plan = coverage_plan({"rule": "weekly"}, WEEKLY_NEEDS, stock=4, safety_stock=10)
    assert plan == {1: 56, 8: 60, 15: 40}


def test_R12_monthly_lots_have_30_days() -> None:
    # days 1-30: 30 + 20; days 31-60: 50; days 61-90: 5
    plan = coverage_plan({"rule": "monthly"}, {2: 30, 25: 20, 33: 50, 70: 5})
    assert plan == {2: 50, 33: 50, 70: 5}


def test_R11_storage_time_pools_working_days_from_the_first_need() -> None:
    # 5 days from day 2: 30 + 20 + 50 (days 2-6); from day 7: 10 (days 7-11); then 40
    plan = coverage_plan({"rule": "storage-time", "days": 5}, STORAGE_NEEDS)
    assert plan == {2: 100, 7: 10, 12: 40}


def test_R09_lot_for_lot_orders_each_need() -> None:
    assert coverage_plan({"rule": "lot-for-lot"}, STORAGE_NEEDS) == STORAGE_NEEDS


def test_R11_storage_time_counts_only_days_the_factory_works() -> None:
    # 1 June 2026 is a Monday. 3 working days from Thursday 4: Thu 4, Fri 5, Mon 8: 10 + 20 + 30;
    # Tuesday 9 is outside.
    scenario = scenario_of(
        calendars=[{"id": "week", "shifts": {"mon-fri": ["08:00-16:00"]}}],
        items=[{"id": "X", "source": "buy", "lot": {"rule": "storage-time", "days": 3}}],
        demands=demands_of("X", {4: 10, 7: 20, 8: 30, 9: 40}),
    )
    grid = grid_of(plan_materials(scenario), "X")
    assert by_day(grid.planned_receipts) == {4: 60, 9: 40}


def test_R11_periods_pool_and_take_scheduled_receipts_off() -> None:
    # 3 days from day 2: net 10, then 20 + 30 less the 15 received on day 4: 10 + 35 = 45
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "lot": {"rule": "periods", "periods": 3}}],
        orders=[
            {"id": "PO-1", "type": "purchase", "item": "X", "quantity": 15, "end": "2026-06-04"}
        ],
        demands=demands_of("X", {2: 10, 3: 20, 4: 30, 5: 5}),
    )
    grid = grid_of(plan_materials(scenario), "X")
    assert by_day(grid.planned_receipts) == {2: 45, 5: 5}


def test_R11_a_receipt_in_the_window_never_shrinks_the_net_need_itself() -> None:
    # 100 arrive on day 3, too late for the 10 of day 2
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "lot": {"rule": "periods", "periods": 3}}],
        orders=[
            {"id": "PO-1", "type": "purchase", "item": "X", "quantity": 100, "end": "2026-06-03"}
        ],
        demands=demands_of("X", {2: 10, 3: 20, 4: 30}),
    )
    grid = grid_of(plan_materials(scenario), "X")
    assert by_day(grid.planned_receipts) == {2: 10}
