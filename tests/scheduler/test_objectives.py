"""Objectives as users write them: what is read, what is refused, and what a scenario asks for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scheduler
from models.calendar import WorkingTime
from models.errors import InvalidScenarioFile
from models.level import ALL_CLASSES, BY_CLASS, EVERY_CLASS, Level, Objective, Term
from models.problem_builder import ModeSpec, ProblemBuilder
from models.scenario import Scenario
from scheduler.objectives import (
    DEFAULT_OBJECTIVE,
    parse_level,
    parse_levels,
    pointless_terms,
    scenario_options,
)
from solvers.options import SolveOptions

ROOT = Path(__file__).resolve().parents[2]
T, L, C = Objective.TARDINESS, Objective.LATE, Objective.SETUP_COST


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("tardiness", (Level.of(T),)),
        (" tardiness ,flow", (Level.of(T), Level.of(Objective.FLOW))),
        ("tardiness[1]", (Level((Term(T, 1, 1),)),)),
        ("late[*], makespan", (Level((Term(L, 1, EVERY_CLASS),)), Level.of(Objective.MAKESPAN))),
        ("5*late + setup-cost", (Level((Term(L, 5), Term(C))),)),
        # 0.5 and 1.25 are 2 and 5 quarters, 1 is 4
        ("0.5*late+1.25 * setup-cost+ moved", (
            Level((Term(L, 2), Term(C, 5), Term(Objective.MOVED, 4))),
        )),
        (".5*late + max-lateness[0]", (
            Level((Term(L, 1), Term(Objective.MAX_LATENESS, 2, 0))),
        )),
        ("cost", (Level.of(Objective.COST),)),
        ("tardiness[0], tardiness[1]", (Level((Term(T, 1, 0),)), Level((Term(T, 1, 1),)))),
    ],
)  # fmt: skip
def test_levels_are_read_as_they_are_meant(text: str, levels: tuple[Level, ...]) -> None:
    assert parse_levels(text) == levels


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("speed", "found 'speed' at position 1 of the objective 'speed', expected one of tardin"),
        ("flow, tardines", "found 'tardines' at position 7 of .*; did you mean 'tardiness'?"),
        ("", "found nothing at position 1 of the objective '', expected one of tardiness, late"),
        ("flow,", "found nothing at position 6"),
        ("flow +, late", "found ',' at position 7"),
        ("flow late", "found 'late' at position 6 .* expected ',', '\\+' or nothing more"),
        ("5 late", "found 'late' at position 3 .* expected '\\*' and a name after the weight"),
        ("0*late", "found '0' at position 1 .* expected a weight above 0"),
        ("-1*late", "found '-1' at position 1"),
        ("1e3*late", "found '1e3' at position 1"),
        ("late*5", "found '\\*' at position 5"),
        ("flow[1]", "found '\\[' at position 5 .* expected no class after 'flow': only late, max-"),
        ("late[x]", "found 'x' at position 6 .* expected a class, a whole number, or '\\*'"),
        ("late[1", "found nothing at position 7 .* expected '\\]' after the class"),
        ("late[-1]", "found '-1' at position 6"),
        ("flow, late, flow", "the level 'flow' is named twice in the objective 'flow, late, flow'"),
    ],
)
def test_a_wrong_objective_is_refused_with_word_place_and_what_is_known(
    text: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        parse_levels(text)


def test_one_level_is_not_two() -> None:
    assert parse_level("late + moved") == Level((Term(L), Term(Objective.MOVED)))
    with pytest.raises(ValueError, match="has 2 levels, expected one"):
        parse_level("late, moved")


@st.composite
def terms(draw: st.DrawFn) -> Term:
    objective = draw(st.sampled_from(Objective))
    chosen = draw(st.integers(EVERY_CLASS, 99)) if objective in BY_CLASS else ALL_CLASSES
    return Term(objective, draw(st.integers(1, 10**9)), chosen)


@given(st.lists(st.lists(terms(), min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_printed_reads_back_as_the_same(rows: list[list[Term]]) -> None:
    levels = tuple(dict.fromkeys(Level(tuple(row)) for row in rows))
    assert parse_levels(", ".join(map(str, levels))) == levels


def scenario(**shop: object) -> Scenario:
    loaded = scheduler.load(ROOT / "scenarios" / "mrp-lecture.yaml")
    settings = loaded.settings.model_copy(
        update={"shop": loaded.settings.shop.model_copy(update=shop)}
    )
    return loaded.model_copy(update={"settings": settings})


def test_the_default_of_solvers_is_that_of_scenarios() -> None:
    assert scenario_options(scenario()).levels == SolveOptions().levels
    assert parse_levels(DEFAULT_OBJECTIVE) == SolveOptions().levels
    assert scenario_options(scenario()).delay_cost == SolveOptions().delay_cost


def test_a_scenario_says_what_its_plan_aims_at_unless_the_caller_does() -> None:
    costly = scenario(objective="cost, moved", delay_cost=250)
    options = scenario_options(costly)
    assert options.levels == parse_levels("cost, moved")
    assert options.delay_cost == 250.0
    plan = scheduler.plan(costly, mode="asap")
    assert [str(level.objective) for level in plan.solve.levels] == ["cost", "moved"]
    plan = scheduler.plan(costly, mode="asap", objectives="late, 2*setup + makespan")
    assert [str(level.objective) for level in plan.solve.levels] == ["late", "2*setup + makespan"]


def test_an_objective_of_a_scenario_that_cannot_be_read_is_a_fault_of_the_scenario() -> None:
    message = "settings shop.objective: found 'late, quick', expected levels as the option"
    with pytest.raises(InvalidScenarioFile, match=message) as caught:
        scenario_options(scenario(objective="late, quick"))
    assert "found 'quick' at position 7" in str(caught.value)


def test_a_term_that_is_0_whatever_the_plan_is_told() -> None:
    builder = ProblemBuilder(horizon=40)
    day = builder.calendar(WorkingTime.always(0, 40))
    work = builder.operation([ModeSpec(3, builder.resource("M", calendar=day), day)])
    builder.demand(9, [work], priority=2)
    levels = parse_levels("tardiness[7], late[2] + late[*], 2*moved, makespan")
    assert [str(fault) for fault in pointless_terms(builder.build(), levels)] == [
        "objective: found 'tardiness[7]', expected the class of some demand (2); without one it is"
        " always 0",
        "objective: found '2*moved', expected an earlier plan, by --previous; without one it is"
        " always 0",
    ]
    builder.previous(work, start=0)
    assert len(pointless_terms(builder.build(), levels)) == 1
    assert pointless_terms(builder.build(), (Objective.MOVED, Objective.FLOW)) == ()
