"""The one list of what folders hold: their files, how they are known, what they may replace."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.outputs.every_table import EVERY_TABLE, MATERIAL_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "COMPARISON_FILES",
    "DIFFERENCE_FILES",
    "DISPATCH_FILES",
    "EXECUTION_FILES",
    "FOLDERS",
    "MATERIAL_FILES",
    "PLAN_FILES",
    "PROGRESS_FILES",
    "SIMULATION_FILES",
    "WORKBOOK_FILES",
    "Folder",
    "FolderKind",
]


def _csv(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}.csv" for name in names)


PLAN_FILES = (*_csv(TABLES), "kpis.json", "plan.json", "report.html")

MATERIAL_FILES = _csv(MATERIAL_TABLES)

WORKBOOK_FILES = ("plan.xlsx", "mrp.xlsx")
"""Written only if they are asked for."""

COMPARISON_FILES = ("compare.csv", "compare.html", "demands.csv", "overload.csv")

DIFFERENCE_FILES = (
    "diff.csv", "kpis.csv", "orders.csv", "demands.csv", "sequences.csv", "inputs.csv", "diff.html",
)  # fmt: skip

JOB_FILES = ("jobs.csv", "phases.csv", "log.csv")
"""Beside the material plan, where job orders were planned."""

SIMULATION_FILES = ("simulation.json", "changes.csv", "applied.json", "before.json")
"""Beside the plan: in a snapshot, in a plan that was one, and in what was there before it."""

PROGRESS_FILES = (
    "progress.csv", "order_progress.csv", "oee.csv", "spent.csv", "adherence.json", "progress.html",
)  # fmt: skip

DISPATCH_FILES = ("dispatch.csv", "dispatch.html")
"""Beside them one list for each work center, see `scheduler.outputs.folder.list_file`."""


EXECUTION_FILES = _csv(
    (
        "parameters", "import_warnings", "execution_errors", "purchase_orders",
        "subcontract_orders", "production_orders", "operations", "dependent_demand",
        "sales_orders", "internal_orders", "tasks", "stock_records", "worker_activities",
        "resource_activities",
    )
)  # fmt: skip
"""Those of `scheduler.execution`, which is made of this package and cannot be asked here."""


class FolderKind(StrEnum):
    """What a folder holds, as messages call it."""

    PLAN = "a plan"
    MATERIAL = "a material plan"
    COMPARISON = "a comparison"
    SNAPSHOT = "a snapshot of a plan"
    BEFORE = "a plan that was replaced"
    PROGRESS = "progress"
    DISPATCH = "work lists"
    DIFFERENCE = "a difference of two plans"
    TABLES = "the tables of a plan"
    EXECUTION = "the execution tables of a plan"
    PARQUET = "the Parquet tables of a plan"
    CALENDARS = "calendars of work centers"


@dataclass(frozen=True, slots=True)
class Folder:
    """One kind of folder.

    Parameters
    ----------
    mark, head
        By which file it is known, and how that begins, white space apart.
    files
        Names that it may hold; all others in it are the user's.
    replaces
        What it may take the place of.
    ending
        Of files that are ours in it, whatever their names; empty for none.
    """

    mark: str
    head: str
    files: tuple[str, ...]
    replaces: tuple[FolderKind, ...]
    ending: str = ""


_JSON = '{"format":'
_OF_PLANS = (*PLAN_FILES, *WORKBOOK_FILES, *SIMULATION_FILES)

# the first whose file is there tells: a plan holds an mrp.csv too, and what is more than a plan
# holds a plan.json. Snapshots are never replaced: others may be their children
FOLDERS: Mapping[FolderKind, Folder] = {
    FolderKind.SNAPSHOT: Folder("simulation.json", _JSON, _OF_PLANS, ()),
    FolderKind.BEFORE: Folder("before.json", _JSON, _OF_PLANS, ()),
    FolderKind.PLAN: Folder(
        "plan.json", _JSON, _OF_PLANS, (FolderKind.PLAN, FolderKind.MATERIAL)
    ),
    FolderKind.COMPARISON: Folder(
        "compare.csv", "name,on_time,demands,", COMPARISON_FILES, (FolderKind.COMPARISON,)
    ),
    FolderKind.DIFFERENCE: Folder(
        "diff.csv", "order,item,phase,change,", DIFFERENCE_FILES, (FolderKind.DIFFERENCE,)
    ),
    FolderKind.EXECUTION: Folder(
        "tasks.csv", "task,work_center,machine,", EXECUTION_FILES, (FolderKind.EXECUTION,)
    ),
    FolderKind.TABLES: Folder(
        "operations.csv", "work_center,machine,sequence,", _csv(EVERY_TABLE), (FolderKind.TABLES,)
    ),
    FolderKind.PARQUET: Folder(
        "operations.parquet", "PAR1", (), (FolderKind.PARQUET,), ending=".parquet"
    ),
    FolderKind.CALENDARS: Folder(
        "calendars.csv", "work_center,file,events", ("calendars.csv",), (FolderKind.CALENDARS,),
        ending=".ics",
    ),
    FolderKind.MATERIAL: Folder(
        "mrp.csv", "item,bucket,gross,", (*MATERIAL_FILES, *JOB_FILES, *WORKBOOK_FILES),
        (FolderKind.MATERIAL,),
    ),
    FolderKind.PROGRESS: Folder(
        "progress.csv", "order,item,phase,", PROGRESS_FILES, (FolderKind.PROGRESS,)
    ),
    FolderKind.DISPATCH: Folder(
        "dispatch.csv", "work_center,machine,sequence,", DISPATCH_FILES, (FolderKind.DISPATCH,)
    ),
}  # fmt: skip
