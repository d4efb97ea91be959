"""No text of a scenario runs as a formula in a spreadsheet that opens a table."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from scheduler.outputs.sheet import write_sheet
from scheduler.outputs.table import Table, is_formula, neutral, original

LEADS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("lead", LEADS)
def test_what_spreadsheets_take_for_a_formula_is_put_behind_an_apostrophe(lead: str) -> None:
    text = f'{lead}HYPERLINK("x")'
    assert neutral(text) == f"'{text}"
    assert neutral(f"a{text}") == f"a{text}"


@pytest.mark.parametrize("text", ["-5", "+3.25", "-0.5"])
def test_a_number_is_no_formula(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize("text", ["-5+1", "--5", "-1e5", "+A1", "-", "-5.", "-²"])
def test_what_only_begins_like_a_number_is_put_behind_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@given(st.text(st.sampled_from(f"'a15.{LEADS}"), max_size=6))
def test_any_text_comes_back_from_its_cell(text: str) -> None:
    assert original(neutral(text)) == text
    assert not is_formula(neutral(text)) or neutral(text).startswith("'")


@pytest.mark.parametrize("lead", "=+-@\t")
def test_no_cell_of_a_csv_file_begins_like_a_formula(lead: str) -> None:
    stream = io.StringIO(newline="")
    Table(("id",), [(f"{lead}cmd|' /C calc'!A1",), (-5,)]).write_csv(stream)
    stream.seek(0)
    _, (cell,), (number,) = csv.reader(stream)
    assert cell[0] == "'"
    # a number of ours stays one
    assert number == "-5"


@pytest.mark.parametrize("lead", "=+-@\t")
def test_no_cell_of_a_workbook_is_or_becomes_a_formula(lead: str) -> None:
    text = f"{lead}SUM(A1)"
    book = Workbook(write_only=True)
    write_sheet(book, "t", Table(("id",), [(text,)]))
    stream = io.BytesIO()
    book.save(stream)
    cell = load_workbook(stream)["t"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    # without it Excel would run the text once somebody edits the cell
    assert cell.quotePrefix
