"""What goes into an item, level by level and in total; the first day is 1 June 2026."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from scheduler.bom import explode_bom, summarise
from scheduler.mrp import plan_materials
from tests.scheduler.mrp.mrp_helpers import demands_of, read_scenario, scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario

Row = dict[str, object]


def values(*them: object) -> tuple[object, ...]:
    """Return values to compare: a decimal equals the whole number it is."""
    return them


def shop(*boms: Row, items: str = "XYFG", **tables: object) -> Scenario:
    made = [{"id": name, "source": "make"} for name in items]
    bought = [{"id": name, "source": "buy"} for name in "CDE"]
    return scenario_of(items=[*made, *bought], boms=list(boms), **tables)


def bill(parent: str, *lines: Row, **fields: object) -> Row:
    return {"parent": parent, "components": list(lines), **fields}


def line(item: str, quantity: object = 1, **fields: object) -> Row:
    return {"item": item, "quantity": quantity, **fields}


BICYCLE = shop(
    bill("X", line("F", 2), line("C", 5, phase=20), quantity=2),
    bill("F", line("G", 3), line("C")),
    bill("G", line("D", 4)),
)


def test_a_tree_stands_in_the_order_of_the_bills() -> None:
    rows = explode_bom(BICYCLE, "X", Decimal(10))
    assert [(row.level, row.parent, row.item, int(row.quantity)) for row in rows] == [
        (0, "", "X", 10),
        (1, "X", "F", 10),
        (2, "F", "G", 30),
        (3, "G", "D", 120),
        (2, "F", "C", 10),
        (1, "X", "C", 25),
    ]
    assert rows[-1].phase == 20


@pytest.mark.parametrize(
    ("levels", "items"), [(0, "X"), (1, "XFC"), (2, "XFGCC"), (3, "XFGDCC"), (9, "XFGDCC")]
)
def test_an_explosion_may_stop_at_a_level(levels: int, items: str) -> None:
    rows = explode_bom(BICYCLE, "X", Decimal(1), levels=levels)
    assert "".join(row.item for row in rows) == items


def test_a_summary_adds_the_places_of_an_item() -> None:
    totals = summarise(explode_bom(BICYCLE, "X", Decimal(10)))
    found = [(total.item, int(total.quantity), total.level, total.places) for total in totals]
    assert found == [("F", 10, 1, 1), ("C", 35, 2, 2), ("G", 30, 2, 1), ("D", 120, 3, 1)]


def test_scrap_of_an_item_is_ordered_and_so_are_its_parts() -> None:
    # 10 F needed, 11 ordered; 3 C each with 20 % on top: 11 x 3.6
    scenario = scenario_of(
        items=[
            {"id": "X", "source": "make"},
            {"id": "F", "source": "make", "scrap": "0.1"},
            {"id": "C", "source": "buy"},
        ],
        boms=[bill("X", line("F")), bill("F", line("C", 3, scrap="0.2"))],
    )
    rows = explode_bom(scenario, "X", Decimal(10))
    assert [values(row.quantity, row.lot) for row in rows] == [
        (10, 10),
        (10, 11),
        (Decimal("39.6"), Decimal("39.6")),
    ]


def test_M03_a_fixed_assembly_is_made_whole_and_fixed_parts_go_into_each_order() -> None:
    scenario = shop(bill("X", line("C", 7, fixed=True), line("D", 20), quantity=40, fixed=True))
    top, fixed, variable = explode_bom(scenario, "X", Decimal(100))
    assert values(top.quantity, top.orders, top.lot) == (100, 3, 40)
    assert values(fixed.quantity, fixed.is_fixed) == (21, True)
    assert variable.quantity == 60  # 3 x 40 x 20 / 40


def test_M04_a_phantom_is_shown_and_not_ordered() -> None:
    scenario = shop(bill("X", line("F", 2, phantom=True), line("F", 1)), bill("F", line("C", 3)))
    rows = explode_bom(scenario, "X", Decimal(10))
    found = [(row.item, int(row.quantity), row.orders, row.is_passed_through) for row in rows]
    assert found == [
        ("X", 10, 1, False),
        ("F", 20, 0, True),
        ("C", 60, 1, False),
        ("F", 10, 1, False),
        ("C", 30, 1, False),
    ]
    # the phantom place of F is in no total
    assert [(row.item, int(row.quantity)) for row in summarise(rows)] == [("F", 10), ("C", 90)]


def test_M01_the_version_asked_for_is_exploded_and_the_lines_name_theirs() -> None:
    scenario = shop(
        bill("X", line("C"), version="V1"),
        bill(
            "X",
            line("F", version="B"),
            line("D", valid_to="2026-05-31"),
            version="V2",
            default=False,
        ),
        bill("F", line("D"), version="A"),
        bill("F", line("E"), version="B", default=False),
    )
    assert [row.item for row in explode_bom(scenario, "X", Decimal(1))] == ["X", "C"]
    rows = explode_bom(scenario, "X", Decimal(1), version="V2")
    assert [(row.item, row.version) for row in rows] == [("X", "V2"), ("F", "B"), ("E", "")]


def test_a_bought_part_is_a_leaf_unless_it_is_asked_for() -> None:
    scenario = shop(bill("X", line("C")), bill("C", line("D")))
    assert [row.item for row in explode_bom(scenario, "X", Decimal(1))] == ["X", "C"]
    assert [row.item for row in explode_bom(scenario, "C", Decimal(1))] == ["C", "D"]


def test_M11_an_item_without_a_bill_is_alone() -> None:
    (row,) = explode_bom(shop(), "X", Decimal(5))
    assert values(row.item, row.quantity, row.has_bill) == ("X", 5, False)


def test_an_unknown_item_is_refused_with_what_was_meant() -> None:
    scenario = scenario_of(items=[{"id": "FRAME", "source": "make"}])
    with pytest.raises(InvalidScenarioFile) as caught:
        explode_bom(scenario, "FRAMES", Decimal(1))
    assert str(caught.value) == (
        "items id: found 'FRAMES', expected an item of the scenario\n    Did you mean 'FRAME'?"
    )


def test_an_unknown_version_is_refused_with_those_there_are() -> None:
    old = bill("X", line("C"), version="V0", valid_to="2026-05-31", default=False)
    scenario = shop(bill("X", line("C"), version="V1"), old)
    with pytest.raises(InvalidScenarioFile) as caught:
        explode_bom(scenario, "X", Decimal(1), version="V0")
    assert str(caught.value).startswith(
        "boms 'X' version: found 'V0', expected an active version that is valid on 2026-06-01: V1"
    )


def test_M07_a_cycle_is_refused() -> None:
    with pytest.raises(InvalidScenarioFile, match="F -> G -> F"):
        explode_bom(shop(bill("F", line("G")), bill("G", line("F"))), "X", Decimal(1))


def test_a_deep_bill_is_no_trouble() -> None:
    names = [f"I{number}" for number in range(3_000)]
    scenario = scenario_of(
        items=[{"id": name, "source": "make"} for name in names],
        boms=[bill(upper, line(lower)) for upper, lower in pairwise(names)],
    )
    assert explode_bom(scenario, "I0", Decimal(1))[-1].level == 2_999


def test_the_bicycle_takes_what_material_planning_orders_for_it() -> None:
    scenario = read_scenario("bicycle.yaml").replaced(
        stock=(), orders=(), demands=scenario_of(demands=demands_of("BIKE-RED", {9: 4})).demands
    )
    totals = summarise(explode_bom(scenario, "BIKE-RED", Decimal(4)))
    # 3 x 1.05 m of tube a frame
    assert {total.item: total.quantity for total in totals}["TUBE"] == Decimal("12.6")


@st.composite
def products(draw: st.DrawFn) -> Scenario:
    """Return bills of X over F and G, with scrap, phantoms and fixed quantities."""
    rows = []
    for name, below in (("G", "CDE"), ("F", "CDEG"), ("X", "CDEFG")):
        lines = [
            line(
                item,
                draw(st.integers(1, 9)),
                scrap=f"0.{draw(st.integers(0, 3))}",
                fixed=draw(st.booleans()),
                phantom=draw(st.booleans()),
            )
            for item in draw(st.lists(st.sampled_from(below), min_size=1, max_size=3, unique=True))
        ]
        phantom = name != "X" and draw(st.booleans())
        rows.append(bill(name, *lines, quantity=draw(st.integers(1, 9)), phantom=phantom))
    return shop(*rows, demands=demands_of("X", {9: 12}))


@given(products())
def test_an_explosion_takes_what_an_empty_shop_plans_lot_for_lot(scenario: Scenario) -> None:
    rows = explode_bom(scenario, "X", Decimal(12))
    totals = {total.item: total.quantity for total in summarise(rows)}
    planned: dict[str, Fraction] = {}
    for order in plan_materials(scenario).orders:
        planned[order.item] = planned.get(order.item, Fraction(0)) + Fraction(order.quantity)
    assert planned.pop("X") == 12
    places = {row.item: 0 for row in rows}
    for row in rows:
        places[row.item] += 1
    assert planned.keys() == totals.keys()
    for item, quantity in planned.items():
        # planning makes all places in one order: what is fixed for an order is needed once
        assert quantity <= totals[item]
        if places[item] == 1 and all(places[row.parent] == 1 for row in rows if row.level > 1):
            assert abs(quantity - Fraction(totals[item])) < Fraction(1, 10_000)
