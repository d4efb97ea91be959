"""Rules of job orders: each demand is served by one row, and of its own item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.scenario.job import JobState
from models.scenario.planning import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import JobRow, Scenario

__all__ = ["job_rows_for_other_items", "job_rows_for_the_same_demand", "jobs_for_kits"]

_OVER = (JobState.CLOSED, JobState.HISTORICIZED, JobState.CANCELLED)


def _rows(scenario: Scenario) -> Iterator[tuple[Path, JobRow]]:
    for index, job in enumerate(scenario.jobs):
        for place, row in enumerate(job.rows):
            yield ("jobs", index, "rows", place), row


def job_rows_for_other_items(scenario: Scenario) -> Iterator[Finding]:
    """Yield rows that serve a demand for something else."""
    for path, row in _rows(scenario):
        for name in row.demands:
            demand = scenario.demand_by_id.get(name)
            if demand is not None and demand.item != row.item:
                rule = f"a demand for '{row.item}'; this one is for '{demand.item}'"
                yield Finding(path, "demands", name, rule, about=(demand.item, row.item))


def job_rows_for_the_same_demand(scenario: Scenario) -> Iterator[Finding]:
    """Yield open rows that serve a demand which an earlier open row, or the same, serves too."""
    taken: dict[str, str] = {}
    for path, row in _rows(scenario):
        for name in row.demands if row.state not in _OVER else ():
            if name in taken:
                rule = f"a demand that no other open row serves; {taken[name]} does"
                yield Finding(path, "demands", name, rule)
            job = scenario.jobs[int(path[1])].id
            taken.setdefault(name, f"row {row.row} of '{job}'")


def jobs_for_kits(scenario: Scenario) -> Iterator[Finding]:
    """Yield rows that turn an item into a kit, or a kit into something that is ordered."""
    for path, row in _rows(scenario):
        item = scenario.item_by_id.get(row.item)
        if item is None or row.source in (None, item.source):
            continue
        if row.source is not None and Source.KIT in (row.source, item.source):
            rule = f"the source of '{item.id}', {item.source.value}: a kit is one everywhere"
            yield Finding(path, "source", row.source.value, rule, about=(item.id,))
