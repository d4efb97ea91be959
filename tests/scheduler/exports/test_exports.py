"""A plan for other programs: what is in each format, and that it is written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pyarrow import parquet

from models.material import MaterialPlan
from scheduler.cli import main
from scheduler.exports import Format, default_target, export_plan
from scheduler.outputs import OutputNotWritten, write_plan
from scheduler.outputs.every_table import TABLES
from scheduler.outputs.table import original
from tests.scheduler.outputs.sample_plan import FRAME, sample_plan

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from models.plan import Plan

NAMES = ["<b>&", 'say "x"', "🏭", "שלום", "x" * 300, "=1+1", "+1a", "-a", "@SUM(A1)", "'=1"]


def empty_plan() -> Plan:
    """Return the sample plan with nothing in it."""
    return replace(
        sample_plan(), operations=(), orders=(), demands=(), load=(), unscheduled=(), kpis={},
        material=MaterialPlan((), ()),
    )  # fmt: skip


def named_plan() -> Plan:
    """Return the sample plan with an operation for each name that files trip over."""
    plan = sample_plan()
    rows = tuple(replace(plan.operations[3], order=name) for name in NAMES)
    return replace(plan, operations=rows)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: original(cell) for name, cell in row.items()} for row in csv.DictReader(file)
        ]


def _book(path: Path) -> Workbook:
    return load_workbook(io.BytesIO(path.read_bytes()))


def test_K09_the_phase_sequence_is_the_same_in_every_format(tmp_path: Path) -> None:
    plan = sample_plan()
    for kind in (Format.CSV, Format.PARQUET, Format.JSON, Format.EXCEL):
        export_plan(plan, kind, tmp_path / kind)
    rows = _csv(tmp_path / "csv" / "operations.csv")
    document = json.loads((tmp_path / "json").read_text("utf-8"))
    table = parquet.read_table(tmp_path / "parquet" / "operations.parquet").to_pylist()
    sheet = _book(tmp_path / "excel")["operations"]
    head, *cells = sheet.iter_rows(values_only=True)
    book = [dict(zip(map(str, head), row, strict=True)) for row in cells]
    # the intervals of the plan itself: 4 operations, by center, machine and position
    planned = [plan.operations[index] for index in (3, 2, 1, 0)]
    at = plan.clock.moment
    instants = [
        (row.order, row.phase, at(row.setup_start).timestamp(), at(row.end).timestamp())
        for row in planned
    ]

    def seconds(row: dict[str, Any]) -> list[float]:
        cells = (row["setup_start"], row["end"])
        read = (datetime.fromisoformat(c) if isinstance(c, str) else c for c in cells)
        return [moment.timestamp() for moment in read]

    for found in (rows, document["operations"], table):
        assert [(r["order"], int(r["phase"]), *seconds(r)) for r in found] == instants
    # Excel knows no zones: local times
    assert [(r["order"], r["phase"], r["setup_start"], r["end"]) for r in book] == [
        (
            row.order,
            row.phase,
            at(row.setup_start).replace(tzinfo=None),
            at(row.end).replace(tzinfo=None),
        )
        for row in planned
    ]


def test_a_csv_export_has_every_table_and_the_key_figures(tmp_path: Path) -> None:
    export_plan(sample_plan(), Format.CSV, tmp_path / "csv")
    names = {path.stem for path in (tmp_path / "csv").iterdir()}
    assert names == {*TABLES, "kpis"}
    figures = {row["key"]: row for row in _csv(tmp_path / "csv" / "kpis.csv")}
    assert figures["late_demands"]["value"] == "1"
    assert (figures["bottleneck"]["value"], figures["bottleneck"]["text"]) == ("", "SAW")


def test_json_has_numbers_moments_and_nulls(tmp_path: Path) -> None:
    export_plan(sample_plan(), Format.JSON, tmp_path / "plan.json")
    document = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert set(document) == {"plan", "kpis", *TABLES}
    assert document["plan"]["timezone"] == "Europe/Rome"
    purchase, production, _ = document["orders"]
    assert (purchase["quantity"], purchase["due"]) == (2.999995, None)
    assert (production["quantity"], production["past_due"]) == (15, True)
    assert document["demands"][0]["item"] == FRAME
    assert document["kpis"] == sample_plan().kpis


def test_parquet_has_types_and_the_zone_of_the_plant(tmp_path: Path) -> None:
    export_plan(sample_plan(), Format.PARQUET, tmp_path / "tables")
    orders = parquet.read_table(tmp_path / "tables" / "orders.parquet")
    types = {field.name: str(field.type) for field in orders.schema}
    assert types["start"] == "timestamp[ms, tz=Europe/Rome]"
    assert (types["quantity"], types["is_document"]) == ("decimal128(38, 6)", "bool")
    assert orders.column("quantity").to_pylist()[0] == Decimal("2.999995")
    load = parquet.read_table(tmp_path / "tables" / "load.parquet")
    assert str(load.schema.field("date").type) == "date32[day]"


def test_an_empty_table_has_the_types_of_a_full_one(tmp_path: Path) -> None:
    export_plan(sample_plan(), Format.PARQUET, tmp_path / "full")
    export_plan(empty_plan(), Format.PARQUET, tmp_path / "empty")
    for name in TABLES:
        full, empty = (
            parquet.read_table(tmp_path / folder / f"{name}.parquet").schema
            for folder in ("full", "empty")
        )
        assert empty == full, name


def test_names_that_files_trip_over_come_back_as_they_were(tmp_path: Path) -> None:
    plan = named_plan()
    for kind in (Format.CSV, Format.PARQUET, Format.JSON, Format.EXCEL):
        export_plan(plan, kind, tmp_path / kind)
    names = sorted(NAMES)
    assert sorted(row["order"] for row in _csv(tmp_path / "csv" / "operations.csv")) == names
    document = json.loads((tmp_path / "json").read_text("utf-8"))
    assert sorted(row["order"] for row in document["operations"]) == names
    table = parquet.read_table(tmp_path / "parquet" / "operations.parquet")
    assert sorted(table.column("order").to_pylist()) == names
    sheet = _book(tmp_path / "excel")["operations"]
    column = [cell for cell in sheet["D"][1:] if cell.value is not None]
    assert sorted(str(cell.value) for cell in column) == names
    assert {cell.data_type for cell in column} == {"s"}


@pytest.mark.parametrize("kind", [kind for kind in Format if not kind.is_picture])
def test_a_plan_without_anything_has_every_format(kind: Format, tmp_path: Path) -> None:
    export_plan(empty_plan(), kind, tmp_path / "out")
    assert (tmp_path / "out").exists()


def test_a_folder_of_the_same_kind_is_replaced_and_notes_in_it_stay(tmp_path: Path) -> None:
    target = tmp_path / "tables"
    for kind, ending in ((Format.CSV, "csv"), (Format.PARQUET, "parquet"), (Format.ICAL, "ics")):
        export_plan(sample_plan(), kind, target / kind)
        before = sorted((target / kind).iterdir())
        (target / kind / "note.txt").write_text("mine", "utf-8")
        (target / kind / f"old.{ending}").write_text("", "utf-8")
        export_plan(sample_plan(), kind, target / kind)
        kept = sorted(set((target / kind).iterdir()) - set(before))
        # an old file of such an ending is of no plan that there is; CSV files have names we know
        names = ["note.txt", "old.csv"] if kind is Format.CSV else ["note.txt"]
        assert [path.name for path in kept] == names


def test_a_plan_folder_is_no_place_for_an_export(tmp_path: Path) -> None:
    write_plan(sample_plan(), tmp_path / "plan")
    with pytest.raises(OutputNotWritten, match="something other than the tables of a plan"):
        export_plan(sample_plan(), Format.CSV, tmp_path / "plan")
    with pytest.raises(OutputNotWritten, match="is a folder, expected a file"):
        export_plan(sample_plan(), Format.JSON, tmp_path / "plan")


def test_a_file_is_replaced_only_if_somebody_says_so(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    target.write_text("mine", "utf-8")
    with pytest.raises(OutputNotWritten, match="is there already, so it is not replaced"):
        export_plan(sample_plan(), Format.EXCEL, target)
    assert target.read_text("utf-8") == "mine"
    export_plan(sample_plan(), Format.EXCEL, target, overwrite=True)
    assert "gantt" in load_workbook(target).sheetnames


def test_a_file_in_a_folder_that_there_is_not_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "plan.json"
    with pytest.raises(OutputNotWritten, match="cannot be written: No such file or directory"):
        export_plan(sample_plan(), Format.JSON, target)
    assert list(tmp_path.iterdir()) == []


def test_an_export_broken_off_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "plan.json"
    target.write_text("before", "utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scheduler.exports.json_tables._value", interrupted)
    with pytest.raises(KeyboardInterrupt):
        export_plan(sample_plan(), Format.JSON, target, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert target.read_text("utf-8") == "before"


def test_parquet_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputNotWritten, match=r"pip install 'finitecap\[parquet\]'"):
        export_plan(sample_plan(), Format.PARQUET, tmp_path / "tables")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Format.CSV, "monday-csv"),
        (Format.EXCEL, "monday.xlsx"),
        (Format.JSON, "monday-tables.json"),
    ],
)
def test_without_a_name_an_export_goes_beside_the_plan(
    kind: Format, name: str, tmp_path: Path
) -> None:
    folder = tmp_path / "monday"
    folder.mkdir()
    assert default_target(folder, kind) == tmp_path / name
    assert default_target(folder / "plan.json", kind) == tmp_path / name
    assert default_target(tmp_path / "other.json", Format.EXCEL) == tmp_path / "other.xlsx"


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of the sample plan."""
    write_plan(sample_plan(), tmp_path / "monday")
    return tmp_path / "monday"


def test_the_command_prints_where_it_wrote(folder: Path, tmp_path: Path) -> None:
    result = _run("export", folder, "--to", "csv")
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'monday-csv'}\n")
    assert (tmp_path / "monday-csv" / "operations.csv").read_text("utf-8") == (
        folder / "operations.csv"
    ).read_text("utf-8")


def test_the_command_refuses_before_it_reads_the_plan(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("mine", "utf-8")
    result = _run("export", tmp_path / "nowhere", "--to", "json", "-o", tmp_path / "out.json")
    assert result.exit_code == 2
    assert "or say --overwrite" in result.stderr
    missing = _run("export", tmp_path / "nowhere", "--to", "json", "-o", tmp_path / "other.json")
    assert missing.exit_code == 2
    assert "expected a plan folder, or the plan.json of one" in missing.stderr
    wrong = _run("export", folder, "--to", "csv", "--center", "SAW")
    assert wrong.exit_code == 2
    assert "--center is for png and pdf, not for csv." in wrong.stderr


def test_the_plan_itself_is_not_overwritten(folder: Path) -> None:
    for source in (folder, folder / "plan.json"):
        target = folder / "plan.json"
        result = _run("export", source, "--to", "json", "-o", target, "--overwrite")
        assert result.exit_code == 2
        assert "is the plan itself; choose another name" in result.stderr
    assert '"format"' in (folder / "plan.json").read_text("utf-8")[:20]


def test_a_picture_of_an_unknown_center_or_of_no_time_is_refused(folder: Path) -> None:
    unknown = _run("export", folder, "--to", "png", "--center", "SAWW")
    assert unknown.exit_code == 2
    assert "the plan has no work center 'SAWW'. Did you mean 'SAW'?" in unknown.stderr
    empty = _run("export", folder, "--to", "png", "--until", "2026-10-01")
    assert empty.exit_code == 2
    assert "begin at 2026-10-24T06:00 and end before" in empty.stderr
