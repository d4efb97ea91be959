"""What an item costs from its bought parts up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from scheduler.bom import roll_up
from scheduler.costing import estimate
from tests.scheduler.costing.costing_helpers import from_stock, operation, order, plan_of
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario

Row = dict[str, object]

CENTERS: list[Row] = [
    {"id": "CUT", "hourly_rate": 30},
    {"id": "FIT", "hourly_rate": 20},
    {"id": "OUT", "hourly_rate": 50, "external": True},
]
RESOURCES: list[Row] = [{"id": "CREW", "hourly_rate": 15, "capacity": 4}]


def values(*them: object) -> tuple[object, ...]:
    """Return values to compare: a decimal equals the whole number it is."""
    return them


def item(name: str, source: str = "buy", **fields: object) -> Row:
    return {"id": name, "source": source, **fields}


def line(name: str, quantity: object = 1, **fields: object) -> Row:
    return {"item": name, "quantity": quantity, **fields}


def bill(parent: str, *lines: Row, **fields: object) -> Row:
    return {"parent": parent, "components": list(lines), **fields}


def phase(number: int, center: str, **fields: object) -> Row:
    return {"phase": number, "work_center": center, **fields}


def routing(name: str, *phases: Row) -> Row:
    return {"item": name, "operations": list(phases)}


def shop(items: list[Row], *boms: Row, routings: tuple[Row, ...] = ()) -> Scenario:
    return scenario_of(
        items=items,
        boms=list(boms),
        routings=list(routings),
        work_centers=CENTERS,
        resources=RESOURCES,
    )


PARTS = [item("X", "make"), item("C", standard_cost=4), item("D", standard_cost="0.5")]
BILL = bill("X", line("C", 3), line("D", 2))


def test_a_cost_has_materials_own_work_and_outside_work() -> None:
    # for 10 pieces: C 30 x 4 + D 20 x 0.5 = 130; cut 30 + 10 x 9 = 120 min at 30 an hour = 60;
    # fit 10 x 15 = 150 min at 20 + 2 x 15 an hour = 125; outside 60 min at 50
    scenario = shop(
        PARTS,
        BILL,
        routings=(
            routing(
                "X",
                phase(10, "CUT", setup="30m", run="9m"),
                phase(20, "FIT", run="15m", resources=[{"resource": "CREW", "quantity": 2}]),
                phase(30, "OUT", run="6m", lead_time="2d"),
            ),
        ),
    )
    cost = roll_up(scenario, "X", Decimal(10))
    assert values(cost.material, cost.internal, cost.external) == (130, 185, 50)
    assert values(cost.total, cost.unit) == (365, Decimal("36.5"))


def test_setup_and_fixed_quantities_are_spread_over_the_lot() -> None:
    # setup 60 min at 30, 5 C at 4 for any order: 50 + 1 min = 0.5 a piece
    scenario = shop(
        PARTS,
        bill("X", line("C", 5, fixed=True)),
        routings=(routing("X", phase(10, "CUT", setup="60m", run="1m")),),
    )
    units = [roll_up(scenario, "X", Decimal(lot)).unit for lot in (1, 10, 100)]
    assert units == [Decimal("50.5"), Decimal("5.5"), 1]


def test_scrap_of_lines_and_items_is_paid_for() -> None:
    # 10 X: 11 ordered, 11 x 3.6 C, of which 10 % more are bought: 43.56 x 4; 11 x 6 min at 30
    scenario = shop(
        [item("X", "make", scrap="0.1"), item("C", standard_cost=4, scrap="0.1")],
        bill("X", line("C", 3, scrap="0.2")),
        routings=(routing("X", phase(10, "CUT", run="6m")),),
    )
    cost = roll_up(scenario, "X", Decimal(10))
    assert values(cost.material, cost.internal) == (Decimal("174.24"), 33)


def test_orders_of_a_fixed_quantity_pay_for_each_setup() -> None:
    # 100 in 3 orders of 40: 3 x 60 min at 30 an hour
    scenario = shop(
        PARTS,
        bill("X", line("C", 40), quantity=40, fixed=True),
        routings=(routing("X", phase(10, "CUT", setup="60m")),),
    )
    cost = roll_up(scenario, "X", Decimal(100))
    assert values(cost.internal, cost.material) == (90, 480)


def test_rows_carry_the_cost_of_all_below() -> None:
    scenario = shop(
        [*PARTS, item("F", "make"), item("G", "make")],
        bill("X", line("F", 2), line("D", 4)),
        bill("F", line("C", 3), line("G")),
        bill("G", line("D", 2), phantom=True),
        routings=(
            routing("F", phase(10, "CUT", run="2m")),
            routing("G", phase(10, "CUT", run="9m")),
        ),
    )
    rows = roll_up(scenario, "X", Decimal(1)).rows
    # F: 2 x 2 min at 30 an hour = 2, C 6 x 4 = 24, D in phantom G 4 x 0.5 = 2; D of X 2
    assert [values(row.row.item, row.total) for row in rows] == [
        ("X", 30),
        ("F", 28),
        ("C", 24),
        ("G", 2),  # never made: its routing costs nothing
        ("D", 2),
        ("D", 2),
    ]
    assert rows[1].unit == 14


SUPPLIERS = [
    {"supplier": "DEAR", "price": 9},
    {"supplier": "GOOD", "price": 6, "preferred": True},
    {"supplier": "SHUT", "price": 1, "blocked": True},
    {"supplier": "FREE"},
]


@pytest.mark.parametrize(
    ("fields", "unit"),
    [
        ({"suppliers": SUPPLIERS}, 6),
        ({"suppliers": SUPPLIERS, "supplier": "DEAR"}, 9),
        ({"suppliers": SUPPLIERS, "supplier": "FREE", "standard_cost": 4}, 4),
        ({"standard_cost": 4}, 4),
        ({}, 0),
        ({"source": "transfer", "standard_cost": 4}, 4),
    ],
)
def test_a_bought_part_costs_its_suppliers_price_or_else_its_standard_cost(
    fields: Row, unit: int
) -> None:
    cost = roll_up(shop([{"id": "C", "source": "buy", **fields}]), "C", Decimal(7))
    assert values(cost.unit, cost.material) == (unit, 7 * unit)


def test_a_subcontracted_item_costs_its_price_and_the_material_sent_along() -> None:
    coat = item("X", "subcontract", suppliers=[{"supplier": "COAT", "price": 3}], standard_cost=99)
    cost = roll_up(shop([coat, *PARTS[1:]], BILL), "X", Decimal(10))
    assert values(cost.material, cost.internal, cost.external) == (130, 0, 30)


@pytest.mark.parametrize(("source", "part"), [("make", "material"), ("subcontract", "external")])
def test_an_item_that_nobody_says_how_to_make_costs_its_standard_cost(
    source: str, part: str
) -> None:
    cost = roll_up(shop([item("X", source, standard_cost=8)]), "X", Decimal(2))
    assert values(getattr(cost, part), cost.total) == (16, 16)


def test_what_is_bought_does_not_cost_the_parts_in_its_bill() -> None:
    scenario = shop([item("X", standard_cost=8), *PARTS[1:]], BILL)
    assert roll_up(scenario, "X").total == 8


def test_thirds_are_rounded_to_a_millionth() -> None:
    # 1 / 3 piece is 0.333334 when it is ordered; 100 s at 30 an hour are 2 min and 1 crown
    scenario = shop(
        PARTS,
        bill("X", line("C"), quantity=3),
        routings=(routing("X", phase(10, "CUT", run="100s")),),
    )
    cost = roll_up(scenario, "X")
    assert values(cost.material, cost.internal) == (Decimal("1.333336"), 1)


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(InvalidScenarioFile, match="found 'Q', expected an item"):
        roll_up(shop(PARTS, BILL), "Q")


@given(st.integers(1, 500), st.integers(0, 90), st.integers(1, 90))
def test_a_larger_lot_never_costs_more_a_piece_and_parts_add_up(
    lot: int, setup: int, run: int
) -> None:
    scenario = shop(
        PARTS,
        BILL,
        routings=(routing("X", phase(10, "CUT", setup=f"{setup}m", run=f"{run}m")),),
    )
    small, large = roll_up(scenario, "X", Decimal(lot)), roll_up(scenario, "X", Decimal(2 * lot))
    assert large.unit <= small.unit
    assert large.total <= 2 * small.total
    assert small.total == small.rows[0].total == small.material + small.internal


LABOURED: dict[str, object] = {
    "workers": [
        {"id": "Eva", "skills": ["fitting"], "hourly_rate": 99},
        {"id": "Ugo", "skills": ["fitting"]},
    ],
    "settings": {"costing": {"labour_rates": {"fitting": 24}, "material_cost": "last"}},
    "work_centers": [*CENTERS, {"id": "PAIR", "hourly_rate": 10, "capacity": 2}],
    "resources": RESOURCES,
    "subcontract_prices": [
        {"item": "X", "work_center": "OUT", "price": "1.5"},
        {"item": "X", "work_center": "OUT", "price": "1.2", "from_quantity": 10},
    ],
}


def laboured(*phases: Row, last_cost: object = None) -> Scenario:
    """Return an item of these phases and one bought part, in a shop that pays fitters."""
    parts = [item("X", "make"), item("C", standard_cost=4, last_cost=last_cost)]
    return scenario_of(
        items=parts, boms=[bill("X", line("C", 3))], routings=[routing("X", *phases)], **LABOURED
    )


def test_workers_cost_the_labour_rates_of_costing() -> None:
    two = [{"skill": "fitting", "quantity": 2}]
    found = roll_up(laboured(phase(10, "FIT", run="30m", skills=two)), "X", Decimal(4))
    # 2 h of the center at 20, and of two fitters at 24; the rate of one worker alone says nothing
    assert found.internal == 40 + 96


def test_every_machine_that_a_phase_holds_is_paid() -> None:
    found = roll_up(laboured(phase(10, "PAIR", run="30m", machine_count=2)), "X", Decimal(4))
    assert found.internal == 2 * 2 * 10


def test_a_unit_cost_counts_before_the_rates() -> None:
    found = roll_up(laboured(phase(10, "FIT", run="30m", unit_cost=3)), "X", Decimal(4))
    assert (found.internal, found.external) == values(12, 0)


@pytest.mark.parametrize(("pieces", "cost"), [(4, 6), (10, 12)])
def test_work_outside_costs_the_price_list(pieces: int, cost: int) -> None:
    found = roll_up(laboured(phase(10, "OUT", run="30m")), "X", Decimal(pieces))
    assert (found.internal, found.external) == values(0, cost)


def test_what_is_on_stock_costs_the_type_of_cost_that_costing_names() -> None:
    work = phase(10, "FIT", run="30m")
    assert roll_up(laboured(work), "X").material == 12
    assert roll_up(laboured(work, last_cost=5), "X").material == 15


def test_a_roll_up_is_what_a_plan_of_one_order_costs_by_its_routing() -> None:
    scenario = laboured(phase(10, "FIT", setup="30m", run="18m", skills=[{"skill": "fitting"}]))
    plan = plan_of(
        scenario,
        [order("MO", quantity=10)],
        (operation("MO", 10, "FIT", 180, setup=30),),
        pegs=(from_stock("MO", "C", 30),),
    )
    assert estimate(plan).own.industrial == roll_up(scenario, "X", Decimal(10)).total
