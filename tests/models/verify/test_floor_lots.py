"""Lots pass on what an order has made before it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.material import MaterialPlan
from tests.models.verify.floor import STARTED, broken, document, texts
from tests.models.verify.floor_lots import bars, chain, parts
from tests.models.verify.workshop import operation, peg, supply

if TYPE_CHECKING:
    from models.plan import OperationRow
    from tests.models.verify.workshop import Case


def earliest(case: Case, tick: int, made: OperationRow) -> None:
    """Assert that MO-1 may start at a tick, and not before."""
    assert broken(case, made, parts(tick)) == set()
    assert broken(case, made, parts(tick - 1)) == {("material", "order MO-1 phase 10")}


@pytest.mark.parametrize(
    ("transfer", "withdrawal", "tick"),
    [
        # 60 in lots of 25 are deposited as 25, 25 and 10
        ("25", "25", 25),  # lots of 25, 25, 10 at 25, 50, 60, taken at 0, 25, 50 of its work
        ("0", "25", 60),  # lot 0: after the end
        ("25", "0", 60),
        ("25", "30", 50),  # the first 30 need two lots
        ("25", "20", 30),  # the second 20 need two, the last the end: a third 25 came at 75
        ("30", "25", 35),  # the second 25 need the end, at 60, when 25 min are worked
        ("60", "1", 60),
        ("1", "1", 1),
        ("100", "1", 60),
    ],
)
def test_S21_lots_pass_on_what_is_made_so_far(transfer: str, withdrawal: str, tick: int) -> None:
    earliest(chain(transfer=transfer, withdrawal=withdrawal), tick, bars(0, 60))


def test_S21_a_lot_is_there_when_setup_and_its_pieces_are_worked() -> None:
    case = chain(setup="5m")
    earliest(case, 30, bars(0, 0, 5, 65))
    found = texts(case, bars(0, 0, 5, 65), parts(29))
    assert found == [
        "material: order MO-1 phase 10: withdraws 25 BAR when it has worked 0 min from"
        " 2026-06-01T08:29+00:00 on, but order MO-BAR passes on 1 lots of 25 at"
        " 2026-06-01T08:30+00:00."
    ]


def test_S21_earlier_pegs_of_the_order_come_first() -> None:
    case = chain()
    first, second = (
        peg("MO-BAR", "D-PART", "BAR", 30), peg("MO-BAR", "MO-1", "BAR", 30),
    )  # fmt: skip
    pegs = (case.material.pegs[0], first, second)
    case = replace(case, material=MaterialPlan(case.material.orders, pegs))
    # its first 25 are pieces 31 to 55, all there with the end, at 60
    late, early = broken(case, bars(0, 60), parts(60)), broken(case, bars(0, 60), parts(59))
    assert early - late == {("material", "order MO-1 phase 10")}


@pytest.mark.parametrize(
    "child",
    [
        {"wait": "10m"},
        {"work_center": "C", "aggregation": "hot"},
    ],
)
def test_S21_after_a_wait_or_a_session_all_comes_at_the_end(child: dict[str, Any]) -> None:
    case = chain(child=child)
    rule = [{"id": "oven", "most": 60}]
    centers = [{"id": "A"}, {"id": "B"}, {"id": "C", "aggregation_rule": "oven"}]
    scenario = case.scenario.model_validate(
        case.scenario.model_dump(mode="json", by_alias=True)
        | {"work_centers": centers, "aggregation_rules": rule}
    )
    case = replace(case, scenario=scenario)
    made = bars(0, 60)
    if "aggregation" in child:
        made = replace(made, work_center="C", machine="C-1", session=1)
    earliest(case, 70 if "wait" in child else 60, made)


def test_S21_who_idles_for_the_phase_before_passes_on_nothing_before_its_end() -> None:
    steps = [
        {"phase": 5, "work_center": "C", "run": "1m"},
        {"phase": 10, "work_center": "A", "run": "1m", "overlap": {"type": "total", "idle": True}},
    ]
    case = chain()
    tables = case.scenario.model_dump(mode="json", by_alias=True)
    tables["routings"][1]["operations"] = steps
    case = replace(case, scenario=case.scenario.model_validate(tables))
    first = operation("MO-BAR", "BAR", 5, 60, on="C-1", at=(0, 60))
    for start, wrong in ((60, set()), (59, {("material", "order MO-1 phase 10")})):
        assert broken(case, first, bars(0, 60), parts(start)) == wrong


def test_S21_started_orders_have_passed_on_what_they_made() -> None:
    case = chain()
    begun = document("MO-BAR", 60, item="BAR", progress=[
        {"phase": 10, "state": "started", "good": 40}
    ])  # fmt: skip
    scenario = case.scenario.model_validate(
        case.scenario.model_dump(mode="json", by_alias=True) | {"orders": [begun]}
    )
    orders = (case.material.orders[0], supply("MO-BAR", "BAR", 60, document=True))
    case = replace(case, scenario=scenario, material=MaterialPlan(orders, case.material.pegs))
    # 40 are made: the second 25 wait for piece 50, at 10; the rest is there at 20
    made = operation("MO-BAR", "BAR", 10, 20, on="A-1", at=(0, 20), state=STARTED)
    assert broken(case, made, parts(0)) == set()
