"""Dates that orders keep: not before their release, never later than their end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.compile.cannot_run import CannotRun
from scheduler.compile.operations import last_rows
from scheduler.mrp.working_days import WorkingDays
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.material import SupplyOrder
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["Fences", "keep_dates", "must_end_by"]

_FIRST_OPEN_DAY = 1
"""The day after today, from which a fence counts its working days; today is frozen too."""


def keep_dates(table: OperationTable) -> None:
    """Release orders as the settings and the fences of their items say, and hold their ends."""
    documents = table.scenario.order_by_id
    fences = Fences(table.calendars)
    for name, rows in table.by_order.items():
        if not rows:
            continue
        document = documents.get(name) if rows[0].order.is_document else None
        if document is None or not document.frozen:
            tick = max(_advanced(table, rows[0].order), fences.end(rows[0].order))
            _release(table, rows, tick)
        if document is not None and document.hold_end and not document.is_undated:
            end = table.calendars.clock.end_of_day(document.end)
            for row in last_rows(rows):
                must_end_by(table, row.index, end - row.wait)


def must_end_by(table: OperationTable, operation: int, tick: int) -> None:
    """Let an operation end no later than a tick; nothing can end before the plan begins."""
    table.builder.deadline(operation, max(0, tick))
    row = table.rows[operation]
    if tick < 0 and row.order.id not in table.overdue:
        fact = Said(
            "order {order} ({item}) phase {phase} must end by {date}, before the start of the"
            " scenario",
            order=row.order.id,
            item=row.order.item,
            phase=str(row.phase),
            date=Moment.of(table.calendars.clock.moment(tick)),
        )
        table.overdue[row.order.id] = CannotRun(row.order.id, row.phase, fact)


def _release(table: OperationTable, rows: Iterable[CompiledOperation], tick: int) -> None:
    for row in rows:
        if tick > 0 and not row.started:
            table.builder.release(row.index, tick)


def _advanced(table: OperationTable, order: SupplyOrder) -> int:
    """Return the first tick at which the settings let work on an order begin."""
    advance = table.scenario.settings.shop.release_advance
    return 0 if advance is None else order.start - advance * table.calendars.clock.ticks_per_day


class Fences:
    """Until when nothing new of an item begins."""

    def __init__(self, calendars: ScenarioCalendars) -> None:
        self._calendars = calendars
        self._days = WorkingDays(calendars.scenario.factory_calendar, calendars.clock)
        self._ends: dict[int, int] = {0: 0}

    def end(self, order: SupplyOrder) -> int:
        """Return the first tick after the fence of an order that nobody has placed yet."""
        if order.is_document:
            return 0
        fence = self._calendars.terms.of_order(order).item.fence.days
        if fence not in self._ends:
            clock = self._calendars.clock
            day = clock.first_day + timedelta(days=self._days.after(_FIRST_OPEN_DAY, fence))
            self._ends[fence] = clock.tick(day)
        return self._ends[fence]
