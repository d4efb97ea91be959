"""Work that has begun: it goes on at once on the machine where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.compile.modes import CompiledMode
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["pin_started_work"]


def pin_started_work(table: OperationTable) -> None:
    """Pin every started phase at tick 0: it holds its machine even before its crew comes.

    The floor may name the machine; otherwise the work stands on the main center, on the first of
    its machines that no other work holds. A machine with setups is already in the state of the
    work it holds.
    """
    started = [row for rows in table.by_order.values() for row in rows if row.started]
    taken: set[int] = set()
    for row in sorted(started, key=lambda row: table.machine_of(row) is None):
        machine = table.machine_of(row) or _first_free(row, taken)
        mode, _ = table.pin(row, 0, center=None, machine=machine)
        if mode.machine:
            taken.add(mode.spec.resource)
        if mode.spec.state >= 0:
            table.builder.set_initial_state(mode.spec.resource, mode.spec.state)


def _first_free(row: CompiledOperation, taken: set[int]) -> str | None:
    """Return the machine to assume; none where the machines of the center are a pool."""
    main = row.modes[0].center
    named = [mode for mode in row.modes if mode.machine and mode.center == main]
    free = [mode for mode in named if mode.spec.resource not in taken]
    return _name((free or named)[0]) if named else None


def _name(mode: CompiledMode) -> str:
    return f"{mode.center.id}-{mode.machine}" if mode.center else ""
