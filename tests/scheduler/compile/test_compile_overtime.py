"""Shifts at extra cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Clock
from scheduler.compile import compile_problem
from scheduler.compile.calendars import ScenarioCalendars
from scheduler.compile.overtime import CostScale
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing

if TYPE_CHECKING:
    from decimal import Decimal

LATE = {"from": "2026-06-01", "to": "2026-06-02", "shifts": ["16:00-19:00"]}
SATURDAY = {"date": "2026-06-06", "shifts": ["08:00-12:00"]}


def shop(**center: Any) -> dict[str, Any]:
    holiday = {"date": "2026-06-02", "shifts": []}
    return {
        "calendars": [
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {
                "id": "day",
                "shifts": {"mon-fri": ["08:00-17:00"]},
                "exceptions": [holiday],
                "overtime": [LATE, SATURDAY],
            },
        ],
        "work_centers": [{"id": "A", "calendar": "day", "capacity": 2} | center],
        "routings": [routing("X", (10, "A", "1m"))],
    }


def test_overtime_adds_to_the_shifts_on_holidays_too() -> None:
    scenario = plant(**shop())
    time = ScenarioCalendars(scenario, 7 * DAY).center(scenario.work_center_by_id["A"])
    assert list(zip(time.starts[:3], time.ends[:3], strict=True)) == [
        (480, 1140),
        (DAY + 960, DAY + 1140),
        (2 * DAY + 480, 2 * DAY + 1020),
    ]
    assert (time.starts[-1], time.ends[-1]) == (5 * DAY + 480, 5 * DAY + 720)


def test_work_costs_more_where_no_regular_shift_works() -> None:
    scenario = plant(**shop(overtime_rate=30))
    problem = compile_problem(scenario, material(production())).problem
    stretches = list(
        zip(problem.overtime_start.tolist(), problem.overtime_end.tolist(), strict=True)
    )
    # until 17:00 Monday is regular; Tuesday is a holiday
    assert stretches == [
        (1020, 1140),
        (DAY + 960, DAY + 1140),
        (5 * DAY + 480, 5 * DAY + 720),
    ]
    assert set(problem.overtime_resource.tolist()) == {0}
    # 30 an hour: one unit of 0.50 each minute
    assert set(problem.overtime_cost.tolist()) == {1}
    assert problem.cost_unit == pytest.approx(0.5)


def test_overtime_that_costs_nothing_is_plain_working_time() -> None:
    problem = compile_problem(plant(**shop()), material(production())).problem
    assert problem.overtime_cost.tolist() == []
    assert problem.cost_unit == 1.0


@given(st.lists(st.decimals(0, 500, places=2), max_size=5))
def test_costs_of_a_tick_are_exact(rates: list[Decimal]) -> None:
    scenario = plant()
    scale = CostScale(rates, Clock.of(scenario.scenario))
    for rate in rates:
        assert scale.per_tick(rate) * scale.unit == pytest.approx(float(rate) / 60)
        assert scale.per_tick(rate) >= 0
