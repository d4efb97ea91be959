"""Rows of the Gantt by work center: one per machine, lanes where operations overlap."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from scheduler.natural import natural
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan
    from models.scenario import WorkCenter

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["NO_CENTER", "GanttRow", "GanttRows", "gantt_rows"]

NO_CENTER = mark("(lead time)")
"""Shown for orders that take a lead time instead of a routing."""

MAX_LANES = 12
"""Lanes of one machine; overlaps beyond, at infinite capacity, are drawn over each other."""

MAX_IDLE = 40
"""Centers with more machines than this list only those that work."""


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One row; ``center`` is the id, empty for lead times."""

    center: str
    machine: str


@dataclass(frozen=True, eq=False)
class GanttRows:
    """Rows from top to bottom, and where the operations of the plan stand.

    Parameters
    ----------
    row_of
        Row of each operation's main machine; shape (N,).
    also_operation, also_row
        Operation, and row of a further machine that it holds; shape (A,) each.
    """

    rows: tuple[GanttRow, ...]
    row_of: Ints
    also_operation: Ints
    also_row: Ints


def _machines(plan: Plan, center: WorkCenter, seen: set[str]) -> list[str]:
    """Return the machines of a center in their order, idle ones too."""
    known = [row.id for row in plan.scenario.machines_by_center[center.id]]
    if center.id in seen or len(known) > MAX_IDLE:  # no single machine is meant, or too many
        known = [name for name in known if name in seen]
    return known + sorted(seen - set(known), key=natural)


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
        seen.setdefault(row.work_center, set()).update((row.machine, *row.also))
    listed = [
        (center.id, machine)
        for center in plan.scenario.work_centers
        for machine in _machines(plan, center, seen.pop(center.id, set()))
    ]
    return listed + [(center, name) for center in sorted(seen) for name in sorted(seen[center])]


def gantt_rows(plan: Plan) -> GanttRows:
    """Return the rows of the Gantt by work center; who shares a session shares a lane."""
    held: dict[tuple[str, str], list[int]] = {}
    for index, operation in enumerate(plan.operations):
        for machine in (operation.machine, *operation.also):
            held.setdefault((operation.work_center, machine), []).append(index)
    row_of = np.zeros(len(plan.operations), dtype=np.int64)
    rows: list[GanttRow] = []
    also: list[tuple[int, int]] = []
    for center, machine in _machine_list(plan):
        members = held.get((center, machine), [])
        lanes = _shared_lanes(plan.operations, members)
        for index, lane in zip(members, lanes, strict=True):
            if plan.operations[index].machine == machine:
                row_of[index] = len(rows) + lane
            else:
                also.append((index, len(rows) + lane))
        rows.extend(GanttRow(center, machine) for _ in range(max(lanes, default=0) + 1))
    also_operation, also_row = np.array(also, dtype=np.int64).reshape(-1, 2).T
    return GanttRows(tuple(rows), row_of, also_operation, also_row)


def _shared_lanes(operations: tuple[OperationRow, ...], members: list[int]) -> list[int]:
    """Return the lane of some operations of one machine."""
    bars: dict[tuple[int, int], int] = {}
    spans: list[tuple[int, int]] = []
    bar_of = []
    for index in members:
        row = operations[index]
        key = (row.session, 0) if row.session else (0, index)
        if key not in bars:
            bars[key] = len(spans)
            spans.append((row.setup_start, row.end))
        bar_of.append(bars[key])
    start, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    lanes = _lanes(start, end).tolist()
    return [lanes[bar] for bar in bar_of]
