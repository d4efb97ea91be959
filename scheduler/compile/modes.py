"""The ways an operation can be run: where, how long, and what it holds meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.problem_builder import ModeSpec
from models.scenario import DayKind
from models.terms import CHECK_PHASE
from scheduler.compile.needs import either
from scheduler.compile.sessions import SessionLoad
from scheduler.compile.ways import WayMaker
from scheduler.routing_times import crew_of, lead_time_ticks, wait_ticks
from scheduler.words import Amount, Listed, Said

if TYPE_CHECKING:
    from decimal import Decimal

    from models.calendar import Clock, WorkingTime
    from models.material import SupplyOrder
    from models.problem_builder import ProblemBuilder
    from models.scenario import Alternative, Operation, Progress, Scenario, WorkCenter
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.resources import ResourceTable
    from scheduler.compile.ways import Way
    from scheduler.routing_times import PhaseTimes, WorkTicks

__all__ = ["CompiledMode", "ModeMaker"]

_ALONE = SessionLoad(-1, 0, 1)


@dataclass(frozen=True, slots=True)
class CompiledMode:
    """A mode, and where it came from.

    Parameters
    ----------
    working_time
        When it works.
    machine
        Number of its (first) machine, 0 for a pool or nobody's capacity.
    machines
        Names of the machines that it holds, the main one first; none for a pool or nobody's
        capacity.
    crew
        Workers at it where more may join, 0 where nobody may.
    wait
        Elapsed ticks after it before anything may follow.
    times
        Its exact times; ``None`` for what only takes its days.
    sessions
        How often it takes its time: more than once if it is too much for one session.
    """

    spec: ModeSpec
    working_time: WorkingTime
    center: WorkCenter | None = None
    alternative: Alternative | None = None
    machine: int = 0
    machines: tuple[str, ...] = ()
    crew: int = 0
    wait: int = 0
    times: PhaseTimes | None = None
    sessions: int = 1

    def ticks_for(self, pieces: Decimal, clock: Clock) -> int:
        """Return the working ticks from its start on that so many pieces take, at most all.

        Of what only takes its days, that is its duration.
        """
        if self.times is None:
            return self.spec.duration
        work = self.times.work(pieces, clock, setup_done=not self.spec.setup)
        return min(self.spec.duration, work.duration * self.sessions)


@dataclass
class ModeMaker:
    """Make the modes of operations."""

    scenario: Scenario
    calendars: ScenarioCalendars
    resources: ResourceTable
    builder: ProblemBuilder
    ways: WayMaker = field(init=False)

    def __post_init__(self) -> None:
        """Make the finder of ways."""
        self.ways = WayMaker(self.scenario, self.calendars, self.resources, self.builder)

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
        self,
        routing: Operation,
        quantity: Decimal,
        *,
        started: bool,
        progress: Progress | None = None,
        whole: Decimal | None = None,
    ) -> tuple[CompiledMode, ...]:
        """Return every mode in which an operation can ever be done, the main center first.

        Parameters
        ----------
        quantity
            Pieces left to make.
        started
            Whether it holds its machine: its setup is done, and history has cut it in two anyway.
        progress
            What the floor declared of it; without it the rest is told by the pieces left.
        whole
            Pieces of the order; default: those left and those that `progress` says are good.
        """
        modes = []
        for way in self.ways.of(routing).rows:
            if way.place is None:
                modes.append(self._outside(routing, way, quantity))
                continue
            work = self._work(way, quantity, progress, whole, started=started)
            mode = self._mode(routing, way, quantity, work, started=started)
            if _can_run(mode, way):
                modes.append(mode)
        return tuple(modes)

    def _outside(self, routing: Operation, way: Way, quantity: Decimal) -> CompiledMode:
        """Return the mode of a lead time at a subcontractor."""
        clock = self.calendars.clock
        spec = ModeSpec(lead_time_ticks(routing.lead_time, clock), calendar=way.calendar)
        wait = wait_ticks(routing, way.times, quantity, clock)
        return CompiledMode(spec, way.working_time, way.center, way.alternative, wait=wait)

    def _work(
        self,
        way: Way,
        quantity: Decimal,
        progress: Progress | None,
        whole: Decimal | None,
        *,
        started: bool,
    ) -> WorkTicks:
        """Return how long an operation works on one way; a changeover has its setup elsewhere."""
        clock = self.calendars.clock
        if progress is None:
            left = way.times.after_setup(quantity)
        else:
            all_pieces = quantity + progress.good if whole is None else whole
            rule = self.scenario.settings.shop.remainder
            left = way.times.remainder(quantity, all_pieces, progress, rule)
        return way.times.ticks(left, clock, setup_done=started or _has_setup_crew(way))

    def _mode(
        self, routing: Operation, way: Way, quantity: Decimal, work: WorkTicks, *, started: bool
    ) -> CompiledMode:
        clock, center, place = self.calendars.clock, way.center, way.place
        load = _ALONE
        if center.aggregation_rule is not None and place is not None and place.resource >= 0:
            rule = self.scenario.aggregation_rule_by_id[center.aggregation_rule]
            load = self.resources.sessions.load(rule, routing, quantity, (*way.alike, started))
        preparation = 0
        if _has_setup_crew(way) and not started:
            preparation = way.times.setup_ticks(clock)
        spec = ModeSpec(
            work.duration * load.times,
            -1 if place is None else place.resource,
            way.calendar,
            work.setup,
            way.state,
            way.uses,
            preparation=preparation,
            units=way.units,
            family=load.family,
            fill=load.fill,
            interruptible=started or center.interruptible or center.external,
        )
        return CompiledMode(
            spec,
            way.working_time,
            center,
            way.alternative,
            0 if place is None else place.number,
            way.machines,
            way.crew,
            wait_ticks(routing, way.times, quantity, clock),
            way.times,
            load.times,
        )

    def never_works(self, order: SupplyOrder, routing: Operation | None) -> Said:
        """Return in one sentence why an operation has no mode, for an order that needs it."""
        if routing is None:
            return Said(
                "order {order} ({item}): its calendar has no working day",
                order=order.id,
                item=order.item,
            )
        ways = self.ways.of(routing)
        centers = [routing.work_center, *(other.work_center for other in routing.alternatives)]
        names = [
            *(use.resource for use in routing.resources),
            *(row.item for row in routing.equipment if row.scheduled),
            *(use.skill for use in crew_of(routing, self._main(routing))),
        ]
        what = Said("{center} never works", center=either(centers))
        if names:
            others = Listed(tuple(dict.fromkeys(names)))
            what = Said(
                "{center} never works together with {others}", center=either(centers), others=others
            )
        reasons = list(dict.fromkeys(ways.missing))
        reasons += [self._why_not(way, order.quantity) for way in ways.rows[:1]]
        return Said(
            "order {order} ({item}) phase {phase}: {what} ({reasons})",
            order=order.id,
            item=order.item,
            phase=str(routing.phase),
            what=what,
            reasons=Listed(tuple(reasons), "; "),
        )

    def _why_not(self, way: Way, quantity: Decimal) -> Said:
        """Return why a way that works at times does not for some pieces."""
        times = way.working_time
        if not times.total:
            return Said("{center} has no working day", center=way.center.id)
        if _is_never_set_up(way):
            return Said("nobody is ever there to set it up")
        work = self._work(way, quantity, None, None, started=False).duration
        longest = int((times.ends - times.starts).max())
        minutes = self.calendars.clock.tick_seconds / 60
        return Said(
            "it works {needed} minutes without a break, but the longest window of its calendar has"
            " {longest} minutes",
            needed=Amount(f"{work * minutes:g}"),
            longest=Amount(f"{longest * minutes:g}"),
        )

    def _main(self, routing: Operation) -> WorkCenter:
        return self.scenario.work_center_by_id[routing.work_center]


def _can_run(mode: CompiledMode, way: Way) -> bool:
    """Tell whether a mode finds a window for what must not pause, and people to set it up."""
    spec, times = mode.spec, mode.working_time
    if spec.preparation and _is_never_set_up(way):
        return False
    return spec.interruptible or times.first_fit(0, spec.duration) < times.total


def _has_setup_crew(way: Way) -> bool:
    """Tell whether the center's people set up: the own setup is part of the changeover then."""
    return way.place is not None and way.place.setup_time is not None


def _is_never_set_up(way: Way) -> bool:
    """Tell whether a machine needs people to set it up, who are never there."""
    setup_time = way.place.setup_time if way.place else None
    return setup_time is not None and not setup_time.total
