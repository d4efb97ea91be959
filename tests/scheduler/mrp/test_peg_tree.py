"""Pegging trees, down and up, of plans made by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.material import DemandKind, MaterialPlan, Peg, SupplyKind, SupplyOrder, Uncovered
from models.scenario import OrderStatus, OrderType
from scheduler.mrp import peg_tree, peg_tree_up
from scheduler.mrp.peg_nodes import NodeKind, PegNode
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario

D, F, JOB, MO, S = (
    DemandKind.DEMAND, DemandKind.FORECAST, DemandKind.JOB, DemandKind.ORDER,
    DemandKind.SAFETY_STOCK,
)  # fmt: skip


def order(name: str, item: str, quantity: int = 10, job: str = "") -> SupplyOrder:
    return SupplyOrder(
        name, OrderType.PRODUCTION, item, Decimal(quantity), OrderStatus.PLANNED, 0, 10,
        is_document=False, job=job,
    )  # fmt: skip


def held(supply: str, kind: DemandKind, demand: str, item: str, quantity: int = 1) -> Peg:
    return Peg(SupplyKind.ORDER, supply, kind, demand, item, Decimal(quantity))


def on_hand(item: str, kind: DemandKind, demand: str, quantity: int = 1) -> Peg:
    return Peg(SupplyKind.STOCK, item, kind, demand, item, Decimal(quantity))


def told(node: PegNode) -> tuple[object, ...]:
    return (node.kind.value, node.id, int(node.quantity), *(told(row) for row in node.supplies))


def kit_scenario() -> Scenario:
    return scenario_of(
        items=[
            {"id": "KIT", "source": "kit"},
            {"id": "CUP", "source": "buy"},
            {"id": "PLATE", "source": "buy"},
        ],
        boms=[
            {
                "parent": "KIT",
                "components": [{"item": "CUP", "quantity": 2}, {"item": "PLATE", "quantity": 1}],
            }
        ],
        demands=[{"id": "SO-1", "item": "KIT", "quantity": 3, "due": "2026-06-05"}],
    )


def test_a_kit_is_served_by_supplies_of_its_components() -> None:
    plan = MaterialPlan(
        (order("PO-1", "CUP"),), (held("PO-1", D, "SO-1", "CUP", 6), on_hand("PLATE", D, "SO-1", 3))
    )
    tree = peg_tree(plan, "SO-1", kit_scenario())
    # three kits, not six cups and three plates
    assert (tree.item, told(tree)) == (
        "KIT", ("demand", "SO-1", 3, ("order", "PO-1", 6), ("stock", "PLATE", 3)),
    )  # fmt: skip


def test_a_kit_of_one_component_keeps_its_own_quantity() -> None:
    plan = MaterialPlan((), (on_hand("CUP", D, "SO-1", 6),))
    tree = peg_tree(plan, "SO-1", kit_scenario())
    assert (tree.item, int(tree.quantity)) == ("KIT", 3)


def test_without_a_scenario_a_demand_of_several_items_names_none() -> None:
    plan = MaterialPlan((), (on_hand("CUP", D, "SO-1", 6), on_hand("PLATE", D, "SO-1", 3)))
    tree = peg_tree(plan, "SO-1")
    assert (tree.item, int(tree.quantity)) == ("", 0)


def test_forecasts_refills_and_rows_of_jobs_are_roots() -> None:
    plan = MaterialPlan(
        (order("MO-1", "X"),),
        (
            held("MO-1", F, "F-1", "X", 4), held("MO-1", S, "X", "X", 2),
            held("MO-1", JOB, "JOB-1/20", "X", 3), held("MO-1", JOB, "JOB-1/100", "X", 1),
            held("MO-1", JOB, "JOB-10/5", "X", 1),
        ),
    )  # fmt: skip
    assert told(peg_tree(plan, "F-1")) == ("forecast", "F-1", 4, ("order", "MO-1", 4))
    assert told(peg_tree(plan, "X")) == ("safety-stock", "X", 2, ("order", "MO-1", 2))
    assert told(peg_tree(plan, "JOB-1/20")) == ("job", "JOB-1/20", 3, ("order", "MO-1", 3))
    job = peg_tree(plan, "JOB-1")
    assert [row.id for row in job.supplies] == ["JOB-1/20", "JOB-1/100"]
    assert job.item == ""


def test_orders_planned_for_a_job_hang_below_it_by_their_tops() -> None:
    # general planning names the job on its orders; SUB feeds TOP, OTHER feeds another job
    plan = MaterialPlan(
        (order("TOP", "X", job="JOB-1"), order("SUB", "Y", job="JOB-1"),
         order("OTHER", "Z", job="JOB-1"), order("AWAY", "X", job="JOB-2")),
        (held("SUB", MO, "TOP", "Y"), held("OTHER", MO, "AWAY", "Z")),
    )  # fmt: skip
    assert told(peg_tree(plan, "JOB-1")) == (
        "job", "JOB-1", 0, ("order", "TOP", 10, ("order", "SUB", 1)), ("order", "OTHER", 10),
    )  # fmt: skip


def test_what_is_missing_hangs_where_it_is_wanted() -> None:
    missing = Uncovered(MO, "MO-1", "TUBE", Decimal(5), "the item is blocked", 10, "MAIN")
    alone = Uncovered(D, "SO-2", "X", Decimal(7), "no supplier")
    plan = MaterialPlan(
        (order("MO-1", "X"),), (held("MO-1", D, "SO-1", "X"),), uncovered=(missing, alone)
    )
    (made,) = peg_tree(plan, "SO-1").supplies
    assert made.supplies == (
        PegNode(
            NodeKind.MISSING, "TUBE", "TUBE", Decimal(5), 10, (), "MAIN", "the item is blocked"
        ),
    )
    assert told(peg_tree(plan, "SO-2")) == ("demand", "SO-2", 7, ("missing", "X", 7))


def diamond() -> MaterialPlan:
    """BAR feeds LEFT and RIGHT, which both feed TOP; LEFT also refills safety stock."""
    return MaterialPlan(
        (order("TOP", "T"), order("LEFT", "L"), order("RIGHT", "R"), order("BAR", "B")),
        (
            held("TOP", D, "SO-1", "T", 2), held("LEFT", MO, "TOP", "L", 3),
            held("RIGHT", MO, "TOP", "R", 4), held("BAR", MO, "LEFT", "B", 5),
            held("BAR", MO, "RIGHT", "B", 6), held("LEFT", S, "L", "L", 7),
            on_hand("B", MO, "RIGHT", 8),
        ),
    )  # fmt: skip


def test_up_from_an_order_are_all_who_wait_for_it() -> None:
    top = ("order", "TOP", 4, ("demand", "SO-1", 2))
    tree = peg_tree_up(diamond(), "BAR")
    assert told(tree) == (
        "order", "BAR", 10,
        ("order", "LEFT", 5, ("order", "TOP", 3, ("demand", "SO-1", 2)), ("safety-stock", "L", 7)),
        ("order", "RIGHT", 6, top),
    )  # fmt: skip


def test_up_from_stock_are_all_who_take_it() -> None:
    assert told(peg_tree_up(diamond(), "B")) == (
        "stock", "B", 8, ("order", "RIGHT", 8, ("order", "TOP", 4, ("demand", "SO-1", 2))),
    )  # fmt: skip


@pytest.mark.parametrize("root", ["SO-1", "T", "?"])
def test_up_from_what_is_no_supply_is_refused(root: str) -> None:
    with pytest.raises(LookupError, match=r"no order '.+' and no stock of it that serves anybody"):
        peg_tree_up(diamond(), root)


def last_of(node: PegNode) -> str:
    """Return the node at which the last branch ends."""
    while node.supplies:
        node = node.supplies[-1]
    return node.id


def test_a_chain_deeper_than_the_stack_of_python_is_followed() -> None:
    depth = 5_000
    orders = tuple(order(f"M{k}", f"I{k}") for k in range(depth))
    pegs = tuple(held(f"M{k + 1}", MO, f"M{k}", f"I{k + 1}") for k in range(depth - 1))
    plan = MaterialPlan(orders, (held("M0", D, "SO-1", "I0"), *pegs))
    node, count = peg_tree(plan, "SO-1"), 0
    while node.supplies:
        (node,), count = node.supplies, count + 1
    assert count == depth
    assert last_of(peg_tree_up(plan, f"M{depth - 1}")) == "SO-1"


def test_pegs_in_a_circle_end_where_they_began() -> None:
    plan = MaterialPlan(
        (order("A", "X"), order("B", "Y"), order("C", "Z")),
        (held("B", MO, "A", "Y"), held("A", MO, "B", "X"), held("C", MO, "B", "Z")),
    )
    tree = peg_tree(plan, "A")
    assert told(tree) == (
        "order", "A", 10,
        ("order", "B", 1, ("order", "A", 1, ("order", "B", 1)), ("order", "C", 1)),
    )  # fmt: skip


def test_orders_that_many_share_are_one_and_the_same_below_each() -> None:
    # 2^40 paths through forty diamonds on top of each other
    orders, pegs = [order("M0", "I0")], [held("M0", D, "SO-1", "I0")]
    for level in range(40):
        for side in "AB":
            orders.append(order(f"{side}{level}", f"{side}{level}"))
            pegs.append(held(f"{side}{level}", MO, f"M{level}", f"{side}{level}"))
            pegs.append(held(f"M{level + 1}", MO, f"{side}{level}", f"I{level + 1}"))
        orders.append(order(f"M{level + 1}", f"I{level + 1}"))
    plan = MaterialPlan(tuple(orders), tuple(pegs))
    assert last_of(peg_tree(plan, "SO-1")) == "M40"
    assert last_of(peg_tree_up(plan, "M40")) == "SO-1"
