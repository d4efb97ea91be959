"""When machines, crews, tools and workers are there: shifts, overtime and downtimes."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from models.calendar import WorkingTime, compile_calendar, working_day_windows
from models.scenario import Calendar
from models.verify.labour import can_serve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.calendar import Clock
    from models.scenario import Scenario, WorkCenter
    from models.verify.labour import Needs, Present

__all__ = ["Hours"]

Hole = tuple[int, int]


class Hours:
    """Calendars of a scenario in ticks, from tick 0 until after the last row of a plan.

    Parameters
    ----------
    until
        Last tick that anybody asks for.
    finite
        Whether the plan respects the number of machines.
    arrivals
        When how many pieces of a tool are there, ascending, by item.
    """

    def __init__(
        self,
        scenario: Scenario,
        clock: Clock,
        *,
        until: int,
        finite: bool,
        arrivals: Mapping[str, list[tuple[int, int]]],
    ) -> None:
        self._scenario = scenario
        self._clock = clock
        self._until = until
        self._finite = finite
        self._arrivals = arrivals
        self._numbers = {
            machine.id: number
            for machines in scenario.machines_by_center.values()
            for number, machine in enumerate(machines, start=1)
        }
        self._downtimes: dict[str, list[Hole]] = defaultdict(list)
        for row in scenario.downtimes:
            hole = clock.tick(row.from_), clock.tick(row.to, round_up=True)
            self._downtimes[row.resource].append(hole)
        self.center = lru_cache(maxsize=None)(self._center)
        self._of_number = lru_cache(maxsize=None)(self._center_of_number)
        self.machine = lru_cache(maxsize=None)(self._machine)
        self.resource = lru_cache(maxsize=None)(self._resource)
        self.tool = lru_cache(maxsize=None)(self._tool)
        self.crew = lru_cache(maxsize=None)(self._crew)
        self.days = lru_cache(maxsize=None)(self._days)
        self._compiled = lru_cache(maxsize=None)(self._compile)

    def calendar_of(self, name: str | None) -> Calendar | None:
        """Return a calendar of the scenario, the factory's for no name."""
        name = name or self._scenario.scenario.factory_calendar
        known = self._scenario.calendar_by_id
        return known.get(name) if name else self._scenario.calendars[0]

    def _days(self, name: str | None = None) -> WorkingTime:
        """Return the days on which a calendar works, the factory's for no name."""
        calendar = self.calendar_of(name)
        if calendar is None:
            return WorkingTime.of([])
        return working_day_windows(calendar, self._clock, since=0, until=self._until)

    def _center(self, center_id: str) -> WorkingTime:
        """Return when a center works, and with how many machines."""
        center = self._scenario.work_center_by_id[center_id]
        working = self._compiled(center.calendar, self._machines_of(center))
        return without(working, self._downtimes.get(center_id, ()))

    def _machines_of(self, center: WorkCenter) -> int:
        if center.infinite or center.external:
            return max(1, center.capacity)
        count = len(self._scenario.machines_by_center[center.id])
        return count if self._finite else max(1, count)

    def _center_of_number(self, center_id: str, number: int) -> WorkingTime:
        return self.center(center_id).at_least(number)

    def _machine(self, center_id: str, machine_id: str) -> WorkingTime:
        """Return when a machine works: its center has that many, and nothing keeps it away."""
        working = self._of_number(center_id, self._numbers.get(machine_id, 1))
        machines = self._scenario.machines_by_center.get(center_id, ())
        number = self._numbers.get(machine_id, 0)
        own = machines[number - 1].calendar if 1 <= number <= len(machines) else None
        if own is not None:
            working = working.intersect(self._compiled(own, 1))
        return without(working, self._downtimes.get(machine_id, ()))

    def _resource(self, name: str) -> WorkingTime:
        """Return when a further resource works, and how many units of it."""
        resource = self._scenario.resource_by_id.get(name)
        if resource is None or not resource.capacity:
            return WorkingTime.of([])
        if resource.calendar is not None:
            working = self._compiled(resource.calendar, resource.capacity)
        else:
            working = WorkingTime.always(0, self._until, resource.capacity)
        return without(working, self._downtimes.get(name, ()))

    def _tool(self, item: str) -> WorkingTime:
        """Return how many pieces of an item of nature tool are there, and since when."""
        rows = self._arrivals.get(item, [])
        until = [*(tick for tick, _ in rows[1:]), self._until]
        return WorkingTime.of(
            [
                (tick, end, count)
                for (tick, count), end in zip(rows, until, strict=True)
                if tick < end and count > 0
            ]
        )

    def _crew(self, needs: Needs) -> WorkingTime:
        """Return when the workers that somebody needs are all there, if nobody else asks."""
        asked = dict(needs)
        return WorkingTime.of(
            [
                (start, end)
                for start, end, present in self.present(asked)
                if can_serve(asked, present)
            ]
        ).merged()

    def present(self, skills: Iterable[str]) -> list[tuple[int, int, Present]]:
        """Return the stretches in which the same workers with some of the skills are there."""
        wanted = frozenset(skills)
        groups: dict[frozenset[str], list[WorkingTime]] = defaultdict(list)
        for worker in self._scenario.workers:
            own = wanted & frozenset(worker.skills)
            if worker.active and own:
                groups[own].append(self._worker(worker.id, worker.calendar))
        changes = [
            (int(tick), group, sign)
            for group, times in groups.items()
            for time in times
            for ticks, sign in ((time.starts, 1), (time.ends, -1))
            for tick in ticks
        ]
        return list(_stretches(changes))

    def _worker(self, name: str, calendar: str | None) -> WorkingTime:
        return without(self._compiled(calendar, 1), self._downtimes.get(name, ()))

    def _compile(self, name: str | None, full: int) -> WorkingTime:
        """Return the working time of a calendar, its overtime included."""
        calendar = self.calendar_of(name)
        if calendar is None or full < 1:
            return WorkingTime.of([])
        regular = self._shifts(calendar.model_copy(update={"overtime": ()}), full)
        for row in calendar.overtime:
            extra = Calendar.model_construct(id=calendar.id, exceptions=(row,))
            regular = together(regular, self._shifts(extra, full))
        return regular

    def _shifts(self, calendar: Calendar, full: int) -> WorkingTime:
        return compile_calendar(calendar, self._clock, since=0, until=self._until, full_count=full)


def _stretches(
    changes: Iterable[tuple[int, frozenset[str], int]],
) -> Iterator[tuple[int, int, Present]]:
    """Yield from, to and how many of each group there are, from one change to the next."""
    counts: Counter[frozenset[str]] = Counter()
    since = 0
    for tick, group, change in sorted(changes, key=lambda row: row[0]):
        if since < tick and counts:
            yield since, tick, counts.copy()
        counts[group] += change
        if not counts[group]:
            del counts[group]
        since = tick


def without(working: WorkingTime, holes: Iterable[Hole]) -> WorkingTime:
    """Return working time less some stretches."""
    for begin, end in holes:
        rows: list[tuple[int, int, int]] = []
        for start, stop, count in _rows(working):
            parts = ((start, min(stop, begin)), (max(start, end), stop))
            rows += [(first, last, count) for first, last in parts if first < last]
        working = WorkingTime.of(rows)
    return working


def together(one: WorkingTime, other: WorkingTime) -> WorkingTime:
    """Return when one or the other works; the larger number counts where both do."""
    ticks = sorted({int(tick) for t in (one, other) for tick in (*t.starts, *t.ends)})
    rows = []
    for start, end in pairwise(ticks):
        count = max(_count_at(one, start), _count_at(other, start))
        if count:
            rows.append((start, end, count))
    return WorkingTime.of(rows).merged()


def _rows(working: WorkingTime) -> list[tuple[int, int, int]]:
    columns = (working.starts.tolist(), working.ends.tolist(), working.counts.tolist())
    return list(zip(*columns, strict=True))


def _count_at(working: WorkingTime, tick: int) -> int:
    window = int(working.starts.searchsorted(tick, side="right")) - 1
    if window < 0 or tick >= working.ends[window]:
        return 0
    return int(working.counts[window])
