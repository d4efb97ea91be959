"""Times of changeovers by several properties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from models.calendar import Clock
from models.scenario import Machine, SetupProperty, SetupRule
from scheduler.compile import Compiled, compile_problem
from scheduler.compile.setups import initial_state, setup_matrix, states_of
from tests.scheduler.scenario_builder import material, plant, production, routing

MINUTES = Clock(datetime(2026, 6, 1))  # noqa: DTZ001 - a clock takes local time


def properties(*rows: dict[str, Any]) -> dict[str, SetupProperty]:
    return {row["id"]: SetupProperty.model_validate(row) for row in rows}


def rule(*records: dict[str, Any], **fields: Any) -> SetupRule:
    return SetupRule.model_validate({"id": "R", "records": list(records), **fields})


COLOUR = {
    "id": "colour",
    "matrix": [{"from": "red", "to": "blue", "time": "45m"}],
    "default": "10m",
}
DIE = {
    "id": "die",
    "mounting": [
        {"value": "small", "mount": "20m", "dismount": "15m"},
        {"value": "large", "mount": "10m", "dismount": "5m"},
    ],
}
HEAT = {"id": "heat", "numeric": True, "per_unit": "0.5m", "constant": "5m"}


def test_M28_the_example_of_several_properties_gives_80_minutes() -> None:
    records = (
        {
            "properties": [
                {"property": "colour", "coefficient": 1},
                {"property": "die", "coefficient": 2},
            ],
            "combine": "max",
        },
        {"properties": [{"property": "heat"}], "coefficient": 1.2},
    )
    states = [("red", "small", "180"), ("blue", "large", "220")]
    # colour 45 x 1; die (15 off + 10 on) x 2 = 50: the larger is 50
    # heat 0.5 x 40 + 5 = 25, x 1.2 = 30; 50 + 30 = 80
    matrix = setup_matrix(rule(*records), properties(COLOUR, DIE, HEAT), states, MINUTES)
    assert matrix[0][1] == 80
    # back: colour default 10, die (5 + 20) x 2 = 50, heat as before
    assert matrix[1] == [80, 0]


@pytest.mark.parametrize(
    ("combine", "expected"),
    [("max", 45), ("min", 25), ("sum", 70), ("average", 35)],
)
def test_M28_times_of_one_record_are_combined(combine: str, expected: int) -> None:
    record = {"properties": [{"property": "colour"}, {"property": "die"}], "combine": combine}
    states = [("red", "small"), ("blue", "large")]
    # colour 45 and die 15 + 10
    assert setup_matrix(rule(record), properties(COLOUR, DIE), states, MINUTES)[0][1] == expected


@pytest.mark.parametrize(("signed", "expected"), [(False, [25, 25]), (True, [25, 5])])
def test_M28_a_number_takes_its_change_or_only_its_rise(signed: bool, expected: list[int]) -> None:
    heat = properties(HEAT | {"signed": signed})
    record = {"properties": [{"property": "heat"}]}
    # 0.5 x 40 + 5; falling, only the 5 if falls do not count
    matrix = setup_matrix(rule(record), heat, [("180",), ("220",)], MINUTES)
    assert [matrix[0][1], matrix[1][0]] == expected


def test_equal_values_take_no_time_whatever_the_other_properties_do() -> None:
    record = {"properties": [{"property": "colour"}, {"property": "heat"}], "combine": "sum"}
    states = [("red", "180"), ("red", "180.0"), ("blue", "180")]
    matrix = setup_matrix(rule(record), properties(COLOUR, HEAT), states, MINUTES)
    # 180 is 180.0: no change; red to blue 45, and the heat stays
    assert matrix[0] == [0, 0, 45]


def test_a_changeover_is_rounded_up_once() -> None:
    short = properties({"id": "a", "default": "20s"}, {"id": "b", "default": "25s"})
    record = {"properties": [{"property": "a"}, {"property": "b"}], "combine": "sum"}
    states = [("1", "1"), ("2", "2"), ("1", "2")]
    # 45 s are one minute, not two; 25 s are one
    assert setup_matrix(rule(record), short, states, MINUTES)[0] == [0, 1, 1]


def test_the_pair_listed_last_counts_and_the_rest_takes_the_default() -> None:
    one = SetupRule.model_validate(
        {
            "id": "R",
            "property": "colour",
            "default": "10m",
            "matrix": [
                {"from": "red", "to": "blue", "time": "45m"},
                {"from": "red", "to": "blue", "time": "50m"},
            ],
        }
    )
    assert setup_matrix(one, {}, [("red",), ("blue",)], MINUTES) == [[0, 50], [10, 0]]


def test_a_machine_is_set_to_what_it_says_itself_first() -> None:
    both = rule(
        {"properties": [{"property": "colour"}, {"property": "die"}]},
        initial_states={"colour": "red", "die": "small"},
    )
    press = Machine.model_validate({"id": "P", "work_center": "A", "initial": {"die": "large"}})
    assert initial_state(both) == ("red", "small")
    assert initial_state(both, press) == ("red", "large")
    assert initial_state(rule({"properties": [{"property": "colour"}]})) is None


def painted(**tables: Any) -> Compiled:
    """X is set to a colour and a die on the two presses of A."""
    phase = {
        "phase": 10,
        "work_center": "A",
        "setup": "30m",
        "run": "1m",
        "state": {"colour": "blue", "die": "large"},
    }
    base: dict[str, Any] = {
        "work_centers": [{"id": "A", "setup_rule": "R"}],
        "machines": [
            {"id": "P1", "work_center": "A", "initial": {"colour": "red"}},
            {"id": "P2", "work_center": "A", "setup_rule": "plain"},
        ],
        "setup_properties": [COLOUR, DIE],
        "setup_rules": [
            {
                "id": "R",
                "records": [
                    {"properties": [{"property": "colour"}, {"property": "die"}], "combine": "sum"}
                ],
                "initial_states": {"colour": "blue", "die": "small"},
            },
            {"id": "plain", "property": "colour", "default": "7m", "initial": "red"},
        ],
        "routings": [routing("X", phase)],
    }
    return compile_problem(plant(**base | tables), material(production()))


def test_each_machine_changes_over_by_its_own_rule_from_its_own_state() -> None:
    compiled = painted()
    problem = compiled.problem
    assert compiled.resource_machines == (("P1",), ("P2",))
    times = [
        int(problem.setup_times[setup, before, after])
        for setup, before, after in zip(
            problem.resource_setup, problem.resource_initial_state, problem.mode_state, strict=True
        )
    ]
    # P1: red to blue 45, small off 15 and large on 10; P2 knows its colour alone
    assert times == [70, 7]
    assert problem.mode_setup.tolist() == [30, 30]


def test_states_are_met_in_the_order_in_which_the_scenario_names_them() -> None:
    scenario = painted().scenario
    assert states_of(scenario, scenario.setup_rule_by_id["R"]) == [
        ("blue", "small"),
        ("red", "small"),
        ("blue", "large"),
    ]


SETTER = {
    "work_centers": [
        {"id": "A", "setup_skills": [{"skill": "SET"}], "setup_rate": 36, "overtime_rate": 24}
    ],
    "machines": [],
    "setup_rules": [],
    "calendars": [
        {
            "id": "always",
            "shifts": {"mon-sun": ["00:00-24:00"]},
        },
        {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    ],
    "workers": [{"id": "Ada", "skills": ["SET"], "calendar": "day"}],
}


def test_people_who_set_up_take_the_setup_out_of_the_operation() -> None:
    problem = painted(**SETTER).problem
    # ten pieces of a minute; the 30 minutes before belong to the changeover
    assert problem.mode_duration.tolist() == [10]
    assert problem.mode_setup.tolist() == [0]
    assert problem.mode_preparation.tolist() == [30]
    assert problem.setup_times.shape == (1, 0, 0)
    assert problem.resource_names == ("A-1", "skill SET")
    crew = (problem.crew_machine, problem.crew_resource, problem.crew_units)
    assert [column.tolist() for column in crew] == [[0], [1], [1]]
    windows = problem.calendars[problem.resource_setup_calendar[0]]
    assert list(zip(windows.starts[:2], windows.ends[:2], strict=True)) == [(480, 720), (780, 1020)]
    # the machine itself never closes, and the operation needs nobody
    assert problem.calendars[problem.mode_calendar[0]].starts[:2].tolist() == [0]


def test_costs_of_an_hour_are_whole_numbers_of_a_tick() -> None:
    problem = painted(**SETTER).problem
    # 36 and 24 per hour are 3 and 2 of 12 per hour, that is of 0.20 per minute
    assert problem.resource_setup_cost.tolist() == [3, 0]
    assert problem.cost_unit == pytest.approx(0.2)


def test_work_that_nobody_can_set_up_is_named() -> None:
    workers = [{"id": "Ada", "skills": ["PAINT"]}]
    with pytest.raises(Exception, match="nobody is ever there to set it up"):
        painted(**SETTER | {"workers": workers})


def test_started_work_is_set_up_already() -> None:
    progress = [{"phase": 10, "state": "started", "good": 4}]
    order = {
        "id": "MO-1",
        "type": "production",
        "item": "X",
        "quantity": 10,
        "end": "2026-06-03",
        "progress": progress,
    }
    problem = painted(**SETTER | {"orders": [order]}).problem
    assert problem.mode_preparation.tolist() == [0]
    assert problem.mode_duration.tolist() == [6]
