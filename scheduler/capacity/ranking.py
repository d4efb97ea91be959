"""Which center is the bottleneck: by its load and by the queue in front of it together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.capacity.loadable import Kind
from scheduler.capacity.requirements import Period

if TYPE_CHECKING:
    from models.plan import LoadRow, Plan
    from scheduler.capacity.requirements import Bar, Capacity

__all__ = ["RankedCenter", "bottleneck_score", "ranking"]


@dataclass(frozen=True, slots=True)
class RankedCenter:
    """A finite center, and what makes it a bottleneck.

    Parameters
    ----------
    load
        Load / capacity in percent, as ``load.csv`` counts them; ``None`` without capacity.
    processing, setup, idle
        Percent of capacity.
    buffer
        Hours of work that wait in front of it, on average; ``None`` if it is never open.
    score
        As `bottleneck_score`.
    """

    center: str
    load: float | None
    processing: float | None
    setup: float | None
    idle: float | None
    buffer: float | None
    score: float


def bottleneck_score(load: float, buffer: float, daily_hours: float) -> float:
    r"""Return how much a center holds up the plant.

    :math:`l \cdot (1 + b / c)`, the load of a center times one more than the working days that
    its queue would take it. High load with a high queue is a bottleneck; high load alone is a
    center that is used well; a queue at low load is a passing one. Without queues, as in infinite
    plans, the highest load counts.

    Parameters
    ----------
    load
        Load / capacity; 1 is all of it.
    buffer
        Average queue, in hours of work.
    daily_hours
        Capacity of a day on which the center works, in hours.
    """
    return load * (1 + buffer / daily_hours) if daily_hours else load


def ranking(plan: Plan, capacity: Capacity) -> tuple[RankedCenter, ...]:
    """Return the finite centers, the bottleneck first; load and capacity are those of the plan."""
    totals = {
        center.id: _Total()
        for center in plan.scenario.work_centers
        if not (center.infinite or center.external)
    }
    for row in plan.load:
        if row.work_center in totals:
            totals[row.work_center].add(row)
    bars = {bar.name: bar for bar in capacity.bars(Period.PLAN) if bar.kind is Kind.CENTER}
    found = [_ranked(name, total, bars.get(name)) for name, total in totals.items()]
    return tuple(sorted(found, key=lambda row: (-row.score, -(row.load or 0))))


@dataclass(slots=True)
class _Total:
    """Minutes of a center over the plan, and the days on which it works."""

    capacity: int = 0
    load: int = 0
    days: int = 0

    def add(self, row: LoadRow) -> None:
        self.capacity += row.capacity
        self.load += row.load
        self.days += row.capacity > 0


def _ranked(name: str, total: _Total, bar: Bar | None) -> RankedCenter:
    """Return a center with its figures; without a bar nothing of it is there or asked for."""
    load = total.load / total.capacity if total.capacity else None
    buffer = None if bar is None else bar.queue
    daily_hours = total.capacity / 60 / total.days if total.days else 0.0
    return RankedCenter(
        center=name,
        load=None if load is None else 100 * load,
        processing=None if bar is None else bar.percent(bar.processing),
        setup=None if bar is None else bar.percent(bar.setup),
        idle=None if bar is None else bar.percent(bar.idle),
        buffer=buffer,
        score=bottleneck_score(load or 0.0, buffer or 0.0, daily_hours),
    )
