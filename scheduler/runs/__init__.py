"""Saved runs: what was planned when, with which parameters, and what came of it."""

from scheduler.runs.digest import scenario_digest
from scheduler.runs.log import LOG_FILE, RunLog, RunLogError, log_of
from scheduler.runs.parameters import plan_counts, run_parameters
from scheduler.runs.record import RunRecord, RunStatus
from scheduler.runs.recording import Recording
from scheduler.runs.selection import Selection
from scheduler.runs.versions import versions

__all__ = [
    "LOG_FILE",
    "Recording",
    "RunLog",
    "RunLogError",
    "RunRecord",
    "RunStatus",
    "Selection",
    "log_of",
    "plan_counts",
    "run_parameters",
    "scenario_digest",
    "versions",
]
