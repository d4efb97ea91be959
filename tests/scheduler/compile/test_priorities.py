"""The planner's list: ranks, and the plan that follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.material import DemandKind
from models.scenario import OrderStatus
from models.scenario.settings import DEFAULT_PRIORITIES
from scheduler.compile import Compiled, compile_problem
from solvers.dispatch import dispatch
from tests.scheduler.scenario_builder import DAY, material, peg, plant, production, routing

if TYPE_CHECKING:
    from models.material import SupplyOrder


def shop(*orders: SupplyOrder, shop: dict[str, Any] | None = None, **tables: Any) -> Compiled:
    """Return orders of ten minutes each on machine A; every order has a demand D-<id>."""
    scenario = plant(
        settings={"shop": shop or {}}, routings=[routing("X", (10, "A", "1m"))], **tables
    )
    known = {demand.id for demand in scenario.demands}
    pegs = tuple(
        peg(order.id, f"D-{order.id}", demand_kind=DemandKind.DEMAND)
        for order in orders
        if f"D-{order.id}" in known
    )
    return compile_problem(scenario, material(*orders, pegs=pegs))


def sequence(compiled: Compiled) -> list[str]:
    """Return the orders as the planner's list places them on the machine."""
    schedule = dispatch(compiled.problem, "list")
    assert schedule.is_plan
    ops = sorted(range(len(compiled.operations)), key=lambda op: int(schedule.start[op]))
    return list(dict.fromkeys(compiled.operations[op].order for op in ops))


def document(name: str, *progress: dict[str, Any], **fields: Any) -> dict[str, Any]:
    base = {"id": name, "type": "production", "item": "X", "quantity": 10, "end": "2026-06-05"}
    return base | {"progress": list(progress)} | fields


def demand(order: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"D-{order}", "item": "X", "quantity": 10, "due": "2026-06-05"} | fields


def test_S09_order_classes_started_not_started_executive_launched_planned() -> None:
    # named against their class, so that nothing but the class puts them in order
    orders = (
        production("A-planned"),
        production("B-launched", is_document=True, status=OrderStatus.LAUNCHED),
        production("C-executive", is_document=True, status=OrderStatus.EXECUTIVE),
        production("D-begun", item="Y", is_document=True, status=OrderStatus.LAUNCHED),
        production("E-started", is_document=True, status=OrderStatus.LAUNCHED),
    )
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "make"}],
        routings=[
            routing("X", (10, "A", "1m")),
            routing("Y", (10, "A", "1m"), (20, "A", "1m")),
        ],
        orders=[
            document("B-launched", status="launched"),
            document("C-executive", status="executive"),
            document("D-begun", {"phase": 10, "state": "closed", "good": 10}, item="Y"),
            document("E-started", {"phase": 10, "state": "started", "good": 4}),
        ],
    )
    compiled = compile_problem(scenario, material(*orders))
    assert sequence(compiled) == [
        "E-started", "D-begun", "C-executive", "B-launched", "A-planned",
    ]  # fmt: skip
    assert compiled.problem.op_rank.tolist() == [4, 3, 2, 1, 0]


def test_S10_default_order_is_level_then_start_then_end_then_id() -> None:
    orders = (
        production("MO-10"),
        production("MO-9"),
        production("MO-2", end=4 * DAY),
        production("MO-3", start=-DAY),
        production("MO-4", level=2, start=DAY),
    )
    # the deepest; then the first to start; then the first to end; then 9 before 10
    assert sequence(shop(*orders)) == ["MO-4", "MO-3", "MO-2", "MO-9", "MO-10"]


def test_S10_the_order_of_a_critical_customer_comes_first_and_the_default_returns() -> None:
    orders = (production("MO-1"), production("MO-2"), production("MO-3"))
    demands = [
        demand("MO-1"),
        demand("MO-2", customer="second"),
        demand("MO-3", customer="first"),
    ]
    chosen = {
        "priorities": ["customer", *DEFAULT_PRIORITIES],
        "critical_customers": ["first", "second"],
    }
    assert sequence(shop(*orders, shop=chosen, demands=demands)) == ["MO-3", "MO-2", "MO-1"]
    assert sequence(shop(*orders, demands=demands)) == ["MO-1", "MO-2", "MO-3"]


def test_components_are_as_critical_as_the_customers_they_serve() -> None:
    scenario = plant(
        settings={"shop": {"priorities": ["customer"], "critical_customers": ["ACME"]}},
        items=[{"id": "X", "source": "make"}, {"id": "P", "source": "make"}],
        routings=[routing("X", (10, "A", "1m")), routing("P", (10, "A", "1m"))],
        demands=[demand("MO-1", customer="ACME")],
    )
    orders = (production("MO-1"), production("MO-P", "P", level=1), production("MO-2"))
    pegs = (peg("MO-1", "D-MO-1", demand_kind=DemandKind.DEMAND), peg("MO-P", "MO-1", "P"))
    problem = compile_problem(scenario, material(*orders, pegs=pegs)).problem
    assert problem.op_rank.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("priority", ["MO-3", "MO-1", "MO-2"]),  # 1 of the document; 2 and 7 of the demands
        ("due", ["MO-2", "MO-1", "MO-3"]),
        ("start", ["MO-2", "MO-3", "MO-1"]),
        ("end", ["MO-3", "MO-1", "MO-2"]),
        ("id", ["MO-1", "MO-2", "MO-3"]),
    ],
)
def test_every_criterion_puts_orders_in_its_order(criterion: str, expected: list[str]) -> None:
    orders = (
        production("MO-1", start=3, end=2 * DAY),
        production("MO-2", start=1, end=3 * DAY),
        production("MO-3", start=2, end=DAY, is_document=True),
    )
    compiled = shop(
        *orders,
        shop={"priorities": [criterion]},
        demands=[
            demand("MO-1", priority=2, due="2026-06-04"),
            demand("MO-2", priority=7, due="2026-06-03"),
            demand("MO-3", priority=9),
        ],
        orders=[document("MO-3", priority=-1)],
    )
    ranks = dict(
        zip((order.id for order in orders), compiled.problem.op_rank.tolist(), strict=True)
    )
    assert sorted(ranks, key=lambda name: ranks[name]) == expected


def test_phases_and_critical_centers_rank_operations_of_one_order() -> None:
    rows = ((10, "A", "1m"), (20, "B", "1m"), (30, "A", "1m"))

    def ranks(**settings: Any) -> list[int]:
        scenario = plant(settings={"shop": settings}, routings=[routing("X", *rows)])
        return compile_problem(scenario, material(production())).problem.op_rank.tolist()

    assert ranks(priorities=["phase"]) == [0, 1, 2]
    assert ranks(priorities=["center"], critical_centers=["B"]) == [1, 0, 1]
    assert ranks(priorities=["id"]) == [0, 0, 0]
