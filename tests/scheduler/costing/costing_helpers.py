"""Plans made by hand, and what they cost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.material import DemandKind, MaterialPlan, Peg, SupplyKind, SupplyOrder, Uncovered
from models.plan import (
    DemandRow,
    Mode,
    OperationRow,
    OperationState,
    OrderRow,
    Plan,
    SolveReport,
)
from models.scenario import OrderStatus, OrderType
from models.schedule import Status
from tests.scheduler.scenario_builder import DAY, plant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Scenario
    from scheduler.costing import CostRow, Estimate

__all__ = [
    "DAY", "delivered", "from_stock", "into", "operation", "order", "pieces", "plan_of", "plant",
    "values", "wanted",
]  # fmt: skip

Pegs = tuple[Peg, ...]


def values(*them: object) -> tuple[object, ...]:
    """Return values to compare: a decimal equals the whole number it is."""
    return them


def order(name: str = "MO", item: str = "X", quantity: object = 10, **changes: Any) -> SupplyOrder:
    """Return a planned production order."""
    values: dict[str, Any] = {
        "type": OrderType.PRODUCTION,
        "status": OrderStatus.PLANNED,
        "start": 0,
        "end": 5 * DAY,
        "is_document": False,
    }
    return SupplyOrder(id=name, item=item, quantity=Decimal(str(quantity)), **(values | changes))


def operation(
    name: str, phase: int, center: str, minutes: int, *, setup: int = 0, **changes: Any
) -> OperationRow:
    """Return an operation on the first machine of a center, from tick 0 on, own setup first."""
    values: dict[str, Any] = {
        "item": "X", "quantity": Decimal(10), "machine": f"{center}-1", "sequence": 1,
        "setup_start": 0, "start": 0, "run_start": setup, "end": setup + minutes,
        "changeover": 0, "state": OperationState.PLANNED,
    }  # fmt: skip
    return OperationRow(order=name, phase=phase, work_center=center, **(values | changes))


def into(supply: str, consumer: str, item: str, quantity: object, phase: int | None = None) -> Peg:
    """Return what an order brings to another."""
    pieces = Decimal(str(quantity))
    return Peg(SupplyKind.ORDER, supply, DemandKind.ORDER, consumer, item, pieces, phase)


def from_stock(consumer: str, item: str, quantity: object, phase: int | None = None) -> Peg:
    """Return what stock brings to an order."""
    pieces = Decimal(str(quantity))
    return Peg(SupplyKind.STOCK, item, DemandKind.ORDER, consumer, item, pieces, phase)


def delivered(supply: str, demand: str, quantity: object, item: str = "X") -> Peg:
    """Return what an order brings to a demand."""
    pieces = Decimal(str(quantity))
    return Peg(SupplyKind.ORDER, supply, DemandKind.DEMAND, demand, item, pieces)


def wanted(name: str, quantity: object = 10, *, late: int = 0, weight: str = "1") -> DemandRow:
    """Return a demand for X that is due on day 5."""
    return DemandRow(name, "X", Decimal(str(quantity)), 5 * DAY, 5 * DAY + late, Decimal(weight))


def plan_of(
    scenario: Scenario,
    orders: Iterable[SupplyOrder] = (),
    operations: tuple[OperationRow, ...] = (),
    *,
    pegs: Pegs = (),
    demands: tuple[DemandRow, ...] = (),
    uncovered: tuple[Uncovered, ...] = (),
    left_out: frozenset[str] = frozenset(),
) -> Plan:
    """Return a plan of some orders, all scheduled but those left out."""
    supplies = tuple(orders)
    return Plan(
        scenario=scenario,
        material=MaterialPlan(supplies, pegs, uncovered=uncovered),
        operations=operations,
        orders=tuple(
            OrderRow(
                row.id, row.type, row.item, row.quantity, row.start, row.end, -1, (),
                is_document=row.is_document,
            )
            for row in supplies
            if row.id not in left_out
        ),
        demands=demands,
        load=(),
        kpis={},
        solve=SolveReport(Mode.FINITE, Status.FEASIBLE, (), "test", 0.0),
    )  # fmt: skip


def pieces(costs: Estimate, name: str = "MO") -> list[tuple[str, int | None, str, Decimal]]:
    """Return piece, phase, name and amount of the rows of an order."""
    return [short(row) for row in costs.orders[name].rows]


def short(row: CostRow) -> tuple[str, int | None, str, Decimal]:
    """Return what tests look at in a row."""
    return (str(row.piece), row.phase, row.name, row.amount)
