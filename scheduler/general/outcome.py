"""Read the results of a run from its network: dates of jobs, phases of orders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from models.scenario import Direction, JobState
from models.scenario.calendar import expand_days
from scheduler.general.result import JobResult, PhaseRow
from scheduler.general.rows import delivery_after

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.general.context import Context
    from scheduler.general.network import Dates, JobOrder, Offer, Want
    from scheduler.general.placing import Network
    from scheduler.general.rows import PlannedRow

    DatesOf = Callable[[JobOrder], Dates]

__all__ = ["Outcome", "any_late", "job_results", "phase_rows"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which dates of the orders count.

    Parameters
    ----------
    is_suggested
        The availability check found a late order, and the dates are what it suggests.
    """

    direction: Direction
    is_suggested: bool

    def dates(self, order: JobOrder) -> Dates:
        """Return the dates of an order that count."""
        return _latest(order) if self.direction is Direction.ALAP else _earliest(order)


def _latest(order: JobOrder) -> Dates:
    return order.latest


def _earliest(order: JobOrder) -> Dates:
    return order.earliest


def any_late(context: Context, network: Network, rows: Sequence[PlannedRow]) -> bool:
    """Tell whether an order should have begun before today, or a row cannot be done in time."""
    if any(order.latest.start < 0 for order in network.orders if order.is_planned):
        return True
    return any(_late(context, network.tops[row.name]) for row in rows)


def _late(context: Context, wants: Sequence[Want]) -> int:
    """Return the ticks by which a row is late if everything begins as soon as possible."""
    late = 0
    for want in wants:
        for offer, _ in want.links:
            deadline = want.when.tick
            if offer.order is not None:
                deadline = context.dating.deadline(offer.order.terms, want.when)
            late = max(late, _there(offer, _earliest) - deadline)
    return late


def job_results(
    context: Context, network: Network, rows: Sequence[PlannedRow], outcome: Outcome
) -> tuple[JobResult, ...]:
    """Return the rows as planned, by job and row."""
    first = _starts(context, network, rows, _earliest)
    last = _starts(context, network, rows, _latest)
    counts = last if outcome.direction is Direction.ALAP else first
    results = []
    for row in rows:
        wants = network.tops[row.name]
        end = _end(wants, outcome.dates)
        results.append(
            JobResult(
                job=row.job.id,
                row=row.row.row,
                item=row.row.item,
                quantity=Decimal(row.row.quantity),
                start=counts.get(row.name, end),
                end=end,
                due=row.due.tick,
                late_ticks=_late(context, wants),
                slack=last.get(row.name, 0) - first.get(row.name, 0),
                suggested=_suggested(context, end) if outcome.is_suggested else None,
                state=_state_after(row),
            )
        )
    return tuple(sorted(results, key=lambda result: (result.job, result.row)))


def _state_after(row: PlannedRow) -> JobState:
    is_new = row.row.state is JobState.NOT_EXAMINED
    return JobState.PLANNED if is_new else row.row.state


def _suggested(context: Context, end: int) -> datetime:
    """Return the local time of an end; the end of the first day of delivery, if those count."""
    clock = context.buckets.clock
    moment = clock.moment(end).replace(tzinfo=None)
    days = context.settings.delivery_weekday
    if days is None:
        return moment
    day = delivery_after(moment, expand_days(days))
    return (
        moment
        if day == moment.date()
        else clock.moment(clock.end_of_day(day) - 1).replace(tzinfo=None)
    )


def _end(wants: Sequence[Want], dates: DatesOf) -> int:
    """Return when all that a row takes is there; tick 0 for stock alone."""
    return max((_there(link.offer, dates) for want in wants for link in want.links), default=0)


def _there(offer: Offer, dates: DatesOf) -> int:
    return max(offer.when.tick, 0) if offer.order is None else dates(offer.order).usable


def _starts(
    context: Context, network: Network, rows: Sequence[PlannedRow], dates: DatesOf
) -> dict[str, int]:
    """Return the first start of the orders planned for each row, by its name.

    Merged orders belong to no row: then all that supply it count.
    """
    if context.settings.group:
        chains = _chain_starts(network, dates)
        found = {row.name: _first(network.tops[row.name], chains) for row in rows}
        return {name: start for name, start in found.items() if start is not None}
    starts: dict[str, int] = {}
    for order in network.orders:
        if order.is_planned:
            start = dates(order).start
            starts[order.row] = min(start, starts.get(order.row, start))
    return starts


def _chain_starts(network: Network, dates: DatesOf) -> dict[JobOrder, int]:
    """Return the first start of each order and of all planned ones that supply it."""
    starts: dict[JobOrder, int] = {}
    for order in reversed(network.orders):  # what supplies an order comes after it
        below = _first(order.wants, starts)
        own = dates(order).start if order.is_planned else below
        if own is not None:
            starts[order] = own if below is None else min(own, below)
    return starts


def _first(wants: Sequence[Want], starts: dict[JobOrder, int]) -> int | None:
    found = [
        starts[link.offer.order]
        for want in wants
        for link in want.links
        if link.offer.order is not None and link.offer.order in starts
    ]
    return min(found, default=None)


def phase_rows(network: Network, outcome: Outcome) -> tuple[PhaseRow, ...]:
    """Return the phases of all planned orders, by order and phase."""
    rows = [
        PhaseRow(order.id, row.phase, row.work_center, row.start, row.end)
        for order in network.orders
        if order.is_planned
        for row in outcome.dates(order).phases
    ]
    return tuple(sorted(rows, key=lambda row: (row.order, row.phase)))
