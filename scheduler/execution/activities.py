"""The execution tables of people and of further resources: who and what is where, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import Mode
from models.scenario import ResourceKind
from scheduler.execution.asks import Ask, asks_of
from scheduler.execution.rota import Shift, Worker, share_out
from scheduler.outputs.columns import MOMENT, NUMBER, TEXT, WHOLE
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from scheduler.execution.execution import Execution
    from scheduler.outputs.columns import Columns
    from scheduler.outputs.table import Cell

    Row = tuple[Cell, ...]

__all__ = [
    "RESOURCE_COLUMNS",
    "WORKER_COLUMNS",
    "resource_activities",
    "shifts_of",
    "worker_activities",
]

_PLACE: Columns = {
    "order": TEXT, "phase": WHOLE, "task": TEXT, "work_center": TEXT, "machine": TEXT,
    "activity": TEXT, "start": MOMENT, "end": MOMENT, "minutes": NUMBER,
}  # fmt: skip
WORKER_COLUMNS: Columns = {"worker": TEXT, "skill": TEXT, "share": NUMBER, **_PLACE}
RESOURCE_COLUMNS: Columns = {"resource": TEXT, "kind": TEXT, "units": NUMBER, **_PLACE}


def _place(run: Execution, ask: Ask, start: int, end: int) -> Row:
    row = run.plan.operations[ask.operation]
    return (
        row.order, row.phase, run.task_at(ask.operation, start), row.work_center, row.machine,
        str(ask.activity), run.at(start), run.at(end),
        (end - start) * run.plan.clock.tick_seconds / 60,
    )  # fmt: skip


def shifts_of(run: Execution) -> tuple[list[Ask], list[Shift]]:
    """Return what is asked of skills, and who is at it.

    A plan at infinite capacity asks nobody by name: there may be fewer people than it needs.
    """
    asks = [ask for ask in asks_of(run) if ask.held.skill]
    skills = {ask.held.skill for ask in asks}
    workers = [
        Worker(row.id, frozenset(row.skills) & skills, run.time.calendars.worker(row))
        for row in run.plan.scenario.workers
        if row.active and run.plan.solve.mode is Mode.FINITE and not skills.isdisjoint(row.skills)
    ]
    return asks, share_out(asks, workers)


def worker_activities(run: Execution) -> Table:
    """Return who is at what, by start; ``share`` is the part of the worker's time.

    Without a worker's name, it is how many are needed.
    """
    asks, shifts = shifts_of(run)
    return Table(
        tuple(WORKER_COLUMNS),
        [
            (
                shift.worker, asks[shift.ask].held.skill, float(shift.share),
                *_place(run, asks[shift.ask], shift.start, shift.end),
            )
            for shift in shifts
        ],
    )  # fmt: skip


def resource_activities(run: Execution) -> Table:
    """Return which further resources and tools are held, by start.

    Crews are free in the breaks of the work; tools stay at it.
    """
    kinds = {row.id: row.kind for row in run.plan.scenario.resources}
    asks = sorted(
        (ask for ask in asks_of(run) if not ask.held.skill),
        key=lambda ask: (ask.start, ask.end, ask.held.name, ask.operation),
    )
    return Table(
        tuple(RESOURCE_COLUMNS),
        [
            (
                ask.held.name, str(kinds.get(ask.held.name, ResourceKind.TOOL)), ask.held.units,
                *_place(run, ask, ask.start, ask.end),
            )
            for ask in asks
        ],
    )  # fmt: skip
