"""When and how long the phases of routings work, whichever way they are walked."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from models.calendar import compile_calendar, working_day_windows
from models.scenario import Executions
from scheduler.phase_order import PhaseOrder, last_phases
from scheduler.routing_times import lead_time_ticks, phase_times, wait_ticks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from models.calendar import Clock, WorkingTime
    from models.scenario import Alternative, Calendar, Operation, Scenario, WorkCenter
    from scheduler.routing_times import PhaseTimes

    Choices = Mapping[int, Alternative]

__all__ = ["Phase", "PhaseHours", "PhaseTime"]


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """When a phase of an order runs, and where; ticks, at infinite capacity.

    Parameters
    ----------
    wait
        Elapsed ticks after its end before what it made may be used.
    """

    phase: int
    work_center: str
    start: int
    end: int
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Phase:
    """An operation on one of its centers.

    Parameters
    ----------
    alternative
        The alternative that `center` is; ``None`` for the main center.
    follows
        Phases it comes after.
    rule
        How the executions of a quantity are counted.
    """

    operation: Operation
    center: WorkCenter
    alternative: Alternative | None = None
    follows: tuple[int, ...] = ()
    rule: Executions = Executions.CEIL

    @property
    def is_outside(self) -> bool:
        """Tell whether a subcontractor takes a lead time in days for it."""
        return self.center.external and self.operation.lead_time is not None

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells its working time from that of other phases."""
        if self.is_outside:
            return ("days", self.center.calendar)
        uses = tuple((use.resource, use.quantity) for use in self.operation.resources)
        return ("work", self.center.calendar, uses)

    def work(self, quantity: Decimal, clock: Clock) -> int:
        """Return its working ticks for a quantity in pieces."""
        if self.is_outside:
            return lead_time_ticks(self.operation.lead_time, clock)
        return self._times.work(quantity, clock).duration

    def wait(self, quantity: Decimal, clock: Clock) -> int:
        """Return the elapsed ticks after it before what it made may be used."""
        if not self.operation.wait:
            return 0
        return wait_ticks(self.operation, self._times, quantity, clock)

    @property
    def _times(self) -> PhaseTimes:
        return phase_times(
            self.operation, self.center, alternative=self.alternative, rule=self.rule
        )


class PhaseHours:
    """The phases of every item with a routing, and the working time of each.

    A phase works while its center and its further resources do.
    """

    def __init__(self, scenario: Scenario, clock: Clock) -> None:
        self._scenario = scenario
        self._clock = clock
        self._order = PhaseOrder(scenario)

    def last(self, item_id: str) -> frozenset[int]:
        """Return the phases of an item that no other follows: it is done when all are."""
        return frozenset(last_phases(self._order.of(item_id)))

    def phases(self, item_id: str, choices: Choices | None = None) -> tuple[Phase, ...]:
        """Return the phases of an item, each after all that it follows; none without a routing.

        Parameters
        ----------
        choices
            Alternative centers by phase; the other phases run on their main center.
        """
        routing = self._scenario.routing_by_item.get(item_id)
        if routing is None:
            return ()
        operations = {operation.phase: operation for operation in routing.operations}
        follows = self._order.of(item_id)
        return tuple(
            self._phase(operations[phase], (choices or {}).get(phase), follows[phase])
            for phase in TopologicalSorter(follows).static_order()
        )

    def _phase(
        self, operation: Operation, alternative: Alternative | None, follows: tuple[int, ...]
    ) -> Phase:
        """Return an operation on its main center, or on an alternative one."""
        name = operation.work_center if alternative is None else alternative.work_center
        center = self._scenario.work_center_by_id[name]
        rule = self._scenario.settings.shop.executions
        return Phase(operation, center, alternative, follows, rule)

    def working_time(self, phase: Phase, *, since: int, until: int) -> WorkingTime:
        """Return the windows between two ticks in which a phase works."""
        if phase.is_outside:
            calendar = self._calendar(phase.center.calendar)
            return working_day_windows(calendar, self._clock, since=since, until=until)
        working = self._compiled(phase.center.calendar, 1, since, until)
        for use in phase.operation.resources:
            resource = self._scenario.resource_by_id[use.resource]
            if resource.calendar is not None:
                count = max(use.quantity, resource.capacity)
                present = self._compiled(resource.calendar, count, since, until)
                working = working.intersect(present.at_least(use.quantity))
        return working

    def _compiled(self, calendar: str | None, count: int, since: int, until: int) -> WorkingTime:
        return compile_calendar(
            self._calendar(calendar), self._clock, since=since, until=until, full_count=count
        )

    def _calendar(self, calendar_id: str | None) -> Calendar:
        if calendar_id is None:
            return self._scenario.factory_calendar
        return self._scenario.calendar_by_id[calendar_id]
