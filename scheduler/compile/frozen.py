"""Frozen orders: pin their phases where the scenario says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import NoPlanExists

if TYPE_CHECKING:
    from models.scenario import Order
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["pin_frozen_orders"]


def pin_frozen_orders(table: OperationTable) -> None:
    """Pin every phase of a frozen order that has not started.

    A phase runs where ``pinned`` says; the others one after the other from the order's start,
    on their main center, at infinite capacity. A pinned moment in closed time means the next
    moment at which the machine works.

    Raises
    ------
    NoPlanExists
        If a phase is pinned before the start of the scenario and has not started.
    """
    held: list[tuple[int, int, int]] = []
    for document in table.scenario.orders:
        if document.frozen and table.by_order.get(document.id):
            _pin_order(document, table, held)


def _free_machine(
    row: CompiledOperation, start: int, held: list[tuple[int, int, int]], center: str | None
) -> str | None:
    """Return a machine of a center that no frozen work holds then; none for a pool.

    Without a center named, the main one is meant.
    """
    main, end = row.modes[0].center, _end(row, start)
    wanted = center or (main.id if main else "")
    named = [
        mode for mode in row.modes if mode.machine and mode.center and mode.center.id == wanted
    ]
    if not named:
        return None
    busy = {resource for resource, begin, until in held if begin < end and start < until}
    free = [mode for mode in named if mode.spec.resource not in busy]
    return f"{wanted}-{(free or named)[0].machine}"


def _pin_order(document: Order, table: OperationTable, held: list[tuple[int, int, int]]) -> None:
    clock = table.calendars.clock
    pinned = {row.phase: row for row in document.pinned}
    ready = clock.tick(document.start) if document.start is not None else 0
    for row in table.by_order[document.id]:
        if row.started:
            ready = max(ready, _end(row, 0) + row.wait)
            continue
        wish = pinned.get(row.phase)
        start = clock.tick(wish.start) if wish else ready
        if start < 0:
            message = (
                f"frozen order {document.id} phase {row.phase} is to start at"
                f" {clock.moment(start):%Y-%m-%d %H:%M}, before the start of the scenario"
            )
            raise NoPlanExists((message,))
        machine = wish.machine if wish else None
        center = wish.work_center if wish else None
        if machine is None:
            machine = _free_machine(row, start, held, center)
        mode, begin = table.pin(row, start, center=center, machine=machine)
        end = _end(row, begin)
        held.append((mode.spec.resource, begin, end))
        ready = end + row.wait


def _end(row: CompiledOperation, start: int) -> int:
    mode = row.modes[0]
    if not mode.spec.duration:
        return start
    return mode.working_time.to_wall_end(mode.working_time.to_work(start) + mode.spec.duration)
