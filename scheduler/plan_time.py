"""When the machines and the operations of a plan work, and what else they hold meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.plan import OperationState
from models.problem_builder import ProblemBuilder
from models.scenario import ResourceKind
from scheduler.compile.calendars import ScenarioCalendars
from scheduler.compile.horizon import reach
from scheduler.compile.modes import ModeMaker
from scheduler.compile.receipts import Receipts
from scheduler.compile.resources import build_resources
from scheduler.further import skill_name, tool_name
from scheduler.routing_times import crew_of, joining

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.calendar import WorkingTime
    from models.material import MaterialPlan, SupplyOrder
    from models.plan import OperationRow
    from models.scenario import Operation, Progress, Scenario, WorkCenter
    from scheduler.compile.modes import CompiledMode
    from scheduler.compile.resources import ResourceTable
    from scheduler.compile.ways import Way

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Key = tuple[str, int, str, str, tuple[str, ...], int]

__all__ = ["Held", "Manner", "PlanTime"]


@dataclass(frozen=True, slots=True)
class Held:
    """Units of something that an operation holds beside its machines.

    Parameters
    ----------
    name
        As ``load.csv`` has it: a further resource, ``tool MOULD`` or ``skill WELD``.
    units
        How many; a part of a worker who tends several machines.
    pauses
        Whether it is free in the breaks of the work, as people are.
    sets_up
        Whether it is needed for the changeover instead of the work.
    skill
        The skill that is asked for; empty for what is no worker.
    """

    name: str
    units: float
    pauses: bool = True
    sets_up: bool = False
    skill: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """How operations run that do so alike.

    Parameters
    ----------
    work
        When they work: all that they hold is there.
    setup
        When changeovers before them advance.
    machines
        How many machines each holds.
    """

    center: WorkCenter | None
    work: WorkingTime
    setup: WorkingTime
    machines: int = 1
    held: tuple[Held, ...] = ()


class PlanTime:
    """Working time of the machines and operations of a plan, each compiled once.

    Parameters
    ----------
    scenario, material
        Centers, calendars, routings; and the orders that bring tools.
    until
        Tick up to which working time is wanted.
    """

    def __init__(
        self, scenario: Scenario, until: int, *, material: MaterialPlan | None = None
    ) -> None:
        self.scenario, self.material, self.until = scenario, material, until
        self.calendars = ScenarioCalendars(scenario, until)
        self._manners: dict[Key, Manner] = {}
        self._alike: dict[tuple[object, ...], Manner] = {}

    @cached_property
    def phases(self) -> dict[tuple[str, int], Operation]:
        """Return the phases of all routings by item and number."""
        chosen = (*self.scenario.routings, *self.scenario.routing_by_item.values())
        return {
            (routing.item, operation.phase): operation
            for routing in chosen  # of several cycles the one in use is the last, and counts
            for operation in routing.operations
        }

    @cached_property
    def resources(self) -> ResourceTable:
        """Return workers, tools and further resources as the compiler counts them."""
        return self._modes.resources

    @cached_property
    def _modes(self) -> ModeMaker:
        builder = ProblemBuilder(horizon=self.until)
        resources = build_resources(
            self.scenario, self.calendars, builder, material=self.material, usable=self.usable
        )
        return ModeMaker(self.scenario, self.calendars, resources, builder)

    @cached_property
    def _receipts(self) -> Receipts:
        """Return when goods come; some come after the last operation."""
        far = self.until
        if self.material is not None:
            far = max(far, reach(self.scenario, self.material))
        return Receipts(ScenarioCalendars(self.scenario, far))

    def usable(self, order: SupplyOrder) -> int:
        """Return the first tick at which what somebody delivers can be used."""
        return self._receipts.usable(order)

    def available(self, order: SupplyOrder, received: int) -> int:
        """Return when goods can be used that the plan receives at a tick: after delay and checks.

        A document keeps its date.
        """
        receipts = self._receipts
        return (
            receipts.usable(order) if order.is_document else receipts.usable_after(order, received)
        )

    def places(self, row: OperationRow) -> list[str]:
        """Return where else an operation may run: machines, or centers where none is meant."""
        operation = self.operation(row)
        ways = [] if operation is None else self._modes.ways.of(operation).rows
        named = [" + ".join(way.machines) or way.center.id for way in ways]
        own = {" + ".join((row.machine, *row.also)), row.machine if not row.also else ""}
        return [name for name in dict.fromkeys(named) if name not in own]

    def machine(self, center: str, machine: str) -> WorkingTime:
        """Return when a machine of a center works; working days for lead times.

        Where no single machine is meant that is the first one.
        """
        record = self.scenario.work_center_by_id.get(center)
        if record is None:
            return self.calendars.days(None)
        if record.external:
            return self.calendars.days(record.calendar)
        return self._own(record, machine)

    def _own(self, center: WorkCenter, machine: str) -> WorkingTime:
        if center.infinite or center.external:
            return self.calendars.center(center)
        names = [row.id for row in self.scenario.machines_by_center[center.id]]
        number = names.index(machine) + 1 if machine in names else 1
        return self.calendars.machine(center, number)

    def operation(self, row: OperationRow) -> Operation | None:
        """Return the routing's operation behind a planned one, if there is one."""
        return self.phases.get((row.item, row.phase))

    def groups(self, rows: Sequence[OperationRow]) -> Iterator[tuple[Manner, Ints]]:
        """Yield how operations run, and the positions of those that run so."""
        members: dict[int, list[int]] = {}
        manners: dict[int, Manner] = {}
        for index, row in enumerate(rows):
            manner = self.manner(row)
            manners[id(manner)] = manner
            members.setdefault(id(manner), []).append(index)
        for key, indices in members.items():
            yield manners[key], np.array(indices, dtype=np.int64)

    def manner(self, row: OperationRow) -> Manner:
        """Return how an operation of the plan runs."""
        crew = self.crew(row)
        key = (row.item, row.phase, row.work_center, row.machine, row.also, crew)
        if key not in self._manners:
            own = self._manner(row, crew)
            center = own.center.id if own.center else ""
            alike = (center, id(own.work), id(own.setup), own.machines, own.held)
            self._manners[key] = self._alike.setdefault(alike, own)
        return self._manners[key]

    def _manner(self, row: OperationRow, crew: int) -> Manner:
        center = self.scenario.work_center_by_id.get(row.work_center)
        if center is None:
            days = self.calendars.days(None)
            return Manner(None, days, days)
        operation = self.operation(row)
        own = self._own(center, row.machine)
        if operation is not None and _needs_machine_alone(operation, center) and not row.also:
            return Manner(center, own, own)
        ways = self._ways(row) if operation is not None else []
        if operation is None or not ways:
            return Manner(center, own, own, 1 + len(row.also))
        way = next((way for way in ways if way.crew == crew), ways[0])
        if way.place is None:  # a lead time, shown as the hours of the subcontractor's calendar
            return Manner(center, self.calendars.center(center), own)
        count = 1 + len(row.also)
        if row.machine == center.id:  # no single machine is meant
            count, own = operation.machine_count, way.place.working_time
        setup = way.place.setup_time
        held = tuple(self._held(operation, center, way.machines or (row.machine, *row.also), crew))
        return Manner(center, way.working_time, own if setup is None else setup, count, held)

    def _ways(self, row: OperationRow) -> list[Way]:
        """Return the ways of the routing on the machines of a row, one for each crew."""
        operation = self.operation(row)
        ways = [] if operation is None else self._modes.ways.of(operation).rows
        return [way for way in ways if _is_on(row, way.center, way.machines)]

    def _held(
        self, operation: Operation, center: WorkCenter, machines: tuple[str, ...], crew: int
    ) -> Iterator[Held]:
        for use in operation.resources:
            if use.machine is None or use.machine in machines:
                kind = self.scenario.resource_by_id[use.resource].kind
                yield Held(use.resource, use.quantity, kind is ResourceKind.CREW)
        for tool in operation.equipment:
            if tool.scheduled:
                yield Held(tool_name(tool.item), tool.quantity, pauses=False)
        first = joining(operation, center)
        for who in crew_of(operation, center):
            count = crew if who is first and crew else who.quantity
            yield Held(skill_name(who.skill), count * float(who.share), skill=who.skill)
        if not center.infinite and not center.external:
            for who in center.setup_skills:
                units = who.quantity * float(who.share)
                yield Held(skill_name(who.skill), units, sets_up=True, skill=who.skill)

    def crew(self, row: OperationRow) -> int:
        """Return how many workers are at an operation where more may join; 0 where nobody may.

        A plan does not name them: the smallest crew that explains its length is believed.
        """
        operation = self.operation(row)
        center = self.scenario.work_center_by_id.get(row.work_center)
        if operation is None or center is None or joining(operation, center) is None:
            return 0
        sizes = [way.crew for way in self._ways(row)]
        if len(sizes) < 2:
            return sizes[0] if sizes else 0
        modes = self._modes_of(row, operation)
        return next((mode.crew for mode in modes if _ends_with(mode, row)), sizes[0])

    def duration(self, row: OperationRow) -> int:
        """Return the working ticks of an operation itself, without waiting for others at its end.

        Others are the phase it overlaps, and those with which it shares a session.
        """
        times = self.manner(row).work
        whole = times.to_work(row.end) - times.to_work(row.start) - row.idle
        mode = self.mode(row) if row.session else None
        return whole if mode is None else min(whole, mode.spec.duration)

    def wait(self, row: OperationRow) -> int:
        """Return the elapsed ticks after an operation before anything may follow."""
        operation = self.operation(row)
        mode = self.mode(row) if operation is not None and operation.wait else None
        return 0 if mode is None else mode.wait

    def mode(self, row: OperationRow) -> CompiledMode | None:
        """Return the mode of the routing in which an operation runs; None if there is none."""
        operation = self.operation(row)
        if operation is None:
            return None
        crew = self.crew(row)
        modes = self._modes_of(row, operation)
        return next((mode for mode in modes if mode.crew == crew), None)

    def _modes_of(self, row: OperationRow, operation: Operation) -> list[CompiledMode]:
        """Return the modes of an operation on its machines."""
        progress = self._progress(row)
        modes = self._modes.of(
            operation,
            row.quantity,
            started=row.state is OperationState.STARTED,
            progress=progress,
        )
        return [mode for mode in modes if mode.center and _is_on(row, mode.center, mode.machines)]

    def _progress(self, row: OperationRow) -> Progress | None:
        order = self.scenario.order_by_id.get(row.order)
        rows = () if order is None else order.progress
        return next((progress for progress in rows if progress.phase == row.phase), None)


def _needs_machine_alone(operation: Operation, center: WorkCenter) -> bool:
    """Tell whether an operation holds one machine and nothing else: what most do, at no cost."""
    holds = (
        operation.resources,
        operation.equipment,
        crew_of(operation, center),
        center.setup_skills,
        operation.machine_count > 1,
        operation.lead_time,
        operation.machines,
    )
    return not any(holds)


def _is_on(row: OperationRow, center: WorkCenter, machines: tuple[str, ...]) -> bool:
    """Tell whether a way on some machines of a center may be that of a row.

    Pools have no machines, and an infinite plan names none.
    """
    if center.id != row.work_center:
        return False
    return not machines or row.machine == center.id or machines == (row.machine, *row.also)


def _ends_with(mode: CompiledMode, row: OperationRow) -> bool:
    times = mode.working_time
    worked = times.to_work(row.end) - times.to_work(row.start) - row.idle
    return worked == mode.spec.duration
