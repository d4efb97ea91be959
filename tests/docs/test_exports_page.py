"""The pages on comparing and exporting plans: complete, and of commands that exist."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from scheduler.cli.export import command as export_command
from scheduler.difference import Difference
from scheduler.difference.figures import HIGHER_IS_BETTER, LOWER_IS_BETTER
from scheduler.difference.operations import Kind
from scheduler.difference.orders import Outcome
from scheduler.difference.write import write_difference
from scheduler.exports import Format, export_plan
from scheduler.outputs.folder_kinds import DIFFERENCE_FILES
from tests.docs.test_outputs_page import written
from tests.scheduler.outputs.sample_plan import sample_plan
from tests.test_docs import CODE, documented, tables

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMPARING, EXPORTS = DOCS / "comparing.md", DOCS / "exports.md"


def test_every_format_of_an_export_is_told() -> None:
    told = set(re.findall(r"finitecap export [^`\n]*--to (\w+)", EXPORTS.read_text("utf-8")))
    assert told - {"FORMAT"} == set(Format)
    (kinds,) = [option.type for option in export_command.params if option.name == "kind"]
    assert set(getattr(kinds, "choices", ())) == set(Format)


def test_a_difference_holds_the_documented_files_and_columns(tmp_path: Path) -> None:
    plan = sample_plan()
    write_difference(Difference(plan, plan), tmp_path / "diff", ("one", "two"))
    assert {path.name for path in (tmp_path / "diff").iterdir()} == set(DIFFERENCE_FILES)
    for name in DIFFERENCE_FILES:
        if name.endswith("csv"):
            assert documented(COMPARING, f"`{name}`") == written(tmp_path / "diff", name), name


def test_the_page_says_which_figures_are_better_low_or_high() -> None:
    rows = tables(COMPARING)["Better or worse"]
    told = {way: [n for row in rows if row[1] == way for n in CODE.findall(row[0])]
            for way in ("lower", "higher")}  # fmt: skip
    assert set(told["lower"]) == LOWER_IS_BETTER
    assert set(told["higher"]) == HIGHER_IS_BETTER


def test_every_change_and_outcome_is_told() -> None:
    text = COMPARING.read_text("utf-8")
    assert [str(word) for word in (*Kind, *Outcome) if f"`{word}`" not in text] == []


def test_the_list_of_calendars_has_the_documented_columns(tmp_path: Path) -> None:
    export_plan(sample_plan(), Format.ICAL, tmp_path, stamp=datetime(2026, 10, 24, tzinfo=UTC))
    assert documented(EXPORTS, "iCalendar") == written(tmp_path, "calendars.csv")


def test_the_pages_link_to_what_there_is() -> None:
    for page in (COMPARING, EXPORTS):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), target
