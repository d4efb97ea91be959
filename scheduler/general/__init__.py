"""General planning: job orders to planned orders, at infinite capacity.

Each row of a job is exploded to orders of its own, which are dated as soon as possible from today
or as late as possible for the due date. What is not planned for jobs is left to MRP.
"""

from scheduler.general.applied import apply_suggested, with_planned_jobs
from scheduler.general.plan import plan_jobs
from scheduler.general.result import GeneralPlan, JobResult, LogKind, LogLine, PhaseRow

__all__ = [
    "GeneralPlan",
    "JobResult",
    "LogKind",
    "LogLine",
    "PhaseRow",
    "apply_suggested",
    "plan_jobs",
    "with_planned_jobs",
]
