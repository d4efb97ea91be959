"""The execution tables of work: operations, tasks, and the material that orders take."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.scenario import OrderType
from scheduler.natural import natural
from scheduler.outputs.columns import DECIMAL, MOMENT, NUMBER, TEXT, WHOLE
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from models.plan import OperationRow
    from scheduler.execution.execution import Execution
    from scheduler.execution.tasks import Task
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell
    from scheduler.plan_time import Held

    Row = tuple[Cell, ...]

__all__ = [
    "DEPENDENT_COLUMNS",
    "OPERATION_COLUMNS",
    "TASK_COLUMNS",
    "dependent_demand",
    "operations",
    "tasks",
]

OPERATION_COLUMNS: Columns = {
    "order": TEXT, "phase": WHOLE, "item": TEXT, "quantity": DECIMAL, "work_center": TEXT,
    "machine": TEXT, "also": TEXT, "state": TEXT, "setup_start": MOMENT, "start": MOMENT,
    "run_start": MOMENT, "end": MOMENT, "changeover_minutes": NUMBER, "session": WHOLE,
    "tasks": TEXT, "alternatives": TEXT, "resources": TEXT, "setup_attributes": TEXT,
    "aggregation": TEXT,
}  # fmt: skip
TASK_COLUMNS: Columns = {
    "task": TEXT, "work_center": TEXT, "machine": TEXT, "also": TEXT, "operations": TEXT,
    "num_operations": WHOLE, "part": WHOLE, "parts": WHOLE, "session": WHOLE, "start": MOMENT,
    "end": MOMENT, "minutes": NUMBER, "warning": TEXT,
}  # fmt: skip
DEPENDENT_COLUMNS: Columns = {
    "order": TEXT, "phase": WHOLE, "item": TEXT, "warehouse": TEXT, "quantity": DECIMAL,
    "from_stock": DECIMAL, "from_orders": DECIMAL, "missing": DECIMAL, "supplies": TEXT,
    "needed": MOMENT, "available": MOMENT,
}  # fmt: skip

_CONSUMERS = (OrderType.PRODUCTION, OrderType.SUBCONTRACT)


def _minutes(run: Execution, ticks: int) -> float:
    return ticks * run.plan.clock.tick_seconds / 60


def operations(run: Execution) -> Table:
    """Return the operations by order and phase, with where else they might run, and what with."""
    indices = sorted(
        range(len(run.plan.operations)),
        key=lambda index: (
            natural(run.plan.operations[index].order), run.plan.operations[index].phase,
        ),
    )  # fmt: skip

    def cells(index: int) -> Row:
        row = run.plan.operations[index]
        routing = run.time.operation(row)
        state = {} if routing is None else routing.state
        return (
            row.order, row.phase, row.item, row.quantity, row.work_center, row.machine,
            "; ".join(row.also), str(row.state), run.at(row.setup_start), run.at(row.start),
            run.at(row.run_start), run.at(row.end), _minutes(run, row.changeover),
            row.session or None, "; ".join(task.id for task in run.tasks_of_operation[index]),
            "; ".join(run.time.places(row)), _held(run, row),
            "; ".join(f"{name}={value}" for name, value in state.items()),
            (routing.aggregation or "") if routing is not None else "",
        )  # fmt: skip

    return Table(tuple(OPERATION_COLUMNS), [cells(index) for index in indices])


def _held(run: Execution, row: OperationRow) -> str:
    """Return what an operation holds beside its machines, for example ``skill WELD x 2``."""

    def told(held: Held) -> str:
        return f"{held.name} x {held.units:g}{' for the changeover' if held.sets_up else ''}"

    return "; ".join(map(told, run.time.manner(row).held))


def tasks(run: Execution) -> Table:
    """Return the tasks by machine and start; then, with a warning, what is not scheduled."""

    def cells(task: Task) -> Row:
        rows = [run.plan.operations[index] for index in task.operations]
        first = rows[0]
        return (
            task.id, first.work_center, first.machine, "; ".join(first.also),
            "; ".join(f"{row.order}/{row.phase}" for row in rows), len(rows), task.part,
            task.parts, first.session or None, run.at(task.start), run.at(task.end),
            _minutes(run, task.end - task.start), "",
        )  # fmt: skip

    left_out = sorted(run.plan.unscheduled, key=lambda row: natural(row.order))
    return Table(
        tuple(TASK_COLUMNS),
        [
            *map(cells, run.tasks),
            *(
                (
                    "", "", "", "", row.order if row.phase is None else f"{row.order}/{row.phase}",
                    1, None, None, None, None, None, None, row.cause,
                )
                for row in left_out
            ),
        ],
    )  # fmt: skip


@dataclass
class _Need:
    """What a phase of an order takes of an item at a warehouse."""

    stock: Decimal = Decimal(0)
    ordered: Decimal = Decimal(0)
    missing: Decimal = Decimal(0)
    supplies: list[str] = field(default_factory=list)
    needed: int | None = None
    available: int | None = None


def dependent_demand(run: Execution) -> Table:
    """Return the materials of production and subcontract orders, by order and phase."""
    needs = _needs(run)

    def place(key: tuple[str, int | None, str, str]) -> tuple[object, ...]:
        order, phase, item, warehouse = key
        return (natural(order), -1 if phase is None else phase, natural(item), warehouse)

    return Table(
        tuple(DEPENDENT_COLUMNS),
        [
            (
                *key, need.stock + need.ordered + need.missing, need.stock, need.ordered,
                need.missing, "; ".join(need.supplies),
                None if need.needed is None else run.at(need.needed),
                None if need.available is None else run.at(need.available),
            )
            for key, need in sorted(needs.items(), key=lambda pair: place(pair[0]))
        ],
    )  # fmt: skip


def _needs(run: Execution) -> dict[tuple[str, int | None, str, str], _Need]:
    found: dict[tuple[str, int | None, str, str], _Need] = {}
    material = run.plan.material
    for peg in material.pegs:
        consumer = material.order_by_id.get(peg.demand)
        if peg.demand_kind is not DemandKind.ORDER or consumer is None:
            continue
        if consumer.type not in _CONSUMERS:
            continue
        need = found.setdefault((peg.demand, peg.phase, peg.item, peg.warehouse), _Need())
        need.needed = run.withdrawn(peg)
        if peg.supply_kind is SupplyKind.STOCK:
            need.stock += peg.quantity
            continue
        need.ordered += peg.quantity
        need.supplies.append(peg.supply)
        there = run.deposited(peg.supply)
        if there is not None:
            need.available = max(there, need.available or 0)
    for row in material.uncovered:
        if row.demand_kind is DemandKind.ORDER:
            key = (row.demand, row.phase, row.item, row.warehouse)
            found.setdefault(key, _Need()).missing += row.quantity
    return found
