"""Work centers and further resources as rows of the problem's resource table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.scenario import OrderType

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.problem_builder import ProblemBuilder
    from models.scenario import Scenario, SetupRule, WorkCenter
    from scheduler.compile.calendars import ScenarioCalendars

__all__ = ["Machine", "ResourceTable", "build_resources"]


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a mode may run: a pool of identical machines, one machine, or nobody's capacity.

    Parameters
    ----------
    resource
        Row of the resource table, -1 for infinite capacity.
    number
        Number of the machine from 1; 0 for a pool.
    working_time
        When it works.
    """

    resource: int
    number: int
    working_time: WorkingTime


@dataclass
class ResourceTable:
    """What `build_resources` adds to the problem."""

    machines: dict[str, tuple[Machine, ...]] = field(default_factory=dict)
    """Work center to where its operations may run."""
    further: dict[str, int] = field(default_factory=dict)
    """Further resource to its row."""
    names: list[tuple[str, ...]] = field(default_factory=list)
    """Row to the names of its units."""
    states: dict[str, dict[str, int]] = field(default_factory=dict)
    """Setup rule to its states."""


def build_resources(
    scenario: Scenario, calendars: ScenarioCalendars, builder: ProblemBuilder
) -> ResourceTable:
    """Add every finite center and further resource to the problem.

    A center becomes one pool of identical machines. Where machines differ (setups, a number of
    machines that changes by shift, work bound to a machine by name) each is a resource of its own;
    machine k then works while at least k machines are present.
    """
    table = ResourceTable()
    named = _centers_with_named_machines(scenario)
    matrices: dict[str, int] = {}
    for rule in scenario.setup_rules:
        table.states[rule.id] = {state: i for i, state in enumerate(_states(scenario, rule))}
        matrices[rule.id] = builder.setup_matrix(_times(rule, table.states[rule.id], calendars))
    for center in scenario.work_centers:
        working_time = calendars.center(center)
        if center.infinite or center.external:
            table.machines[center.id] = (Machine(-1, 0, working_time),)
        elif center.setup_rule or not working_time.is_uniform or center.id in named:
            table.machines[center.id] = tuple(
                _single_machine(center, number, table, calendars, builder, matrices)
                for number in range(1, int(working_time.counts.max(initial=0)) + 1)
            )
        elif working_time.starts.size:
            count = int(working_time.counts[0])
            row = builder.resource(
                center.id, capacity=count, calendar=builder.calendar(working_time)
            )
            table.names.append(tuple(f"{center.id}-{number + 1}" for number in range(count)))
            table.machines[center.id] = (Machine(row, 0, working_time),)
        else:
            table.machines[center.id] = ()
    for resource in scenario.resources:
        _further_resource(resource.id, table, calendars, builder)
    return table


def _centers_with_named_machines(scenario: Scenario) -> set[str]:
    """Return the centers where existing work says on which machine it stands."""
    centers: set[str] = set()
    for order in scenario.orders:
        if order.type not in (OrderType.PRODUCTION, OrderType.SUBCONTRACT):
            continue
        names = [row.machine for row in order.progress] + [row.machine for row in order.pinned]
        centers.update(name.rpartition("-")[0] for name in names if name)
    return centers


def _single_machine(
    center: WorkCenter,
    number: int,
    table: ResourceTable,
    calendars: ScenarioCalendars,
    builder: ProblemBuilder,
    matrices: dict[str, int],
) -> Machine:
    working_time = calendars.machine(center, number)
    setup, initial = -1, -1
    if center.setup_rule:
        rule = calendars.scenario.setup_rule_by_id[center.setup_rule]
        setup = matrices[rule.id]
        initial = table.states[rule.id].get(rule.initial, -1) if rule.initial else -1
    name = f"{center.id}-{number}"
    row = builder.resource(
        name, calendar=builder.calendar(working_time), setup=setup, initial_state=initial
    )
    table.names.append((name,))
    return Machine(row, number, working_time)


def _further_resource(
    resource_id: str,
    table: ResourceTable,
    calendars: ScenarioCalendars,
    builder: ProblemBuilder,
) -> None:
    present = calendars.resource(resource_id)
    capacity = int(present.counts.max(initial=0))
    if capacity == 0:
        return  # nobody is ever there: operations that need it have no working time, and say so
    fewer = [
        (int(start), int(end), int(count))
        for start, end, count in zip(present.starts, present.ends, present.counts, strict=True)
        if count < capacity
    ]
    table.further[resource_id] = builder.resource(
        resource_id,
        capacity=capacity,
        calendar=builder.calendar(present.at_least(1)),
        profile=fewer,
    )
    table.names.append(tuple(f"{resource_id}-{number + 1}" for number in range(capacity)))


def _states(scenario: Scenario, rule: SetupRule) -> list[str]:
    values = [rule.initial] if rule.initial else []
    values += rule.states
    values += [state for row in rule.matrix for state in (row.from_, row.to)]
    values += [
        operation.state[rule.property]
        for routing in scenario.routings
        for operation in routing.operations
        if rule.property in operation.state
    ]
    return list(dict.fromkeys(values))


def _times(
    rule: SetupRule, states: dict[str, int], calendars: ScenarioCalendars
) -> list[list[int]]:
    default = calendars.clock.duration(rule.default)
    times = [[0 if i == j else default for j in states.values()] for i in states.values()]
    for row in rule.matrix:
        if row.from_ != row.to:
            times[states[row.from_]][states[row.to]] = calendars.clock.duration(row.time)
    return times
