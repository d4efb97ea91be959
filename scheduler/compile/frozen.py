"""Frozen orders: pin their phases where the scenario says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.compile.cannot_run import CannotRun
from scheduler.compile.operations import in_order
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from models.scenario import Order
    from scheduler.compile.operations import OperationTable
    from scheduler.compile.pins import Pins

__all__ = ["pin_frozen_orders"]


def pin_frozen_orders(table: OperationTable, pins: Pins) -> None:
    """Pin every phase of a frozen order that has not started.

    A phase runs where ``pinned`` says; the others from the order's start, or when all that they
    follow has ended and waited, on their main center, at infinite capacity. A pinned moment in
    closed time means the next moment at which the machine works.

    Raises
    ------
    CannotRun
        Of all orders with a phase that cannot be where it is pinned, or is pinned before the start
        of the scenario and has not started.
    """
    errors: list[CannotRun] = []
    for document in table.scenario.orders:
        if document.frozen and table.by_order.get(document.id):
            try:
                _pin_order(document, table, pins)
            except CannotRun as error:
                errors.append(error)
    if errors:
        raise CannotRun.together(errors)


def _pin_order(document: Order, table: OperationTable, pins: Pins) -> None:
    clock = table.calendars.clock
    pinned = {row.phase: row for row in document.pinned}
    first = clock.tick(document.start) if document.start is not None else 0
    ready: dict[int, int] = {}
    ends: dict[int, int] = {}
    for row in in_order(table.by_order[document.id]):
        if row.started:
            place = pins.bound[row.index]
            ends[row.phase] = place.end
            ready[row.phase] = max(first, place.end + row.waits[place.mode])
            continue
        wish = pinned.get(row.phase)
        start = max((ready[phase] for phase in row.follows), default=first)
        if wish:
            start = clock.tick(wish.start)
        if start < 0:
            fact = Said(
                "frozen order {order} phase {phase} is to start at {date}, before the start of the"
                " scenario",
                order=document.id,
                phase=str(row.phase),
                date=Moment.of(clock.moment(start)),
            )
            raise CannotRun(document.id, row.phase, fact)
        place = pins.pin(
            row,
            start,
            center=wish.work_center if wish else None,
            machine=wish.machine if wish else None,
            ends_after=max(ends[phase] for phase in row.follows) if row.is_elastic else 0,
        )
        ends[row.phase] = place.end
        ready[row.phase] = place.end + row.waits[place.mode]
