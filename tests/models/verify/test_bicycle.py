"""Plans of the bicycle plant, as the whole chain makes them, and ways of spoiling them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.material import MaterialPlan, SupplyKind
from models.plan import Mode
from models.scenario import OrderType
from scheduler.compile import compile_problem
from scheduler.decode import demand_rows, operation_rows, order_rows
from scheduler.files import load
from scheduler.mrp import plan_materials
from solvers.dispatch import dispatch
from solvers.timing import infinite_alap, infinite_asap
from tests.models.verify.workshop import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.plan import OperationRow
    from models.problem import Problem
    from models.schedule import Schedule

BICYCLE = Path(__file__).parents[3] / "scenarios" / "bicycle.yaml"
SOLVERS: dict[Mode, Callable[[Problem], Schedule]] = {
    Mode.ASAP: infinite_asap,
    Mode.ALAP: infinite_alap,
    Mode.FINITE: dispatch,
}


def _plan(mode: Mode) -> Case:
    scenario = load(BICYCLE)
    compiled = compile_problem(scenario, plan_materials(scenario))
    schedule = SOLVERS[mode](compiled.problem)
    rows = operation_rows(compiled, schedule)
    orders = order_rows(compiled, rows)
    demands = demand_rows(compiled, schedule, orders, {})
    return Case(scenario, compiled.material, rows, orders, demands, mode)


@pytest.fixture(scope="module")
def finite() -> Case:
    return _plan(Mode.FINITE)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_plan_of_the_bicycle_plant_breaks_no_rule(mode: Mode) -> None:
    plan = _plan(mode)
    assert plan.verify() == ()
    # eleven made items in several orders: the plan is not empty
    assert len(plan.operations) > 30
    assert len(plan.demands) == 8


def _rows(plan: Case, center: str) -> list[OperationRow]:
    rows = [row for row in plan.operations if row.work_center == center]
    return sorted(rows, key=lambda row: row.start)


def _subject(row: OperationRow) -> str:
    return f"order {row.order} phase {row.phase}"


def test_an_infinite_plan_of_the_bicycle_plant_is_no_finite_plan() -> None:
    asap = replace(_plan(Mode.ASAP), mode=Mode.FINITE)
    assert {rule for rule, _ in asap.broken()} >= {"machine", "capacity"}


@pytest.mark.parametrize("center", ["SAW", "WELD", "WHEEL", "ASSY", "TEST", "PAINT", "PLATE"])
@pytest.mark.parametrize("ticks", [-7, 1, 13])
def test_a_start_that_moves_alone_is_caught(finite: Case, center: str, ticks: int) -> None:
    row = _rows(finite, center)[-1]
    start = row.start + ticks
    times = {"setup_start": start - row.start + row.setup_start, "start": start}
    spoiled = finite.with_operation(row.order, row.phase, **times, run_start=start)
    assert _subject(row) in {named for _, named in spoiled.broken()}


def test_two_orders_in_each_others_place_are_caught(finite: Case) -> None:
    first, second = _rows(finite, "PAINT")[:2]
    apart = second.start - first.start
    swapped = finite.moved(second.order, second.phase, -apart)
    broken = swapped.moved(first.order, first.phase, apart).broken()
    assert {_subject(first), _subject(second)} & {named for _, named in broken}


def test_a_dropped_colour_change_is_caught(finite: Case) -> None:
    row = next(row for row in _rows(finite, "PAINT") if row.changeover)
    spoiled = finite.with_operation(row.order, row.phase, setup_start=row.start, changeover=0)
    assert ("setup", _subject(row)) in spoiled.broken()


def test_a_machine_that_does_two_things_at_once_is_caught(finite: Case) -> None:
    first, second = _rows(finite, "SAW")[:2]
    broken = finite.moved(second.order, second.phase, first.start - second.start).broken()
    assert {("capacity", _subject(first)), ("capacity", _subject(second))} & broken
    assert ("capacity", "work center SAW") in broken


def test_welding_that_began_on_the_floor_stays_where_it_is(finite: Case) -> None:
    assert ("started", "order MO-77 phase 20") in finite.moved("MO-77", 20, 60).broken()


def test_paint_that_does_not_dry_is_caught(finite: Case) -> None:
    # the frames of a bicycle must dry for 2 h; the bicycle starts one tick too early
    painted = {row.order: row.end for row in _rows(finite, "PAINT")}
    late = max(
        (painted[peg.supply] + 120, peg.demand)
        for peg in finite.material.pegs
        if peg.supply in painted
    )
    row = finite.operation(late[1], 10)
    early = late[0] - 1 - row.start
    spoiled = finite.moved(row.order, 10, early)
    assert ("material", _subject(row)) in spoiled.broken()


def test_a_test_bench_that_overtakes_the_assembly_is_caught(finite: Case) -> None:
    row = _rows(finite, "TEST")[-1]
    assembly = finite.operation(row.order, 10)
    spoiled = finite.with_operation(row.order, 20, end=assembly.end - 1)
    assert ("overlap", _subject(row)) in spoiled.broken()


def test_a_subcontractor_who_hurries_is_caught(finite: Case) -> None:
    row = _rows(finite, "PLATE")[0]
    spoiled = finite.with_operation(row.order, row.phase, end=row.end - 60)
    assert ("duration", _subject(row)) in spoiled.broken()


def test_a_purchase_faster_than_its_lead_time_is_caught(finite: Case) -> None:
    hubs = next(
        row
        for row in finite.orders
        if row.type is OrderType.PURCHASE and not row.is_document and row.item == "HUB"
    )
    spoiled = finite.with_order(hubs.order, start=0, end=9 * 1440)
    assert ("release", f"order {hubs.order}") in spoiled.broken()


def test_every_lost_peg_is_caught(finite: Case) -> None:
    for index, peg in enumerate(finite.material.pegs):
        if peg.demand_kind.value == "safety-stock":
            continue
        pegs = finite.material.pegs[:index] + finite.material.pegs[index + 1 :]
        spoiled = replace(finite, material=MaterialPlan(finite.material.orders, pegs))
        consumer = f"{peg.demand_kind.value} {peg.demand}"
        assert ("peg", consumer) in spoiled.broken(), peg


def test_every_inflated_peg_of_an_order_is_caught(finite: Case) -> None:
    used: dict[str, int] = {}
    for peg in finite.material.pegs:
        if peg.supply_kind is SupplyKind.ORDER:
            used[peg.supply] = used.get(peg.supply, 0) + 1
    for index, peg in enumerate(finite.material.pegs):
        if peg.supply_kind is not SupplyKind.ORDER:
            continue
        quantity = finite.material.order_by_id[peg.supply].quantity + 1
        more = replace(peg, quantity=quantity)
        pegs = (*finite.material.pegs[:index], more, *finite.material.pegs[index + 1 :])
        spoiled = replace(finite, material=MaterialPlan(finite.material.orders, pegs))
        assert ("peg", f"order {peg.supply}") in spoiled.broken(), peg


def test_every_lost_operation_and_every_copy_is_caught(finite: Case) -> None:
    for row in finite.operations:
        lost = finite.without_operation(row.order, row.phase)
        assert ("missing", _subject(row)) in lost.broken()
        copied = replace(finite, operations=(*finite.operations, row))
        assert ("duplicate", _subject(row)) in copied.broken()


def test_every_wrong_completion_and_order_end_is_caught(finite: Case) -> None:
    for demand in finite.demands:
        wrong = finite.with_demand(demand.demand, completion=demand.completion + 1)
        assert ("demand", f"demand {demand.demand}") in wrong.broken()
    ends = {row.order: row.end for row in finite.orders}
    for name in {row.order for row in finite.operations}:
        wrong = finite.with_order(name, end=ends[name] - 1)
        assert ("report", f"order {name}") in wrong.broken()
