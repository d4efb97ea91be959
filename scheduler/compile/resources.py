"""Machines, workers, tools and further resources as rows of the problem's resource table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.compile.equipment import scheduled_equipment, tool_presence
from scheduler.compile.machines import CenterMaker
from scheduler.compile.presence import shortages
from scheduler.compile.sessions import Sessions
from scheduler.compile.setups import state_of
from scheduler.compile.skills import SkillPools
from scheduler.compile.tasks_cap import limits_tasks, tasks_at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.calendar import WorkingTime
    from models.material import MaterialPlan, SupplyOrder
    from models.problem_builder import ProblemBuilder
    from models.scenario import Scenario, SetupRule, WorkCenter
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.machines import Place

__all__ = ["ResourceTable", "build_resources"]


@dataclass
class ResourceTable:
    """What `build_resources` adds to the problem.

    Parameters
    ----------
    machines
        Work center to where its operations may run.
    names
        Row to the names of its units, as many as its capacity.
    states
        Setup rule to its states.
    further
        Further resource to its row.
    tools
        Item of scheduled equipment to its row.
    tool_times
        Item of scheduled equipment to its units over time.
    tasks
        Work center to the row that limits its operations at once.
    """

    skills: SkillPools
    sessions: Sessions
    machines: dict[str, tuple[Place, ...]]
    names: list[tuple[str, ...]]
    states: dict[str, dict[tuple[str, ...], int]]
    further: dict[str, int] = field(default_factory=dict)
    tools: dict[str, int] = field(default_factory=dict)
    tool_times: dict[str, WorkingTime] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)

    def state(self, rule: SetupRule | None, values: Mapping[str, str]) -> int:
        """Return the state that an operation asks of a machine with a rule; -1 if none."""
        state = None if rule is None else state_of(rule, values)
        return -1 if rule is None or state is None else self.states[rule.id][state]


def build_resources(
    scenario: Scenario,
    calendars: ScenarioCalendars,
    builder: ProblemBuilder,
    *,
    material: MaterialPlan | None = None,
    usable: Callable[[SupplyOrder], int] | None = None,
) -> ResourceTable:
    """Add every finite center, further resource, skill and scheduled tool to the problem.

    A center becomes one pool of identical machines. Where machines differ (by name, setups or
    sessions, or by a number that changes from shift to shift) each is a resource of its own;
    machine k then works while the shifts name at least k machines. The unit of costs becomes the
    largest in which all hourly rates are whole numbers per tick.

    Parameters
    ----------
    material
        The orders that bring tools which are to be reordered, and quantities for sessions.
    usable
        When what an order from outside brings may be used, in ticks.

    Raises
    ------
    NoPlanExists
        If workers share skills in more ways than can be kept apart.
    """
    skills, sessions = SkillPools(scenario, calendars), Sessions.of(scenario, material)
    centers = CenterMaker(scenario, calendars, builder, skills, sessions)
    table = ResourceTable(skills, sessions, centers.all(), centers.names, centers.states)
    for resource in scenario.resources:
        row = _add_units(table, builder, resource.id, calendars.resource(resource.id))
        if row is not None:
            table.further[resource.id] = row
    table.names.extend(skills.add_rows(builder))
    centers.add_setup_crews(table.machines)
    _add_tools(table, calendars, builder, material, usable)
    for center in scenario.work_centers:
        if limits_tasks(center):
            row = _add_task_limit(center, table, calendars, builder)
            if row is not None:
                table.tasks[center.id] = row
    return table


def _add_units(
    table: ResourceTable, builder: ProblemBuilder, name: str, present: WorkingTime
) -> int | None:
    """Add units that are there at times, and return their row; none if there never are any.

    What needs them has no working time then, and says so.
    """
    capacity = int(present.counts.max(initial=0))
    if capacity == 0:
        return None
    row = builder.resource(
        name,
        capacity=capacity,
        calendar=builder.calendar(present.at_least(1)),
        profile=shortages(present, capacity),
    )
    table.names.append(tuple(f"{name}-{number + 1}" for number in range(capacity)))
    return row


def _add_tools(
    table: ResourceTable,
    calendars: ScenarioCalendars,
    builder: ProblemBuilder,
    material: MaterialPlan | None,
    usable: Callable[[SupplyOrder], int] | None,
) -> None:
    """Add the items that operations need as scheduled equipment."""
    scenario = calendars.scenario
    for item, is_reordered in scheduled_equipment(scenario).items():
        orders = material if is_reordered else None
        present = tool_presence(scenario, item, calendars.until, orders, usable)
        table.tool_times[item] = present
        row = _add_units(table, builder, f"tool {item}", present)
        if row is not None:
            table.tools[item] = row


def _add_task_limit(
    center: WorkCenter, table: ResourceTable, calendars: ScenarioCalendars, builder: ProblemBuilder
) -> int | None:
    """Add what every operation at a center takes one unit of; none if machines limit it more."""
    present = calendars.center(center) if center.infinite else calendars.present(center)
    limit = tasks_at_once(center, present)
    is_same = limit.same_windows(present) and (limit.counts == present.counts).all()
    if is_same and not center.infinite:
        return None
    return _add_units(table, builder, f"{center.id} tasks", limit)
