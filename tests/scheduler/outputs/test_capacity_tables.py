"""The files of capacity: figures as text, and empty cells where there is none."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from models.plan import Mode
from scheduler import outputs
from scheduler.capacity import capacity_of
from scheduler.outputs.capacity_tables import capacity_table, centers_table
from tests.scheduler.capacity.capacity_plans import HOUR, equal_loads, made, two_centers
from tests.scheduler.outputs.sample_plan import sample_plan
from tests.scheduler.scenario_builder import DAY, plant
from tests.scheduler.test_capacity import operation

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan
    from scheduler.outputs.table import Cell


def read(path: Path) -> list[list[str]]:
    """Return the rows of a CSV file without its header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def rows_of(plan: Plan, *key: str) -> list[tuple[Cell, ...]]:
    """Return the rows of a kind, name and period, from the date on."""
    return [row[3:] for row in capacity_table(capacity_of(plan)).rows if row[:3] == key]


def test_a_plan_folder_holds_the_bars_of_days_weeks_and_the_plan(tmp_path: Path) -> None:
    outputs.write_plan(equal_loads(), tmp_path / "plan")
    rows = read(tmp_path / "plan" / "capacity.csv")
    figures = ["480.0000", "360.0000", "360.0000", "0.0000", "0.0000", "0.0000", "1.5000"]
    shares = ["75.0000", "0.0000", "0.0000"]
    for kind, name in (("center", "E"), ("machine", "E-1")):
        assert [row for row in rows if row[:2] == [kind, name]] == [
            [kind, name, period, "2026-06-01", *figures, *shares]
            for period in ("day", "week", "plan")
        ]


def test_the_centers_of_a_plan_folder_are_ranked(tmp_path: Path) -> None:
    outputs.write_plan(equal_loads(), tmp_path / "plan")
    assert read(tmp_path / "plan" / "centers.csv") == [
        ["1", "E", "75.0000", "75.0000", "0.0000", "0.0000", "1.5000", "", "0.8906"],
        ["2", "D", "75.0000", "75.0000", "0.0000", "0.0000", "0.0000", "", "0.7500"],
    ]


def test_the_wanted_buffer_of_a_center_stands_beside_its_average() -> None:
    scenario = two_centers(
        work_centers=[{"id": "D", "wanted_buffer": "1h30m"}, {"id": "E", "calendar": "day"}]
    )
    rows = tuple(operation(10, "E", 480 + 60 * k, 540 + 60 * k, order=f"E{k}") for k in range(3))
    found = {row[1]: row[6:8] for row in centers_table(capacity_of(made(scenario, rows))).rows}
    # an hour of work waits from 8 to 9, another one from 8 to 10: 3 in 8 hours
    assert found == {"D": (0, 1.5), "E": (3 / 8, None)}


def test_a_week_is_dated_on_its_monday_be_it_before_the_plan() -> None:
    scenario = two_centers(
        scenario={"id": "t", "start": "2026-06-04T12:00", "horizon": "20d"}
    )  # fmt: skip
    # Thursday 4 June at noon to Monday 8 June
    rows = (
        operation(10, "D", HOUR, 2 * HOUR),
        operation(20, "D", 4 * DAY, 4 * DAY + HOUR),
        operation(30, "E", 2 * HOUR, 3 * HOUR),
    )
    plan = made(scenario, rows)
    assert [row[0] for row in rows_of(plan, "center", "D", "week")] == [
        date(2026, 6, 1), date(2026, 6, 8)
    ]  # fmt: skip
    days = [row[0] for row in rows_of(plan, "center", "D", "day")]
    assert days == [date(2026, 6, day) for day in (4, 5, 8)]
    assert [row[0] for row in rows_of(plan, "center", "D", "plan")] == [date(2026, 6, 4)]


def test_what_has_no_limit_has_no_percentages_and_no_rank() -> None:
    centers = [{"id": "D"}, {"id": "INF", "infinite": True}]
    rows = tuple(operation(10, "INF", 0, 60 * k, machine="INF", order=f"MO-{k}") for k in (1, 2, 3))
    plan = made(plant(work_centers=centers, routings=[]), rows, mode=Mode.ASAP)
    ((_, capacity, load, *_, over, queue, processing, setup, idle),) = rows_of(
        plan, "center", "INF", "day"
    )
    assert (capacity, load, over, queue) == (1440, 360, 0, 0)
    assert (processing, setup, idle) == (None, None, None)
    assert [row[1] for row in centers_table(capacity_of(plan)).rows] == ["D"]


def test_a_center_that_never_opens_has_empty_cells(tmp_path: Path) -> None:
    shut = plant(calendars=[{"id": "never", "shifts": {}}], work_centers=[{"id": "D"}], routings=[])
    outputs.write_plan(made(shut, ()), tmp_path / "plan")
    assert read(tmp_path / "plan" / "capacity.csv") == []
    assert read(tmp_path / "plan" / "centers.csv") == [
        ["1", "D", "", "", "", "", "", "", "0.0000"]
    ]  # fmt: skip


def test_ids_that_files_trip_over_are_read_back_as_they_are(tmp_path: Path) -> None:
    outputs.write_plan(sample_plan(), tmp_path / "plan")
    rows = read(tmp_path / "plan" / "capacity.csv")
    assert {row[1] for row in rows if row[0] == "center"} == {"SAW", "PAINT, wet", "PLATE"}
    # machines that the scenario lacks have no bar of their own
    assert {row[1] for row in rows if row[0] == "machine"} == {"SAW-1", "PAINT, wet-1"}
