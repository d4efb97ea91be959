"""Rows of the Gantt by work center: one per machine, lanes where operations overlap."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from scheduler.report.working import machine_number

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan
    from models.scenario import WorkCenter

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["NO_CENTER", "GanttRow", "GanttRows", "gantt_rows"]

NO_CENTER = "(lead time)"
"""Shown for orders that take a lead time instead of a routing."""

MAX_LANES = 12
"""Lanes of one machine; overlaps beyond, at infinite capacity, are drawn over each other."""

MAX_IDLE = 40
"""Centers with more machines than this list only those that work."""


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One row; ``center`` is the id, empty for lead times, ``number`` the machine's, from 1."""

    center: str
    machine: str
    number: int


@dataclass(frozen=True, eq=False)
class GanttRows:
    """Rows from top to bottom, and the row of each operation of the plan; shape (N,)."""

    rows: tuple[GanttRow, ...]
    row_of: Ints


def _machines(center: WorkCenter, seen: set[str]) -> list[str]:
    """Return the machines of a center in their order, idle ones too."""
    expected: list[str] = []
    is_finite = not (center.infinite or center.external or center.id in seen)
    if is_finite and center.capacity <= MAX_IDLE:
        expected = [f"{center.id}-{number}" for number in range(1, center.capacity + 1)]
    rest = sorted(seen - set(expected), key=lambda name: (machine_number(center.id, name), name))
    return expected + rest


def _lanes(start: Ints, end: Ints) -> Ints:
    """Return the lane of each interval, fewest lanes first fit by start; shape (n,)."""
    lanes = np.zeros(start.size, dtype=np.int64)
    order = np.lexsort((end, start))
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    count = 0
    for index in order:
        while busy and busy[0][0] <= start[index]:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane, count = count, count + 1
        lanes[index] = lane
        heappush(busy, (int(end[index]), lane))
    return lanes % MAX_LANES


def _machine_list(plan: Plan) -> list[tuple[str, str]]:
    """Return (center, machine) from top to bottom: centers as the scenario lists them."""
    seen: dict[str, set[str]] = {}
    for row in plan.operations:
        seen.setdefault(row.work_center, set()).add(row.machine)
    listed = [
        (center.id, machine)
        for center in plan.scenario.work_centers
        for machine in _machines(center, seen.pop(center.id, set()))
    ]
    return listed + [(center, name) for center in sorted(seen) for name in sorted(seen[center])]


def gantt_rows(plan: Plan) -> GanttRows:
    """Return the rows of the Gantt by work center."""
    operations = plan.operations
    by_machine: dict[tuple[str, str], list[int]] = {}
    for index, operation in enumerate(operations):
        by_machine.setdefault((operation.work_center, operation.machine), []).append(index)
    row_of = np.zeros(len(operations), dtype=np.int64)
    rows: list[GanttRow] = []
    for center, machine in _machine_list(plan):
        members = np.array(by_machine.get((center, machine), []), dtype=np.int64)
        start, end = _times(operations, members)
        lanes = _lanes(start, end)
        row_of[members] = len(rows) + lanes
        number = machine_number(center, machine)
        rows.extend(GanttRow(center, machine, number) for _ in range(int(lanes.max(initial=0)) + 1))
    return GanttRows(tuple(rows), row_of)


def _times(operations: tuple[OperationRow, ...], members: Ints) -> tuple[Ints, Ints]:
    """Return when some operations begin to hold their machine, and end."""
    start = np.array([operations[k].setup_start for k in members], dtype=np.int64)
    end = np.array([operations[k].end for k in members], dtype=np.int64)
    return start, end
