"""Work that has begun: it goes on at once on the machine where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.compile.operations import CompiledOperation, OperationTable
    from scheduler.compile.pins import Pins

__all__ = ["pin_started_work"]


def pin_started_work(table: OperationTable, pins: Pins) -> None:
    """Pin every started phase at tick 0: it holds its machine even before its crew comes.

    The floor may name the machine; otherwise the work stands on the main center, on the first of
    its machines that no other work holds. A machine with setups is already in the state of the
    work it holds.
    """
    started = [(_machine_of(table, row), row) for row in table.rows if row.started]
    for machine, row in sorted(started, key=lambda pair: pair[0] is None):
        spec = row.modes[pins.pin(row, 0, center=None, machine=machine).mode].spec
        if spec.state >= 0:
            table.builder.set_initial_state(spec.resource, spec.state)


def _machine_of(table: OperationTable, row: CompiledOperation) -> str | None:
    """Return the machine on which the floor declared a phase, if it said so."""
    document = table.scenario.order_by_id.get(row.order.id)
    declared = document.progress if document else ()
    return next((entry.machine for entry in declared if entry.phase == row.phase), None)
