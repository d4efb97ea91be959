"""Plans that differ from one another in what a test says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.scheduler.report.tiny import OPERATIONS, tiny_plan

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan

TIMES = ("setup_start", "start", "run_start", "end")


def moved(row: OperationRow, ticks: int, **changes: Any) -> OperationRow:
    """Return an operation that comes later by some ticks, and differs in other fields."""
    return replace(row, **{name: getattr(row, name) + ticks for name in TIMES}, **changes)


def other_plan(**changes: Any) -> Plan:
    """Return the tiny plan as a planner might have changed it.

    A/20 comes 60 min later, C/10 runs on MILL-1 instead of MILL-2, B/10 is gone, D/10 is new.
    """
    first, second, _, fourth = OPERATIONS
    operations = (
        first,
        moved(second, 60),
        moved(fourth, 0, machine="MILL-1"),
        replace(fourth, order="D", machine="MILL-2"),
    )
    return tiny_plan(operations=operations, **changes)
