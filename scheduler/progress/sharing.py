"""One row of the floor's log as what it says of each of its phases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from scheduler.progress.splitting import distribute, split_time
from scheduler.progress.states import Declaration
from scheduler.progress.words import Distribution, Kind
from scheduler.progress.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.progress.floor import Floor
    from scheduler.progress.reading import ReadRow
    from scheduler.progress.states import Actual
    from scheduler.progress.words import DeclarationRow

__all__ = ["shares"]

_NO_TIME = timedelta(0)
_NONE = Decimal(0)
_WORKED = (Kind.PROGRESS, Kind.INTERRUPTION, Kind.CLOSING)
"""Kinds before which the phase was running."""


def shares(floor: Floor, read: ReadRow, at: int, before: Sequence[Actual]) -> list[Declaration]:
    """Return what a row says of each phase, pieces and times shared out.

    Parameters
    ----------
    at
        Time of the row, in seconds of the plan.
    before
        How its phases stand; the row may follow all of these.
    """
    row = read.row
    good, scrapped = _pieces(floor, row, before)
    made = [one + other for one, other in zip(good, scrapped, strict=True)]
    machines = [row.machine or floor.machine(actual.key) for actual in before]
    spent = _spent(floor, row, at, before, machines[0])
    machine_times, labour_times = (split_time(time, made) for time in spent.times)
    found = []
    for place, actual in enumerate(before):
        times = (machine_times[place], labour_times[place])
        setup = max(times) if row.setup else _setup_first(floor, actual, spent, times[0])
        run_times = [max(_NO_TIME, time - setup) for time in times]
        found.append(
            Declaration(
                read.line,
                at,
                actual.key,
                row.kind,
                good=good[place],
                scrapped=scrapped[place],
                machine_time=run_times[0],
                labour_time=run_times[1],
                setup_time=setup,
                lost=_lost(floor, row, at, actual),
                machine=machines[place],
                reason=row.reason,
                is_counted=row.is_counted,
                workers=row.workers,
            )
        )
    return found


def _pieces(
    floor: Floor, row: DeclarationRow, before: Sequence[Actual]
) -> tuple[list[Decimal], list[Decimal]]:
    """Return good and scrapped pieces by phase; scrapped ones lie where the good ones do."""
    left = [
        max(
            _NONE,
            floor.places.orders[actual.key.order].quantity - actual.good - actual.scrapped,
        )
        for actual in before
    ]
    good = _shared(row.good, left, row.distribution)
    weights = good if any(good) else left
    scrapped = _shared(row.scrapped, weights, Distribution.PROPORTIONAL)
    return good, scrapped


def _shared(
    values: Sequence[Decimal], weights: Sequence[Decimal], how: Distribution | None
) -> list[Decimal]:
    if len(values) == len(weights):
        return list(values)
    return distribute(sum(values, _NONE), weights, how or Distribution.SEQUENCE)


class _Spent(NamedTuple):
    """Machine and labour time of all phases of a row together, declared or measured."""

    times: tuple[timedelta, timedelta]
    is_measured: bool = False


def _spent(
    floor: Floor, row: DeclarationRow, at: int, before: Sequence[Actual], machine: str
) -> _Spent:
    """Return the time that a row tells.

    Where neither of the two is declared each is the working time since the first of the phases
    began, or was declared last.
    """
    if row.kind not in _WORKED:
        return _Spent((_NO_TIME, _NO_TIME))
    if row.machine_time is not None or row.labour_time is not None:
        return _Spent((row.machine_time or _NO_TIME, row.labour_time or _NO_TIME))
    first = min(before, key=lambda actual: actual.since)
    passed = floor.worked_between(first.key, machine, first.since, at)
    return _Spent((passed, passed), is_measured=True)


def _setup_first(floor: Floor, actual: Actual, spent: _Spent, time: timedelta) -> timedelta:
    """Return what of a measured time was the phase's own setup, which comes before its pieces.

    Nobody sets up again what had begun before the plan.
    """
    if not spent.is_measured or actual.opened is None:
        return _NO_TIME
    return max(_NO_TIME, min(time, Work(floor).setup(actual.key) - actual.setup_time))


def _lost(floor: Floor, row: DeclarationRow, at: int, actual: Actual) -> timedelta:
    if row.kind is not Kind.RESUMPTION:
        return _NO_TIME
    return floor.worked_between(actual.key, floor.machine(actual.key), actual.since, at)
