"""Where and with whom an operation can be run, whatever its quantity."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from scheduler.compile.needs import NeedMaker, crew_sizes
from scheduler.routing_times import phase_times
from scheduler.words import Listed, Said

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from models.calendar import WorkingTime
    from models.problem_builder import ProblemBuilder
    from models.scenario import Alternative, Operation, Scenario, WorkCenter
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.machines import Place
    from scheduler.compile.needs import Need
    from scheduler.compile.resources import ResourceTable
    from scheduler.routing_times import PhaseTimes

    Use = tuple[int, int] | tuple[int, int, int]

__all__ = ["Way", "WayMaker", "Ways"]

_MOST_COMBINATIONS = 20
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Way:
    """A mode of a routing row, without its length.

    Parameters
    ----------
    place
        Where it runs; the main machine of several. ``None`` for an outside lead time.
    machines
        Names of all machines it holds, the main one first.
    crew
        Workers where more may join, 0 where nobody may.
    times
        Exact times there.
    working_time, calendar
        When it works, and the row of that calendar.
    uses
        Further resources, as `ModeSpec` has them.
    state
        State the machine must be in.
    units
        Machines of the pool it holds.
    alike
        What members of one session have in common beside their code.
    """

    center: WorkCenter
    alternative: Alternative | None
    place: Place | None
    machines: tuple[str, ...]
    crew: int
    times: PhaseTimes
    working_time: WorkingTime
    calendar: int
    uses: tuple[Use, ...] = ()
    state: int = -1
    units: int = 1
    alike: tuple[Hashable, ...] = ()


@dataclass(slots=True)
class Ways:
    """All ways of a routing row that ever work, and why others do not."""

    routing: Operation
    rows: list[Way] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass
class WayMaker:
    """Find the ways of routing rows, each row once."""

    scenario: Scenario
    calendars: ScenarioCalendars
    resources: ResourceTable
    builder: ProblemBuilder
    needs: NeedMaker = field(init=False)
    _known: dict[int, Ways] = field(default_factory=dict)
    _merged: dict[tuple[Hashable, ...], tuple[WorkingTime, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the finder of needs."""
        self.needs = NeedMaker(self.scenario, self.calendars, self.resources)

    def of(self, routing: Operation) -> Ways:
        """Return every way to run an operation, the main center first."""
        ways = self._known.get(id(routing))
        if ways is None:
            ways = self._known[id(routing)] = Ways(routing)  # which keeps it, and so its id, alive
            choices: list[tuple[str, Alternative | None]] = [(routing.work_center, None)]
            choices += [(other.work_center, other) for other in routing.alternatives]
            for name, alternative in choices:
                self._add(ways, self.scenario.work_center_by_id[name], alternative)
        return ways

    def _add(self, ways: Ways, center: WorkCenter, alternative: Alternative | None) -> None:
        """Add the ways on one center."""
        routing = ways.routing
        if center.external and routing.lead_time is not None:
            days = self.calendars.days(center.calendar)
            times = phase_times(routing, center, alternative=alternative)
            index = self.builder.calendar(days)
            ways.rows.append(Way(center, alternative, None, (), 0, times, days, index))
            return
        places = self._places(routing, center)
        if not places:
            reason = Said("{center} has no machine for it that ever works", center=center.id)
            ways.missing.append(reason)
        found = list(_combinations(places, routing.machine_count))
        if places and not found:
            ways.missing.append(
                Said(
                    "{center} has fewer than the {units} machines it holds",
                    center=center.id,
                    units=str(routing.machine_count),
                )
            )
        for together in found:
            self._add_crews(ways, center, alternative, together)

    def _places(self, routing: Operation, center: WorkCenter) -> list[Place]:
        """Return where on a center an operation may run."""
        places = list(self.resources.machines[center.id])
        if not routing.machines or center.id != routing.work_center:
            return places
        named = {row.machine for row in routing.machines}
        return [place for place in places if place.machine and place.machine.id in named]

    def _add_crews(
        self,
        ways: Ways,
        center: WorkCenter,
        alternative: Alternative | None,
        places: tuple[Place, ...],
    ) -> None:
        """Add a way for each size of the crew that makes it faster."""
        routing, main = ways.routing, places[0]
        times: PhaseTimes | None = None
        for crew in crew_sizes(routing, center):
            previous, times = times, self._times(ways.routing, center, alternative, main, crew)
            if times == previous:
                continue  # one more gains nothing
            machines = tuple(place.machine.id for place in places if place.machine)
            needs = self.needs.of(routing, center, machines, crew)
            lacking = [need.missing for need in needs if not need.time.total]
            if lacking:
                ways.missing.extend(lacking)
                break  # and so do larger crews
            working_time, calendar = self._together(center, places, needs)
            if not working_time.total:
                ways.missing.append(_never_together(machines or (center.id,), needs))
                continue
            ways.rows.append(
                Way(
                    center=center,
                    alternative=alternative,
                    place=main,
                    machines=machines,
                    crew=crew,
                    times=times,
                    working_time=working_time,
                    calendar=calendar,
                    uses=tuple(self._uses(center, places, needs, calendar)),
                    state=self.resources.state(main.rule, routing.state),
                    units=routing.machine_count if main.units > 1 else 1,
                    alike=(center.id, needs, machines[1:]),
                )
            )

    def _times(
        self,
        routing: Operation,
        center: WorkCenter,
        alternative: Alternative | None,
        main: Place,
        crew: int,
    ) -> PhaseTimes:
        machine = main.machine
        name = machine.id if machine else None
        return phase_times(
            routing,
            center,
            alternative=alternative,
            machine=next((row for row in routing.machines if row.machine == name), None),
            efficiency=machine.efficiency if machine else _ONE,
            crew=crew or None,
            rule=self.scenario.settings.shop.executions,
        )

    def _together(
        self, center: WorkCenter, places: tuple[Place, ...], needs: tuple[Need, ...]
    ) -> tuple[WorkingTime, int]:
        """Return when machines and everything needed beside them are there, and that calendar."""
        key = (center.id, tuple(place.number for place in places), needs)
        if key not in self._merged:
            time = places[0].working_time
            others = [place.working_time for place in places[1:]]
            for other in others + [need.time for need in needs]:
                time = time.intersect(other)
            time = time.merged()
            self._merged[key] = (time, self.builder.calendar(time))
        return self._merged[key]

    def _uses(
        self,
        center: WorkCenter,
        places: tuple[Place, ...],
        needs: tuple[Need, ...],
        calendar: int,
    ) -> Iterator[Use]:
        """Yield the further resources of a way: units, and when they count."""
        for need in needs:
            if need.pauses:
                yield need.row, need.units, calendar
            else:
                yield need.row, need.units
        if center.id in self.resources.tasks:
            yield self.resources.tasks[center.id], 1
        for place in places[1:]:  # held like the main machine, through breaks of the work
            if place.resource >= 0:
                yield place.resource, 1


def _never_together(machines: tuple[str, ...], needs: tuple[Need, ...]) -> Said:
    names = Listed((*machines, *(need.name for need in needs)))
    return Said("{names} are never there at the same time", names=names)


def _combinations(places: Sequence[Place], count: int) -> Iterator[tuple[Place, ...]]:
    """Yield the machines that may be held at once: every choice, or neighbours if too many."""
    if not places:
        return
    if places[0].machine is None:  # a pool, or nobody's capacity
        if places[0].resource < 0 or count <= places[0].units:
            yield (places[0],)
    elif comb(len(places), count) <= _MOST_COMBINATIONS:
        yield from combinations(places, count)
    else:
        yield from (
            tuple(places[begin : begin + count]) for begin in range(len(places) - count + 1)
        )
