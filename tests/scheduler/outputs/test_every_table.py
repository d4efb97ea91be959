"""The one list of tables: each has the columns it says, with cells of the kind it says."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from scheduler.exports import Format, export_plan
from scheduler.outputs import every_table as listed
from scheduler.outputs import write_plan
from scheduler.outputs.columns import MOMENT, TEXT, Holds
from scheduler.outputs.every_table import EVERY_TABLE, MATERIAL_TABLES, TABLES, PlanTable
from scheduler.outputs.folder_kinds import FOLDERS, PLAN_FILES, FolderKind
from scheduler.outputs.table import Table, is_formula, original
from tests.scheduler.outputs.sample_plan import FRAME, MATERIAL, SCENARIO, sample_plan
from tests.scheduler.report.tiny import tiny_plan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scheduler.outputs.table import Cell

TYPES: dict[Holds, tuple[type, ...]] = {
    Holds.TEXT: (str,),
    Holds.FLAG: (bool,),
    Holds.WHOLE: (int,),
    Holds.NUMBER: (float, int),
    Holds.DECIMAL: (Decimal,),
    Holds.MOMENT: (datetime,),
    Holds.DATE: (date,),
}


def wrong(table: Table, kinds: Iterable[Holds]) -> set[tuple[str, str]]:
    """Return the columns with a cell that is not of its kind, and what that is."""
    return {
        (name, type(cell).__name__)
        for row in table.rows
        for name, holds, cell in zip(table.columns, kinds, row, strict=True)
        if cell is not None and type(cell) not in TYPES[holds]
    }


@pytest.mark.parametrize("name", EVERY_TABLE)
def test_a_table_of_a_plan_has_the_columns_and_kinds_of_its_entry(name: str) -> None:
    entry = EVERY_TABLE[name]
    for plan in (sample_plan(), tiny_plan()):
        made = entry.make(plan)
        assert made.columns == tuple(entry.columns)
        assert not wrong(made, tuple(entry.columns.values()))


@pytest.mark.parametrize("name", MATERIAL_TABLES)
def test_a_table_of_a_material_plan_has_the_columns_and_kinds_of_its_entry(name: str) -> None:
    entry = MATERIAL_TABLES[name]
    made = entry.make(MATERIAL, SCENARIO)
    assert made.columns == tuple(entry.columns)
    assert not wrong(made, tuple(entry.columns.values()))


def test_the_files_of_a_plan_are_its_tables_and_the_plan_itself() -> None:
    assert {*PLAN_FILES} == {*(f"{name}.csv" for name in TABLES), "kpis.json", "plan.json"} | {
        "report.html"
    }
    assert {*PLAN_FILES} <= {*FOLDERS[FolderKind.PLAN].files}
    assert {*FOLDERS} == {*FolderKind}


def test_one_entry_adds_a_table_to_every_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that a spreadsheet would run stay texts; what comes back is what was there."""
    plan = sample_plan()
    at, name = plan.clock.moment(60), "=HYPERLINK(1)"
    rows: list[tuple[Cell, ...]] = [(name, at), ("plain", None)]
    columns = {"name": TEXT, "at": MOMENT}
    added = PlanTable(columns, lambda _: Table(tuple(columns), rows))
    # one dictionary everywhere: what is set here is seen by whoever has taken it
    monkeypatch.setitem(listed.TABLES, "added", added)
    monkeypatch.setitem(listed.EVERY_TABLE, "added", added)
    write_plan(plan, tmp_path / "plan", excel=True)
    text = (tmp_path / "plan" / "added.csv").read_text("utf-8")
    assert text == f"name,at\n'{name},{at.isoformat()}\nplain,\n"
    book = load_workbook(io.BytesIO((tmp_path / "plan" / "plan.xlsx").read_bytes()))
    local = at.replace(tzinfo=None)
    assert list(book["added"].values) == [("name", "at"), (name, local), ("plain", None)]
    assert book["added"]["A2"].data_type == "s"
    assert book["added"].freeze_panes == "A2"
    assert book["added"].auto_filter.ref == "A1:B3"
    export_plan(plan, Format.PARQUET, tmp_path / "tables")
    table = parquet.read_table(tmp_path / "tables" / "added.parquet")
    assert table.to_pylist() == [{"name": name, "at": at}, {"name": "plain", "at": None}]
    export_plan(plan, Format.JSON, tmp_path / "tables.json")
    document = json.loads((tmp_path / "tables.json").read_text("utf-8"))
    assert document["added"][0] == {"name": name, "at": at.isoformat()}
    frame = plan.frame("added")
    assert (frame["name"].iloc[0], frame["at"].iloc[0]) == (name, at)


def test_a_cell_of_another_kind_is_told() -> None:
    """What the tests above rely on."""
    assert wrong(Table(("a",), [(Decimal(1),), (None,)]), (Holds.NUMBER,)) == {("a", "Decimal")}
    assert wrong(Table(("a",), [(True,)]), (Holds.WHOLE,)) == {("a", "bool")}


def test_every_format_has_the_rows_of_every_table(tmp_path: Path) -> None:
    plan = replace(sample_plan(), kpis={"late_demands": 1, "bottleneck": "SAW", "gap": None})
    for kind in (Format.PARQUET, Format.JSON, Format.EXCEL):
        export_plan(plan, kind, tmp_path / kind)
    document = json.loads((tmp_path / "json").read_text("utf-8"))
    book = load_workbook(io.BytesIO((tmp_path / "excel").read_bytes()))
    for name, entry in TABLES.items():
        size = len(list(entry.make(plan).rows))
        assert len(document[name]) == size
        read = parquet.read_table(tmp_path / "parquet" / f"{name}.parquet")
        assert (read.num_rows, read.column_names) == (size, list(entry.columns))
        if name != "mrp":  # a sheet of its own form
            assert book[name].max_row == size + 1


def test_no_cell_of_any_table_is_a_formula(tmp_path: Path) -> None:
    """The item of the sample plan is called ``=FRAME "A"``, and many tables name it."""
    plan = sample_plan()
    write_plan(plan, tmp_path / "plan", excel=True)
    found = 0
    for name in TABLES:
        with (tmp_path / "plan" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if is_formula(cell) and not cell.startswith("'")]
        found += any(original(cell) == FRAME for cell in cells)
    assert found >= 6
    book = load_workbook(io.BytesIO((tmp_path / "plan" / "plan.xlsx").read_bytes()))
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.rows for cell in row}
    assert kinds <= {"s", "n", "d", "b"}


def test_every_cell_comes_back_from_parquet_as_it_was(tmp_path: Path) -> None:
    plan = tiny_plan()
    export_plan(plan, Format.PARQUET, tmp_path / "tables")
    for name, entry in EVERY_TABLE.items():
        rows = parquet.read_table(tmp_path / "tables" / f"{name}.parquet").to_pylist()
        made = [dict(zip(entry.columns, row, strict=True)) for row in entry.make(plan).rows]
        assert rows == made, name
