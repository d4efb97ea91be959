"""Bills of materials as the engine explodes them: versions, phantoms, fixed quantities, loans."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from models.material import DemandKind
from models.quantity import QUANTITY_SCALE
from models.verify.bills import consumed_by
from scheduler.mrp import plan_materials
from scheduler.mrp.explode import BomLines
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

if TYPE_CHECKING:
    from random import Random

    from models.scenario import Scenario

Row = dict[str, object]
MADE = ("X", "Y", "F", "G")
BOUGHT = ("C", "D", "E")


def shop(*boms: Row, **tables: object) -> Scenario:
    """Return a scenario of made items X, Y, F and G and bought ones C, D and E.

    A made item may be changed by a keyword of its name.
    """
    made = [{"id": name, "source": "make", **row_of(tables.pop(name, {}))} for name in MADE]
    bought = [{"id": name, "source": "buy"} for name in BOUGHT]
    return scenario_of(items=[*made, *bought], boms=list(boms), **tables)


def row_of(value: object) -> Row:
    assert isinstance(value, dict)
    return value


def bill(parent: str, *lines: Row, **fields: object) -> Row:
    return {"parent": parent, "components": list(lines), **fields}


def line(item: str, quantity: object = 1, **fields: object) -> Row:
    return {"item": item, "quantity": quantity, **fields}


def gross(scenario: Scenario, item: str) -> float:
    """Return all the pieces of an item that the plan needs."""
    return sum(by_day(grid_of(plan_materials(scenario), item).gross).values())


def exploded(scenario: Scenario, parent: str, pieces: int, version: str | None = None) -> Row:
    """Return the pieces that one order takes, by component, with equal ones added."""
    totals: dict[str, Fraction] = {}
    for part in BomLines(scenario).of(parent, version):
        quantity = Fraction(part.quantity(pieces * QUANTITY_SCALE), QUANTITY_SCALE)
        totals[part.item] = totals.get(part.item, Fraction(0)) + quantity
    return dict(totals)


def test_M01_a_component_that_expired_before_the_day_of_planning_yields_no_demand() -> None:
    # planned on 1 June 2026
    lines = (line("C", valid_to="2026-05-31"), line("D", valid_from="2026-06-01"))
    scenario = shop(bill("X", *lines), demands=demands_of("X", {9: 10}))
    assert (gross(scenario, "C"), gross(scenario, "D")) == (0, 10)


def test_M01_an_order_takes_the_material_of_the_version_it_names() -> None:
    scenario = shop(
        bill("X", line("C"), version="V1"),
        bill("X", line("D", 2), version="V2", default=False),
        orders=[
            {"id": "P1", "type": "production", "item": "X", "quantity": 3, "end": "2026-06-09"},
            {
                "id": "P2",
                "type": "production",
                "item": "X",
                "quantity": 5,
                "end": "2026-06-09",
                "version": "V2",
            },
        ],
    )
    assert (gross(scenario, "C"), gross(scenario, "D")) == (3, 10)


def test_M01_a_line_names_the_version_of_what_it_uses() -> None:
    scenario = shop(
        bill("X", line("F", version="V2", phantom=True), line("G", version="V7")),
        bill("F", line("C"), version="V1"),
        bill("F", line("D"), version="V2", default=False),
    )
    lines = BomLines(scenario).of("X")
    assert [(part.item, part.version) for part in lines] == [("D", ""), ("G", "V7")]


def test_M02_five_components_for_two_pieces_make_25_for_an_order_of_10() -> None:
    # 5 / 2 x 10
    scenario = shop(bill("X", line("C", 5), quantity=2), demands=demands_of("X", {9: 10}))
    grid = grid_of(plan_materials(scenario), "C")
    assert by_day(grid.requirements["Xx2.5"]) == {9: 25}


def test_M02_thirds_are_exact_and_rounded_up_once() -> None:
    scenario = shop(bill("X", line("C"), quantity=3))
    lines = BomLines(scenario)
    (part,) = lines.of("X")
    assert part.label == "Xx1/3"
    assert part.quantity(3 * QUANTITY_SCALE) == QUANTITY_SCALE
    assert part.quantity(QUANTITY_SCALE) == 333_334  # 0.3333333...


@pytest.mark.parametrize("pieces", [10, 100])
def test_M03_a_fixed_component_is_the_same_for_every_order(pieces: int) -> None:
    component = line("C", 3, fixed=True)
    scenario = shop(bill("X", component, quantity=2), demands=demands_of("X", {9: pieces}))
    grid = grid_of(plan_materials(scenario), "C")
    assert by_day(grid.requirements["X+3"]) == {9: 3}


def test_M03_every_order_takes_the_fixed_quantity_again() -> None:
    demands = demands_of("X", {9: 10, 10: 100})
    scenario = shop(bill("X", line("C", 3, fixed=True, scrap="0.5")), demands=demands)
    assert gross(scenario, "C") == 9  # 2 orders x 3 x 1.5


def test_M03_a_fixed_assembly_of_40_makes_100_in_three_orders() -> None:
    bills = BomLines(shop(bill("X", line("C"), quantity=40, fixed=True), bill("Y", line("C"))))
    hundred, forty = 100 * QUANTITY_SCALE, 40 * QUANTITY_SCALE
    assert bills.order_quantities("X", None, hundred) == [forty, forty, forty]
    assert bills.order_quantities("X", None, forty) == [forty]
    assert bills.order_quantities("X", None, 0) == []
    assert bills.order_quantities("Y", None, hundred) == [hundred]
    assert bills.order_quantities("C", None, hundred) == [hundred]


def test_M03_a_need_of_100_is_planned_in_orders_of_40() -> None:
    # 2 C for each 40, 3 D for each order; 120 are made
    scenario = shop(
        bill("X", line("C", 2), line("D", 3, fixed=True), quantity=40, fixed=True),
        demands=demands_of("X", {9: 100}),
    )
    plan = plan_materials(scenario)
    assert [int(order.quantity) for order in plan.orders if order.item == "X"] == [40, 40, 40]
    assert by_day(grid_of(plan, "C").gross) == {9: 6}
    assert by_day(grid_of(plan, "D").gross) == {9: 9}


def test_a_fixed_quantity_that_needs_too_many_orders_is_refused() -> None:
    bills = BomLines(shop(bill("X", line("C"), quantity="0.001", fixed=True)))
    with pytest.raises(InvalidScenarioFile) as caught:
        bills.order_quantities("X", None, 1_000 * QUANTITY_SCALE)
    assert "boms 'X' quantity: found '0.001, fixed, for 1000 pieces', expected a fixed" in str(
        caught.value
    )


def test_M04_a_phantom_assembly_is_not_ordered_and_its_usages_multiply() -> None:
    # 10 X x 2 F x 3 C
    scenario = shop(
        bill("X", line("F", 2)),
        bill("F", line("C", 3), phantom=True),
        stock=[{"item": "F", "quantity": 5}],  # never in stock: not used
        demands=demands_of("X", {9: 10}),
    )
    plan = plan_materials(scenario)
    assert {order.item for order in plan.orders} == {"X", "C"}
    assert by_day(grid_of(plan, "C").requirements["Xx6"]) == {9: 60}


def test_M04_only_the_normal_occurrence_of_a_phantom_level_is_ordered() -> None:
    # 10 X take 20 F in pieces, 20 x 3 C; and 10 F whole, which take 30 C: 90 in all
    scenario = shop(
        bill("X", line("F", 2, phantom=True), line("F", 1)),
        bill("F", line("C", 3)),
        demands=demands_of("X", {9: 10}),
    )
    plan = plan_materials(scenario)
    assert [(order.item, int(order.quantity)) for order in plan.orders] == [
        ("X", 10),
        ("F", 10),
        ("C", 90),
    ]
    grid = grid_of(plan, "C")
    assert by_day(grid.requirements["Xx6"]) == {9: 60}
    assert by_day(grid.requirements["Fx3"]) == {9: 30}


def test_M04_scrap_and_parent_quantities_multiply_through_phantoms() -> None:
    # 2 x 1.1 F for 4 X, 50 % more to replace what F loses, 3 x 1.2 C for 5 F:
    # 2.2 / 4 x 1.5 x 3.6 / 5 = 0.594 for a piece
    scenario = shop(
        bill("X", line("F", 2, scrap="0.1"), quantity=4),
        bill("F", line("C", 3, scrap="0.2"), phantom=True, quantity=5),
        F={"scrap": "0.5"},
    )
    assert exploded(scenario, "X", 1000) == {"C": 594}
    assert BomLines(scenario).expand_kit("F", 1000) == [("C", 1080)]  # 1.5 x 3.6 / 5 for a piece


def test_M05_a_phantom_takes_what_lot_for_lot_orders_of_it_would() -> None:
    # 10 X, 20 F, of which 10 % more, 22 x 3 C
    plans = []
    for phantom in (True, False):
        scenario = shop(
            bill("X", line("F", 2, phantom=phantom)),
            bill("F", line("C", 3)),
            F={"scrap": "0.1"},
            demands=demands_of("X", {9: 10}),
        )
        plans.append(gross(scenario, "C"))
    assert plans == [66, 66]


def test_M04_what_is_fixed_in_or_of_a_phantom_is_fixed_for_the_order() -> None:
    scenario = shop(
        bill("X", line("F", 2, fixed=True), line("G", 2)),
        bill("F", line("C", 3), phantom=True, quantity=4),
        bill("G", line("D", 7, fixed=True), phantom=True),
    )
    # 2 F for any order, each 3 / 4 C; 7 D for any order, however many G
    assert exploded(scenario, "X", 1) == exploded(scenario, "X", 1000)
    assert exploded(scenario, "X", 1) == {"C": Fraction(3, 2), "D": 7}


def test_M04_a_phantom_in_a_phantom_and_a_kit_give_way_in_the_order_of_the_bill() -> None:
    scenario = shop(
        bill("X", line("D"), line("F", 2), line("E")),
        bill("F", line("C"), line("G", 3), phantom=True),
        bill("G", line("E", 5)),
        G={"source": "kit"},
    )
    lines = BomLines(scenario).of("X")
    assert [(part.item, part.label) for part in lines] == [
        ("D", "Xx1"),
        ("C", "Xx2"),
        ("E", "Xx30"),
        ("E", "Xx1"),
    ]


def test_M04_what_is_in_a_phantom_is_used_at_the_phase_that_uses_the_phantom() -> None:
    scenario = shop(
        bill("X", line("F", phase=20), line("G")),
        bill("F", line("C", phase=70), line("D"), phantom=True),
        bill("G", line("E", phase=70), phantom=True),
    )
    phases = [(part.item, part.phase) for part in BomLines(scenario).of("X")]
    assert phases == [("C", 20), ("D", 20), ("E", None)]


def test_M04_a_phantom_without_a_bill_is_used_itself() -> None:
    scenario = shop(bill("X", line("F", 2, phantom=True)))
    assert exploded(scenario, "X", 10) == {"F": 20}


def test_a_demand_of_a_kit_is_a_demand_of_its_components() -> None:
    scenario = shop(
        bill("F", line("C", 2), line("G"), line("C", 1)),
        bill("G", line("D", 4), phantom=True),
        F={"source": "kit"},
        demands=demands_of("F", {9: 10}),
    )
    lines = BomLines(scenario)
    assert lines.is_passed_through("F")
    assert not lines.is_passed_through("X")
    assert lines.expand_kit("F", 10) == [("C", 30), ("D", 40)]
    assert lines.expand_kit("X", 10) == [("X", 10)]
    plan = plan_materials(scenario)
    served = {(peg.demand_kind, peg.demand, peg.item): peg.quantity for peg in plan.pegs}
    assert served == {
        (DemandKind.DEMAND, "F-9", "C"): 30,
        (DemandKind.DEMAND, "F-9", "D"): 40,
    }


def test_M08_an_order_of_X_explodes_the_bill_of_Y() -> None:
    scenario = shop(
        bill("Y", line("C", 2)), X={"reference_bom": "Y"}, demands=demands_of("X", {9: 10})
    )
    plan = plan_materials(scenario)
    assert by_day(grid_of(plan, "C").requirements["Xx2"]) == {9: 20}
    assert not grid_of(plan, "Y").gross.any()


def test_alternatives_come_by_priority_with_what_replaces_a_piece() -> None:
    alternatives = [
        {"item": "E", "quantity": 6, "priority": 2},
        {"item": "D", "quantity": 2, "priority": 1},
        {"item": "G", "quantity": 3, "priority": 1},
    ]
    scenario = shop(bill("X", line("C", 4, scrap="0.1", alternatives=alternatives), quantity=10))
    (part,) = BomLines(scenario).of("X")
    assert part.alternatives == (("D", 1, 2), ("G", 3, 4), ("E", 3, 2))


def test_the_labels_of_an_item_are_those_of_the_bills_in_use() -> None:
    scenario = shop(
        bill("X", line("F", 2), version="V1"),
        bill("X", line("C", 9), version="V2", default=False),
        bill("Y", line("C", 5), line("C", 1, fixed=True)),
        bill("F", line("C", 3), phantom=True),
    )
    bills = BomLines(scenario)
    assert bills.labels("C") == ("Xx6", "Y+1", "Yx5")
    bills.of("X", "V2")
    assert bills.labels("C") == ("Xx6", "Xx9", "Y+1", "Yx5")
    assert bills.labels("X") == ()


SMALL = st.integers(1, 9)
PIECES = st.integers(1, 10**6)


@st.composite
def bills_with_phantoms(draw: st.DrawFn) -> tuple[list[Row], dict[str, Fraction]]:
    """Return bills of X over phantoms F and G, and what a piece of X takes, worked out by hand."""
    per = {name: draw(SMALL) for name in ("X", "F", "G")}
    lines: dict[str, list[Row]] = {"X": [], "F": [], "G": []}
    inside: dict[str, dict[str, Fraction]] = {name: {} for name in lines}
    for name, below in (("G", BOUGHT), ("F", (*BOUGHT, "G")), ("X", (*BOUGHT, "F", "G"))):
        for item in draw(st.lists(st.sampled_from(below), min_size=1, max_size=4)):
            quantity, scrap = draw(SMALL), draw(st.integers(0, 3))
            lines[name].append(line(item, quantity, scrap=f"0.{scrap}"))
            share = Fraction(quantity * (10 + scrap), 10 * per[name])
            for part, usage in inside.get(item, {item: Fraction(1)}).items():
                inside[name][part] = inside[name].get(part, Fraction(0)) + share * usage
    rows = [bill(name, *lines[name], quantity=per[name], phantom=name != "X") for name in lines]
    return rows, inside["X"]


@given(bills_with_phantoms(), PIECES)
def test_phantoms_equal_the_bill_flattened_by_hand(
    drawn: tuple[list[Row], dict[str, Fraction]], pieces: int
) -> None:
    rows, usage = drawn
    lines = BomLines(shop(*rows)).of("X")
    for item, exact in usage.items():
        parts = [part for part in lines if part.item == item]
        assert sum(Fraction(part.usage, part.per) for part in parts) == exact
        taken = sum(part.quantity(pieces * QUANTITY_SCALE) for part in parts)
        # each line is rounded up by less than a millionth
        assert 0 <= taken - exact * pieces * QUANTITY_SCALE < len(parts)
    assert {part.item for part in lines} == set(usage)


@given(bills_with_phantoms(), PIECES)
def test_the_verifier_works_out_the_same_lines_by_itself(
    drawn: tuple[list[Row], dict[str, Fraction]], pieces: int
) -> None:
    rows, _ = drawn
    scenario = shop(*rows, F={"scrap": "0.1"})
    lines = BomLines(scenario).of("X")
    verified = consumed_by(scenario, "X", Fraction(pieces))
    assert [part.item for part in lines] == [part.item for part in verified]
    for part, other in zip(lines, verified, strict=True):
        rounding = part.quantity(pieces * QUANTITY_SCALE) - other.quantity * QUANTITY_SCALE
        assert 0 <= rounding < 1


@given(bills_with_phantoms(), PIECES, PIECES)
def test_explosion_is_linear(
    drawn: tuple[list[Row], dict[str, Fraction]], first: int, second: int
) -> None:
    rows, _ = drawn
    for part in BomLines(shop(*rows)).of("X"):
        assert part.quantity(first * part.per) == first * part.usage
        apart = part.quantity(first) + part.quantity(second)
        assert 0 <= apart - part.quantity(first + second) <= 1


@given(bills_with_phantoms(), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_bills_and_lines(
    drawn: tuple[list[Row], dict[str, Fraction]], random: Random
) -> None:
    rows, _ = drawn
    plans = []
    for _ in range(2):
        plan = plan_materials(shop(*rows, demands=demands_of("X", {9: 7, 12: 30})))
        pegs = sorted(map(repr, plan.pegs))
        plans.append((plan.orders, pegs))
        rows = [row | {"components": shuffled(row["components"], random)} for row in rows]
        random.shuffle(rows)
    assert plans[0] == plans[1]


def shuffled(rows: object, random: Random) -> list[object]:
    assert isinstance(rows, list)
    return random.sample(rows, len(rows))
