"""A plan of four operations whose every time is known by heart."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from models.material import DemandKind, MaterialPlan, Peg, SupplyKind
from models.plan import DemandRow, Mode, OperationRow, OperationState, OrderRow, Plan, SolveReport
from models.scenario import OrderType, Scenario
from models.schedule import Level, LevelResult, Objective, Status

DAY = 1440


def tiny_scenario(*, name: str = "Tiny", machine_item: str = "PART") -> Scenario:
    """Return a saw by day and a mill with two machines, of which one works in the afternoon."""
    return Scenario.model_validate(
        {
            "scenario": {
                "id": "tiny",
                "name": name,
                "start": datetime(2026, 6, 1, 6),  # noqa: DTZ001 - local; a Monday
                "horizon": timedelta(days=5),
            },
            "calendars": [
                {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
                {"id": "mill", "shifts": {"mon-fri": ["06:00-14:00 x2", "14:00-22:00 x1"]}},
            ],
            "work_centers": [
                {"id": "SAW", "calendar": "day"},
                {"id": "MILL", "calendar": "mill", "capacity": 2},
            ],
            "items": [{"id": machine_item, "source": "make"}, {"id": "BOLT", "source": "buy"}],
        }
    )


def operation(
    order: str, phase: int, machine: str, times: tuple[int, int, int, int]
) -> OperationRow:
    """Return an operation from setup start, start, first piece and end."""
    setup_start, start, run_start, end = times
    return OperationRow(
        order=order,
        item="PART",
        phase=phase,
        quantity=Decimal("2.5"),
        work_center=machine.rpartition("-")[0],
        machine=machine,
        sequence=1,
        setup_start=setup_start,
        start=start,
        run_start=run_start,
        end=end,
        changeover=start - setup_start,
        state=OperationState.PLANNED,
    )


def order_row(name: str, *, end: int, due: int, demands: tuple[str, ...] = ()) -> OrderRow:
    """Return a production order that starts at tick 0."""
    return OrderRow(
        name, OrderType.PRODUCTION, "PART", Decimal("2.5"), 0, end, due, demands, is_document=False
    )


def demand_row(name: str, *, due: int, completion: int, cause: str = "") -> DemandRow:
    """Return a demand for the part."""
    return DemandRow(name, "PART", Decimal("2.5"), due, completion, Decimal(1), "Alba", cause)


OPERATIONS = (
    # tick 0 is 06:00, so the saw opens at 120 (08:00), pauses from 360 to 420, closes at 660
    operation("A", 10, "SAW-1", (120, 150, 170, 300)),
    operation("A", 20, "MILL-1", (300, 300, 300, 400)),
    # 60 min before lunch and 60 after it
    operation("B", 10, "SAW-1", (300, 300, 300, 480)),
    operation("C", 10, "MILL-2", (0, 0, 0, 90)),
)


_PLAN = Plan(
    scenario=tiny_scenario(),
    material=MaterialPlan(
        (),
        (
            Peg(SupplyKind.ORDER, "A", DemandKind.ORDER, "B", "PART", Decimal(2)),
            Peg(SupplyKind.ORDER, "B", DemandKind.DEMAND, "D-B", "PART", Decimal(2)),
        ),
    ),
    operations=OPERATIONS,
    orders=(
        order_row("A", end=400, due=DAY, demands=("D-B",)),
        order_row("B", end=480, due=380, demands=("D-B",)),
        order_row("C", end=90, due=DAY),
    ),
    demands=(demand_row("D-B", due=380, completion=480, cause="the saw was busy"),),
    load=(),
    kpis={"late_demands": 1, "bottleneck": "SAW", "verified": "yes"},
    solve=SolveReport(
        Mode.FINITE,
        Status.FEASIBLE,
        (LevelResult(Level.of(Objective.TARDINESS), 100, 80),),
        "test",
        0.5,
        weight_unit=0.01,
    ),
)


def tiny_plan(**changes: Any) -> Plan:  # any field of a plan
    """Return the plan: A feeds B, which is 100 min late; C is for stock and on time."""
    return replace(_PLAN, **changes)
