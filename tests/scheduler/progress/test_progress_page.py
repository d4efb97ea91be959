"""The page about progress tells the columns, words and numbers that there are."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.outputs.cost_tables import DEVIATION_COLUMNS
from scheduler.progress import Distribution, Figures, Kind, Reason, read_declarations, replay
from scheduler.progress.effectiveness import OEE_COLUMNS
from scheduler.progress.tables import ORDER_COLUMNS, PHASE_COLUMNS
from scheduler.progress.words import DeclarationRow
from tests.scheduler.progress.progress_helpers import actual_of, plan_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[3] / "docs" / "progress.md"
CODE = re.compile(r"`([^`\n]+)`")


def rows(heading: str) -> Iterator[list[str]]:
    """Yield the cells of the first table below a heading, without its header."""
    section = re.split(rf"^#+ {re.escape(heading)}\n", PAGE.read_text("utf-8"), flags=re.M)[1]
    lines = re.split(r"^#+ ", section, flags=re.M)[0].splitlines()
    table = [line for line in lines if line.startswith("| ")]
    for line in table[1:]:
        yield [cell.strip() for cell in line.strip("|").split(" | ")]


def names(heading: str) -> list[str]:
    return [name for cells in rows(heading) for name in CODE.findall(cells[0])]


def test_every_column_of_a_declaration_is_told_with_its_words() -> None:
    heading = "The file of declarations"
    assert names(heading) == list(DeclarationRow.model_fields)
    told = {cells[0].strip("`"): set(CODE.findall(cells[2])) for cells in rows(heading)}
    for column, words in (("kind", Kind), ("reason", Reason), ("distribution", Distribution)):
        assert {word.value for word in words} == told[column]


def test_every_column_and_key_that_is_written_is_told() -> None:
    assert names("`progress.csv`") == list(PHASE_COLUMNS)
    assert names("`order_progress.csv`") == list(ORDER_COLUMNS)
    assert names("`oee.csv`") == list(OEE_COLUMNS)
    assert names("`spent.csv`") == list(DEVIATION_COLUMNS)
    assert names("`adherence.json`") == [field.name for field in fields(Figures)]


def test_the_file_on_the_page_is_accepted(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```csv\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.M | re.S)
    assert next(csv.reader(io.StringIO(text)))[0] == "time"
    path = tmp_path / "monday.csv"
    path.write_text(text, "utf-8")
    floor = replay(plan_of(), read_declarations(path))
    assert [actual_of(floor, "MO-1/10").good, actual_of(floor, "MO-1/10").scrapped] == [98, 2]
    times = [actual_of(floor, name).machine_time for name in ("MO-2/10", "MO-3/10")]
    assert [time.total_seconds() / 60 for time in times] == [72, 48]  # 2 h over 30 and 20 pieces
