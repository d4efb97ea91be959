from __future__ import annotations

from typing import Any

import pytest

from models.material import DemandKind, MaterialPlan, SupplyKind
from models.problem import Precedence
from models.scenario import OrderStatus, OrderType
from scheduler.compile import Compiled, compile_problem
from tests.scheduler.scenario_builder import (
    DAY,
    material,
    peg,
    plant,
    production,
    routing,
)


def overlapping(overlap: dict[str, Any] | None) -> Compiled:
    """P: setup 30, 1 piece per execution, 3 min, Q = 100; S follows it on another center."""
    earlier = {"phase": 10, "work_center": "A", "setup": "30m", "run": "3m"}
    later: dict[str, Any] = {"phase": 20, "work_center": "B", "run": "1m"}
    if overlap is not None:
        later["overlap"] = overlap
    scenario = plant(routings=[routing("X", earlier, later)])
    return compile_problem(scenario, material(production(quantity=100)))


@pytest.mark.parametrize(
    ("overlap", "lag"),
    [
        ({"type": "total"}, 0),
        ({"type": "pieces", "value": 20}, 90),  # 30 + 20 x 3
        ({"type": "time", "value": 45}, 45),
        ({"type": "percent", "value": 25}, 105),  # 30 + 25 % of 300
        ({"type": "pieces", "value": 1000}, 330),  # never more than the whole
    ],
)
def test_S14_overlap_lets_the_later_phase_start_early(overlap: dict[str, Any], lag: int) -> None:
    problem = overlapping(overlap).problem
    assert problem.kind.tolist() == [Precedence.WORK_START, Precedence.END_END]
    assert problem.lags.tolist() == [lag, 0]


@pytest.mark.parametrize("overlap", [None, {"type": "percent"}])
def test_S14_no_overlap_waits_for_the_end(overlap: dict[str, Any] | None) -> None:
    problem = overlapping(overlap).problem
    assert problem.kind.tolist() == [Precedence.END_START]
    assert problem.lags.tolist() == [0]


def test_a_wait_is_an_elapsed_lag_after_the_phase() -> None:
    rows = {"phase": 10, "work_center": "A", "run": "1m", "wait": "2h"}
    scenario = plant(routings=[routing("X", rows, (20, "B", "1m"), (30, "A", "1m"))])
    problem = compile_problem(scenario, material(production())).problem
    assert problem.lags.tolist() == [120, 0]


def two_levels(**tables: Any) -> tuple[Any, MaterialPlan]:
    """Y is made of X in its second phase; both are made."""
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "make"}],
        routings=[
            routing(
                "X", (10, "A", "1m"), {"phase": 20, "work_center": "B", "run": "1m", "wait": "1h"}
            ),
            routing("Y", (10, "A", "1m"), (20, "B", "1m")),
        ],
        **tables,
    )
    child = production("MO-X", "X", level=1)
    parent = production("MO-Y", "Y")
    pegs = (peg("MO-X", "MO-Y", phase=20),)
    return scenario, material(parent, child, pegs=pegs)


def test_M09_a_pegged_order_gates_the_phase_that_consumes_it() -> None:
    scenario, plan = two_levels()
    problem = compile_problem(scenario, plan).problem
    names = problem.op_names
    edges = {
        (names[p], names[s]): problem.lags[problem.lag_ptr[e]]
        for e, (p, s) in enumerate(zip(problem.pred, problem.succ, strict=True))
    }
    # the wait of the last phase of X counts for its consumer
    assert edges["MO-X/20", "MO-Y/20"] == 60
    assert ("MO-X/20", "MO-Y/10") not in edges


def bought(**order: Any) -> Compiled:
    """X needs HUB; a purchase order brings it."""
    scenario = plant(
        items=[
            {"id": "X", "source": "make"},
            {"id": "HUB", "source": "buy", "lead_time": "10d"},
        ],
        settings={"purchase_delay": "1d"},
    )
    values = {"type": OrderType.PURCHASE, "status": OrderStatus.CONFIRMED} | order
    purchase = production("PO-1", "HUB", **values)
    return compile_problem(
        scenario, material(production(), purchase, pegs=(peg("PO-1", "MO-1", "HUB"),))
    )


def test_a_receipt_releases_the_first_phase_and_is_named() -> None:
    compiled = bought(is_document=True, end=4 * DAY)
    assert compiled.problem.op_release.tolist() == [4 * DAY, 0, 0]
    assert compiled.release_reasons[0] == "HUB from PO-1"


def test_a_planned_purchase_is_never_earlier_than_now_plus_its_lead_time() -> None:
    # MRP wished for day 2; ten calendar days and one day of delay are 11
    compiled = bought(end=2 * DAY)
    assert compiled.problem.op_release.tolist() == [11 * DAY, 0, 0]


def test_demands_carry_integer_weights_and_wait_for_the_last_phase() -> None:
    scenario = plant(
        demands=[
            {"id": "D1", "item": "X", "quantity": 10, "due": "2026-06-03", "weight": 2.5},
            {"id": "D2", "item": "X", "quantity": 5, "due": "2026-06-04T12:00", "weight": 1},
        ]
    )
    pegs = (
        peg("MO-1", "D1", demand_kind=DemandKind.DEMAND),
        peg("X", "D2", supply_kind=SupplyKind.STOCK, demand_kind=DemandKind.DEMAND, quantity=5),
    )
    compiled = compile_problem(scenario, material(production(), pegs=pegs))
    problem = compiled.problem
    assert problem.demand_names == ("D1", "D2")
    # until the end of 3 June, until noon of 4 June
    assert problem.demand_due.tolist() == [3 * DAY, 3 * DAY + 720]
    assert problem.demand_weight.tolist() == [5, 2]
    # 5 stands for 2.5 a day of 1440 ticks
    assert problem.weight_unit * 1440 == pytest.approx(0.5)
    assert problem.demand_op.tolist() == [2]
    assert problem.demand_ptr.tolist() == [0, 1, 1]


def test_an_order_nobody_pegged_is_wanted_with_the_weight_of_replenishment() -> None:
    problem = compile_problem(plant(), material(production())).problem
    assert problem.demand_names == ("stock MO-1",)
    assert problem.demand_due.tolist() == [5 * DAY]


def test_flow_cost_holds_value_from_start_to_delivery() -> None:
    # 10 pieces of 3.50: 35.00 held from the start of phase 10 until delivered
    scenario = plant(
        items=[{"id": "X", "source": "make", "standard_cost": 3.5}],
        demands=[{"id": "D1", "item": "X", "quantity": 10, "due": "2026-06-03"}],
    )
    pegs = (peg("MO-1", "D1", demand_kind=DemandKind.DEMAND),)
    problem = compile_problem(scenario, material(production(), pegs=pegs)).problem
    assert problem.flow_start.tolist() == [-1, 0, 0]
    assert problem.flow_end.tolist() == [0, 0, 0]
    assert problem.flow_demand.tolist() == [1]
    # 10 % a year of 35.00, per tick
    assert problem.flow_unit == pytest.approx(35 * 0.10 / 365 / 1440)


def test_what_follows_a_closed_phase_waits_for_nothing() -> None:
    scenario = plant(
        routings=[
            routing(
                "X",
                (10, "A", "1m"),
                (20, "B", "1m"),
                {"phase": 30, "work_center": "A", "run": "1m", "overlap": {"type": "total"}},
            )
        ],
        orders=[
            {
                "id": "MO-1",
                "type": "production",
                "item": "X",
                "quantity": 10,
                "end": "2026-06-03",
                "progress": [{"phase": 20, "state": "closed", "good": 10}],
            }
        ],
    )
    problem = compile_problem(scenario, material(production(is_document=True))).problem
    assert problem.op_names == ("MO-1/10", "MO-1/30")
    assert problem.pred.tolist() == []
    # and the order is complete when both are
    assert problem.demand_op.tolist() == [0, 1]
