"""The tables of general planning: dated job rows, phases of their orders, the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.calendar import Clock
from scheduler.outputs.every_table import csv_files, material_tables
from scheduler.outputs.folder import FolderKind, write_folder
from scheduler.outputs.plan_tables import hours, moments
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario
    from scheduler.general.result import GeneralPlan

__all__ = ["jobs_table", "log_table", "phases_table", "write_jobs"]

JOB_COLUMNS = (
    "job", "row", "item", "quantity", "start", "end", "due", "late_hours", "slack_hours",
    "suggested", "state",
)  # fmt: skip
PHASE_COLUMNS = ("order", "phase", "work_center", "start", "end")
LOG_COLUMNS = ("kind", "subject", "text")


def jobs_table(plan: GeneralPlan, scenario: Scenario) -> Table:
    """Return the planned job rows by job and row."""
    clock = Clock.of(scenario.scenario)
    at = moments(clock)
    rows = [
        (
            row.job, row.row, row.item, row.quantity, at(row.start), at(row.end), at(row.due),
            hours(clock, row.late_ticks), hours(clock, row.slack), row.suggested, str(row.state),
        )
        for row in plan.jobs
    ]  # fmt: skip
    return Table(JOB_COLUMNS, rows)


def phases_table(plan: GeneralPlan, scenario: Scenario) -> Table:
    """Return the phases of the jobs' orders, by order and phase."""
    at = moments(Clock.of(scenario.scenario))
    rows = [
        (row.order, row.phase, row.work_center, at(row.start), at(row.end)) for row in plan.phases
    ]
    return Table(PHASE_COLUMNS, rows)


def log_table(plan: GeneralPlan) -> Table:
    """Return what the planner should know."""
    return Table(LOG_COLUMNS, [(str(row.kind), row.subject, row.text) for row in plan.log])


def write_jobs(plan: GeneralPlan, scenario: Scenario, directory: Path) -> None:
    """Write jobs, phases, log and the material plan to a folder, whole or not at all.

    Raises
    ------
    OutputNotWritten
        If something other than a material plan is in the way, or the folder cannot be written.
    """
    files = csv_files(
        {
            "jobs": lambda: jobs_table(plan, scenario),
            "phases": lambda: phases_table(plan, scenario),
            "log": lambda: log_table(plan),
            **material_tables(plan.material, scenario),
        }
    )
    write_folder(directory, files, FolderKind.MATERIAL)
