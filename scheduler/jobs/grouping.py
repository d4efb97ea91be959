"""Lines to jobs: one item each, or rows of several."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.quantity import from_units
from models.scenario import Job, JobGrouping, JobKind, JobOrigin, JobRow
from scheduler.jobs.run import is_forecast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.scenario import JobSettings, Scenario
    from scheduler.jobs.run import JobLine

__all__ = ["RowDraft", "draft_rows", "to_jobs"]

_ROW_STEP = 10
_ORIGINS = tuple(JobOrigin)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowDraft:
    """Lines of one item that become one row, due with the first of them."""

    job_key: Key
    line: JobLine


def draft_rows(lines: Iterable[JobLine], settings: JobSettings) -> list[RowDraft]:
    """Return the rows that lines are summed to, in the order of their lines.

    ``mono``: all lines of an item, by version, are one row of a job of its own. ``multi``: jobs by
    customer, project or both hold one row for each item; without grouping one job holds one row
    for each line. Lines from forecasts are only summed if they are due on the same day.
    """
    groups: dict[tuple[Key, Key], list[JobLine]] = defaultdict(list)
    for number, line in enumerate(sorted(lines, key=_line_order)):
        row = _row_key(line, settings)
        if settings.kind is JobKind.MONO:
            groups[row, row].append(line)
            continue
        if settings.grouping is JobGrouping.NONE:
            row = (str(number),)
        groups[_job_key(line, settings), row].append(line)
    return [RowDraft(job, _summed(group)) for (job, _), group in groups.items()]


def _line_order(line: JobLine) -> tuple[object, ...]:
    """Return a key that sorts lines by origin and time, and names ties apart."""
    names = (line.sku, line.version, line.customer, line.project, line.demands, line.forecasts)
    return (_ORIGINS.index(line.origin), line.when, *names, line.quantity)


def _row_key(line: JobLine, settings: JobSettings) -> Key:
    key = (line.origin.value, *line.sku, line.version, line.apart)
    if not is_forecast(line.origin):
        return key
    customer = line.customer if settings.group_by_customer else ""
    return (*key, line.due.isoformat(), customer)


def _job_key(line: JobLine, settings: JobSettings) -> Key:
    by = settings.grouping
    customer = line.customer if by in (JobGrouping.CUSTOMER, JobGrouping.BOTH) else ""
    project = line.project if by in (JobGrouping.PROJECT, JobGrouping.BOTH) else ""
    return (line.origin.value, customer, project)


def _summed(lines: Sequence[JobLine]) -> JobLine:
    """Return one line for several, due with the earliest, of whoever they have in common."""
    customers = {line.customer for line in lines}
    projects = {line.project for line in lines}
    return replace(
        lines[0],
        quantity=sum(line.quantity for line in lines),
        customer=lines[0].customer if len(customers) == 1 else "",
        project=lines[0].project if len(projects) == 1 else "",
        demands=tuple(dict.fromkeys(name for line in lines for name in line.demands)),
        forecasts=tuple(dict.fromkeys(name for line in lines for name in line.forecasts)),
    )


def to_jobs(drafts: Iterable[RowDraft], scenario: Scenario, settings: JobSettings) -> list[Job]:
    """Return the jobs of drafts, called ``JOB-1``, ``JOB-2`` and so on, around names taken.

    Rows are numbered 10, 20, 30; jobs are in the order of their first rows.
    """
    by_job: dict[Key, list[JobLine]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda draft: _line_order(draft.line)):
        by_job[draft.job_key].append(draft.line)
    names = _free_names(scenario)
    return [_job(next(names), lines, settings) for lines in by_job.values()]


def _job(name: str, lines: Sequence[JobLine], settings: JobSettings) -> Job:
    customers = {line.customer for line in lines}
    projects = {line.project for line in lines}
    return Job(
        id=name,
        kind=settings.kind,
        origin=lines[0].origin,
        customer=lines[0].customer if len(customers) == 1 else "",
        project=lines[0].project if len(projects) == 1 else "",
        priority=settings.priority,
        rows=tuple(
            JobRow(
                row=number * _ROW_STEP,
                item=line.sku.item,
                quantity=from_units(line.quantity),
                due=line.due,
                version=line.version or None,
                demands=line.demands,
                forecasts=line.forecasts,
            )
            for number, line in enumerate(lines, start=1)
        ),
    )


def _free_names(scenario: Scenario) -> Iterator[str]:
    taken = {
        row.id
        for table in (scenario.jobs, scenario.orders, scenario.demands, scenario.forecasts)
        for row in table
    }
    number = 0
    while True:
        number += 1
        if (name := f"JOB-{number}") not in taken:
            yield name
