"""A table of operations that somebody has edited: which cell, which line, which rule."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from scheduler.outputs.plan_tables import operations_table
from scheduler.plan_check.edited import FILE, broken_lines, read_operations
from tests.scheduler.simulation.shops import planned

if TYPE_CHECKING:
    from pathlib import Path

PLAN = planned()
"""TWO is pressed from 06, FOUR from 08, SIX from 12 on Monday: PRESS is in lines 2 to 4."""


def written(folder: Path) -> Path:
    """Write the table of operations, and return its folder."""
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        operations_table(PLAN).write_csv(stream)
    return folder


def edited(folder: Path, line: int, **cells: str) -> Path:
    """Return a folder in whose table of operations a line has other cells."""
    written(folder)
    with (folder / FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    for name, text in cells.items():
        rows[line - 1][rows[0].index(name)] = text
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return folder


def test_a_table_that_nobody_edited_has_no_other_cells(tmp_path: Path) -> None:
    found = read_operations(written(tmp_path), PLAN)
    assert found.cells == ()
    assert set(found.plan.operations) == set(PLAN.operations)
    assert found.plan.orders == PLAN.orders
    assert broken_lines(found, PLAN.scenario) == []


def test_an_edit_that_breaks_a_rule_is_told_with_its_line(tmp_path: Path) -> None:
    # FOUR is made to begin an hour before TWO leaves the press
    start, end = "2026-06-01T07:00:00+00:00", "2026-06-01T11:00:00+00:00"
    folder = edited(tmp_path, 3, setup_start=start, operation_start=start, start=start, end=end)
    found = read_operations(folder, PLAN)
    assert len(found.cells) == 4
    place = f"{folder / FILE}: order MO-FOUR-1 phase 10 (line 3)"
    was = "plan.json has '2026-06-01T08:00:00+00:00'"
    assert f"{place} setup_start: found '{start}', {was}" in found.cells
    told = broken_lines(found, PLAN.scenario)
    assert any("capacity: " in line and "PRESS" in line for line in told), told


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"machine": "PRESS-9"}, "(line 3): machine: order MO-FOUR-1 phase 10: runs on machine"),
        ({"work_center": "PACK"}, "(line 3): machine: order MO-FOUR-1 phase 10: "),
        ({"end": "2026-06-01T11:00:00+00:00"}, "(line 3): duration: order MO-FOUR-1 phase 10: "),
        ({"quantity": "2"}, "(line 3): unknown: order MO-FOUR-1 phase 10: "),
        ({"sequence": "3"}, ": report: order MO-FOUR-1 phase 10: is number 3 on PRESS-1"),
        ({"state": "started"}, "(line 3): report: order MO-FOUR-1 phase 10: is called started"),
    ],
)
def test_each_rule_names_the_line_that_breaks_it(
    cells: dict[str, str], rule: str, tmp_path: Path
) -> None:
    found = read_operations(edited(tmp_path, 3, **cells), PLAN)
    assert any(rule in line for line in broken_lines(found, PLAN.scenario))


def test_an_edit_that_breaks_no_rule_is_only_told(tmp_path: Path) -> None:
    # TWO is packed at 09 instead of 08: there is room, and the demand is due on Thursday
    start, end = "2026-06-01T09:00:00+00:00", "2026-06-01T10:00:00+00:00"
    folder = edited(tmp_path, 5, setup_start=start, operation_start=start, start=start, end=end)
    found = read_operations(folder, PLAN)
    assert len(found.cells) == 4
    assert "order MO-TWO-1 phase 20 (line 5)" in found.cells[0]
    assert broken_lines(found, PLAN.scenario) == []


@pytest.mark.parametrize(
    ("line", "cells", "text"),
    [
        (3, {"order": "MO-FUOR-1"}, "order MO-FUOR-1 phase 10 (line 3) order: found 'MO-FUOR-1'"),
        (3, {"order": "MO-FUOR-1"}, "Did you mean 'MO-FOUR-1'?"),
        (3, {"phase": "11"}, "phase: found '11', expected a phase that the plan has"),
        (3, {"phase": "²"}, "phase: found '²', expected a phase that the plan has"),
        (3, {"order": "MO-TWO-1"}, "(line 3): expected each phase once; line 2 has it too"),
        (3, {"start": "noon"}, "start: found 'noon', expected a time such as 2026-06-09T08:00"),
        (3, {"end": "2026-06-01T12:00:30+00:00"}, "expected a time such as 2026-06-09T08:00"),
        (3, {"state": "done"}, "found 'done', expected one of planned, frozen, started"),
        (3, {"quantity": "1,5"}, "quantity: found '1,5', expected a number"),
        (3, {"quantity": "NaN"}, "quantity: found 'NaN', expected a number"),
        (3, {"changeover_minutes": "0.3"}, "expected a number of minutes, in whole ticks of the"),
        (3, {"sequence": ""}, "operations order MO-FOUR-1 phase 10 (line 3) sequence: expected a"),
        (1, {"machine": "machin"}, "operations (line 1) machin: found 'machin', expected a column"),
        (1, {"machine": "machin"}, "Did you mean 'machine'?"),
        (1, {"machine": ""}, "operations (line 1) machine: expected the column; it is missing"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    line: int, cells: dict[str, str], text: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        read_operations(edited(tmp_path, line, **cells), PLAN)
    assert text in str(caught.value)


def test_a_row_that_is_gone_is_missing(tmp_path: Path) -> None:
    folder = written(tmp_path)
    lines = (folder / FILE).read_text("utf-8").splitlines()
    (folder / FILE).write_text("\n".join([*lines[:2], *lines[3:]]), "utf-8")
    found = read_operations(folder, PLAN)
    assert found.cells == (f"{folder / FILE}: order MO-FOUR-1 phase 10: the row is gone",)
    assert any("missing: order MO-FOUR-1 phase 10" in r for r in broken_lines(found, PLAN.scenario))


def test_rows_that_are_gone_are_told_in_the_order_of_the_plan(tmp_path: Path) -> None:
    folder = written(tmp_path)
    head = (folder / FILE).read_text("utf-8").splitlines()[0]
    (folder / FILE).write_text(f"{head}\n", "utf-8")
    wanted = [f"order {row.order} phase {row.phase}: the row is gone" for row in PLAN.operations]
    found = read_operations(folder, PLAN)
    assert [cell.partition(": ")[2] for cell in found.cells] == wanted


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16", "found '0xff', expected text in UTF-8"),
        ("latin-1", "found '0xfc', expected text in UTF-8"),
    ],
)
def test_other_encodings_are_refused_with_a_way_out(
    encoding: str, text: str, tmp_path: Path
) -> None:
    folder = written(tmp_path)
    content = (folder / FILE).read_text("utf-8").replace("MO-FOUR-1", "MO-FÜnf")
    (folder / FILE).write_bytes(content.lower().encode(encoding))
    with pytest.raises(InvalidScenarioFile) as caught:
        read_operations(folder, PLAN)
    assert text in str(caught.value)
    assert "in Excel choose 'CSV UTF-8'" in str(caught.value)


def test_a_table_that_excel_saved_with_semicolons_and_a_mark_is_the_same(tmp_path: Path) -> None:
    folder = written(tmp_path)
    content = (folder / FILE).read_text("utf-8").replace(",", ";")
    (folder / FILE).write_text(content, "utf-8-sig")
    assert read_operations(folder, PLAN).cells == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(line=st.integers(2, 7), column=st.integers(0, 15), text=st.text(max_size=12))
def test_whatever_a_cell_holds_it_is_refused_told_or_the_same(
    line: int, column: int, text: str, tmp_path: Path
) -> None:
    folder = written(tmp_path)
    with (folder / FILE).open(encoding="utf-8", newline="") as stream:
        name = next(csv.reader(stream))[column]
    folder = edited(tmp_path, line, **{name: text.replace("\0", "")})
    try:
        found = len(read_operations(folder, PLAN).cells)
    except InvalidScenarioFile as error:
        found = str(error).count("(line ")
    assert found == 1 or _is_same(line, name, text, folder)


def _is_same(line: int, name: str, text: str, folder: Path) -> bool:
    """Tell whether a cell says what the plan says, white space apart."""
    with (written(folder) / FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    return rows[line - 1][rows[0].index(name)].strip() == text.replace("\0", "").strip()
