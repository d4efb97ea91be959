"""`finitecap jobplan`: jobs on stdout, a folder of tables, and the scenario with its orders."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.files import load, save
from tests.scheduler.general.general_helpers import job, plant, settings

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["jobplan", *(str(argument) for argument in arguments)])


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "plant.yaml"
    save(plant(), path)
    return path


def test_jobs_are_printed_with_their_dates(scenario: Path) -> None:
    result = run(scenario)
    assert result.exit_code == 0, result.stderr
    (row,) = rows_of(result.stdout)
    # mounted until Friday 17:00; the wheels are ordered first, on Tuesday at midnight
    assert row == {
        "job": "JOB-1",
        "row": "10",
        "item": "BIKE",
        "quantity": "10",
        "start": "2026-06-09T00:00:00+00:00",
        "end": "2026-06-12T17:00:00+00:00",
        "due": "2026-06-13T00:00:00+00:00",
        "late_hours": "0.0000",
        "slack_hours": "186.0000",
        "suggested": "",
        "state": "planned",
    }
    assert "no supplier: WHEEL is ordered from no known supplier." in result.stderr


def test_the_direction_and_the_check_are_options(tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    save(plant(jobs=[job("JOB-1", "BIKE", 10, "2026-06-03")]), path)
    (row,) = rows_of(run(path, "--direction", "asap").stdout)
    assert (row["start"], row["suggested"]) == ("2026-06-01T06:00:00+00:00", "")
    (row,) = rows_of(run(path, "--check-atp").stdout)
    assert (row["end"], row["suggested"]) == ("2026-06-04T12:00:00+00:00", "2026-06-04T12:00:00")


def test_suggested_dates_are_written_and_taken(tmp_path: Path) -> None:
    late, checked = tmp_path / "late.yaml", tmp_path / "checked.yaml"
    save(plant(jobs=[job("JOB-1", "BIKE", 10, "2026-06-03")]), late)
    assert run(late, "--check-atp", "--into", checked).exit_code == 0
    (row,) = rows_of(run(checked, "--take-suggested").stdout)
    # the bikes are ready on the 4th at noon, which is now when they are due
    assert (row["due"], row["late_hours"]) == ("2026-06-04T12:00:00+00:00", "0.0000")
    (row,) = rows_of(run(checked).stdout)
    assert (row["due"], row["late_hours"]) == ("2026-06-04T00:00:00+00:00", "12.0000")


def test_the_folder_holds_jobs_phases_log_and_the_material_plan(
    scenario: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    assert run(scenario, "-o", folder).exit_code == 0
    names = {"jobs", "phases", "log", "mrp", "orders", "pegging", "suggestions", "uncovered"}
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in names}
    phases = rows_of((folder / "phases.csv").read_text(encoding="utf-8"))
    assert [(row["order"], row["phase"], row["work_center"]) for row in phases] == [
        ("MO-BIKE-JOB-1/10-1", "10", "PAINT"),
        ("MO-BIKE-JOB-1/10-1", "20", "MOUNT"),
        ("MO-FRAME-JOB-1/10-1", "10", "WELD"),
    ]


def test_a_folder_is_replaced_by_the_new_plan(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    run(scenario, "-o", folder)
    assert run(scenario, "-o", folder, "--direction", "asap").exit_code == 0
    (row,) = rows_of((folder / "jobs.csv").read_text(encoding="utf-8"))
    assert row["start"] == "2026-06-01T06:00:00+00:00"


def test_the_scenario_is_written_with_the_orders_of_its_jobs(
    scenario: Path, tmp_path: Path
) -> None:
    target = tmp_path / "planned.yaml"
    first = run(scenario, "--into", target)
    assert first.exit_code == 0, first.stderr
    planned = load(target)
    assert {(order.id, order.job) for order in planned.orders} == {
        ("MO-BIKE-JOB-1/10-1", "JOB-1/10"),
        ("MO-FRAME-JOB-1/10-1", "JOB-1/10"),
        ("PO-WHEEL-JOB-1/10-1", "JOB-1/10"),
    }
    assert run(target).stdout == first.stdout


def test_an_existing_file_is_not_overwritten(scenario: Path) -> None:
    before = scenario.read_text(encoding="utf-8")
    result = run(scenario, "--into", scenario)
    assert result.exit_code == 2
    assert "a name that does not exist yet" in result.stderr
    assert scenario.read_text(encoding="utf-8") == before


def test_a_scenario_without_jobs_prints_the_header(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    save(plant(jobs=[], settings=settings(check_atp=True)), path)
    result = run(path)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "job,row,item,quantity,start,end,due,late_hours,slack_hours,suggested,state"
    ]


def test_a_scenario_without_jobs_says_where_they_come_from(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    save(plant(jobs=[]), path)
    result = run(path)
    assert result.exit_code == 0
    assert "no open job orders; finitecap jobs SCENARIO --into OUT.yaml" in result.stderr
