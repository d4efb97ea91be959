"""Write a plan, or a material plan, to a folder."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, TextIO

from scheduler.outputs.every_table import TABLES, csv_files, material_tables
from scheduler.outputs.folder import FolderKind, write_folder
from scheduler.outputs.material_tables import grid_table, suggestions_table
from scheduler.outputs.plan_json import write_plan_json

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.outputs.folder import Writer

__all__ = ["plan_files", "write_grid", "write_mrp", "write_plan", "write_suggestions"]


def write_plan(
    plan: Plan, directory: Path, *, report: str | None = None, excel: bool = False
) -> None:
    """Write the plan folder, whole or not at all; a plan that is there already is replaced.

    Parameters
    ----------
    plan
        What to write.
    directory
        Folder to write; parents are made where they are missing.
    report
        Text of ``report.html``; without it, no report is written.
    excel
        Write all tables as ``plan.xlsx`` too; takes seconds where the plan is large.

    Raises
    ------
    OutputNotWritten
        If something other than a plan is in the way, or the folder cannot be written.
    """
    write_folder(directory, plan_files(plan, report=report, excel=excel))


def plan_files(plan: Plan, *, report: str | None = None, excel: bool = False) -> dict[str, Writer]:
    """Return what writes each file of a plan folder, by name; see `write_plan`."""
    files = csv_files({name: partial(table.make, plan) for name, table in TABLES.items()})
    files["kpis.json"] = lambda stream: _write_kpis(plan, stream)
    files["plan.json"] = lambda stream: write_plan_json(plan, stream)
    if report is not None:
        files["report.html"] = lambda stream: stream.write(report)
    if excel:
        # half a second that few plans need
        from scheduler.outputs.workbook import write_plan_workbook

        files["plan.xlsx"] = lambda stream: write_plan_workbook(plan, stream.buffer)
    return files


def _write_kpis(plan: Plan, stream: TextIO) -> None:
    json.dump(plan.kpis, stream, ensure_ascii=False, allow_nan=False, indent=2)
    stream.write("\n")


def write_mrp(
    material: MaterialPlan, scenario: Scenario, directory: Path, *, excel: bool = False
) -> None:
    """Write the material plan to a folder, whole or not at all.

    Its ``mrp.csv`` leaves out days on which nothing happens to an item: a hundred thousand items
    over a year would be millions of rows that say nothing.

    Parameters
    ----------
    excel
        Write all tables as ``mrp.xlsx`` too.

    Raises
    ------
    OutputNotWritten
        If something other than a material plan is in the way, or the folder cannot be written.
    """
    files = csv_files(material_tables(material, scenario))
    if excel:
        from scheduler.outputs.workbook import write_mrp_workbook

        files["mrp.xlsx"] = lambda out: write_mrp_workbook(material, scenario, out.buffer)
    write_folder(directory, files, FolderKind.MATERIAL)


def write_grid(
    material: MaterialPlan,
    stream: TextIO,
    items: Collection[str] | None = None,
    *,
    by_warehouse: bool = False,
) -> None:
    """Write the MRP grid as planners read it: one column per day, ``p0`` is the opening.

    Parameters
    ----------
    items
        Items to write; default: all.
    by_warehouse
        Name the warehouse of each row.
    """
    grid_table(material, items, by_warehouse=by_warehouse).write_csv(stream)


def write_suggestions(material: MaterialPlan, scenario: Scenario, stream: TextIO) -> None:
    """Write what MRP asks the planner to do, as ``suggestions.csv`` has it."""
    suggestions_table(material, scenario).write_csv(stream)
