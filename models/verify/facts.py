"""Everything the rules look up: the tasks, the rows that serve them, calendars, and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from models.calendar import Clock, WorkingTime, compile_calendar, working_day_windows
from models.plan import Mode, OperationRow, OrderRow
from models.scenario import DayKind, OrderType
from models.terms import CHECK_PHASE, TermsTable
from models.verify.bills import consumed_by
from models.verify.tasks import Task, Times, lead_time, tasks_of, times_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.material import DemandKind, MaterialPlan, SupplyOrder, Uncovered
    from models.plan import DemandRow
    from models.scenario import Calendar, Forecast, JobRow, Scenario, WorkCenter
    from models.terms import Terms
    from models.verify.bills import Line

__all__ = ["Facts", "Placed", "name_of"]

_LONGEST_PLAN_DAYS = 36_525
"""Times a century after the start are garbage, and calendars are not compiled that far."""


def name_of(row: OperationRow) -> str:
    """Return how a violation names an operation."""
    return f"order {row.order} phase {row.phase}"


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A row that serves a task, on a center and machine where the task may run.

    Parameters
    ----------
    center
        ``None`` for the lead time of an item without routing.
    unit
        Number of the machine, from 1; 0 where no single machine is meant.
    calendar
        When the work advances: the machine and all further resources work.
    """

    row: OperationRow
    task: Task
    center: WorkCenter | None
    unit: int
    times: Times
    calendar: WorkingTime

    @property
    def work(self) -> int:
        """Return the working ticks that the task takes here."""
        return self.times.work(self.task.quantity)


class Facts:
    """A scenario, its material plan and the rows of a plan, with the look-ups that rules share.

    Rows that belong to no task, come twice or have impossible times are named by the rule of
    presence and kept from the other rules.
    """

    def __init__(
        self,
        scenario: Scenario,
        material: MaterialPlan,
        operations: Sequence[OperationRow],
        *,
        orders: Sequence[OrderRow] = (),
        demands: Sequence[DemandRow] = (),
        mode: Mode = Mode.FINITE,
    ) -> None:
        self.scenario = scenario.dated
        self.material = material
        self.operations = tuple(operations)
        self.orders = tuple(orders)
        self.demands = tuple(demands)
        self.mode = mode
        self.clock = Clock.of(scenario.scenario)
        self.tasks = tasks_of(scenario, material)
        self._machine_calendar = lru_cache(maxsize=None)(self._compile_machine)
        self._resource_calendar = lru_cache(maxsize=None)(self._compile_resource)
        self._mode_calendar = lru_cache(maxsize=None)(self._intersect)

    @cached_property
    def terms(self) -> TermsTable:
        """Return on what terms items are replenished."""
        return TermsTable(self.scenario)

    def terms_of(self, order: SupplyOrder) -> Terms:
        """Return the terms on which an order replenishes its item, which the scenario has."""
        return self.terms.of_order(order)

    @cached_property
    def forecasts(self) -> dict[str, Forecast]:
        """Return the forecasts by id."""
        return {forecast.id: forecast for forecast in self.scenario.forecasts}

    @cached_property
    def job_rows(self) -> dict[str, JobRow]:
        """Return the rows of job orders, called ``JOB-1/10`` for row 10 of JOB-1."""
        return {f"{job.id}/{row.row}": row for job in self.scenario.jobs for row in job.rows}

    @cached_property
    def uncovered(self) -> dict[tuple[DemandKind, str], list[Uncovered]]:
        """Return what is not covered for a stated reason, by consumer."""
        groups: dict[tuple[DemandKind, str], list[Uncovered]] = {}
        for row in self.material.uncovered:
            groups.setdefault((row.demand_kind, row.demand), []).append(row)
        return groups

    def is_planned(self, item_id: str) -> bool:
        """Tell whether the run looks at an item: it does unless another planner has it."""
        planner = self.scenario.settings.mrp.planner
        item = self.scenario.item_by_id.get(item_id)
        return not planner or item is None or item.planner == planner

    def consumed_by(self, order: SupplyOrder) -> list[Line]:
        """Return the components that an order takes, from its bill of materials.

        A line that names a phase which the routing lacks names none: a borrowed bill may.
        """
        phases = self._phases_of(order)
        lines = consumed_by(
            self.scenario, order.item, Fraction(order.quantity), order.version or None
        )
        return [line if line.phase in phases else replace(line, phase=None) for line in lines]

    @cached_property
    def last_tick(self) -> int:
        """Return the last tick a plan may speak of."""
        days = min(_LONGEST_PLAN_DAYS, (date.max - self.clock.first_day).days - 2)
        return days * self.clock.ticks_per_day

    def is_sane(self, *ticks: int) -> bool:
        """Tell whether ticks ascend and lie between the start and the end of time."""
        ascending = all(earlier <= later for earlier, later in pairwise(ticks))
        return ascending and ticks[0] >= 0 and ticks[-1] <= self.last_tick

    @cached_property
    def until(self) -> int:
        """Return the tick up to which calendars are needed: a day beyond the last row."""
        ends = [row.end for row in self.operations] + [row.end for row in self.orders]
        ends += [row.completion for row in self.demands]
        sane = [end for end in ends if self.is_sane(end)]
        return max(sane, default=0) + self.clock.ticks_per_day

    @cached_property
    def rows(self) -> dict[tuple[str, int], OperationRow]:
        """Return the first sane row of every task."""
        rows: dict[tuple[str, int], OperationRow] = {}
        for row in self.operations:
            key = (row.order, row.phase)
            sane = self.is_sane(row.setup_start, row.start, row.run_start, row.end)
            if key in self.tasks and key not in rows and sane:
                rows[key] = row
        return rows

    @cached_property
    def phases_of_order(self) -> dict[str, list[int]]:
        """Return the phases still to do of every order, ascending; none for a finished order."""
        groups: dict[str, list[int]] = {}
        for order, phase in self.tasks:
            groups.setdefault(order, []).append(phase)
        return groups

    @cached_property
    def rows_of_order(self) -> dict[str, list[OperationRow]]:
        """Return the rows of every order in the order of their phases."""
        groups: dict[str, list[OperationRow]] = {}
        for key in self.tasks:
            if key in self.rows:
                groups.setdefault(key[0], []).append(self.rows[key])
        return groups

    @cached_property
    def placed(self) -> dict[tuple[str, int], Placed]:
        """Return the rows that stand on a center and machine of their task."""
        found = ((key, self._place(row, self.tasks[key])) for key, row in self.rows.items())
        return {key: placed for key, placed in found if placed is not None}

    def _place(self, row: OperationRow, task: Task) -> Placed | None:
        center = self.scenario.work_center_by_id.get(row.work_center)
        unit: int | None = 0 if not row.machine else None
        if task.operation is not None:
            unit = self.unit_of(row.machine, center) if center else None
        if unit is None or row.work_center not in self.centers_of(task):
            return None
        times, calendar = self._times_and_calendar(task, center, unit)
        is_bound = task.progress is not None or (task.document and task.document.frozen)
        if unit == 0 and center is not None and is_bound:
            calendar = self._bound_calendar(row, task, center, calendar)
        return Placed(row, task, center, unit, times, calendar)

    def _bound_calendar(
        self, row: OperationRow, task: Task, center: WorkCenter, first: WorkingTime
    ) -> WorkingTime:
        """Return the calendar of the machine that bound work of an infinite plan stands on.

        Such a plan names no machine, but where machines have different hours the work keeps the
        hours of its own.
        """
        for unit in range(1, center.capacity + 1):
            times, calendar = self._times_and_calendar(task, center, unit)
            done = calendar.to_work(max(0, row.start)) + times.work(task.quantity)
            if not calendar.total or done > calendar.total:
                continue
            if calendar.to_wall_end(done) == row.end:
                return calendar
        return first

    def _times_and_calendar(
        self, task: Task, center: WorkCenter | None, unit: int
    ) -> tuple[Times, WorkingTime]:
        """Return how long a task takes on a machine, and when it works there."""
        if task.operation is None or center is None:
            return self._lead_time_of(task)
        started = task.progress is not None
        times = times_on(task.operation, center, self.clock, started=started)
        if times.lead is not None:
            return times, self._days_of(center)
        uses = tuple((use.resource, use.quantity) for use in task.operation.resources)
        return times, self._mode_calendar(center.id, unit, uses)

    def _lead_time_of(self, task: Task) -> tuple[Times, WorkingTime]:
        """Return how long quality checks, or an item without routing, take, and of which days."""
        item = self.scenario.item_by_id.get(task.order.item)
        if item is None:
            return lead_time(None, self.clock), self.factory_days
        if task.phase == CHECK_PHASE:
            return lead_time(item.analysis_time, self.clock), self.factory_days
        terms = self.terms_of(task.order)
        working = terms.lead_time_days is DayKind.WORKING
        days = self.factory_days if working else WorkingTime.always(0, self.until, 1)
        return lead_time(terms.lead_time, self.clock), days

    def main_place(self, task: Task) -> tuple[WorkingTime, int]:
        """Return when and how long a task works on the first machine of its main center.

        If that never works together with the further resources, the first alternative counts.
        """
        for name in self.centers_of(task):
            center = self.scenario.work_center_by_id.get(name)
            if center is None and task.operation is not None:
                continue
            times, calendar = self._times_and_calendar(task, center, 1)
            if calendar.total:
                return calendar, times.work(task.quantity)
        return WorkingTime.of([]), 0

    def centers_of(self, task: Task) -> tuple[str, ...]:
        """Return the centers a task may run on, the main one first."""
        if task.operation is None:
            return ("",)
        others = (alternative.work_center for alternative in task.operation.alternatives)
        return (task.operation.work_center, *others)

    def limited(self, center: WorkCenter) -> bool:
        """Tell whether the plan respects the machines of a center."""
        return self.mode is Mode.FINITE and not (center.infinite or center.external)

    def unit_of(self, machine: str, center: WorkCenter) -> int | None:
        """Return the number in a machine's name, 0 for the center as such, None if wrong."""
        if not self.limited(center):
            return 0 if machine == center.id else None
        head, _, number = machine.rpartition("-")
        known = head == center.id and number.isdecimal() and number == str(int(number))
        return int(number) if known and 1 <= int(number) <= center.capacity else None

    def calendar_of(self, name: str | None) -> Calendar | None:
        """Return a calendar of the scenario, the factory's for no name."""
        name = name or self.scenario.scenario.factory_calendar
        return self.scenario.calendar_by_id.get(name) if name else self.scenario.calendars[0]

    @cached_property
    def factory_days(self) -> WorkingTime:
        """Return the days on which the factory works."""
        return self._working_days(self.calendar_of(None))

    def _days_of(self, center: WorkCenter) -> WorkingTime:
        return self._working_days(self.calendar_of(center.calendar))

    def _working_days(self, calendar: Calendar | None) -> WorkingTime:
        if calendar is None:
            return WorkingTime.of([])
        return working_day_windows(calendar, self.clock, since=0, until=self.until)

    def machine_calendar(self, center: WorkCenter, unit: int) -> WorkingTime:
        """Return when a machine works: whenever the shift has that many machines."""
        return self._machine_calendar(center.id, max(unit, 1))

    def _compile_machine(self, center_id: str, unit: int) -> WorkingTime:
        center = self.scenario.work_center_by_id[center_id]
        full = center.capacity if self.limited(center) else max(1, center.capacity)
        return self._compile(center.calendar, full).at_least(unit)

    def resource_calendar(self, resource: str) -> WorkingTime:
        """Return when a further resource works, and how many units of it."""
        return self._resource_calendar(resource)

    def _compile_resource(self, name: str) -> WorkingTime:
        resource = self.scenario.resource_by_id.get(name)
        if resource is None:
            return WorkingTime.of([])
        if resource.calendar is None:
            return WorkingTime.always(0, self.until, resource.capacity)
        return self._compile(resource.calendar, resource.capacity)

    def _compile(self, name: str | None, full: int) -> WorkingTime:
        calendar = self.calendar_of(name)
        if calendar is None:
            return WorkingTime.of([])
        return compile_calendar(calendar, self.clock, since=0, until=self.until, full_count=full)

    def _intersect(
        self, center_id: str, unit: int, uses: tuple[tuple[str, int], ...]
    ) -> WorkingTime:
        windows = self._machine_calendar(center_id, max(unit, 1))
        for resource, units in uses:
            windows = windows.intersect(self._resource_calendar(resource).at_least(units))
        return windows

    def wait_of(self, task: Task) -> int:
        """Return the elapsed ticks after a phase before anything may follow."""
        wait = task.operation.wait if task.operation else None
        return self.clock.duration(wait) if wait else 0

    def consuming_phase(self, name: str, phase: int | None) -> int | None:
        """Return the phase at which an order consumes a component; None for no such order.

        A component that names no phase, or one the routing lacks, is consumed at the first.
        """
        order = self.order(name)
        if order is None:
            return None
        phases = self._phases_of(order)
        if phase is not None and phase in phases:
            return phase
        return phases[0] if phases else 0

    def _phases_of(self, order: SupplyOrder) -> list[int]:
        """Return the phases of an order's routing; a transfer follows none."""
        routing = self.scenario.routing_by_item.get(order.item)
        if routing is None or order.type is OrderType.TRANSFER:
            return []
        return [operation.phase for operation in routing.operations]

    def order(self, name: str) -> SupplyOrder | None:
        """Return an order of the material plan."""
        return self.material.order_by_id.get(name)

    def at(self, tick: int) -> str:
        """Return a tick as local time, ISO 8601 with offset."""
        if not self.is_sane(abs(tick)):
            return f"tick {tick}"
        unit = "minutes" if self.clock.tick_seconds >= 60 else "seconds"
        return self.clock.moment(tick).isoformat(timespec=unit)

    def span(self, ticks: int) -> str:
        """Return a number of ticks in words."""
        return f"{ticks} min" if self.clock.tick_seconds >= 60 else f"{ticks} s"
