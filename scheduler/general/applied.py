"""Write what general planning found back into the scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.general.rows import examined, rows_to_plan, without_planned_orders
from scheduler.mrp.adopt import adopt
from scheduler.mrp.buckets import Buckets

if TYPE_CHECKING:
    from models.scenario import GeneralSettings, Job, JobRow, Scenario
    from scheduler.general.result import GeneralPlan, JobResult

__all__ = ["apply_suggested", "with_planned_jobs"]


def apply_suggested(scenario: Scenario) -> Scenario:
    """Return the scenario with the suggested dates of its job rows as their due dates.

    Rows without a suggestion stay as they are. The scenario must be planned again for orders that
    keep the new dates.
    """
    jobs = tuple(
        _with_rows(job, tuple(_as_suggested(row) for row in job.rows)) for job in scenario.jobs
    )
    return scenario.replaced(jobs=jobs)


def with_planned_jobs(
    scenario: Scenario, plan: GeneralPlan, settings: GeneralSettings | None = None
) -> Scenario:
    """Return the scenario with the states, suggested dates and planned orders of its jobs.

    Planned orders of these jobs that stood in the scenario are replaced. Orders that belong to no
    job are not taken over: every run plans them anew.

    Parameters
    ----------
    settings
        Those of the run; default: those of the scenario.
    """
    scenario = examined(scenario)
    settings = settings or scenario.settings.general
    found = {(row.job, row.row): row for row in plan.jobs}
    names = {row.name for row in plan.jobs}
    rows = rows_to_plan(scenario, settings, Buckets.of(scenario)).rows
    linked = [row for row in plan.material.orders if row.job in names and not row.is_document]
    jobs = tuple(
        _with_rows(job, tuple(_planned(row, found.get((job.id, row.row))) for row in job.rows))
        for job in scenario.jobs
    )
    kept = without_planned_orders(scenario, rows).replaced(jobs=jobs)
    by_name = tuple(sorted(linked, key=lambda row: row.id))
    return adopt(kept, replace(plan.material, orders=by_name))


def _with_rows(job: Job, rows: tuple[JobRow, ...]) -> Job:
    return job.model_copy(update={"rows": rows})


def _as_suggested(row: JobRow) -> JobRow:
    if row.suggested is None:
        return row
    return row.model_copy(update={"due": row.suggested, "suggested": None})


def _planned(row: JobRow, result: JobResult | None) -> JobRow:
    if result is None:
        return row
    return row.model_copy(update={"state": result.state, "suggested": result.suggested})
