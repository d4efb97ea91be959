"""What a plan leaves behind: a folder of tables, the plan itself, and its report."""

from scheduler.outputs.folder import FolderKind, OutputNotWritten, check_target
from scheduler.outputs.frames import (
    costs_frame,
    demands_frame,
    load_frame,
    mrp_frame,
    operations_frame,
    orders_frame,
    pegging_frame,
    suggestions_frame,
    uncovered_frame,
    unscheduled_frame,
    valuations_frame,
)
from scheduler.outputs.plan_json import dump_plan, load_plan
from scheduler.outputs.write import write_grid, write_mrp, write_plan, write_suggestions

__all__ = [
    "FolderKind",
    "OutputNotWritten",
    "check_target",
    "costs_frame",
    "demands_frame",
    "dump_plan",
    "load_frame",
    "load_plan",
    "mrp_frame",
    "operations_frame",
    "orders_frame",
    "pegging_frame",
    "suggestions_frame",
    "uncovered_frame",
    "unscheduled_frame",
    "valuations_frame",
    "write_grid",
    "write_mrp",
    "write_plan",
    "write_suggestions",
]
