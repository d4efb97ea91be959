"""Resource-constrained projects as scenarios: activities that hold units of several resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.scenario import (
    Calendar,
    Demand,
    Header,
    Item,
    Operation,
    Resource,
    ResourceUse,
    Routing,
    Scenario,
    Shift,
    Source,
    WorkCenter,
)

__all__ = ["Activity", "project_scenario"]

_START = datetime(2026, 1, 1)  # noqa: DTZ001 - local time of the scenario's zone, UTC
_PHASE_STEP = 10
_CENTER = "SITE"


@dataclass(frozen=True, slots=True)
class Activity:
    """One step of a project.

    Parameters
    ----------
    duration
        Minutes; one without duration is a milestone.
    units
        Units of each resource held from start to end.
    successors
        Activities, from 0, that start after its end.
    """

    duration: int
    units: tuple[int, ...]
    successors: tuple[int, ...]


def project_scenario(
    name: str, activities: list[Activity], capacities: tuple[int, ...]
) -> Scenario:
    """Return a project as a scenario; one tick is one unit of time.

    Parameters
    ----------
    name
        Id of the scenario.
    activities
        Without a circle of successors.
    capacities
        Units of each resource, at least 1.

    Returns
    -------
    Scenario
        One item, of which one piece is due at the end of the horizon. Activity n, from 1, is phase
        10 n of its routing, at a center without limit of its own, and holds resources ``R1``,
        ``R2``, ...; all are there round the clock. A milestone is left out: whoever follows it
        follows what it follows. The horizon is a whole number of days that holds all activities
        one after the other.
    """
    days = sum(activity.duration for activity in activities) // 1440 + 1
    follows = _predecessors(activities)
    return Scenario(
        scenario=Header(id=name, start=_START, horizon=timedelta(days=days)),
        calendars=(Calendar(id="always", shifts={"mon-sun": (Shift(0, 1440),)}),),
        work_centers=(WorkCenter(id=_CENTER, infinite=True),),
        resources=tuple(
            Resource(id=f"R{index + 1}", capacity=units) for index, units in enumerate(capacities)
        ),
        items=(Item(id="PROJECT", source=Source.MAKE),),
        routings=(
            Routing(
                item="PROJECT",
                operations=tuple(
                    _operation(index, activity, follows[index])
                    for index, activity in enumerate(activities)
                    if activity.duration
                ),
            ),
        ),
        demands=(
            Demand(
                id="D1",
                item="PROJECT",
                quantity=1,
                due=(_START + timedelta(days=days - 1)).date(),
            ),
        ),
    )


def _operation(index: int, activity: Activity, follows: list[int]) -> Operation:
    return Operation(
        phase=(index + 1) * _PHASE_STEP,
        name=f"activity {index + 1}",
        work_center=_CENTER,
        after=tuple((before + 1) * _PHASE_STEP for before in follows),
        run=timedelta(minutes=activity.duration),
        resources=tuple(
            ResourceUse(resource=f"R{number + 1}", quantity=units)
            for number, units in enumerate(activity.units)
            if units
        ),
    )


def _predecessors(activities: list[Activity]) -> list[list[int]]:
    """Return what each activity follows directly, or through milestones alone."""
    before: list[list[int]] = [[] for _ in activities]
    for index, activity in enumerate(activities):
        for successor in activity.successors:
            before[successor].append(index)
    found = []
    for direct in before:
        seen: set[int] = set()
        stack = list(direct)
        while stack:
            other = stack.pop()
            if other not in seen:
                seen.add(other)
                stack += [] if activities[other].duration else before[other]
        found.append(sorted(other for other in seen if activities[other].duration))
    return found
