"""Orders and routings as operations with their modes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from models.errors import NoPlanExists
from models.plan import OperationState
from models.scenario import OrderType, ProgressState
from models.terms import CHECK_PHASE
from scheduler.compile.compiled import OperationRef
from scheduler.compile.modes import ModeMaker

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.problem_builder import ProblemBuilder
    from models.scenario import Operation, Progress, Scenario
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.modes import CompiledMode
    from scheduler.compile.resources import ResourceTable

__all__ = [
    "LEAD_TIME_PHASE",
    "CompiledOperation",
    "OperationTable",
    "finishing",
]

LEAD_TIME_PHASE = 0
"""Phase of the one pseudo operation of an order without routing."""


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """An operation of the problem, and the routing row it came from; none for a lead time."""

    index: int
    order: SupplyOrder
    phase: int
    routing: Operation | None
    quantity: Decimal
    started: bool
    modes: tuple[CompiledMode, ...]
    wait: int


def finishing(rows: tuple[CompiledOperation, ...]) -> list[CompiledOperation]:
    """Return the operations after which an order is complete.

    That is the last one; of several that have begun, an earlier one may end after it.
    """
    return [
        row
        for number, row in enumerate(rows)
        if number == len(rows) - 1 or any(later.started for later in rows[number + 1 :])
    ]


@dataclass
class OperationTable:
    """Add operations order by order, and remember them."""

    scenario: Scenario
    calendars: ScenarioCalendars
    resources: ResourceTable
    builder: ProblemBuilder
    modes: ModeMaker = field(init=False)
    by_order: dict[str, tuple[CompiledOperation, ...]] = field(default_factory=dict)
    refs: list[OperationRef] = field(default_factory=list)
    mode_centers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the maker of modes."""
        self.modes = ModeMaker(self.scenario, self.calendars, self.resources, self.builder)

    def add_order(self, order: SupplyOrder) -> None:
        """Add the operations of an order that are not done yet, in phase order."""
        document = self.scenario.order_by_id.get(order.id)
        declared = {row.phase: row for row in document.progress} if document else {}
        routing = None
        if order.type is not OrderType.TRANSFER:
            routing = self.scenario.routing_by_item.get(order.item)
        frozen = document is not None and document.frozen
        state = OperationState.FROZEN if frozen else OperationState.PLANNED
        if routing is None:
            rows = [self._add(order, None, None, state)]
        else:
            rows = [
                self._add(order, operation, declared.get(operation.phase), state)
                for operation in routing.operations
                if (row := declared.get(operation.phase)) is None
                or row.state is not ProgressState.CLOSED
            ]
        if self.scenario.item_by_id[order.item].analysis_time and not order.transfer_from:
            rows.append(self._add(order, None, None, state, phase=CHECK_PHASE))
        self.by_order[order.id] = tuple(rows)

    def _add(
        self,
        order: SupplyOrder,
        routing: Operation | None,
        progress: Progress | None,
        state: OperationState,
        *,
        phase: int = LEAD_TIME_PHASE,
    ) -> CompiledOperation:
        if routing is not None:
            phase = routing.phase
        quantity = order.quantity
        if progress is not None:
            quantity, state = max(Decimal(0), quantity - progress.good), OperationState.STARTED
        modes: tuple[CompiledMode, ...]
        if routing is None:
            modes = (self.modes.days(order, phase),)
        else:
            modes = self.modes.of(routing, quantity, started=progress is not None)
        modes = tuple(mode for mode in modes if mode.working_time.total > 0)
        if not modes:
            raise NoPlanExists((_never_works(order, routing),))
        index = self.builder.operation(
            [mode.spec for mode in modes],
            f"{order.id}/{phase}",
            order=len(self.by_order),
        )
        wait = self.calendars.clock.duration(routing.wait) if routing and routing.wait else 0
        self.refs.append(OperationRef(order.id, order.item, phase, quantity, state, wait))
        self.mode_centers.extend(mode.center.id if mode.center else "" for mode in modes)
        started = progress is not None
        return CompiledOperation(index, order, phase, routing, quantity, started, modes, wait)

    def machine_of(self, row: CompiledOperation) -> str | None:
        """Return the machine on which the floor declared a phase, if it said so."""
        document = self.scenario.order_by_id.get(row.order.id)
        declared = document.progress if document else ()
        return next((entry.machine for entry in declared if entry.phase == row.phase), None)

    def pin(
        self, row: CompiledOperation, tick: int, *, center: str | None, machine: str | None
    ) -> tuple[CompiledMode, int]:
        """Fix the start of an operation at `tick`, or when it can next work.

        Started work holds its machine from `tick` on, be it in closed time or before its crew.

        Where neither is named, and its main center is no single machine, the solver chooses.

        Returns
        -------
        mode, start
            The first mode that fits, and when it starts.

        Raises
        ------
        NoPlanExists
            If no mode of the operation is on that center and machine.
        """
        wanted = [
            number
            for number, mode in enumerate(row.modes)
            if mode.center is None
            or (
                (center is None or mode.center.id == center)
                and (machine is None or machine == f"{mode.center.id}-{mode.machine}")
            )
        ]
        if not wanted:
            place = machine or center
            message = f"{row.order.id} phase {row.phase} is bound to {place}, where it cannot run"
            raise NoPlanExists((message,))
        mode = row.modes[wanted[0]]
        start = tick if row.started else self._first_start(row, mode, tick)
        on_same_center = [n for n in wanted if row.modes[n].center == mode.center]
        choice = wanted[0] if len(on_same_center) == 1 or machine else -1
        self.builder.fix(row.index, start=start, mode=choice)
        return mode, start

    def _first_start(self, row: CompiledOperation, mode: CompiledMode, tick: int) -> int:
        """Return the first tick from `tick` on at which a mode may start.

        Raises
        ------
        NoPlanExists
            If there is none before the calendars end.
        """
        times, duration = mode.working_time, mode.spec.duration
        work = times.to_work(tick)
        if mode.center is not None and not mode.center.interruptible:
            work = times.first_fit(work, duration)
        if work >= times.total:
            message = (
                f"{row.order.id} phase {row.phase} is bound to start at"
                f" {self.calendars.clock.moment(tick):%Y-%m-%d %H:%M}, but its machine has no"
                " working time for it from then on"
            )
            raise NoPlanExists((message,))
        return times.to_wall_start(work)


def _never_works(order: SupplyOrder, routing: Operation | None) -> str:
    if routing is None:
        return f"order {order.id} ({order.item}): its calendar has no working day"
    centers = [routing.work_center, *(other.work_center for other in routing.alternatives)]
    needs = ", ".join(use.resource for use in routing.resources)
    together = f" together with {needs}" if needs else ""
    return (
        f"order {order.id} ({order.item}) phase {routing.phase}:"
        f" {' or '.join(centers)} never works{together}"
    )
