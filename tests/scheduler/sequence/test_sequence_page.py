"""The page about sequences tells the columns and words that there are."""

from __future__ import annotations

from scheduler.sequence import KEYS
from scheduler.sequence.columns import SEQUENCE_COLUMNS
from scheduler.sequence.feasibility import Material, Previous
from scheduler.sequence.lists import LIST_COLUMNS
from tests.test_docs import ROOT, documented

PAGE = ROOT / "docs" / "sequence.md"
TEXT = PAGE.read_text("utf-8")


def test_every_column_is_told_and_no_other() -> None:
    assert set(documented(PAGE, "Columns of a sequence")) == set(SEQUENCE_COLUMNS)
    assert all(f"`{name}`" in TEXT for name in (*LIST_COLUMNS, *KEYS, *Material, *Previous))
