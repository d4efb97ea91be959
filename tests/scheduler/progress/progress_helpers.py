"""A plan of three orders whose every time is known by heart, and declarations for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.material import DemandKind, MaterialPlan, Peg, SupplyKind, SupplyOrder
from models.plan import Mode, OperationRow, OperationState, OrderRow, Plan, SolveReport
from models.scenario import OrderStatus, OrderType, Scenario
from models.schedule import Status
from scheduler.progress import read_declarations, replay

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scheduler.progress import Actual, Floor

HOUR = 60
DAY = 24 * HOUR
COLUMNS = (
    "time", "order", "phase", "kind", "good", "scrapped", "defect", "machine_time",
    "labour_time", "machine", "workers", "setup", "reason", "distribution", "note",
)  # fmt: skip


def shop(**tables: Any) -> Scenario:
    """Return a shop by day, from Monday 1 June 2026 at 08:00, tick 0.

    A FRAME is sawn (20m of setup, 3m each), then painted red (1m each) and packed (30s each); it
    takes 2 tubes when it is sawn and a label with the first phase.
    """
    base: dict[str, Any] = {
        "scenario": {"id": "shop", "start": "2026-06-01T08:00", "horizon": "20d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}],
        "work_centers": [
            {"id": "SAW", "capacity": 2},
            {"id": "PAINT", "setup_rule": "colour"},
            {"id": "PACK"},
        ],
        "setup_rules": [
            {"id": "colour", "property": "colour", "default": "30m", "initial": "white"}
        ],
        "items": [
            {"id": "FRAME", "source": "make"},
            {"id": "TUBE", "source": "buy", "lead_time": "3d"},
            {"id": "LABEL", "source": "buy", "lead_time": "1d"},
        ],
        "boms": [
            {
                "parent": "FRAME",
                "components": [
                    {"item": "TUBE", "quantity": 2, "phase": 10},
                    {"item": "LABEL", "quantity": 1},
                ],
            }
        ],
        "routings": [
            {
                "item": "FRAME",
                "operations": [
                    {"phase": 10, "work_center": "SAW", "setup": "20m", "run": "3m"},
                    {"phase": 20, "work_center": "PAINT", "run": "1m", "state": {"colour": "red"}},
                    {"phase": 30, "work_center": "PACK", "run": "30s"},
                ],
            }
        ],
        "stock": [{"item": "TUBE", "quantity": 500}, {"item": "LABEL", "quantity": 150}],
        "demands": [{"id": "SO-1", "item": "FRAME", "quantity": 150, "due": "2026-06-12"}],
    }
    return Scenario.model_validate(base | tables)


def order(name: str, quantity: int = 100, **changes: Any) -> SupplyOrder:
    """Return a planned production order of frames, due on Friday 5 June."""
    values: dict[str, Any] = {
        "type": OrderType.PRODUCTION, "item": "FRAME", "status": OrderStatus.PLANNED,
        "start": 0, "end": 4 * DAY + 16 * HOUR, "is_document": False, "bucket": 4,
    }  # fmt: skip
    return SupplyOrder(id=name, quantity=Decimal(quantity), **(values | changes))


def operation(name: str, phase: int, machine: str, start: int, end: int, **changes: Any) -> Any:
    """Return an operation of the plan; times in minutes from Monday 08:00."""
    values: dict[str, Any] = {
        "item": "FRAME", "quantity": Decimal(100), "work_center": machine.rpartition("-")[0],
        "sequence": 1, "setup_start": start, "run_start": start, "changeover": 0,
        "state": OperationState.PLANNED,
    }  # fmt: skip
    return OperationRow(
        order=name, phase=phase, machine=machine, start=start, end=end, **(values | changes)
    )


def taken(name: str, item: str, quantity: int, phase: int | None = None) -> Peg:
    """Return what an order takes from stock."""
    kinds = (SupplyKind.STOCK, DemandKind.ORDER)
    return Peg(kinds[0], item, kinds[1], name, item, Decimal(quantity), phase)


ORDERS = (
    order("MO-1"),
    order("MO-2", 30),
    order("MO-3", 20),
    order("PO-1", 200, type=OrderType.PURCHASE, item="TUBE"),
)
OPERATIONS = (
    operation("MO-1", 10, "SAW-1", 0, 440),  # 320 min of work: 08:00-12:00, 13:00-14:20
    operation("MO-2", 10, "SAW-1", 440, 440 + 110, sequence=2),
    operation("MO-3", 10, "SAW-2", 0, 80),
    operation("MO-3", 20, "PAINT-1", 110, 130, setup_start=80, changeover=30),
    operation("MO-1", 20, "PAINT-1", 440, 540, sequence=2),
    operation("MO-2", 20, "PAINT-1", DAY, DAY + 30, sequence=3),
    operation("MO-3", 30, "PACK-1", 130, 140),
    operation("MO-1", 30, "PACK-1", DAY, DAY + 50, sequence=2),
    operation("MO-2", 30, "PACK-1", DAY + 50, DAY + 65, sequence=3),
)


def order_row(supply: SupplyOrder) -> OrderRow:
    """Return an order as planned; its dates are those of material planning."""
    return OrderRow(
        supply.id, supply.type, supply.item, supply.quantity, supply.start, supply.end, supply.end,
        (), is_document=supply.is_document,
    )  # fmt: skip


def plan_of(scenario: Scenario | None = None, **changes: Any) -> Plan:
    """Return the plan of the shop; its parts may be changed."""
    pegs = [
        row
        for supply in ORDERS[:3]
        for row in (
            taken(supply.id, "TUBE", 2 * int(supply.quantity), 10),
            taken(supply.id, "LABEL", int(supply.quantity)),
        )
    ]
    material = changes.get("material") or MaterialPlan(ORDERS, tuple(pegs))
    values: dict[str, Any] = {
        "scenario": scenario or shop(),
        "material": material,
        "operations": OPERATIONS,
        "orders": tuple(order_row(supply) for supply in material.orders),
        "demands": (),
        "load": (),
        "kpis": {},
        "solve": SolveReport(Mode.FINITE, Status.FEASIBLE, (), "by hand", 0.0),
    }
    return Plan(**(values | changes))


def write_log(folder: Path, *rows: str | Mapping[str, object], columns: str = "") -> Path:
    """Write declarations: rows of cells, or ``day hour order/phase kind`` with further cells.

    ``"1 09:30 MO-1/10 closing good=40"`` is Monday 1 June.
    """
    path = folder / "day.csv"
    lines = [columns or ",".join(COLUMNS)]
    for row in rows:
        cells = _cells(row) if isinstance(row, str) else row
        lines.append(",".join(_quoted(str(cells.get(name, ""))) for name in COLUMNS))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _cells(row: str) -> dict[str, str]:
    day, hour, name, kind, *further = row.split()
    order_name, phase = name, ""
    if not name.startswith("718-"):
        order_name, _, phase = name.partition("/")
    cells = {"time": f"2026-06-{int(day):02d}T{hour}", "order": order_name, "phase": phase}
    return cells | {"kind": kind} | dict(part.split("=", 1) for part in further)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if set(text) & set(',";\n') else text


def floor_of(
    folder: Path,
    *rows: str | Mapping[str, object],
    plan: Plan | None = None,
    **options: Any,
) -> Floor:
    """Return how the shop stands after some declarations."""
    return replay(plan or plan_of(), read_declarations(write_log(folder, *rows)), **options)


def actual_of(floor: Floor, name: str) -> Actual:
    """Return how a phase stands: ``MO-1/10``."""
    found, _, phase = name.partition("/")
    return next(actual for actual in floor.actual.values() if actual.key == (found, int(phase)))
