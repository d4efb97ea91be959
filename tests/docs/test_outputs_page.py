"""The page on outputs: every file, column and key that is written, in its order."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from models.plan import Mode
from scheduler.comparison import Comparison
from scheduler.comparison.write import write_comparison
from scheduler.ddmrp import buffer_states
from scheduler.ddmrp.table import buffers_table
from scheduler.files import read
from scheduler.general import plan_jobs
from scheduler.general import tables as general_tables
from scheduler.jobs import generate_jobs
from scheduler.jobs import tables as job_tables
from scheduler.outputs import dump_plan, write_mrp, write_plan
from scheduler.outputs.columns import DATE, MOMENT
from scheduler.outputs.every_table import TABLES
from scheduler.outputs.folder_kinds import MATERIAL_FILES, PLAN_FILES
from tests.scheduler.outputs.sample_plan import MATERIAL, SCENARIO, sample_plan
from tests.test_docs import CODE, OUTPUTS_PAGE, ROOT, documented, tables

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, name: str) -> list[str]:
    """Return the columns of a CSV file, or the keys of a JSON file."""
    text = (folder / name).read_text("utf-8")
    return list(json.loads(text)) if name.endswith("json") else next(csv.reader(io.StringIO(text)))


def test_the_plan_folder_holds_the_documented_files_and_columns(tmp_path: Path) -> None:
    plan = sample_plan()
    write_plan(plan, tmp_path / "plan", report="")
    headings = tables(OUTPUTS_PAGE)
    for name in PLAN_FILES:
        assert f"`{name}`" in headings
        if not name.endswith("html"):
            keys = written(tmp_path / "plan", name)
            keys += ["verified"] * (name == "kpis.json")  # the pipeline adds it
            assert documented(OUTPUTS_PAGE, f"`{name}`") == keys, name
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == sorted(PLAN_FILES)
    assert json.loads(dump_plan(plan))["format"] == 6


def test_columns_that_are_moments_and_days_are_documented_as_such() -> None:
    for name, entry in TABLES.items():
        rows = tables(OUTPUTS_PAGE)[f"`{name}.csv`"]
        units = {column: row[1] for row in rows for column in CODE.findall(row[0])}
        for kind, unit in ((MOMENT, "moment"), (DATE, "date")):
            kinds = {column for column, holds in entry.columns.items() if holds is kind}
            assert {column for column, told in units.items() if told == unit} == kinds, name


def test_the_material_folder_has_the_columns_of_the_plan_folder(tmp_path: Path) -> None:
    write_mrp(MATERIAL, SCENARIO, tmp_path / "mrp")
    assert sorted(path.name for path in (tmp_path / "mrp").iterdir()) == sorted(MATERIAL_FILES)
    for name in MATERIAL_FILES:
        assert documented(OUTPUTS_PAGE, f"`{name}`") == written(tmp_path / "mrp", name)


def test_job_orders_and_buffers_have_the_documented_columns() -> None:
    pumps = read(ROOT / "scenarios" / "pumps.yaml").scenario
    proposal = generate_jobs(pumps)
    made = {
        "`jobs.csv` of job generation": job_tables.jobs_table(proposal.jobs),
        "`excluded.csv`": job_tables.excluded_table(proposal.excluded),
        "`low_stock.csv`": job_tables.low_stock_table(proposal.low_stock),
        "Columns of the buffers": buffers_table(buffer_states(pumps)),
    }
    with_jobs = pumps.replaced(jobs=proposal.jobs)
    planned = plan_jobs(with_jobs)
    made |= {
        "`jobs.csv` of general planning": general_tables.jobs_table(planned, with_jobs),
        "`phases.csv`": general_tables.phases_table(planned, with_jobs),
        "`log.csv`": general_tables.log_table(planned),
    }
    for heading, table in made.items():
        assert documented(OUTPUTS_PAGE, heading) == list(table.columns), heading


def test_a_comparison_holds_the_documented_files_and_columns(tmp_path: Path) -> None:
    plan = sample_plan()
    plans = {Mode.ASAP: plan, Mode.ALAP: plan}
    write_comparison(Comparison(plan, plans, plans), tmp_path / "compare")
    files = {
        "compare.csv": "`compare.csv`",
        "overload.csv": "`overload.csv`",
        "demands.csv": "`demands.csv` of a comparison",
    }
    found = {path.name for path in (tmp_path / "compare").iterdir()}
    assert found == {*files, "compare.html"}
    for name, heading in files.items():
        assert documented(OUTPUTS_PAGE, heading) == written(tmp_path / "compare", name)
