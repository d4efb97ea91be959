"""What holds for whole runs, tried on random plants with nearly every planning field."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.quantity import to_units
from models.scenario import ReorderReading
from scheduler.mrp import plan_materials
from tests.scheduler.mrp.random_plants import LEVELS, TABLES, plants, scenario_from

if TYPE_CHECKING:
    from decimal import Decimal
    from random import Random

    from models.material import ItemGrid, MaterialPlan
    from models.scenario import Item, Scenario

ROWS = ("gross", "scheduled_receipts", "projected_on_hand", "net", "planned_receipts")

NOT_NETTED = ("days ahead only", "is limited (min)", "is limited (forecast)")
"""What is beyond an item's limit, or its forecast, is no gross requirement."""


def rows_of(grid: ItemGrid) -> list[list[int]]:
    return [getattr(grid, row).tolist() for row in (*ROWS, "planned_releases")]


def seen(plan: MaterialPlan) -> list[object]:
    """Return everything that a plan says, to compare it with another."""
    grid = [(row.item, row.opening, rows_of(row), row.past_due_releases) for row in plan.grid]
    return [plan.orders, plan.pegs, plan.suggestions, plan.uncovered, grid]


def floor_of(item: Item, scenario: Scenario) -> int:
    """Return the stock of an item that is never used, in millionths of a piece."""
    is_floor = scenario.settings.mrp.reorder_reading is ReorderReading.FLOOR
    level = item.reorder_level if is_floor else item.safety_stock
    return to_units(max(item.safety_stock, level))


@given(plants())
@settings(max_examples=100, deadline=None)
def test_projected_stock_keeps_the_floor_where_nothing_forbids_it(
    tables: dict[str, object],
) -> None:
    # a run plans what it needs though it be past due; only fences, blocks and limits keep it
    # from that
    scenario = scenario_from(tables)
    phantoms = {bom.parent for bom in scenario.boms if bom.phantom}
    for grid in plan_materials(scenario).grid:
        item = scenario.item_by_id[grid.item]
        if item.fence or item.blocked or item.schedule_limit or item.id in phantoms:
            continue
        assert int(grid.projected_on_hand.min()) >= floor_of(item, scenario)


@given(plants())
@settings(max_examples=100, deadline=None)
def test_what_is_pegged_and_uncovered_is_all_that_is_needed(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    plan = plan_materials(scenario)
    covered: Counter[str] = Counter()
    for peg in plan.pegs:
        covered[peg.item] += to_units(peg.quantity)
    for row in plan.uncovered:
        if not row.reason.endswith(NOT_NETTED):
            covered[row.item] += to_units(row.quantity)
    held: Counter[str] = Counter()
    for stock in scenario.stock:
        held[stock.item] += to_units(stock.quantity) if stock.reserved_for else 0
    phantoms = {bom.parent for bom in scenario.boms if bom.phantom}
    for grid in plan.grid:
        floor = floor_of(scenario.item_by_id[grid.item], scenario)
        missing = max(0, floor - (grid.opening - held[grid.item]))
        refill = 0 if grid.item in phantoms else missing
        assert covered[grid.item] == int(grid.gross.sum()) + refill


@given(plants(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_matter_to_a_run(tables: dict[str, Any], random: Random) -> None:
    shuffled = dict(tables)
    for table in TABLES:
        shuffled[table] = random.sample(tables[table], len(tables[table]))
    assert seen(plan_materials(scenario_from(tables))) == seen(
        plan_materials(scenario_from(shuffled))
    )


@given(plants())
@settings(max_examples=25, deadline=None)
def test_the_same_scenario_gives_the_same_plan(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    assert seen(plan_materials(scenario)) == seen(plan_materials(scenario_from(tables)))


def shifted(tables: dict[str, object], days: int) -> dict[str, Any]:
    """Return tables with every date so many days later."""

    def later(found: re.Match[str]) -> str:
        return (date.fromisoformat(found.group()) + timedelta(days=days)).isoformat()

    text = re.sub(r"2026-\d\d-\d\d", later, json.dumps(tables))
    found: dict[str, Any] = json.loads(text)
    return found


@given(plants(), st.integers(1, 5))
@settings(max_examples=50, deadline=None)
def test_a_scenario_some_weeks_later_has_the_same_plan_so_much_later(
    tables: dict[str, object], weeks: int
) -> None:
    # ticks count from the start, which is later too; the texts of suggestions name dates
    plan = plan_materials(scenario_from(tables))
    later = plan_materials(scenario_from(shifted(tables, 7 * weeks), days_later=7 * weeks))
    for one, other in zip(seen(plan), seen(later), strict=True):
        text = json.dumps(one, default=str)
        moved = re.sub(
            r"2026-\d\d-\d\d",
            lambda found: (
                date.fromisoformat(found.group()) + timedelta(days=7 * weeks)
            ).isoformat(),
            text,
        )
        assert moved == json.dumps(other, default=str)


@given(plants(plain=True), st.permutations(LEVELS))
@settings(max_examples=60, deadline=None)
def test_other_names_of_items_permute_the_plan(tables: dict[str, object], names: list[str]) -> None:
    renamed = dict(zip(LEVELS, names, strict=True))
    text = re.sub(
        r'"(item|id|parent)": "([A-Z])"',
        lambda found: f'"{found.group(1)}": "{renamed[found.group(2)]}"',
        json.dumps(tables),
    )
    plan = plan_materials(scenario_from(tables))
    other = plan_materials(scenario_from(json.loads(text)))
    assert {renamed[grid.item]: rows_of(grid) for grid in plan.grid} == {
        grid.item: rows_of(grid) for grid in other.grid
    }
    assert Counter(
        (order.type, renamed[order.item], order.quantity, order.bucket) for order in plan.orders
    ) == Counter((order.type, order.item, order.quantity, order.bucket) for order in other.orders)


def ordered(plan: MaterialPlan) -> dict[str, Decimal]:
    quantities: dict[str, Decimal] = {}
    for order in plan.orders:
        if not order.is_document:
            quantities[order.item] = quantities.get(order.item, order.quantity * 0)
            quantities[order.item] += order.quantity
    return quantities


@given(plants(plain=True), st.sampled_from(LEVELS), st.integers(1, 50))
@settings(max_examples=80, deadline=None)
def test_more_stock_never_has_more_ordered_lot_for_lot(
    tables: dict[str, Any], item: str, quantity: int
) -> None:
    tables["items"] = [row | {"lot": {"rule": "lot-for-lot"}} for row in tables["items"]]
    less = ordered(plan_materials(scenario_from(tables)))
    tables["stock"] = [*tables["stock"], {"item": item, "quantity": quantity}]
    more = ordered(plan_materials(scenario_from(tables)))
    assert all(more.get(name, 0) <= pieces for name, pieces in less.items())
    assert more.keys() <= less.keys()
