"""What operations load: centers, their machines, and what else they hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from models.scenario import ResourceKind
from scheduler.by_day import union
from scheduler.compile.presence import together
from scheduler.further import skill_name, skills_asked, tool_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.calendar import WorkingTime
    from models.scenario import WorkCenter
    from scheduler.plan_time import PlanTime

__all__ = ["Kind", "Loadable", "loadables"]


class Kind(StrEnum):
    """What kind of thing is loaded.

    Crews and tools are further resources; skills stand for all workers who have them, and
    equipment for the pieces on stock of an item that operations hold.
    """

    CENTER = "center"
    MACHINE = "machine"
    CREW = "crew"
    TOOL = "tool"
    EQUIPMENT = "equipment"
    SKILL = "skill"


@dataclass(frozen=True, slots=True, eq=False)
class Loadable:
    """Something that operations load.

    Parameters
    ----------
    name
        Its id in the scenario.
    present
        When it is there, with how many units of it.
    is_limited
        Whether more load than capacity is overload; not of infinite and external centers.
    """

    kind: Kind
    name: str
    present: WorkingTime
    is_limited: bool = True

    @property
    def label(self) -> str:
        """Return what ``load.csv`` calls it."""
        if self.kind is Kind.SKILL:
            return skill_name(self.name)
        return tool_name(self.name) if self.kind is Kind.EQUIPMENT else self.name


def loadables(time: PlanTime, *, with_machines: bool = False) -> tuple[Loadable, ...]:
    """Return centers, machines if they are wanted, further resources, equipment, then skills.

    Machines are those of finite centers. A worker with several skills is capacity of each.
    """
    machines = _machines(time) if with_machines else ()
    return (*_centers(time), *machines, *_resources(time), *_equipment(time), *_skills(time))


def _is_limited(center: WorkCenter) -> bool:
    return not (center.infinite or center.external)


def _centers(time: PlanTime) -> Iterator[Loadable]:
    for center in time.scenario.work_centers:
        is_limited, calendars = _is_limited(center), time.calendars
        present = calendars.present(center) if is_limited else calendars.center(center)
        yield Loadable(Kind.CENTER, center.id, present, is_limited)


def _machines(time: PlanTime) -> Iterator[Loadable]:
    for center in filter(_is_limited, time.scenario.work_centers):
        for machine in time.scenario.machines_by_center[center.id]:
            own = time.machine(center.id, machine.id)
            yield Loadable(Kind.MACHINE, machine.id, replace(own, counts=np.ones_like(own.counts)))


def _resources(time: PlanTime) -> Iterator[Loadable]:
    for row in time.scenario.resources:
        kind = Kind.CREW if row.kind is ResourceKind.CREW else Kind.TOOL
        yield Loadable(kind, row.id, _presence(time, row.id))


def _presence(time: PlanTime, resource_id: str) -> WorkingTime:
    """Return when a further resource is there; without a calendar, while its machines work."""
    scenario, there = time.scenario, time.calendars.resource(resource_id)
    resource = scenario.resource_by_id[resource_id]
    if resource.calendar is not None:
        return there
    centers = {
        name
        for operation in time.phases.values()
        if any(use.resource == resource_id for use in operation.resources)
        for name in (
            operation.work_center,
            *(other.work_center for other in operation.alternatives),
        )
    }
    times = [time.calendars.center(scenario.work_center_by_id[name]) for name in sorted(centers)]
    return union(times, resource.capacity).intersect(there)


def _equipment(time: PlanTime) -> Iterator[Loadable]:
    for item, there in time.resources.tool_times.items():
        yield Loadable(Kind.EQUIPMENT, item, there)


def _skills(time: PlanTime) -> Iterator[Loadable]:
    workers = time.scenario.workers
    for skill in skills_asked(time.scenario):
        able = [row for row in workers if row.active and skill in row.skills]
        there = together([time.calendars.worker(row) for row in able])
        yield Loadable(Kind.SKILL, skill, there)
