"""The pegging as a graph: what a delayed receipt endangers, what a demand rests on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.material import DemandKind, MaterialPlan, Peg, SupplyKind, SupplyOrder
from models.scenario import OrderStatus, OrderType
from scheduler.mrp.pegging_graph import bought_parts_of, endangered_by

LEVELS = {"BIKE": 0, "FRAME": 1, "WHEEL": 1, "TUBE": 2}


def order(name: str, item: str, quantity: int, kind: str = "production") -> SupplyOrder:
    return SupplyOrder(
        id=name,
        type=OrderType(kind),
        item=item,
        quantity=Decimal(quantity),
        status=OrderStatus.PLANNED,
        start=0,
        end=10,
        is_document=False,
        level=LEVELS[item],
    )


def peg(supply: str, demand: str, item: str, quantity: int, kind: str = "order") -> Peg:
    is_stock = supply == item
    return Peg(
        SupplyKind.STOCK if is_stock else SupplyKind.ORDER,
        supply,
        DemandKind(kind),
        demand,
        item,
        Decimal(quantity),
    )


@pytest.fixture
def bikes() -> MaterialPlan:
    """30 bikes of two orders for two demands; frame and wheels are made of the same tubes."""
    return MaterialPlan(
        orders=(
            order("B1", "BIKE", 10),
            order("B2", "BIKE", 20),
            order("F", "FRAME", 35),
            order("W", "WHEEL", 40, "subcontract"),
            order("T1", "TUBE", 100, "purchase"),
            order("T2", "TUBE", 15, "purchase"),
        ),
        pegs=(
            peg("B1", "SO-1", "BIKE", 10, "demand"),
            peg("B2", "SO-1", "BIKE", 5, "demand"),
            peg("B2", "SO-2", "BIKE", 15, "demand"),
            peg("F", "B1", "FRAME", 10),
            peg("F", "B2", "FRAME", 20),
            peg("F", "FRAME", "FRAME", 5, "safety-stock"),
            peg("WHEEL", "B1", "WHEEL", 20),
            peg("W", "B2", "WHEEL", 40),
            peg("T1", "F", "TUBE", 60),
            peg("T1", "W", "TUBE", 40),
            peg("TUBE", "F", "TUBE", 30),
            peg("T2", "F", "TUBE", 15),
        ),
    )


def endangered(plan: MaterialPlan, name: str) -> list[tuple[str, str, int, int]]:
    return [
        (row.kind.value, row.id, int(row.quantity), row.distance)
        for row in endangered_by(plan, name)
    ]


# T1 delays frames and wheels, these all bikes: SO-1 waits for 10 + 5 of them, SO-2 for 15
def test_a_delayed_receipt_endangers_every_order_and_need_above_it_once(
    bikes: MaterialPlan,
) -> None:
    assert endangered(bikes, "T1") == [
        ("order", "F", 35, 1),
        ("order", "W", 40, 1),
        ("order", "B1", 10, 2),
        ("order", "B2", 20, 2),
        ("safety-stock", "FRAME", 5, 2),
        ("demand", "SO-1", 15, 3),
        ("demand", "SO-2", 15, 3),
    ]


def test_only_what_takes_from_a_delayed_receipt_is_endangered(bikes: MaterialPlan) -> None:
    # the wheels go into B2 alone, which holds 5 of the 15 for SO-1
    assert endangered(bikes, "W") == [
        ("order", "B2", 20, 1),
        ("demand", "SO-1", 5, 2),
        ("demand", "SO-2", 15, 2),
    ]
    with pytest.raises(LookupError, match="no order 'X' and no stock of it that serves anybody"):
        endangered_by(bikes, "X")


def test_who_takes_the_stock_of_an_item_waits_for_it_too(bikes: MaterialPlan) -> None:
    # 30 tubes on hand go into the frames, these into all bikes
    assert endangered(bikes, "TUBE")[:3] == [
        ("order", "F", 35, 1),
        ("order", "B1", 10, 2),
        ("order", "B2", 20, 2),
    ]


def parts(plan: MaterialPlan, name: str, kind: str = "demand") -> list[tuple[str, str, int]]:
    found = bought_parts_of(plan, name, DemandKind(kind))
    return [(row.kind.value, row.id, int(row.quantity)) for row in found]


# SO-1 takes bikes of both orders, so it rests on everything; the tubes of F count once
def test_a_demand_rests_on_the_bought_parts_of_every_order_below_it(bikes: MaterialPlan) -> None:
    assert parts(bikes, "SO-1") == [
        ("order", "T1", 100),
        ("order", "T2", 15),
        ("stock", "TUBE", 30),
        ("order", "W", 40),
        ("stock", "WHEEL", 20),
    ]
    assert parts(bikes, "B1", "order") == [
        ("order", "T1", 60),
        ("order", "T2", 15),
        ("stock", "TUBE", 30),
        ("stock", "WHEEL", 20),
    ]
    assert parts(bikes, "FRAME", "safety-stock")[0] == ("order", "T1", 60)
    with pytest.raises(LookupError, match="nothing is held for demand 'SO-9'"):
        bought_parts_of(bikes, "SO-9")


def test_both_directions_agree_on_who_rests_on_whom(bikes: MaterialPlan) -> None:
    demands = ("SO-1", "SO-2")
    for row in bikes.orders:
        if row.type is OrderType.PRODUCTION:
            continue
        above = {found.id for found in endangered_by(bikes, row.id)} & set(demands)
        below = {
            name
            for name in demands
            if row.id in {found.id for found in bought_parts_of(bikes, name)}
        }
        assert above == below
