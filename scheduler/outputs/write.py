"""Write a plan, or a material plan, to a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

from scheduler.outputs.folder import FolderKind, write_folder
from scheduler.outputs.material_tables import (
    grid_table,
    material_orders_table,
    mrp_table,
    pegging_table,
)
from scheduler.outputs.plan_json import dump_plan
from scheduler.outputs.plan_tables import (
    demands_table,
    load_table,
    operations_table,
    orders_table,
)

if TYPE_CHECKING:
    from pathlib import Path

    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.outputs.folder import Writer

__all__ = ["write_grid", "write_mrp", "write_plan"]


def write_plan(plan: Plan, directory: Path, *, report: str | None = None) -> None:
    """Write the plan folder, whole or not at all; a plan that is there already is replaced.

    Parameters
    ----------
    plan
        What to write.
    directory
        Folder to write; parents are made where they are missing.
    report
        Text of ``report.html``; without it, no report is written.

    Raises
    ------
    OutputNotWritten
        If something other than a plan is in the way, or the folder cannot be written.
    """
    files: dict[str, Writer] = {
        "operations.csv": lambda stream: operations_table(plan).write_csv(stream),
        "orders.csv": lambda stream: orders_table(plan).write_csv(stream),
        "demands.csv": lambda stream: demands_table(plan).write_csv(stream),
        "mrp.csv": lambda stream: mrp_table(plan.material, plan.scenario).write_csv(stream),
        "pegging.csv": lambda stream: pegging_table(plan.material).write_csv(stream),
        "load.csv": lambda stream: load_table(plan).write_csv(stream),
        "kpis.json": lambda stream: _write_kpis(plan, stream),
        "plan.json": lambda stream: stream.write(dump_plan(plan)),
    }
    if report is not None:
        files["report.html"] = lambda stream: stream.write(report)
    write_folder(directory, files)


def _write_kpis(plan: Plan, stream: TextIO) -> None:
    json.dump(plan.kpis, stream, ensure_ascii=False, allow_nan=False, indent=2)
    stream.write("\n")


def write_mrp(material: MaterialPlan, scenario: Scenario, directory: Path) -> None:
    """Write the material plan to a folder, whole or not at all.

    Raises
    ------
    OutputNotWritten
        If something other than a material plan is in the way, or the folder cannot be written.
    """
    files: dict[str, Writer] = {
        "mrp.csv": lambda stream: mrp_table(material, scenario).write_csv(stream),
        "orders.csv": lambda stream: material_orders_table(material, scenario).write_csv(stream),
        "pegging.csv": lambda stream: pegging_table(material).write_csv(stream),
    }
    write_folder(directory, files, FolderKind.MATERIAL)


def write_grid(material: MaterialPlan, stream: TextIO) -> None:
    """Write the MRP grid as planners read it: one column per day, ``p0`` is the opening."""
    grid_table(material).write_csv(stream)
