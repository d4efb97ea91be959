"""How loaded work centers are day by day, and where alternative phases relieve them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from models.calendar import compile_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.calendar import WorkingTime
    from models.scenario import Alternative, Item, Operation, Scenario
    from scheduler.general.network import Dates
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.phase_hours import PhaseTime

__all__ = ["Loads"]

_PERCENT = 100
_DAYS_BACK = 31
"""Days before the start whose load is looked at; work that early is late in any case."""


class Loads:
    """The load that orders, dated one after the other, put on each center and day.

    Planning has infinite capacity all the same: the load only tells when an alternative center is
    to be preferred.

    Parameters
    ----------
    tolerance
        Percent of its capacity up to which a center is used, for items that name none.
    """

    def __init__(self, scenario: Scenario, buckets: Buckets, tolerance: Decimal) -> None:
        self._scenario = scenario
        self._buckets = buckets
        self._tolerance = tolerance
        self._worked: dict[tuple[str, int], int] = {}
        self._capacities: dict[tuple[str, int], int] = {}
        self._hours: dict[str, WorkingTime] = {}
        self._until = (buckets.count + 1) * buckets.clock.ticks_per_day

    def add(self, phases: Iterable[PhaseTime]) -> None:
        """Add phases of an order."""
        for row in phases:
            for day in self._days(row):
                self._worked[row.work_center, day] = self._worked.get(
                    (row.work_center, day), 0
                ) + self._overlap(row.work_center, day, row.start, row.end)

    def choose(self, item: Item, dates: Dates) -> dict[int, Alternative]:
        """Return the alternatives to take for phases whose center is loaded beyond tolerance.

        The load of the days on which the phase would run counts, before it is added. Of the
        alternatives the first within tolerance is taken; if none is, the main center.
        """
        routing = self._scenario.routing_by_item[item.id]
        limit = self._tolerance if item.occupancy_tolerance is None else item.occupancy_tolerance
        times = {row.phase: row for row in dates.phases}
        choices: dict[int, Alternative] = {}
        for operation in routing.operations:
            row = times[operation.phase]
            if self._occupancy(row.work_center, row) > limit:
                better = self._relief(operation, row, limit)
                if better is not None:
                    choices[operation.phase] = better
        return choices

    def _relief(self, operation: Operation, row: PhaseTime, limit: Decimal) -> Alternative | None:
        return next(
            (
                alternative
                for alternative in operation.alternatives
                if self._occupancy(alternative.work_center, row) <= limit
            ),
            None,
        )

    def _occupancy(self, center: str, row: PhaseTime) -> Decimal:
        """Return the percent of its capacity that a center has to do on the days of a phase."""
        record = self._scenario.work_center_by_id[center]
        if record.infinite or record.external:
            return Decimal(0)
        days = self._days(row)
        capacity = sum(self._capacity(center, day) for day in days)
        worked = sum(self._worked.get((center, day), 0) for day in days)
        if not worked:
            return Decimal(0)
        return Decimal(_PERCENT * worked) / capacity if capacity else Decimal("Infinity")

    def _days(self, row: PhaseTime) -> range:
        clock = self._buckets.clock
        return range(clock.day(row.start), clock.day(max(row.start, row.end - 1)) + 1)

    def _capacity(self, center: str, day: int) -> int:
        """Return the ticks of work that all machines of a center can do on a day."""
        if (center, day) not in self._capacities:
            hours, start, end = self._of(center), self._start(day), self._start(day + 1)
            self._capacities[center, day] = sum(
                max(0, min(last, end) - max(first, start)) * count
                for first, last, count in zip(
                    hours.starts.tolist(),
                    hours.ends.tolist(),
                    hours.counts.tolist(),
                    strict=True,
                )
            )
        return self._capacities[center, day]

    def _overlap(self, center: str, day: int, start: int, end: int) -> int:
        """Return the working ticks between two ticks of a day."""
        hours = self._of(center)
        first, last = max(start, self._start(day)), min(end, self._start(day + 1))
        return hours.to_work(last) - hours.to_work(first) if first < last else 0

    def _start(self, day: int) -> int:
        """Return the first tick of a day; of today it may lie before tick 0."""
        clock = self._buckets.clock
        return clock.tick(clock.first_day + timedelta(days=day))

    def _of(self, center: str) -> WorkingTime:
        if center not in self._hours:
            record = self._scenario.work_center_by_id[center]
            calendar = self._scenario.factory_calendar
            if record.calendar is not None:
                calendar = self._scenario.calendar_by_id[record.calendar]
            self._hours[center] = compile_calendar(
                calendar,
                self._buckets.clock,
                since=self._start(-_DAYS_BACK),
                until=self._until,
                full_count=record.capacity,
            )
        return self._hours[center]
