"""Which rows of job orders are planned, in which order, and for when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from models.scenario import JobState, OrderStatus
from models.scenario.calendar import expand_days
from scheduler.general.result import LogKind, LogLine
from scheduler.jobs.states import with_states
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from models.scenario import GeneralSettings, Job, JobRow, Order, Scenario
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.needs import When

__all__ = [
    "PlannedRow",
    "RowsToPlan",
    "delivery_after",
    "delivery_before",
    "examined",
    "rows_to_plan",
    "without_planned_orders",
]

_OPEN = frozenset({JobState.NOT_EXAMINED, JobState.PLANNED})
_RELEASED = frozenset({JobState.LAUNCHED, JobState.EXECUTIVE})
_OVER = frozenset({JobState.CLOSED, JobState.HISTORICIZED, JobState.CANCELLED})
_KEEPING = _RELEASED | {JobState.CLOSED}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of a job order that is planned.

    Parameters
    ----------
    due
        When the goods are to be ready: the due date, or the last delivery before it.
    rank
        Position among all: jobs that are mandatory, then the lowest priority number, then the
        first due date choose first.
    """

    job: Job
    row: JobRow
    due: When
    rank: int

    @property
    def name(self) -> str:
        """Return the name of the row, e.g. ``JOB-1/10``."""
        return f"{self.job.id}/{self.row.row}"


@dataclass(frozen=True, slots=True)
class RowsToPlan:
    """The rows that are planned, best first, and why others are not.

    Parameters
    ----------
    under_way
        Rows for which nothing is planned any more: they keep what was released for them.
    """

    rows: tuple[PlannedRow, ...]
    log: tuple[LogLine, ...]
    under_way: tuple[PlannedRow, ...] = ()


def examined(scenario: Scenario) -> Scenario:
    """Return the scenario with its jobs as far as their orders show.

    A row that was never planned stays so, whatever somebody ordered for it beforehand.
    """
    found = with_states(scenario).job_by_id
    jobs = tuple(
        job.model_copy(
            update={
                "rows": tuple(
                    row if row.state is JobState.NOT_EXAMINED else new
                    for row, new in zip(job.rows, found[job.id].rows, strict=True)
                )
            }
        )
        for job in scenario.jobs
    )
    return scenario.replaced(jobs=jobs)


def rows_to_plan(scenario: Scenario, settings: GeneralSettings, buckets: Buckets) -> RowsToPlan:
    """Return the rows to plan: open ones that are due by the end of the plan.

    Rows of launched and executive jobs are planned again only if the settings say so. The result
    does not depend on the order of the scenario's rows.
    """
    last = _last_bucket(settings, buckets)
    states = _OPEN | _RELEASED if settings.replan_released else _OPEN
    days = None if settings.delivery_weekday is None else expand_days(settings.delivery_weekday)
    found, log, under_way = [], [], []
    for job in scenario.jobs:
        for row in job.rows:
            if row.state not in states:
                if row.state in _KEEPING:
                    under_way.append((job, row, _within(buckets, row)))
                continue
            moment = row.due if days is None else delivery_before(row.due, days)
            if buckets.due(row.due).bucket > last:
                text = Said(
                    "is due on {date}, after the last day that is planned.",
                    date=Moment.of(row.due)
                    if isinstance(row.due, datetime)
                    else Moment.of_day(row.due),
                )
                log.append(LogLine(LogKind.LEFT_OUT, f"{job.id}/{row.row}", text))
                continue
            found.append((job, row, buckets.overdue(buckets.due(moment))))
    return RowsToPlan(
        tuple(_ranked(found)),
        tuple(sorted(log, key=lambda line: line.subject)),
        tuple(_ranked(under_way)),
    )


def _last_bucket(settings: GeneralSettings, buckets: Buckets) -> int:
    last = buckets.count - 1
    if settings.until is None:
        return last
    return min(last, (settings.until - buckets.clock.first_day).days)


def _within(buckets: Buckets, row: JobRow) -> When:
    """Return when a row is due, on the last day of the horizon at the latest."""
    due = buckets.due(row.due)
    if due.bucket >= buckets.count:
        due = buckets.due(buckets.clock.first_day + timedelta(days=max(0, buckets.count - 1)))
    return buckets.overdue(due)


def _ranked(found: Iterable[tuple[Job, JobRow, When]]) -> Iterator[PlannedRow]:
    """Yield rows, the one that chooses first at the beginning."""

    def order(row: tuple[Job, JobRow, When]) -> tuple[object, ...]:
        job, line, due = row
        return (not job.mandatory, job.priority, due, job.id, line.row)

    for rank, row in enumerate(sorted(found, key=order)):
        yield PlannedRow(*row, rank)


def delivery_before(due: date | datetime, days: Iterable[int]) -> date | datetime:
    """Return the last delivery that is not after a due date.

    Parameters
    ----------
    days
        Weekdays of deliveries, 0 being Monday; a delivery leaves at the end of its day.
    """
    wanted = set(days)
    day = due.date() if isinstance(due, datetime) else due
    if day.weekday() in wanted:
        return due
    return next(
        earlier
        for back in range(1, 8)
        if (earlier := day - timedelta(days=back)).weekday() in wanted
    )


def delivery_after(moment: datetime, days: Iterable[int]) -> date:
    """Return the first day of delivery on or after the day of a moment."""
    wanted = set(days)
    day = moment.date()
    return next(later for on in range(8) if (later := day + timedelta(days=on)).weekday() in wanted)


def without_planned_orders(scenario: Scenario, rows: Iterable[PlannedRow]) -> Scenario:
    """Return the scenario without the orders that an earlier run planned for these rows.

    They are planned anew. Orders that are firm, released, frozen or begun stay, and so do those
    of mandatory jobs.
    """
    planned = {row.name: row for row in rows}
    names = set(planned)
    for row in planned.values():
        # an order that names the job only may belong to a row that is not planned now
        if all(_is_over(other) or f"{row.job.id}/{other.row}" in planned for other in row.job.rows):
            names.add(row.job.id)
    for row in planned.values():
        if row.job.mandatory:
            names -= {row.name, row.job.id}
    orders = tuple(order for order in scenario.orders if not _is_replanned(order, names))
    return scenario if len(orders) == len(scenario.orders) else scenario.replaced(orders=orders)


def _is_over(row: JobRow) -> bool:
    return row.state in _OVER


def _is_replanned(order: Order, names: set[str]) -> bool:
    is_free = order.status is OrderStatus.PLANNED and not order.frozen and not order.progress
    return is_free and order.job in names
