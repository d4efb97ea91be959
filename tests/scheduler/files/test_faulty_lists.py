"""Lists whose rows are faulty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.files import load

if TYPE_CHECKING:
    from pathlib import Path

PLANT = """\
scenario: {id: a, start: 2026-06-01}
calendars: [{id: day, shifts: {mon-fri: ["08:00-16:00"]}}]
items: [{id: A, source: make, lead_time: 1d}]
"""


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("[{row: 0, item: A, quantity: 1, due: 2026-06-09}]", "found '0', expected a number"),
        ("[]", "rows: found 'a list', expected at least 1 row"),
    ],
)
def test_a_list_is_not_called_empty_for_a_faulty_row(tmp_path: Path, rows: str, told: str) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(f"{PLANT}jobs: [{{id: J1, rows: {rows}}}]\n", encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        load(path)
    assert len(caught.value.faults) == 1
    assert told in str(caught.value)
