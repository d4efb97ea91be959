from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from models.plan import OperationState
from scheduler.outputs.gantt_sheet import write_gantt_sheet
from scheduler.report.palette import CLASSES
from tests.scheduler.outputs.sample_plan import sample_plan
from tests.scheduler.report.tiny import DAY, OPERATIONS, tiny_plan

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from models.plan import Plan

CLOSED = "00D6DCE3"


def _sheet(plan: Plan, **limits: int) -> Worksheet:
    made = Workbook(write_only=True)
    write_gantt_sheet(made, plan, **limits)
    stream = io.BytesIO()
    made.save(stream)
    return load_workbook(stream)["gantt"]


def _row(sheet: Worksheet, machine: str) -> dict[datetime, Cell]:
    """Return the cells of a machine by the time of their column."""
    cells = next(row for row in sheet.iter_rows() if row[1].value == machine)
    return {
        head.value: cell
        for head, cell in zip(sheet[1][2:], cells[2:], strict=True)
        if isinstance(head.value, datetime) and isinstance(cell, Cell)
    }


def _at(hour: int, day: int = 1) -> datetime:
    return datetime.fromisoformat(f"2026-06-{day:02}T{hour:02}:00")


def test_K09_cells_name_who_holds_the_machine_and_breaks_are_grey() -> None:
    sheet = _sheet(tiny_plan())
    saw = _row(sheet, "SAW-1")
    # A/10 from 08:00 to 11:00, B/10 from 11:00 to 14:00 with a break at noon; closed from 17:00
    named = {moment.hour: cell.value for moment, cell in saw.items() if cell.value}
    assert named == {8: "A", 9: "A", 10: "A", 11: "B", 13: "B"}
    closed = {m.hour for m, cell in saw.items() if cell.fill.fgColor.rgb == CLOSED}
    assert closed == {*range(6, 8), 12, *range(17, 24)}
    # before now nobody knows whether it is closed
    assert saw[_at(5)].fill.fgColor.rgb == "00000000"


def test_K09_colours_are_those_of_the_lateness_and_begun_work_is_bold() -> None:
    started = replace(OPERATIONS[3], state=OperationState.STARTED)
    sheet = _sheet(tiny_plan(operations=(*OPERATIONS[:3], started)))
    # A serves a demand that is 100 min late; C is for stock
    late, on_time = _row(sheet, "SAW-1")[_at(8)], _row(sheet, "MILL-2")[_at(6)]
    assert late.fill.fgColor.rgb == f"00{CLASSES[1].colour.lstrip('#')}"
    assert on_time.fill.fgColor.rgb == f"00{CLASSES[0].colour.lstrip('#')}"
    assert (late.font.bold, on_time.font.bold) == (False, True)


def test_who_holds_the_machine_longest_in_an_hour_is_named() -> None:
    first, _, third, _ = OPERATIONS
    # A until 11:20, B from then on: B has 40 of the 60 minutes
    rows = (replace(first, end=320), replace(third, setup_start=320, start=320, run_start=320))
    assert _row(_sheet(tiny_plan(operations=rows)), "SAW-1")[_at(11)].value == "B"


def test_a_long_plan_has_columns_of_days_or_weeks_and_never_too_many() -> None:
    far = replace(OPERATIONS[0], setup_start=20 * DAY, start=20 * DAY, run_start=20 * DAY,
                  end=20 * DAY + 60)  # fmt: skip
    plan = tiny_plan(operations=(*OPERATIONS, far))
    daily = _sheet(plan, most_columns=30)
    assert daily["C1"].number_format == "yyyy-mm-dd"
    # 1 June to 21 June
    assert daily.max_column == 2 + 21
    weekly = _sheet(plan, most_columns=5)
    assert weekly.max_column == 2 + 3
    cut = _sheet(plan, most_columns=2)
    assert cut.max_column == 2 + 2
    assert "Later work is left out" in str(cut.cell(cut.max_row, 1).value)


def test_a_sheet_with_too_many_machines_says_so() -> None:
    sheet = _sheet(tiny_plan(), most_machines=2)
    names = [row[1].value for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert names == ["SAW-1", "MILL-1"]
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("1 more machines")


def test_names_and_header_stay_and_times_are_shown_short() -> None:
    sheet = _sheet(tiny_plan())
    assert sheet.freeze_panes == "C2"
    assert sheet["C1"].number_format == "dd mmm hh:mm"
    assert sheet["C1"].value == _at(0)
    assert sheet.auto_filter.ref == "A1:Z4"  # two names and 24 hours; three machines


def test_the_end_of_summer_time_has_its_hour_once_and_all_of_the_work() -> None:
    sheet = _sheet(sample_plan())
    heads = [cell.value for cell in sheet[1][2:]]
    # 24, 25 and 26 October: the hour from 02:00 lasts two
    assert len(heads) == len(set(heads)) == 72


@pytest.mark.parametrize("name", ["=1+1", "@x", "-a", "+a"])
def test_an_order_that_looks_like_a_formula_stays_a_text(name: str) -> None:
    rows = (replace(OPERATIONS[0], order=name), *OPERATIONS[1:])
    cell = _row(_sheet(tiny_plan(operations=rows)), "SAW-1")[_at(8)]
    assert (cell.value, cell.data_type) == (name, "s")
    assert cell.quotePrefix


def test_a_plan_without_work_has_its_machines_alone() -> None:
    sheet = _sheet(tiny_plan(operations=(), orders=(), demands=()))
    assert [row[1].value for row in sheet.iter_rows(min_row=2, max_row=4)] == [
        "SAW-1", "MILL-1", "MILL-2",
    ]  # fmt: skip
