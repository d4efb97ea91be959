"""Job orders: generated from sales orders, forecasts and low stock, and how far they have gone.

A job order is what general planning starts from. Which items get one is a matter of their policy
(`scheduler.jobs.policy`), its state one of its planned orders (`scheduler.jobs.states`).
"""

from scheduler.jobs.generation import JobProposal, generate_jobs
from scheduler.jobs.states import check_transition, job_state, row_state, with_states

__all__ = [
    "JobProposal",
    "check_transition",
    "generate_jobs",
    "job_state",
    "row_state",
    "with_states",
]
