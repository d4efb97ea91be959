"""Transfer lots: who gets how many pieces when, and what that means for two orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.problem import Precedence
from scheduler.compile import Compiled, compile_problem
from scheduler.compile.lots import withdrawals
from tests.scheduler.compile.dispatched import planned, rows_of
from tests.scheduler.scenario_builder import material, peg, plant, production, routing


def told(quantity: int, withdrawal: int, before: int, lot: int, whole: int) -> list[Any]:
    numbers = (Decimal(value) for value in (quantity, withdrawal, before, lot, whole))
    return [(int(taken), int(pieces)) for taken, pieces in withdrawals(*numbers)]


def test_S21_lots_of_25_of_60_pieces_are_25_25_10() -> None:
    # deposits at 25, 50 and 60 pieces; piece by piece, the 1st, 26th and 51st need the next one
    found = told(60, 1, 0, 25, 60)
    assert found == [(0, 25), (25, 50), (50, 60)]
    deposits = [pieces for _, pieces in found]
    sizes = [now - before for before, now in zip([0, *deposits], deposits, strict=False)]
    assert sizes == [25, 25, 10]


def test_a_withdrawal_waits_for_all_the_pieces_it_takes() -> None:
    # 20 at a time: 20 of 25, 40 of 50, 60 of 60
    assert told(60, 20, 0, 25, 60) == [(0, 25), (20, 50), (40, 60)]


def test_what_others_get_first_counts() -> None:
    # 30 go to another order: its 10 pieces at a time are pieces 40, 50, 60 of the supply
    assert told(30, 10, 30, 25, 60) == [(0, 50), (20, 60)]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 40), st.integers(1, 70))
def test_the_rows_told_are_those_of_all_withdrawals(
    quantity: int, withdrawal: int, before: int, lot: int
) -> None:
    whole = before + quantity
    asked: dict[int, int] = {}  # pieces passed on, to the first withdrawal that needs them
    for taken in range(0, quantity, withdrawal):
        needed = before + min(taken + withdrawal, quantity)
        asked.setdefault(min(-(-needed // lot) * lot, whole), taken)
    expected = [(taken, pieces) for pieces, taken in asked.items()]
    assert told(quantity, withdrawal, before, lot, whole) == expected


def two_orders(
    *, transfer: int = 25, withdrawal: int = 25, last: dict[str, Any] | None = None
) -> Compiled:
    """60 P at 2 minutes after 10 of setup on A go into 60 X at 1 minute after 6 on B."""
    child = {"phase": 10, "work_center": "A", "setup": "10m", "run": "2m"} | (last or {})
    parent = {"phase": 10, "work_center": "B", "setup": "6m", "run": "1m"}
    lots = {"transfer_lot": transfer, "withdrawal_lot": withdrawal}
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "P", "source": "make", **lots}],
        routings=[routing("X", parent), routing("P", child)],
    )
    orders = (production(quantity=60), production("MO-P", "P", 60, level=1))
    return compile_problem(
        scenario, material(*orders, pegs=(peg("MO-P", "MO-1", "P", quantity=60),))
    )


def test_S21_withdrawals_become_work_on_both_sides() -> None:
    problem = two_orders().problem
    assert problem.kind.tolist() == [Precedence.WORK_WORK] * 3
    # P has worked 10 + 25 x 2, 10 + 50 x 2, all 130; X its setup 6, then 25 and 50 pieces more
    assert problem.lags.tolist() == [60, 110, 130]
    pairs = problem.leads.reshape(3, -1)
    assert [set(row) for row in pairs.tolist()] == [{6}, {31}, {56}]


def test_S21_the_parent_starts_while_the_child_is_being_made() -> None:
    plan = rows_of(two_orders())
    # the 2nd lot of 25 is there at 110, when X may have worked 31: from 79 on; the last at 130,
    # worked 56: from 74 on; the first at 60, worked 6: from 54 on
    assert plan["MO-P", 10].start == 0
    assert plan["MO-1", 10].start == 79


@pytest.mark.parametrize(
    ("transfer", "withdrawal", "last"),
    [
        (0, 25, {}),
        (25, 0, {}),
        (25, 25, {"wait": "5m"}),  # pieces dry together
    ],
)
def test_S21_without_lots_the_parent_starts_after_the_end(
    transfer: int, withdrawal: int, last: dict[str, Any]
) -> None:
    compiled = two_orders(transfer=transfer, withdrawal=withdrawal, last=last)
    assert compiled.problem.kind.tolist() == [Precedence.END_START]
    plan = rows_of(compiled)
    wait = 5 if last else 0
    assert plan["MO-1", 10].start == plan["MO-P", 10].end + wait


def test_pieces_made_before_the_plan_are_there_at_once() -> None:
    # 30 of 60 pieces are good: the first lot is there, the second after 20 more, the last at the
    # end of the 30 that are left
    lots = {"transfer_lot": 25, "withdrawal_lot": 25}
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "P", "source": "make", **lots}],
        routings=[routing("X", (10, "B", "1m")), routing("P", (10, "A", "2m"))],
        orders=[
            {
                "id": "MO-P",
                "type": "production",
                "item": "P",
                "quantity": 60,
                "end": "2026-06-03",
                "progress": [{"phase": 10, "state": "started", "good": 30}],
            }
        ],
    )
    orders = (production(quantity=60), production("MO-P", "P", 60, is_document=True))
    plan = material(*orders, pegs=(peg("MO-P", "MO-1", "P", quantity=60),))
    assert compile_problem(scenario, plan).problem.lags.tolist() == [0, 40, 60]
    # at 40, X may have worked 25: from 15 on
    assert planned(scenario, plan)["MO-1", 10].start == 15


def test_many_small_lots_are_waited_for_together() -> None:
    lots = {"transfer_lot": 1, "withdrawal_lot": 1}
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "P", "source": "make", **lots}],
        routings=[routing("X", (10, "B", "1m")), routing("P", (10, "A", "1m"))],
    )
    orders = (production(quantity=1000), production("MO-P", "P", 1000, level=1))
    plan = material(*orders, pegs=(peg("MO-P", "MO-1", "P", quantity=1000),))
    problem = compile_problem(scenario, plan).problem
    # a hundred edges at most: ten pieces are there for the first of each ten
    assert problem.lags.tolist() == list(range(10, 1001, 10))
    assert planned(scenario, plan)["MO-1", 10].start == 10
