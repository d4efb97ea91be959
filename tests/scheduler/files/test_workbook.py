"""Excel workbooks: typed cells in, harmless text out."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook

from models.errors import InvalidScenarioFile
from scheduler.files import load, save
from scheduler.files.shape import tables
from scheduler.files.workbook import format_workbook, read_workbook, sheet_name
from tests.scheduler.files.sound import SOUND

if TYPE_CHECKING:
    from pathlib import Path


def test_every_table_has_a_sheet_name_of_its_own_that_excel_takes() -> None:
    names = {sheet_name(table) for table in tables()}
    assert len(names) == len(tables())
    assert max(map(len, names)) <= 31
    assert sheet_name("routings.operations.alternatives") == "routings.oper.alternatives"


def test_typed_cells_mean_the_same_as_text() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Orders"
    sheet.append(["id", "quantity", "frozen", "end", "start", "item", "status"])
    day, moment = datetime(2026, 6, 4), datetime(2026, 6, 1, 6, 30)  # noqa: DTZ001
    sheet.append([7, 12.5, True, day, moment, "007", timedelta(hours=1, minutes=30)])
    sheet["D2"].number_format = "yyyy-mm-dd"
    sheet["E2"].number_format = "dd/mm/yyyy hh:mm"
    out = io.BytesIO()
    book.save(out)
    document = read_workbook(out.getvalue(), "b.xlsx")
    assert document.tree["orders"] == [
        {
            "id": "7",
            "quantity": "12.5",
            "frozen": "true",
            "end": "2026-06-04",
            "start": "2026-06-01T06:30",
            "item": "007",
            "status": "1h30m",
        }
    ]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    texts = ["=1+1", "+1", "-1", "@x", "#N/A", "007", "=HYPERLINK(A1)"]
    content = format_workbook({"stock": [{"item": text, "quantity": 1} for text in texts]})
    sheet = load_workbook(io.BytesIO(content))["stock"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_the_header_is_bold_and_frozen() -> None:
    content = format_workbook({"stock": [{"item": "A", "quantity": 1}]})
    sheet = load_workbook(io.BytesIO(content))["stock"]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])


def test_a_fault_names_the_row_of_its_sheet(tmp_path: Path) -> None:
    source, path = tmp_path / "sound.yaml", tmp_path / "shop.xlsx"
    source.write_text(SOUND, encoding="utf-8")
    save(load(source), path)
    book = load_workbook(path)
    book["boms.components"]["C4"] = -3
    book.save(path)
    with pytest.raises(InvalidScenarioFile) as caught:
        load(path)
    assert str(caught.value) == (
        f"{path}: boms.components 'FRAME' / 'TUBE' (sheet row 4) quantity: found '-3', "
        "expected a number above 0"
    )


def test_an_unknown_sheet_is_a_fault_unless_it_is_private_or_empty(tmp_path: Path) -> None:
    source, path = tmp_path / "sound.yaml", tmp_path / "shop.xlsx"
    source.write_text(SOUND, encoding="utf-8")
    save(load(source), path)
    book = load_workbook(path)
    book.create_sheet("Sheet1")
    book.create_sheet("_notes")["A1"] = "anything"
    book.save(path)
    assert load(path) == load(source)
    book["demands"].title = "demnads"
    book.save(path)
    with pytest.raises(InvalidScenarioFile) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert (fault.table, fault.hint) == ("demnads", "Did you mean 'demands'?")
