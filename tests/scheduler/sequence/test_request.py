"""The file with the order wanted: what is read, and each way in which it can be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.sequence import WantedRow, read_wanted
from scheduler.sequence.columns import SEQUENCE_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path


def test_rows_are_read_in_their_order_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "wanted.csv"
    path.write_text("order;phase;machine\n\nMO-2;10;A-1\n MO-1 ;20;\n", "utf-8")
    assert read_wanted(path) == (
        WantedRow("MO-2", 10, "A-1", "line 3", str(path)),
        WantedRow("MO-1", 20, "", "line 4", str(path)),
    )


def test_a_printed_sequence_can_be_handed_back(tmp_path: Path) -> None:
    path = tmp_path / "wanted.csv"
    cells = {"order": "MO-1", "phase": "10", "machine": "A-1"}
    row = ",".join(cells.get(name, "x") for name in SEQUENCE_COLUMNS)
    path.write_text("\ufeff" + ",".join(SEQUENCE_COLUMNS) + f"\n{row}\n", "utf-8")
    assert read_wanted(path) == (WantedRow("MO-1", 10, "A-1", "line 2", str(path)),)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["sequence: expected a header row"]),
        ("order,phase\n", ["sequence: expected at least one row with an order and a phase"]),
        ("order\nMO-1\n", ["sequence line 1 phase: expected the column; it is required"]),
        (
            "order,phase,machin\nMO-1,10,A-1\n",
            ["sequence line 1: found 'machin', expected one of the columns order, phase, machine,"
             " or of a printed sequence"],
        ),
        (
            "order,phase,phase\nMO-1,10,10\n",
            ["sequence line 1: found 'phase', expected each column once"],
        ),
        (
            "order,phase\n,10\nMO-1,ten\nMO-1,-1\nMO-2\n",
            ["sequence line 2 order: expected a value; the field is required",
             "sequence line 3 phase: found 'ten', expected a whole number",
             "sequence line 4 phase: found '-1', expected a whole number",
             "sequence line 5 phase: expected a whole number"],
        ),
        ('order,phase\n"MO-1,10\n', ["sequence (line 2): expected a valid CSV table;"]),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_row_by_row(
    text: str, messages: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "wanted.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        read_wanted(path)
    found = [str(fault).splitlines()[0].removeprefix(f"{path}: ") for fault in caught.value.faults]
    assert len(found) == len(messages)
    assert all(one.startswith(other) for one, other in zip(found, messages, strict=True)), found


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenarioFile, match="expected a file that can be read"):
        read_wanted(tmp_path / "none.csv")
    path = tmp_path / "wanted.csv"
    path.write_bytes(b"order,phase\n\xff\n")
    with pytest.raises(InvalidScenarioFile, match="expected text in UTF-8"):
        read_wanted(path)


def test_names_that_spreadsheets_would_run_are_read_as_printed_sequences_have_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "wanted.csv"
    path.write_text("order,phase\n'=MO-1,10\n'MO-2,10\n", "utf-8")
    assert [row.order for row in read_wanted(path)] == ["=MO-1", "'MO-2"]
