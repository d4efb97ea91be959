"""Work centers as pools of machines that are all alike, or machine by machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.scenario import OrderType
from scheduler.compile.overtime import CostScale
from scheduler.compile.setups import initial_state, setup_matrix, states_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.calendar import WorkingTime
    from models.problem_builder import ProblemBuilder
    from models.scenario import Machine, Scenario, SetupRule, WorkCenter
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.sessions import Sessions
    from scheduler.compile.skills import SkillPools

__all__ = ["CenterMaker", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mode may run: a pool of identical machines, one machine, or nobody's capacity.

    Parameters
    ----------
    resource
        Row of the resource table, -1 for infinite capacity.
    number
        Number of the machine from 1; 0 for a pool.
    working_time
        When it works.
    units
        Machines of a pool; 1 for a machine.
    machine
        The machine; ``None`` for a pool.
    rule
        Its setup rule.
    setup_time
        When its center's people can set it up; ``None`` where nobody else is needed for it.
    """

    resource: int
    number: int
    working_time: WorkingTime
    units: int = 1
    machine: Machine | None = None
    rule: SetupRule | None = None
    setup_time: WorkingTime | None = None


@dataclass
class CenterMaker:
    """Add the machines of work centers to the problem."""

    scenario: Scenario
    calendars: ScenarioCalendars
    builder: ProblemBuilder
    skills: SkillPools
    sessions: Sessions
    names: list[tuple[str, ...]] = field(default_factory=list)
    """Row to the names of its units."""
    states: dict[str, dict[tuple[str, ...], int]] = field(default_factory=dict)
    """Setup rule to its states."""
    _matrices: dict[str, int] = field(default_factory=dict)
    _costs: CostScale = field(init=False)

    def __post_init__(self) -> None:
        """Add the matrices of all setup rules, and choose the unit of costs."""
        for rule in self.scenario.setup_rules:
            states = states_of(self.scenario, rule)
            self.states[rule.id] = {state: index for index, state in enumerate(states)}
            times = setup_matrix(
                rule, self.scenario.setup_property_by_id, states, self.calendars.clock
            )
            self._matrices[rule.id] = self.builder.setup_matrix(times)
        centers = self.scenario.work_centers
        rates = [rate for row in centers for rate in (row.setup_rate, row.overtime_rate) if rate]
        self._costs = CostScale(rates, self.calendars.clock)
        if rates:
            self.builder.cost_unit = self._costs.unit

    def all(self) -> dict[str, tuple[Place, ...]]:
        """Add every center, and return where its operations may run."""
        apart = _told_apart(self.scenario)
        return {
            center.id: tuple(self._places(center, is_apart=center.id in apart))
            for center in self.scenario.work_centers
        }

    def _places(self, center: WorkCenter, *, is_apart: bool) -> Iterator[Place]:
        working_time = self.calendars.center(center)
        most = int(working_time.counts.max(initial=0))
        machines = self.scenario.machines_by_center[center.id][:most]
        if center.infinite or center.external:
            yield Place(-1, 0, working_time)
        elif is_apart or not working_time.is_uniform:
            for number, machine in enumerate(machines, start=1):
                if self.calendars.machine(center, number).total:
                    yield self._single(center, number, machine)
        elif most:
            row = self.builder.resource(
                center.id, capacity=most, calendar=self.builder.calendar(working_time)
            )
            self.names.append(tuple(machine.id for machine in machines))
            self._add_overtime(center, row)
            yield Place(row, 0, working_time, most)

    def _single(self, center: WorkCenter, number: int, machine: Machine) -> Place:
        working_time = self.calendars.machine(center, number)
        rule_id = machine.setup_rule or center.setup_rule
        rule = None if rule_id is None else self.scenario.setup_rule_by_id[rule_id]
        setup = self._setup(rule, center)
        initial = None if rule is None else initial_state(rule, machine)
        setup_time = self._setup_time(center, working_time)
        session = (0, 0, -1)
        if center.aggregation_rule is not None:
            sharing = self.scenario.aggregation_rule_by_id[center.aggregation_rule]
            session = self.sessions.resource(sharing, self.calendars.clock)
        row = self.builder.resource(
            machine.id,
            calendar=self.builder.calendar(working_time),
            setup=setup,
            initial_state=-1 if rule is None or initial is None else self.states[rule.id][initial],
            setup_calendar=-1 if setup_time is None else self.builder.calendar(setup_time),
            setup_cost=self._costs.per_tick(center.setup_rate) if setup >= 0 else 0,
            session=session,
        )
        self.names.append((machine.id,))
        self._add_overtime(center, row)
        return Place(row, number, working_time, 1, machine, rule, setup_time)

    def _setup(self, rule: SetupRule | None, center: WorkCenter) -> int:
        """Return the matrix of a machine; one without states where only people set it up."""
        if rule is not None:
            return self._matrices[rule.id]
        if not center.setup_skills:
            return -1
        if "" not in self._matrices:
            self._matrices[""] = self.builder.setup_matrix([])
        return self._matrices[""]

    def _setup_time(self, center: WorkCenter, working_time: WorkingTime) -> WorkingTime | None:
        """Return when a machine and all who set it up are there."""
        if not center.setup_skills:
            return None
        return self.skills.staffed(
            working_time, [(use, use.quantity) for use in center.setup_skills]
        )

    def _add_overtime(self, center: WorkCenter, row: int) -> None:
        if center.overtime_rate:
            cost = self._costs.per_tick(center.overtime_rate)
            for start, end in self.calendars.overtime(center):
                self.builder.overtime(row, start, end, cost)

    def add_setup_crews(self, places: dict[str, tuple[Place, ...]]) -> None:
        """Let changeovers hold who sets up; the pools of workers must be rows by now."""
        for center in self.scenario.work_centers:
            crew = [(use, use.quantity) for use in center.setup_skills]
            for place in places[center.id] if crew else ():
                for skills, units in self.skills.needs(crew) if place.resource >= 0 else ():
                    if skills in self.skills.rows:
                        self.builder.setup_crew(place.resource, self.skills.rows[skills], units)


def _told_apart(scenario: Scenario) -> set[str]:
    """Return the centers whose machines differ, or are called by name."""
    owner = {
        machine.id: center
        for center, machines in scenario.machines_by_center.items()
        for machine in machines
    }
    apart = {owner[name] for name in _names_used(scenario) if name in owner}
    apart |= {machine.work_center for machine in scenario.machines}
    return apart | {
        center.id
        for center in scenario.work_centers
        if center.setup_rule or center.setup_skills or center.aggregation_rule
    }


def _names_used(scenario: Scenario) -> Iterator[str | None]:
    """Yield the machines that existing work, routings and downtimes name."""
    for order in scenario.orders:
        if order.type in (OrderType.PRODUCTION, OrderType.SUBCONTRACT):
            yield from (row.machine for row in order.progress)
            yield from (row.machine for row in order.pinned)
    for routing in scenario.routings:
        for operation in routing.operations:
            yield from (row.machine for row in operation.machines)
            yield from (row.machine for row in operation.resources)
    yield from (row.resource for row in scenario.downtimes)
