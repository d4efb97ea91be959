"""The execution tables in every format that is tables, and as data frames."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import scheduler
from scheduler.cli import main
from scheduler.execution import EXECUTION_TABLES
from scheduler.exports import Format, Tables, default_target, export_plan
from scheduler.outputs import OutputNotWritten, write_plan

if TYPE_CHECKING:
    from models.plan import Plan

COATING = Path(__file__).parents[3] / "scenarios" / "coating.yaml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def plan() -> Plan:
    return scheduler.plan(scheduler.load(COATING), rule="edd")


def sizes(plan: Plan) -> dict[str, int]:
    return {name: len(list(table.make(plan).rows)) for name, table in EXECUTION_TABLES.items()}


def test_K10_all_formats_hold_the_fourteen_tables_with_all_their_rows(
    plan: Plan, tmp_path: Path
) -> None:
    for kind in ("csv", "parquet", "json", "excel"):
        form = Format(kind)
        target = default_target(tmp_path / "plan" / "plan.json", form, Tables.EXECUTION)
        export_plan(plan, form, target, tables=Tables.EXECUTION)
    wanted = sizes(plan)
    folder = tmp_path / "plan-execution-csv"
    read = {}
    for name in wanted:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            read[name] = len(list(csv.DictReader(stream)))
    assert read == wanted
    assert {path.stem for path in folder.iterdir()} == set(wanted)
    document = json.loads((tmp_path / "plan-execution-tables.json").read_text("utf-8"))
    assert {name: len(document[name]) for name in wanted} == wanted
    book = openpyxl.load_workbook(tmp_path / "plan-execution.xlsx", read_only=True)
    assert book.sheetnames == list(wanted)
    assert {sheet.title: len(list(sheet.rows)) - 1 for sheet in book} == wanted
    frames = tmp_path / "plan-execution-parquet"
    assert {path.stem: len(pd.read_parquet(path)) for path in frames.iterdir()} == wanted


def test_the_command_writes_them_beside_the_plan_and_over_themselves_alone(
    plan: Plan, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    write_plan(plan, folder)
    for _ in range(2):
        made = run("export", folder, "--to", "csv", "--tables", "execution")
        assert made.exit_code == 0, made.stderr
        assert made.stdout == f"{tmp_path / 'mine-execution-csv'}\n"
    assert run("export", folder, "--to", "csv", "-o", tmp_path / "tables").exit_code == 0
    with pytest.raises(OutputNotWritten, match="holds something other than the execution tables"):
        export_plan(plan, Format.CSV, tmp_path / "tables", tables=Tables.EXECUTION)
    other = run("export", folder, "--to", "csv", "-o", tmp_path / "mine-execution-csv")
    assert other.exit_code == 2
    assert "holds something other than the tables of a plan" in other.stderr


def test_what_is_no_table_has_no_execution_tables(plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "mine")
    refused = run("export", tmp_path / "mine", "--to", "png", "--tables", "execution")
    assert refused.exit_code == 2
    assert "--tables execution is for csv, excel, parquet and json, not for png." in refused.stderr


def test_K10_a_plan_gives_its_execution_tables_as_data_frames(plan: Plan) -> None:
    frame = plan.execution("worker_activities")
    assert list(frame.columns) == list(EXECUTION_TABLES["worker_activities"].columns)
    assert str(frame["start"].dt.tz) == "Europe/Rome"
    minutes = (frame["end"] - frame["start"]).dt.total_seconds() / 60
    assert (minutes == frame["minutes"]).all()
    assert len(plan.execution()) == sizes(plan)["tasks"]
    with pytest.raises(ValueError, match="found the table 'workers', expected one of parameters"):
        plan.execution("workers")
