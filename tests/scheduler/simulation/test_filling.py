"""The rule for drops on days of centers, at infinite capacity."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from scheduler.changes import Move
from scheduler.simulation.filling import FullDayError, filled
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.simulation.shops import planned, starts, tried

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario

EIGHT = [8, 8, 8, 8]
LOAD = [8, 5, 8, 2]  # Monday to Thursday


def fill(load: list[int], day: int, work: int, capacity: list[int] = EIGHT) -> list[int]:
    return filled(np.array(capacity), np.array(load), day, work).tolist()


def test_O09_a_drop_on_a_full_monday_is_an_error() -> None:
    with pytest.raises(FullDayError, match="8 of 8 are taken") as caught:
        fill(LOAD, 0, 10)
    assert (caught.value.capacity, caught.value.load) == (8, 8)


def test_O09_a_drop_on_tuesday_fills_it_and_overloads_wednesday() -> None:
    # 3 h are free on Tuesday; the 7 h left all fit into the 8 h of Wednesday, full as it is
    assert fill(LOAD, 1, 10) == [8, 8, 15, 2]


def test_O09_the_rest_takes_whole_days_and_passes_over_closed_ones() -> None:
    # 3 h on Tuesday, 8 on Wednesday, none on the closed day, 4 on the last
    assert fill([8, 5, 8, 0, 1], 1, 15, [8, 8, 8, 0, 8]) == [8, 8, 16, 0, 5]


def test_what_does_not_fit_into_the_days_that_are_left_is_an_error() -> None:
    assert fill(LOAD, 3, 6) == [8, 5, 8, 8]
    with pytest.raises(FullDayError):
        fill(LOAD, 3, 7)


days = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 24), min_size=n, max_size=n),
        st.lists(st.integers(0, 30), min_size=n, max_size=n),
        st.integers(0, n - 1),
        st.integers(0, 100),
    )
)


@given(days)
def test_O09_all_work_is_spread_and_no_day_takes_more_than_its_capacity(
    case: tuple[list[int], list[int], int, int],
) -> None:
    capacity, load, day, work = case
    try:
        result = fill(load, day, work, capacity)
    except FullDayError:
        full = work > 0 and load[day] >= capacity[day]
        room = max(0, capacity[day] - load[day]) + sum(capacity[day + 1 :])
        assert full or room < work
        return
    added = [new - old for new, old in zip(result, load, strict=True)]
    assert sum(added) == work
    assert added[:day] == [0] * day
    assert max(added[day], 0) <= max(0, capacity[day] - load[day])
    later = zip(added[day + 1 :], capacity[day + 1 :], strict=True)
    assert all(0 <= part <= most for part, most in later)
    if any(added[day + 1 :]):  # nothing goes to a later day before this one is full
        assert result[day] == capacity[day]


def week() -> Scenario:
    """Return a press that Monday to Thursday has 8, 5, 8 and 2 h by the orders of these days.

    TEN hours more may begin on Monday.
    """
    hours = {"MON": 8, "TUE": 5, "WED": 8, "THU": 2, "TEN": 10}
    orders = [
        {
            "id": f"MO-{name}", "type": "production", "item": name, "quantity": 1,
            "start": f"2026-06-0{day}T06:00", "end": f"2026-06-0{day + 3}", "status": "firm",
        }
        for name, day in zip(hours, (1, 2, 3, 4, 1), strict=True)
    ]  # fmt: skip
    return shop(
        work_centers=[{"id": "PRESS"}],
        items=[{"id": name, "source": "make"} for name in hours],
        routings=[
            {"item": name, "operations": [{"phase": 10, "work_center": "PRESS", "run": f"{run}h"}]}
            for name, run in hours.items()
        ],
        orders=orders,
        demands=[],
        settings={"shop": {"release_advance": 0}},
    )


def load_by_day(plan: Plan) -> list[float]:
    return [row.load / 60 for row in plan.load if row.work_center == "PRESS"][:4]


def test_O09_a_phase_dropped_on_a_day_of_a_plan_fills_it() -> None:
    plan = planned(week(), mode="asap")
    assert load_by_day(plan) == [8 + 8, 5 + 2, 8, 2]  # TEN begins on Monday, too
    dropped = tried(plan, Move("MO-TEN", 10, date(2026, 6, 2)), fill=True)
    # from 11:00, as three hours are left on Tuesday
    assert starts(dropped)["TEN", 10] == "02 11:00"
    assert load_by_day(dropped) == [8, 8, 15, 2]
    (red,) = [row for row in dropped.load if row.overload]
    assert (red.day, red.overload) == (2, 7 * 60)
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(plan, Move("MO-TEN", 10, date(2026, 6, 1)), fill=True)
    assert str(caught.value) == (
        "move MO-TEN/10: found '2026-06-01', expected a day on which PRESS has room;"
        " of its 480 minutes 480 are taken"
    )


def test_O09_a_drop_on_an_alternative_center_moves_the_phase_there() -> None:
    plan = planned(shop(), mode="asap")
    moved = tried(plan, Move("MO-SIX-1", 10, date(2026, 6, 2), "OLD"), fill=True)
    row = next(row for row in moved.operations if row.item == "SIX" and row.phase == 10)
    # twelve hours: all of Tuesday, four of Wednesday
    assert (row.work_center, starts(moved)["SIX", 10]) == ("OLD", "02 06:00")
    assert starts(moved)["SIX", 20] == "03 10:00"


def test_O09_a_finite_plan_knows_no_drops() -> None:
    with pytest.raises(InvalidScenarioFile, match=r"a plan at infinite capacity \(asap, alap\)"):
        tried(planned(), Move("MO-SIX-1", 10, date(2026, 6, 2)), fill=True)
