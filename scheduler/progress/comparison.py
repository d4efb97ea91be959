"""Plan against actual: phase by phase, order by order, job by job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from models.scenario import JobState, Remainder
from scheduler.jobs.states import job_state
from scheduler.phase_order import last_phases
from scheduler.progress.pieces import OrderPieces
from scheduler.progress.states import Key, Stand
from scheduler.progress.work import Work, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from models.scenario import Scenario
    from scheduler.progress.floor import Floor
    from scheduler.progress.states import Actual
    from scheduler.progress.words import Reason

__all__ = ["Colour", "OrderProgress", "PhaseProgress", "job_squares", "orders_of", "phases_of"]

_NO_TIME = timedelta(0)


class Colour(StrEnum):
    """State of a phase or an order: on time, late, or done."""

    GREEN = "green"
    RED = "red"
    GREY = "grey"


_SQUARES = {
    JobState.CLOSED: "black",
    JobState.EXECUTIVE: "yellow",
    JobState.LAUNCHED: "green",
    JobState.PLANNED: "light green",
}
"""Colour of the square that shows how far a job is; every other state is white."""


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """A phase as planned and as it is; planned times in ticks, actual ones in seconds.

    Parameters
    ----------
    planned_start, planned_end
        From when the plan has it, own setup included but no changeover before it, and until when;
        ``None`` for what the plan does not have, as it was closed before.
    planned_run
        Run time of the whole order, own setup excluded; ``None`` for a lead time outside.
    left_by_quantity, left_by_time
        Run time left.
    percent_by_quantity, percent_by_time
        How far it is; above 100 more was declared than planned.
    lost
        Working time of interruptions by reason, up to now.
    """

    actual: Actual
    item: str
    work_center: str
    machine: str
    colour: Colour
    planned_start: int | None
    planned_end: int | None
    planned_quantity: Decimal
    planned_run: timedelta | None
    left_by_quantity: timedelta | None
    left_by_time: timedelta | None
    percent_by_quantity: float | None
    percent_by_time: float | None
    lost: Mapping[Reason, timedelta]

    @property
    def is_over(self) -> bool:
        """Tell whether more was declared than planned, by quantity or by time."""
        return max(self.percent_by_quantity or 0.0, self.percent_by_time or 0.0) > 100


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """How far an order is: by quantity that of its last phase, by time that of all together."""

    order: str
    item: str
    job: str
    quantity: Decimal
    good: Decimal
    scrapped: Decimal
    colour: Colour
    num_phases: int
    num_closed: int
    percent_by_quantity: float | None
    percent_by_time: float | None

    def percent(self, rule: Remainder) -> float | None:
        """Return how far it is by quantity or by time."""
        return self.percent_by_time if rule is Remainder.TIME else self.percent_by_quantity


def phases_of(floor: Floor) -> list[PhaseProgress]:
    """Return every phase of the production orders of a plan, by order and phase."""
    work = Work(floor)
    return [_phase(floor, work, key) for key in floor.places.all_phases()]


def _phase(floor: Floor, work: Work, key: Key) -> PhaseProgress:
    order, row = floor.places.orders[key.order], floor.places.planned.get(key)
    by_quantity, by_time = work.percents(key)
    machine = floor.machine(key)
    return PhaseProgress(
        actual=floor.actual[key],
        item=order.item,
        work_center=floor.places.center_of(key, machine),
        machine=machine,
        colour=_colour(floor, key),
        planned_start=None if row is None else row.start,
        planned_end=None if row is None else row.end,
        planned_quantity=order.quantity,
        planned_run=work.planned(key),
        left_by_quantity=work.left(key, Remainder.QUANTITY),
        left_by_time=work.left(key, Remainder.TIME),
        percent_by_quantity=by_quantity,
        percent_by_time=by_time,
        lost=_lost(floor, floor.actual[key], machine),
    )


def _lost(floor: Floor, actual: Actual, machine: str) -> dict[Reason, timedelta]:
    """Return the working time lost to interruptions; one that lasts counts until now."""
    lost = dict(actual.lost)
    if actual.stand is Stand.INTERRUPTED and actual.reason is not None:
        more = floor.worked_between(actual.key, machine, actual.since, floor.now)
        lost[actual.reason] = lost.get(actual.reason, _NO_TIME) + more
    return lost


def _colour(floor: Floor, key: Key) -> Colour:
    """Return grey for what is closed, red for what should have begun or ended by now."""
    actual, row = floor.actual[key], floor.places.planned.get(key)
    if actual.stand is Stand.CLOSED:
        return Colour.GREY
    if row is None:
        return Colour.GREEN
    wanted = row.end if actual.has_begun else row.start
    return Colour.RED if floor.now > wanted * floor.plan.clock.tick_seconds else Colour.GREEN


def orders_of(floor: Floor, phases: Iterable[PhaseProgress]) -> list[OrderProgress]:
    """Return how far the orders are whose phases are given."""
    groups: dict[str, list[PhaseProgress]] = {}
    for row in phases:
        groups.setdefault(row.actual.key.order, []).append(row)
    return [_order(floor, order, rows) for order, rows in groups.items()]


def _order(floor: Floor, order: str, rows: list[PhaseProgress]) -> OrderProgress:
    supply = floor.places.orders[order]
    last = [floor.actual[Key(order, p)] for p in last_phases(floor.places.follows(order))]
    timed = [row for row in rows if row.planned_run is not None]
    worked = sum((row.actual.worked for row in timed), _NO_TIME)
    planned = sum((row.planned_run or _NO_TIME for row in timed), _NO_TIME)
    colours = {row.colour for row in rows}
    colour = Colour.RED if Colour.RED in colours else Colour.GREEN
    return OrderProgress(
        order=order,
        item=supply.item,
        job=supply.job,
        quantity=supply.quantity,
        good=min(actual.good for actual in last),
        scrapped=sum((row.actual.scrapped for row in rows), start=supply.quantity * 0),
        colour=Colour.GREY if OrderPieces(floor, order).is_closed else colour,
        num_phases=len(rows),
        num_closed=sum(row.actual.stand is Stand.CLOSED for row in rows),
        percent_by_quantity=percent(
            min(actual.good + actual.scrapped for actual in last), supply.quantity
        ),
        percent_by_time=percent(worked, planned),
    )


def job_squares(scenario: Scenario) -> dict[str, str]:
    """Return the colour of the square of each job order, as its rows stand.

    Black closed, yellow executive, green launched, light green planned, white anything else.
    """
    return {job.id: _SQUARES.get(job_state(job.rows), "white") for job in scenario.jobs}
