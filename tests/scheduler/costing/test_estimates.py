"""Estimates of orders, derived by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from models.material import DemandKind, Uncovered
from models.scenario import OrderType
from scheduler.costing import Basis, estimate
from tests.scheduler.costing.costing_helpers import (
    delivered,
    from_stock,
    into,
    operation,
    order,
    pieces,
    plan_of,
    plant,
    values,
)

WORKERS = [{"id": name, "skills": ["fitter", "setter"]} for name in ("Ada", "Bob")]


def routed(*phases: dict[str, Any], **tables: Any) -> Any:
    """Return the plant where X is made by some phases; fitters earn 20, setters 25 an hour."""
    rates = {"labour_rates": {"fitter": 20, "setter": 25}}
    return plant(
        **(
            {
                "routings": [{"item": "X", "operations": list(phases)}],
                "workers": WORKERS,
                "settings": {"costing": rates},
            }
            | tables
        )
    )


def test_K08_costing_of_a_phase_adds_machine_and_labour() -> None:
    # 2 h x 30 + 2.5 h x 20 x 2 workers = 160; the phase lasts as long as the workers need
    scenario = routed(
        {
            "phase": 10, "work_center": "A", "run": "2h", "worker_run": "150m", "fixed_time": True,
            "skills": [{"skill": "fitter", "quantity": 2}],
        },
        work_centers=[{"id": "A", "hourly_rate": 30}],
    )  # fmt: skip
    costs = estimate(plan_of(scenario, [order()], (operation("MO", 10, "A", 150),)))
    assert pieces(costs) == [
        ("machine", 10, "A-1", Decimal("60.00")),
        ("labour", 10, "fitter", Decimal("100.00")),
    ]
    assert costs.own.industrial == 160
    machine, labour = costs.orders["MO"].rows
    assert values(machine.hours, machine.units, machine.rate) == (2, 1, 30)
    assert values(labour.hours, labour.units, labour.rate) == (Decimal("2.5"), 2, 20)


def test_own_setup_costs_machine_and_workers_and_a_changeover_its_own_rate() -> None:
    # run 60 min: 30 + 20; setup 15 min: 7.50 + 5; changeover 30 min at 60
    phase = {"phase": 10, "work_center": "A", "run": "6m", "skills": [{"skill": "fitter"}]}
    scenario = routed(phase, work_centers=[{"id": "A", "hourly_rate": 30, "setup_rate": 60}])
    row = operation("MO", 10, "A", 60, setup=15, changeover=30)
    assert pieces(estimate(plan_of(scenario, [order()], (row,)))) == [
        ("machine", 10, "A-1", Decimal(30)),
        ("labour", 10, "fitter", Decimal(20)),
        ("setup", 10, "A-1", Decimal("7.50")),
        ("setup", 10, "fitter", Decimal(5)),
        ("setup", 10, "A-1", Decimal(30)),
    ]


@pytest.mark.parametrize(
    ("setters", "expected"),
    [
        ([{"skill": "setter"}], [("A-1", Decimal(15)), ("setter", Decimal("12.50"))]),
        ([], [("A-1", Decimal(15)), ("fitter", Decimal(10))]),
    ],
)
def test_a_changeover_without_a_rate_costs_its_machine_and_who_sets_up(
    setters: list[Any], expected: list[Any]
) -> None:
    # 30 min at 30, and the setter at 25 an hour, or else the fitter of the phase at 20
    phase = {"phase": 10, "work_center": "A", "run": "6m", "skills": [{"skill": "fitter"}]}
    scenario = routed(phase, work_centers=[{"id": "A", "hourly_rate": 30, "setup_skills": setters}])
    row = operation("MO", 10, "A", 60, changeover=30)
    rows = pieces(estimate(plan_of(scenario, [order()], (row,))))
    assert [(name, amount) for piece, _, name, amount in rows if piece == "setup"] == expected


def test_machines_with_rates_of_their_own_cost_these() -> None:
    # 60 min on a machine at 50 and on one at the 30 of its center
    scenario = routed(
        {"phase": 10, "work_center": "A", "run": "6m", "machine_count": 2},
        work_centers=[{"id": "A", "hourly_rate": 30}],
        machines=[{"id": "NEW", "work_center": "A", "hourly_rate": 50},
                  {"id": "OLD", "work_center": "A"}],
    )  # fmt: skip
    row = operation("MO", 10, "A", 60, machine="NEW", also=("OLD",))
    assert pieces(estimate(plan_of(scenario, [order()], (row,)))) == [
        ("machine", 10, "NEW", Decimal(50)),
        ("machine", 10, "OLD", Decimal(30)),
    ]


def test_a_worker_who_tends_two_machines_costs_each_of_them_half() -> None:
    phase = {
        "phase": 10, "work_center": "A", "run": "6m", "skills": [{"skill": "fitter", "share": 0.5}]
    }  # fmt: skip
    costs = estimate(plan_of(routed(phase), [order()], (operation("MO", 10, "A", 60),)))
    assert pieces(costs) == [("labour", 10, "fitter", Decimal(10))]


def test_more_workers_than_must_be_there_are_all_paid() -> None:
    # alone 2 h, by two 1 h: 1 h x 2 x 20
    phase = {
        "phase": 10, "work_center": "A", "run": "2h", "fixed_time": True,
        "skills": [{"skill": "fitter", "most": 2}],
    }  # fmt: skip
    costs = estimate(plan_of(routed(phase), [order()], (operation("MO", 10, "A", 60),)))
    assert pieces(costs) == [("labour", 10, "fitter", Decimal(40))]


def test_a_crew_is_labour_and_a_tool_goes_with_the_machine() -> None:
    scenario = routed(
        {
            "phase": 10, "work_center": "A", "run": "6m",
            "resources": [{"resource": "crew", "quantity": 2}, {"resource": "jig"},
                          {"resource": "rig", "machine": "A-2"}],
        },
        resources=[{"id": "crew", "kind": "crew", "capacity": 2, "hourly_rate": 29},
                   {"id": "jig", "hourly_rate": 3}, {"id": "rig", "hourly_rate": 100}],
    )  # fmt: skip
    costs = estimate(plan_of(scenario, [order()], (operation("MO", 10, "A", 60),)))
    assert values(costs.own.labour, costs.own.machine) == (58, 3)


def test_a_session_costs_once_and_its_members_share_it_by_what_they_fill() -> None:
    # 60 min of an oven at 100: 30 of 40 are MO's, 10 are NO's
    scenario = routed(
        {"phase": 10, "work_center": "A", "run": "1h", "fixed_time": True, "fill": 3,
         "aggregation": "bake"},
        work_centers=[{"id": "A", "aggregation_rule": "full", "hourly_rate": 100}],
        aggregation_rules=[{"id": "full", "most": 100}],
    )  # fmt: skip
    rows = (
        operation("MO", 10, "A", 60, session=1, quantity=Decimal(10)),
        operation("NO", 10, "A", 60, session=1, quantity=Decimal(5)),
    )
    costs = estimate(plan_of(scenario, [order(), order("NO", quantity=5)], rows))
    assert pieces(costs) == [("machine", 10, "A-1", Decimal("66.67"))]
    assert pieces(costs, "NO") == [("machine", 10, "A-1", Decimal("33.33"))]
    assert costs.own.machine == 100


def test_who_joins_a_session_that_has_begun_pays_for_the_machine_too() -> None:
    document = {
        "id": "MO", "type": "production", "item": "X", "quantity": 10, "end": "2026-06-06",
        "progress": [{"phase": 10, "state": "started"}],
    }  # fmt: skip
    scenario = routed(
        {"phase": 10, "work_center": "A", "run": "1h", "fixed_time": True, "aggregation": "bake"},
        work_centers=[{"id": "A", "aggregation_rule": "full", "hourly_rate": 100}],
        aggregation_rules=[{"id": "full", "most": 100}],
        orders=[document],
    )
    rows = tuple(operation(name, 10, "A", 60, session=1) for name in ("MO", "NO"))
    costs = estimate(plan_of(scenario, [order(is_document=True), order("NO")], rows))
    assert [row.basis for row in costs.orders["MO"].rows] == [Basis.ROUTING]
    assert pieces(costs, "NO") == [("machine", 10, "A-1", Decimal(100))]


def test_overtime_costs_what_is_worked_in_it_beside_all_else() -> None:
    # 06-14 and 14-16 as overtime: 9 h, of which one costs 20 more
    calendar = {
        "id": "day", "shifts": {"mon-fri": ["00:00-08:00"]},
        "overtime": [{"date": "2026-06-01", "shifts": ["08:00-10:00"]}],
    }  # fmt: skip
    scenario = routed(
        {"phase": 10, "work_center": "A", "run": "9h", "fixed_time": True},
        calendars=[calendar],
        work_centers=[{"id": "A", "hourly_rate": 30, "overtime_rate": 20}],
    )
    costs = estimate(plan_of(scenario, [order()], (operation("MO", 10, "A", 9 * 60),)))
    assert values(costs.own.machine, costs.own.overtime) == (270, 20)


def test_a_unit_cost_stands_in_for_rates() -> None:
    scenario = routed(
        {"phase": 10, "work_center": "A", "run": "6m", "unit_cost": 2.5},
        work_centers=[{"id": "A", "hourly_rate": 30}],
    )
    costs = estimate(plan_of(scenario, [order()], (operation("MO", 10, "A", 60),)))
    assert pieces(costs) == [("machine", 10, "A", Decimal(25))]
    assert costs.orders["MO"].rows[0].basis is Basis.UNIT_COST


PRICES = [
    {"item": "X", "work_center": "OUT", "price": 9},
    {"item": "X", "work_center": "OUT", "phase": 10, "price": 8},
    {"item": "X", "work_center": "OUT", "phase": 10, "from_quantity": 10, "price": 7},
    {"item": "X", "work_center": "OUT", "phase": 10, "from_quantity": 11, "price": 1},
    {"item": "X", "work_center": "OUT", "phase": 20, "price": 2},
]


@pytest.mark.parametrize(
    ("unit_cost", "prices", "expected"),
    [
        (6, PRICES, ("60.00", Basis.UNIT_COST)),
        (0, PRICES, ("70.00", Basis.PRICE_LIST)),  # for 10 or more, of that phase
        (0, PRICES[:1], ("90.00", Basis.PRICE_LIST)),
        (0, [PRICES[1], {**PRICES[0], "from_quantity": 5}], ("80.00", Basis.PRICE_LIST)),
        (0, [], ("50.00", Basis.ROUTING)),  # 10 x 6 min at 50 an hour
    ],
)
def test_a_phase_outside_costs_its_unit_cost_else_the_list_else_its_hours(
    unit_cost: int, prices: list[Any], expected: tuple[str, Basis]
) -> None:
    scenario = routed(
        {"phase": 10, "work_center": "OUT", "run": "6m", "lead_time": "3d", "unit_cost": unit_cost},
        work_centers=[{"id": "OUT", "external": True, "hourly_rate": 50}],
        subcontract_prices=prices,
    )
    row = operation("MO", 10, "OUT", 3000, machine="OUT")
    costs = estimate(plan_of(scenario, [order()], (row,)))
    assert pieces(costs) == [("subcontract", 10, "OUT", Decimal(expected[0]))]
    assert costs.orders["MO"].rows[0].basis is expected[1]


ITEMS: list[dict[str, Any]] = [
    {"id": "X", "source": "make"},
    {"id": "C", "source": "buy", "standard_cost": 4, "last_cost": 5, "average_cost": 4.5},
    {"id": "D", "source": "buy", "standard_cost": 1,
     "suppliers": [{"supplier": "Adler", "price": 3}, {"supplier": "Berg", "price": 2}]},
]  # fmt: skip


def bought(name: str = "PO", item: str = "C", **changes: Any) -> Any:
    return order(name, item, 100, type=OrderType.PURCHASE, **changes)


@pytest.mark.parametrize(
    ("wanted", "amount", "basis"),
    [("standard", 80, Basis.STANDARD), ("last", 100, Basis.LAST), ("average", 90, Basis.AVERAGE)],
)
def test_stock_costs_what_the_type_of_cost_says(wanted: str, amount: int, basis: Basis) -> None:
    settings = {"costing": {"material_cost": wanted}}
    scenario = plant(items=ITEMS, routings=[], settings=settings)
    costs = estimate(plan_of(scenario, [order()], pegs=(from_stock("MO", "C", 20),)))
    (row,) = costs.orders["MO"].rows
    assert values(row.amount, row.basis, row.quantity) == (amount, basis, 20)


def test_an_item_without_that_type_of_cost_has_its_standard_cost() -> None:
    scenario = plant(items=ITEMS, settings={"costing": {"material_cost": "last"}})
    costs = estimate(plan_of(scenario, [order()], pegs=(from_stock("MO", "D", 20),)))
    assert [values(row.amount, row.basis) for row in costs.rows] == [(20, Basis.STANDARD)]


def test_what_is_bought_costs_the_price_of_its_order_else_of_its_supplier() -> None:
    documents = [
        {"id": "PO-1", "type": "purchase", "item": "D", "quantity": 100, "end": "2026-06-03",
         "unit_price": 2.75},
    ]  # fmt: skip
    scenario = plant(items=ITEMS, orders=documents)
    orders = [
        order(), bought("PO-1", "D"), bought("PO-2", "D", supplier="Berg"), bought("PO-3", "D"),
        bought("PO-4", "C"),
    ]  # fmt: skip
    pegs = (
        *(into(f"PO-{number}", "MO", "D", 10) for number in (1, 2, 3)),
        into("PO-4", "MO", "C", 10),
    )
    costs = estimate(plan_of(scenario, orders, pegs=pegs))
    assert [(row.supply, row.amount, row.basis) for row in costs.rows] == [
        ("PO-1", Decimal("27.50"), Basis.ORDER_PRICE),
        ("PO-2", 20, Basis.SUPPLIER_PRICE),
        ("PO-3", 30, Basis.SUPPLIER_PRICE),  # the first one listed
        ("PO-4", 40, Basis.STANDARD),
    ]


def made_of_parts(**part: Any) -> Any:
    """Return the plant where X is made of P, each of its own item."""
    items = [{"id": "X", "source": "make"}, {"id": "P", "source": "make", **part}, *ITEMS[1:]]
    return plant(items=items, routings=[])


def test_an_order_costs_its_share_of_the_orders_it_takes_from() -> None:
    # 9 P cost 9 x 4 = 36 + 10 x 1 = 46: X gets 3 of them, Y 3, and 3 stay
    pegs = (
        from_stock("PART", "C", 9), from_stock("PART", "D", 10),
        into("PART", "MO", "P", 3), into("PART", "NO", "P", 3),
    )  # fmt: skip
    orders = [order(), order("NO"), order("PART", "P", 9)]
    costs = estimate(plan_of(made_of_parts(), orders, pegs=pegs))
    assert next(iter(costs.orders)) == "PART"
    assert pieces(costs) == [("component", None, "P", Decimal("15.34"))]  # the odd cent is here
    assert pieces(costs, "NO") == [("component", None, "P", Decimal("15.33"))]
    assert costs.orders["MO"].amounts.material == Decimal("15.34")
    assert costs.orders["MO"].own.industrial == 0
    assert costs.own.industrial == 46  # each piece once


def test_scrap_is_paid_by_those_who_get_the_good_pieces() -> None:
    # 11 are made for 10: all of the 44 goes into X
    pegs = (from_stock("PART", "C", 11), into("PART", "MO", "P", 10))
    orders = [order(), order("PART", "P", 11)]
    costs = estimate(plan_of(made_of_parts(scrap="0.1"), orders, pegs=pegs))
    assert costs.orders["MO"].amounts.material == 44


def test_a_subcontracted_item_costs_its_price_and_its_material() -> None:
    items = [
        {"id": "X", "source": "subcontract", "suppliers": [{"supplier": "Zinc", "price": 7}]},
        *ITEMS[1:],
    ]
    scenario = plant(items=items, routings=[])
    outside = order(type=OrderType.SUBCONTRACT)
    costs = estimate(plan_of(scenario, [outside], pegs=(from_stock("MO", "C", 10),)))
    assert pieces(costs) == [
        ("subcontract", None, "X", Decimal(70)),
        ("material", None, "C", Decimal(40)),
    ]


@pytest.mark.parametrize(("source", "kind"), [("make", "material"), ("subcontract", "subcontract")])
def test_what_nobody_describes_costs_what_the_item_does(source: str, kind: str) -> None:
    items = [{"id": "X", "source": source, "standard_cost": 12, "lead_time": "2d"}]
    scenario = plant(items=items, routings=[])
    types = {"make": OrderType.PRODUCTION, "subcontract": OrderType.SUBCONTRACT}
    costs = estimate(plan_of(scenario, [order(type=types[source])]))
    assert pieces(costs) == [(kind, None, "X", Decimal(120))]


def test_what_is_carried_between_warehouses_costs_what_it_did_before() -> None:
    # 10 C at 4 go west, and on into X
    carried = order("TO", "C", 10, type=OrderType.TRANSFER)
    pegs = (from_stock("TO", "C", 10), into("TO", "MO", "C", 10))
    costs = estimate(plan_of(plant(items=ITEMS, routings=[]), [order(), carried], pegs=pegs))
    assert pieces(costs) == [("component", None, "C", Decimal(40))]
    assert costs.own.material == 40
    outside = estimate(plan_of(plant(items=ITEMS, routings=[]), [order(), carried], pegs=pegs[1:]))
    assert pieces(outside) == [("material", None, "C", Decimal(40))]


def test_what_is_missing_in_a_cost_is_told_and_passed_on() -> None:
    items = [*ITEMS, {"id": "P", "source": "make"}, {"id": "Q", "source": "make"},
             {"id": "FREE", "source": "buy"}]  # fmt: skip
    pegs = (
        from_stock("PART", "FREE", 1), into("PART", "MO", "P", 1), into("LATER", "MO", "Q", 1),
        delivered("MO", "SO", 10),
    )  # fmt: skip
    lacking = Uncovered(DemandKind.ORDER, "PART", "D", Decimal(2), "no supplier")
    plan = plan_of(
        plant(items=items, routings=[]),
        [order(), order("PART", "P"), order("LATER", "Q")],
        pegs=pegs,
        uncovered=(lacking,),
        left_out=frozenset({"LATER"}),
    )
    costs = estimate(plan)
    assert costs.orders["PART"].lacks == ("FREE", "D", "P")
    assert costs.orders["MO"].lacks == ("FREE", "D", "P", "LATER", "X")
    assert costs.supplied[-1].lacks == costs.orders["MO"].lacks
    assert "LATER" not in costs.orders
