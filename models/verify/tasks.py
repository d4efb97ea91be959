"""What a plan must hold: one task for every phase of every order that is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.scenario import OrderType, OverlapType, ProgressState
from models.terms import CHECK_PHASE
from models.verify.times import ticks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from models.material import MaterialPlan, SupplyOrder
    from models.scenario import Operation, Order, Overlap, Progress, Routing, Scenario

__all__ = ["Task", "made_here", "phases_of", "source_phases", "tasks_of"]


@dataclass(frozen=True, slots=True)
class Task:
    """A phase of an order that the plan must schedule.

    Parameters
    ----------
    document
        The order as the scenario has it; ``None`` for one that MRP proposes.
    operation
        The operation of the routing; ``None`` for the lead time of an item without routing.
    after
        Phases still to be done that it follows.
    progress
        The declaration that it is started; ``None`` if it is not.
    quantity
        Pieces left to make.
    worked
        Ticks spent on it before the plan, as declared.
    interrupted
        The declaration that it has begun and holds no machine; ``None`` if there is none.
    """

    order: SupplyOrder
    document: Order | None
    operation: Operation | None
    phase: int
    after: tuple[int, ...]
    progress: Progress | None
    quantity: Decimal
    worked: Fraction | None = None
    interrupted: Progress | None = None

    @property
    def is_frozen(self) -> bool:
        """Tell whether the order keeps its dates."""
        return self.document is not None and self.document.frozen

    @property
    def overlap(self) -> Overlap | None:
        """Return how it overlaps with the one phase that it follows; percent 0 does not."""
        overlap = self.operation.overlap if self.operation else None
        if overlap is None or len(self.after) != 1:
            return None
        return None if overlap.type is OverlapType.PERCENT and not overlap.value else overlap

    @property
    def is_elastic(self) -> bool:
        """Tell whether it may wait at its machine for the phase that it overlaps with."""
        return self.progress is None and self.overlap is not None and self.overlap.idle


def made_here(order: SupplyOrder) -> bool:
    """Tell whether an order has operations.

    Purchases, transfers from outside and subcontract documents are receipts that somebody
    promised. A transfer that MRP plans between warehouses takes its lead time.
    """
    if order.type is OrderType.TRANSFER:
        return not order.is_document and bool(order.transfer_from)
    if order.type is OrderType.SUBCONTRACT:
        return not order.is_document
    return order.type is OrderType.PRODUCTION


def tasks_of(scenario: Scenario, material: MaterialPlan) -> dict[tuple[str, int], Task]:
    """Return every task by order and phase, the phases of an order in ascending order."""
    documents = {order.id: order for order in scenario.orders}
    tasks: dict[tuple[str, int], Task] = {}
    for order in material.orders:
        if made_here(order):
            document = documents.get(order.id) if order.is_document else None
            for task in _tasks_of_order(scenario, order, document):
                tasks[order.id, task.phase] = task
    return tasks


def _tasks_of_order(
    scenario: Scenario, order: SupplyOrder, document: Order | None
) -> Iterator[Task]:
    declared = {row.phase: row for row in document.progress} if document else {}
    closed = {phase for phase, row in declared.items() if row.state is ProgressState.CLOSED}
    follows = _Follows(scenario, order)
    operations = follows.operations or {0: None}
    clock = Clock.of(scenario.scenario)
    followed: set[int] = set()
    for phase, operation in operations.items():
        if phase in closed:
            continue
        row = declared.get(phase)
        good = row.good if row else Decimal(0)
        spent = row.worked if row else None
        is_held = row is not None and row.state is ProgressState.STARTED
        progress, interrupted = (row, None) if is_held else (None, row)
        after = follows.phases(phase, closed)
        if progress is None:  # what led to a started phase is history
            followed.update(after)
        yield Task(
            order, document, operation, phase, after, progress,
            quantity=max(Decimal(0), order.quantity - good),
            worked=None if spent is None else ticks(spent, clock), interrupted=interrupted,
        )  # fmt: skip
    item = scenario.item_by_id.get(order.item)
    if item is not None and item.analysis_time and order.type is not OrderType.TRANSFER:
        last = tuple(phase for phase in operations if phase not in closed | followed)
        yield Task(order, document, None, CHECK_PHASE, last, None, order.quantity)


def phases_of(scenario: Scenario, order: SupplyOrder) -> list[int]:
    """Return the phases of an order's routing; a transfer follows none."""
    return list(_Follows(scenario, order).operations)


def source_phases(scenario: Scenario, order: SupplyOrder) -> list[int]:
    """Return the phases of an order that follow no other: there its material is consumed."""
    follows = _Follows(scenario, order)
    return [phase for phase in follows.operations or {0: None} if not follows.phases(phase, set())]


class _Follows:
    """Which phase of a routing follows which: those that are left out are skipped."""

    def __init__(self, scenario: Scenario, order: SupplyOrder) -> None:
        # a transfer takes its lead time, however the item is made where it comes from
        is_transfer = order.type is OrderType.TRANSFER
        routing = None if is_transfer else scenario.routing_by_item.get(order.item)
        self.operations: dict[int, Operation | None] = {
            operation.phase: operation for operation in (routing.operations if routing else ())
        }
        names_some = any(row and row.after is not None for row in self.operations.values())
        listed = _whole(scenario, routing).operations if routing and names_some else ()
        self._listed = self.operations | {operation.phase: operation for operation in listed}

    def phases(self, phase: int, closed: set[int]) -> tuple[int, ...]:
        """Return what a phase follows; nothing in place of closed phases, which are history."""
        found: dict[int, None] = {}
        seen: set[int] = set()
        left = list(self._named(phase))
        while left:
            name = left.pop(0)
            if name in closed or name in seen:
                continue
            seen.add(name)
            if name in self.operations:
                found[name] = None
            elif name in self._listed:  # not valid today
                left = [*self._named(name), *left]
        return tuple(found)

    def _named(self, phase: int) -> tuple[int, ...]:
        operation = self._listed.get(phase)
        if operation is not None and operation.after is not None:
            return operation.after
        return tuple(sorted(other for other in self.operations if other < phase)[-1:])


def _whole(scenario: Scenario, valid: Routing) -> Routing:
    """Return a routing with the phases that are not valid today."""
    return next(
        (
            routing
            for routing in scenario.routings
            if (routing.item, routing.cycle) == (valid.item, valid.cycle)
        ),
        valid,
    )
