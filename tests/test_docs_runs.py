"""The pages on runs and execution tables tell what there is, and nothing else."""

from __future__ import annotations

from pathlib import Path

from scheduler.execution import EXECUTION_TABLES
from scheduler.runs import RunRecord, RunStatus
from tests.test_docs import documented, tables

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_every_execution_table_is_documented_column_by_column() -> None:
    page = DOCS / "execution.md"
    told = {name: documented(page, name) for name in tables(page) if name in EXECUTION_TABLES}
    assert told == {name: list(table.columns) for name, table in EXECUTION_TABLES.items()}
    assert list(told) == list(EXECUTION_TABLES)


def test_every_field_of_a_record_is_told() -> None:
    rows = [row[0] for row in tables(DOCS / "runs.md")["What a record has"]]
    told = [name.strip("`") for row in rows for name in row.split(", ")]
    assert sorted(told) == sorted(RunRecord.model_fields)


def test_every_way_in_which_a_run_ends_is_told() -> None:
    assert set(documented(DOCS / "runs.md", "How runs end")) == set(RunStatus)
