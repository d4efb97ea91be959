"""Weights become integers in the ratio of the costs, and values become the user's again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.level import EVERY_CLASS, Level, Objective, Term
from models.level_scale import measured, resolve, resolved
from models.plan import Mode, SolveReport
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Status

if TYPE_CHECKING:
    from models.problem import Problem

T, L, F = Objective.TARDINESS, Objective.LATE, Objective.FLOW


def plant(
    weight_unit: float = 1.0, flow_unit: float = 1.0, cost_unit: float = 1.0, *, horizon: int = 100
) -> Problem:
    """Return three operations with demands of classes 2, 0 and 2, flow, setups and overtime."""
    builder = ProblemBuilder(
        horizon=horizon, weight_unit=weight_unit, flow_unit=flow_unit, cost_unit=cost_unit
    )
    builder.calendar(WorkingTime.always(0, horizon))
    setup = builder.setup_matrix([[0, 4], [4, 0]])
    machine = builder.resource("M", setup=setup, setup_cost=3)
    builder.overtime(machine, 10, 20, 2)
    for state, chosen in ((0, 2), (1, 0), (0, 2)):
        operation = builder.operation([ModeSpec(5, machine, state=state)], flow=(-1, 2))
        builder.previous(operation, start=0)
        builder.demand(8, [operation], weight=2, priority=chosen)
    return builder.build()


def weights(level: Level) -> dict[Objective, int]:
    return {term.objective: term.weight for term in level.terms}


def test_one_term_stays_as_it_is() -> None:
    for objective in set(Objective) - {Objective.COST}:
        level = Level.of(objective)
        assert resolved(plant(0.3, 0.2, 0.1), level) is level
    level = Level((Term(T, 7, 2),))
    assert resolved(plant(0.3), level) is level


def test_every_class_is_a_level_of_its_own_the_lowest_first() -> None:
    levels = resolve(plant(), [Level((Term(T, 1, EVERY_CLASS),)), Objective.MAKESPAN])
    assert [str(level) for level in levels] == ["tardiness[0]", "tardiness[2]", "makespan"]


def test_a_level_for_every_class_has_no_value() -> None:
    with pytest.raises(ValueError, match=r"late\[\*\] stands for several levels"):
        resolved(plant(), Level((Term(L, 1, EVERY_CLASS),)))


def test_terms_of_one_unit_keep_their_weights() -> None:
    level = Level((Term(Objective.SETUP_COST, 3), Term(Objective.OVERTIME, 1)))
    found = resolved(plant(cost_unit=0.07), level)
    assert weights(found) == {Objective.SETUP_COST: 3, Objective.OVERTIME: 1}
    # a value of 1 is a tick of overtime at cost 1
    assert found.unit == pytest.approx(0.07)
    assert str(found) == "3*setup-cost + overtime"


def test_hours_and_days_are_exact() -> None:
    # an hour of setup weighs as much as 1/24 of a day of makespan
    level = Level((Term(Objective.SETUP), Term(Objective.MAKESPAN)))
    assert weights(resolved(plant(), level)) == {Objective.SETUP: 24, Objective.MAKESPAN: 1}


def test_a_weight_counts_per_unit_that_reports_show() -> None:
    # 5 for a late demand; 4 for a weighted day, 0.5 of which are one of tardiness; 1 for currency
    level = Level((Term(L, 5), Term(T, 4), Term(F, 1)))
    found = resolved(plant(weight_unit=0.5, flow_unit=0.25), level)
    assert weights(found) == {L: 20, T: 8, F: 1}
    assert found.unit == pytest.approx(0.25)


def test_cost_is_what_lateness_stock_setups_and_overtime_cost() -> None:
    # a day late costs 100: 0.5 weighted days are 50, flow 0.25, a tick of setup 0.125 times 3
    problem = plant(weight_unit=0.5, flow_unit=0.25, cost_unit=0.125)
    (found,) = resolve(problem, [Objective.COST], delay_cost=100.0)
    expected = {T: 400, F: 2, Objective.SETUP_COST: 1, Objective.OVERTIME: 1}
    assert weights(found) == expected
    assert str(found) == "cost"
    assert found.unit == pytest.approx(0.125)
    assert resolved(problem, found) is found


def test_what_never_costs_anything_does_not_coarsen_the_rest() -> None:
    builder = ProblemBuilder(horizon=100, weight_unit=1 / 1440, flow_unit=1e-9)
    builder.calendar(WorkingTime.always(0, 100))
    builder.demand(10, [builder.operation([ModeSpec(5)])], weight=3)
    (found,) = resolve(builder.build(), [Objective.COST], delay_cost=1.0)
    assert weights(found) == {T: 1}
    assert found.unit == pytest.approx(1 / 1440)


def test_if_nothing_costs_anything_there_is_still_a_level() -> None:
    builder = ProblemBuilder(horizon=10)
    builder.calendar(WorkingTime.always(0, 10))
    builder.operation([ModeSpec(5)])
    (found,) = resolve(builder.build(), [Objective.COST])
    assert weights(found) == {T: 1}


UNIT = st.floats(1e-3, 1e2)


@given(UNIT, UNIT, UNIT, st.floats(0.01, 1e4))
def test_integers_are_in_the_ratio_of_the_costs(
    weight_unit: float, flow_unit: float, cost_unit: float, delay_cost: float
) -> None:
    problem = plant(weight_unit, flow_unit, cost_unit)
    (found,) = resolve(problem, [Objective.COST], delay_cost=delay_cost)
    costs = {
        T: weight_unit * delay_cost, F: flow_unit, Objective.SETUP_COST: cost_unit,
        Objective.OVERTIME: cost_unit,
    }  # fmt: skip
    for objective, number in weights(found).items():
        # 1e-6 for the integer itself, and for that of the largest cost, which tells the unit
        assert number * found.unit == pytest.approx(costs[objective], rel=3e-6, abs=0)


def test_a_level_stays_within_64_bits_where_costs_are_far_apart() -> None:
    problem = plant(weight_unit=1e9, flow_unit=1e-9, horizon=10**6)
    (found,) = resolve(problem, [Objective.COST], delay_cost=100.0)
    # 3 demands of weight 2, at most 10**6 late
    assert weights(found)[T] * 3 * 2 * 10**6 <= 2**61
    assert min(weights(found).values()) == 1


@pytest.mark.parametrize(
    ("objective", "amount", "unit"),
    [
        (T, 5.0, "weighted days"),
        (F, 2.5, ""),
        (L, 10.0, "demands and orders"),
        (Objective.MOVED, 10.0, "operations"),
        (Objective.SETUP, 2.5, "h"),  # ten quarters of an hour
        (Objective.SHIFT, 2.5, "h"),
        (Objective.MAKESPAN, 2.5 / 24, "d"),
        (Objective.MAX_LATENESS, 2.5 / 24, "d"),
        (Objective.SETUP_COST, 1.0, ""),
        (Objective.OVERTIME, 1.0, ""),
    ],
)
def test_a_report_measures_in_the_unit_of_the_user(
    objective: Objective, amount: float, unit: str
) -> None:
    report = SolveReport(
        Mode.FINITE, Status.FEASIBLE, (), "", 0.0, tick_seconds=900, weight_unit=0.5,
        flow_unit=0.25, cost_unit=0.1,
    )  # fmt: skip
    found, name = report.measured(Level.of(objective), 10)
    assert found == pytest.approx(amount)
    assert name == unit
    assert measured(report, Level((Term(objective, 5),)), 50)[0] == pytest.approx(amount)


def test_a_report_measures_a_sum_by_its_own_unit() -> None:
    report = SolveReport(Mode.FINITE, Status.FEASIBLE, (), "", 0.0)
    assert report.measured(Level.of(Objective.COST), 3) == (3.0, "")
    level = Level((Term(T, 400), Term(F, 2)), "cost", 0.125)
    assert report.measured(level, 80) == (10.0, "")
