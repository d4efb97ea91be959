r"""What a plan must hold: one task for every phase of every order that is still to be done.

The law of an operation's work is written here once more, from the words of the domain, so that
an error in the compiler cannot hide in the verifier:

.. math:: \lceil (setup + \lceil q / pieces \rceil \cdot run / utilisation) / tick \rceil
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.scenario import OrderType, ProgressState
from models.terms import CHECK_PHASE

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.material import MaterialPlan, SupplyOrder
    from models.scenario import Operation, Order, Progress, Scenario, WorkCenter

__all__ = ["Task", "Times", "lead_time", "made_here", "tasks_of", "times_on"]


@dataclass(frozen=True, slots=True)
class Task:
    """A phase of an order that the plan must schedule.

    Parameters
    ----------
    document
        The order as the scenario has it; ``None`` for one that MRP proposes.
    operation
        The operation of the routing; ``None`` for the lead time of an item without routing.
    previous
        The phase before it in the routing, closed or not; ``None`` for the first.
    progress
        The declaration that it is started; ``None`` if it is not.
    quantity
        Pieces left to make.
    """

    order: SupplyOrder
    document: Order | None
    operation: Operation | None
    phase: int
    previous: int | None
    progress: Progress | None
    quantity: Decimal

    @property
    def is_frozen(self) -> bool:
        """Tell whether the order keeps its dates."""
        return self.document is not None and self.document.frozen


@dataclass(frozen=True, slots=True)
class Times:
    """Exact times of a task on one center, in ticks.

    Parameters
    ----------
    setup
        Own setup; 0 for started work.
    run_once
        One execution, divided by the utilisation.
    pieces
        Pieces of one execution.
    lead
        Lead time of an external phase, or of an item without routing; ``None`` for real work.
    """

    setup: Fraction
    run_once: Fraction
    pieces: Decimal
    lead: int | None = None

    def executions(self, quantity: Decimal) -> int:
        """Return how often the operation runs to make a quantity."""
        return ceil(Fraction(quantity) / Fraction(self.pieces))

    def work(self, quantity: Decimal) -> int:
        """Return the working ticks that a quantity takes, setup included."""
        if self.lead is not None:
            return self.lead
        return ceil(self.setup + self.executions(quantity) * self.run_once)


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
            tasks.update(_tasks_of_order(scenario, order, document))
    return tasks


def _tasks_of_order(
    scenario: Scenario, order: SupplyOrder, document: Order | None
) -> dict[tuple[str, int], Task]:
    declared = {row.phase: row for row in document.progress} if document else {}
    # a transfer takes its lead time, however the item is made where it comes from
    is_transfer = order.type is OrderType.TRANSFER
    routing = None if is_transfer else scenario.routing_by_item.get(order.item)
    operations = routing.operations if routing else ()
    phases: list[tuple[int, Operation | None]] = [(op.phase, op) for op in operations]
    tasks: dict[tuple[str, int], Task] = {}
    previous: int | None = None
    for phase, operation in phases or [(0, None)]:
        progress = declared.get(phase)
        if progress is None or progress.state is not ProgressState.CLOSED:
            good = progress.good if progress else Decimal(0)
            left = max(Decimal(0), order.quantity - good)
            tasks[order.id, phase] = Task(
                order, document, operation, phase, previous, progress, left
            )
        previous = phase
    item = scenario.item_by_id.get(order.item)
    if item is not None and item.analysis_time and not is_transfer:
        tasks[order.id, CHECK_PHASE] = Task(
            order, document, None, CHECK_PHASE, previous, None, order.quantity
        )
    return tasks


def lead_time(length: timedelta | None, clock: Clock) -> Times:
    """Return the times of a lead time in working days, whatever the quantity."""
    days = length.days if length else 0
    return Times(Fraction(0), Fraction(0), Decimal(1), days * clock.ticks_per_day)


def times_on(
    operation: Operation, center: WorkCenter, clock: Clock, *, started: bool = False
) -> Times:
    """Return the times of an operation on one of its centers; started work has its setup done."""
    if center.external and operation.lead_time is not None:
        return lead_time(operation.lead_time, clock)
    setup, run, pieces = operation.setup, operation.run, operation.pieces
    if center.id != operation.work_center:
        other = next(row for row in operation.alternatives if row.work_center == center.id)
        setup = other.setup if other.setup is not None else setup
        run = other.run if other.run is not None else run
        pieces = other.pieces if other.pieces is not None else pieces
    own = Fraction(0) if started else _ticks(setup, clock)
    return Times(own, _ticks(run, clock) / Fraction(center.utilisation), pieces)


def _ticks(length: timedelta | None, clock: Clock) -> Fraction:
    microsecond = timedelta(microseconds=1)
    tick = timedelta(seconds=clock.tick_seconds)
    return Fraction((length or timedelta(0)) // microsecond, tick // microsecond)
