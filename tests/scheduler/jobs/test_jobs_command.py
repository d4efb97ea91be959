"""`finitecap jobs` from the outside."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.files import load, save
from tests.scheduler.jobs.job_helpers import forecast, item, sale, scenario_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    scenario = scenario_of(
        items=[
            item(),
            item("S", policy="mts", safety_stock=40, reorder_level=100, reorder_days=12),
            item("E", policy="eto"),
        ],
        warehouses=[{"id": "NORTH"}],
        forecasts=[forecast("F6", 100)],
        demands=[
            sale("D1", 6, customer="Rossi", warehouse="NORTH"),
            sale("D2", 8, "2026-06-15", customer="Rossi"),
            sale("D3", 1, confirmed=False),
            sale("D4", "2.5", item="E", project="P1"),
        ],
    )
    path = tmp_path / "shop.yaml"
    save(scenario, path)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["jobs", *(str(argument) for argument in arguments)])


HEAD = "job,kind,origin,row,item,version,quantity,due,customer,project,demands,forecasts,state"
JOBS = [
    "JOB-1,mono,sales,10,A,,14,2026-06-15,Rossi,,D2; D1,,not-examined",
    "JOB-2,mono,sales,10,E,,2.5,2026-06-20,,P1,D4,,not-examined",
    "JOB-3,mono,forecast,10,A,,86,2026-06-01,,,,F6,not-examined",
    "JOB-4,mono,low-stock,10,S,,40,2026-06-01,,,,,not-examined",
]


def test_jobs_are_printed_and_what_got_none_is_told(shop: Path) -> None:
    result = run(shop)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [HEAD, *JOBS]
    assert result.stderr.splitlines() == [
        "no job for sales D3 for A: it is not confirmed",
        "JOB-2 row 10: E is engineered to order, and no version is drawn for it",
    ]


def test_lines_without_a_job_for_one_reason_are_told_together(tmp_path: Path) -> None:
    drafts = [sale(f"D{number}", 1, confirmed=False) for number in range(1, 8)]
    path = tmp_path / "shop.yaml"
    save(scenario_of(items=[item()], demands=drafts), path)
    result = run(path, "-o", tmp_path / "out")
    assert result.stderr.splitlines()[0] == (
        "no job for sales D1, D2, D3, D4, D5 and 2 more for A: it is not confirmed"
    )
    excluded = (tmp_path / "out" / "excluded.csv").read_text("utf-8").splitlines()
    assert len(excluded) == 1 + 7


def test_a_demand_due_before_the_job_that_serves_it_is_told(tmp_path: Path) -> None:
    # made to stock, so part of the forecast's job, which is due on the 15th
    scenario = scenario_of(
        items=[item(policy="mts")],
        forecasts=[forecast("F6", 100)],
        demands=[sale("D1", 6, "2026-06-14"), sale("D2", 8, "2026-06-15")],
        jobs={"month_day": 15},
    )
    path = tmp_path / "shop.yaml"
    save(scenario, path)
    result = run(path, "--source", "sales", "--source", "forecast")
    (row,) = csv.DictReader(result.stdout.splitlines())
    assert (row["due"], row["quantity"], row["demands"]) == ("2026-06-15", "100", "D1; D2")
    assert result.stderr.splitlines() == [
        "JOB-1 row 10: demand D1 is due on 2026-06-14, before the job, 2026-06-15"
    ]


def test_sources_and_warehouses_restrict_what_is_generated(shop: Path) -> None:
    only = run(shop, "--source", "low-stock")
    assert only.stdout.splitlines() == [HEAD, JOBS[3].replace("JOB-4", "JOB-1")]
    assert only.stderr == ""
    two = run(shop, "--source", "sales", "--source", "low-stock")
    assert [line[:5] for line in two.stdout.splitlines()[1:]] == ["JOB-1", "JOB-2", "JOB-3"]
    north = run(shop, "--source", "sales", "--warehouse", "NORTH")
    assert [row["demands"] for row in csv.DictReader(north.stdout.splitlines())] == ["D1"]


def test_an_unknown_warehouse_is_refused(shop: Path) -> None:
    result = run(shop, "--warehouse", "NORHT")
    assert result.exit_code == 2
    assert (
        "--warehouse: found 'NORHT', expected the id of a warehouse\n    Did you mean 'NORTH'?"
        in result.stderr
    )
    assert result.stdout == ""


def test_the_jobs_are_written_to_a_file_or_all_tables_to_a_folder(
    shop: Path, tmp_path: Path
) -> None:
    file, folder = tmp_path / "jobs.csv", tmp_path / "jobs"
    assert run(shop, "-o", file).exit_code == 0
    assert file.read_text("utf-8").splitlines() == [HEAD, *JOBS]
    for _ in range(2):  # the second time over the first
        assert run(shop, "-o", folder).exit_code == 0
    assert (folder / "jobs.csv").read_bytes() == file.read_bytes()
    (excluded,) = csv.DictReader((folder / "excluded.csv").read_text("utf-8").splitlines())
    assert excluded == {"origin": "sales", "id": "D3", "item": "A", "reason": "it is not confirmed"}
    (low,) = csv.DictReader((folder / "low_stock.csv").read_text("utf-8").splitlines())
    assert (low["item"], low["average_daily_use"], low["minimum"]) == ("S", "5", "0")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jobs", "jobs.csv", "shop.yaml"]


@pytest.mark.parametrize("name", ["full", "no/such/place", "shop.yaml"])
def test_nothing_is_written_over_something_else(shop: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    before = shop.read_bytes()
    result = run(shop, "-o", tmp_path / name)
    assert result.exit_code == 2
    assert f"found '{tmp_path / name}', expected" in result.stderr
    assert shop.read_bytes() == before
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["notes.txt"]


def test_the_scenario_with_its_jobs_can_be_written_and_asks_for_no_more(
    shop: Path, tmp_path: Path
) -> None:
    for name in ("with-jobs.yaml", "with-jobs", "with-jobs.xlsx"):
        into = tmp_path / name
        result = run(shop, "--into", into)
        assert result.exit_code == 0, result.stderr
        assert [job.id for job in load(into).jobs] == ["JOB-1", "JOB-2", "JOB-3", "JOB-4"]
        assert run(into).stdout.splitlines() == [HEAD]
    again = run(shop, "--into", tmp_path / "with-jobs.yaml")
    assert again.exit_code == 2
    assert "expected a name that does not exist yet" in again.stderr
