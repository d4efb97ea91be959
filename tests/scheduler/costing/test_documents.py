"""What demands, jobs and the plan cost, over the orders that serve them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.material import DemandKind, Peg, SupplyKind, Uncovered
from scheduler.costing import Amounts, Document, estimate, plan_cost, valuations
from scheduler.costing.amounts import NOTHING
from scheduler.kpi import kpis
from tests.scheduler.costing.costing_helpers import (
    DAY,
    delivered,
    from_stock,
    into,
    operation,
    order,
    plan_of,
    plant,
    values,
    wanted,
)
from tests.scheduler.scenario_builder import routing

ITEMS: list[dict[str, Any]] = [
    {"id": "X", "source": "make", "standard_cost": 80},
    {"id": "P", "source": "make"},
    {"id": "C", "source": "buy", "standard_cost": 4},
]
CENTERS = [{"id": "A", "hourly_rate": 30}, {"id": "B", "capacity": 2, "hourly_rate": 24}]


def two_levels(**tables: Any) -> Any:
    """Return orders of X for two demands and for stock, with parts P, on machines A and B.

    PART: 9 C at 4 = 36, 60 min on B = 24: 60 for 10 P, all in MO. MO: 120 min on A = 60, so 120
    for 10 X: 5 for SO-1, 3 for SO-2, of which one more comes from stock at 80; 2 stay.
    """
    made = [routing("X", (10, "A", "12m")), routing("P", (10, "B", "6m"))]
    scenario = plant(items=ITEMS, work_centers=CENTERS, routings=made, **tables)
    rows = (
        operation("PART", 10, "B", 60, item="P"),
        operation("MO", 10, "A", 120, start=60, run_start=60, setup_start=60, end=180),
    )
    pegs = (
        from_stock("PART", "C", 9),
        into("PART", "MO", "P", 10),
        delivered("MO", "SO-1", 5),
        delivered("MO", "SO-2", 3),
        Peg(SupplyKind.STOCK, "X", DemandKind.DEMAND, "SO-2", "X", Decimal(1)),
    )
    orders = [order("PART", "P"), order()]
    return plan_of(
        scenario, orders, rows, pegs=pegs, demands=(wanted("SO-1", 5), wanted("SO-2", 4))
    )


def totals(plan: Any, document: Document) -> dict[str, Decimal]:
    """Return the prices of the documents of a kind."""
    return {
        row.id: row.valuation.total
        for row in valuations(plan, estimate(plan))
        if row.document is document
    }


def test_a_demand_costs_its_share_of_its_orders_and_what_it_takes_from_stock() -> None:
    plan = two_levels()
    assert totals(plan, Document.DEMAND) == {"SO-1": 60, "SO-2": 36 + 80}
    assert totals(plan, Document.ORDER) == {"PART": 60, "MO": 120}
    (first,) = (row for row in valuations(plan, estimate(plan)) if row.id == "SO-1")
    # the parts of MO are 6 pieces' worth of C, B and A: 36, 24 and 60, times a half
    assert values(*first.valuation.amounts) == (18, 42, 0, 0, 0, 0)
    assert first.unit == 12


def test_a_job_costs_what_its_rows_and_their_demands_get() -> None:
    jobs = [
        {"id": "J", "rows": [{"row": 10, "item": "X", "quantity": 9, "demands": ["SO-1", "SO-2"]}]}
    ]
    demands = [
        {"id": name, "item": "X", "quantity": 4, "due": "2026-06-06"} for name in ("SO-1", "SO-2")
    ]
    costs = [{"id": "tool", "kind": "other", "rule": "fixed", "value": 9, "document": "J"}]
    plan = two_levels(jobs=jobs, demands=demands, cost_items=costs)
    assert totals(plan, Document.JOB) == {"J": 60 + 36 + 80 + 9}
    # what is for the job alone is not added to its demands
    assert totals(plan, Document.DEMAND) == {"SO-1": 60, "SO-2": 116}


def test_a_job_for_nobody_costs_what_is_pegged_to_its_row_and_its_forecasts() -> None:
    jobs = [
        {"id": "J", "rows": [{"row": 10, "item": "X", "quantity": 8, "forecasts": ["F"]}]},
        {"id": "K", "rows": [{"row": 10, "item": "X", "quantity": 2, "forecasts": ["F"]}]},
    ]
    orders = [
        {"id": name, "type": "production", "item": "X", "quantity": 10, "end": "2026-06-06",
         "job": job}
        for name, job in (("MO", "J/10"), ("NO", "K/10"))
    ]  # fmt: skip
    scenario = plant(items=ITEMS, jobs=jobs, orders=orders, routings=[])

    def peg(supply: str, kind: DemandKind, name: str, quantity: int) -> Peg:
        return Peg(SupplyKind.ORDER, supply, kind, name, "X", Decimal(quantity))

    pegs = (
        from_stock("MO", "C", 10), from_stock("NO", "C", 20),
        peg("MO", DemandKind.JOB, "J/10", 4), peg("MO", DemandKind.FORECAST, "F", 6),
        peg("NO", DemandKind.FORECAST, "F", 5),
    )  # fmt: skip
    made = [order(job="J/10"), order("NO", job="K/10")]
    # each X costs its own 80, as nobody describes it, and 4 or 8 of C: 10 x 84, 5 x 88
    assert totals(plan_of(scenario, made, pegs=pegs), Document.JOB) == {"J": 840, "K": 440}


def test_what_a_demand_lacks_is_told_in_its_valuation() -> None:
    plan = two_levels()
    lacking = (Uncovered(DemandKind.DEMAND, "SO-1", "X", Decimal(1), "blocked"),)
    plan = plan_of(
        plan.scenario, plan.material.orders, plan.operations, pegs=plan.material.pegs,
        demands=plan.demands, uncovered=lacking,
    )  # fmt: skip
    found = {row.id: row.lacks for row in valuations(plan, estimate(plan))}
    assert found == {"SO-1": ("X",), "SO-2": (), "PART": (), "MO": ()}


def test_the_plan_costs_its_orders_its_delays_and_what_it_ties_up() -> None:
    # PART and MO: 36 + 84; 1.5 days late x weight 2 x 100 = 300
    plan = two_levels()
    late = (wanted("SO-1", 5, late=3 * DAY // 2, weight="2"), plan.demands[1])
    plan = plan_of(
        plan.scenario, plan.material.orders, plan.operations, pegs=plan.material.pegs, demands=late
    )
    found = plan_cost(plan, Decimal("2.5"))
    assert values(found.amounts.material, found.amounts.machine) == (36, 84)
    assert values(found.lateness, found.flow, found.total) == (
        300,
        Decimal("2.50"),
        Decimal("422.50"),
    )
    figures = kpis(plan)
    flow = figures["flow_cost"]
    assert isinstance(flow, float)
    assert {name: figures[name] for name in figures if name.startswith("cost_")} == {
        "cost_material": 36.0, "cost_machine": 84.0, "cost_labour": 0.0, "cost_setup": 0.0,
        "cost_overtime": 0.0, "cost_subcontracting": 0.0, "cost_lateness": 300.0,
        "cost_flow": flow, "cost_total": round(420 + flow, 2),
    }  # fmt: skip


QUANTITIES = st.integers(1, 10**6).map(lambda number: Decimal(number) / 1000)


@given(
    st.lists(st.tuples(QUANTITIES, QUANTITIES, st.integers(0, 5000)), min_size=1, max_size=4),
    st.decimals(min_value=0, max_value=500, places=3),
    st.decimals(min_value=0, max_value=90, places=4),
)
def test_details_add_up_to_their_order_and_all_orders_to_what_is_delivered_or_stays(
    levels: list[tuple[Decimal, Decimal, int]], rate: Decimal, price: Decimal
) -> None:
    # a chain of orders, each taking C from stock and all, or some, of the one before
    items = [*ITEMS[:2], {**ITEMS[2], "standard_cost": price}]
    scenario = plant(items=items, work_centers=[{"id": "A", "hourly_rate": rate}], routings=[])
    orders, rows, pegs = [], [], []
    for number, (made, passed, minutes) in enumerate(levels):
        name = f"MO-{number}"
        orders.append(order(name, "P", made))
        rows.append(operation(name, 10, "A", minutes, item="P"))
        pegs.append(from_stock(name, "C", made))
        if number + 1 < len(levels):
            pegs.append(into(name, f"MO-{number + 1}", "P", min(made, passed)))
        else:
            pegs.append(delivered(name, "SO", min(made, passed), "P"))
    plan = plan_of(scenario, orders, tuple(rows), pegs=tuple(pegs))
    costs = estimate(plan)
    gone = dict.fromkeys(costs.orders, NOTHING)
    for peg, found in zip(plan.material.pegs, costs.supplied, strict=True):
        if found.order:
            gone[peg.supply] += found.amounts
    for name, cost in costs.orders.items():
        assert sum((row.amount for row in cost.rows), Decimal(0)) == cost.amounts.industrial
        for all_of_it, passed_on in zip(cost.amounts, gone[name], strict=True):
            assert passed_on <= all_of_it
    stays = sum(
        (cost.amounts.industrial - gone[name].industrial for name, cost in costs.orders.items()),
        Decimal(0),
    )
    assert costs.own.industrial == stays + costs.supplied[-1].amounts.industrial
    assert costs.own == Amounts.total(cost.own for cost in costs.orders.values())


@given(st.integers(0, 5000), st.integers(1, 50), st.decimals(0, 500, places=2))
def test_the_cost_is_linear_in_the_rates(minutes: int, factor: int, rate: Decimal) -> None:
    def cost(hourly: Decimal) -> Decimal:
        scenario = plant(
            work_centers=[{"id": "A", "hourly_rate": hourly}],
            settings={"costing": {"decimals": 6}},
        )
        rows = (operation("MO", 10, "A", minutes),)
        return estimate(plan_of(scenario, [order()], rows)).own.machine

    # each is rounded once, by half a millionth at most
    assert abs(cost(rate * factor) - factor * cost(rate)) <= Decimal("0.000001") * factor
