"""How well the floor kept to the plan, in figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.files.values import portable
from scheduler.progress.comparison import Colour, job_squares, orders_of, phases_of
from scheduler.progress.current import declared_scenario
from scheduler.progress.states import Stand
from scheduler.progress.words import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from models.scenario import Remainder
    from scheduler.progress.comparison import PhaseProgress
    from scheduler.progress.floor import Floor

__all__ = ["Adherence", "Figures", "adherence", "lost_time", "progress_figures"]

_MINUTE = timedelta(minutes=1)
_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Adherence:
    """Shares of phases in percent, two decimals; ``None`` where nothing was due or begun.

    Parameters
    ----------
    started_on_day
        Of the phases that were planned to start by now, or have: those opened on their planned
        day.
    finished_on_day
        Of the phases that were planned to end by now, or are closed: those closed on their
        planned day.
    in_sequence
        Of the phases opened since the plan began: those that nobody should have come before on
        their planned machine who was not opened yet, and that run on that machine.
    """

    started_on_day: float | None
    finished_on_day: float | None
    in_sequence: float | None


def adherence(floor: Floor, phases: Sequence[PhaseProgress]) -> Adherence:
    """Return how well the phases of a plan kept to their days and to their sequence."""
    planned = [row for row in phases if row.planned_start is not None]
    return Adherence(
        _on_day(floor, planned, _start),
        _on_day(floor, planned, _end),
        _in_sequence(floor, planned),
    )


def _start(row: PhaseProgress) -> tuple[int | None, int | None, bool]:
    return row.planned_start, row.actual.opened, row.actual.has_begun


def _end(row: PhaseProgress) -> tuple[int | None, int | None, bool]:
    return row.planned_end, row.actual.closed, row.actual.stand is Stand.CLOSED


def _on_day(
    floor: Floor,
    rows: Iterable[PhaseProgress],
    times: Callable[[PhaseProgress], tuple[int | None, int | None, bool]],
) -> float | None:
    """Return the share of what happened on its planned day; before the plan nothing counts."""
    seconds, clock = floor.plan.clock.tick_seconds, floor.clock
    kept: list[bool] = []
    for row in rows:
        wanted, was, is_done = times(row)
        if wanted is None or (is_done and was is None):
            continue
        if was is None:
            if wanted * seconds < floor.now:
                kept.append(False)
        else:
            kept.append(clock.day(was) == clock.day(wanted * seconds))
    return _share(kept)


def _in_sequence(floor: Floor, rows: Iterable[PhaseProgress]) -> float | None:
    by_machine: dict[str, list[PhaseProgress]] = defaultdict(list)
    for row in rows:
        planned = floor.places.planned[row.actual.key]
        by_machine[planned.machine].append(row)
    kept: list[bool] = []
    for machine, members in by_machine.items():
        members.sort(key=lambda row: floor.places.planned[row.actual.key].sequence)
        latest = -1  # when the last of those before was opened; never, if one of them was not
        for row in members:
            opened = row.actual.opened
            if opened is not None:
                kept.append(latest <= opened and row.machine == machine)
            if not row.actual.has_begun:
                latest = floor.now + 1
            elif opened is not None:
                latest = max(latest, opened)
    return _share(kept)


def _share(kept: Sequence[bool]) -> float | None:
    return round(100 * sum(kept) / len(kept), 2) if kept else None


def lost_time(phases: Iterable[PhaseProgress]) -> dict[Reason, timedelta]:
    """Return the working time that was lost to interruptions, by reason."""
    total = dict.fromkeys(Reason, _NO_TIME)
    for row in phases:
        for reason, length in row.lost.items():
            total[reason] += length
    return total


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of ``adherence.json``, in their order.

    Parameters
    ----------
    now
        Local time with its offset.
    progress_by
        ``quantity`` or ``time``: how orders are told.
    phases_over
        Phases of which more was declared than planned, as ``MO-1/10``.
    lost_minutes
        Working time of interruptions, by reason.
    jobs
        Colour of the square of each job order.
    """

    scenario: str
    now: str
    progress_by: str
    phases: int
    phases_waiting: int
    phases_running: int
    phases_interrupted: int
    phases_closed: int
    phases_late: int
    phases_over: tuple[str, ...]
    orders: int
    orders_closed: int
    orders_late: int
    good: str | float
    scrapped: str | float
    started_on_day_percent: float | None
    finished_on_day_percent: float | None
    in_sequence_percent: float | None
    lost_minutes: dict[str, float]
    jobs: dict[str, str]


def progress_figures(floor: Floor, rule: Remainder) -> Figures:
    """Return how far the orders of a plan are, and how well the floor kept to it."""
    phases = phases_of(floor)
    orders = orders_of(floor, phases)
    kept = adherence(floor, phases)
    stands = Counter(row.actual.stand for row in phases)
    over = (row.actual.key for row in phases if row.is_over)
    return Figures(
        scenario=floor.plan.scenario.scenario.id,
        now=floor.clock.moment(floor.now).isoformat(),
        progress_by=rule.value,
        phases=len(phases),
        phases_waiting=stands[Stand.WAITING],
        phases_running=stands[Stand.RUNNING],
        phases_interrupted=stands[Stand.INTERRUPTED],
        phases_closed=stands[Stand.CLOSED],
        phases_late=sum(row.colour is Colour.RED for row in phases),
        phases_over=tuple(f"{key.order}/{key.phase}" for key in over),
        orders=len(orders),
        orders_closed=sum(row.colour is Colour.GREY for row in orders),
        orders_late=sum(row.colour is Colour.RED for row in orders),
        good=portable(sum((row.good for row in orders), Decimal(0))),
        scrapped=portable(sum((row.scrapped for row in orders), Decimal(0))),
        started_on_day_percent=kept.started_on_day,
        finished_on_day_percent=kept.finished_on_day,
        in_sequence_percent=kept.in_sequence,
        lost_minutes={
            reason.value: length / _MINUTE for reason, length in lost_time(phases).items()
        },
        # documents of all planned orders are work that is lost where there are no jobs
        jobs=job_squares(declared_scenario(floor)) if floor.plan.scenario.jobs else {},
    )
