"""Durations in any unit, cycles of an item, and phases that are valid for a time."""

from __future__ import annotations

import pytest

from models.checks import check_scenario
from models.scenario import Operation, Scenario

Row = dict[str, object]


def operation(run: str) -> Operation:
    return Operation.model_validate({"phase": 10, "work_center": "SAW", "run": run})


def scenario(*routings: Row, **fields: object) -> Scenario:
    return Scenario.model_validate(
        {
            "scenario": {"id": "s", "start": "2026-06-10T06:00", "horizon": "30d"},
            "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}],
            "work_centers": [{"id": "SAW"}],
            "items": [{"id": "A", "source": "make", **fields}],
            "routings": [{"item": "A", **routing} for routing in routings],
        }
    )


def step(phase: int, **fields: object) -> Row:
    return {"phase": phase, "work_center": "SAW", "run": "5m", **fields}


@pytest.mark.parametrize("run", ["1.5h", "1h30m", "1H 30Min", "5400s", "0.0625d", "90min"])
def test_M12_a_phase_of_90_minutes_is_the_same_in_every_unit(run: str) -> None:
    # 1.5 x 60 = 90 min; 90 x 60 = 5400 s; 90 / 1440 = 0.0625 d: equal records, equal schedules
    assert operation(run) == operation("90m")


def test_M18_a_second_standard_cycle_of_an_item_is_rejected() -> None:
    twice = scenario({"operations": [step(10)]}, {"operations": [step(10)]})
    assert [str(fault) for fault in check_scenario(twice).errors] == [
        "routings 'A' cycle: found '1', expected one standard cycle for an item; row 1 is another"
    ]
    with_alternative = scenario({"operations": [step(10)]}, {"cycle": 2, "operations": [step(10)]})
    assert check_scenario(with_alternative).errors == ()


@pytest.mark.parametrize(
    ("window", "phases"),
    [
        # the day of planning is 2026-06-10
        ({}, [10, 20, 30]),
        ({"valid_from": "2026-06-10", "valid_to": "2026-06-10"}, [10, 20, 30]),
        ({"valid_from": "2026-06-11"}, [10, 30]),
        ({"valid_to": "2026-06-09"}, [10, 30]),
    ],
)
def test_M18_a_phase_outside_its_window_is_omitted(
    window: dict[str, str], phases: list[int]
) -> None:
    # listed in any order, sorted by their numbers
    loaded = scenario({"operations": [step(30), step(20, **window), step(10)]})
    assert [row.phase for row in loaded.routing_by_item["A"].operations] == phases
    assert check_scenario(loaded).errors == ()


def test_an_item_is_made_by_the_cycle_it_names() -> None:
    routings: tuple[Row, ...] = (
        {"operations": [step(10)]},
        {"cycle": 3, "operations": [step(20), step(30)]},
    )
    assert scenario(*routings).routing_by_item["A"].cycle == 1
    assert scenario(*routings, cycle=3).routing_by_item["A"].operations[0].phase == 20
    unknown = check_scenario(scenario(*routings, cycle=2)).errors
    assert [(fault.field, fault.expected) for fault in unknown] == [
        ("cycle", "a cycle of the routings of 'A': 1, 3")
    ]
