"""A small plan with every kind of row, and ids that files like to trip over."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from models.errors import Fault
from models.material import (
    Advice,
    DemandKind,
    ItemGrid,
    MaterialPlan,
    Peg,
    Suggestion,
    SupplyKind,
    SupplyOrder,
    Uncovered,
)
from models.plan import (
    DemandRow,
    LoadRow,
    LostTime,
    LostTo,
    Mode,
    OperationRow,
    OperationState,
    OrderRow,
    Plan,
    SolveReport,
    Unscheduled,
)
from models.scenario import OrderStatus, OrderType, Scenario
from models.schedule import Found, Level, LevelResult, Objective, Status
from scheduler.kpi import kpis

DAY = 1440
HOUR = 60

SCENARIO = Scenario.model_validate(
    {
        "scenario": {
            "id": "sample", "start": "2026-10-24T06:00", "horizon": "10d",
            "timezone": "Europe/Rome",
        },
        "calendars": [
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {
                "id": "late", "shifts": {"mon-fri": ["22:00-06:00 x2"]},
                "exceptions": [{"from": "2026-10-26", "to": "2026-10-27", "shifts": []}],
            },
        ],
        "work_centers": [
            {"id": "SAW"},
            {"id": "PAINT, wet", "setup_rule": "colour", "utilisation": 0.9},
            {"id": "PLATE", "external": True},
        ],
        "resources": [{"id": "crew", "capacity": 2}],
        "setup_rules": [
            {
                "id": "colour", "property": "colour", "default": "30m",
                "matrix": [{"from": "red", "to": "blue", "time": "1h30m"}],
            }
        ],
        "items": [
            {"id": '=FRAME "A"', "source": "make", "standard_cost": "12.50"},
            {"id": "TUBE", "source": "buy", "lead_time": "3d"},
        ],
        "boms": [
            {"parent": '=FRAME "A"', "components": [{"item": "TUBE", "quantity": "0.333333"}]}
        ],
        "stock": [{"item": "TUBE", "quantity": 2}],
        "demands": [
            {"id": "SO-1", "item": '=FRAME "A"', "quantity": 10, "due": "2026-10-25"},
            {"id": "SO-2", "item": '=FRAME "A"', "quantity": 5, "due": "2026-10-26T12:00"},
        ],
    }
)  # fmt: skip
FRAME, TUBE, PAINT = '=FRAME "A"', "TUBE", "PAINT, wet"


def units(*values: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return pieces as millionths."""
    return np.array([round(value * 1_000_000) for value in values], dtype=np.int64)


MATERIAL = MaterialPlan(
    orders=(
        SupplyOrder(
            "MO-1", OrderType.PRODUCTION, FRAME, Decimal(15), OrderStatus.PLANNED,
            -DAY, DAY, is_document=False, past_due=True,
        ),
        SupplyOrder(
            "PO-1", OrderType.PURCHASE, TUBE, Decimal("2.999995"), OrderStatus.CONFIRMED,
            0, 2 * HOUR, is_document=True, level=1, warehouse="MAIN", supplier="Alba, s.p.a.",
            version="B", job="JOB-1", confirmed=Decimal("1.5"), moved_from=DAY,
            transfer_from="EAST", bucket=0,
        ),
        SupplyOrder(
            "PO-2", OrderType.PURCHASE, TUBE, Decimal(7), OrderStatus.PLANNED,
            DAY, 2 * DAY, is_document=False, level=1, is_proposal=True,
        ),
    ),
    pegs=(
        Peg(SupplyKind.ORDER, "MO-1", DemandKind.DEMAND, "SO-1", FRAME, Decimal(10)),
        Peg(SupplyKind.ORDER, "MO-1", DemandKind.DEMAND, "SO-2", FRAME, Decimal(5)),
        Peg(SupplyKind.ORDER, "PO-1", DemandKind.ORDER, "MO-1", TUBE, Decimal("2.999995"), 10),
        Peg(SupplyKind.STOCK, TUBE, DemandKind.ORDER, "MO-1", TUBE, Decimal(2), warehouse="MAIN"),
    ),
    grid=(
        ItemGrid(
            FRAME, 0, units(0, 10, 5), units(0, 0, 0), units(0, 5, 0), units(0, 10, 5),
            units(0, 15, 0), units(15, 0, 0), 15_000_000,
            {"indep": units(0, 10, 5)},
        ),
        ItemGrid(
            TUBE, 2_000_000, units(4.999995, 0, 0), units(2.999995, 0, 0), units(0, 0, 0),
            units(0, 0, 0), units(0, 0, 0), units(0, 0, 0), 0,
            {"indep": units(0, 0, 0), f"{FRAME}x0.333333": units(4.999995, 0, 0)}, "MAIN",
        ),
    ),
    num_buckets=3,
    suggestions=(
        Suggestion(
            Advice.ADVANCE, TUBE, "PO-1", Decimal("2.999995"), DAY, 2 * HOUR, "MO-1",
            "MO-1 begins on 24 October", "MAIN",
        ),
        Suggestion(Advice.CREATE, TUBE, "PO-2", Decimal(7), new_date=2 * DAY),
    ),
    uncovered=(
        Uncovered(
            DemandKind.ORDER, "MO-1", TUBE, Decimal("0.000005"), "TUBE, is blocked", 10, "MAIN"
        ),
        Uncovered(DemandKind.DEMAND, "SO-2", FRAME, Decimal(1), "no supplier"),
    ),
)  # fmt: skip


def _operation(phase: int, center: str, start: int, end: int, **changes: Any) -> OperationRow:
    values: dict[str, Any] = {
        "machine": f"{center}-1", "setup_start": start, "run_start": start, "changeover": 0,
        "state": OperationState.PLANNED, "sequence": 1,
    }  # fmt: skip
    return OperationRow(
        order="MO-1", item=FRAME, phase=phase, quantity=Decimal(15), work_center=center,
        start=start, end=end, **(values | changes),
    )  # fmt: skip


def sample_plan() -> Plan:
    """Return the plan, made anew."""
    plan = Plan(
        scenario=SCENARIO,
        material=MATERIAL,
        operations=(
            _operation(30, "PLATE", 20 * HOUR, 44 * HOUR, machine="PLATE"),
            _operation(
                20, PAINT, 5 * HOUR, 8 * HOUR, setup_start=4 * HOUR, run_start=6 * HOUR,
                changeover=60, machine="PAINT, wet-10", state=OperationState.FROZEN,
            ),
            _operation(
                10, PAINT, HOUR, 2 * HOUR, machine="PAINT, wet-2", also=("PAINT, wet-3",), idle=7,
                session=2,
            ),
            _operation(5, "SAW", 0, HOUR, state=OperationState.STARTED),
        ),
        orders=(
            OrderRow(
                "MO-1", OrderType.PRODUCTION, FRAME, Decimal(15), 0, 44 * HOUR, 42 * HOUR,
                ("SO-1", "SO-2"), is_document=False, past_due=True,
            ),
            OrderRow(
                "PO-1", OrderType.PURCHASE, TUBE, Decimal("2.999995"), -DAY, 2 * HOUR, -1,
                ("SO-1",), is_document=True,
            ),
        ),
        demands=(
            DemandRow(
                "SO-2", FRAME, Decimal(5), 55 * HOUR, 55 * HOUR + 1, Decimal("0.5"),
                "@Brio, s.r.l.",
                "1 min late: MO-1 waits for \"PAINT\"\nand Łódź", promised=54 * HOUR,
                lost=(LostTime(LostTo.QUEUE, PAINT, 1), LostTime(LostTo.WORK, "", 0)),
            ),
            DemandRow("SO-1", FRAME, Decimal(10), 43 * HOUR, 43 * HOUR, Decimal(1)),
        ),
        unscheduled=(
            Unscheduled(
                "PO-2", 20, "it contradicts \"MO-1\", twice", ("A must end by noon", "B, too"),
                "a later end of MO-1", "PO-2",
            ),
        ),
        load=(LoadRow("SAW", 0, 1080, 60, 0, 0), LoadRow("crew", 1, 3000, 3001, 5, 1)),
        kpis={},
        solve=SolveReport(
            Mode.FINITE, Status.FEASIBLE,
            (
                LevelResult(Level.of(Objective.TARDINESS), 12, 0),
                LevelResult(Level.of(Objective.FLOW), -7),
            ),
            "cp-sat", 1.25, seed=3, workers=2, interrupted=True,
            history=(Found(0.5, "rules", (90, 4)), Found(1.25, "cp-sat", (12, -7))),
        ),
        warnings=(Fault("demands", "SO-1", "due", "2026-10-25", "a later day", "hint", "f.yaml"),),
    )  # fmt: skip
    return replace(plan, kpis=kpis(plan))


def assert_same(first: object, second: object) -> None:
    """Compare two plans, or parts of them, field by field and type by type."""
    assert type(first) is type(second)
    if is_dataclass(first) and not isinstance(first, type):
        for item in fields(first):
            assert_same(getattr(first, item.name), getattr(second, item.name))
    elif isinstance(first, tuple) and isinstance(second, tuple):
        assert len(first) == len(second)
        for one, other in zip(first, second, strict=True):
            assert_same(one, other)
    elif isinstance(first, dict) and isinstance(second, dict):
        assert list(first) == list(second)
        assert_same(tuple(first.values()), tuple(second.values()))
    elif isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        assert first.dtype == second.dtype
        assert np.array_equal(first, second)
    elif isinstance(first, Decimal):
        assert str(first) == str(second)
    else:
        assert first == second
