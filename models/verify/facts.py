"""Everything the rules look up: the tasks, the rows that serve them, calendars, and words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.plan import Mode
from models.terms import TermsTable
from models.verify.bills import consumed_by
from models.verify.gates import Gates
from models.verify.hours import Hours
from models.verify.places import done_at, main_spot, place
from models.verify.tasks import phases_of, source_phases, tasks_of
from models.verify.tools import tool_arrivals, tools_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.calendar import WorkingTime
    from models.material import DemandKind, MaterialPlan, SupplyOrder, Uncovered
    from models.plan import DemandRow, OperationRow, OrderRow, Unscheduled
    from models.scenario import Forecast, JobRow, Machine, Operation, Scenario, WorkCenter
    from models.terms import Terms
    from models.verify.bills import Line
    from models.verify.labour import Needs
    from models.verify.places import Placed
    from models.verify.tasks import Task

__all__ = ["Facts", "name_of"]

_LONGEST_PLAN_DAYS = 36_525
"""Times a century after the start are garbage, and calendars are not compiled that far."""


def name_of(row: OperationRow) -> str:
    """Return how a violation names an operation."""
    return f"order {row.order} phase {row.phase}"


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
        unscheduled: Sequence[Unscheduled] = (),
    ) -> None:
        self.scenario = scenario.dated
        self.material = material
        self.operations = tuple(operations)
        self.orders = tuple(orders)
        self.demands = tuple(demands)
        self.mode = mode
        self.clock = Clock.of(scenario.scenario)
        self.unscheduled = tuple(unscheduled)
        self.left_out = {row.order: row for row in unscheduled}
        self.every_task = tasks_of(scenario, material)
        self.tasks = {key: t for key, t in self.every_task.items() if key[0] not in self.left_out}
        self._mode_calendar = lru_cache(maxsize=None)(self._intersect)
        self._machines_of = lru_cache(maxsize=None)(self._named)
        self._phases_of = lru_cache(maxsize=None)(partial(phases_of, scenario))
        self._source_phases = lru_cache(maxsize=None)(partial(source_phases, scenario))

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
        phases = set(self._phases_of(order))
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
        found = ((key, place(self, row, self.tasks[key])) for key, row in self.rows.items())
        return {key: placed for key, placed in found if placed is not None}

    @cached_property
    def sessions(self) -> dict[tuple[str, int], list[Placed]]:
        """Return who shares a session with each row that may share one, itself included.

        They are on one machine, of one code, and start together; nobody joins a session that has
        begun before the plan.
        """
        groups: dict[tuple[str, str, int, bool], list[Placed]] = {}
        for placed in self.placed.values():
            if placed.code:
                begun = placed.task.progress is not None
                key = (placed.row.machine, placed.code, int(placed.row.start), begun)
                groups.setdefault(key, []).append(placed)
        return {(p.row.order, p.row.phase): group for group in groups.values() for p in group}

    @cached_property
    def gates(self) -> Gates:
        """Return which material phases wait for."""
        return Gates(self)

    def session_of(self, placed: Placed) -> list[Placed]:
        """Return who shares a session with a row; the row alone if nobody does."""
        return self.sessions.get((placed.row.order, placed.row.phase), [placed])

    def work_end(self, placed: Placed) -> int | None:
        """Return when a row has done its work, and that of its session; None if never."""
        work = max(member.work for member in self.session_of(placed))
        return done_at(placed.calendar, placed.row.start, work)

    def waited_for(self, placed: Placed) -> OperationRow | None:
        """Return the row of the phase that an elastic one may wait for at its end."""
        if not placed.task.is_elastic:
            return None
        return self.rows.get((placed.row.order, placed.task.after[0]))

    def centers_of(self, task: Task) -> tuple[str, ...]:
        """Return the centers a task may run on, the main one first."""
        if task.operation is None:
            return ("",)
        others = (alternative.work_center for alternative in task.operation.alternatives)
        return (task.operation.work_center, *others)

    def limited(self, center: WorkCenter) -> bool:
        """Tell whether the plan respects the machines of a center."""
        return self.mode is Mode.FINITE and not (center.infinite or center.external)

    def machines_for(self, operation: Operation, center: WorkCenter) -> dict[str, Machine]:
        """Return the machines of a center on which an operation may run, by name."""
        machines = self._machines_of(center.id)
        if operation.machines and center.id == operation.work_center:
            wanted = {row.machine for row in operation.machines}
            return {name: machine for name, machine in machines.items() if name in wanted}
        return machines

    def _named(self, center_id: str) -> dict[str, Machine]:
        rows = self.scenario.machines_by_center.get(center_id, ())
        return {machine.id: machine for machine in rows}

    def team_of(
        self, row: OperationRow, operation: Operation, center: WorkCenter
    ) -> tuple[Machine, ...]:
        """Return the machines that a row holds; none if it names wrong ones, or too few."""
        machines = self.machines_for(operation, center)
        named = [machines[name] for name in (row.machine, *row.also) if name in machines]
        count = len({machine.id for machine in named})
        right = len(named) == count == 1 + len(row.also) == operation.machine_count
        return tuple(named) if right else ()

    @cached_property
    def hours(self) -> Hours:
        """Return when everything is there."""
        return Hours(
            self.scenario,
            self.clock,
            until=self.until,
            finite=self.mode is Mode.FINITE,
            arrivals=tool_arrivals(self),
        )

    @cached_property
    def factory_days(self) -> WorkingTime:
        """Return the days on which the factory works."""
        return self.hours.days(None)

    def mode_calendar(
        self,
        operation: Operation,
        center: WorkCenter,
        team: tuple[Machine, ...],
        needs: Needs,
    ) -> WorkingTime:
        """Return when an operation works: machines, resources, tools and workers are there."""
        names = tuple(machine.id for machine in team)
        uses = tuple(self.uses_of(operation, names).items())
        tools = tuple(tools_of(operation).items())
        return self._mode_calendar(center.id, names, uses, tools, needs)

    def _intersect(
        self,
        center: str,
        machines: tuple[str, ...],
        uses: tuple[tuple[str, int], ...],
        tools: tuple[tuple[str, int], ...],
        needs: Needs,
    ) -> WorkingTime:
        windows = self.hours.machine(center, machines[0] if machines else "")
        for machine in machines[1:]:
            windows = windows.intersect(self.hours.machine(center, machine))
        for name, units in uses:
            windows = windows.intersect(self.hours.resource(name).at_least(units))
        for item, units in tools:
            windows = windows.intersect(self.hours.tool(item).at_least(units))
        return windows.intersect(self.hours.crew(needs)) if needs else windows

    def uses_of(self, operation: Operation, machines: tuple[str, ...]) -> dict[str, int]:
        """Return the units of further resources that an operation holds on some machines."""
        uses: dict[str, int] = {}
        for use in operation.resources:
            if use.machine is None or use.machine in machines:
                uses[use.resource] = uses.get(use.resource, 0) + use.quantity
        return uses

    def wait_of(self, task: Task) -> int:
        """Return the elapsed ticks after a phase before anything may follow."""
        if task.operation is None or not task.operation.wait:
            return 0
        placed = self.placed.get((task.order.id, task.phase))
        times = main_spot(self, task).times if placed is None else placed.times
        return times.lag(task)

    def last_tasks(self, order: str) -> list[Task]:
        """Return the phases of an order that nobody follows: it is complete with them."""
        tasks = [self.tasks[order, phase] for phase in self.phases_of_order.get(order, ())]
        followed = {phase for task in tasks if task.progress is None for phase in task.after}
        return [task for task in tasks if task.phase not in followed]

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

    def gated_phases(self, name: str, phase: int | None) -> list[int]:
        """Return the phases of an order that wait for a component: all sources if none is named."""
        order = self.order(name)
        if order is None:
            return []
        if phase is not None and phase in self._phases_of(order):
            return [phase]
        return self._source_phases(order)

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
