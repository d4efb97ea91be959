"""What a plan leaves behind: a folder of tables, the plan itself, and its report."""

from scheduler.outputs.folder import FolderKind, OutputNotWritten, check_target
from scheduler.outputs.frames import table_frame
from scheduler.outputs.plan_json import dump_plan, load_plan
from scheduler.outputs.write import write_grid, write_mrp, write_plan, write_suggestions

__all__ = [
    "FolderKind",
    "OutputNotWritten",
    "check_target",
    "dump_plan",
    "load_plan",
    "table_frame",
    "write_grid",
    "write_mrp",
    "write_plan",
    "write_suggestions",
]
