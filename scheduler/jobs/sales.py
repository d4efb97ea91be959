"""Which sales order lines may become job orders, and why others may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.scenario import MissingDate
from scheduler.mrp.forecasts import sales_line
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from models.scenario import Demand
    from scheduler.jobs.run import JobRun
    from scheduler.mrp.forecasts import SalesLine

__all__ = ["Sale", "read_sales"]


@dataclass(frozen=True, slots=True)
class Sale:
    """A sales order line with its due date.

    Parameters
    ----------
    line
        As it takes from forecasts. What a job serves already counts as delivered here: it takes
        its part, and nothing more is planned for it.
    reasons
        Every condition of job generation that it fails.
    takes
        It takes from forecasts: it is an order, of the warehouses asked for, in the horizon.
    """

    demand: Demand
    due: date | datetime
    line: SalesLine
    reasons: tuple[str, ...]
    takes: bool


def read_sales(run: JobRun) -> list[Sale]:
    """Return every sales line, by due date, with what speaks against a job for it."""
    return sorted((_sale(run, row) for row in run.scenario.demands), key=lambda sale: sale.line)


def _sale(run: JobRun, demand: Demand) -> Sale:
    due = _due(run, demand)
    line = sales_line(demand, run.when(due))
    planned = demand.fulfilled or demand.id in run.job_of
    not_an_order = tuple(_not_an_order(run, demand, due))
    refused = tuple(_refused(run, demand))
    return Sale(
        demand,
        due,
        line._replace(is_delivered=planned),
        (*refused, *not_an_order),
        takes=not not_an_order,
    )


def _due(run: JobRun, demand: Demand) -> date | datetime:
    """Return the due date of a line, by the rule for lines without one if it has none."""
    rule = run.settings.missing_date
    if not demand.is_undated or rule is MissingDate.IGNORE:
        return demand.due
    return run.settings.given_date or (run.today if rule is MissingDate.START else run.until)


def _refused(run: JobRun, demand: Demand) -> Iterator[str]:
    """Yield why a line that is a sound order gets no job."""
    item = run.scenario.item_by_id[demand.item]
    if not item.job_generation:
        yield Said("{item} generates no job orders", item=item.id)
    if item.excluded:
        yield Said("{item} is excluded from planning", item=item.id)
    if demand.fulfilled:
        yield Said("it is delivered")
    if demand.id in run.job_of:
        yield Said("job {job} serves it", job=run.job_of[demand.id])


def _not_an_order(run: JobRun, demand: Demand, due: date | datetime) -> Iterator[str]:
    """Yield why a line is none that is planned now."""
    if not run.is_asked(demand.warehouse):
        if demand.warehouse:
            yield Said(
                "it is shipped from {warehouse}, which is not asked for",
                warehouse=demand.warehouse,
            )
        else:
            yield Said("it is shipped from no warehouse, which is not asked for")
    if not demand.confirmed:
        yield Said("it is not confirmed")
    if not demand.printed:
        yield Said("it is not printed")
    if demand.is_undated and due == demand.due:
        yield Said("it has no due date")
        return
    bucket = run.when(due).bucket
    if bucket >= run.buckets.count:
        yield Said("it is due after {date}, the last day planned", date=Moment.of_day(run.last_day))
    if bucket < 0 and run.settings.exclude_delayed:
        yield Said("it is overdue")
