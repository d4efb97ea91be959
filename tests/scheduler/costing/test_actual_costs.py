"""Actual costs of declared work, and how they differ from the estimate."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from models.errors import InvalidScenarioFile
from scheduler.costing import (
    Basis,
    DeclaredLabour,
    DeclaredMaterial,
    DeclaredPhase,
    Piece,
    actual_costs,
    actual_rows,
    deviations,
    document_deviations,
    estimate,
    valuations,
)
from tests.scheduler.costing.costing_helpers import (
    delivered,
    from_stock,
    into,
    operation,
    order,
    plan_of,
    plant,
    short,
    values,
    wanted,
)
from tests.scheduler.scenario_builder import routing

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def shop(**tables: Any) -> Any:
    """Return a plant with rates of machines, of workers and of a subcontractor."""
    return plant(
        work_centers=[
            {"id": "A", "hourly_rate": 30},
            {"id": "B", "hourly_rate": 36},
            {"id": "OUT", "external": True},
        ],
        machines=[{"id": "A1", "work_center": "A"},
                  {"id": "A2", "work_center": "A", "hourly_rate": 45}],
        workers=[
            {"id": "Ada", "skills": ["fitter"], "hourly_rate": 27},
            {"id": "Bob", "skills": ["nobody", "fitter"]},
        ],
        items=[{"id": "X", "source": "make"}, {"id": "C", "source": "buy", "standard_cost": 4}],
        routings=[
            {
                "item": "X",
                "operations": [
                    {"phase": 10, "work_center": "A", "run": "6m",
                     "skills": [{"skill": "fitter"}]},
                    {"phase": 20, "work_center": "OUT", "lead_time": "2d", "unit_cost": 3},
                ],
            }
        ],
        subcontract_prices=[{"item": "X", "work_center": "OUT", "price": 5}],
        settings={"costing": {"labour_rates": {"fitter": 20}}},
        **tables,
    )  # fmt: skip


def test_actual_costs_are_the_rates_of_the_machines_and_workers_really_used() -> None:
    # A2 for 80 min at 45 = 60, setup 20 min = 15; Ada 1 h at 27, two fitters 30 min at 20 each
    declared = DeclaredPhase(
        "MO", 10, "A", machine="A2", machine_time=80 * MINUTE, setup=20 * MINUTE,
        labour=(
            DeclaredLabour(HOUR, worker="Ada", skill="fitter"),
            DeclaredLabour(30 * MINUTE, 15 * MINUTE, skill="fitter", workers=2),
            DeclaredLabour(HOUR, worker="Bob"),
        ),
        materials=(
            DeclaredMaterial("C", Decimal(11)), DeclaredMaterial("C", Decimal(2), Decimal("4.5")),
        ),
    )  # fmt: skip
    rows = actual_rows(shop(), [declared])
    assert [short(row) for row in rows] == [
        ("material", 10, "C", Decimal(44)),
        ("material", 10, "C", Decimal(9)),
        ("machine", 10, "A2", Decimal(60)),
        ("setup", 10, "A2", Decimal(15)),
        ("labour", 10, "Ada", Decimal(27)),
        ("labour", 10, "fitter", Decimal(20)),
        ("setup", 10, "fitter", Decimal(10)),
        ("labour", 10, "Bob", Decimal(20)),  # his first skill that has a rate
    ]
    assert [row.basis for row in rows[:3]] == [Basis.STANDARD, Basis.DECLARED, Basis.DECLARED]


def test_several_machines_are_paid_each_and_a_third_of_an_hour_is_exact() -> None:
    declared = DeclaredPhase("MO", 10, "B", machine_time=20 * MINUTE, machines=2)
    (row,) = actual_rows(shop(), [declared])
    assert values(row.amount, row.name, row.units) == (24, "B", 2)  # 2 x 1/3 h x 36


def test_outside_the_return_document_counts_and_else_the_price_list() -> None:
    back = DeclaredPhase("MO", 20, "OUT", item="X", quantity=Decimal(9))
    invoiced = DeclaredPhase(
        "MO", 20, "OUT", item="X", quantity=Decimal(9), invoice=Decimal("47.20")
    )
    rows = actual_rows(shop(), [back, invoiced])
    assert [(row.amount, row.basis) for row in rows] == [
        (45, Basis.PRICE_LIST),  # not the unit cost, which is an estimate
        (Decimal("47.20"), Basis.INVOICE),
    ]


def test_estimate_and_actual_stand_side_by_side_with_both_centers_where_they_differ() -> None:
    # estimated on A1: 60 min x 30 and a fitter x 20, 10 C x 4, 10 x 3 outside
    rows = (operation("MO", 10, "A", 60, machine="A1"), operation("MO", 20, "OUT", 99))
    plan = plan_of(shop(), [order()], rows, pegs=(from_stock("MO", "C", 10),))
    declared = [
        DeclaredPhase(
            "MO", 10, "B", machine_time=50 * MINUTE,
            labour=(DeclaredLabour(HOUR, skill="fitter"),),
            materials=(DeclaredMaterial("C", Decimal(12)),),
        ),
        DeclaredPhase("MO", 20, "OUT", invoice=Decimal(30)),
    ]  # fmt: skip
    costs = estimate(plan)
    found = deviations(costs.rows, actual_rows(plan.scenario, declared))
    assert [
        values(row.phase, row.piece, row.item, row.estimate, row.actual, row.deviation, row.is_over)
        for row in found
    ] == [
        (None, Piece.MATERIAL, "C", 40, 48, 8, True),
        (10, Piece.MACHINE, "", 30, 30, 0, False),
        (10, Piece.LABOUR, "", 20, 20, 0, False),
        (20, Piece.SUBCONTRACT, "", 30, 30, 0, False),
    ]
    material, machine, labour, outside = found
    assert (machine.estimated_at, machine.actual_at) == ("A: A1", "B")
    assert (labour.estimated_at, labour.actual_at) == ("A: fitter", "B: fitter")
    assert (outside.estimated_at, outside.actual_at) == ("OUT", "")  # the same: told once
    assert (material.percent, machine.percent) == (Decimal("20.0"), Decimal("0.0"))
    assert sum(row.estimate for row in found) == costs.orders["MO"].amounts.industrial


def test_a_part_costs_what_its_own_order_really_did_and_the_job_is_told_to_be_over() -> None:
    # PART: 10 C estimated at 4, 12 used: 48, 5 of 10 go into MO; MO: an hour at 30 for 10 X,
    # really two, and 8 parts declared; SO gets half of MO
    items = [
        {"id": "X", "source": "make"},
        {"id": "P", "source": "make", "standard_cost": 9},
        {"id": "C", "source": "buy", "standard_cost": 4},
    ]
    scenario = plant(
        items=items,
        work_centers=[{"id": "A", "hourly_rate": 30}],
        routings=[routing("X", (10, "A", "6m")), routing("P", (10, "A", "0m"))],
        settings={"costing": {"markup_value": 5}},
    )
    plan = plan_of(
        scenario,
        [order(), order("PART", "P")],
        (operation("MO", 10, "A", 60),),
        pegs=(from_stock("PART", "C", 10), into("PART", "MO", "P", 5), delivered("MO", "SO", 5)),
        demands=(wanted("SO", 5),),
    )
    used = (DeclaredMaterial("C", Decimal(12)),)
    declared = [
        DeclaredPhase("PART", 10, "A", materials=used),
        DeclaredPhase("MO", 10, "A", machine_time=2 * HOUR,
                      materials=(DeclaredMaterial("P", Decimal(8)),)),
    ]  # fmt: skip
    before, after = estimate(plan), actual_costs(plan, declared)
    assert values(*after.orders["MO"].amounts) == (24, 60, 0, 0, 0, 0)
    assert [row.piece for row in after.orders["MO"].rows] == [Piece.COMPONENT, Piece.MACHINE]
    found = document_deviations(valuations(plan, before), valuations(plan, after))
    assert [values(row.id, row.estimate, row.actual, row.is_over) for row in found] == [
        ("SO", 25 + 5, 42 + 5, True),
        ("PART", 40 + 5, 48 + 5, True),
        ("MO", 50 + 5, 84 + 5, True),
    ]
    pairs = deviations(before.rows, after.rows)
    assert [values(row.order, row.item, row.estimate, row.actual) for row in pairs] == [
        ("MO", "P", 20, 24), ("MO", "", 30, 60), ("PART", "C", 40, 48),
    ]  # fmt: skip


def test_an_order_of_which_nothing_was_declared_cost_nothing_yet() -> None:
    plan = plan_of(shop(), [order()], (operation("MO", 10, "A", 60, machine="A1"),))
    cost = actual_costs(plan, []).orders["MO"]
    assert values(cost.rows, cost.amounts.industrial, cost.lacks) == ((), 0, ())


def test_what_only_one_side_has_is_nothing_on_the_other() -> None:
    rows = actual_rows(shop(), [DeclaredPhase("MO", 10, "B", machine_time=HOUR)])
    (unplanned,) = deviations([], rows)
    assert values(unplanned.estimate, unplanned.actual, unplanned.percent) == (0, 36, None)
    assert (unplanned.estimated_at, unplanned.actual_at) == ("", "B")
    (undone,) = deviations(rows, [])
    assert values(undone.deviation, undone.percent, undone.is_over) == (-36, -100, False)
    assert undone.actual_at == ""


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (
            DeclaredPhase("MO", 10, "OTU"),
            "declarations 'MO' / phase 10 work_center: found 'OTU', expected the id of a work"
            " center\n    Did you mean 'OUT'?",
        ),
        (
            DeclaredPhase("MO", 10, "A", materials=(DeclaredMaterial("K", Decimal(1)),)),
            "declarations 'MO' / phase 10 materials.item: found 'K', expected the id of an item",
        ),
        (
            DeclaredPhase("MO", 10, "A", machine="B-1"),
            "declarations 'MO' / phase 10 machine: found 'B-1', expected a machine of 'A'",
        ),
        (
            DeclaredPhase("MO", 10, "A", labour=(DeclaredLabour(HOUR, worker="Eda"),)),
            "declarations 'MO' / phase 10 labour.worker: found 'Eda', expected the id of a worker"
            "\n    Did you mean 'Ada'?",
        ),
        (
            DeclaredPhase("MO", 10, "A", labour=(DeclaredLabour(HOUR),)),
            "declarations 'MO' / phase 10 labour.skill: expected a skill that a worker has",
        ),
        (
            DeclaredPhase("MO", 10, "A", machines=-1),
            "declarations 'MO' / phase 10 machines: found '-1', expected a number of at least 0",
        ),
        (
            DeclaredPhase("MO", 10, "A", labour=(DeclaredLabour(-90 * MINUTE, skill="fitter"),)),
            "declarations 'MO' / phase 10 labour.time: found '-1h30m', expected a duration of at"
            " least 0m",
        ),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(declared: DeclaredPhase, message: str) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        actual_rows(shop(), [declared])
    assert str(caught.value) == message


def test_all_faults_of_declarations_are_told_at_once() -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        actual_rows(shop(), [DeclaredPhase("MO", 10, "Z", quantity=Decimal(-2), setup=-HOUR)] * 2)
    assert [fault.field for fault in caught.value.faults] == [
        "work_center", "quantity", "setup"
    ] * 2  # fmt: skip


def test_a_declaration_for_an_order_that_is_not_in_the_plan_is_refused() -> None:
    plan = plan_of(shop(), [order()])
    with pytest.raises(InvalidScenarioFile) as caught:
        actual_costs(plan, [DeclaredPhase("MOO", 10, "A")])
    assert str(caught.value) == (
        "declarations 'MOO' / phase 10 order: found 'MOO', expected an order that the plan costs\n"
        "    Did you mean 'MO'?"
    )


def begun(**progress: Any) -> Any:
    """Return an order with a phase that is done, and one that is begun."""
    document = {
        "id": "MO", "type": "production", "item": "X", "quantity": 10, "end": "2026-06-06",
        "status": "executive",
        "progress": [{"phase": 10, "state": "closed", **progress}],
    }  # fmt: skip
    bill = {
        "parent": "X",
        "components": [
            {"item": "C", "quantity": 2, "scrap": "0.05", "phase": 10},
            {"item": "C", "quantity": 1, "phase": 20},
        ],
    }
    return shop(orders=[document], boms=[bill])


def test_an_order_under_way_is_estimated_as_a_whole() -> None:
    # phase 10 is done: 10 x 6 min at 30 and 20, 21 C; of phase 20 the plan knows all: 10 x 3,
    # and 10 C that are still on stock
    plan = plan_of(
        begun(), [order(is_document=True)], (operation("MO", 20, "OUT", 99),),
        pegs=(from_stock("MO", "C", 10, 20),),
    )  # fmt: skip
    costs = estimate(plan)
    assert [values(*short(row), row.basis) for row in costs.rows] == [
        ("material", 20, "C", 40, Basis.STANDARD),
        ("material", 10, "C", 84, Basis.STANDARD),
        ("machine", 10, "A", 30, Basis.ROUTING),
        ("labour", 10, "fitter", 20, Basis.ROUTING),
        ("subcontract", 20, "OUT", 30, Basis.UNIT_COST),
    ]


def test_a_phase_that_is_done_costs_the_machine_it_was_declared_on() -> None:
    plan = plan_of(begun(machine="A2"), [order(is_document=True)])
    (machine,) = (row for row in estimate(plan).rows if row.piece is Piece.MACHINE)
    assert values(machine.name, machine.amount) == ("A2", 45)


def test_a_phase_under_way_costs_all_of_its_time_not_the_rest_that_is_planned() -> None:
    scenario = begun(state="started", good=6)
    row = operation("MO", 10, "A", 24, machine="A1", quantity=Decimal(4))
    plan = plan_of(scenario, [order(is_document=True)], (row,))
    (machine,) = (row for row in estimate(plan).rows if row.piece is Piece.MACHINE)
    assert values(machine.name, machine.amount, machine.basis) == ("A1", 30, Basis.ROUTING)
