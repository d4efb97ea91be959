"""The Excel workbook of a plan, as Excel would read it."""

from __future__ import annotations

import gc
import io
import sys
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook

from models.material import MaterialPlan
from scheduler.outputs import write_mrp, write_plan
from scheduler.outputs.every_table import MATERIAL_TABLES
from scheduler.outputs.mrp_sheet import write_mrp_sheet
from scheduler.outputs.sheet import write_sheet
from scheduler.outputs.table import Table
from scheduler.report.palette import CLASSES
from tests.scheduler.outputs.sample_plan import FRAME, MATERIAL, SCENARIO, sample_plan, units

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

SHEETS = [
    "orders", "demands", "unscheduled", "operations", "gantt", "subcontracts", "costs",
    "valuations", "mrp", "pegging", "suggestions", "uncovered", "load", "capacity",
    "centers", "kpis",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """Return the workbook of the sample plan."""
    folder = tmp_path_factory.mktemp("excel") / "plan"
    write_plan(sample_plan(), folder, excel=True)
    return load_workbook(folder / "plan.xlsx")


def _made(fill: Callable[[Workbook], None]) -> Worksheet:
    """Return the only sheet of a workbook, read back."""
    made = Workbook(write_only=True)
    fill(made)
    stream = io.BytesIO()
    made.save(stream)
    sheet: Worksheet = load_workbook(stream).worksheets[0]
    return sheet


def _values(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_a_plan_has_a_sheet_for_each_table(book: Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_a_material_plan_has_a_workbook_of_its_own_name_if_asked(tmp_path: Path) -> None:
    write_mrp(MATERIAL, SCENARIO, tmp_path / "mrp", excel=True)
    names = load_workbook(tmp_path / "mrp" / "mrp.xlsx").sheetnames
    assert names == ["orders", "mrp", "pegging", "suggestions", "uncovered"]
    write_mrp(MATERIAL, SCENARIO, tmp_path / "mrp")
    # not asked for: that of the plan before would tell of another plan
    assert not (tmp_path / "mrp" / "mrp.xlsx").exists()


def test_headers_stay_and_have_filters_and_columns_fit(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes == {"mrp": "E2", "gantt": "C2"}.get(sheet.title, "A2")
        # below the rows of the Gantt sheet its colours are explained
        assert sheet.auto_filter.ref == sheet.dimensions or sheet.title == "gantt"
        assert sheet["A1"].font.bold
    assert book["suggestions"].column_dimensions["I"].width == len("MO-1 begins on 24 October") + 2


def test_moments_are_local_dates_and_quantities_are_numbers(book: Workbook) -> None:
    sheet = book["operations"]
    row = dict(zip(_values(sheet)[0], _values(sheet)[3], strict=True))
    assert row["setup_start"] == datetime(2026, 10, 24, 10)  # noqa: DTZ001 - Excel knows no zones
    assert row["quantity"] == 15
    assert sheet["H4"].number_format == "yyyy-mm-dd hh:mm"
    assert book["load"]["B2"].number_format == "yyyy-mm-dd"
    assert _values(book["orders"])[1][3] == 2.999995


def test_an_id_that_looks_like_a_formula_stays_a_text(book: Workbook) -> None:
    cell = book["demands"]["B2"]
    assert (cell.value, cell.data_type) == (FRAME, "s")


def test_the_mrp_sheet_has_a_row_for_each_quantity_and_a_column_for_each_day(
    book: Workbook,
) -> None:
    rows = _values(book["mrp"])
    assert rows[0][:4] == ("item", "warehouse", "quantity", "opening")
    assert rows[0][4:] == tuple(datetime(2026, 10, day) for day in (24, 25, 26))  # noqa: DTZ001
    by_label = {row[2]: row[3:] for row in rows if row[0] == "TUBE"}
    assert by_label == {
        "of it indep": (None, None, None, None),
        f"of it {FRAME}x0.333333": (None, 4.999995, None, None),
        "Gross requirements": (None, 4.999995, None, None),
        "Scheduled receipts": (None, 2.999995, None, None),
        "Projected on hand": (2, 0, 0, 0),
        "Net requirements": (None, None, None, None),
        "Planned receipts": (None, None, None, None),
        "Planned releases": (None, None, None, None),
    }
    assert rows[-1][1] == "MAIN"


def test_quantities_below_zero_are_red(book: Workbook) -> None:
    (area,) = book["mrp"].conditional_formatting
    # 7 rows of FRAME, 8 of TUBE, below the header; opening and three days
    assert str(area.sqref) == "D2:G16"
    assert [(rule.operator, rule.formula) for rule in area.rules] == [("lessThan", ["0"])]


@pytest.mark.parametrize(("name", "column"), [("orders", "H"), ("demands", "F")])
def test_hours_late_have_the_colours_of_the_report(book: Workbook, name: str, column: str) -> None:
    sheet = book[name]
    assert sheet[f"{column}1"].value == "late_hours"
    (area,) = sheet.conditional_formatting
    assert str(area.sqref) == f"{column}2:{column}{sheet.max_row}"
    # more than three days, one or more, more than none: the first that holds counts
    limits = (("greaterThan", "72"), ("greaterThanOrEqual", "24"), ("greaterThan", "0"))
    assert [
        (rule.operator, rule.formula, rule.stopIfTrue, rule.dxf.fill.bgColor.rgb[2:].lower())
        for rule in sorted(area.rules, key=lambda rule: rule.priority)
    ] == [
        (operator, [hours], True, late.colour.lstrip("#"))
        for (operator, hours), late in zip(limits, reversed(CLASSES[1:]), strict=True)
    ]


def test_key_figures_are_a_sheet_of_two_columns(book: Workbook) -> None:
    assert ("late_demands", 1) in _values(book["kpis"])


@pytest.mark.parametrize(("number", "last"), [(3, ("c",)), (4, "2 more rows")])
def test_a_sheet_that_is_full_says_so_in_its_last_row(number: int, last: object) -> None:
    rows = [(letter,) for letter in "abcdefg"[:number]]
    sheet = _made(lambda made: write_sheet(made, "pegging", Table(("x",), rows), most_rows=4))
    values = _values(sheet)
    assert len(values) == 4
    if isinstance(last, str):
        assert str(values[-1][0]).startswith(last)
        assert "pegging.csv has them all" in str(values[-1][0])
    else:
        assert values[-1] == last


def test_an_mrp_sheet_that_is_too_large_ends_with_a_whole_item_and_says_so() -> None:
    # FRAME takes 7 rows of 3 days, TUBE 8 more
    sheet = _made(lambda made: write_mrp_sheet(made, MATERIAL, SCENARIO, most_cells=7 * 3))
    values = _values(sheet)
    assert {row[0] for row in values[1:-1]} == {FRAME}
    assert str(values[-1][0]).startswith("1 more items")
    assert len(values) == 1 + 7 + 1


def test_a_quantity_below_zero_keeps_its_sign() -> None:
    grid = replace(MATERIAL.grid[0], projected_on_hand=units(-1.5, 0, 0))
    plan = MaterialPlan((), (), (grid,), 3)
    values = _values(_made(lambda made: write_mrp_sheet(made, plan, SCENARIO)))
    assert next(row[4:] for row in values if row[2] == "Projected on hand") == (-1.5, 0, 0)


def test_texts_that_excel_does_not_take_are_written_without_what_it_refuses() -> None:
    rows = [("a\x00b",), ("#N/A",), ("y" * 40_000,), ("",)]
    sheet = _made(lambda made: write_sheet(made, "t", Table(("x",), rows)))
    assert [row[0] for row in _values(sheet)[1:4]] == [
        "a\N{REPLACEMENT CHARACTER}b", "#N/A", "y" * 32_767,
    ]  # fmt: skip
    assert sheet["A3"].data_type == "s"


def test_a_moment_before_excels_calendar_is_a_text() -> None:
    early = datetime(1899, 5, 1, 6)  # noqa: DTZ001 - as read from a calendar
    sheet = _made(lambda made: write_sheet(made, "t", Table(("x",), [(early,)])))
    assert sheet["A2"].value == "1899-05-01T06:00:00"


def test_a_plan_without_anything_has_a_workbook(tmp_path: Path) -> None:
    empty = replace(
        sample_plan(),
        operations=(),
        orders=(),
        demands=(),
        load=(),
        unscheduled=(),
        material=MaterialPlan((), ()),
    )
    write_plan(empty, tmp_path / "plan", excel=True)
    book = load_workbook(tmp_path / "plan" / "plan.xlsx")
    assert book.sheetnames == SHEETS
    sizes = {sheet.title: sheet.max_row for sheet in book.worksheets}
    assert {name for name, size in sizes.items() if size > 1} == {
        "gantt",
        "capacity",
        "centers",
        "kpis",
    }


def test_a_workbook_broken_off_complains_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: complaints.append(str(told)))

    def interrupted(*_: object) -> Table:
        raise KeyboardInterrupt

    table = replace(MATERIAL_TABLES["uncovered"], make=interrupted)
    monkeypatch.setattr(
        "scheduler.outputs.workbook.MATERIAL_TABLES", {**MATERIAL_TABLES, "uncovered": table}
    )
    with pytest.raises(KeyboardInterrupt):
        write_mrp(MATERIAL, SCENARIO, tmp_path / "mrp", excel=True)
    gc.collect()
    assert complaints == []
    assert list(tmp_path.iterdir()) == []
