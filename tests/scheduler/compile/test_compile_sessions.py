"""Ovens and tanks: what fills a session, and who may share one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.scenario import AggregationRule
from scheduler.compile import compile_problem
from scheduler.compile.sessions import measure_scale
from tests.scheduler.scenario_builder import material, plant, production, routing

if TYPE_CHECKING:
    from models.problem import Problem


def oven(
    rule: dict[str, Any], *orders: tuple[str, int], phase: dict[str, Any] | None = None, **more: Any
) -> Problem:
    """Two ovens of up to 100; X takes 2.5 of them a piece and an hour an order, Y 10."""
    base = {"phase": 10, "work_center": "A", "run": "1h", "fixed_time": True, "aggregation": "bake"}
    scenario = plant(
        work_centers=[{"id": "A", "capacity": 2, "aggregation_rule": "R"}],
        aggregation_rules=[{"id": "R", "most": 100} | rule],
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "make"}],
        routings=[
            routing("X", base | {"fill": 2.5} | (phase or {})),
            routing("Y", base | {"fill": 10}),
        ],
        **more,
    )
    made = [
        production(f"MO-{number}", item, quantity)
        for number, (item, quantity) in enumerate(orders, start=1)
    ]
    return compile_problem(scenario, material(*made)).problem


def test_every_oven_is_a_resource_with_sessions() -> None:
    problem = oven({"least": 60, "max_wait": "24h"}, ("X", 4))
    # 2.5 has one decimal place: everything in tenths
    assert problem.resource_names == ("A-1", "A-2")
    assert problem.session_most.tolist() == [1000, 1000]
    assert problem.session_least.tolist() == [600, 600]
    assert problem.session_patience.tolist() == [1440, 1440]
    assert oven({}, ("X", 4)).session_patience.tolist() == [-1, -1]


def test_phases_of_one_code_are_one_family_and_fill_by_the_piece() -> None:
    problem = oven({}, ("X", 4), ("Y", 3))
    # 4 x 2.5 and 3 x 10, in tenths; on both ovens
    assert problem.mode_fill.tolist() == [100, 100, 300, 300]
    assert len(set(problem.mode_family.tolist())) == 1
    assert problem.mode_family[0] >= 0


def test_a_fill_may_be_that_of_the_whole_order() -> None:
    assert oven({"per_order": True}, ("X", 4)).mode_fill.tolist() == [25, 25]


def test_quantities_may_have_to_be_equal_to_share() -> None:
    problem = oven({"same_quantity": True}, ("X", 4), ("Y", 4), ("Y", 3))
    first, second, third = problem.mode_family[::2].tolist()
    assert first == second != third


def test_phases_without_a_code_are_alone() -> None:
    problem = oven({}, ("X", 4), phase={"aggregation": None})
    assert problem.mode_family.tolist() == [-1, -1]


def test_what_no_session_holds_takes_several_one_after_the_other() -> None:
    # 90 x 2.5 = 225: three sessions of an hour
    problem = oven({}, ("X", 90))
    assert problem.mode_duration.tolist() == [180, 180]
    assert problem.mode_family.tolist() == [-1, -1]


def test_work_that_has_begun_is_not_joined() -> None:
    begun = {
        "id": "MO-1", "type": "production", "item": "X", "quantity": 4, "end": "2026-06-03",
        "progress": [{"phase": 10, "state": "started", "machine": "A-1"}],
    }  # fmt: skip
    problem = oven({}, ("X", 4), ("X", 4), orders=[begun])
    assert problem.mode_family[0] != problem.mode_family[2]


@pytest.mark.parametrize(
    ("fields", "fills", "places", "expected"),
    [
        ({"most": 100}, [], 0, 1),
        ({"most": 100}, ["1.0"], 0, 1),
        ({"most": 1.5}, ["2"], 0, 10),
        ({"most": 100}, ["0.25"], 1, 1000),
        ({"most": 100, "per_order": True}, ["0.25"], 1, 100),
        # rounded up rather than beyond what adds up in 64 bits
        ({"most": 1_000_000_000}, ["0.000001"], 6, 1000),
    ],
)
def test_measures_are_scaled_to_whole_numbers(
    fields: dict[str, Any], fills: list[str], places: int, expected: int
) -> None:
    rule = AggregationRule.model_validate({"id": "R"} | fields)
    assert measure_scale(rule, [Decimal(fill) for fill in fills], places) == expected
