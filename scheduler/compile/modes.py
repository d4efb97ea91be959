"""The ways an operation can be run: where, how long, and what it holds meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.problem_builder import ModeSpec
from models.scenario import DayKind
from models.terms import CHECK_PHASE
from scheduler.routing_times import lead_time_ticks, work_ticks

if TYPE_CHECKING:
    from decimal import Decimal

    from models.calendar import WorkingTime
    from models.material import SupplyOrder
    from models.problem_builder import ProblemBuilder
    from models.scenario import Alternative, Operation, Scenario, WorkCenter
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.resources import Machine, ResourceTable

__all__ = ["CompiledMode", "ModeMaker"]


@dataclass(frozen=True, slots=True)
class CompiledMode:
    """A mode, and where it came from.

    ``machine`` is the number of the machine, 0 for a pool or nobody's capacity.
    """

    spec: ModeSpec
    working_time: WorkingTime
    center: WorkCenter | None = None
    alternative: Alternative | None = None
    machine: int = 0


@dataclass(frozen=True)
class ModeMaker:
    """Make the modes of operations."""

    scenario: Scenario
    calendars: ScenarioCalendars
    resources: ResourceTable
    builder: ProblemBuilder

    def days(self, order: SupplyOrder, phase: int) -> CompiledMode:
        """Return the mode of what only takes its days: a lead time, or quality checks."""
        terms = self.calendars.terms.of_order(order)
        length, kind = terms.lead_time, terms.lead_time_days
        if phase == CHECK_PHASE:
            length, kind = terms.item.analysis_time, DayKind.WORKING
        days = self.calendars.lead_days(kind)
        ticks = lead_time_ticks(length, self.calendars.clock)
        return CompiledMode(ModeSpec(ticks, calendar=self.builder.calendar(days)), days)

    def of(
        self, routing: Operation, quantity: Decimal, *, started: bool
    ) -> tuple[CompiledMode, ...]:
        """Return every mode of an operation, the main center first."""
        choices: list[tuple[str, Alternative | None]] = [(routing.work_center, None)]
        choices += [(other.work_center, other) for other in routing.alternatives]
        return tuple(
            self._mode(routing, center, alternative, machine, quantity, started=started)
            for center_id, alternative in choices
            for center in (self.scenario.work_center_by_id[center_id],)
            for machine in self.resources.machines[center_id]
        )

    def _mode(
        self,
        routing: Operation,
        center: WorkCenter,
        alternative: Alternative | None,
        machine: Machine,
        quantity: Decimal,
        *,
        started: bool,
    ) -> CompiledMode:
        if center.external and routing.lead_time is not None:
            days = self.calendars.days(center.calendar)
            ticks = lead_time_ticks(routing.lead_time, self.calendars.clock)
            spec = ModeSpec(ticks, calendar=self.builder.calendar(days))
            return CompiledMode(spec, days, center, alternative)
        work = work_ticks(
            routing,
            center,
            quantity,
            self.calendars.clock,
            alternative=alternative,
            setup_done=started,
        )
        uses = [(use.resource, use.quantity) for use in routing.resources]
        working_time = self.calendars.with_resources(
            (center.calendar, center.capacity, machine.number), machine.working_time, uses
        )
        spec = ModeSpec(
            work.duration,
            machine.resource,
            self.builder.calendar(working_time),
            work.setup,
            self._state(routing, center),
            tuple(
                (self.resources.further[name], units)
                for name, units in uses
                if name in self.resources.further
            ),
            interruptible=started or center.interruptible or center.external,
        )
        return CompiledMode(spec, working_time, center, alternative, machine.number)

    def _state(self, routing: Operation, center: WorkCenter) -> int:
        if not center.setup_rule:
            return -1
        rule = self.scenario.setup_rule_by_id[center.setup_rule]
        value = routing.state.get(rule.property)
        return -1 if value is None else self.resources.states[rule.id][value]
