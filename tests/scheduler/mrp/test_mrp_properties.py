"""What holds for every material plan, tried on random plants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.material import DemandKind, SupplyKind
from models.quantity import to_units
from models.scenario import LotRule, Scenario
from scheduler.mrp import plan_materials

if TYPE_CHECKING:
    from random import Random

    from models.material import MaterialPlan

DAYS = 15
LEVELS = ("P", "Q", "A", "B", "C", "R", "S")  # a bill of materials uses only later ones
SOURCES = ("make", "make", "make", "subcontract", "make", "buy", "transfer")
TABLES = ("items", "boms", "stock", "orders", "demands")

quantities = st.one_of(st.integers(1, 60), st.sampled_from(["0.5", "2.25", "0.333333"]))
days = st.integers(-3, DAYS + 1).map(lambda day: f"2026-06-{day + 5:02d}")
sizes = st.integers(1, 40)
lots = st.one_of(
    st.just({"rule": "lot-for-lot"}),
    st.builds(lambda size: {"rule": "fixed", "size": size}, sizes),
    st.builds(lambda s, m: {"rule": "minimum", "size": s, "multiple": m}, sizes, sizes),
    st.builds(lambda size: {"rule": "at-least", "size": size}, sizes),
    st.builds(lambda n: {"rule": "periods", "periods": n}, st.integers(1, 6)),
    st.builds(lambda n: {"rule": "storage-time", "days": n}, st.integers(1, 6)),
    st.just({"rule": "weekly"}),
    st.just({"rule": "monthly"}),
)


@st.composite
def plants(draw: st.DrawFn) -> dict[str, object]:
    """Return the tables of a plant with seven items on up to seven levels."""
    items, boms = [], []
    for position, (name, source) in enumerate(zip(LEVELS, SOURCES, strict=True)):
        items.append(
            {
                "id": name,
                "source": source,
                "lead_time": f"{draw(st.integers(0, 4))}d",
                "lot": draw(lots),
                "safety_stock": draw(st.sampled_from([0, 0, 5, 20])),
            }
        )
        below = LEVELS[position + 1 :]
        if source in ("make", "subcontract"):
            used = draw(st.lists(st.sampled_from(below), max_size=3))
            boms.append(
                {
                    "parent": name,
                    "components": [
                        {
                            "item": item,
                            "quantity": draw(quantities),
                            "scrap": draw(st.sampled_from(["0", "0.05", "0.333333"])),
                            "phase": draw(st.sampled_from([None, 10, 20])),
                        }
                        for item in used
                    ],
                }
            )
    names = st.sampled_from(LEVELS)
    return {
        "items": items,
        "boms": boms,
        "routings": draw(st.sampled_from([[], [routing("P"), routing("B")]])),
        "stock": [
            {"item": item, "quantity": draw(quantities)}
            for item in draw(st.lists(names, max_size=4))
        ],
        "orders": [
            {
                "id": f"{'PO-R' if number == 1 else 'DOC'}-{number}",
                "type": draw(st.sampled_from(["production", "purchase", "subcontract"])),
                "item": item,
                "quantity": draw(quantities),
                "end": draw(days),
            }
            for number, item in enumerate(draw(st.lists(names, max_size=4)))
        ],
        "demands": [
            {"id": f"D{number}", "item": item, "quantity": draw(quantities), "due": draw(days)}
            for number, item in enumerate(draw(st.lists(names, min_size=3, max_size=7)))
        ],
    }


def routing(item: str) -> dict[str, object]:
    return {
        "item": item,
        "operations": [
            {"phase": 10, "work_center": "W", "setup": "30m", "run": "2m"},
            {"phase": 20, "work_center": "W", "run": "5m", "wait": "1h"},
            {"phase": 30, "work_center": "W", "run": "1m"},
        ],
    }


def scenario_from(tables: dict[str, object]) -> Scenario:
    header = {"id": "random", "start": "2026-06-05T06:00", "horizon": f"{DAYS}d"}
    calendars = [{"id": "week", "shifts": {"mon-fri": ["06:00-14:00", "14:00-22:00"]}}]
    return Scenario.model_validate(
        {"scenario": header, "calendars": calendars, "work_centers": [{"id": "W"}], **tables}
    )


def same(one: MaterialPlan, other: MaterialPlan) -> bool:
    rows = ("gross", "scheduled_receipts", "projected_on_hand", "net", "planned_receipts")
    return (
        one.orders == other.orders
        and one.pegs == other.pegs
        and [grid.item for grid in one.grid] == [grid.item for grid in other.grid]
        and all(
            np.array_equal(getattr(left, row), getattr(right, row))
            for left, right in zip(one.grid, other.grid, strict=True)
            for row in (*rows, "planned_releases")
        )
    )


@given(plants())
@settings(max_examples=150, deadline=None)
def test_every_need_is_pegged_exactly_and_no_supply_twice(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    plan = plan_materials(scenario)
    needed: dict[tuple[str, str], int] = {}
    held: dict[tuple[str, str], int] = {}
    to_consumers: dict[str, int] = {}
    for peg in plan.pegs:
        units = to_units(peg.quantity)
        assert units > 0
        if peg.demand_kind is DemandKind.DEMAND:
            key = (peg.demand, peg.item)
            needed[key] = needed.get(key, 0) + units
        to_consumers[peg.item] = to_consumers.get(peg.item, 0) + units
        source = (peg.supply_kind.value, peg.supply)
        held[source] = held.get(source, 0) + units
    header = scenario.scenario
    last = header.start.date().toordinal() + DAYS
    assert needed == {
        (demand.id, demand.item): to_units(demand.quantity)
        for demand in scenario.demands
        if demand.due.toordinal() < last
    }
    offered = {(SupplyKind.ORDER.value, o.id): to_units(o.quantity) for o in plan.orders}
    for stock in scenario.stock:
        key = (SupplyKind.STOCK.value, stock.item)
        offered[key] = offered.get(key, 0) + to_units(stock.quantity)
    assert all(units <= offered[source] for source, units in held.items())
    for grid in plan.grid:  # all gross requirements, and what the safety stock lacked
        safety = to_units(scenario.item_by_id[grid.item].safety_stock)
        refill = max(0, safety - grid.opening)
        assert to_consumers.get(grid.item, 0) == int(grid.gross.sum()) + refill


@given(plants())
@settings(max_examples=100, deadline=None)
def test_projected_stock_never_falls_below_safety_stock(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    for grid in plan_materials(scenario).grid:
        safety = to_units(scenario.item_by_id[grid.item].safety_stock)
        assert int(grid.projected_on_hand.min()) >= safety
        balance = grid.opening + int(
            (grid.scheduled_receipts + grid.planned_receipts - grid.gross).sum()
        )
        assert int(grid.projected_on_hand[-1]) == balance
        assert int(grid.planned_releases.sum()) == int(grid.planned_receipts.sum())
        split = sum((row for row in grid.requirements.values()), np.zeros(DAYS, dtype=np.int64))
        assert np.array_equal(split, grid.gross)


@given(plants())
@settings(max_examples=100, deadline=None)
def test_every_planned_order_obeys_its_lot_rule(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    plan = plan_materials(scenario)
    for grid in plan.grid:
        lot = scenario.item_by_id[grid.item].lot
        size = to_units(lot.size) if lot.size is not None else 0
        for units, net in zip(grid.planned_receipts, grid.net, strict=True):
            assert (units > 0) == (net > 0)
            if not units:
                continue
            assert units >= net
            match lot.rule:
                case LotRule.LOT_FOR_LOT:
                    assert units == net
                case LotRule.FIXED:
                    assert units % size == 0
                    assert units < net + size
                case LotRule.MINIMUM:
                    assert lot.multiple is not None
                    assert units >= size
                    assert (units - size) % to_units(lot.multiple) == 0
                case LotRule.AT_LEAST:
                    assert units == max(size, net)
                case _:
                    pass


@given(plants(), st.randoms(use_true_random=False))
@settings(max_examples=75, deadline=None)
def test_the_order_of_rows_does_not_matter(tables: dict[str, object], random: Random) -> None:
    plan = plan_materials(scenario_from(tables))
    shuffled = dict(tables)
    for table in TABLES:
        rows = tables[table]
        assert isinstance(rows, list)
        shuffled[table] = random.sample(rows, len(rows))
    assert same(plan, plan_materials(scenario_from(shuffled)))


@given(plants())
@settings(max_examples=25, deadline=None)
def test_a_second_run_gives_the_same_plan(tables: dict[str, object]) -> None:
    scenario = scenario_from(tables)
    assert same(plan_materials(scenario), plan_materials(scenario))


@given(plants())
@settings(max_examples=75, deadline=None)
def test_orders_start_before_they_end_and_material_is_due_when_they_start(
    tables: dict[str, object],
) -> None:
    scenario = scenario_from(tables)
    plan = plan_materials(scenario)
    for order in plan.orders:
        if not order.is_document:
            assert order.start <= order.end
            assert order.past_due == (order.start < 0)
    for peg in plan.pegs:
        consumer = plan.order_by_id.get(peg.demand)
        supply = plan.order_by_id.get(peg.supply)
        if peg.demand_kind is not DemandKind.ORDER or consumer is None or supply is None:
            continue
        if consumer.is_document or supply.is_document or peg.phase is not None:
            continue
        assert supply.end <= max(0, consumer.start)
        assert supply.level > consumer.level
