"""Precedences between the phases of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from scheduler.compile.progress import overlap_lags

if TYPE_CHECKING:
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["link_phases"]


def link_phases(table: OperationTable) -> None:
    """Tie each phase to those that it follows, overlapping where the routing says so.

    Links into a started phase are history, and so are those out of a closed one.
    """
    for rows in table.by_order.values():
        by_phase = {row.phase: row for row in rows}
        for later in rows:
            for phase in later.follows:
                _link(table, by_phase[phase], later)


def _link(table: OperationTable, earlier: CompiledOperation, later: CompiledOperation) -> None:
    builder = table.builder
    if later.overlap is not None:
        lags = overlap_lags(earlier, later.overlap, table.calendars)
        builder.precede(earlier.index, later.index, Precedence.WORK_START, lags)
        builder.precede(earlier.index, later.index, Precedence.END_END)
        return
    builder.precede(earlier.index, later.index, lags=earlier.waits)
    longest = earlier.routing.max_wait if earlier.routing else None
    if longest is not None and later.routing is not None:
        lag = table.calendars.clock.duration(longest)
        builder.precede(earlier.index, later.index, Precedence.MAX_WAIT, lag)
