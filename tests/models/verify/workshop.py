"""A workshop with one of everything, and a good plan for it derived by hand.

Tick 0 is Monday 2026-06-01 06:00 UTC, a tick is a minute. The day shift works 08-12 and 13-17:
ticks 120-360 and 420-660, a day later 1560-1800 and 1860-2100. The long shift works 06-22: ticks
0-960, 1440-2400. Midnight is tick 1080.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from models.material import DemandKind, MaterialPlan, Peg, SupplyKind, SupplyOrder
from models.plan import DemandRow, Mode, OperationRow, OperationState, OrderRow, Unscheduled
from models.scenario import OrderStatus, OrderType, Scenario
from models.verify import Violation, verify

SCENARIO: dict[str, Any] = {
    "scenario": {"id": "workshop", "start": "2026-06-01T06:00", "horizon": "14d"},
    "calendars": [
        {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
        {"id": "long", "shifts": {"mon-fri": ["06:00-22:00"]}},
    ],
    "work_centers": [
        {"id": "CUT"},
        {"id": "WELD", "calendar": "long", "capacity": 2},
        {"id": "PAINT", "calendar": "long", "setup_rule": "colour"},
        {"id": "PACK", "interruptible": False},
        {"id": "COAT", "external": True},
    ],
    "resources": [{"id": "welder", "calendar": "long"}, {"id": "jig"}],
    "setup_rules": [
        {
            "id": "colour",
            "property": "colour",
            "default": "45m",
            "matrix": [{"from": "white", "to": "red", "time": "20m"}],
            "initial": "white",
        }
    ],
    "items": [
        {"id": "CHAIR", "source": "make"},
        {"id": "FRAME", "source": "make"},
        {"id": "STOOL", "source": "make"},
        {"id": "KNOB", "source": "make", "lead_time": "1d"},
        {"id": "LEG", "source": "subcontract"},
        {"id": "SEAT", "source": "buy", "lead_time": "1d"},
        {"id": "PAD", "source": "buy", "lead_time": "3d"},
        {"id": "TUBE", "source": "buy", "lead_time": "5d"},
    ],
    "boms": [
        {
            "parent": "CHAIR",
            "components": [
                {"item": "FRAME", "quantity": 1, "phase": 10},
                {"item": "SEAT", "quantity": 1, "phase": 40},
            ],
        },
        {"parent": "FRAME", "components": [{"item": "TUBE", "quantity": 2, "scrap": "0.05"}]},
        {"parent": "STOOL", "components": [{"item": "PAD", "quantity": 1, "phase": 10}]},
    ],
    "routings": [
        {
            "item": "CHAIR",
            "operations": [
                {"phase": 10, "work_center": "CUT", "setup": "30m", "run": "6m"},
                {
                    "phase": 20,
                    "work_center": "WELD",
                    "run": "12m",
                    "resources": [{"resource": "welder"}, {"resource": "jig"}],
                    "overlap": {"type": "pieces", "value": 5},
                },
                {
                    "phase": 30,
                    "work_center": "PAINT",
                    "run": "8m",
                    "state": {"colour": "red"},
                    "wait": "2h",
                },
                {"phase": 40, "work_center": "PACK", "run": "3m"},
            ],
        },
        {
            "item": "FRAME",
            "operations": [
                {"phase": 10, "work_center": "CUT", "run": "9m"},
                {
                    "phase": 20,
                    "work_center": "WELD",
                    "setup": "20m",
                    "run": "10m",
                    "resources": [{"resource": "welder"}],
                    "wait": "1h",
                },
            ],
        },
        {
            "item": "STOOL",
            "operations": [
                {"phase": 10, "work_center": "PAINT", "run": "8m", "state": {"colour": "blue"}},
                {"phase": 20, "work_center": "PACK", "run": "4m"},
            ],
        },
        {"item": "LEG", "operations": [{"phase": 10, "work_center": "COAT", "lead_time": "2d"}]},
    ],
    "stock": [{"item": "TUBE", "quantity": 23}],
    "orders": [
        {
            "id": "MO-STARTED",
            "type": "production",
            "item": "FRAME",
            "quantity": 10,
            "end": "2026-06-01",
            "progress": [
                {"phase": 10, "state": "closed", "good": 10},
                {"phase": 20, "state": "started", "good": 4, "machine": "WELD-2"},
            ],
        },
        {
            "id": "MO-FROZEN",
            "type": "production",
            "item": "STOOL",
            "quantity": 5,
            "end": "2026-06-03",
            "frozen": True,
            "pinned": [{"phase": 10, "start": "2026-06-02T07:00", "machine": "PAINT-1"}],
        },
        {"id": "PO-PAD", "type": "purchase", "item": "PAD", "quantity": 5, "end": "2026-06-02"},
    ],
    "demands": [
        {"id": "D-CHAIR", "item": "CHAIR", "quantity": 10, "due": "2026-06-02", "weight": 3},
        {"id": "D-FRAME", "item": "FRAME", "quantity": 10, "due": "2026-06-01T09:00"},
        {"id": "D-STOOL", "item": "STOOL", "quantity": 5, "due": "2026-06-03"},
        {"id": "D-LEG", "item": "LEG", "quantity": 4, "due": "2026-06-05"},
        {"id": "D-KNOB", "item": "KNOB", "quantity": 3, "due": "2026-06-05"},
        {"id": "D-TUBE", "item": "TUBE", "quantity": 2, "due": "2026-06-05"},
    ],
}


@dataclass(frozen=True)
class Case:
    """A plan to verify, with the scenario it is for."""

    scenario: Scenario
    material: MaterialPlan
    operations: tuple[OperationRow, ...]
    orders: tuple[OrderRow, ...] = ()
    demands: tuple[DemandRow, ...] = ()
    mode: Mode = Mode.FINITE
    unscheduled: tuple[Unscheduled, ...] = ()

    def verify(self) -> tuple[Violation, ...]:
        return verify(
            self.scenario,
            self.material,
            self.operations,
            self.orders,
            self.demands,
            mode=self.mode,
            unscheduled=self.unscheduled,
        )

    def broken(self) -> set[tuple[str, str]]:
        """Return the rules broken and by whom."""
        return {(violation.rule.value, violation.subject) for violation in self.verify()}

    def with_operation(self, order: str, phase: int, **changes: Any) -> Case:
        """Return the case with fields of one operation changed."""
        rows = tuple(
            replace(row, **changes) if (row.order, row.phase) == (order, phase) else row
            for row in self.operations
        )
        assert rows != self.operations
        return replace(self, operations=rows)

    def moved(self, order: str, phase: int, ticks: int) -> Case:
        """Return the case with one operation moved as a whole."""
        row = self.operation(order, phase)
        return self.with_operation(
            order,
            phase,
            setup_start=row.setup_start + ticks,
            start=row.start + ticks,
            run_start=row.run_start + ticks,
            end=row.end + ticks,
        )

    def without_operation(self, order: str, phase: int) -> Case:
        kept = [row for row in self.operations if (row.order, row.phase) != (order, phase)]
        return replace(self, operations=tuple(kept))

    def operation(self, order: str, phase: int) -> OperationRow:
        return next(row for row in self.operations if (row.order, row.phase) == (order, phase))

    def with_order(self, order: str, **changes: Any) -> Case:
        rows = tuple(replace(r, **changes) if r.order == order else r for r in self.orders)
        assert rows != self.orders
        return replace(self, orders=rows)

    def with_demand(self, demand: str, **changes: Any) -> Case:
        rows = tuple(replace(r, **changes) if r.demand == demand else r for r in self.demands)
        assert rows != self.demands
        return replace(self, demands=rows)

    def with_peg(self, source: str, target: str, **changes: Any) -> Case:
        pegs = tuple(
            replace(peg, **changes) if (peg.supply, peg.demand) == (source, target) else peg
            for peg in self.material.pegs
        )
        assert pegs != self.material.pegs
        return replace(self, material=MaterialPlan(self.material.orders, pegs))

    def without_peg(self, source: str, target: str) -> Case:
        pegs = [p for p in self.material.pegs if (p.supply, p.demand) != (source, target)]
        assert len(pegs) < len(self.material.pegs)
        return replace(self, material=MaterialPlan(self.material.orders, tuple(pegs)))


def operation(
    order: str,
    item: str,
    phase: int,
    quantity: int,
    *,
    on: str,
    at: tuple[int, ...],
    number: int = 1,
    state: OperationState = OperationState.PLANNED,
) -> OperationRow:
    """Return a row; `at` is start and end, or setup start, start, first piece and end."""
    setup_start, start, run_start, end = at if len(at) == 4 else (at[0], at[0], at[0], at[1])
    return OperationRow(
        order=order,
        item=item,
        phase=phase,
        quantity=Decimal(quantity),
        work_center=on.partition("-")[0],
        machine=on,
        sequence=number,
        setup_start=setup_start,
        start=start,
        run_start=run_start,
        end=end,
        changeover=start - setup_start,
        state=state,
    )


def supply(
    name: str,
    item: str,
    quantity: int,
    *,
    kind: OrderType = OrderType.PRODUCTION,
    span: tuple[int, int] = (0, 0),
    document: bool = False,
    level: int = 0,
) -> SupplyOrder:
    """Return an order of a material plan."""
    status = OrderStatus.PLANNED
    return SupplyOrder(
        name, kind, item, Decimal(quantity), status, *span, is_document=document, level=level
    )


def peg(
    source: str, target: str, item: str, quantity: str | int, *, phase: int | None = None
) -> Peg:
    """Return a peg; targets that begin with D are demands, sources without a dash are stock."""
    kind = DemandKind.DEMAND if target.startswith("D-") else DemandKind.ORDER
    origin = SupplyKind.ORDER if "-" in source else SupplyKind.STOCK
    return Peg(origin, source, kind, target, item, Decimal(quantity), phase)


MATERIAL = MaterialPlan(
    orders=(
        supply("MO-STARTED", "FRAME", 10, document=True),
        supply("MO-FROZEN", "STOOL", 5, document=True),
        supply("PO-PAD", "PAD", 5, kind=OrderType.PURCHASE, span=(0, 1080), document=True),
        supply("MO-CHAIR", "CHAIR", 10),
        supply("MO-FRAME", "FRAME", 10, level=1),
        supply("SO-LEG", "LEG", 4, kind=OrderType.SUBCONTRACT),
        supply("MO-KNOB", "KNOB", 3),
        supply("PO-SEAT", "SEAT", 10, kind=OrderType.PURCHASE, level=1),
    ),
    pegs=(
        peg("MO-CHAIR", "D-CHAIR", "CHAIR", 10),
        peg("MO-STARTED", "D-FRAME", "FRAME", 10),
        peg("MO-FROZEN", "D-STOOL", "STOOL", 5),
        peg("SO-LEG", "D-LEG", "LEG", 4),
        peg("MO-KNOB", "D-KNOB", "KNOB", 3),
        peg("TUBE", "D-TUBE", "TUBE", 2),
        peg("MO-FRAME", "MO-CHAIR", "FRAME", 10, phase=10),
        peg("PO-SEAT", "MO-CHAIR", "SEAT", 10, phase=40),
        peg("TUBE", "MO-FRAME", "TUBE", 21),  # 10 x 2 x 1.05; the started frames have theirs
        peg("PO-PAD", "MO-FROZEN", "PAD", 5, phase=10),
    ),
)

_STARTED, _FROZEN = OperationState.STARTED, OperationState.FROZEN
OPERATIONS = (
    # 4 of 10 are good: 6 x 10 min from tick 0, the setup is done
    operation("MO-STARTED", "FRAME", 20, 6, on="WELD-2", at=(0, 60), state=_STARTED),
    # 10 x 9 min from the start of the day shift
    operation("MO-FRAME", "FRAME", 10, 10, on="CUT-1", at=(120, 210)),
    # 20 min of setup and 10 x 10 min; usable an hour later, at 390
    operation("MO-FRAME", "FRAME", 20, 10, on="WELD-1", at=(210, 210, 230, 330)),
    # 390 lies in the lunch break: from 420, 30 min of setup and 10 x 6 min
    operation("MO-CHAIR", "CHAIR", 10, 10, on="CUT-1", at=(420, 420, 450, 510), number=2),
    # after 30 + 5 x 6 = 60 min of the phase before; 10 x 12 min
    operation("MO-CHAIR", "CHAIR", 20, 10, on="WELD-1", at=(480, 600), number=2),
    # white to red takes 20 min, before the material comes; 10 x 8 min; waits until 800
    operation("MO-CHAIR", "CHAIR", 30, 10, on="PAINT-1", at=(580, 600, 600, 680)),
    # pinned at 07:00 of the second day; red to blue is not listed: 45 min; 5 x 8 min
    operation(
        "MO-FROZEN", "STOOL", 10, 5, on="PAINT-1", at=(1455, 1500, 1500, 1540), number=2,
        state=_FROZEN,
    ),
    # right after, when the day shift begins: 5 x 4 min
    operation("MO-FROZEN", "STOOL", 20, 5, on="PACK-1", at=(1560, 1580), state=_FROZEN),
    # 10 x 3 min, when the frozen order leaves the machine
    operation("MO-CHAIR", "CHAIR", 40, 10, on="PACK-1", at=(1580, 1610), number=2),
    # two working days of 1440 min from now
    operation("SO-LEG", "LEG", 10, 4, on="COAT", at=(0, 2880)),
    # one working day without a routing
    operation("MO-KNOB", "KNOB", 0, 3, on="", at=(0, 1440)),
)  # fmt: skip


def _order_row(name: str, span: tuple[int, int], demands: tuple[str, ...]) -> OrderRow:
    order = MATERIAL.order_by_id[name]
    return OrderRow(
        order=name,
        type=order.type,
        item=order.item,
        quantity=order.quantity,
        start=span[0],
        end=span[1],
        due=-1,
        demands=demands,
        is_document=order.is_document,
    )


ORDERS = (
    _order_row("MO-STARTED", (0, 60), ("D-FRAME",)),
    _order_row("MO-FROZEN", (1500, 1580), ("D-STOOL",)),
    _order_row("PO-PAD", (0, 1080), ("D-STOOL",)),
    _order_row("MO-CHAIR", (420, 1610), ("D-CHAIR",)),
    _order_row("MO-FRAME", (120, 330), ("D-CHAIR",)),
    _order_row("SO-LEG", (0, 2880), ("D-LEG",)),
    _order_row("MO-KNOB", (0, 1440), ("D-KNOB",)),
    _order_row("PO-SEAT", (140, 1580), ("D-CHAIR",)),  # a day before the chairs are packed
)


def _demand_row(name: str, quantity: int, due: int, completion: int, weight: int = 1) -> DemandRow:
    item = name.removeprefix("D-")
    return DemandRow(name, item, Decimal(quantity), due, completion, Decimal(weight))


DEMANDS = (
    _demand_row("D-CHAIR", 10, 2520, 1610, weight=3),  # due until midnight: 1080 + 1440
    _demand_row("D-FRAME", 10, 180, 120),  # 60 and an hour of waiting
    _demand_row("D-STOOL", 5, 3960, 1580),
    _demand_row("D-LEG", 4, 6840, 2880),  # Friday midnight: 1080 + 4 x 1440
    _demand_row("D-KNOB", 3, 6840, 1440),
    _demand_row("D-TUBE", 2, 6840, 0),
)


def workshop(**tables: Any) -> Scenario:
    """Return the scenario of the workshop, with some tables replaced."""
    return Scenario.model_validate(SCENARIO | tables)


def good_plan() -> Case:
    """Return the good plan of the workshop."""
    return Case(workshop(), MATERIAL, OPERATIONS, ORDERS, DEMANDS)
