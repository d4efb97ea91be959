"""What a mode holds beside its machine: further resources, tools, workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from models.scenario import ResourceKind
from scheduler.routing_times import crew_of, joining
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.scenario import Operation, Scenario, SkillUse, WorkCenter
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.resources import ResourceTable

__all__ = ["Need", "NeedMaker", "crew_sizes"]

_NEVER = WorkingTime.of([])


@dataclass(frozen=True, slots=True)
class Need:
    """Units of a resource that a mode holds from start to end.

    Parameters
    ----------
    row
        Row of the resource table; -1 where there never is a unit.
    units
        How many.
    time
        When so many are there.
    name
        What is needed, in the user's words.
    missing
        Why it cannot be had, where `time` is empty.
    pauses
        Whether it is free while the operation pauses: people are, tools stay on the machine.
    """

    row: int
    units: int
    time: WorkingTime = field(compare=False)
    name: str
    missing: str = field(compare=False)
    pauses: bool = False


def crew_sizes(operation: Operation, center: WorkCenter) -> range:
    """Return how many workers may be at an operation; ``range(0, 1)`` where nobody may join."""
    use = joining(operation, center)
    if use is None or use.most is None:
        return range(1)
    return range(use.quantity, max(use.quantity, use.most) + 1)


@dataclass(frozen=True)
class NeedMaker:
    """Find out what operations need beside their machines."""

    scenario: Scenario
    calendars: ScenarioCalendars
    resources: ResourceTable

    def of(
        self, operation: Operation, center: WorkCenter, machines: tuple[str, ...], crew: int
    ) -> tuple[Need, ...]:
        """Return what an operation needs on some machines of a center.

        Parameters
        ----------
        machines
            By name; none in a pool.
        crew
            Number of workers where more may join; 0 where nobody may.
        """
        return (
            *self._resources(operation, machines),
            *self._tools(operation),
            *self._workers(operation, center, crew),
        )

    def _resources(self, operation: Operation, machines: tuple[str, ...]) -> Iterator[Need]:
        units: dict[str, int] = {}
        for use in operation.resources:
            if use.machine is None or use.machine in machines:
                units[use.resource] = units.get(use.resource, 0) + use.quantity
        for name, count in units.items():
            present = self.calendars.resource(name)
            time = present.at_least(count)
            yield Need(
                self.resources.further.get(name, -1),
                count,
                time,
                name,
                "" if time.total else _too_few(name, count, present),
                self.scenario.resource_by_id[name].kind is ResourceKind.CREW,
            )

    def _tools(self, operation: Operation) -> Iterator[Need]:
        for row in operation.equipment:
            if row.scheduled:
                present = self.resources.tool_times[row.item]
                yield Need(
                    self.resources.tools.get(row.item, -1),
                    row.quantity,
                    present.at_least(row.quantity),
                    row.item,
                    Said(
                        "it waits for {needed} {item}, and there are {units}",
                        needed=str(row.quantity),
                        item=row.item,
                        units=str(present.counts.max(initial=0)),
                    ),
                )

    def _workers(self, operation: Operation, center: WorkCenter, crew: int) -> Iterator[Need]:
        uses = crew_of(operation, center)
        if not uses:
            return
        first = joining(operation, center)
        asked = [(use, crew if use is first and crew else use.quantity) for use in uses]
        pools = self.resources.skills
        for skill in pools.nobody(uses):
            missing = Said("nobody has the skill {skill}", skill=skill)
            yield Need(-1, 1, _NEVER, skill, missing, pauses=True)
        for skills, units in pools.needs(asked):
            time = pools.enough(skills, units)
            yield Need(
                pools.rows.get(skills, -1),
                units,
                time,
                either(sorted(skills)),
                "" if time.total else self._short_handed(skills, asked),
                pauses=True,
            )

    def _short_handed(self, skills: frozenset[str], asked: list[tuple[SkillUse, int]]) -> Said:
        present = self.resources.skills.present(skills)
        count = sum(number for use, number in asked if use.skill in skills)
        return _too_few(
            Said("workers with {skills}", skills=either(sorted(skills))), count, present
        )


def either(names: Sequence[str]) -> str:
    """Return names of which one will do, for sentences."""
    return reduce(
        lambda first, second: Said("{first} or {second}", first=first, second=second), names
    )


def _too_few(name: str, count: int, present: WorkingTime) -> Said:
    """Return the sentence that there never are enough of something at once."""
    most = int(present.counts.max(initial=0))
    if not most:
        return Said("{name}: none is ever there", name=name)
    return Said(
        "{name}: {needed} are needed, and at most {most} there at once",
        name=name,
        needed=str(count),
        most=str(most),
    )
