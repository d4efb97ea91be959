"""A plan as problem and schedule again, so that it can be explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.errors import SchedulingError
from models.plan import Mode
from models.schedule import Schedule, Status
from scheduler.compile import compile_problem

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan
    from scheduler.compile import Compiled

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["STRETCHES", "read_back"]

STRETCHES = (1, 4, 16)
"""How much further calendars may have to reach until all work has ended."""


def read_back(plan: Plan, *, stretch: int = 1) -> tuple[Compiled, Schedule] | None:
    """Return the problem that a plan solves, and its schedule.

    Parameters
    ----------
    stretch
        How far calendars reach at least, as for `compile_problem`: work that is to move needs room.

    Returns
    -------
    tuple or None
        ``None`` if the operations of the plan are not those that its scenario asks for; maybe
        another version wrote it.
    """
    compiled = _compiled(plan, stretch)
    if compiled is None:
        return None
    rows = {(row.order, row.phase): row for row in plan.operations}
    found = [rows.get((ref.order, ref.phase)) for ref in compiled.operations]
    known = [row for row in found if row is not None]
    if len(known) < len(found) or len(rows) > len(found):
        return None
    is_finite = plan.solve.mode is Mode.FINITE
    modes = [_mode(compiled, op, row, is_finite=is_finite) for op, row in enumerate(known)]
    if -1 in modes:
        return None
    units = [
        _unit(compiled, mode, row) if is_finite else -1
        for mode, row in zip(modes, known, strict=True)
    ]
    return compiled, Schedule(
        mode=_column(modes),
        unit=_column(units),
        start=_column([row.start for row in known]),
        end=_column([row.end for row in known]),
        changeover=_column([row.changeover for row in known]),
        status=Status.FEASIBLE,
        provenance="plan",
    )


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _compiled(plan: Plan, least: int) -> Compiled | None:
    left_out = [row.order for row in plan.unscheduled]
    last = max((row.end for row in plan.operations), default=0)
    for stretch in (row for row in STRETCHES if row >= least):
        try:
            compiled = compile_problem(
                plan.scenario,
                plan.material,
                stretch=stretch,
                left_out=left_out,
                is_finite=plan.solve.mode is Mode.FINITE,
            )
        except SchedulingError:
            return None
        if last <= compiled.problem.horizon:
            return compiled
    return None


def _mode(compiled: Compiled, op: int, row: OperationRow, *, is_finite: bool) -> int:
    """Return the mode in which an operation runs, -1 if none is on its machines.

    Of several on them it is the one that works as long as the plan says.
    """
    problem, fixed = compiled.problem, int(compiled.problem.op_fixed_mode[op])
    if fixed >= 0:
        return fixed if compiled.mode_centers[fixed] == row.work_center else -1
    modes = [
        mode
        for mode in range(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1]))
        if compiled.mode_centers[mode] == row.work_center
        and (not is_finite or _is_on(compiled, mode, row))
    ]
    if not modes:
        return -1

    def differs(mode: int) -> tuple[int, int]:
        calendar = problem.calendars[problem.mode_calendar[mode]]
        begin = calendar.to_work(row.start)
        work = calendar.to_work(row.end) - begin - row.idle
        setup = calendar.to_work(row.run_start) - begin
        return (
            abs(int(problem.mode_duration[mode]) - work),
            abs(int(problem.mode_setup[mode]) - setup),
        )

    return min(modes, key=differs)


def _is_on(compiled: Compiled, mode: int, row: OperationRow) -> bool:
    """Tell whether a mode runs on the machines of a row."""
    if machines := compiled.mode_machines[mode]:
        return machines == (row.machine, *row.also)
    resource = int(compiled.problem.mode_resource[mode])
    return resource < 0 or row.machine in compiled.resource_machines[resource]


def _unit(compiled: Compiled, mode: int, row: OperationRow) -> int:
    resource = int(compiled.problem.mode_resource[mode])
    return compiled.resource_machines[resource].index(row.machine) if resource >= 0 else -1
