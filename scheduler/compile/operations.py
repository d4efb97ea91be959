"""Orders and routings as operations with their modes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from models.plan import OperationState
from models.scenario import OrderType, OverlapType, ProgressState
from models.terms import CHECK_PHASE
from scheduler.compile.cannot_run import CannotRun
from scheduler.compile.compiled import OperationRef
from scheduler.compile.modes import ModeMaker
from scheduler.phase_order import PhaseOrder

if TYPE_CHECKING:
    from collections.abc import Container

    from models.material import SupplyOrder
    from models.problem_builder import ProblemBuilder
    from models.scenario import Operation, Overlap, Progress, Scenario
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.modes import CompiledMode
    from scheduler.compile.resources import ResourceTable

__all__ = [
    "LEAD_TIME_PHASE",
    "CompiledOperation",
    "OperationTable",
    "first_rows",
    "in_order",
    "last_rows",
]

LEAD_TIME_PHASE = 0
"""Phase of the one pseudo operation of an order without routing."""


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """An operation of the problem, and the routing row it came from; none for a lead time.

    Parameters
    ----------
    waits
        Elapsed ticks after its end before anything may follow, by mode.
    follows
        Open phases of the order that it waits for; none for what has begun.
    overlap
        How it overlaps with the one phase it follows.
    """

    index: int
    order: SupplyOrder
    phase: int
    routing: Operation | None
    quantity: Decimal
    started: bool
    modes: tuple[CompiledMode, ...]
    waits: tuple[int, ...]
    follows: tuple[int, ...] = ()
    overlap: Overlap | None = None

    @property
    def is_elastic(self) -> bool:
        """Tell whether it waits at its end for the phase that it overlaps with."""
        return self.overlap is not None and self.overlap.idle

    @property
    def wait(self) -> int:
        """Return the longest wait after it, whatever its mode."""
        return max(self.waits)


def first_rows(rows: tuple[CompiledOperation, ...]) -> tuple[CompiledOperation, ...]:
    """Return the operations of an order that follow nothing: it starts with the earliest."""
    return tuple(row for row in rows if not row.follows)


def last_rows(rows: tuple[CompiledOperation, ...]) -> tuple[CompiledOperation, ...]:
    """Return the operations of an order that nothing follows: it is complete when all are.

    What led to a phase that has begun is history, so an earlier phase may end after it.
    """
    followed = {phase for row in rows for phase in row.follows}
    return tuple(row for row in rows if row.phase not in followed)


def in_order(rows: tuple[CompiledOperation, ...]) -> tuple[CompiledOperation, ...]:
    """Return the operations of an order, each after all that it follows."""
    by_phase = {row.phase: row for row in rows}
    order = TopologicalSorter({row.phase: row.follows for row in rows}).static_order()
    return tuple(by_phase[phase] for phase in order)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An operation to be added."""

    order: SupplyOrder
    phase: int
    state: OperationState
    routing: Operation | None = None
    progress: Progress | None = None
    follows: tuple[int, ...] = ()
    overlap: Overlap | None = None


@dataclass
class OperationTable:
    """Add operations order by order, and remember them."""

    scenario: Scenario
    calendars: ScenarioCalendars
    resources: ResourceTable
    builder: ProblemBuilder
    modes: ModeMaker = field(init=False)
    phase_order: PhaseOrder = field(init=False)
    by_order: dict[str, tuple[CompiledOperation, ...]] = field(default_factory=dict)
    rows: list[CompiledOperation] = field(default_factory=list)
    refs: list[OperationRef] = field(default_factory=list)
    mode_centers: list[str] = field(default_factory=list)
    mode_waits: list[int] = field(default_factory=list)
    mode_machines: list[tuple[str, ...]] = field(default_factory=list)
    overdue: dict[str, CannotRun] = field(default_factory=dict)
    """Orders that had to end before the plan begins."""

    def __post_init__(self) -> None:
        """Make the maker of modes."""
        self.modes = ModeMaker(self.scenario, self.calendars, self.resources, self.builder)
        self.phase_order = PhaseOrder(self.scenario)

    def add_order(self, order: SupplyOrder) -> None:
        """Add the operations of an order that are not done yet, in phase order.

        Raises
        ------
        CannotRun
            If one has no machine that ever works.
        """
        document = self.scenario.order_by_id.get(order.id)
        declared = {row.phase: row for row in document.progress} if document else {}
        is_frozen = document is not None and document.frozen
        state = OperationState.FROZEN if is_frozen else OperationState.PLANNED
        routing = None
        if order.type is not OrderType.TRANSFER:
            routing = self.scenario.routing_by_item.get(order.item)
        if routing is None:
            drafts = [_Draft(order, LEAD_TIME_PHASE, state)]
        else:
            follows = self.phase_order.of(order.item)
            left = {
                operation.phase: operation
                for operation in routing.operations
                if (row := declared.get(operation.phase)) is None
                or row.state is not ProgressState.CLOSED
            }
            drafts = [
                _Draft(order, phase, OperationState.STARTED, operation, row)
                if (row := declared.get(phase)) and row.state is ProgressState.STARTED
                else _waiting(_Draft(order, phase, state, operation, row), follows[phase], left)
                for phase, operation in left.items()
            ]
        rows = tuple(self._add(draft) for draft in drafts)
        if self.scenario.item_by_id[order.item].analysis_time and not order.transfer_from:
            before = tuple(row.phase for row in last_rows(rows))
            rows += (self._add(_Draft(order, CHECK_PHASE, state, follows=before)),)
        self.by_order[order.id] = rows

    def _add(self, draft: _Draft) -> CompiledOperation:
        order, routing, progress = draft.order, draft.routing, draft.progress
        started = draft.state is OperationState.STARTED
        quantity = order.quantity
        if progress is not None:
            quantity = max(Decimal(0), quantity - progress.good)
        modes: tuple[CompiledMode, ...]
        if routing is None:
            modes = (self.modes.days(order, draft.phase),)
        else:
            modes = self.modes.of(
                routing,
                quantity,
                started=started,
                progress=progress,
                whole=order.quantity,
            )
        modes = tuple(mode for mode in modes if mode.working_time.total > 0)
        if not modes:
            fact = self.modes.never_works(order, routing)
            raise CannotRun(order.id, draft.phase, fact)
        index = self.builder.operation(
            [mode.spec for mode in modes],
            f"{order.id}/{draft.phase}",
            order=len(self.by_order),
            elastic=draft.overlap is not None and draft.overlap.idle,
        )
        waits = tuple(mode.wait for mode in modes)
        row = CompiledOperation(
            index,
            order,
            draft.phase,
            routing,
            quantity,
            started,
            modes,
            waits,
            draft.follows,
            draft.overlap,
        )
        self.rows.append(row)
        self.refs.append(
            OperationRef(order.id, order.item, row.phase, quantity, draft.state, row.wait)
        )
        self.mode_centers.extend(mode.center.id if mode.center else "" for mode in modes)
        self.mode_waits.extend(waits)
        self.mode_machines.extend(mode.machines for mode in modes)
        return row


def _waiting(draft: _Draft, follows: tuple[int, ...], left: Container[int]) -> _Draft:
    """Return a phase with what it waits for; closed phases are gone, with what they followed."""
    before = tuple(phase for phase in follows if phase in left)
    overlap = draft.routing.overlap if draft.routing else None
    if overlap is None or len(follows) != 1 or not before or _is_none(overlap):
        overlap = None
    return replace(draft, follows=before, overlap=overlap)


def _is_none(overlap: Overlap) -> bool:
    return overlap.type is OverlapType.PERCENT and not overlap.value
