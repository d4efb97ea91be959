"""What a generation of job orders works with, and the words its parts share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from models.scenario import JobOrigin, JobState
from models.terms import Sku, TermsTable
from scheduler.mrp.buckets import Buckets
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from datetime import date, datetime

    from models.scenario import JobSettings, Scenario
    from scheduler.mrp.needs import When

__all__ = ["ALL_SOURCES", "ORIGINS", "Excluded", "JobLine", "JobRun", "is_forecast"]

ORIGINS = {
    JobOrigin.SALES: mark("sales"),
    JobOrigin.FORECAST: mark("forecast"),
    JobOrigin.MPS: mark("mps"),
    JobOrigin.LOW_STOCK: mark("low-stock"),
    JobOrigin.MANUAL: mark("manual"),
}
"""What people read for the origin of a job."""

ALL_SOURCES = frozenset({JobOrigin.SALES, JobOrigin.FORECAST, JobOrigin.MPS, JobOrigin.LOW_STOCK})


def is_forecast(origin: JobOrigin) -> bool:
    """Tell whether a job comes from forecasts or the master schedule."""
    return origin in (JobOrigin.FORECAST, JobOrigin.MPS)


class Excluded(NamedTuple):
    """A demand, forecast or item that no job was generated for, and why."""

    origin: JobOrigin
    id: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class JobLine:
    """A quantity to be made by a day, before lines are grouped to jobs.

    Parameters
    ----------
    quantity
        Millionths of a piece.
    when
        When `due` is.
    demands, forecasts
        What it serves.
    apart
        Lines with another word here are never summed with it.
    """

    origin: JobOrigin
    sku: Sku
    quantity: int
    due: date | datetime
    when: When
    version: str = ""
    customer: str = ""
    project: str = ""
    demands: tuple[str, ...] = ()
    forecasts: tuple[str, ...] = ()
    apart: str = ""


@dataclass(frozen=True)
class JobRun:
    """A scenario, the parameters of the generation, and what they mean in days.

    Parameters
    ----------
    warehouses
        Only lines of these; empty for all.
    """

    scenario: Scenario
    settings: JobSettings
    sources: frozenset[JobOrigin] = ALL_SOURCES
    warehouses: frozenset[str] = frozenset()

    @cached_property
    def buckets(self) -> Buckets:
        """Return the days of the horizon."""
        return Buckets.of(self.scenario)

    @cached_property
    def terms(self) -> TermsTable:
        """Return on what terms items are replenished."""
        return TermsTable(self.scenario)

    @property
    def today(self) -> date:
        """Return the day of planning."""
        return self.buckets.clock.first_day

    @property
    def last_day(self) -> date:
        """Return the last day of the horizon."""
        return self.today + timedelta(days=self.buckets.count - 1)

    @property
    def until(self) -> date:
        """Return the day until which low stock must last, within the horizon."""
        wanted = self.settings.until or self.last_day
        return min(max(wanted, self.today), self.last_day)

    @cached_property
    def job_of(self) -> dict[str, str]:
        """Return the jobs that serve demands and forecasts by now; cancelled rows serve nobody."""
        return {
            demand: job.id
            for job in self.scenario.jobs
            for row in job.rows
            if row.state is not JobState.CANCELLED
            for demand in (*row.demands, *row.forecasts)
        }

    @cached_property
    def _times(self) -> dict[date | datetime, When]:
        return {}

    def when(self, due: date | datetime) -> When:
        """Return when a date, or a local time, is due; lines share few of them."""
        if due not in self._times:
            self._times[due] = self.buckets.due(due)
        return self._times[due]

    def is_asked(self, warehouse: str | None) -> bool:
        """Tell whether lines of a warehouse are wanted."""
        return not self.warehouses or warehouse in self.warehouses

    def bucket_of(self, day: date) -> int:
        """Return the bucket of a day."""
        return (day - self.today).days
