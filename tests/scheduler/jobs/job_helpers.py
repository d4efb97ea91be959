"""Small scenarios for tests of job orders, and readable views of the jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import JobOrigin, Scenario
from scheduler.jobs import generate_jobs

if TYPE_CHECKING:
    from scheduler.jobs import JobProposal

SALES = (JobOrigin.SALES,)
FORECASTS = (JobOrigin.FORECAST, JobOrigin.MPS)
LOW_STOCK = (JobOrigin.LOW_STOCK,)
START = "2026-06-01T06:00"  # a Monday

Row = dict[str, object]


def scenario_of(
    *, jobs: object = None, mrp: object = None, horizon: object = "60d", **tables: object
) -> Scenario:
    """Return a scenario that starts on Monday, 1 June 2026 and works round the clock.

    Parameters
    ----------
    jobs, mrp
        Settings of job generation and of material planning.
    tables
        The rows of jobs are the table ``job_rows``.
    """
    always = [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}]
    header = {"id": "test", "start": START, "horizon": horizon}
    settings = {"jobs": jobs or {}, "mrp": mrp or {}}
    rows: Row = {"scenario": header, "calendars": always, "settings": settings, **tables}
    if "job_rows" in rows:
        rows["jobs"] = rows.pop("job_rows")
    return Scenario.model_validate(rows)


def item(name: object = "A", **fields: object) -> Row:
    """Return an item that is bought."""
    return {"id": name, "source": "buy", "lead_time": "1d", **fields}


def sale(name: str, quantity: object, due: str | None = "2026-06-20", **fields: object) -> Row:
    """Return a sales order line of item A."""
    dated = {} if due is None else {"due": due}
    return {"id": name, "item": "A", "quantity": quantity, **dated, **fields}


def forecast(name: str, quantity: object, day: str = "2026-06-01", **fields: object) -> Row:
    """Return a forecast of item A, of a month unless told otherwise."""
    return {"id": name, "item": "A", "quantity": quantity, "date": day, **fields}


def rows_of(proposal: JobProposal) -> list[tuple[str, str, float, str]]:
    """Return job, item, pieces and due date of every row."""
    return [
        (job.id, row.item, float(row.quantity), row.due.isoformat())
        for job in proposal.jobs
        for row in job.rows
    ]


def reasons_of(proposal: JobProposal) -> dict[str, str]:
    """Return why something got no job, by its id."""
    return {row.id: row.reason for row in proposal.excluded}


def quantities_of(scenario: Scenario) -> list[float]:
    """Return the pieces of every row that is generated."""
    return [quantity for _, _, quantity, _ in rows_of(generate_jobs(scenario))]


def with_jobs(scenario: Scenario, proposal: JobProposal) -> Scenario:
    """Return the scenario with the proposed jobs added."""
    return scenario.replaced(jobs=(*scenario.jobs, *proposal.jobs))
