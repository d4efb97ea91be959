"""Availability of items by day: stock, documents, demands and jobs in date order."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from models.quantity import to_units
from models.scenario import JobOrigin, JobState
from models.terms import Sku
from scheduler.jobs.states import orders_of_rows
from scheduler.mrp.documents import DocumentReader
from scheduler.mrp.explode import BomLines
from scheduler.mrp.forecasts import independent_needs
from scheduler.mrp.lead_times import LeadTimes
from scheduler.mrp.ledger import Ledger
from scheduler.mrp.low_level_codes import low_level_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.scenario import Job, JobRow, Scenario
    from scheduler.jobs.run import JobRun
    from scheduler.mrp.documents import Document
    from scheduler.mrp.needs import When

__all__ = ["Availabilities", "Availability", "Move"]

_OVER = (JobState.CLOSED, JobState.HISTORICIZED, JobState.CANCELLED)

Move = tuple[Sku, "When", int]
"""A quantity in millionths that comes, or below 0 goes, at a time."""


@dataclass(frozen=True)
class Availability:
    """Projected availability of one item, in millionths of a piece.

    Parameters
    ----------
    on_hand
        Stock at the start.
    initial
        Stock, and everything that should have come or gone by now.
    days, levels
        Days, as buckets, on which anything happens, and the availability at their ends.
    """

    on_hand: int
    initial: int
    days: tuple[int, ...]
    levels: tuple[int, ...]

    @classmethod
    def of(cls, on_hand: int, moves: Iterable[tuple[When, int]]) -> Availability:
        """Return the availability that moves make of a stock."""
        initial = on_hand
        by_day: dict[int, int] = defaultdict(int)
        for when, quantity in moves:
            if when.tick <= 0:
                initial += quantity
            else:
                by_day[max(when.bucket, 0)] += quantity
        days = tuple(sorted(by_day))
        levels = tuple(accumulate((by_day[day] for day in days), initial=initial))[1:]
        return cls(on_hand, initial, days, levels)

    def at(self, day: int) -> int:
        """Return the availability at the end of a day."""
        position = bisect_right(self.days, day)
        return self.levels[position - 1] if position else self.initial

    def minimum(self, until: int) -> int:
        """Return the least availability at the end of any day from today to a day."""
        return min((self.at(0), *self.levels[: bisect_right(self.days, until)]))

    def first_below(self, level: int, until: int) -> int | None:
        """Return the first day that ends with an availability below a level, if there is one."""
        if self.at(0) < level:
            return 0
        for day, quantity in zip(self.days, self.levels, strict=True):
            if quantity < level:
                return day if day <= until else None
        return None


class Availabilities:
    """The availability of every item of a run.

    Areas that material planning leaves out do not count. Jobs bring what their orders do not; a
    job that serves neither demands nor stock keeps what it makes.

    Parameters
    ----------
    without
        Demands and forecasts that do not count, because they are about to get jobs.
    expected
        What jobs about to be generated bring.
    """

    def __init__(
        self, run: JobRun, *, without: Iterable[str] = (), expected: Iterable[Move] = ()
    ) -> None:
        scenario = _counted(run)
        self._moves: dict[Sku, list[tuple[When, int]]] = defaultdict(list)
        bom_lines = BomLines(scenario)
        documents = _documents(run, scenario, bom_lines)
        self._stock = Ledger.open(scenario, run.terms, ())
        for document in documents:
            if document.supply is not None:
                move = document.supply.when, document.supply.quantity
                self._moves[document.sku].append(move)
            for need in document.needs:
                self._moves[Sku(need.item, need.warehouse)].append((need.when, -need.quantity))
        needs, _ = independent_needs(scenario, run.buckets, without=frozenset(without))
        for need in bom_lines.without_kits(needs):
            self._moves[Sku(need.item, need.warehouse)].append((need.when, -need.quantity))
        for sku, when, quantity in (*_from_jobs(run, scenario), *expected):
            self._moves[sku].append((when, quantity))
        self._known: dict[Sku, Availability] = {}

    def of(self, sku: Sku) -> Availability:
        """Return the availability of an item."""
        if sku not in self._known:
            on_hand = self._stock.stock(sku)
            on_hand += sum(row.quantity for row in self._stock.reserved(sku))
            self._known[sku] = Availability.of(on_hand, self._moves.get(sku, ()))
        return self._known[sku]


def _counted(run: JobRun) -> Scenario:
    """Return the scenario with the demands and orders that count, and with dates."""
    scenario = run.scenario.dated
    kept = {
        name
        for job in scenario.jobs
        for row in job.rows
        if _keeps_what_it_makes(job, row)
        for name in (job.id, f"{job.id}/{row.row}")
    }
    orders = tuple(order for order in scenario.orders if order.job not in kept)
    demands = scenario.demands
    if run.settings.exclude_delayed:
        demands = tuple(row for row in demands if run.when(row.due).bucket >= 0)
    return scenario.replaced(orders=orders, demands=demands)


def _documents(run: JobRun, scenario: Scenario, bom_lines: BomLines) -> list[Document]:
    lead_times = LeadTimes(scenario, run.buckets)
    levels = low_level_codes(scenario)
    return DocumentReader(scenario, run.terms, run.buckets, lead_times, bom_lines, levels).read()


def _keeps_what_it_makes(job: Job, row: JobRow) -> bool:
    """Tell whether a job row takes its goods to where no demand of the scenario shows."""
    return not (row.demands or row.forecasts) and job.origin is not JobOrigin.LOW_STOCK


def _from_jobs(run: JobRun, scenario: Scenario) -> Iterator[Move]:
    """Yield what rows of existing jobs are still to bring, beside their orders."""
    orders = orders_of_rows(scenario)
    for job in scenario.jobs:
        for row in job.rows:
            if row.state in _OVER or _keeps_what_it_makes(job, row):
                continue
            own = (order for order in orders[job.id, row.row] if order.item == row.item)
            missing = to_units(row.quantity) - sum(to_units(order.quantity) for order in own)
            when = run.when(row.due)
            if missing > 0 and when.bucket < run.buckets.count:
                yield run.terms.sku(row.item, _warehouse(scenario, row)), when, missing


def _warehouse(scenario: Scenario, row: JobRow) -> str | None:
    """Return the warehouse of a job row: that of the demands it serves."""
    served = (scenario.demand_by_id.get(demand) for demand in row.demands)
    return next((demand.warehouse for demand in served if demand is not None), None)
