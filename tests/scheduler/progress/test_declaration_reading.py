"""Declarations come from files: what is read, and how what is wrong is told."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.progress import Kind, Reason, read_declarations, replay
from tests.scheduler.progress.progress_helpers import floor_of, plan_of, write_log

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.progress import DeclarationFile

HEADER = "time,order,phase,kind,good,reason"


def read(folder: Path, text: str | bytes) -> DeclarationFile:
    path = folder / "day.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_declarations(path)


def told(folder: Path, text: str | bytes) -> list[str]:
    faults = read(folder, text).faults
    return [str(fault).replace(f"{folder}/", "") for fault in faults]


def test_every_column_is_read(tmp_path: Path) -> None:
    row = {
        "time": "2026-06-01T10:30", "order": "MO-1", "phase": "10", "kind": "interruption",
        "good": "40", "scrapped": "2", "defect": "burr", "machine_time": "1h30m",
        "labour_time": "95m", "machine": "SAW-2", "workers": "Eva; Ugo", "setup": "true",
        "reason": "maintenance", "distribution": "proportional", "note": "belt, torn",
    }  # fmt: skip
    (found,) = read_declarations(write_log(tmp_path, row)).rows
    assert (found.line, found.row.kind, found.row.reason) == (
        2, Kind.INTERRUPTION, Reason.MAINTENANCE,
    )  # fmt: skip
    assert (found.row.good, found.row.scrapped) == ((Decimal(40),), (Decimal(2),))
    assert (found.row.workers, found.row.machine) == (("Eva", "Ugo"), "SAW-2")
    assert (found.row.setup, found.row.note) == (True, "belt, torn")


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{HEADER}\n2026-06-01T08:00,MO-1,10,opening,,\n",  # a byte order mark
        "time;order;phase;kind\n2026-06-01T08:00;MO-1;10;opening\n",
        "time\torder\tphase\tkind\r\n2026-06-01 08:00\tMO-1\t10\topening\r\n",
        'kind,phase,"order",time\n\nopening,10,MO-1,2026-06-01T08:00:30\n\n',
    ],
)
def test_files_come_with_marks_semicolons_tabs_and_empty_lines(text: str, tmp_path: Path) -> None:
    floor = replay(plan_of(), read(tmp_path, text))
    assert [key for key, actual in floor.actual.items() if actual.is_open] == [("MO-1", 10)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["day.csv: declarations: expected a header row"]),
        ("\n\n", ["day.csv: declarations: expected a header row"]),
        (
            "when,order,kind\n2026-06-01T08:00,MO-1,opening\n",
            [
                "day.csv: declarations (line 1) when: found 'when', expected one of the columns"
                " time, order, phase, kind, good, scrapped, defect, machine_time, labour_time,"
                " machine, workers, setup, reason, distribution, note",
                "day.csv: declarations (line 1) time: expected the column; it is missing",
            ],
        ),
        (
            f"{HEADER},kind\n",
            [
                "day.csv: declarations (line 1) kind: found 'kind', expected each column once",
            ],
        ),
        (
            f"{HEADER}\n2026-06-01T08:00,MO-1,10,opening,,,overtime\n",
            [
                "day.csv: declarations 'MO-1' (line 2): found 'overtime', expected at most 6 cells"
                " in a row",
            ],
        ),
        (
            f'{HEADER}\n2026-06-01T08:00,"MO-1,10,opening\n',
            [
                "day.csv: declarations (line 2): expected a valid CSV table; unexpected end of"
                " data",
            ],
        ),
    ],
)
def test_a_wrong_file_or_header_is_told(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "2026-06-01,MO-1,10,opening,,",
            "time: found '2026-06-01', expected a local time with hours and minutes",
        ),
        ("1.6.2026 8:00,MO-1,10,opening,,", "expected a local time with hours and minutes"),
        ("2026-02-30T08:00,MO-1,10,opening,,", "time: found '2026-02-30T08:00', expected a date"),
        (",MO-1,10,opening,,", "time: expected a value; the field is required"),
        ("2026-06-01T08:00,,10,opening,,", "(line 2) order: expected a value"),
        ("2026-06-01T08:00,MO-1,ten,opening,,", "phase: found 'ten', expected a whole number"),
        ("2026-06-01T08:00,MO-1,10,Opening,,", "Did you mean 'opening'?"),
        ('2026-06-01T08:00,MO-1,10,progress,"2,5",', "Write '2.5', with a decimal point."),
        ("2026-06-01T08:00,MO-1,10,progress,-1,", "expected a number of at least 0"),
        ("2026-06-01T08:00,MO-1,10,interruption,,", "reason: expected production, setup, loss or"),
        ("2026-06-01T08:00,MO-1,10,interruption,,lunch", "reason: found 'lunch', expected one of"),
        ("2026-06-01T08:00,MO-1,10,progress,,loss", "expected no reason: this is no interruption"),
        ("2026-06-01T08:00,MO-1,10,opening,5,", "good: found '5', expected nothing: an opening"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row(row: str, expected: str, tmp_path: Path) -> None:
    faults = told(tmp_path, f"{HEADER}\n{row}\n")
    assert len(faults) == 1
    assert faults[0].startswith("day.csv: declarations ")
    assert "(line 2)" in faults[0]
    assert expected in faults[0]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><b onload="x', "=1+1", "\u202eOM", "🛠", "x" * 300]
)
def test_an_unknown_order_of_any_name_is_told_short_and_as_it_is(name: str, tmp_path: Path) -> None:
    row = {"time": "2026-06-01T08:00", "order": name, "phase": "10", "kind": "opening"}
    with pytest.raises(InvalidScenarioFile) as caught:
        floor_of(tmp_path, row)
    (fault,) = caught.value.faults
    assert fault.expected == "an order of the plan, or a barcode of one"
    assert fault.value == (name if len(name) <= 80 else f"{name[:77]}...")


def test_an_order_of_301_characters_is_too_long(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, f"{HEADER}\n2026-06-01T08:00,{'x' * 301},10,opening,,\n")
    assert "expected at most 300 characters" in fault
    assert len(fault) < 300


def test_another_encoding_is_told_with_a_way_out(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, f"{HEADER}\n2026-06-01T08:00,Sägen,10,opening,,\n".encode("latin-1"))
    assert "line 2: found '0xe4', expected text in UTF-8" in fault


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (fault,) = read_declarations(tmp_path / "none.csv").faults
    assert "none.csv: expected a file that can be read; No such file or directory" in str(fault)


def test_a_log_without_rows_leaves_every_phase_waiting(tmp_path: Path) -> None:
    floor = replay(plan_of(), read(tmp_path, f"{HEADER}\n"))
    assert floor.now == 0
    assert not any(actual.has_begun for actual in floor.actual.values())


def test_names_that_spreadsheets_would_run_are_read_as_tables_of_a_plan_write_them(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, f"{HEADER}\n2026-06-01T10:30,'=MO-1,10,opening,,\n")
    assert [row.row.order for row in found.rows] == [("=MO-1",)]
